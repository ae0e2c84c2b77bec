"""The counts and days of symbolic parties: the ranges that they may lie in, and the days on which rules turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from engine.effect.dates import days_that_matter
from engine.effect.formulas import Formula, Formulas, Quantity
from engine.effect.guards import Guard, both, compare, either
from engine.language.calculation import shift_date
from engine.language.model import Rule
from engine.language.vocabulary import Predicate
from engine.records import record

LARGEST_COUNT = 100_000_000
"""More than three times the premises of Great Britain."""
LARGEST_INTEGER = 2_000_000_000
MARGIN = timedelta(days=3660)
"""How far before the first, and after the last, of the days that matter a stated day may lie."""


@record
class Number:
    """A symbolic count: the fact and argument that state it, and the party."""

    predicate: Predicate
    position: int
    party: str
    symbol: Quantity


@record
class Day:
    """A symbolic day (its number in the calendar): the fact and argument that state it, and the party (none: as-at)."""

    predicate: Predicate
    position: int
    party: str
    symbol: Quantity


class Quantities:
    """Every symbolic number and day of a space, and all constraints of the space, in the order in which they came."""

    def __init__(self, rules: Sequence[Rule], day: date, earliest: date) -> None:
        self.formulas = Formulas()
        self.constraints: list[Formula] = []
        self.numbers: list[Number] = []
        self.dates: list[Day] = []
        self.day = day
        self.days, self.days_left_out = days_that_matter(rules, day, earliest)
        self.months_tried = False
        self._shifted: dict[tuple[Quantity, int], Quantity] = {}

    def require(self, guards: Iterable[Guard]) -> None:
        """Take guards that hold of every possible party."""
        for one in guards:
            if not isinstance(one, bool):
                self.constraints.append(one)
            else:
                assert one, "no party is possible"

    @property
    def nearest_days(self) -> list[date]:
        """The days that matter, the nearest to the day asked about first, earlier ones before later ones."""
        return sorted(self.days, key=lambda one: (one > self.day, abs((one - self.day).days)))

    def day_of(self, declared: Predicate, position: int, party: str, first: date) -> Quantity:
        """A day that a party states (or the one of the question), from `first` on."""
        symbol = self.formulas.number(f"day {declared.name} {position} of {party} {len(self.dates)}")
        self.require([compare(">=", symbol, first), compare("<=", symbol, self.days[-1] + MARGIN)])
        self.dates.append(Day(declared, position, party, symbol))
        return symbol

    def require_later(self, later: Quantity, day: Quantity) -> None:
        """Have one day always come after another."""
        self.require([compare(">", later, day)])
        self.formulas.put_in_order(day, later)

    def shift_months(self, base: Quantity, months: int) -> Quantity:
        """A symbolic day moved by months: such a day is one of the days that matter, and no other is tried."""
        key = (base, months)
        if key not in self._shifted:
            self.months_tried = True
            sign = 1 if months >= 0 else -1
            moved = self.formulas.number(f"day {len(self._shifted)} moved by {months} months")
            pairs = [(day, shift_date(day, sign, abs(months), "months")) for day in self.days]
            day_by_day = (both([compare("=", base, one), compare("=", moved, other)]) for one, other in pairs)
            self.require([either(day_by_day)])
            self._shifted[key] = moved
        return self._shifted[key]

    def number(self, declared: Predicate, position: int, party: str, there: Guard) -> Quantity:
        """A number that a party states, in the range of its type; 0 where the party is not there."""
        symbol = self.formulas.number(f"{declared.name} {position} of {party} {len(self.numbers)}")
        low = 0 if declared.arguments[position].type == "count" else -LARGEST_INTEGER
        high = LARGEST_COUNT if low == 0 else LARGEST_INTEGER
        self.require([compare(">=", symbol, low), compare("<=", symbol, high)])
        if there is not True:
            self.require([either([there, compare("=", symbol, 0)])])
        self.numbers.append(Number(declared, position, party, symbol))
        return symbol
