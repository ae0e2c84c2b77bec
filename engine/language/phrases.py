"""The conditions of rules in Section G words, without one party's numbers: `the party serves more than 250,000 …`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from engine.code.rule_shape import oriented
from engine.effect.guards import Symbolic, is_symbolic
from engine.language.model import (
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Rule,
    Value,
    Variable,
)
from engine.language.sentences import Wording, date_words
from engine.language.vocabulary import Predicate, Vocabulary

_COUNTED = {
    "=": "{}",
    "!=": "other than {}",
    "<": "fewer than {}",
    "<=": "{} or fewer",
    ">": "more than {}",
    ">=": "{} or more",
}
_DATED = {
    "=": "on {}",
    "!=": "on another day than {}",
    "<": "before {}",
    "<=": "on or before {}",
    ">": "after {}",
    ">=": "on or after {}",
}
_SOME = (("any day", "some day"), ("any party", "some party"), ("an unstated number of", "some number of"))
_JOINED = {"=": "come to", "!=": "do not come to", "<": "come to less than", ">": "come to more than"}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Phrases:
    """Words for the conditions of rules about the symbolic party."""

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._wording = Wording(vocabulary, names)

    def atom(self, predicate: str, terms: Sequence[Symbolic], holds: bool = True) -> str:
        """The sentence of an atom; what is not a constant reads as anything."""
        row = tuple(None if is_symbolic(term) else term for term in terms)
        if not holds and None not in row:
            return self._wording.denial(predicate, row)
        sentence = self._wording.atom(predicate, row)
        for anything, something in _SOME:
            sentence = sentence.replace(anything, something)
        return sentence if holds else f"it is not the case that {sentence}"

    def comparison(
        self, comparison: Comparison, rule: Rule, bindings: Mapping[str, Symbolic], holds: bool = True
    ) -> str:
        """A comparison of stated or counted numbers with a constant, or with one another."""
        turned = oriented(comparison)
        operator = turned.operator if holds else _OPPOSITE[turned.operator]
        right = turned.right.value if isinstance(turned.right, Constant) else None
        if isinstance(turned.left, Variable) and right is not None:
            found = _binder(turned.left.name, rule.body, self._vocabulary)
            if found is not None:
                return self._filled(*found, bindings, operator, right)
        left_words = self._noun(turned.left, rule, bindings)
        right_words = self._noun(turned.right, rule, bindings)
        if isinstance(right, date) or self._is_day(turned.left, rule):
            return f"{left_words} is {_DATED[operator].format(right_words)}"
        if operator in ("<=", ">="):
            return f"{left_words} come to {right_words} or {'less' if operator == '<=' else 'more'}"
        return f"{left_words} {_JOINED[operator]} {right_words}"

    def _filled(self, atom: Atom, position: int, bindings: Mapping[str, Symbolic], operator: str, value: Value) -> str:
        """The sentence of the atom that gives the variable, with the comparison in place of the value."""
        declared = self._vocabulary.predicates[atom.predicate]
        mark = f"{{{declared.arguments[position].name}}}"
        text = self._with_rest(declared, atom, bindings, position)
        if isinstance(value, date):
            words = _DATED[operator].format(date_words(value))
            return text.replace(f"on {mark}", words) if f"on {mark}" in text else text.replace(mark, words)
        shown = self._wording.value(value, declared.arguments[position].type)
        if value == 0 and operator in ("=", "<="):
            return text.replace(mark, "no" if not text.endswith(mark) else "nothing")
        return text.replace(mark, _COUNTED[operator].format(shown))

    def _with_rest(self, declared: Predicate, atom: Atom, bindings: Mapping[str, Symbolic], position: int) -> str:
        """The sentence with all placeholders filled but the one at `position`."""
        text = declared.says
        for place, (term, argument) in enumerate(zip(atom.terms, declared.arguments, strict=True)):
            if place == position:
                continue
            value = term.value if isinstance(term, Constant) else None
            if isinstance(term, Variable):
                value = bindings.get(term.name)
            shown = "any" if value is None or is_symbolic(value) else self._wording.value(value, argument.type)
            text = text.replace(f"{{{argument.name}}}", shown)
        return text

    def _noun(self, expression: Expression, rule: Rule, bindings: Mapping[str, Symbolic]) -> str:
        """An expression as a noun phrase: `the Domestic Premises that the party serves + 5 × …`."""
        if isinstance(expression, Constant):
            return self._wording.value(expression.value, expression.form)
        if isinstance(expression, Arithmetic):
            operator = {"*": "×", "mod": "modulo", "-": "−"}.get(expression.operator, expression.operator)
            sides = [self._noun(side, rule, bindings) for side in (expression.left, expression.right)]
            return f"{sides[0]} {operator} {sides[1]}"
        if isinstance(expression, DateShift):
            way = "after" if expression.sign > 0 else "before"
            amount = self._noun(expression.amount, rule, bindings)
            return f"{amount} {expression.unit} {way} {self._noun(expression.base, rule, bindings)}"
        value = bindings.get(expression.name)
        if value is not None and not is_symbolic(value):
            return self._wording.value(value, "date" if isinstance(value, date) else "text")
        found = _binder(expression.name, rule.body, self._vocabulary)
        if found is None:
            return self._defined(expression, rule, bindings)
        atom, position = found
        declared = self._vocabulary.predicates[atom.predicate]
        text = self._with_rest(declared, atom, bindings, position)
        return _as_noun(text, declared, declared.arguments[position].name)

    def _defined(self, variable: Variable, rule: Rule, bindings: Mapping[str, Symbolic]) -> str:
        """A variable that `=` or an aggregate gives its value."""
        for literal in rule.body:
            if isinstance(literal, Comparison) and literal.operator == "=" and literal.left == variable:
                return f"({self._noun(literal.right, rule, bindings)})"
        declared = self._vocabulary.predicates.get(rule.head.predicate)
        for position, term in enumerate(rule.head.terms):
            if isinstance(term, Variable) and term.name == variable.name and declared is not None:
                text = self._with_rest(declared, rule.head, bindings, position)
                return _as_noun(text, declared, declared.arguments[position].name)
        return "what is counted"

    def _is_day(self, expression: Expression, rule: Rule) -> bool:
        if isinstance(expression, DateShift):
            return True
        if not isinstance(expression, Variable):
            return False
        found = _binder(expression.name, rule.body, self._vocabulary)
        if found is None:
            return False
        return self._vocabulary.predicates[found[0].predicate].arguments[found[1]].type == "date"


def _binder(name: str, body: Sequence[Literal], vocabulary: Vocabulary) -> tuple[Atom, int] | None:
    """The condition that gives a variable its value, and the place."""
    for literal in body:
        if isinstance(literal, Atom) and literal.predicate in vocabulary.predicates:
            for position, term in enumerate(literal.terms):
                if isinstance(term, Variable) and term.name == name:
                    return literal, position
    return None


def _as_noun(text: str, declared: Predicate, argument: str) -> str:
    """`the party serves {count} Domestic Premises` as `the Domestic Premises that the party serves`."""
    before, mark, after = text.partition(f"{{{argument}}}")
    if not mark:
        return text
    before, after = before.strip(), after.strip()
    if not after:
        shortened = re.sub(r"\s+(?:come to|comes to|is|are|was|were|on|of)$", "", before)
        return shortened if shortened != before else f"the day or number of “{before} …”"
    term = declared.term.partition("(")[0].partition(";")[0].strip()
    what = term if term and after.startswith(term) else re.sub(r"\s+in all$", "", after)
    return f"the {what} that {before}"
