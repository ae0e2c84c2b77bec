"""One possible party, as the solver gives it: a value for every symbol, and so for every formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from secg.language.calculation import COMPARE, calculate
from secg.language.operators import Calculation, Comparator
from secg.logic.formulas import Connective, Formula, Guard, Quantity, Term

Read = Callable[[Term], int | None]
"""The value that the solver gave to a symbol: a number, 0 or 1 for a truth value; None where it gave none."""


class Assignment:
    """The values of all symbols; those that the solver left open are untrue, or 0. Formulas known to hold are not
    worked out.
    """

    def __init__(self, read: Read, holding: Iterable[Formula] = ()) -> None:
        self._read = read
        # Z3 made these true: to work them out again costs CPU on the largest pages
        self._truths: dict[Formula, bool] = dict.fromkeys(holding, True)
        self._numbers: dict[Quantity, int | None] = {}

    def holds(self, guard: Guard) -> bool:
        """Whether a guard holds."""
        if isinstance(guard, bool):
            return guard
        known = self._truths.get(guard)
        if known is None:
            known = self._truths[guard] = self._truth(guard)
        return known

    def number(self, value: int | Quantity) -> int:
        """What a number comes to."""
        return value if isinstance(value, int) else self.stated_number(value) or 0

    def stated_number(self, value: Quantity) -> int | None:
        """The same; None for a symbol that the solver left open."""
        # None is an answer too, so that `get` does not tell what is known
        if value not in self._numbers:
            self._numbers[value] = self._read(value) if value.operator == Connective.SYMBOL else self._calculated(value)
        return self._numbers[value]

    def _truth(self, formula: Formula) -> bool:
        parts = formula.parts
        match formula.operator:
            case Connective.AND:
                return all(map(self.holds, parts))
            case Connective.OR:
                return any(map(self.holds, parts))
            case Connective.NOT:
                return not self.holds(parts[0])
            case Connective.SYMBOL:
                return bool(self._read(formula))
            case Connective.AT_MOST:
                return sum(map(self.holds, parts[:-1])) <= int(parts[-1])
            case Comparator() as comparator:
                return COMPARE[comparator](self.number(parts[0]), self.number(parts[1]))
            case Connective.IF | Calculation():
                raise AssertionError(f"{formula.operator} gives no truth value")
            case _:
                assert_never(formula.operator)

    def _calculated(self, quantity: Quantity) -> int | None:
        """None, for `mod` by zero or less: what rests on that has a guard beside it which does not hold."""
        parts = quantity.parts
        match quantity.operator:
            case Connective.IF:
                return self.number(parts[1] if self.holds(parts[0]) else parts[2])
            case Calculation() as calculation:
                return calculate(calculation, self.number(parts[0]), self.number(parts[1]))
            case Connective() | Comparator():
                raise AssertionError(f"{quantity.operator} gives no number")
            case _:
                assert_never(quantity.operator)
