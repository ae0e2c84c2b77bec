"""What may be said of the symbolic party: the conditions of the rules before and after, each with its guard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from secg.language.model import Anything, Comparison, Constant, Negation, Term, Value, Variable, variables_of
from secg.language.noun_phrases import binder_of, is_constant
from secg.language.phrases import Phrases, oriented
from secg.language.predicate_kinds import PredicateKind
from secg.language.sentences import with_article
from secg.language.unknowns import is_internal
from secg.language.vocabulary import Vocabulary
from secg.logic.formulas import Guard, Quantity, Symbolic, both, compare, either, opposite
from secg.logic.quantities import evaluate_symbolic
from secg.records import Same, record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, IGNORED, Bindings, Goal, Open, Reason, SymbolicCode

DERIVED, UNCLEAR, ROLES, FACTS = 20, 60, 90, 100
"""Ranks of what rules conclude, of sentences whose meaning the change itself alters, of having any role, of facts."""


@record
class Descriptor:
    """Something that may be said of a party: its words, the words of its opposite, and the guard under which it is so.

    `rank` is how gladly it is said: what the rules compare first, facts last. `unclear` is the sentence without the
    label that tells before from after, and `goal` what it asks of the rules, where the change alters what it means.
    `counts` is when the values that are compared are the ones that the words speak of, and `unmet` the words of what is
    not so whether they are or not.
    """

    words: str
    denied: str
    guard: Guard
    rank: int
    goal: Goal | None = None
    unclear: str = ""
    counts: Guard = True
    unmet: str = ""


Sides = Sequence[tuple[SymbolicCode, Iterable[Goal], str]]
"""Codes, each with the goals whose rules are described and the label of its sentences."""


class Descriptions:
    """Collects what the rules on either side of a change say about the party."""

    def __init__(self, vocabulary: Vocabulary, phrases: Phrases) -> None:
        self._vocabulary = vocabulary
        self._phrases = phrases
        self._said: dict[Same[Reason], tuple[Descriptor, ...]] = {}
        self._worded: dict[tuple[object, ...], tuple[str, str]] = {}
        self._compared_words: dict[tuple[object, ...], tuple[str, str, str]] = {}
        self._sides: dict[tuple[SymbolicCode, tuple[Goal, ...]], list[tuple[Descriptor, int]]] = {}

    def of(self, sides: Sides) -> list[Descriptor]:
        """The descriptors for goals in Codes. A sentence that means two things is said with its `label`.

        Of such sentences the ones furthest below the goals are preferred: they are nearest to what was changed.
        """
        ranked: dict[str, list[tuple[Descriptor, int, str]]] = {}
        for code, goals, label in sides:
            for descriptor, depth in self._side(code, goals):
                ranked.setdefault(descriptor.words, []).append((descriptor, depth, label))
        result = self._roles(sides[0][0])
        for entries in ranked.values():
            first, depth, _ = entries[0]
            if all(first.guard is descriptor.guard for descriptor, _, _ in entries):
                result.append(replace(first, rank=first.rank + depth))
                continue
            result.extend(_labelled(descriptor, below, label) for descriptor, below, label in entries)
        return sorted(result, key=lambda descriptor: descriptor.rank)

    def _roles(self, code: SymbolicCode) -> list[Descriptor]:
        """Whether the party has any value of a fact at all: `the party has no User Role`."""
        result: list[Descriptor] = []
        asked = {candidate.predicate.name for candidate in code.space.inventory.candidates}
        for declared in self._vocabulary.facts:
            # a sentence takes the term without what a glossary adds to it
            term = declared.term.partition("(")[0].partition(";")[0].strip()
            listed = declared.arity == 2 and declared.arguments[1].type in self._vocabulary.types
            if declared.name in asked and term and listed:
                some = either(row.guard for row in code.space.rows(declared.name) if row.terms[0] == SUBJECT)
                result.append(
                    Descriptor(f"the party has {with_article(term)}", f"the party has no {term}", some, ROLES)
                )
        return result

    def _side(self, code: SymbolicCode, goals: Iterable[Goal]) -> list[tuple[Descriptor, int]]:
        """What the rules of one Code say, worked out once for the same goals."""
        listed = tuple(goals)
        if (code, listed) not in self._sides:
            self._sides[code, listed] = list(self._said_of(code, listed))
        return self._sides[code, listed]

    def _said_of(self, code: SymbolicCode, goals: Iterable[Goal]) -> Iterator[tuple[Descriptor, int]]:
        """What the rules of one Code say, each sentence once, with how far below the goals it stands."""
        collected: dict[str, tuple[list[Descriptor], int]] = {}
        for reason, depth in _reasons(code, goals):
            same = Same(reason)
            if same not in self._said:
                self._said[same] = tuple(self._conditions(code, reason))
            for descriptor in self._said[same]:
                collected.setdefault(descriptor.words, ([], depth))[0].append(descriptor)
        for alike, depth in collected.values():
            guard = _together(alike)
            if not isinstance(guard, bool):
                counts = either(descriptor.counts for descriptor in alike)
                yield replace(alike[0], guard=guard, counts=counts), depth

    def _conditions(self, code: SymbolicCode, reason: Reason) -> Iterator[Descriptor]:
        for literal in reason.rule.body:
            if isinstance(literal, Comparison):
                yield from self._of_any_symbol(code, literal, reason)
                yield from self._comparison(code, literal, reason)
            if isinstance(literal, Negation) and not is_internal(literal.atom.predicate):
                terms = [_known(term, reason.bindings) for term in literal.atom.terms]
                guard = opposite(code.absence(literal, reason.bindings))
                yield self._atom(literal.atom.predicate, terms, guard, None)
        # what any other condition rests on
        for premise in reason.premises:
            guard = code.guard_of(premise)
            # what is given of every party tells none apart
            if isinstance(guard, bool) or self._vocabulary.predicates[premise.goal[0]].kind == PredicateKind.GIVEN:
                continue
            shown: list[Symbolic | None] = []
            for term, wanted in zip(premise.terms, premise.goal[1], strict=True):
                if wanted is IGNORED:
                    shown.append(None)
                else:
                    # where a known number was asked for, a row may have a symbol that comes to it
                    shown.append(term if isinstance(wanted, Open) else wanted)
            yield self._atom(premise.goal[0], shown, guard, premise.goal)

    def _atom(self, predicate: str, terms: Sequence[Symbolic | None], guard: Guard, goal: Goal | None) -> Descriptor:
        rank = FACTS if self._vocabulary.predicates[predicate].is_fact else DERIVED
        key = (predicate, *terms)
        if key not in self._worded:
            self._worded[key] = (self._phrases.atom(predicate, terms), self._phrases.atom(predicate, terms, False))
        return Descriptor(*self._worded[key], guard, rank, goal)

    def _comparison(self, code: SymbolicCode, literal: Comparison, reason: Reason) -> Iterator[Descriptor]:
        quantities = code.space.quantities
        for left, left_guard in evaluate_symbolic(literal.left, reason.bindings, quantities):
            for right, right_guard in evaluate_symbolic(literal.right, reason.bindings, quantities):
                guard = both([left_guard, right_guard, compare(literal.operator, left, right)])
                if not isinstance(guard, bool):
                    words, denied, unmet = self._compared(literal, reason, reason.bindings)
                    counts = _counts(code, literal, reason)
                    yield Descriptor(words, denied, guard, 0, counts=counts, unmet=unmet)

    def _of_any_symbol(self, code: SymbolicCode, literal: Comparison, reason: Reason) -> Iterator[Descriptor]:
        """A comparison of what is given with a symbol, whatever the symbol: so it is where it is so of any value."""
        turned = oriented(literal)
        if not isinstance(turned.left, Variable) or not isinstance(turned.right, Constant):
            return
        binder = binder_of(turned.left.name, reason.rule.body, self._vocabulary)
        if binder is None:
            return
        atom, position = binder
        pattern: list[Value | Open] = []
        symbols: dict[str, int] = {}
        declared = self._vocabulary.predicates[atom.predicate]
        for place, (term, argument) in enumerate(zip(atom.terms, declared.arguments, strict=True)):
            known = _known(term, reason.bindings)
            told = argument.type in self._vocabulary.types and argument.type != self._vocabulary.group_type
            if isinstance(term, Variable) and told and isinstance(known, str):
                symbols[term.name] = place
            elif is_constant(known) and place != position:
                pattern.append(known)
                continue
            pattern.append(FREE)
        if not symbols:
            return
        rows = code.rows(atom.predicate, tuple(pattern))
        symbols_in = itemgetter(*symbols.values())
        if len({symbols_in(row.terms) for row in rows}) <= 1:
            return
        compared = [
            both([row.guard, compare(turned.operator, row.terms[position], turned.right.value)]) for row in rows
        ]
        bindings = {name: value for name, value in reason.bindings.items() if name not in symbols}
        words, denied, unmet = self._compared(literal, reason, bindings)
        guard, counts = either(compared), either(row.guard for row in rows)
        if not isinstance(guard, bool):
            yield Descriptor(words, denied, guard, 0, counts=counts, unmet=unmet)

    def _compared(self, literal: Comparison, reason: Reason, bindings: Bindings) -> tuple[str, str, str]:
        """The words of a comparison, of its opposite and of its denial: what is not known plays no part in them."""
        known = tuple((name, value) for name, value in bindings.items() if not isinstance(value, Quantity))
        # rules outlive what is said of them, so that no other literal comes to have this identity
        key = (id(literal), *known)
        if key not in self._compared_words:
            self._compared_words[key] = (
                self._phrases.comparison(literal, reason.rule, bindings, True),
                self._phrases.comparison(literal, reason.rule, bindings, False),
                self._phrases.unmet(literal, reason.rule, bindings),
            )
        return self._compared_words[key]


def _labelled(descriptor: Descriptor, below: int, label: str) -> Descriptor:
    """What may be said of one Code alone, as it means something else in another."""
    rank = max(UNCLEAR, ROLES - 1 - below) if descriptor.goal is not None else descriptor.rank + below
    return replace(
        descriptor,
        words=f"{descriptor.words}{label}",
        denied=f"{descriptor.denied}{label}",
        rank=rank,
        unclear=descriptor.words,
        unmet=f"{descriptor.unmet}{label}",
    )


def _known(term: Term, bindings: Bindings) -> Symbolic | None:
    match term:
        case Constant():
            return term.value
        case Variable():
            return bindings[term.name]
        case Anything():
            return None


def _together(alike: Sequence[Descriptor]) -> Guard:
    """When a sentence is so that several conditions make: a comparison, of those values that the words speak of."""
    if all(descriptor.guard is alike[0].guard for descriptor in alike):
        return alike[0].guard
    return either(both([descriptor.guard, descriptor.counts]) for descriptor in alike)


def _counts(code: SymbolicCode, literal: Comparison, reason: Reason) -> Guard:
    """When the numbers that a use of a rule compares are the ones that it found."""
    compared = {reason.bindings.get(variable.name) for variable in variables_of(literal)}
    quantities = {quantity for quantity in compared if isinstance(quantity, Quantity)}
    return both(code.guard_of(premise) for premise in reason.premises if quantities.intersection(premise.terms))


def _reasons(code: SymbolicCode, goals: Iterable[Goal]) -> Iterator[tuple[Reason, int]]:
    """Every use of a rule that may bear on the goals, with how far below them it stands."""
    seen: set[Goal] = set()
    waiting = [(goal, 0) for goal in goals]
    # level by level, as a sentence that stands in several places is ranked by the nearest
    for goal, depth in waiting:
        if goal in seen:
            continue
        seen.add(goal)
        for reason in code.reasons(*goal):
            # a guard of an aggregate has no words
            if not is_internal(reason.rule.head.predicate):
                yield reason, depth
            waiting.extend((premise.goal, depth + 1) for premise in reason.premises)
