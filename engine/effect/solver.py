"""Z3's solver over the formulas of one space: whether some party fits formulas, and which formulas do not fit together.

Every formula that is asked about is stated once, under a mark of its own, and each question then assumes marks. So the
solver keeps what it has learnt from one question to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import z3

from engine.effect.assignment import Assignment
from engine.effect.formulas import NOT, SYMBOL, Formula
from engine.effect.translation import Translation


class Undecided(Exception):
    """The solver gave no answer within its time."""


class Solver:
    """A solver that answers within a time, the same on every run."""

    def __init__(self, translation: Translation, seconds: float) -> None:
        self._translation = translation
        self._solver = z3.SolverFor("QF_LIA")
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        self._solver.set("random_seed", 0)
        self._context = self._solver.ctx.ref()
        self._marks: dict[Formula, z3.ExprRef] = {}
        self._asked: Sequence[Formula] = ()

    def add(self, formulas: Iterable[Formula]) -> None:
        """State formulas that hold from now on."""
        for one in formulas:
            self._assert(self._translation.of(one))

    def fits(self, assumed: Sequence[Formula]) -> bool:
        """Whether formulas, and what was stated, can hold together. Raises Undecided."""
        self._asked = assumed
        marks = [self._mark(one) for one in assumed]
        listed = (z3.Ast * len(marks))(*[one.ast for one in marks])
        answer = z3.Z3_solver_check_assumptions(self._context, self._solver.solver, len(marks), listed)
        if answer == z3.Z3_L_UNDEF:
            raise Undecided
        return bool(answer == z3.Z3_L_TRUE)

    def assignment(self) -> Assignment:
        """A party that fits, after `fits` said so."""
        return self._translation.assignment(self._solver.model())

    def core(self) -> list[Formula]:
        """Formulas, of those assumed, that do not fit together, after `fits` said so."""
        marks = {one.get_id() for one in self._solver.unsat_core()}
        return [one for one in dict.fromkeys(self._asked) if self._mark(one).get_id() in marks]

    def _mark(self, formula: Formula) -> z3.ExprRef:
        """What is assumed where a formula is: the formula itself where it is a symbol, or the denial of one."""
        mark = self._marks.get(formula)
        if mark is None:
            mark = self._translation.of(formula)
            plain = formula.parts[0] if formula.operator == NOT else formula
            if plain.operator != SYMBOL:
                whole, mark = mark, z3.Bool(f"mark {len(self._marks)}")
                self._assert(z3.Implies(mark, whole))
            self._marks[formula] = mark
        return mark

    def _assert(self, formula: z3.ExprRef) -> None:
        z3.Z3_solver_assert(self._context, self._solver.solver, formula.ast)
