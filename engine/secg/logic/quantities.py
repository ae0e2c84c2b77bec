"""The counts and days of symbolic parties: their ranges, and the days and numbers at which rules turn.

Expressions whose variables may be symbolic are evaluated with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product
from typing import assert_never

from secg.language.calculation import shift_date
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Anything, Constant, DateShift, Expression, Rule, Variable, atoms_of, walk
from secg.language.operators import Calculation, Comparator, Unit
from secg.language.vocabulary import Enumeration, Predicate, Vocabulary
from secg.logic.formulas import Formula, Formulas, Guard, Quantity, Symbolic, both, chosen, compare, compute, either

_FACTOR = 100
"""A larger number is not expected to multiply another."""
LIMIT = 40
"""At most so many days are tried besides those that rules name: the nearest to the day asked about."""


def date_uses(rules: Iterable[Rule], vocabulary: Vocabulary) -> frozenset[tuple[str, int]]:
    """The places of facts, predicate and position, whose day some rule looks at: named, or compared with a constant.

    With it those that the reader of files looks at beside it: where the day of the record of a key stands, a day that
    must come first, and the days that decide whether a status is in use.
    """
    used: set[tuple[str, int]] = set()
    for atom in chain.from_iterable(atoms_of(rule.body) for rule in rules):
        declared = vocabulary.predicates.get(atom.predicate)
        if declared is None or declared.concluded:
            continue
        looked_at: set[str] = set()
        for argument, term in zip(declared.arguments, atom.terms, strict=True):
            # `_` takes any value, and is never looked at again
            if not isinstance(term, Variable | Constant):
                continue
            if argument.type == "date":
                looked_at.add(argument.name)
            elif argument.type in vocabulary.types and is_dated(term, vocabulary.types[argument.type]):
                looked_at.update(declared.dated_by)
        # the one may be compared with the other, whichever of them a rule looks at
        if declared.not_before:
            looked_at |= {declared.not_before, declared.key}
        used.update(_date_places(declared, looked_at, vocabulary))
        # records that a day alone tells apart have other keys on other days, though the keys do not repeat it
        owner = vocabulary.owner_of(declared) if declared.is_fact else declared
        if owner is not declared and owner.naming is None:
            days = {argument.name for argument in owner.arguments if argument.type == "date"}
            used.update(_date_places(declared, days - {argument.name for argument in declared.arguments}, vocabulary))
    return frozenset(used)


def is_dated(term: Variable | Constant, enumeration: Enumeration) -> bool:
    """Whether what stands in a place may be a symbol that is in use on some days only."""
    windows = enumeration.windows
    return bool(windows) if isinstance(term, Variable) else str(term.value) in windows


def _date_places(declared: Predicate, names: Iterable[str], vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Where the days of these names stand: in a fact, in its record, or in another key of that."""
    if not declared.is_fact:  # what the engine gives has no record
        yield from ((declared.name, position) for name in names if (position := declared.position(name)) is not None)
        return
    owner = vocabulary.owner_of(declared)
    for name in names:
        # the record's own day is one symbol for all its keys
        position = owner.position(name)
        if position is not None:
            yield (owner.name, position)
            continue
        for key in vocabulary.fields.get(owner.name, ()):
            own = key.position(name)
            if own is not None and key.arguments[own].type == "date" and name == key.key:
                yield (key.name, own)


def days_that_matter(rules: Iterable[Rule], day: date) -> tuple[tuple[date, ...], int]:
    """The days to try where days move by months, sorted, and how many there would be if all were tried.

    They are the day asked about, every day that the rules name, each of these moved by every distance that the rules
    use, the day before and after each, and where days move by months, days that a month has and the next has not.
    Where that are too many, the days that are moved are left out that are farthest from the day asked about.
    """
    constants = {day}
    shifts: set[tuple[int, int, Unit]] = set()
    for rule in rules:
        for term in walk(rule.head, *rule.body):
            if isinstance(term, Constant) and isinstance(term.value, date):
                constants.add(term.value)
            elif isinstance(term, DateShift) and isinstance(term.amount, Constant):
                shifts.add((term.sign, int(str(term.amount.value)), term.unit))
    moved = set(constants)
    for base in constants:
        for sign, amount, unit in shifts:
            moved |= {shift_date(base, sign, amount, unit), shift_date(base, -sign, amount, unit)}
    # on either side of a day that a rule names a comparison with it comes out otherwise
    named = constants | {shift_date(base, sign, 1, Unit.DAYS) for base in constants for sign in (1, -1)}
    around = {shift_date(base, sign, 1, Unit.DAYS) for base in moved for sign in (1, -1)} | moved
    # the days on which rules turn matter before the days beside them
    ordered = sorted(around - named, key=lambda other: (other not in moved, abs((other - day).days), other))
    always = named | _ends_of_months(day)
    return tuple(sorted({*always, *ordered[:LIMIT]})), len(always | around)


