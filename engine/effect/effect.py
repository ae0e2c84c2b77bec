"""The effect of replacing one Code by another: every pair of different outcomes that some possible party can have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.derive.outcomes import APPLIES, DISCHARGED, EXCUSED
from engine.effect.compiler import FREE, Goal, SymbolicCode
from engine.effect.conditions import Condition, describe
from engine.effect.descriptors import Descriptions
from engine.effect.guards import Guard, both, either, opposite, same_guard
from engine.effect.notes import notes_on
from engine.effect.slicing import Touched, outcome_rules, touched_outcomes
from engine.effect.solving import TIME_LIMIT, Solving, Undecided
from engine.effect.space import SUBJECT, Space
from engine.effect.states import NONE, Key, States, states_of, without_year, year_position
from engine.effect.support import supporting
from engine.effect.witness import Witness, check_replay, names_in, replay, witness_of
from engine.language.model import Rule, Value
from engine.language.paragraph_number import Citation
from engine.language.phrases import Phrases
from engine.language.unknowns import with_guards
from engine.language.vocabulary import Vocabulary


@dataclass(frozen=True)
class Subject:
    """What changes: an answer predicate with the question's arguments but the year, or a duty with what it is about."""

    kind: str
    predicate: str
    arguments: tuple[Value, ...]
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """One pair of different outcomes: a state for each year (for a duty: one), before and after."""

    subject: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]
    condition: Condition
    paragraphs_before: tuple[Citation, ...]
    paragraphs_after: tuple[Citation, ...]
    witness: Witness


@dataclass(frozen=True)
class Pair:
    """A pair of outcomes that no possible party has (or of which that could not be decided)."""

    subject: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """A sentence that the change gives another meaning: when it comes to be true of a party, and when it ceases to."""

    words: str
    gained: Condition
    lost: Condition


