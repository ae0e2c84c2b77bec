"""Conditions over facts of one symbolic party, kept as plain truth values for as long as they are known.

A guard is True, False or a Z3 formula; a value is a Python constant or a Z3 whole number. Only counts and days (as
their number in the calendar) are ever symbolic: symbols and names are constants, so that nothing but arithmetic reaches
the solver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import z3

from engine.language.calculation import COMPARE, calculate
from engine.language.model import Value

Guard = Any
"""True, False or a Z3 formula."""

Symbolic = Any
"""A constant of the rules (int, str or date) or a Z3 whole number."""


def both(guards: Iterable[Guard]) -> Guard:
    """All of the guards hold."""
    kept: dict[int, Guard] = {}
    for guard in guards:
        if guard is False:
            return False
        if guard is not True:
            kept.setdefault(guard.get_id(), guard)
    if not kept:
        return True
    return next(iter(kept.values())) if len(kept) == 1 else _joined(z3.Z3_mk_and, list(kept.values()))


def either(guards: Iterable[Guard]) -> Guard:
    """At least one of the guards holds."""
    kept: dict[int, Guard] = {}
    for guard in guards:
        if guard is True:
            return True
        if guard is not False:
            kept.setdefault(guard.get_id(), guard)
    if not kept:
        return False
    return next(iter(kept.values())) if len(kept) == 1 else _joined(z3.Z3_mk_or, list(kept.values()))


def _joined(make: Callable[..., Any], guards: Sequence[z3.BoolRef]) -> z3.BoolRef:
    """The guards as one formula. They are formulas already: `z3.And` would look at each several times over."""
    context = guards[0].ctx
    listed = (z3.Ast * len(guards))(*(one.as_ast() for one in guards))
    return z3.BoolRef(make(context.ref(), len(guards), listed), context)


def opposite(guard: Guard) -> Guard:
    """The guard does not hold."""
    if guard is True or guard is False:
        return not guard
    return guard.arg(0) if z3.is_not(guard) else z3.Not(guard)


def formula(guard: Guard) -> z3.BoolRef:
    """The guard as a Z3 formula."""
    return z3.BoolVal(guard) if isinstance(guard, bool) else guard


def same_guard(one: Guard, other: Guard) -> bool:
    """Whether two guards are the same formula, letter by letter."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one.eq(other))


def is_symbolic(value: Symbolic) -> bool:
    """Whether a value is a Z3 whole number."""
    return isinstance(value, z3.ExprRef)


def identity(value: Symbolic) -> object:
    """A key under which equal constants, and equal Z3 terms, coincide."""
    return ("z3", value.get_id()) if is_symbolic(value) else value


def compare(operator: str, left: Symbolic, right: Symbolic) -> Guard:
    """The guard under which `left operator right`."""
    if not is_symbolic(left) and not is_symbolic(right):
        if type(left) is not type(right) and operator in ("=", "!="):
            return operator == "!="
        return COMPARE[operator](left, right)
    if isinstance(left, str) or isinstance(right, str):
        return operator == "!="
    left, right = _counted(left), _counted(right)
    if operator == "=":
        return left == right
    if operator == "!=":
        return z3.Not(left == right)
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    return left > right if operator == ">" else left >= right


def _counted(value: Symbolic) -> Symbolic:
    """A day as the number under which the solver knows it."""
    return value.toordinal() if isinstance(value, date) else value


def compute(operator: str, left: Symbolic, right: Symbolic) -> tuple[Symbolic, Guard]:
    """`left operator right` with the guard under which it has a value (`mod` needs a divisor above zero)."""
    if not is_symbolic(left) and not is_symbolic(right):
        value: Value | None = calculate(operator, left, right)
        return (0, False) if value is None else (value, True)
    if operator == "+":
        return left + right, True
    if operator == "-":
        return left - right, True
    if operator == "*":
        return left * right, True
    # Z3's remainder is the one of the rules where the divisor is above zero
    return left % right, compare(">", right, 0)


def chosen(guard: Guard, value: Symbolic, otherwise: Symbolic) -> Symbolic:
    """`value` where the guard holds, else `otherwise`."""
    if isinstance(guard, bool):
        return value if guard else otherwise
    return z3.If(guard, value, otherwise)


def exclusive(guards: Iterable[Guard]) -> list[Guard]:
    """Conditions that no two of the guards hold together."""
    listed = [one for one in guards if one is not False]
    if len(listed) < 2:
        return []
    if len(listed) == 2:
        return [opposite(both(listed))]
    return [z3.AtMost(*[formula(one) for one in listed], 1)]
