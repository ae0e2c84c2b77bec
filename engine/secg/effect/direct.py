"""What a change does to one outcome by itself: every pair of different states that some possible party has.

What the parts of a comparison find: the changes, and what sentences mean that come to mean something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod

from secg.effect.compiler import Goal
from secg.effect.conditions import Condition, describe
from secg.effect.formulas import Guard, Undecided, both, either, opposite
from secg.effect.replaying import Claim
from secg.effect.sides import LABELS, Change, Pair, Side, Sides, Subject
from secg.effect.solving import AskAbout, Solving
from secg.effect.states import NO_DUTY, NONE, OutcomeKind, StatePair, States, with_or_without
from secg.effect.support import supporting
from secg.language.paragraph_number import Citation
from secg.records import record


@record
class Meaning:
    """A sentence that the change gives another meaning: when it comes to be true of a party, and when it ceases to."""

    words: str
    gained: Condition
    lost: Condition


@record
class PartialComparison:
    """What was found of a comparison: changes with what they claim of their witnesses, and the rest.

    `meanings` are by the words of the sentence.
    """

    changes: list[Change]
    claims: list[Claim]
    impossible: list[Pair]
    undecided: list[str]
    meanings: dict[str, Meaning]


def no_parts() -> PartialComparison:
    """The beginning of a comparison."""
    return PartialComparison([], [], [], [], {})


def joined(parts: Iterable[PartialComparison]) -> PartialComparison:
    """What was found in several parts of a comparison."""
    whole = no_parts()
    for part in parts:
        whole.changes.extend(part.changes)
        whole.impossible.extend(part.impossible)
        whole.undecided.extend(part.undecided)
        whole.claims.extend(part.claims)
        for words, meaning in part.meanings.items():
            whole.meanings.setdefault(words, meaning)
    return whole


def find_meanings(examined: PartialComparison, sides: Sides, solving: AskAbout) -> None:
    """Add what the sentences mean that the conditions of the changes say with a label."""
    waiting = [reason for change in examined.changes for reason in change.condition.unclear]
    seen: set[str] = set()
    for words, goal in waiting:
        if words in seen:
            continue
        seen.add(words)
        try:
            meaning = _meaning(words, goal, sides, solving)
        except Undecided:
            examined.undecided.append(f"when it is true that {words}")
            continue
        waiting.extend([*meaning.gained.unclear, *meaning.lost.unclear])
        examined.meanings[words] = meaning


def _meaning(words: str, goal: Goal, sides: Sides, solving: AskAbout) -> Meaning:
    symbolic = [side.symbolic for side in sides.both]
    before, after = (either(row.guard for row in code.rows(*goal)) for code in symbolic)
    described = sides.descriptions.of([(code, [goal], label) for code, label in zip(symbolic, LABELS, strict=True)])
    descriptors = [descriptor for descriptor in described if descriptor.unclear != words]
    questions = solving([before, after])
    gained, lost = (
        _whole(describe(guard, True, descriptors, questions))
        for guard in (both([after, opposite(before)]), both([before, opposite(after)]))
    )
    return Meaning(words, gained, lost)


def _whole(condition: Condition) -> Condition:
    """A condition as the meaning of words: where it does not cover every case, it tells less than the redline."""
    return condition if condition.complete else Condition((), False)


def in_order(meanings: dict[str, Meaning], changes: Sequence[Change]) -> list[Meaning]:
    """The meanings in the order in which changes say the sentences, and then other meanings."""
    waiting = [words for change in changes for words, _ in change.condition.unclear]
    ordered: dict[str, Meaning] = {}
    for words in waiting:
        if words in meanings and words not in ordered:
            ordered[words] = meanings[words]
            waiting.extend(reason for reason, _ in (*meanings[words].gained.unclear, *meanings[words].lost.unclear))
    return list(ordered.values())


FEW_PAIRS = 16
"""So many pairs of states are asked about one by one; where there are more, the ones that some party has are sought."""


class Direct:
    """One outcome, in all its years, with its states on either side."""

    def __init__(self, subject: Subject, states: Sequence[Sequence[States]], sides: Sides) -> None:
        self._subject = subject
        self._states = states
        self._sides = sides

    @property
    def about(self) -> list[Guard]:
        """Every guard of the outcome, on either side."""
        return [guard for side in self._states for states in side for guard in states.guards.values()]

    @property
    def is_duty(self) -> bool:
        """Whether it is a duty that the party has."""
        return self._subject.kind is OutcomeKind.DUTY

    def examine(self, solving: Solving) -> PartialComparison:
        """Every change of the outcome, with what cannot be."""
        examined, subject = no_parts(), self._subject
        try:
            pairs = list(self._possible(solving))
        except Undecided:
            examined.undecided.append(self._sides.words(subject))
            return examined
        if subject.kind is OutcomeKind.DUTY:
            pairs = with_or_without(pairs)
        if subject.kind is OutcomeKind.OWED_TO:  # that the duty itself comes or goes is told of the duty
            pairs = [pair for pair in pairs if NO_DUTY not in (*pair[0], *pair[1])]
        there = {(first, other) for first, other, _ in pairs}
        examined.impossible.extend(
            Pair(subject, first, other)
            for first in sorted({state for state, _ in there})
            for other in sorted({other for _, other in there})
            if first != other and (first, other) not in there
        )
        for first, other, guard in pairs:
            if first != other:
                try:
                    self._change((first, other), guard, solving, examined)
                except Undecided:
                    examined.undecided.append(self._sides.words(subject))
        return examined

    def _possible(self, solving: Solving) -> Iterator[StatePair]:
        """Every pair of states, of all years together, that some party has."""
        if prod(len(states.guards) for side in self._states for states in side) <= FEW_PAIRS:
            before, after = (product(*(states.guards for states in side)) for side in self._states)
            for first, other in product(before, after):
                guards = self._guards(first, other)
                if solving.fits(guards):
                    yield first, other, both(guards)
            return
        blocked: list[Guard] = []
        while (party := solving.party(blocked)) is not None:
            first, other = (tuple(states.state_of(party) for states in side) for side in self._states)
            guard = both(self._guards(first, other))
            yield first, other, guard
            blocked.append(opposite(guard))

    def _guards(self, before: tuple[str, ...], after: tuple[str, ...]) -> list[Guard]:
        """When the outcome has these states on either side."""
        pairs = zip([*self._states[0], *self._states[1]], [*before, *after], strict=True)
        return [states.guard(state) for states, state in pairs]

    def _change(
        self,
        outcomes: tuple[tuple[str, ...], tuple[str, ...]],
        guard: Guard,
        solving: Solving,
        examined: PartialComparison,
    ) -> None:
        subject = self._subject
        differing = [number for number, pair in enumerate(zip(*outcomes, strict=True)) if pair[0] != pair[1]]
        parts = [
            [(states[number], outcome[number]) for number in differing]
            for states, outcome in zip(self._states, outcomes, strict=True)
        ]
        asked = both(
            opposite(states.guard(NO_DUTY if subject.kind is OutcomeKind.OWED_TO else NONE))
            for part in parts
            for states, state in part
            if subject.kind is OutcomeKind.OWED_TO or (subject.kind is OutcomeKind.ANSWER and state != NONE)
        )
        every_goal = [[goal for states, _ in part for ones in states.goals.values() for goal in ones] for part in parts]
        symbolic = [side.symbolic for side in self._sides.both]
        descriptors = self._sides.descriptions.of(list(zip(symbolic, every_goal, LABELS, strict=True)))
        condition = describe(guard, asked, descriptors, solving)
        party = solving.smallest([guard])
        assert party is not None
        witness = self._sides.witness(party, subject, [guard])
        before, after = ({state.key: state.state_of(party) for state in states} for states in self._states)
        examined.claims.append(Claim(witness, (before, after)))
        paragraphs = []
        for side, part in zip(self._sides.both, parts, strict=True):
            goals = [goal for states, state in part for goal in states.goals.get(state, ())]
            paragraphs.append(supporting(side.symbolic, goals, party) or self._not_reaching(side))
        examined.changes.append(Change(subject, *outcomes, condition, paragraphs[0], paragraphs[1], witness))

    def _not_reaching(self, side: Side) -> tuple[Citation, ...]:
        """The paragraphs that give the same duty, though not here."""
        if self._subject.kind is not OutcomeKind.DUTY:
            return ()
        return self._sides.duty_paragraphs(side, self._subject.predicate, self._subject.arguments[0])
