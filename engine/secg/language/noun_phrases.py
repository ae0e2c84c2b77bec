"""The variables and expressions of rules as noun phrases: `the Domestic Premises that the party serves`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TypeGuard, assert_never

from secg.language import model as m
from secg.language.operators import Comparator, Function
from secg.language.sentences import WAYS, Wording, calculation_words, text_words, tidied, unknown_words, with_article
from secg.language.vocabulary import Argument, Predicate, Vocabulary

THE_NUMBER_OF = "the number of cases in which"
"""How a count begins, which is one number where a sum is of many."""
_UNNAMED = {"party": "party", "date": "day", "year": "year"}
_NAMELESS = ("about", "to", "id")
"""The names of arguments that say nothing of what stands there."""
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
        if type_name == "text" and argument.name in (*_NAMELESS, "thing"):
            return f"{determiner}thing"
        if type_name == "text":
            named = argument.name.replace("_", " ")
            return with_article(named) if some else f"any {named}"
        if type_name == "date" and some:
            return "a certain day"
        if type_name in ("count", "integer"):
            return f"{determiner} number of"  # the noun follows: `some number of Domestic Premises`
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
            return calculation_words(expression, lambda side: self.noun(side, rule, bindings))
        if isinstance(expression, m.DateShift):
            amount = self.noun(expression.amount, rule, bindings)
            if isinstance(expression.amount, m.Arithmetic):
                amount = f"({amount})"
            return f"{amount} {expression.unit} {WAYS[expression.sign]} {self.noun(expression.base, rule, bindings)}"
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
            if isinstance(literal, m.Aggregate) and literal.result == variable:
                return self._of_all(literal, rule, bindings)
        return "that number"

    def _of_all(self, aggregate: m.Aggregate, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """An aggregate with what it is of: `the Domestic Premises that another party serves, added up over …`."""
        if aggregate.function is Function.COUNT:
            cases = " and ".join(self._condition(other, rule) for other in aggregate.body)
            return f"{THE_NUMBER_OF} {cases},"
        value, binder = aggregate.value, None
        if isinstance(value, m.Variable):
            binder = binder_of(value.name, rule.body, self._vocabulary)
        extreme = self.extreme(aggregate)
        if value is None or binder is None:
            return f"the {extreme} of the numbers so calculated" if extreme else "the numbers so added up"
        words = variable_words(rule, self._vocabulary)
        words.update({name: str(known) for name, known in bindings.items() if isinstance(known, str)})
        noun = self.noun(value, rule, words)
        conditions = [self._condition(other, rule) for other in aggregate.body if other is not binder[0]]
        taken, over = (f"the {extreme}", "of") if extreme else ("added up", "over")
        if not conditions:
            return f"the {extreme} {noun.removeprefix('the ')}" if noun.startswith("the day ") else f"{noun}, {taken},"
        return f"{noun}, {taken} {over} all cases in which {' and '.join(conditions)},"

    def extreme(self, aggregate: m.Aggregate) -> str:
        """What a minimum or maximum is called: of days the `earliest`, of numbers the `smallest`; empty for others."""
        of_days = aggregate.value is not None and self.is_day(aggregate.value, aggregate.body)
        match aggregate.function:
            case Function.MIN:
                return "earliest" if of_days else "smallest"
            case Function.MAX:
                return "latest" if of_days else "largest"
            case Function.SUM | Function.COUNT:
                return ""
            case _:
                assert_never(aggregate.function)

    def is_day(self, expression: m.Expression, body: Sequence[m.Literal]) -> bool:
        """Whether an expression gives a day."""
        return isinstance(expression, m.DateShift) or self._type(expression, body) == "date"

    def is_name(self, expression: m.Expression, rule: m.Rule) -> bool:
        """Whether an expression gives a party, a text or a symbol, which no comparison puts in order."""
        kind = self._type(expression, rule.body)
        return kind in ("party", "text") or kind in self._vocabulary.types

    def _type(self, expression: m.Expression, body: Sequence[m.Literal]) -> str:
        """The type of a variable that a condition gives its value; empty for anything else."""
        if not isinstance(expression, m.Variable):
            return ""
        binder = binder_of(expression.name, body, self._vocabulary)
        if binder is None:
            of_it = (literal for literal in body if isinstance(literal, m.Aggregate) and literal.result == expression)
            aggregate = next(of_it, None)
            # the earliest of days is a day, and a sum of numbers a number
            return "" if aggregate is None or aggregate.value is None else self._type(aggregate.value, aggregate.body)
        atom, position = binder
        return self._vocabulary.predicates[atom.predicate].arguments[position].type


def variable_words(rule: m.Rule, vocabulary: Vocabulary) -> dict[str, str]:
    """Words for the variables of a rule that stand for parties, names or symbols.

    A name is called by what the conditions call it, and only where none does by what the conclusion does.
    """
    words: dict[str, str] = {}
    texts: list[str] = []
    groups: set[str] = set()
    # what a rule concludes is about the first party of its conclusion
    head = next((term.name for term in rule.head.terms if isinstance(term, m.Variable)), "")
    group_type = vocabulary.group_type
    for atom in (*m.atoms_of(rule.body), rule.head):
        for term, argument in zip(atom.terms, vocabulary.arguments_of(atom.predicate), strict=False):
            if not isinstance(term, m.Variable) or argument.type in ("count", "integer", "date"):
                continue
            named = argument.name.replace("_", " ")
            if argument.type == "party" and term.name == head:
                words.setdefault(term.name, "the party")
            elif argument.type == "party" and named in ("user", "party"):
                words.setdefault(term.name, "another party")
            elif argument.type == "party":
                words.setdefault(term.name, f"the {named}")
            elif argument.type == "text":
                texts.append(term.name)
                if argument.name not in _NAMELESS:
                    words.setdefault(term.name, f"the {named}")
            else:
                if argument.type == group_type:
                    groups.add(term.name)
                words.setdefault(term.name, f"any {argument.type.replace('_', ' ')}")
    if len(groups) == 1:  # one and the same wherever the rule has it
        words[groups.pop()] = f"the {text_words(group_type)} concerned"
    for name in texts:  # last, since another condition may have better words for the same variable
        words.setdefault(name, "the one concerned")
    return words


def known_value(term: m.Term, bindings: Mapping[str, object]) -> object:
    """The value of a term, or what stands for it; None for anything."""
    match term:
        case m.Constant():
            return term.value
        case m.Variable():
            return bindings.get(term.name)
        case m.Anything():
            return None


def binder_of(name: str, body: Sequence[m.Literal], vocabulary: Vocabulary) -> tuple[m.Atom, int] | None:
    """The condition that gives a variable its value, and the place."""
    # between braces only after all others: a value that is given outside is not the one that is counted
    counted = chain.from_iterable(literal.body for literal in body if isinstance(literal, m.Aggregate))
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
                if complement.startswith(("any ", "some ")):
                    return f"the day {preposition} which {subject} {verb}"
                return f"the day {preposition} which {subject}, {complement}, {verb}"
            # behind a clause that ends the sentence, `on which` would seem to be a part of it
            if not _RELATIVE_END.search(begun):
                return f"the day {preposition} which {begun}"
        # The last resort, and never wrong: a relative clause made of any other sentence could attach to the wrong noun.
        return f"the day of which it is true that {text.replace(f'on {mark}', 'on that day').replace(mark, 'that day')}"
    if not after:
        shortened = re.sub(r"\s+(?:come to|comes to|is|are|was|were|of)$", "", before)
        return shortened if shortened != before else f"the number of which it is true that {before} that number"
    # a term may have its source in brackets behind it, and a remark behind a semicolon
    term = declared.term.partition("(")[0].partition(";")[0].strip()
    if term and after.startswith(term):
        return f"the {term} that {before}"
    return f"the {after.removesuffix(' in all')} that {before}"
