"""The values of expressions whose variables may be symbolic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from engine.effect.formulas import Quantity
from engine.effect.guards import Guard, Symbolic, both, compare, compute
from engine.language.calculation import shift_date
from engine.language.model import Anything, Constant, DateShift, Expression, Variable

LONGEST_SHIFT = 36
"""A day that moves by a number which the facts state is tried for 0 to so many months or days."""

ShiftMonths = Callable[[Quantity, int], Quantity]
"""A symbolic day moved by a number of months."""


def evaluate_symbolic(
    expression: Expression | Anything, bindings: Mapping[str, Symbolic], shift_months: ShiftMonths
) -> list[tuple[Symbolic, Guard]]:
    """The values that an expression may have, each with its guard; none where it has no value."""
    if isinstance(expression, Constant):
        return [(expression.value, True)]
    if isinstance(expression, Variable):
        return [(bindings[expression.name], True)]
    if isinstance(expression, Anything):
        return []
    found: list[tuple[Symbolic, Guard]] = []
    if isinstance(expression, DateShift):
        for base, guard in evaluate_symbolic(expression.base, bindings, shift_months):
            for amount, other in evaluate_symbolic(expression.amount, bindings, shift_months):
                for step, chosen in _steps(amount):
                    day = _moved(base, expression.sign * step, expression.unit, shift_months)
                    found.append((day, both([guard, other, chosen])))
        return found
    for left, left_guard in evaluate_symbolic(expression.left, bindings, shift_months):
        for right, right_guard in evaluate_symbolic(expression.right, bindings, shift_months):
            value, valid = compute(expression.operator, left, right)
            guard = both([left_guard, right_guard, valid])
            if guard is not False:
                found.append((value, guard))
    return found


def _moved(base: Symbolic, steps: int, unit: str, shift_months: ShiftMonths) -> Symbolic:
    if isinstance(base, Quantity):
        return compute("+", base, steps)[0] if unit == "days" else shift_months(base, steps)
    assert isinstance(base, date)
    return shift_date(base, 1 if steps >= 0 else -1, abs(steps), unit)


def _steps(amount: Symbolic) -> list[tuple[int, Guard]]:
    if isinstance(amount, int):
        return [(amount, True)]
    return [(step, compare("=", amount, step)) for step in range(LONGEST_SHIFT + 1)]
