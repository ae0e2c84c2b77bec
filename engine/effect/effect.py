"""The effect of replacing one Code by another: every pair of different outcomes that some possible party can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import partial

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.effect.compiler import NotOfTheParty
from engine.effect.conditions import describe
from engine.effect.found import Found, Meaning, find_meanings, in_order, joined, nothing_found
from engine.effect.guards import Guard, both, opposite
from engine.effect.mediated import Mediated
from engine.effect.mediation import mediators
from engine.effect.notes import notes_on
from engine.effect.replaying import Claim, check_claims
from engine.effect.side_by_side import side_by_side
from engine.effect.sides import LABELS, Change, Pair, Side, Sides, Subject
from engine.effect.slicing import Touched, touched_outcomes
from engine.effect.solver import Undecided
from engine.effect.solving import TIME_LIMIT, AskAbout, Solving
from engine.effect.states import (
    NO_DUTY,
    NONE,
    Key,
    StatePair,
    States,
    addressee_keys,
    addressee_states,
    states_of,
    with_or_without,
    without_year,
    year_position,
)
from engine.effect.support import supporting
from engine.effect.translation import Translation
from engine.language.model import Value
from engine.language.paragraph_number import Citation
from engine.records import record


@record
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


def effect_between(before: Code, after: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT) -> Effect:
    """The effect of having `after` in place of `before`. Raises Faults E599 where a witness does not replay."""
    rules = before.rules, after.rules
    touched = touched_outcomes(*rules, policies.vocabulary)
    sides = Sides(before, after, policies, day, touched)
    mediated = (
        {}
        if None in touched.duties
        else dict(mediators(touched.changed, [*rules[0], *rules[1]], touched.duties, policies.vocabulary))
    )
    return _Examination(sides, touched, mediated, seconds).effect()


class _Examination:
    def __init__(self, sides: Sides, touched: Touched, mediated: dict[Value, str], seconds: float) -> None:
        self._sides = sides
        self._vocabulary = sides.vocabulary
        self._touched = touched
        self._seconds = seconds
        self._mediated: list[Mediated] = []
        left = set(touched.duties)
        for predicate in dict.fromkeys(mediated.values()):
            duties = [duty for duty, name in mediated.items() if name == predicate]
            try:
                self._mediated.append(Mediated(predicate, duties, sides))
                left -= set(duties)
            except NotOfTheParty:
                continue
        direct = Touched(touched.answers, frozenset(left))
        self._states = [states_of(side.symbolic, self._vocabulary, direct) for side in sides.both]
        addressees: dict[Key, None] = {}
        for side in sides.both:
            addressees.update(addressee_keys(side.symbolic, self._vocabulary, touched.addressed))
        for side, found in zip(sides.both, self._states, strict=True):
            found.update(addressee_states(side.symbolic, self._vocabulary, addressees))

    def effect(self) -> Effect:
        # two that take about as long; where no duty is reached through a sentence, there is little to do
        parts = side_by_side(self._duties, self._rest) if self._mediated else (self._duties(), self._rest())
        found = joined(parts)
        changes = sorted(
            found.changes, key=lambda one: (one.subject.kind, str(one.subject.arguments), one.before, one.after)
        )
        codes = [side.code for side in self._sides.both]
        notes = notes_on(self._sides.space, codes[0], codes[1], self._touched, self._vocabulary)
        describe_text = self._sides.space.inventory.describe
        labels = {str(argument): describe_text(str(argument)) for one in changes for argument in one.subject.arguments}
        meanings = tuple(in_order(found.meanings, changes))
        undecided = tuple(dict.fromkeys(found.undecided))
        return Effect(tuple(changes), tuple(found.impossible), undecided, notes, meanings, labels)

    def _duties(self) -> Found:
        """The duties that the change reaches in more ways than through one sentence: all with the same questions."""
        solving, found = self._solving(), nothing_found()
        subjects = [(subject, keys) for subject, keys in self._subjects() if subject.kind == "duty"]
        if not subjects:
            return found
        together = solving(self._about(key for _, keys in subjects for key in keys))
        for subject, keys in subjects:
            self._subject(subject, keys, together, found)
        return self._completed(found, solving)

    def _rest(self) -> Found:
        """Each other outcome by itself, and the duties that the change reaches through one sentence each."""
        solving, found = self._solving(), nothing_found()
        for subject, keys in self._subjects():
            if subject.kind != "duty":
                self._subject(subject, keys, solving(self._about(keys)), found)
        return self._completed(joined([found, *(one.examine(solving) for one in self._mediated)]), solving)

    def _solving(self) -> AskAbout:
        """Questions that come out the same whatever was asked before them."""
        return partial(Solving, self._sides.space, seconds=self._seconds, translation=Translation(apart=True))

    def _completed(self, found: Found, solving: AskAbout) -> Found:
        """What was found, its witnesses replayed, with what its words mean. Raises Faults E599 where derivation says
        something else than the solver.
        """
        find_meanings(found, self._sides, solving)
        check_claims(found.claims, self._sides.both, self._vocabulary)
        return found

    def _of(self, number: int, key: Key) -> States:
        """The states of an outcome on one side."""
        return self._states[number].get(key, States(key, {NONE: True}, {}))

    def _subjects(self) -> Iterator[tuple[Subject, list[Key]]]:
        """The outcomes that may differ, those of one question in all its years together."""
        grouped: dict[tuple[str, str, tuple[Value, ...]], list[Key]] = {}
        for key in {**self._states[0], **self._states[1]}:
            arguments = without_year(key, self._vocabulary)
            grouped.setdefault((key.kind, key.predicate, arguments), []).append(key)
        for (kind, predicate, arguments), keys in grouped.items():
            if all(self._alike(key) for key in keys):
                continue
            place = year_position(keys[0], self._vocabulary)
            by_year = {int(str(key.arguments[place])): key for key in keys} if place is not None else {}
            years = tuple(sorted(by_year))
            yield Subject(kind, predicate, arguments, years), [by_year[year] for year in years] or keys

    def _alike(self, key: Key) -> bool:
        one, other = self._of(0, key), self._of(1, key)
        names = one.guards.keys() | other.guards.keys()
        return all(one.guard(name) is other.guard(name) for name in names)

    def _about(self, keys: Iterable[Key]) -> list[Guard]:
        """Every guard of the outcomes, on either side."""
        return [guard for key in keys for number in (0, 1) for guard in self._of(number, key).guards.values()]

    def _subject(self, subject: Subject, keys: Sequence[Key], solving: Solving, found: Found) -> None:
        sides = [[self._of(number, key) for key in keys] for number in (0, 1)]
        try:
            pairs = list(_possible(sides, solving))
        except Undecided:
            found.undecided.append(self._sides.words(subject))
            return
        if subject.kind == "duty":
            pairs = with_or_without(pairs)
        if subject.kind == "owed_to":  # that the duty itself comes or goes is told of the duty
            pairs = [pair for pair in pairs if NO_DUTY not in (*pair[0], *pair[1])]
        there = {(one, other) for one, other, _ in pairs}
        found.impossible.extend(
            Pair(subject, one, other)
            for one in sorted({one for one, _ in there})
            for other in sorted({other for _, other in there})
            if one != other and (one, other) not in there
        )
        for one, other, guard in pairs:
            if one != other:
                try:
                    self._change(subject, sides, (one, other), guard, solving, found)
                except Undecided:
                    found.undecided.append(self._sides.words(subject))

    def _change(
        self,
        subject: Subject,
        sides: Sequence[Sequence[States]],
        outcomes: tuple[tuple[str, ...], tuple[str, ...]],
        guard: Guard,
        solving: Solving,
        found: Found,
    ) -> None:
        differing = [number for number, pair in enumerate(zip(*outcomes, strict=True)) if pair[0] != pair[1]]
        parts = [
            [(states[number], outcome[number]) for number in differing]
            for states, outcome in zip(sides, outcomes, strict=True)
        ]
        asked = both(
            opposite(states.guard(NO_DUTY if subject.kind == "owed_to" else NONE))
            for part in parts
            for states, state in part
            if subject.kind == "owed_to" or (subject.kind == "answer" and state != NONE)
        )
        every_goal = [[goal for states, _ in part for ones in states.goals.values() for goal in ones] for part in parts]
        symbolic = [side.symbolic for side in self._sides.both]
        descriptors = self._sides.descriptions.of(list(zip(symbolic, every_goal, LABELS, strict=True)))
        condition = describe(guard, asked, descriptors, solving)
        party = solving.smallest([guard])
        assert party is not None
        witness = self._sides.witness(party, subject, [guard])
        before, after = ({one.key: one.state_of(party) for one in states} for states in sides)
        found.claims.append(Claim(witness, (before, after)))
        paragraphs = []
        for side, part in zip(self._sides.both, parts, strict=True):
            goals = [goal for states, state in part for goal in states.goals.get(state, ())]
            paragraphs.append(supporting(side.symbolic, goals, party) or self._not_reaching(side, subject))
        found.changes.append(Change(subject, *outcomes, condition, paragraphs[0], paragraphs[1], witness))

    def _not_reaching(self, side: Side, subject: Subject) -> tuple[Citation, ...]:
        """The paragraphs that give the same duty, though not here."""
        if subject.kind != "duty":
            return ()
        return self._sides.duty_paragraphs(side, subject.predicate, subject.arguments[0])


def _possible(sides: Sequence[Sequence[States]], solving: Solving) -> Iterator[StatePair]:
    """Every pair of states, of all keys together, that some party has: found one by one until none is left."""
    blocked: list[Guard] = []
    while (party := solving.party(blocked)) is not None:
        vectors = [tuple(one.state_of(party) for one in states) for states in sides]
        guard = both(
            one.guard(state)
            for states, vector in zip(sides, vectors, strict=True)
            for one, state in zip(states, vector, strict=True)
        )
        yield vectors[0], vectors[1], guard
        blocked.append(opposite(guard))
