"""Z3's solver, called without the checks that its Python layer makes of every argument: what is asked is formulas.

A comparison asks thousands of small questions, and of such a question those checks take the greater part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3

from engine.effect.guards import Guard

Mark = Any
"""A truth value of the solver: where it is assumed, its guard holds."""


class Undecided(Exception):
    """The solver gave no answer within its time."""


class Solver:
    """A solver that answers within a time, the same on every run."""

    def __init__(self, seconds: float) -> None:
        self._solver = z3.SolverFor("QF_LIA")
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        self._solver.set("random_seed", 0)
        self._context = self._solver.ctx.ref()

    def add(self, formulas: Iterable[z3.BoolRef]) -> None:
        """State formulas that hold from now on."""
        for one in formulas:
            z3.Z3_solver_assert(self._context, self._solver.solver, one.ast)

    def fits(self, assumed: Sequence[Mark]) -> bool:
        """Whether marks, and what was stated, can hold together. Raises Undecided."""
        listed = (z3.Ast * len(assumed))(*[one.ast for one in assumed])
        answer = z3.Z3_solver_check_assumptions(self._context, self._solver.solver, len(assumed), listed)
        if answer == z3.Z3_L_UNDEF:
            raise Undecided
        return bool(answer == z3.Z3_L_TRUE)

    def model(self) -> z3.ModelRef:
        """What fitted, after `fits` said so."""
        return self._solver.model()

    def core(self) -> set[int]:
        """The numbers in Z3 of marks that do not fit together, after `fits` said so."""
        return {one.get_id() for one in self._solver.unsat_core()}


def holds(model: z3.ModelRef, guard: Guard) -> bool:
    """Whether a guard holds in a model."""
    if isinstance(guard, bool):
        return guard
    context, found = model.ctx.ref(), (z3.Ast * 1)()
    there = z3.Z3_model_eval(context, model.model, guard.ast, True, found)
    return bool(there) and bool(z3.Z3_get_bool_value(context, found[0]) == z3.Z3_L_TRUE)
