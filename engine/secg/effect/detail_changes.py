"""What a change does to details: every pair of different ones that some party has, and the smallest party that has it.

Of days, as many as the calendar has, the pairs are told together: a day that comes, that goes, and that moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product

from secg.effect.direct import PartialComparison
from secg.effect.replaying import Claim
from secg.effect.sides import Change, DetailWords, Side, Sides, Subject
from secg.language.model import Comparison, Variable
from secg.language.operators import Calculation, Comparator
from secg.language.paragraph_number import Citation
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Quantity, Undecided, both, compare, compute, either, opposite
from secg.outcomes.conditions import Condition
from secg.outcomes.details import Detail, DetailReader, DetailValue, differing, subject_of, unlike
from secg.outcomes.states import DetailKind, Key, States
from secg.outcomes.support import reasons_in, supporting
from secg.records import record
from secg.symbolic.slicing import Touched
from secg.symbolic.solving import Solving


@record
class _Difference:
    """A detail on either side, when it differs, and a plainer guard that holds wherever it does."""

    before: Detail
    after: Detail
    guard: Guard
    plain: Guard

    @property
    def sides(self) -> tuple[Detail, Detail]:
        """The detail before, then after."""
        return self.before, self.after

    @property
    def values(self) -> tuple[DetailValue, ...]:
        """The values that it may have on either side."""
        return self.before.values + self.after.values


class DetailChange:
    """The details of one subject (a duty, a capacity, a warning) that may differ."""

    def __init__(self, subject: Subject, differences: Sequence[_Difference], sides: Sides) -> None:
        self._subject = subject
        self._is_day = isinstance(subject.kind, DetailKind) and subject.kind.is_day
        self._differences = differences
        self._sides = sides

    @property
    def about(self) -> list[Guard]:
        """When they differ, each; and every day that they name, which the smallest party has to state."""
        entries = list(chain.from_iterable(difference.values for difference in self._differences))
        days = [entry.value for entry in entries if isinstance(entry.value, Quantity)]
        differ = chain.from_iterable((difference.guard, difference.plain) for difference in self._differences)
        named = [compare(Comparator.EQUAL, day, 1) for day in days]
        return [*differ, *(entry.guard for entry in entries), *named]

    def examine(self, solving: Solving) -> PartialComparison:
        """Each pair of details that some party has, with the smallest party that has it."""
        examined = PartialComparison()
        untold = [difference.guard for difference in self._differences]
        try:
            # the plainer question first: mostly nobody fits it, and then nobody fits the other
            if solving.fits([either(difference.plain for difference in self._differences)]):
                while solving.fits([either(untold)]):
                    told = self._change(untold, solving, examined)
                    untold = [both([guard, opposite(alike)]) for guard, alike in zip(untold, told, strict=True)]
        except Undecided:
            examined.undecided.append(self._sides.words(self._subject))
        return examined

    def _change(self, untold: Sequence[Guard], solving: Solving, examined: PartialComparison) -> list[Guard]:
        """Tell the change of the smallest party that has an untold one; gives, of each detail, when it is that change.

        `untold` is, of each detail, when it differs in a way that is not told yet.
        """
        guard = either(untold)
        party = solving.smallest([guard])
        assert party is not None
        pairs = zip(self._differences, untold, strict=True)
        difference = next(entry for entry, differs in pairs if party.holds(differs))
        before, after = (detail.state_of(party) for detail in difference.sides)
        paragraphs: list[tuple[Citation, ...]] = []
        ways: list[str] = []
        for side, detail in zip(self._sides.both, difference.sides, strict=True):
            holding = detail.holding(party)
            paragraphs.append(supporting(side.symbolic, [entry.goal for entry in holding], party))
            if self._is_day:
                ways.append(self._way(side, holding, party))
        witness = self._sides.witness(party, self._subject, [guard])
        key = difference.before.key
        examined.claims.append(Claim(witness, ({key: before}, {key: after})))
        words = DetailWords(ways[0], ways[1], self._moved(difference, party, solving)) if self._is_day else None
        condition = Condition((), False)  # a detail is told of its smallest party, not of all that have it
        examined.changes.append(
            Change(self._subject, (before,), (after,), condition, paragraphs[0], paragraphs[1], witness, detail=words)
        )
        return [self._alike(entry, difference, party) for entry in self._differences]

    def _alike(self, entry: _Difference, told: _Difference, party: Assignment) -> Guard:
        """When this detail of a party changes as `told` changes for `party`."""
        alike = [entry.guard]
        for detail, shown in zip(entry.sides, told.sides, strict=True):
            held = [value.value for value in shown.holding(party)]
            # the calendar has too many days to tell each pair of them
            if self._is_day:
                some = either(value.guard for value in detail.values)
                alike.append(some if held else opposite(some))
                continue
            for name in dict.fromkeys([*held, *(value.value for value in detail.values)]):
                given = either(value.guard for value in detail.values if value.value == name)
                alike.append(given if name in held else opposite(given))
        return both(alike)

    def _moved(self, shown: _Difference, party: Assignment, solving: Solving) -> int | None:
        """By how many days the day of every party moves, the ends of the calendar apart, which hold it.

        None where it does not move alike. Raises Undecided.
        """
        days = [[party.number(_number(entry)) for entry in detail.holding(party)] for detail in shown.sides]
        if [len(side) for side in days] != [1, 1]:
            return None  # a day comes or goes, or there are several
        moved = days[1][0] - days[0][0]
        otherwise: list[Guard] = []
        for difference in self._differences:
            alike: list[Guard] = []
            for first, other in product(difference.before.values, difference.after.values):
                later = compute(Calculation.PLUS, _number(first), moved)[0]
                alike.append(both([first.guard, other.guard, compare(Comparator.EQUAL, later, _number(other))]))
            for entry, end in product(difference.values, (date.min.toordinal(), date.max.toordinal())):
                alike.append(both([entry.guard, compare(Comparator.EQUAL, _number(entry), end)]))
            otherwise.append(both([difference.guard, opposite(either(alike))]))
        return None if solving.fits([either(otherwise)]) else moved

    def _way(self, side: Side, holding: Sequence[DetailValue], party: Assignment) -> str:
        """How the rules give the day: `60 days after the day on which …`; empty where they give it as it is stated."""
        for reason in chain.from_iterable(reasons_in(side.symbolic, party)(entry.goal) for entry in holding):
            day = reason.rule.head.terms[-1]
            for literal in reason.rule.body:
                match literal:
                    case Comparison(left=Variable() as left) if left == day:
                        return self._sides.phrases.calculated(literal, reason.rule)
        return ""


def _number(entry: DetailValue) -> int | Quantity:
    assert not isinstance(entry.value, str)
    return entry.value if isinstance(entry.value, int | Quantity) else entry.value.toordinal()


def detail_changes(sides: Sides, touched: Touched, states: Sequence[Mapping[Key, States]]) -> Iterator[DetailChange]:
    """The details that may differ, those of one duty, capacity or warning together."""
    readers = [
        DetailReader(side.symbolic, sides.vocabulary, touched, own)
        for side, own in zip(sides.both, states, strict=True)
    ]
    grouped: dict[Subject, list[_Difference]] = {}
    keys = dict.fromkeys(chain.from_iterable(reader.possible() for reader in readers))
    for key in keys:
        if sides.is_second(key):
            continue
        before, after = (reader.detail(key) for reader in readers)
        guard = differing(before, after)
        if guard is not False:
            subject = Subject(key.kind, key.predicate, subject_of(key))
            grouped.setdefault(subject, []).append(_Difference(before, after, guard, unlike(before, after)))
    for subject, differences in grouped.items():
        yield DetailChange(subject, differences, sides)
