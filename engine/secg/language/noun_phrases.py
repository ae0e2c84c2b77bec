"""The variables and expressions of rules as noun phrases: `the Domestic Premises that the party serves`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeGuard

from secg.language import model as m
from secg.language.operators import CALCULATION_SIGNS, Calculation, Comparator, Function
from secg.language.sentences import Wording, text_words, unknown_words, with_article
from secg.language.tidying import tidied
from secg.language.vocabulary import Argument, Predicate, Vocabulary

THAT_NUMBER = "that number"
"""What a count comes to, which was said before."""
_UNNAMED = {"party": "party", "date": "day", "year": "year"}
_PREPOSITIONS = ("about", "to")
_RELATIVE_END = re.compile(r", which [a-z]+$")
_RELATIVE_IS = re.compile(r"^(.*) is (.*), which ([a-z]+)$")


def is_constant(value: object) -> TypeGuard[m.Value]:
    """Whether a value is known, and not a number that stands for any."""
    return isinstance(value, int | str | date)


class NounPhrases:
    """Noun phrases for what a rule names; `condition` says the conditions of a sum."""

    def __init__(self, vocabulary: Vocabulary, wording: Wording, condition: Callable[[m.Literal, m.Rule], str]) -> None:
        self._vocabulary = vocabulary
        self._wording = wording
        # A function, since a sum names its conditions and these name their sums: the modules would import each other.
        self._condition = condition

    def unknown(self, argument: Argument, some: bool) -> str:
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
        return unknown_words(enumeration, determiner)

    def place_as_noun(self, declared: Predicate, atom: m.Atom, bindings: Mapping[str, object], position: int) -> str:
        """One place of an atom as a noun phrase: the one that the vocabulary has, or its sentence turned round."""
        noun = declared.nouns.get(declared.arguments[position].name)
        if noun is not None:
            return self.with_rest(noun, declared, atom, bindings, position)
        return _as_noun(self.with_rest(declared.says, declared, atom, bindings, position), declared, position)

    def with_rest(
        self, text: str, declared: Predicate, atom: m.Atom, bindings: Mapping[str, object], position: int
    ) -> str:
        """The text with all placeholders filled but the one at `position`."""
        for place, (term, argument) in enumerate(zip(atom.terms, declared.arguments, strict=True)):
            if place == position:
                continue
            value = known_value(term, bindings)
            if not is_constant(value):
                shown = self.unknown(argument, True)
            else:
                shown = self._wording.value(value, argument.type)
            text = text.replace(f"{{{argument.name}}}", shown)
        return tidied(text)

    def noun(self, expression: m.Expression, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """An expression as a noun phrase: `the Domestic Premises that the party serves + 5 × …`."""
        if isinstance(expression, m.Constant):
            return self._wording.value(expression.value, expression.form)
        if isinstance(expression, m.Arithmetic):
            operator = CALCULATION_SIGNS[expression.operator]
            sides = [self.noun(side, rule, bindings) for side in (expression.left, expression.right)]
            if expression.operator is Calculation.PLUS and sides[1].endswith(","):
                return f"{sides[0]}, together with {sides[1]}"
            return f"{sides[0]} {operator} {sides[1]}"
        if isinstance(expression, m.DateShift):
            way = "after" if expression.sign > 0 else "before"
            amount = self.noun(expression.amount, rule, bindings)
            return f"{amount} {expression.unit} {way} {self.noun(expression.base, rule, bindings)}"
        value = bindings.get(expression.name)
        if is_constant(value):
            return self._wording.value(value, "date" if isinstance(value, date) else "text")
        binder = binder_of(expression.name, rule.body, self._vocabulary)
        if binder is None:
            return self._defined(expression, rule, bindings)
        atom, position = binder
        return self.place_as_noun(self._vocabulary.predicates[atom.predicate], atom, bindings, position)

    def _defined(self, variable: m.Variable, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """A variable that `=` or an aggregate gives its value."""
        for literal in rule.body:
            if isinstance(literal, m.Comparison) and literal.operator is Comparator.EQUAL and literal.left == variable:
                return f"({self.noun(literal.right, rule, bindings)})"
        declared = self._vocabulary.predicates.get(rule.head.predicate)
        for position, term in enumerate(rule.head.terms):
            if isinstance(term, m.Variable) and term.name == variable.name and declared is not None:
                return self.place_as_noun(declared, rule.head, bindings, position)
        for literal in rule.body:
            if isinstance(literal, m.Aggregate) and literal.result == variable and literal.function is Function.SUM:
                return self._added_up(literal, rule, bindings)
        return THAT_NUMBER

    def _added_up(self, aggregate: m.Aggregate, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """A sum with what it adds up: `the Domestic Premises that another party serves, added up over …`."""
        value = aggregate.value
        if not isinstance(value, m.Variable):
            return "the numbers so added up"
        binder = binder_of(value.name, rule.body, self._vocabulary)
        if binder is None:
            return "the numbers so added up"
        words = variable_words(rule, self._vocabulary)
        words.update({name: str(known) for name, known in bindings.items() if isinstance(known, str)})
        conditions = [self._condition(other, rule) for other in aggregate.body if other is not binder[0]]
        where = f" over all cases in which {' and '.join(conditions)}" if conditions else ""
        return f"{self.noun(value, rule, words)}, added up{where},"

    def is_day(self, expression: m.Expression, body: Sequence[m.Literal]) -> bool:
        """Whether an expression gives a day."""
        return isinstance(expression, m.DateShift) or self._type(expression, body) == "date"

    def is_name(self, expression: m.Expression, rule: m.Rule) -> bool:
        """Whether an expression gives a party, a text or a symbol, which no comparison puts in order."""
        kind = self._type(expression, rule.body)
        return kind in ("party", "text") or kind in self._vocabulary.types

    def _type(self, expression: m.Expression, body: Sequence[m.Literal]) -> str:
        """The type of a variable that a condition gives its value; empty for anything else."""
        binder = binder_of(expression.name, body, self._vocabulary) if isinstance(expression, m.Variable) else None
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


def known_value(term: m.Term, bindings: Mapping[str, object]) -> object:
    """The value of a term, or what stands for it; None for anything."""
    if isinstance(term, m.Constant):
        return term.value
    return bindings.get(term.name) if isinstance(term, m.Variable) else None


def _named(name: str, some: bool) -> str:
    named = "thing" if name == "id" else name.replace("_", " ")
    if named == "thing":
        return "something" if some else "anything"
    return with_article(named) if some else f"any {named}"


def binder_of(name: str, body: Sequence[m.Literal], vocabulary: Vocabulary) -> tuple[m.Atom, int] | None:
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
        # The last resort, and never wrong: a relative clause made of any other sentence could attach to the wrong noun.
        return f"the day of which it is true that {text.replace(f'on {mark}', 'on that day').replace(mark, 'that day')}"
    if not after:
        shortened = re.sub(r"\s+(?:come to|comes to|is|are|was|were|of)$", "", before)
        return shortened if shortened != before else f"the number of which it is true that {before} that number"
    term = declared.term.partition("(")[0].partition(";")[0].strip()
    what = term if term and after.startswith(term) else re.sub(r"\s+in all$", "", after)
    return f"the {what} that {before}"
