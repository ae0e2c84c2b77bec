"""The conditions of rules in Section G words, without one party's numbers: `the party serves more than 250,000 …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from secg.language import model as m
from secg.language.noun_phrases import THE_NUMBER_OF, NounPhrases, binder_of, is_constant, known_value, variable_words
from secg.language.operators import FLIPPED, OPPOSITE, Comparator, Function, by_comparator
from secg.language.sentences import Wording, date_words, denied, tidied
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.records import record


@record
class _Said:
    """How a comparator is said: of what is counted, of a day, of a year, of sides, of one number."""

    counted: str
    day: str
    year: str
    sides: str
    number: str


_SAID = by_comparator(
    equal=_Said("{}", "on {}", "year {}", "come to {}", "comes to {}"),
    unequal=_Said("other than {}", "on another day than {}", "not year {}", "do not come to {}", "does not come to {}"),
    less=_Said("fewer than {}", "before {}", "before year {}", "come to less than {}", "comes to less than {}"),
    at_most=_Said("{} or fewer", "on or before {}", "year {} or before", "come to {} or less", "comes to {} or less"),
    more=_Said("more than {}", "after {}", "after year {}", "come to more than {}", "comes to more than {}"),
    at_least=_Said("{} or more", "on or after {}", "year {} or after", "come to {} or more", "comes to {} or more"),
)
_SUBJECT, _OTHER = "the party", "another party"
_NAMED = {Comparator.EQUAL: "is", Comparator.UNEQUAL: "is not"}
_RELATIVE_FROM = re.compile(r", which [a-z]+s from \{")
_ARTICLE = re.compile(r"^(?:an?|the|its) ")
_DAYS = (
    ("a certain day", "that day"),
    ("another day", "that other day"),
    ("a third day", "that third day"),
    ("a fourth day", "that fourth day"),
)
"""How the days of a rule are called where they are first named, and where they come again."""


def _shown(term: m.Value, argument: Argument, declared: Predicate) -> m.Value:
    """The value, of which none is `no` in front of what is counted: `serves no Domestic Premises`."""
    counted = argument.type == "count" and not declared.says.endswith(f"{{{argument.name}}}")
    return "no" if counted and term == 0 else term


def _of_names(left: str, operator: Comparator, right: str) -> str:
    """Whether two names are the same: `the provider is not the party itself`."""
    if left == right and left.startswith(("any ", "another ", "the ")):
        two = "these two other parties" if left == _OTHER else "these two"
        return f"{two} are {'' if operator is Comparator.EQUAL else 'not '}the same"
    # by the rule of the words, it was named before as another than the party
    left, right = (f"that {words.removeprefix('an')}" if words == _OTHER else words for words in (left, right))
    if left == _SUBJECT:
        left, right = right, left
    return f"{left} {_NAMED[operator]} {f'{_SUBJECT} itself' if right == _SUBJECT else right}"


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
        self._nouns = NounPhrases(vocabulary, self._wording, self.condition)

    def atom(self, predicate: str, terms: Sequence[object], holds: bool = True) -> str:
        """The sentence of an atom; what is not a constant reads as anything."""
        declared = self._vocabulary.predicates[predicate]
        row = [
            _shown(term, argument, declared) if is_constant(term) else self._nouns.unknown(argument, holds)
            for term, argument in zip(terms, declared.arguments, strict=True)
        ]
        if holds:
            return self._without_what_is_said(tidied(self._wording.atom(predicate, row)), declared, row)
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

    def _without_what_is_said(self, sentence: str, declared: Predicate, row: Sequence[m.Value]) -> str:
        """The sentence of a duty without the thing that it is about, where the words of the duty name that."""
        shown = [self._wording.value(v, argument.type) for v, argument in zip(row, declared.arguments, strict=True)]
        duties = [
            words
            for words, argument in zip(shown, declared.arguments, strict=True)
            if argument.type == self._vocabulary.duty_type
        ]
        for words in shown:
            if any(_ARTICLE.sub("", words) in duty for duty in duties):
                sentence = sentence.replace(f", about {words}", "")
        return sentence

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
            words = variable_words(rule, self._vocabulary)
            words |= self._symbols(rule, literal, words)
            return tidied(self._defining(literal, rule) or self.comparison(literal, rule, words))
        cases = " and ".join(self.condition(other, rule) for other in literal.body)
        what = "day" if literal.value is not None and self._nouns.is_day(literal.value, literal.body) else "number"
        match literal.function:
            case Function.COUNT:
                return f"the cases are counted in which {cases}"
            case Function.SUM:
                return f"the numbers are added up over all cases in which {cases}"
            case Function.MIN | Function.MAX:
                return f"that {what} is the {self._nouns.extreme(literal)} of all cases in which {cases}"
            case _:
                assert_never(literal.function)

    def _defining(self, literal: m.Comparison, rule: m.Rule) -> str:
        """An `=` that gives the conclusion its day or number: `that day is 6 months after …`; empty for any other."""
        if literal.operator is not Comparator.EQUAL or not isinstance(literal.left, m.Variable):
            return ""
        if binder_of(literal.left.name, rule.body, self._vocabulary) is not None:
            return ""
        what = "day" if isinstance(literal.right, m.DateShift) else "number"
        words = self._nouns.noun(literal.right, rule, variable_words(rule, self._vocabulary))
        return f"that {what} is {words}"

    def calculated(self, literal: m.Comparison, rule: m.Rule) -> str:
        """What an `=` gives a day or number: `6 months after …`."""
        return tidied(self._nouns.noun(literal.right, rule, variable_words(rule, self._vocabulary)))

    def is_said(self, literal: m.Literal, rule: m.Rule) -> bool:
        """Whether a condition says something of its own; one that only gives a number is said where it is compared."""
        match literal:
            case m.Comparison():
                if self._is_in_the_names(literal, rule):
                    return False
                if self._defining(literal, rule):
                    concluded = {term.name for term in rule.head.terms if isinstance(term, m.Variable)}
                    return isinstance(literal.left, m.Variable) and literal.left.name in concluded
                return True
            case m.Aggregate():
                return not self._is_said_where_compared(literal, rule)
            case m.Negation():
                return True
            case m.Atom():
                return not self._is_compared(literal, rule)
            case _:
                assert_never(literal)

    def _is_compared(self, atom: m.Atom, rule: m.Rule) -> bool:
        """Whether another condition looks at a number or a day that an atom gives."""
        comparing = (other for other in rule.body if not isinstance(other, m.Atom | m.Negation))
        compared = m.variable_names(*comparing)
        for term, argument in zip(atom.terms, self._vocabulary.predicates[atom.predicate].arguments, strict=True):
            if argument.type in ("count", "integer", "date") and isinstance(term, m.Variable) and term.name in compared:
                return True
        return False

    def _is_in_the_names(self, literal: m.Comparison, rule: m.Rule) -> bool:
        """Whether a condition only says that another party is another."""
        words = variable_words(rule, self._vocabulary)
        named = {words.get(side.name) for side in (literal.left, literal.right) if isinstance(side, m.Variable)}
        return literal.operator is Comparator.UNEQUAL and named == {_SUBJECT, _OTHER}

    def _is_said_where_compared(self, aggregate: m.Aggregate, rule: m.Rule) -> bool:
        """Whether a condition that is said tells what an aggregate is of, in place of its result."""
        result, value = aggregate.result, aggregate.value
        if not isinstance(result, m.Variable) or binder_of(result.name, rule.body, self._vocabulary) is not None:
            return False
        is_told = isinstance(value, m.Variable) and binder_of(value.name, rule.body, self._vocabulary) is not None
        if not is_told and aggregate.function is not Function.COUNT:
            return False
        if result in rule.head.terms:
            return False
        comparisons = [literal for literal in rule.body if isinstance(literal, m.Comparison)]
        return any(result.name in m.variable_names(literal) and self.is_said(literal, rule) for literal in comparisons)

    def _about_any(self, rule: m.Rule, atom: m.Atom, holds: bool = True) -> str:
        words = variable_words(rule, self._vocabulary)
        words |= self._days(rule, atom) | self._symbols(rule, atom, words)
        row = [known_value(term, words) for term in atom.terms]
        return tidied(self.atom(atom.predicate, row, holds))

    def _days(self, rule: m.Rule, atom: m.Atom) -> dict[str, str]:
        """Words for the days of an atom that other conditions name too: `a certain day` first, then `that day`."""
        mentions: dict[str, list[m.Atom]] = {}
        for other in (rule.head, *m.atoms_of(rule.body)):
            for term, argument in zip(other.terms, self._vocabulary.arguments_of(other.predicate), strict=False):
                if isinstance(term, m.Variable) and argument.type == "date":
                    mentions.setdefault(term.name, []).append(other)
        repeated = {name: atoms for name, atoms in mentions.items() if len(atoms) > 1}
        words: dict[str, str] = {}
        for (name, atoms), (first, again) in zip(repeated.items(), _DAYS, strict=False):  # a fifth stays a certain day
            words[name] = first if atoms[0] is atom else again
        return words

    def _symbols(self, rule: m.Rule, sayer: m.Atom | m.Comparison, words: Mapping[str, str]) -> dict[str, str]:
        """Words for the years and symbols that are named again: `a certain category` first, then `that category`."""
        first: dict[str, m.Atom | m.Comparison] = {}
        named: dict[str, set[str]] = {}
        repeated: set[str] = set()
        for other, atom in self._told(rule):
            for variable in m.variables_of(atom):
                name = variable.name
                if words.get(name, "").startswith("any "):
                    named.setdefault(words[name], set()).add(name)
                    if first.setdefault(name, other) is not other:
                        repeated.add(name)
        return {
            name: re.sub("^any", "a certain" if first[name] is sayer else "that", words[name])
            for name in repeated
            if len(named[words[name]]) == 1  # of two that are called alike neither is `that` one
        }

    def _told(self, rule: m.Rule) -> Iterator[tuple[m.Atom | m.Comparison, m.Atom]]:
        """The atoms of a rule in the order in which they are told, each with what tells it: itself, or a comparison."""
        yield rule.head, rule.head
        for literal in rule.body:
            if isinstance(literal, m.Atom) and not self.is_said(literal, rule):
                continue  # the comparison of what it gives tells it
            if isinstance(literal, m.Comparison):
                for name in m.variable_names(literal):
                    binder = binder_of(name, rule.body, self._vocabulary)
                    if binder is not None:
                        yield literal, binder[0]
            else:
                yield from ((atom, atom) for atom in m.atoms_of([literal]))

    def comparison(
        self, comparison: m.Comparison, rule: m.Rule, bindings: Mapping[str, object], holds: bool = True
    ) -> str:
        """A comparison of stated or counted numbers with a constant, or with one another."""
        turned = oriented(comparison)
        operator = turned.operator if holds else OPPOSITE[turned.operator]
        stated = self._stated(turned, rule)
        if stated is not None:
            atom, position, value = stated
            return self._filled(atom, position, bindings, operator, value)
        left_words = self._nouns.noun(turned.left, rule, bindings)
        # it ends the sentence, where an apposition needs no second comma
        right_words = self._nouns.noun(turned.right, rule, bindings).rstrip(",")
        if operator in _NAMED and self._nouns.is_name(turned.left, rule):
            return _of_names(left_words, operator, right_words)
        is_day = isinstance(turned.right, m.Constant) and isinstance(turned.right.value, date)
        if is_day or self._nouns.is_day(turned.left, rule.body):
            return f"{left_words} is {_SAID[operator].day.format(right_words)}"
        if left_words.startswith(THE_NUMBER_OF):
            return f"{left_words} {_SAID[operator].number.format(right_words)}"
        return f"{left_words} {_SAID[operator].sides.format(right_words)}"

    def _stated(self, turned: m.Comparison, rule: m.Rule) -> tuple[m.Atom, int, m.Value] | None:
        """Of a comparison with a constant: the condition that gives the other side its value, the place, the constant.

        None where no condition does, as of a sum.
        """
        if not isinstance(turned.left, m.Variable) or not isinstance(turned.right, m.Constant):
            return None
        binder = binder_of(turned.left.name, rule.body, self._vocabulary)
        if binder is None:
            return None
        return *binder, turned.right.value

    def unmet(self, comparison: m.Comparison, rule: m.Rule, bindings: Mapping[str, object]) -> str:
        """The denial of a comparison, true also where there is nothing to compare: `no day on which … is after …`."""
        words = self.comparison(comparison, rule, bindings)
        turned = oriented(comparison)
        stated = self._stated(turned, rule)
        if stated is not None:
            atom, position, value = stated
            declared = self._vocabulary.predicates[atom.predicate]
            if f"{{{declared.arguments[position].name}}}" in declared.denies:
                return self._filled(atom, position, bindings, turned.operator, value, declared.denies)
        if words.startswith("the day "):  # `is not after` would suppose that there is such a day
            return f"no {words.removeprefix('the ')}"
        # the last verb: those before it are in the words of what is added up
        for verb, denial in ((" come to ", " do not come to "), (" comes to ", " does not come to ")):
            if verb in words and turned.operator is not Comparator.UNEQUAL:
                return denial.join(words.rsplit(verb, 1))
        return f"it is not the case that {words}"

    def _filled(
        self,
        atom: m.Atom,
        position: int,
        bindings: Mapping[str, object],
        operator: Comparator,
        value: m.Value,
        template: str = "",
    ) -> str:
        """The sentence of the atom that gives the variable (or the `template`), with the comparison in place of it."""
        declared = self._vocabulary.predicates[atom.predicate]
        mark = f"{{{declared.arguments[position].name}}}"
        text = self._nouns.with_rest(template or declared.says, declared, atom, bindings, position)
        if isinstance(value, date):
            words = _SAID[operator].day.format(date_words(value))
            text = _RELATIVE_FROM.sub(" with effect from {", text)
            if f"on {mark}" in text:
                return tidied(text.replace(f"on {mark}", words))
            return tidied(text.replace(mark, f"a day {words}"))
        if declared.arguments[position].type == "year":
            return f"that year is {_SAID[operator].year.format(value)}"
        counted = not text.endswith(mark)  # the noun follows: `{count} Domestic Premises`
        if value == 0 and operator is Comparator.MORE and counted:
            return text.replace(mark, "one or more")
        if value == 0 and operator in (Comparator.EQUAL, Comparator.AT_MOST):
            return text.replace(mark, "no" if counted else "nothing")
        shown = self._wording.value(value, declared.arguments[position].type)
        return text.replace(mark, _SAID[operator].counted.format(shown))
