"""Formulas over the symbols of one space: truth values and whole numbers that are not known beforehand.

A formula is made once: asked for again, the table gives the same object, so that equal ones are compared and looked up
by identity. Each knows on which symbols it rests, a bit for each. What is known beforehand is no formula but a plain
constant.

A guard is True, False or a formula; a value is a constant of the rules or a quantity. Only counts and days (as their
number in the calendar) are ever symbolic: symbols and names are constants, so that nothing but arithmetic reaches the
solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any, TypeVar, assert_never

from secg.language.calculation import COMPARE, calculate
from secg.language.model import Value
from secg.language.operators import NEEDS_DIVISOR, Calculation, Comparator

Symbols = int
"""A set of symbols: the bits of those that are in it."""

NO_SYMBOLS: Symbols = 0


class Connective(StrEnum):
    """What makes a formula, besides the comparators and calculations of the rules' language."""

    SYMBOL = "symbol"
    NOT = "not"
    AND = "and"
    OR = "or"
    AT_MOST = "at most"
    IF = "if"


Operator = Connective | Comparator | Calculation
Part = Any  # a formula, a quantity, a value, a number or a name: what its operator says


class Term:
    """A formula of either kind: its operator, and the parts that this joins.

    Those of a symbol are its name; of `and`, `or` and `not` truth values; of `at most` truth values and, last, how many
    of them may hold; of `if` a truth value and two numbers; of a comparison or calculation two numbers. A number is a
    quantity or a constant.
    """

    # the proof of one Code makes more than two hundred thousand
    __slots__ = ("operator", "parts", "symbols", "table")

    def __init__(self, table: Formulas, operator: Operator, parts: tuple[Part, ...], symbols: Symbols) -> None:
        self.table = table
        self.operator = operator
        self.parts = parts
        self.symbols = symbols


class Formula(Term):
    """A truth value."""

    __slots__ = ()


class Quantity(Term):
    """A whole number."""

    __slots__ = ()


_Kind = TypeVar("_Kind", Formula, Quantity)


STEPS = 3_000_000
"""So many steps may be taken to work rules out over one space: parts of formulas, and ways in which conditions hold.

The largest modification shipped takes a seventh of them. Rules that join many facts take a hundred times as many.
"""


class Undecided(Exception):
    """A question is not answered within its bounds: the solver's time, the steps of a space, or known questions."""


class Formulas:
    """The formulas of one space, each made once."""

    def __init__(self) -> None:
        self._steps = 0
        self._made: dict[tuple[object, ...], Term] = {}
        self._symbols = 0
        self._smaller: set[tuple[Quantity, Quantity]] = set()

    def truth(self, name: str) -> Formula:
        """The symbol of this name that stands for a truth value."""
        return self._symbol(Formula, name)

    def number(self, name: str) -> Quantity:
        """The symbol of this name that stands for a whole number."""
        return self._symbol(Quantity, name)

    def make(self, kind: type[_Kind], operator: Operator, parts: tuple[Part, ...]) -> _Kind:
        """The formula that joins parts by an operator. Raises Undecided where the space has no steps left."""
        # also for one that is there already: that it was asked for is the work that is bounded
        self.spend(len(parts))
        made = self._made.get((kind, operator, parts))
        if made is None:
            symbols = NO_SYMBOLS
            for part in parts:
                if isinstance(part, Term):
                    symbols |= part.symbols
            made = self._made[kind, operator, parts] = kind(self, operator, parts, symbols)
        assert isinstance(made, kind)
        return made

    def spend(self, steps: int) -> None:
        """Take steps of those that the space has. Raises Undecided where there are no more."""
        self._steps += steps
        if self._steps > STEPS:
            raise Undecided

    def put_in_order(self, smaller: Quantity, larger: Quantity) -> None:
        """Know of two numbers which is the smaller, whatever they are."""
        self._smaller.add((smaller, larger))

    def known_order(self, quantity: Quantity, other: Quantity) -> int | None:
        """Where it is known how two numbers compare: a number below zero, zero, or above it, as the one is smaller."""
        if quantity is other:
            return 0
        if (quantity, other) in self._smaller:
            return -1
        return 1 if (other, quantity) in self._smaller else None

    def _symbol(self, kind: type[_Kind], name: str) -> _Kind:
        key = (kind, Connective.SYMBOL, (name,))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = kind(self, Connective.SYMBOL, (name,), 1 << self._symbols)
            self._symbols += 1
        assert isinstance(made, kind)
        return made


def at_most(formulas: Sequence[Formula], number: int) -> Formula:
    """At most so many of the formulas hold; there is at least one formula."""
    return formulas[0].table.make(Formula, Connective.AT_MOST, (*formulas, number))


Guard = bool | Formula

Symbolic = Value | Quantity


def both(guards: Iterable[Guard]) -> Guard:
    """All of the guards hold."""
    return _joined(Connective.AND, guards, True)


def either(guards: Iterable[Guard]) -> Guard:
    """At least one of the guards holds."""
    return _joined(Connective.OR, guards, False)


