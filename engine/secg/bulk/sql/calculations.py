"""Calculations and comparisons of the rule model as SQL, meaning what `language.calculation` says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from sqlglot import exp

from secg.language.calculation import LARGEST
from secg.language.model import Arithmetic, Constant, DateShift, Expression, Value, Variable, walk
from secg.language.operators import NEEDS_DIVISOR, Calculation, Comparator, by_comparator, by_unit

COMPARISONS: Mapping[Comparator, type[exp.Binary]] = by_comparator(
    equal=exp.EQ, unequal=exp.NEQ, less=exp.LT, at_most=exp.LTE, more=exp.GT, at_least=exp.GTE
)

_WIDEST = exp.DataType.build(f"DECIMAL({len(str(LARGEST))}, 0)")
_UNITS = by_unit(months="MONTH", days="DAY")
_MOST = by_unit(months=120_000, days=4_000_000)
"""Amounts beyond these lead past either end of the calendar from any day, so cutting them off changes nothing."""


def constant(value: Value) -> exp.Expr:
    """A value as a literal."""
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(abs(value))
    # SQL has no negative literals, only the negation of one
    return exp.Neg(this=number) if value < 0 else number


def typed_constant(value: Value) -> exp.Expr:
    """A value as a literal of the type of its column."""
    literal = constant(value)
    if not isinstance(value, int):
        return literal
    # SQL takes a number alone for one of 32 bits; not by `exp.cast`, which parses the name of the type each time
    return exp.Cast(this=literal, to=exp.DataType(this=exp.DataType.Type.BIGINT))


def calculation(expression: Expression, bound: Mapping[str, exp.Expr]) -> exp.Expr:
    """The expression over the SQL expressions of its variables; null where it has no value."""
    match expression:
        case Constant():
            return constant(expression.value)
        case Variable():
            return bound[expression.name].copy()
        case DateShift():
            return _shifted(calculation(expression.base, bound), calculation(expression.amount, bound), expression)
        case Arithmetic():
            return _arithmetic(expression, bound)
        case _:
            assert_never(expression)


def wide_calculation(expression: Expression, bound: Mapping[str, exp.Expr]) -> exp.Expr:
    """The same for a value that is calculated with: SQL would take a literal alone for a number of 32 bits."""
    if isinstance(expression, Constant):
        return typed_constant(expression.value)
    return calculation(expression, bound)


def has_value_always(expression: Expression) -> bool:
    """Whether an expression has a value whatever its variables are: no `mod` by anything but a positive number."""
    for part in walk(expression):
        if isinstance(part, Arithmetic) and NEEDS_DIVISOR[part.operator] and not _is_positive(part.right):
            return False
    return True


def _is_positive(expression: Expression) -> bool:
    return isinstance(expression, Constant) and isinstance(expression.value, int) and expression.value > 0


def _arithmetic(expression: Arithmetic, bound: Mapping[str, exp.Expr]) -> exp.Expr:
    left, right = (wide_calculation(side, bound) for side in (expression.left, expression.right))
    match expression.operator:
        case Calculation.PLUS:
            return bounded(exp.Paren(this=exp.Add(this=left, expression=right)))
        case Calculation.MINUS:
            return bounded(exp.Paren(this=exp.Sub(this=left, expression=right)))
        case Calculation.TIMES:
            return bounded(exp.Paren(this=exp.Mul(this=left, expression=right)))
        case Calculation.MODULO:
            return _remainder(left, right, _is_positive(expression.right))
        case _:
            assert_never(expression.operator)


def bounded(number: exp.Expr) -> exp.Expr:
    """The number, where it has no more digits than a calculation may give; what has more ends the run.

    64 bits hold some numbers of 19 digits, which the default engine refuses.
    """
    return exp.cast(exp.cast(number, _WIDEST.copy(), copy=False), "BIGINT", copy=False)


def _remainder(left: exp.Expr, right: exp.Expr, positive: bool) -> exp.Expr:
    """`left mod right`, null where the right side is not above zero; `positive` where it is known to be."""
    # SQL's remainder takes the sign of the left side; the Code's `mod` is never negative
    once = exp.paren(exp.Mod(this=left, expression=right.copy()))
    result = exp.paren(exp.Mod(this=exp.paren(exp.Add(this=once, expression=right.copy())), expression=right.copy()))
    if positive:
        return result
    above = exp.GT(this=right.copy(), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=above, true=result)])


def _shifted(base: exp.Expr, amount: exp.Expr, shift: DateShift) -> exp.Expr:
    most = _MOST[shift.unit]
    signed = exp.Mul(this=exp.paren(amount), expression=constant(shift.sign))
    unit = exp.var(_UNITS[shift.unit])
    # an amount of more than 32 bits would end the run
    limited = exp.cast(_between(signed, constant(-most), constant(most)), "INT")
    moved = exp.cast(exp.DateAdd(this=base, expression=limited, unit=unit), "DATE")
    held = _between(moved, constant(date.min), constant(date.max))
    if has_value_always(shift):
        return held
    # LEAST and GREATEST pass over a null, so that no value would become the end of the calendar
    known = exp.and_(not_null(base.copy()), not_null(amount.copy()))
    return exp.Case(ifs=[exp.If(this=known, true=held)])


def _between(expression: exp.Expr, least: exp.Expr, most: exp.Expr) -> exp.Expr:
    """The expression, or the end that it lies beyond."""
    return exp.func("GREATEST", exp.func("LEAST", expression, most), least)


def not_null(expression: exp.Expr) -> exp.Expr:
    """`expression IS NOT NULL`."""
    return exp.Not(this=exp.Is(this=expression, expression=exp.Null()))
