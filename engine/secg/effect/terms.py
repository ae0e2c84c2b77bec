"""The values of expressions whose variables may be symbolic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from secg.effect.formulas import Quantity
from secg.effect.guards import Guard, Symbolic, both, compute
from secg.effect.quantities import Quantities
from secg.language.calculation import shift_date
from secg.language.model import Anything, Constant, DateShift, Expression, Variable
from secg.language.operators import Calculation, Unit

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
                for day, chosen in _moved(base, expression.sign, amount, expression.unit, quantities):
                    cases.append((day, both([guard, other, chosen])))
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
            return [(_shifted_months(base, sign * step, quantities), chosen) for step, chosen in steps]
        case _:
            assert_never(unit)


def _shifted_months(base: date | Quantity, months: int, quantities: Quantities) -> Symbolic:
    if isinstance(base, date):
        return shift_date(base, 1, months, Unit.MONTHS)
    return quantities.shift_months(base, months)