@dataclass(frozen=True)
class Effect:
    """Everything that changes for possible parties; `undecided` is what the solver did not settle in its time."""

    changes: tuple[Change, ...]
    impossible: tuple[Pair, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def proved_unchanged(self) -> bool:
        """Whether it is proved that no party's outcome changes."""
        return not self.changes and not self.undecided


@dataclass(frozen=True)
class _Side:
    code: Code
    rules: tuple[Rule, ...]
    symbolic: SymbolicCode
    states: dict[Key, States]

    def of(self, key: Key) -> States:
        return self.states.get(key, States(key, {NONE: True}, {}))


LABELS = (" (before the change)", " (after the change)")
_StatePair = tuple[tuple[str, ...], tuple[str, ...], Guard]
"""The states before, the states after, and the parties that have both."""


def effect_between(before: Code, after: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT) -> Effect:
    """The effect of having `after` in place of `before`. Raises Faults E599 where a witness does not replay."""
    touched = touched_outcomes(before.rules, after.rules, policies.vocabulary)
    examination = _Examination(before, after, policies, day, seconds, touched)
    return examination.effect()


class _Examination:
    def __init__(
        self, before: Code, after: Code, policies: Policies, day: date, seconds: float, touched: Touched
    ) -> None:
        self._vocabulary: Vocabulary = policies.vocabulary
        guarded = [with_guards(one.rules, self._vocabulary) for one in (before, after)]
        sliced = [outcome_rules(rules, touched, self._vocabulary) for rules in guarded]
        self._space = Space(self._vocabulary, [*sliced[0], *sliced[1]], day, policies.versions.earliest)
        sides = []
        for code, rules in zip((before, after), sliced, strict=True):
            symbolic = SymbolicCode(rules, self._space)
            sides.append(_Side(code, rules, symbolic, states_of(symbolic, self._vocabulary, touched)))
        self._before, self._after = sides
        self._touched = touched
        self._seconds = seconds
        self._descriptions = Descriptions(self._vocabulary, Phrases(self._vocabulary, names_in(self._space)))
        self._undecided: list[str] = []
        self._impossible: list[Pair] = []

    def effect(self) -> Effect:
        changes = [change for subject, keys in self._subjects() for change in self._changes(subject, keys)]
        changes.sort(key=lambda one: (one.subject.kind, str(one.subject.arguments), one.before, one.after))
        notes = notes_on(self._space, self._before.code, self._after.code, self._touched, self._vocabulary)
        labels = {
            str(argument): self._space.describe(str(argument)) for one in changes for argument in one.subject.arguments
        }
        meanings = tuple(self._meanings(changes))
        undecided = tuple(dict.fromkeys(self._undecided))
        return Effect(tuple(changes), tuple(self._impossible), undecided, notes, meanings, labels)

    def _meanings(self, changes: Sequence[Change]) -> Iterator[Meaning]:
        """What the sentences mean that say one thing before the change and another after it."""
        waiting = [one for change in changes for one in change.condition.unclear]
        seen: set[str] = set()
        for words, goal in waiting:
            if words in seen:
                continue
            seen.add(words)
            try:
                meaning = self._meaning(words, goal)
            except Undecided:
                self._undecided.append(f"when it is true that {words}")
                continue
            waiting.extend([*meaning.gained.unclear, *meaning.lost.unclear])
            yield meaning

    def _meaning(self, words: str, goal: Goal) -> Meaning:
        before, after = (either(row.guard for row in side.symbolic.rows(*goal)) for side in (self._before, self._after))
        symbolic = (self._before.symbolic, self._after.symbolic)
        descriptors = [
            one
            for one in self._descriptions.of(
                [(code, [goal], label) for code, label in zip(symbolic, LABELS, strict=True)]
            )
            if one.unclear != words
        ]
        solving = Solving(self._space, [before, after], self._seconds)
        gained = describe(both([after, opposite(before)]), True, descriptors, solving)
        lost = describe(both([before, opposite(after)]), True, descriptors, solving)
        return Meaning(words, gained, lost)

    def _subjects(self) -> Iterator[tuple[Subject, list[Key]]]:
        """The outcomes that may differ, those of one question in all its years together."""
        grouped: dict[tuple[str, str, tuple[Value, ...]], list[Key]] = {}
        for key in {**self._before.states, **self._after.states}:
            arguments = without_year(key, self._vocabulary)
            grouped.setdefault((key.kind, key.predicate, arguments), []).append(key)
        for (kind, predicate, arguments), keys in grouped.items():
            if all(self._alike(key) for key in keys):
                continue
            year = year_position(keys[0], self._vocabulary)
            if year is not None:
                keys.sort(key=lambda one, place=year: one.arguments[place])  # type: ignore[misc]
            years = tuple(int(str(key.arguments[year])) for key in keys) if year is not None else ()
            yield Subject(kind, predicate, arguments, years), keys

    def _alike(self, key: Key) -> bool:
        one, other = self._before.of(key), self._after.of(key)
        names = one.guards.keys() | other.guards.keys()
        return all(same_guard(one.guard(name), other.guard(name)) for name in names)

    def _changes(self, subject: Subject, keys: Sequence[Key]) -> list[Change]:
        sides = [[side.of(key) for key in keys] for side in (self._before, self._after)]
        about = [guard for states in sides for one in states for guard in one.guards.values()]
        solving = Solving(self._space, about, self._seconds)
        try:
            pairs = list(_possible(sides, solving))
        except Undecided:
            self._undecided.append(self._words(subject))
            return []
        if subject.kind == "duty":
            pairs = _with_or_without(pairs)
        firsts = list(dict.fromkeys(one for one, _, _ in pairs))
        seconds = list(dict.fromkeys(other for _, other, _ in pairs))
        there = {(one, other) for one, other, _ in pairs}
        self._impossible.extend(
            Pair(subject, one, other)
            for one in sorted(firsts)
            for other in sorted(seconds)
            if one != other and (one, other) not in there
        )
        changes: list[Change] = []
        for one, other, guard in pairs:
            if one == other:
                continue
            try:
                changes.append(self._change(subject, keys, one, other, guard, solving))
            except Undecided:
                self._undecided.append(self._words(subject))
        return changes

    def _change(
        self,
        subject: Subject,
        keys: Sequence[Key],
        before: tuple[str, ...],
        after: tuple[str, ...],
        guard: Guard,
        solving: Solving,
    ) -> Change:
        differing = [number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        sides = [(self._before, before), (self._after, after)]
        goals = [
            [goal for number in differing for goal in side.of(keys[number]).goals.get(states[number], ())]
            for side, states in sides
        ]
        asked = both(
            opposite(side.of(keys[number]).guard(NONE))
            for side, states in sides
            for number in differing
            if subject.kind == "answer" and states[number] != NONE
        )
        every_goal = [
            [goal for number in differing for found in side.of(keys[number]).goals.values() for goal in found]
            for side, _ in sides
        ]
        symbolic = (self._before.symbolic, self._after.symbolic)
        descriptors = self._descriptions.of(list(zip(symbolic, every_goal, LABELS, strict=True)))
        condition = describe(guard, asked, descriptors, solving)
        model = solving.smallest([guard])
        assert model is not None
        title = f"the smallest party with this change: {self._words(subject)}"
        witness = witness_of(self._space, model, title, [guard])
        for side, _ in sides:
            found = replay(witness, side.rules, self._vocabulary)
            check_replay(model, [side.of(key) for key in keys], found, f"the Code of {side.code.label}")
        paragraphs = [
            supporting(side.symbolic, own, model) or self._not_reaching(side, subject)
            for (side, _), own in zip(sides, goals, strict=True)
        ]
        return Change(subject, before, after, condition, paragraphs[0], paragraphs[1], witness)

    def _not_reaching(self, side: _Side, subject: Subject) -> tuple[Citation, ...]:
        """The paragraphs that give the same duty, though not here."""
        if subject.kind != "duty":
            return ()
        reasons = side.symbolic.reasons(subject.predicate, (SUBJECT, subject.arguments[0], FREE))
        return tuple(dict.fromkeys(one.rule.citation for one in reasons))

    def _words(self, subject: Subject) -> str:
        declared = self._vocabulary.predicates[subject.predicate]
        types = [one.type for one in declared.arguments[1:]]
        labels = [self._vocabulary.label(kind, value) for kind, value in zip(types, subject.arguments, strict=False)]
        if subject.kind == "duty":
            return f"{labels[0]} ({self._space.describe(str(subject.arguments[1]))})"
        return f"the assessments as {', '.join(labels)}"


def _with_or_without(pairs: Sequence[_StatePair]) -> list[_StatePair]:
    """Where a duty is there on one side only, it does not matter whether it would be excused or already discharged."""
    merged: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Guard]] = {}
    for one, other, guard in pairs:
        if one == (NONE,) and other[0] in (EXCUSED, DISCHARGED):
            other = (APPLIES,)
        elif other == (NONE,) and one[0] in (EXCUSED, DISCHARGED):
            one = (APPLIES,)
        merged.setdefault((one, other), []).append(guard)
    return [(one, other, either(guards)) for (one, other), guards in merged.items()]


def _possible(sides: Sequence[Sequence[States]], solving: Solving) -> Iterator[_StatePair]:
    """Every pair of states, of all keys together, that some party has: found one by one until none is left."""
    blocked: list[Guard] = []
    while (model := solving.model(blocked)) is not None:
        vectors = [tuple(one.state_in(model) for one in states) for states in sides]
        guard = both(
            one.guard(state)
            for states, vector in zip(sides, vectors, strict=True)
            for one, state in zip(states, vector, strict=True)
        )
        yield vectors[0], vectors[1], guard
        blocked.append(opposite(guard))
