"""What calculations and comparisons mean; every engine is held to this."""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import assert_never

from secg.language import model as m
from secg.language.operators import Calculation, Comparator, Function, Unit, by_comparator
from secg.messages import REQUEST, bulk

COMPARE: Mapping[Comparator, Callable[[m.Value, m.Value], bool]] = by_comparator(
    equal=operator.eq,
    unequal=operator.ne,
    less=operator.lt,
    at_most=operator.le,
    more=operator.gt,
    at_least=operator.ge,
)
"""The static checks let only values of one type be compared by size."""


def shift_date(day: date, sign: int, amount: int, unit: Unit) -> date:
    """The day moved by months or days; a month without such a day gives its last day, and the calendar's ends hold it.

    >>> shift_date(date(2020, 1, 31), 1, 1, Unit.MONTHS)
    datetime.date(2020, 2, 29)
    """
    try:
        match unit:
            case Unit.DAYS:
                return day + timedelta(days=sign * amount)
            case Unit.MONTHS:
                # months are counted from 0 here, so that December stays in its year
                year, month = divmod(day.year * 12 + day.month - 1 + sign * amount, 12)
                return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
            case _:
                assert_never(unit)
    except (OverflowError, ValueError):  # the first of a number too large for C, the second of a year that is none
        return date.max if sign * amount > 0 else date.min


LARGEST = 10**18 - 1
"""The largest number that a calculation may give, and but for its sign the smallest: no count comes near."""


def calculate(calculation: Calculation, left: int, right: int) -> int | None:
    """`left calculation right`; None where it has no value (`mod` by zero or less).

    Raises Faults E813 beyond LARGEST.
    """
    match calculation:
        case Calculation.PLUS:
            return bounded(left + right)
        case Calculation.MINUS:
            return bounded(left - right)
        case Calculation.TIMES:
            return bounded(left * right)
        case Calculation.MODULO if right > 0:
            return left % right
        case Calculation.MODULO:
            return None  # languages differ on the sign of a remainder by a negative number
        case _:
            assert_never(calculation)


def bounded(number: int) -> int:
    """The number itself. Raises Faults E813 beyond LARGEST: a rule that squares again and again would never end."""
    # as a plain `int`: a number that is followed (`proof/followed.py`) would note the bound as one of the rules
    if not -LARGEST <= int(number) <= LARGEST:
        raise bulk.NUMBER_TOO_LARGE.fault(REQUEST)
    return number


def evaluate(expression: m.Expression | m.Anything, values: Mapping[str, m.Value | None]) -> m.Value | None:
    """The value of an expression whose variables have `values`; None where it has none."""
    match expression:
        case m.Constant():
            return expression.value
        case m.Variable():
            return values.get(expression.name)
        case m.DateShift():
            base, amount = evaluate(expression.base, values), evaluate(expression.amount, values)
            if not isinstance(base, date) or not isinstance(amount, int):
                return None
            return shift_date(base, expression.sign, amount, expression.unit)
        case m.Arithmetic():
            left, right = evaluate(expression.left, values), evaluate(expression.right, values)
            if not isinstance(left, int) or not isinstance(right, int):
                return None
            return calculate(expression.operator, left, right)
        case m.Anything():
            return None
        case _:
            assert_never(expression)


def direction(expression: m.Expression, names: Collection[str]) -> int | None:
    """Whether a calculation grows (1) or shrinks (-1) with these variables; 0 without them, None if it may do both."""
    if m.variable_names(expression).isdisjoint(names):
        return 0
    if isinstance(expression, m.Variable):
        return 1
    if not isinstance(expression, m.Arithmetic):
        return None  # no sum is taken for one of days
    left, right = direction(expression.left, names), direction(expression.right, names)
    if left is None or right is None:
        return None
    match expression.operator:
        case Calculation.PLUS:
            return _joint(left, right)
        case Calculation.MINUS:
            return _joint(left, -right)
        case Calculation.TIMES:
            return _of_product(expression, left, right)
        case Calculation.MODULO:
            return None  # a remainder falls back to zero again and again
        case _:
            assert_never(expression.operator)


def _joint(left: int, right: int) -> int | None:
    """The direction of a sum whose two parts have these directions."""
    return None if left * right < 0 else left or right


def _of_product(expression: m.Arithmetic, left: int, right: int) -> int | None:
    """The direction of a product, of which some factor has one; known where the other is a constant."""
    for factor, other in ((expression.left, right), (expression.right, left)):
        if isinstance(factor, m.Constant) and isinstance(factor.value, int):
            return other if factor.value >= 0 else -other
    return None  # the other may be less than zero


def comparison_holds(comparison: m.Comparison, values: Mapping[str, m.Value]) -> bool:
    """Whether a comparison of bound variables holds; one with a side that has no value does not."""
    left, right = evaluate(comparison.left, values), evaluate(comparison.right, values)
    return left is not None and right is not None and COMPARE[comparison.operator](left, right)


def fold(function: Function, values: Iterable[m.Value]) -> m.Value | None:
    """The aggregate of the values, one for each contribution; None for `min` and `max` of nothing."""
    contributions = list(values)
    match function:
        case Function.COUNT:
            return len(contributions)
        case Function.SUM:
            # the checks of rules see to it that only numbers are added up
            return bounded(sum(value for value in contributions if isinstance(value, int)))
        case Function.MIN:
            return min(contributions, default=None)
        case Function.MAX:
            return max(contributions, default=None)
        case _:
            assert_never(function)
