"""When a change bears on a party, in Section G words: conditions that are exactly enough, found by the solver.

The words come from the conditions of the rules that give the outcome on either side. Each alternative is a smallest
set of them that
suffices; the alternatives together cover every party concerned, or the description says that it is not complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import z3

from engine.effect.compiler import Bindings, Goal, Open, Reason, SymbolicCode, holds
from engine.effect.guards import Guard, Symbolic, both, compare, either, formula, opposite, same_guard
from engine.effect.solving import Solving
from engine.effect.space import SUBJECT
from engine.effect.terms import evaluate_symbolic
from engine.language.model import Comparison, Constant, Negation, Term, Variable
from engine.language.phrases import Phrases
from engine.language.unknowns import is_internal
from engine.language.vocabulary import Vocabulary

MOST_ALTERNATIVES = 6
ROLES, FACTS, AMBIGUOUS = 90, 100, 200
"""Ranks: having any role, single facts, and sentences whose meaning the change itself alters."""


@dataclass(frozen=True)
class Descriptor:
    """Something that may be said of a party: its words, the words of its opposite, and the guard under which it is so.

    `rank` is how gladly it is said: what the rules compare first, facts last.
    """

    words: str
    denied: str
    guard: Guard
    rank: int


@dataclass(frozen=True)
class Condition:
    """Alternatives, each a list of conditions that all hold; `complete` where together they cover all parties
    concerned.
    """

    alternatives: tuple[tuple[str, ...], ...]
    complete: bool


def describe(concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving) -> Condition:
    """The condition under which a party is concerned, among those of which `given` holds. Raises Undecided."""
    alternatives: list[tuple[str, ...]] = []
    covered: list[Guard] = []
    for _ in range(MOST_ALTERNATIVES):
        model = solving.model([concerned, given, *(opposite(one) for one in covered)])
        if model is None:
            return Condition(tuple(alternatives), True)
        chosen = _smallest_cube(model, concerned, given, descriptors, solving)
        if chosen is None:
            return Condition(tuple(alternatives), False)
        alternatives.append(tuple(one.words if positive else one.denied for one, positive in chosen))
        covered.append(both(one.guard if positive else opposite(one.guard) for one, positive in chosen))
    left = solving.model([concerned, given, *(opposite(one) for one in covered)])
    return Condition(tuple(alternatives), left is None)


def _smallest_cube(
    model: z3.ModelRef, concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving
) -> list[tuple[Descriptor, bool]] | None:
    """Descriptors, as they are in the model, that together make every party one that is concerned."""
    literals: dict[str, tuple[Descriptor, bool]] = {}
    guards: list[Guard] = []
    marks: list[z3.BoolRef] = []
    for number, one in enumerate(descriptors):
        positive = holds(model, one.guard)
        mark = z3.Bool(f"descriptor {number}")
        literals[str(mark)] = (one, positive)
        marks.append(mark)
        guards.append(z3.Implies(mark, formula(one.guard if positive else opposite(one.guard))))
    fixed = [given, opposite(concerned), *guards]
    core = _plainest_core(fixed, marks, [one.rank for one in descriptors], solving)
    if core is None:
        return None
    kept = sorted(core, key=lambda mark: (-literals[str(mark)][0].rank, not literals[str(mark)][1], str(mark)))
    for mark in list(kept):
        fewer = [one for one in kept if not one.eq(mark)]
        if solving.core(fixed, fewer) is not None:
            kept = fewer
    order = {str(mark): number for number, mark in enumerate(marks)}
    return [literals[str(mark)] for mark in sorted(kept, key=lambda one: order[str(one)])]


def _plainest_core(
    fixed: Sequence[Guard], marks: Sequence[z3.BoolRef], ranks: Sequence[int], solving: Solving
) -> list[z3.BoolRef] | None:
    """Marks that suffice, none of a higher rank than is needed."""
    for rank in sorted(set(ranks)):
        core = solving.core(fixed, [mark for mark, own in zip(marks, ranks, strict=True) if own <= rank])
        if core is not None:
            return core
    return None


class Descriptions:
    """Collects what the rules on either side of a change say about the party."""

    def __init__(self, vocabulary: Vocabulary, phrases: Phrases) -> None:
        self._vocabulary = vocabulary
        self._phrases = phrases

    def of(self, sides: Sequence[tuple[SymbolicCode, Iterable[Goal], str]]) -> list[Descriptor]:
        """The descriptors for goals in Codes. A sentence that means two things has its `label`, and comes last."""
        found: dict[str, list[tuple[Descriptor, str]]] = {}
        for code, goals, label in sides:
            for one in self._side(code, goals):
                found.setdefault(one.words, []).append((one, label))
        result = self._roles(sides[0][0]) if sides else []
        for entries in found.values():
            first = entries[0][0]
            if all(same_guard(first.guard, one.guard) for one, _ in entries):
                result.append(first)
            else:
                result.extend(
                    Descriptor(f"{one.words}{label}", f"{one.denied}{label}", one.guard, one.rank + AMBIGUOUS)
                    for one, label in entries
                )
        return sorted(result, key=lambda one: one.rank)

    def _roles(self, code: SymbolicCode) -> list[Descriptor]:
        """Whether the party has any value of a fact at all: `the party has no User Role`."""
        result: list[Descriptor] = []
        asked = {one.predicate.name for one in code.space.asked()}
        for declared in self._vocabulary.of_kind("fact"):
            term = declared.term.partition("(")[0].partition(";")[0].strip()
            listed = declared.arity == 2 and declared.arguments[1].type in self._vocabulary.types
            if declared.name in asked and term and listed:
                rows = [row.guard for row in code.space.rows(declared.name) if row.terms[0] == SUBJECT]
                result.append(Descriptor(f"the party has a {term}", f"the party has no {term}", either(rows), ROLES))
        return result

    def _side(self, code: SymbolicCode, goals: Iterable[Goal]) -> Iterator[Descriptor]:
        collected: dict[str, list[tuple[Descriptor, Guard]]] = {}
        for reason, depth in _reasons(code, goals):
            for one in self._conditions(code, reason, depth):
                collected.setdefault(one.words, []).append((one, one.guard))
        for entries in collected.values():
            first = entries[0][0]
            guard = either(guard for _, guard in entries)
            if not isinstance(guard, bool):
                yield Descriptor(first.words, first.denied, guard, min(one.rank for one, _ in entries))

    def _conditions(self, code: SymbolicCode, reason: Reason, depth: int) -> Iterator[Descriptor]:
        rule, bindings = reason.rule, reason.bindings
        for literal in rule.body:
            if isinstance(literal, Comparison):
                yield from self._comparison(code, literal, reason, depth)
            elif isinstance(literal, Negation):
                if is_internal(literal.atom.predicate):
                    continue
                pattern = [self._known(term, bindings) for term in literal.atom.terms]
                guard = opposite(code.absence(literal, bindings))
                yield Descriptor(
                    self._phrases.atom(literal.atom.predicate, pattern),
                    self._phrases.atom(literal.atom.predicate, pattern, False),
                    guard,
                    50 + depth,
                )
        for premise in reason.premises:
            predicate, _ = premise.goal
            declared = self._vocabulary.predicates[predicate]
            guard = code.guard_of(premise)
            if declared.kind == "given" or isinstance(guard, bool):
                continue
            rank = FACTS + depth if declared.kind == "fact" else 50 + depth
            terms = [
                term if isinstance(wanted, Open) else wanted
                for term, wanted in zip(premise.terms, premise.goal[1], strict=True)
            ]
            yield Descriptor(
                self._phrases.atom(predicate, terms),
                self._phrases.atom(predicate, terms, False),
                guard,
                rank,
            )

    @staticmethod
    def _known(term: Term, bindings: Bindings) -> Symbolic:
        if isinstance(term, Constant):
            return term.value
        return bindings[term.name] if isinstance(term, Variable) else None

    def _comparison(self, code: SymbolicCode, literal: Comparison, reason: Reason, depth: int) -> Iterator[Descriptor]:
        shift = code.space.shift_months
        for left, left_guard in evaluate_symbolic(literal.left, reason.bindings, shift):
            for right, right_guard in evaluate_symbolic(literal.right, reason.bindings, shift):
                guard = both([left_guard, right_guard, compare(literal.operator, left, right)])
                if isinstance(guard, bool):
                    continue
                yield Descriptor(
                    self._phrases.comparison(literal, reason.rule, reason.bindings),
                    self._phrases.comparison(literal, reason.rule, reason.bindings, False),
                    guard,
                    depth,
                )


def _reasons(code: SymbolicCode, goals: Iterable[Goal]) -> Iterator[tuple[Reason, int]]:
    """Every use of a rule that may bear on the goals, with how far below them it stands."""
    seen: set[Goal] = set()
    waiting = [(goal, 0) for goal in goals]
    while waiting:
        goal, depth = waiting.pop(0)
        if goal in seen:
            continue
        seen.add(goal)
        for reason in code.reasons(*goal):
            if not is_internal(reason.rule.head.predicate):
                yield reason, depth
            waiting.extend((premise.goal, depth + 1) for premise in reason.premises)
