"""Conditions over facts of one symbolic party, kept as plain truth values for as long as they are known.

A guard is True, False or a formula; a value is a constant of the rules or a quantity. Only counts and days (as their
number in the calendar) are ever symbolic: symbols and names are constants, so that nothing but arithmetic reaches the
solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any, assert_never

from secg.effect.formulas import NO_SYMBOLS, Connective, Formula, Formulas, Operator, Quantity, Symbols, Term, at_most
from secg.language.calculation import COMPARE, calculate
from secg.language.model import Value
from secg.language.operators import NEEDS_DIVISOR, Calculation, Comparator

Guard = bool | Formula

Symbolic = Value | Quantity


def both(guards: Iterable[Guard]) -> Guard:
    """All of the guards hold."""
    kept: dict[Formula, None] = {}
    for guard in guards:
        if guard is False:
            return False
        if guard is not True:
            kept[guard] = None
    return _joined(Connective.AND, tuple(kept), True)


def either(guards: Iterable[Guard]) -> Guard:
    """At least one of the guards holds."""
    kept: dict[Formula, None] = {}
    for guard in guards:
        if guard is True:
            return True
        if guard is not False:
            kept[guard] = None
    return _joined(Connective.OR, tuple(kept), False)


def _joined(operator: Connective, formulas: tuple[Formula, ...], of_none: bool) -> Guard:
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
        if type(left) is not type(right) and operator in (Comparator.EQUAL, Comparator.UNEQUAL):
            return operator is Comparator.UNEQUAL
        return COMPARE[operator](left, right)
    if isinstance(left, str) or isinstance(right, str):
        return operator is Comparator.UNEQUAL
    if operator is Comparator.UNEQUAL:
        return opposite(compare(Comparator.EQUAL, left, right))
    if isinstance(left, Quantity) and isinstance(right, Quantity):
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
        return (0, False) if value is None else (value, True)
    assert isinstance(left, int | Quantity) and isinstance(right, int | Quantity)
    made = _table(left, right).make(Quantity, operator, (left, right))
    return made, compare(Comparator.MORE, right, 0) if NEEDS_DIVISOR[operator] else True


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

    def _rest(self, part: Any) -> Any:
        if not isinstance(part, Term) or not part.symbols & self._symbols:
            return part
        if part not in self._known:
            self._known[part] = self._joined(part.operator, [self._rest(inner) for inner in part.parts])
        return self._known[part]

    def _joined(self, operator: Operator, parts: list[Any]) -> Guard | Symbolic:
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