def numbers_that_matter(rules: Iterable[Rule], others: Iterable[int] = (0,)) -> tuple[int, ...]:
    """The numbers, from 0 up, at which a comparison of the rules may turn, sorted, where one of `others` is added to
    them; not all, as further numbers may be added.

    They are the numbers that the rules name, less the other, each divided by each small one too, with their neighbours.
    """
    named: set[int] = set()
    for rule in rules:
        for expression in walk(rule.head, *rule.body):
            if isinstance(expression, Constant) and isinstance(expression.value, int):
                named.add(expression.value)
    factors = {1, *(number for number in named if 1 < number <= _FACTOR)}
    turns: set[int] = set()
    for number, factor, other in product(named, factors, others):
        turns.update((number - other) // factor + step for step in (-1, 0, 1))
    return tuple(sorted(number for number in turns if number >= 0))


def _ends_of_months(day: date) -> set[date]:
    """The days about the end of January before a day, which no move by a month keeps."""
    year = max(day.year - 1, 1)
    return {date(year, 1, 28), date(year, 1, 29), date(year, 1, 30), date(year, 1, 31), date(year, 2, 28)}


class Quantities:
    """Every symbolic number and day of a space, and all constraints of the space, in the order in which they came."""

    def __init__(self, rules: Sequence[Rule], day: date) -> None:
        self.formulas = Formulas()
        self.constraints: list[Formula] = []
        self.numbers: list[Quantity] = []
        self.dates: list[Quantity] = []
        self.day = day
        self.days, self.all_days = days_that_matter(rules, day)
        self.turns = numbers_that_matter(rules)
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
        self.dates.append(symbol)
        return symbol

    @property
    def moved_by_months(self) -> frozenset[Quantity]:
        """The days that move by months, but those to which others have moved."""
        return frozenset(base for base, _ in self._shifted) - frozenset(self._shifted.values())

    def shift_months(self, base: date | Quantity, months: int) -> date | Quantity:
        """A day moved by months: one that is not known is one of the days that matter, and no other is tried."""
        if isinstance(base, date):
            return shift_date(base, 1, months, Unit.MONTHS)
        key = (base, months)
        if key not in self._shifted:
            self.months_tried = True
            sign = 1 if months >= 0 else -1
            moved = self.formulas.number(f"day {len(self._shifted)} moved by {months} months")
            values: dict[date, None] = {}
            day_by_day: list[Guard] = []
            # a day that moved once is among the days to which it can have moved
            for day in self._values.get(base, self.days):
                other = shift_date(day, sign, abs(months), Unit.MONTHS)
                day_by_day.append(both([compare(Comparator.EQUAL, base, day), compare(Comparator.EQUAL, moved, other)]))
                values[other] = None
            self.require([either(day_by_day)])
            self._shifted[key] = moved
            self._values[moved] = tuple(values)
        return self._shifted[key]

    def shift_days(self, base: date | Quantity, amount: int | Quantity) -> Symbolic:
        """A day moved by days, one of both not known beforehand; the ends of the calendar hold it."""
        start = base.toordinal() if isinstance(base, date) else base
        moved = compute(Calculation.PLUS, start, amount)[0]
        # a known distance can pass but one of the ends
        if isinstance(amount, Quantity) or amount > 0:
            last = date.max.toordinal()
            moved = chosen(compare(Comparator.MORE, moved, last), last, moved)
        if isinstance(amount, Quantity) or amount <= 0:
            first = date.min.toordinal()
            moved = chosen(compare(Comparator.LESS, moved, first), first, moved)
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
        # two records of a kind have numbers of their own, which only the last word tells apart
        symbol = self.formulas.number(f"{declared.name} {position} of {party} {len(self.numbers)}")
        low = 0 if declared.arguments[position].type == "count" else -INTEGER_LIMIT
        self.require([compare(Comparator.AT_LEAST, symbol, low), compare(Comparator.AT_MOST, symbol, INTEGER_LIMIT)])
        if there is not True:
            self.require([either([there, compare(Comparator.EQUAL, symbol, 0)])])
        self.numbers.append(symbol)
        return symbol


LONGEST_SHIFT = 36
"""A day that moves by months which the facts state is examined for 0 to so many."""


def evaluate_symbolic(
    expression: Expression | Anything, bindings: Mapping[str, Symbolic], quantities: Quantities
) -> list[tuple[Symbolic, Guard]]:
    """The values that an expression may have, each with its guard; none where it has no value."""
    if isinstance(expression, Constant):
        return [(expression.value, True)]
    if isinstance(expression, Variable):
        return [(bindings[expression.name], True)]
    if isinstance(expression, Anything):
        return []
    cases: list[tuple[Symbolic, Guard]] = []
    if isinstance(expression, DateShift):
        for base, guard in evaluate_symbolic(expression.base, bindings, quantities):
            for amount, other in evaluate_symbolic(expression.amount, bindings, quantities):
                moved = _moved(base, expression.sign, amount, expression.unit, quantities)
                cases.extend((day, both([guard, other, chosen])) for day, chosen in moved)
        return cases
    for left, left_guard in evaluate_symbolic(expression.left, bindings, quantities):
        for right, right_guard in evaluate_symbolic(expression.right, bindings, quantities):
            value, valid = compute(expression.operator, left, right)
            guard = both([left_guard, right_guard, valid])
            if guard is not False:
                cases.append((value, guard))
    return cases


def _moved(
    base: Symbolic, sign: int, amount: Symbolic, unit: Unit, quantities: Quantities
) -> list[tuple[Symbolic, Guard]]:
    """A day that moves, each with its guard."""
    assert isinstance(base, date | Quantity) and isinstance(amount, int | Quantity)
    if isinstance(base, date) and isinstance(amount, int):
        return [(shift_date(base, sign, amount, unit), True)]
    match unit:
        case Unit.DAYS:
            signed = amount if sign > 0 else compute(Calculation.MINUS, 0, amount)[0]
            assert isinstance(signed, int | Quantity)
            return [(quantities.shift_days(base, signed), True)]
        case Unit.MONTHS:
            steps = [(amount, True)] if isinstance(amount, int) else quantities.steps(amount, LONGEST_SHIFT)
            return [(quantities.shift_months(base, sign * step), chosen) for step, chosen in steps]
        case _:
            assert_never(unit)
