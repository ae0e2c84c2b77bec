"""Aggregates over a finite list of contributions, each under its guard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from secg.language.operators import Calculation, Comparator, Function
from secg.logic.formulas import Guard, Quantity, Symbolic, both, chosen, compare, compute, either, opposite
from secg.symbolic.candidates import Row

_LONG = 32
"""So many numbers are added one by one."""


def fold_symbolic(function: Function, contributions: Sequence[Row]) -> list[Row]:
    """The value of an aggregate with its guard; `min` and `max` have one row for each value that may be the one.

    The last term of a contribution is its value, the ones before it are the values of the named variables:
    contributions with equal ones count once.
    """
    distinct = _distinct(contributions)
    values: list[tuple[Symbolic, Guard]] = [(row.terms[-1], row.guard) for row in distinct]
    match function:
        case Function.COUNT:
            return [Row((_total([(1, guard) for _, guard in values]),), True)]
        case Function.SUM:
            return [Row((_total(values),), True)]
        case Function.MIN:
            return _first(values, Comparator.AT_MOST)
        case Function.MAX:
            return _first(values, Comparator.AT_LEAST)
        case _:
            assert_never(function)


def _total(values: Sequence[tuple[Symbolic, Guard]]) -> Symbolic:
    """The sum of the values whose guards hold; a long one in halves, so that no formula is nested deeply."""
    total: Symbolic = 0
    if len(values) > _LONG:
        middle = len(values) // 2
        return compute(Calculation.PLUS, _total(values[:middle]), _total(values[middle:]))[0]
    for value, guard in values:
        total = compute(Calculation.PLUS, total, chosen(guard, value, 0))[0]
    return total


def _first(values: Sequence[tuple[Symbolic, Guard]], before: Comparator) -> list[Row]:
    """Each value, where no other that is there comes before it."""
    rows: list[Row] = []
    for value, guard in values:
        others = (
            either([opposite(rival_guard), compare(before, value, rival)])
            for rival, rival_guard in values
            if rival != value
        )
        rows.append(Row((value,), both([guard, *others])))
    return [row for row in rows if row.guard is not False]


def _distinct(contributions: Sequence[Row]) -> list[Row]:
    """The contributions, each only where no earlier one has equal values."""
    kept: list[Row] = []
    # what is known beforehand everywhere tells most of them apart, without looking at each pair
    width = len(contributions[0].terms) - 1 if contributions else 0
    known = [
        place for place in range(width) if not any(isinstance(row.terms[place], Quantity) for row in contributions)
    ]
    alike: dict[tuple[Symbolic, ...], list[Row]] = {}
    for row in contributions:
        rivals = alike.setdefault(tuple(row.terms[place] for place in known), [])
        # two values that are not known beforehand may come to the same, and then count once
        twins = [
            both([earlier.guard, equal])
            for earlier in rivals
            if (equal := _same(earlier.terms[:-1], row.terms[:-1])) is not False
        ]
        guard = both([row.guard, *(opposite(twin) for twin in twins)])
        if guard is not False:
            rivals.append(Row(row.terms, guard))
            kept.append(rivals[-1])
    return kept


def _same(first: Sequence[Symbolic], other: Sequence[Symbolic]) -> Guard:
    guards: list[Guard] = []
    for left, right in zip(first, other, strict=True):
        if left == right:
            continue
        if not isinstance(left, Quantity) and not isinstance(right, Quantity):
            return False
        guards.append(compare(Comparator.EQUAL, left, right))
    return both(guards)
