"""The operators, functions, units and forms of constants of the rules' language.

A case distinction over one of them is a `match` that ends in `assert_never`, and a table over one is made by a function
here that takes an entry for each: the type checker refuses what forgets a new operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

_Entry = TypeVar("_Entry")


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


def by_comparator(
    *, equal: _Entry, unequal: _Entry, less: _Entry, at_most: _Entry, more: _Entry, at_least: _Entry
) -> Mapping[Comparator, _Entry]:
    """A table with an entry for each comparator."""
    return {
        Comparator.EQUAL: equal,
        Comparator.UNEQUAL: unequal,
        Comparator.LESS: less,
        Comparator.AT_MOST: at_most,
        Comparator.MORE: more,
        Comparator.AT_LEAST: at_least,
    }


def by_calculation(*, plus: _Entry, minus: _Entry, times: _Entry, modulo: _Entry) -> Mapping[Calculation, _Entry]:
    """A table with an entry for each calculation."""
    return {
        Calculation.PLUS: plus,
        Calculation.MINUS: minus,
        Calculation.TIMES: times,
        Calculation.MODULO: modulo,
    }


def by_function(*, count: _Entry, sum: _Entry, min: _Entry, max: _Entry) -> Mapping[Function, _Entry]:
    """A table with an entry for each function of aggregates."""
    return {Function.COUNT: count, Function.SUM: sum, Function.MIN: min, Function.MAX: max}


def by_unit(*, months: _Entry, days: _Entry) -> Mapping[Unit, _Entry]:
    """A table with an entry for each unit of time."""
    return {Unit.MONTHS: months, Unit.DAYS: days}


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

CALCULATION_SIGNS = by_calculation(plus="+", minus="−", times="×", modulo="modulo")
"""How calculations are shown to a reader."""
