"""The counts and days of symbolic parties: the ranges that they may lie in, and the days on which rules turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from secg.effect.dates import days_that_matter
from secg.effect.formulas import Formula, Formulas, Quantity
from secg.effect.guards import Guard, Symbolic, both, chosen, compare, compute, either
from secg.language.calculation import shift_date
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Rule
from secg.language.operators import Calculation, Comparator, Unit
from secg.language.vocabulary import Predicate
from secg.records import record


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

    def __init__(self, rules: Sequence[Rule], day: date) -> None:
        self.formulas = Formulas()
        self.constraints: list[Formula] = []
        self.numbers: list[Number] = []
        self.dates: list[Day] = []
        self.day = day
        self.days = days_that_matter(rules, day)
        self.months_tried = False
        self.steps_tried = False
        self._shifted: dict[tuple[Quantity, int], Quantity] = {}
        self._stepped: set[Quantity] = set()
        self._values: dict[Quantity, Sequence[date]] = {}

    def require(self, guards: Iterable[Guard]) -> None:
        """Take guards that hold of every possible party."""
        for guard in guards:
            if not isinstance(guard, bool):
                self.constraints.append(guard)
            else:
                assert guard, "no party is possible"

    @property
    def nearest_days(self) -> list[date]:
        """The days that matter, the nearest to the day asked about first, earlier ones before later ones."""
        return sorted(self.days, key=lambda day: (day > self.day, abs((day - self.day).days)))

    def day_of(self, declared: Predicate, position: int, party: str, first: date = date.min) -> Quantity:
        """A day that a party states (or the one of the question), from `first` on."""
        symbol = self.formulas.number(f"day {declared.name} {position} of {party} {len(self.dates)}")
        self.require([compare(Comparator.AT_LEAST, symbol, first), compare(Comparator.AT_MOST, symbol, date.max)])
        self.dates.append(Day(declared, position, party, symbol))
        return symbol

    def require_later(self, later: Quantity, day: Quantity) -> None:
        """Have one day always come after another."""
        self.require([compare(Comparator.MORE, later, day)])
        self.formulas.put_in_order(day, later)

    def shift_months(self, base: Quantity, months: int) -> Quantity:
        """A symbolic day moved by months: such a day is one of the days that matter, and no other is tried."""
        key = (base, months)
        if key not in self._shifted:
            self.months_tried = True
            sign = 1 if months >= 0 else -1
            moved = self.formulas.number(f"day {len(self._shifted)} moved by {months} months")
            pairs = [
                (day, shift_date(day, sign, abs(months), Unit.MONTHS)) for day in self._values.get(base, self.days)
            ]
            day_by_day = (
                both([compare(Comparator.EQUAL, base, day), compare(Comparator.EQUAL, moved, other)])
                for day, other in pairs
            )
            self.require([either(day_by_day)])
            self._shifted[key] = moved
            self._values[moved] = tuple(dict.fromkeys(other for _, other in pairs))
        return self._shifted[key]

    def shift_days(self, base: date | Quantity, amount: int | Quantity) -> Symbolic:
        """A day moved by days, one of both not known beforehand; the ends of the calendar hold it."""
        moved = compute(Calculation.PLUS, base if isinstance(base, Quantity) else base.toordinal(), amount)[0]
        for end, beyond in ((date.max, Comparator.MORE), (date.min, Comparator.LESS)):
            if isinstance(amount, Quantity) or (amount > 0) == (beyond is Comparator.MORE):
                moved = chosen(compare(beyond, moved, end.toordinal()), end.toordinal(), moved)
        return moved

    def steps(self, amount: Quantity, longest: int) -> list[tuple[int, Guard]]:
        """The months by which a day may move where a party states them, each with its guard; none states more."""
        if amount not in self._stepped:
            self.steps_tried = True
            self._stepped.add(amount)
            self.require([compare(Comparator.AT_MOST, amount, longest), compare(Comparator.AT_LEAST, amount, 0)])
        return [(step, compare(Comparator.EQUAL, amount, step)) for step in range(longest + 1)]

    def number(self, declared: Predicate, position: int, party: str, there: Guard) -> Quantity:
        """A number that a party states, in the range of its type; 0 where the party is not there."""
        symbol = self.formulas.number(f"{declared.name} {position} of {party} {len(self.numbers)}")
        low = 0 if declared.arguments[position].type == "count" else -INTEGER_LIMIT
        self.require([compare(Comparator.AT_LEAST, symbol, low), compare(Comparator.AT_MOST, symbol, INTEGER_LIMIT)])
        if there is not True:
            self.require([either([there, compare(Comparator.EQUAL, symbol, 0)])])
        self.numbers.append(Number(declared, position, party, symbol))
        return symbol
