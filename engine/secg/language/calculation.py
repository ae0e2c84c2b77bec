"""What calculations and comparisons mean; every engine is held to this."""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from secg.language.model import (
    Anything,
    Arithmetic,
    Constant,
    DateShift,
    Expression,
    Value,
    Variable,
)
from secg.messages import Faults, Span, bulk

COMPARE: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""The static checks let only values of one type be compared by size."""


def shift_date(day: date, sign: int, amount: int, unit: str) -> date:
    """The day moved by months or days; a month without such a day gives its last day, and the calendar's ends hold it.

    >>> shift_date(date(2020, 1, 31), 1, 1, "months")
    datetime.date(2020, 2, 29)
    """
    try:
        if unit == "days":
            return day + timedelta(days=sign * amount)
        months = day.year * 12 + day.month - 1 + sign * amount
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.max if sign * amount > 0 else date.min


LARGEST = 10**18 - 1
"""The largest number that a calculation may give, and but for its sign the smallest: no count comes near."""


def calculate(sign: str, left: int, right: int) -> int | None:
    """`left sign right`; None where it has no value (`mod` by zero or less). Raises Faults E813 beyond LARGEST."""
    if sign == "+":
        return bounded(left + right)
    if sign == "-":
        return bounded(left - right)
    if sign == "*":
        return bounded(left * right)
    return left % right if right > 0 else None


def bounded(number: int) -> int:
    """The number itself. Raises Faults E813 beyond LARGEST: a rule that squares again and again would never end."""
    if not -LARGEST <= int(number) <= LARGEST:
        raise Faults([bulk.NUMBER_TOO_LARGE.at(Span("", 0, 0))])
    return number


def evaluate(expression: Expression | Anything, values: Mapping[str, Value]) -> Value | None:
    """The value of an expression whose variables have `values`; None where it has none."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Variable):
        return values.get(expression.name)
    if isinstance(expression, DateShift):
        base, amount = evaluate(expression.base, values), evaluate(expression.amount, values)
        if not isinstance(base, date) or not isinstance(amount, int):
            return None
        return shift_date(base, expression.sign, amount, expression.unit)
    if isinstance(expression, Arithmetic):
        left, right = evaluate(expression.left, values), evaluate(expression.right, values)
        if not isinstance(left, int) or not isinstance(right, int):
            return None
        return calculate(expression.operator, left, right)
    return None


def fold(function: str, values: Iterable[Value]) -> Value | None:
    """The aggregate of the values, one for each contribution; None for `min` and `max` of nothing."""
    contributions = list(values)
    if function == "count":
        return len(contributions)
    if function == "sum":
        return bounded(sum(one for one in contributions if isinstance(one, int)))
    if not contributions:
        return None
    return min(contributions) if function == "min" else max(contributions)
