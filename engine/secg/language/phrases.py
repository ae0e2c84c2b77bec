"""The conditions of rules in Section G words, without one party's numbers: `the party serves more than 250,000 …`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeGuard, assert_never

from secg.language import model as m
from secg.language.operators import (
    CALCULATION_SIGNS,
    FLIPPED,
    OPPOSITE,
    Calculation,
    Comparator,
    Function,
    by_comparator,
)
from secg.language.sentences import Wording, date_words, denied, text_words, with_article
from secg.language.tidying import tidied
from secg.language.vocabulary import Argument, Predicate, Vocabulary

_COUNTED = by_comparator(
    equal="{}",
    unequal="other than {}",
    less="fewer than {}",
    at_most="{} or fewer",
    more="more than {}",
    at_least="{} or more",
)
_DATED = by_comparator(
    equal="on {}",
    unequal="on another day than {}",
    less="before {}",
    at_most="on or before {}",
    more="after {}",
    at_least="on or after {}",
)
_YEARS = by_comparator(
    equal="year {}",
    unequal="not year {}",
    less="before year {}",
    at_most="year {} or before",
    more="after year {}",
    at_least="year {} or after",
)
_JOINED = by_comparator(
    equal="come to {}",
    unequal="do not come to {}",
    less="come to less than {}",
    at_most="come to {} or less",
    more="come to more than {}",
    at_least="come to {} or more",
)
_UNNAMED = {"party": "party", "date": "day", "year": "year"}
_PREPOSITIONS = ("about", "to")
_RELATIVE_END = re.compile(r", which [a-z]+$")
_RELATIVE_IS = re.compile(r"^(.*) is (.*), which ([a-z]+)$")
_RELATIVE_FROM = re.compile(r", which ([a-z]+)s from \{")
_OTHER_DAYS = ("day", "other day", "third day", "fourth day")


def is_constant(value: object) -> TypeGuard[m.Value]:
    """Whether a value is known, and not a number that stands for any."""
    return isinstance(value, int | str | date)


def oriented(comparison: m.Comparison) -> m.Comparison:
    """The comparison with the constant, if only one side is one, on the right."""
    if isinstance(comparison.left, m.Constant) and not isinstance(comparison.right, m.Constant):
        operator = FLIPPED[comparison.operator]
        return m.Comparison(operator, comparison.right, comparison.left, comparison.span)
    return comparison


class Phrases:
    """Words for the conditions of rules; `bindings` give variables a value, or the words that stand for any value."""

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._wording = Wording(vocabulary, names)

    def atom(self, predicate: str, terms: Sequence[object], holds: bool = True) -> str:
        """The sentence of an atom; what is not a constant reads as anything."""
        declared = self._vocabulary.predicates[predicate]
        row = [
            term if is_constant(term) else self._unknown(argument, holds)
            for term, argument in zip(terms, declared.arguments, strict=True)
        ]
        if holds:
            return tidied(self._wording.atom(predicate, row))
        if declared.denies_any and not any(map(is_constant, terms[1:])):
            return tidied(self._wording.denial(predicate, [row[0], *[None] * len(row[1:])]))
        told = [
            f"{{{argument.name}}}"
            for argument, term in zip(declared.arguments, terms, strict=True)
            if is_constant(term)
        ]
        if declared.denies and all(name in declared.denies for name in told):  # it never denies more than is absent
            return tidied(self._wording.denial(predicate, row))
        return denied(tidied(self._wording.atom(predicate, row)), declared)

    def _unknown(self, argument: Argument, some: bool) -> str:
        """Words for a value that is not known: `a certain day`, `the whole or a part`, `any capacity`."""
        determiner = "some" if some else "any"
        type_name = argument.type
        if type_name == "text":
            return f"{determiner}thing" if argument.name in _PREPOSITIONS else _named(argument.name, some)
        if type_name == "date" and some:
            return "a certain day"
        if type_name in ("count", "integer"):
            return f"{determiner} number of"
        enumeration = self._vocabulary.types.get(type_name)
        if enumeration is None:
            return f"{determiner} {_UNNAMED.get(type_name, type_name)}"
        labels = list(enumeration.labels.values())
        if len(labels) <= 2:
            return " or ".join(labels)
        last = {re.split(r"[\s-]", label)[-1] for label in labels}
        return f"{determiner} {last.pop().lower() if len(last) == 1 else text_words(type_name)}"

    def conclusion(self, rule: m.Rule) -> str:
        """What a rule concludes, about any party."""
        return self._about_any(rule, rule.head)

    def condition(self, literal: m.Literal, rule: m.Rule) -> str:
        """One condition of a rule, about any party."""
        if isinstance(literal, m.Atom):
            return self._about_any(rule, literal)
        if isinstance(literal, m.Negation):
            return self._about_any(rule, literal.atom, holds=False)
        if isinstance(literal, m.Comparison):
            words = self._defining(literal, rule) or self.comparison(
                literal, rule, variable_words(rule, self._vocabulary)
            )
            return tidied(words)
        parts = " and ".join(self.condition(other, rule) for other in literal.body)
        day = isinstance(literal.value, m.Variable) and self._is_day(literal.value, literal.body)
        match literal.function:
            case Function.COUNT:
                return f"the cases are counted in which {parts}"
            case Function.SUM:
                return f"the numbers are added up over all cases in which {parts}"
            case Function.MIN:
                which = "earliest" if day else "smallest"
            case Function.MAX:
                which = "latest" if day else "largest"
            case _:
                assert_never(literal.function)
        return f"that {'day' if day else 'number'} is the {which} of all cases in which {parts}"

    def _defining(self, literal: m.Comparison, rule: m.Rule) -> str:
        """An `=` that gives the conclusion its day or number: `that day is 6 months after …`; empty for any other."""
        if literal.operator is not Comparator.EQUAL or not isinstance(literal.left, m.Variable):
            return ""
        name = literal.left.name
        if _binder(name, rule.body, self._vocabulary) is not None:
            return ""
        day = isinstance(literal.right, m.DateShift)
        words = self._noun(literal.right, rule, variable_words(rule, self._vocabulary))
        return f"that {'day' if day else 'number'} is {words}"

    def calculated(self, literal: m.Comparison, rule: m.Rule) -> str:
        """What an `=` gives a day or number: `6 months after …`."""
        return tidied(self._noun(literal.right, rule, variable_words(rule, self._vocabulary)))

    def is_said(self, literal: m.Literal, rule: m.Rule) -> bool:
        """Whether a condition says something of its own; one that only gives a number is said where it is compared."""
        if isinstance(literal, m.Comparison) and self._defining(literal, rule):
            concluded = {term.name for term in rule.head.terms if isinstance(term, m.Variable)}
            return isinstance(literal.left, m.Variable) and literal.left.name in concluded
        if isinstance(literal, m.Aggregate):
            return not self._is_said_where_compared(literal, rule)
        if not isinstance(literal, m.Atom):
            return True
        declared = self._vocabulary.predicates[literal.predicate]
        comparing = (other for other in rule.body if isinstance(other, m.Comparison | m.Aggregate))
        compared = m.variable_names(*comparing)
        given = [
            isinstance(term, m.Variable) and term.name in compared
            for term, argument in zip(literal.terms, declared.arguments, strict=True)
            if argument.type in ("count", "integer", "date")
        ]
        return not any(given)

    def _is_said_where_compared(self, aggregate: m.Aggregate, rule: m.Rule) -> bool:
        """Whether a condition that is said tells what a sum adds up, in place of its result."""
        result, value = aggregate.result, aggregate.value
        if not isinstance(result, m.Variable) or not isinstance(value, m.Variable):
            return False
        if aggregate.function is not Function.SUM or _binder(value.name, rule.body, self._vocabulary) is None:
            return False
        if result in rule.head.terms:
            return False
        comparisons = [literal for literal in rule.body if isinstance(literal, m.Comparison)]
        return any(result.name in m.variable_names(literal) and self.is_said(literal, rule) for literal in comparisons)

    def _about_any(self, rule: m.Rule, atom: m.Atom, holds: bool = True) -> str:
        words = variable_words(rule, self._vocabulary) | self._days(rule, atom)
        row = [_known(term, words) for term in atom.terms]
        return tidied(self.atom(atom.predicate, row, holds))

    def _days(self, rule: m.Rule, atom: m.Atom) -> dict[str, str]:
        """Words for the days of an atom that other conditions name too: `a certain day` first, then `that day`."""
        mentions: dict[str, list[m.Atom]] = {}
        for other in (rule.head, *m.atoms_of(rule.body)):
            declared = self._vocabulary.predicates.get(other.predicate)
            for term, argument in zip(other.terms, declared.arguments if declared else (), strict=False):
                if isinstance(term, m.Variable) and argument.type == "date":
                    mentions.setdefault(term.name, []).append(other)
        repeated = {name: atoms for name, atoms in mentions.items() if len(atoms) > 1}
        words: dict[str, str] = {}
        for (name, atoms), day in zip(repeated.items(), _OTHER_DAYS, strict=False):
            first = {"day": "a certain day", "other day": "another day"}.get(day, f"a {day}")
            words[name] = first if atoms[0] is atom else f"that {day}"
        return words

    def comparison(
        self, comparison: m.Comparison, rule: m.Rule, bindings: Mapping[str, object], holds: bool = True
    ) -> str:
        """A comparison of stated or counted numbers with a constant, or with one another."""
        turned = oriented(comparison)
        operator = turned.operator if holds else OPPOSITE[turned.operator]
        right = turned.right.value if isinstance(turned.right, m.Constant) else None
        if isinstance(turned.left, m.Variable) and right is not None:
            binder = _binder(turned.left.name, rule.body, self._vocabulary)
            if binder is not None:
                return self._filled(*binder, bindings, operator, right)
        left_words = self._noun(turned.left, rule, bindings)
        right_words = self._noun(turned.right, rule, bindings)
        if operator in (Comparator.EQUAL, Comparator.UNEQUAL) and self._is_name(turned.left, rule):
            return f"{left_words} is {'not ' if operator is Comparator.UNEQUAL else ''}{right_words}"
        if isinstance(right, date) or self._is_day(turned.left, rule.body):
            return f"{left_words} is {_DATED[operator].format(right_words)}"
        return f"{left_words} {_JOINED[operator].format(right_words)}"

    def _filled(
        self, atom: m.Atom, position: int, bindings: Mapping[str, object], operator: Comparator, value: m.Value
    ) -> str:
        """The sentence of the atom that gives the variable, with the comparison in place of the value."""
        declared = self._vocabulary.predicates[atom.predicate]
        mark = f"{{{declared.arguments[position].name}}}"
        text = self._with_rest(declared, atom, bindings, position)
        if isinstance(value, date):
            words = _DATED[operator].format(date_words(value))
            text = _RELATIVE_FROM.sub(r", \1ing from {", text)
            return text.replace(f"on {mark}", words) if f"on {mark}" in text else text.replace(mark, f"a day {words}")
        if declared.arguments[position].type == "year":
            return f"the year of the cycle is {_YEARS[operator].format(value)}"
        shown = self._wording.value(value, declared.arguments[position].type)
        if value == 0 and operator is Comparator.MORE:
            return text.replace(mark, "one or more" if not text.endswith(mark) else "more than 0")
        if value == 0 and operator in (Comparator.EQUAL, Comparator.AT_MOST):
            return text.replace(mark, "no" if not text.endswith(mark) else "nothing")
        return text.replace(mark, _COUNTED[operator].format(shown))

    def _with_rest(self, declared: Predicate, atom: m.Atom, bindings: Mapping[str, object], position: int) -> str:
        """The sentence with all placeholders filled but the one at `position`."""
        text = declared.says
        for place, (term, argument) in enumerate(zip(atom.terms, declared.arguments, strict=True)):
            if place == position:
                continue
            value = _known(term, bindings)
            if not is_constant(value):
                shown = self._unknown(argument, True)
            else:
                shown = self._wording.value(value, argument.type)
            text = text.replace(f"{{{argument.name}}}", shown)
        return tidied(text)

    def _noun(self, expression: m.Expression, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """An expression as a noun phrase: `the Domestic Premises that the party serves + 5 × …`."""
        if isinstance(expression, m.Constant):
            return self._wording.value(expression.value, expression.form)
        if isinstance(expression, m.Arithmetic):
            operator = CALCULATION_SIGNS[expression.operator]
            sides = [self._noun(side, rule, bindings) for side in (expression.left, expression.right)]
            if expression.operator is Calculation.PLUS and sides[1].endswith(","):
                return f"{sides[0]}, together with {sides[1]}"
            return f"{sides[0]} {operator} {sides[1]}"
        if isinstance(expression, m.DateShift):
            way = "after" if expression.sign > 0 else "before"
            amount = self._noun(expression.amount, rule, bindings)
            return f"{amount} {expression.unit} {way} {self._noun(expression.base, rule, bindings)}"
        value = bindings.get(expression.name)
        if is_constant(value):
            return self._wording.value(value, "date" if isinstance(value, date) else "text")
        binder = _binder(expression.name, rule.body, self._vocabulary)
        if binder is None:
            return self._defined(expression, rule, bindings)
        atom, position = binder
        declared = self._vocabulary.predicates[atom.predicate]
        text = self._with_rest(declared, atom, bindings, position)
        return _as_noun(text, declared, position)

    def _defined(self, variable: m.Variable, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """A variable that `=` or an aggregate gives its value."""
        for literal in rule.body:
            if isinstance(literal, m.Comparison) and literal.operator is Comparator.EQUAL and literal.left == variable:
                return f"({self._noun(literal.right, rule, bindings)})"
        declared = self._vocabulary.predicates.get(rule.head.predicate)
        for position, term in enumerate(rule.head.terms):
            if isinstance(term, m.Variable) and term.name == variable.name and declared is not None:
                text = self._with_rest(declared, rule.head, bindings, position)
                return _as_noun(text, declared, position)
        for literal in rule.body:
            if isinstance(literal, m.Aggregate) and literal.result == variable and literal.function is Function.SUM:
                return self._added_up(literal, rule, bindings)
        return "that number"

    def _added_up(self, aggregate: m.Aggregate, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """A sum with what it adds up: `the Domestic Premises that another party serves, added up over …`."""
        value = aggregate.value
        if not isinstance(value, m.Variable):
            return "the numbers so added up"
        binder = _binder(value.name, rule.body, self._vocabulary)
        if binder is None:
            return "the numbers so added up"
        words = variable_words(rule, self._vocabulary)
        words.update({name: str(known) for name, known in bindings.items() if isinstance(known, str)})
        conditions = [self.condition(other, rule) for other in aggregate.body if other is not binder[0]]
        where = f" over all cases in which {' and '.join(conditions)}" if conditions else ""
        return f"{self._noun(value, rule, words)}, added up{where},"

    def _is_day(self, expression: m.Expression, body: Sequence[m.Literal]) -> bool:
        return isinstance(expression, m.DateShift) or self._type(expression, body) == "date"

    def _is_name(self, expression: m.Expression, rule: m.Rule) -> bool:
        kind = self._type(expression, rule.body)
        return kind in ("party", "text") or kind in self._vocabulary.types

    def _type(self, expression: m.Expression, body: Sequence[m.Literal]) -> str:
        """The type of a variable that a condition gives its value; empty for anything else."""
        binder = _binder(expression.name, body, self._vocabulary) if isinstance(expression, m.Variable) else None
        return "" if binder is None else self._vocabulary.predicates[binder[0].predicate].arguments[binder[1]].type


def variable_words(rule: m.Rule, vocabulary: Vocabulary) -> dict[str, str]:
    """Words for the variables of a rule that stand for parties, names or symbols.

    A name is called by what the conditions call it, and only where none does by what the conclusion does.
    """
    words: dict[str, str] = {}
    texts: list[str] = []
    groups: set[str] = set()
    head = next((term.name for term in rule.head.terms if isinstance(term, m.Variable)), "")
    atoms = [*m.atoms_of(rule.body), rule.head]
    for atom in atoms:
        declared = vocabulary.predicates.get(atom.predicate)
        for term, argument in zip(atom.terms, declared.arguments if declared else (), strict=False):
            if not isinstance(term, m.Variable) or argument.type in ("count", "integer", "date"):
                continue
            named = argument.name.replace("_", " ")
            if argument.type == "party":
                other = "another party" if named in ("user", "party") else f"the {named}"
                words.setdefault(term.name, "the party" if term.name == head else other)
            elif argument.type == "text":
                texts.append(term.name)
                if argument.name not in (*_PREPOSITIONS, "id"):
                    words.setdefault(term.name, f"the {named}")
            else:
                groups.update([term.name] if argument.type == vocabulary.group_type else [])
                words.setdefault(term.name, f"any {argument.type.replace('_', ' ')}")
    if len(groups) == 1 and vocabulary.group_type:  # one and the same wherever the rule has it
        words[groups.pop()] = f"the {text_words(vocabulary.group_type)} concerned"
    for name in texts:  # last, since another condition may have better words for the same variable
        words.setdefault(name, "the one concerned")
    return words


def _known(term: m.Term, bindings: Mapping[str, object]) -> object:
    """The value of a term, or what stands for it; None for anything."""
    if isinstance(term, m.Constant):
        return term.value
    return bindings.get(term.name) if isinstance(term, m.Variable) else None


def _named(name: str, some: bool) -> str:
    named = "thing" if name == "id" else name.replace("_", " ")
    if named == "thing":
        return "something" if some else "anything"
    return with_article(named) if some else f"any {named}"


def _binder(name: str, body: Sequence[m.Literal], vocabulary: Vocabulary) -> tuple[m.Atom, int] | None:
    """The condition that gives a variable its value, and the place."""
    counted = [other for literal in body if isinstance(literal, m.Aggregate) for other in literal.body]
    for literal in (*body, *counted):
        if isinstance(literal, m.Atom) and literal.predicate in vocabulary.predicates:
            for position, term in enumerate(literal.terms):
                if isinstance(term, m.Variable) and term.name == name:
                    return literal, position
    return None


def _as_noun(text: str, declared: Predicate, position: int) -> str:
    """`the party serves {count} Domestic Premises` as `the Domestic Premises that the party serves`."""
    argument = declared.arguments[position]
    mark = f"{{{argument.name}}}"
    before, mark_found, after = text.partition(mark)
    if not mark_found:
        return text
    before, after = before.strip(), after.strip()
    if argument.type == "date":
        begun, _, preposition = before.rpartition(" ")
        if not after and preposition in ("on", "since", "by", "from"):
            relative = _RELATIVE_IS.match(begun)
            if relative is not None:
                subject, complement, verb = relative.groups()
                known = "" if complement.startswith(("any ", "some ")) else f", {complement},"
                return f"the day {preposition} which {subject}{known} {verb}"
            if not _RELATIVE_END.search(begun):
                return f"the day {preposition} which {begun}"
        return f"the day of which it is true that {text.replace(f'on {mark}', 'on that day').replace(mark, 'that day')}"
    if not after:
        shortened = re.sub(r"\s+(?:come to|comes to|is|are|was|were|of)$", "", before)
        return shortened if shortened != before else f"the number of which it is true that {before} that number"
    term = declared.term.partition("(")[0].partition(";")[0].strip()
    what = term if term and after.startswith(term) else re.sub(r"\s+in all$", "", after)
    return f"the {what} that {before}"
