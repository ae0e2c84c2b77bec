"""What a change does to one outcome by itself: every pair of different states that some possible party has.

What the parts of a comparison find: the changes, and what sentences mean that come to mean something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain, product
from math import prod

from secg.effect.replaying import Claim
from secg.effect.sides import LABELS, Change, Pair, Side, Sides, Subject
from secg.language.paragraph_number import Citation
from secg.logic.formulas import Guard, Undecided, both, opposite
from secg.outcomes.conditions import Condition, describe
from secg.outcomes.states import NO_DUTY, NONE, Key, OutcomeKind, StatePair, States, with_or_without
from secg.outcomes.support import giving, supporting
from secg.records import record
from secg.symbolic.compiler import Goal, SymbolicCode
from secg.symbolic.solving import AskAbout, Solving


@record
class Meaning:
    """A sentence that the change gives another meaning: when it comes to be true of a party, and when it ceases to."""

    words: str
    gained: Condition
    lost: Condition


@record
class PartialComparison:
    """What was found of a comparison: changes with what they claim of their witnesses, and the rest.

    `meanings` are by the words of the sentence, `not_compared` what the changed rules reach beside what is compared.
    """

    changes: list[Change] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    impossible: list[Pair] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    not_compared: list[str] = field(default_factory=list)


def joined(parts: Iterable[PartialComparison]) -> PartialComparison:
    """What was found in several parts of a comparison."""
    whole = PartialComparison()
    for part in parts:
        whole.changes.extend(part.changes)
        whole.impossible.extend(part.impossible)
        whole.undecided.extend(part.undecided)
        whole.claims.extend(part.claims)
        whole.not_compared.extend(part.not_compared)
        for words, meaning in part.meanings.items():
            whole.meanings.setdefault(words, meaning)
    return whole


def find_meanings(examined: PartialComparison, sides: Sides, solving: AskAbout) -> None:
    """Add what the sentences mean that the conditions of the changes say with a label."""
    waiting = list(chain.from_iterable(change.condition.unclear for change in examined.changes))
    seen: set[str] = set()
    # what a meaning says with a label waits for its own meaning
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
    before, after = (side.symbolic.holds([goal]) for side in sides.both)
    codes = zip(sides.both, LABELS, strict=True)
    described = sides.descriptions.of([(side.symbolic, [goal], label) for side, label in codes])
    # a sentence does not say itself what it means
    descriptors = [descriptor for descriptor in described if descriptor.unclear != words]
    questions = solving([before, after])
    comes, goes = both([after, opposite(before)]), both([before, opposite(after)])
    gained, lost = (describe(guard, True, descriptors, questions) for guard in (comes, goes))
    return Meaning(words, _whole(gained), _whole(lost))


def _whole(condition: Condition) -> Condition:
    """A condition as the meaning of words: where it does not cover every case, it tells less than the redline."""
    return condition if condition.complete else Condition((), False)


def in_order(meanings: dict[str, Meaning], changes: Sequence[Change]) -> list[Meaning]:
    """The meanings in the order in which changes say the sentences, and then other meanings."""
    waiting = list(chain.from_iterable(change.condition.unclear for change in changes))
    ordered: dict[str, Meaning] = {}
    for words, _ in waiting:
        if words in meanings and words not in ordered:
            ordered[words] = meanings[words]
            waiting.extend((*meanings[words].gained.unclear, *meanings[words].lost.unclear))
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
        return list(chain.from_iterable(states.guards.values() for states in chain.from_iterable(self._states)))

    @property
    def is_duty(self) -> bool:
        """Whether it is a duty that the party has."""
        return self._subject.kind is OutcomeKind.DUTY

    def examine(self, solving: Solving) -> PartialComparison:
        """Every change of the outcome, with what cannot be."""
        examined, subject = PartialComparison(), self._subject
        try:
            pairs = list(self._possible(solving))
        except Undecided:
            examined.undecided.append(self._sides.words(subject))
            return examined
        if subject.kind is OutcomeKind.OWED_TO:  # that the duty itself comes or goes is told of the duty
            pairs = [pair for pair in pairs if NO_DUTY not in (*pair[0], *pair[1])]
        there = {(first, other) for first, other, _ in pairs}
        firsts, others = sorted({first for first, _ in there}), sorted({other for _, other in there})
        for first, other in product(firsts, others):
            if first != other and (first, other) not in there:
                examined.impossible.append(Pair(subject, first, other))
        for first, other, guard in with_or_without(pairs) if subject.kind is OutcomeKind.DUTY else pairs:
            if first != other:
                try:
                    self._change((first, other), guard, solving, examined)
                except Undecided:
                    examined.undecided.append(self._sides.words(subject))
        return examined

    def _possible(self, solving: Solving) -> Iterator[StatePair]:
        """Every pair of states, of all years together, that some party has."""
        listed = [*self._states[0], *self._states[1]]
        years = len(self._states[0])
        if prod(len(states.guards) for states in listed) <= FEW_PAIRS:
            for names in product(*(states.guards for states in listed)):
                guards = [states.guard(state) for states, state in zip(listed, names, strict=True)]
                if solving.fits(guards):
                    yield names[:years], names[years:], both(guards)
            return
        blocked: list[Guard] = []
        while (party := solving.party(blocked)) is not None:
            names = tuple(states.state_of(party) for states in listed)
            guard = both(states.guard(state) for states, state in zip(listed, names, strict=True))
            yield names[:years], names[years:], guard
            blocked.append(opposite(guard))

    def _change(
        self,
        outcomes: tuple[tuple[str, ...], tuple[str, ...]],
        guard: Guard,
        solving: Solving,
        examined: PartialComparison,
    ) -> None:
        subject = self._subject
        differing = [number for number, pair in enumerate(zip(*outcomes, strict=True)) if pair[0] != pair[1]]
        parts: list[list[tuple[States, str]]] = []
        for states, outcome in zip(self._states, outcomes, strict=True):
            parts.append([(states[number], outcome[number]) for number in differing])
        asked = both(self._asked(states, state) for states, state in chain.from_iterable(parts))
        described: list[tuple[SymbolicCode, list[Goal], str]] = []
        for side, part, label in zip(self._sides.both, parts, LABELS, strict=True):
            goals = list(chain.from_iterable(states.every_goal for states, _ in part))
            described.append((side.symbolic, goals, label))
        condition = describe(guard, asked, self._sides.descriptions.of(described), solving)
        party = solving.smallest([guard])
        assert party is not None
        witness = self._sides.witness(party, subject, [guard])
        # of every year, also of those that do not change
        claimed: list[dict[Key, str]] = []
        for listed in self._states:
            claimed.append({states.key: states.state_of(party) for states in listed})
        examined.claims.append(Claim(witness, (claimed[0], claimed[1])))
        paragraphs: list[tuple[Citation, ...]] = []
        for side, part in zip(self._sides.both, parts, strict=True):
            goals = list(chain.from_iterable(states.giving(state) for states, state in part))
            paragraphs.append(supporting(side.symbolic, goals, party) or self._not_reaching(side))
        examined.changes.append(Change(subject, *outcomes, condition, paragraphs[0], paragraphs[1], witness))

    def _asked(self, states: States, state: str) -> Guard:
        """What goes without saying of a party with a state: that the question arises, that there is the duty owed."""
        match self._subject.kind:
            case OutcomeKind.OWED_TO:
                return opposite(states.guard(NO_DUTY))
            case OutcomeKind.ANSWER if state != NONE:
                return opposite(states.guard(NONE))
            case _:
                return True

    def _not_reaching(self, side: Side) -> tuple[Citation, ...]:
        """The paragraphs that give the same duty, though not here."""
        if self._subject.kind is not OutcomeKind.DUTY:
            return ()
        return giving(side.rules, self._subject.predicate, self._subject.arguments[0])
