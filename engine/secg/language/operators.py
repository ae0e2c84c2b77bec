"""The operators, functions, units and forms of constants of the rules' language.

A case distinction over one of them is a `match` that ends in `assert_never`, and a table over one is made by a function
here that takes an entry for each. The type checker refuses a `match` and a table that forget a new operator, and where
the function itself forgets it nothing starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

_Entry = TypeVar("_Entry")
_Member = TypeVar("_Member", bound=StrEnum)


class Comparator(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Calculation(StrEnum):
    """How two whole numbers are calculated with."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    MODULO = "mod"


class Function(StrEnum):
    """What an aggregate takes of the values between its braces."""

    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"


class Unit(StrEnum):
    """By what a day is moved."""

    MONTHS = "months"
    DAYS = "days"


class Form(StrEnum):
    """How a constant is written; UNREAD stands for one that could not be read and was reported.

    An unread constant has no type, and no program is run with it.
    """

    INTEGER = "integer"
    DATE = "date"
    TEXT = "text"
    SYMBOL = "symbol"
    UNREAD = "unread"


def _table(members: type[_Member], *entries: _Entry) -> Mapping[_Member, _Entry]:
    """The entries by the members of an enumeration, in their order; one too few ends the program as it starts."""
    return dict(zip(members, entries, strict=True))


def by_comparator(
    *, equal: _Entry, unequal: _Entry, less: _Entry, at_most: _Entry, more: _Entry, at_least: _Entry
) -> Mapping[Comparator, _Entry]:
    """A table with an entry for each comparator."""
    return _table(Comparator, equal, unequal, less, at_most, more, at_least)


def by_calculation(*, plus: _Entry, minus: _Entry, times: _Entry, modulo: _Entry) -> Mapping[Calculation, _Entry]:
    """A table with an entry for each calculation."""
    return _table(Calculation, plus, minus, times, modulo)


def by_function(*, count: _Entry, total: _Entry, least: _Entry, greatest: _Entry) -> Mapping[Function, _Entry]:
    """A table with an entry for each function of aggregates."""
    return _table(Function, count, total, least, greatest)


def by_unit(*, months: _Entry, days: _Entry) -> Mapping[Unit, _Entry]:
    """A table with an entry for each unit of time."""
    return _table(Unit, months, days)


OPPOSITE = by_comparator(
    equal=Comparator.UNEQUAL,
    unequal=Comparator.EQUAL,
    less=Comparator.AT_LEAST,
    at_most=Comparator.MORE,
    more=Comparator.AT_MOST,
    at_least=Comparator.LESS,
)
"""The comparator that holds where another does not."""

FLIPPED = by_comparator(
    equal=Comparator.EQUAL,
    unequal=Comparator.UNEQUAL,
    less=Comparator.MORE,
    at_most=Comparator.AT_LEAST,
    more=Comparator.LESS,
    at_least=Comparator.AT_MOST,
)
"""The comparator that says the same of the two sides in the other order."""

ORDERS = by_comparator(equal=False, unequal=False, less=True, at_most=True, more=True, at_least=True)
"""Whether a comparator asks which of two values is the greater."""

TAKES_BY_ORDER = by_function(count=False, total=False, least=True, greatest=True)
"""Whether a function asks which of several values is the greatest or the least."""

SUM, PRODUCT = 1, 2
"""How tightly a calculation binds its sides; a value alone binds tightest."""

BINDING = by_calculation(plus=SUM, minus=SUM, times=PRODUCT, modulo=PRODUCT)

NEEDS_DIVISOR = by_calculation(plus=False, minus=False, times=False, modulo=True)
"""Whether a calculation has a value only where its right side is above zero."""

RIGHT_SIDES = by_calculation(plus=1, minus=1, times=1, modulo=3)
"""How often a query writes the right side of a calculation (`bulk/sql/calculations.py`)."""

CALCULATION_SIGNS = by_calculation(plus="+", minus="−", times="×", modulo="modulo")
"""How calculations are shown to a reader."""


def needs_brackets(whole: Calculation, side: Calculation, is_right: bool) -> bool:
    """Whether a calculation that is one side of another stands in brackets before a reader.

    Sides of a product have them even where the rules need none, since nobody reads `modulo` by how tightly it binds.

    >>> needs_brackets(Calculation.MINUS, Calculation.PLUS, True)
    True
    >>> needs_brackets(Calculation.MINUS, Calculation.PLUS, False)
    False
    """
    if BINDING[whole] >= PRODUCT:
        return True
    return is_right and whole is Calculation.MINUS and BINDING[side] == SUM