def _joined(operator: Connective, guards: Iterable[Guard], of_none: bool) -> Guard:
    """The guards joined by an operator that of no guards gives `of_none`, and of the other truth value just that."""
    # in the order in which they come, on which rests what Z3 finds first
    kept: dict[Formula, None] = {}
    for guard in guards:
        if not isinstance(guard, bool):
            kept[guard] = None
        elif guard is not of_none:
            return guard
    formulas = tuple(kept)
    if len(formulas) < 2:
        return formulas[0] if formulas else of_none
    return formulas[0].table.make(Formula, operator, formulas)


def opposite(guard: Guard) -> Guard:
    """The guard does not hold."""
    return not guard if isinstance(guard, bool) else negation(guard)


def negation(formula: Formula) -> Formula:
    """The formula does not hold."""
    if formula.operator == Connective.NOT:
        denied: Formula = formula.parts[0]
        return denied
    return formula.table.make(Formula, Connective.NOT, (formula,))


def implied(formula: Guard, other: Guard) -> Guard:
    """Where the one guard holds, the other does too."""
    return either([opposite(formula), other])


def symbols_of(guards: Iterable[Guard | Symbolic | Term | None]) -> Symbols:
    """The symbols on which guards or values rest."""
    symbols = NO_SYMBOLS
    for guard in guards:
        if isinstance(guard, Term):
            symbols |= guard.symbols
    return symbols


def compare(operator: Comparator, left: Symbolic, right: Symbolic) -> Guard:
    """The guard under which `left operator right`."""
    if not isinstance(left, Quantity) and not isinstance(right, Quantity):
        return COMPARE[operator](left, right)
    if isinstance(left, str) or isinstance(right, str):
        return operator is Comparator.UNEQUAL
    # the denial of what is equal, so that each is known as the opposite of the other
    if operator is Comparator.UNEQUAL:
        return opposite(compare(Comparator.EQUAL, left, right))
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        # of two records that differ in their days the days are in a known order
        known = left.table.known_order(left, right)
        if known is not None:
            return COMPARE[operator](known, 0)
    return _table(left, right).make(Formula, operator, (_counted(left), _counted(right)))


def _table(*parts: object) -> Formulas:
    return next(part.table for part in parts if isinstance(part, Term))


def _counted(value: int | date | Quantity) -> Quantity | int:
    """A day as the number under which the solver knows it."""
    return value.toordinal() if isinstance(value, date) else value


def compute(operator: Calculation, left: Symbolic, right: Symbolic) -> tuple[Symbolic, Guard]:
    """`left operator right` with the guard under which it has a value (`mod` needs a divisor above zero)."""
    if isinstance(left, int) and isinstance(right, int):
        value = calculate(operator, left, right)
        if value is None:
            return 0, False
        return value, True
    assert isinstance(left, int | Quantity) and isinstance(right, int | Quantity)
    made = _table(left, right).make(Quantity, operator, (left, right))
    if NEEDS_DIVISOR[operator]:
        return made, compare(Comparator.MORE, right, 0)
    return made, True


def chosen(guard: Guard, value: Symbolic, otherwise: Symbolic) -> Symbolic:
    """`value` where the guard holds, else `otherwise`."""
    if isinstance(guard, bool):
        return value if guard else otherwise
    assert isinstance(value, int | Quantity) and isinstance(otherwise, int | Quantity)
    return guard.table.make(Quantity, Connective.IF, (guard, value, otherwise))


def exclusive(guards: Iterable[Guard]) -> list[Guard]:
    """Conditions that no two of the guards hold together."""
    listed = [guard for guard in guards if guard is not False]
    if len(listed) < 2:
        return []
    formulas = [formula for formula in listed if formula is not True]
    # `at most` is of formulas alone, and of two says no more than that they do not hold together
    if len(listed) == 2 or len(formulas) < len(listed):
        return [opposite(both(pair)) for pair in combinations(listed, 2)]
    return [at_most(formulas, 1)]


class Supposition:
    """Guards of rules with other terms in the places of symbols. (`at most` stands in none of these.)"""

    def __init__(self, supposed: Mapping[Term, Guard | Symbolic]) -> None:
        self._symbols = symbols_of(supposed)
        self._known: dict[Term, Guard | Symbolic] = dict(supposed)

    def of(self, guard: Guard) -> Guard:
        """The guard, with the symbols replaced."""
        if isinstance(guard, bool):
            return guard
        known = self._rest(guard)
        assert isinstance(known, bool | Formula)
        return known

    def _rest(self, part: Part) -> Part:
        if not isinstance(part, Term) or not part.symbols & self._symbols:
            return part
        if part not in self._known:
            self._known[part] = self._joined(part.operator, [self._rest(inner) for inner in part.parts])
        return self._known[part]

    def _joined(self, operator: Operator, parts: list[Part]) -> Guard | Symbolic:
        match operator:
            case Connective.AND:
                return both(parts)
            case Connective.OR:
                return either(parts)
            case Connective.NOT:
                return opposite(parts[0])
            case Connective.IF:
                return chosen(*parts)
            case Comparator():
                return compare(operator, *parts)
            case Calculation():
                return compute(operator, *parts)[0]
            case Connective.SYMBOL | Connective.AT_MOST:
                raise AssertionError(f"a {operator} stands in a guard of rules")
            case _:
                assert_never(operator)
