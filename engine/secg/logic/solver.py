"""Z3's solver over the formulas of one space: whether some party fits formulas, and which formulas do not fit together.

Every formula that is asked about is stated once, under a mark of its own, and each question then assumes marks. So the
solver keeps what it has learnt from one question to the next.

From formulas to Z3, without the checks that its Python layer makes of every argument: each is made there once.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, assert_never

import z3

from secg.language.operators import Calculation, Comparator
from secg.logic.assignment import Assignment
from secg.logic.formulas import Connective, Formula, Term, Undecided

Ast = Any  # what the C interface of Z3 makes, which has no types


class Translation:
    """The formulas of one space in Z3. What is made is kept, so that Z3 does not give its place to another.

    What Z3 finds first, of several answers, rests on all that was made in its context before. So whatever must come out
    the same on every run, whatever ran before it, has a context of its own (`apart`).
    """

    def __init__(self, apart: bool = False) -> None:
        self._apart = apart
        self._made: dict[Term | int, z3.ExprRef] = {}
        self._degrees: dict[Term, int] = {}

    @cached_property
    def context(self) -> z3.Context:
        """Where Z3 keeps what is made."""
        # it takes milliseconds to make, and a space may be asked through other translations than its own
        return z3.Context() if self._apart else z3.main_ctx()

    def of(self, part: Term | int) -> z3.ExprRef:
        """A formula, or a constant number, in Z3. Raises Undecided for a product of more than DEGREE numbers."""
        made = self._made.get(part)
        if made is None:
            made = z3.IntVal(part, self.context) if isinstance(part, int) else self._term(part)
            self._made[part] = made
        return made

    def assignment(self, model: z3.ModelRef, holding: Iterable[Formula]) -> Assignment:
        """The party of a model that Z3 found, in which some formulas are known to hold."""
        context, asts, number = self.context.ref(), (z3.Ast * 1)(), ctypes.c_int64()

        def read(symbol: Term) -> int | None:
            z3.Z3_model_eval(context, model.model, self.of(symbol).ast, False, asts)
            if isinstance(symbol, Formula):
                # a truth value that Z3 left open comes back as its own symbol, and counts as untrue
                return int(z3.Z3_get_bool_value(context, asts[0]) == z3.Z3_L_TRUE)
            return number.value if z3.Z3_get_numeral_int64(context, asts[0], ctypes.byref(number)) else None

        return Assignment(read, holding)

    def _term(self, term: Term) -> z3.ExprRef:
        context = self.context
        match term.operator:
            case Connective.SYMBOL:
                name = term.parts[0]
                return z3.Bool(name, context) if isinstance(term, Formula) else z3.Int(name, context)
            case Connective.AT_MOST:
                listed = self._listed(term.parts[:-1])
                made = z3.Z3_mk_atmost(context.ref(), len(listed), listed, term.parts[-1])
            case Connective.AND:
                made = self._of_list(z3.Z3_mk_and, term)
            case Connective.OR:
                made = self._of_list(z3.Z3_mk_or, term)
            case Calculation.PLUS:
                made = self._of_list(z3.Z3_mk_add, term)
            case Calculation.MINUS:
                made = self._of_list(z3.Z3_mk_sub, term)
            case Calculation.TIMES:
                if self._degree(term) > DEGREE:
                    raise Undecided
                made = self._of_list(z3.Z3_mk_mul, term)
            case Connective.NOT:
                made = self._of_parts(z3.Z3_mk_not, term)
            case Connective.IF:
                made = self._of_parts(z3.Z3_mk_ite, term)
            case Calculation.MODULO:
                made = self._of_parts(z3.Z3_mk_mod, term)
            case Comparator.EQUAL:
                made = self._of_parts(z3.Z3_mk_eq, term)
            case Comparator.UNEQUAL:
                raise AssertionError("what is unequal is made as the negation of what is equal")
            case Comparator.LESS:
                made = self._of_parts(z3.Z3_mk_lt, term)
            case Comparator.AT_MOST:
                made = self._of_parts(z3.Z3_mk_le, term)
            case Comparator.MORE:
                made = self._of_parts(z3.Z3_mk_gt, term)
            case Comparator.AT_LEAST:
                made = self._of_parts(z3.Z3_mk_ge, term)
            case _:
                assert_never(term.operator)
        return (z3.BoolRef if isinstance(term, Formula) else z3.ArithRef)(made, context)

    def _degree(self, part: Term | int) -> int:
        """Of how many numbers that are not known a number is the product, at most."""
        if isinstance(part, int):
            return 0
        if part.operator == Connective.SYMBOL:
            return 1
        if part not in self._degrees:
            degrees = [self._degree(factor) for factor in part.parts]
            self._degrees[part] = sum(degrees) if part.operator == Calculation.TIMES else max(degrees)
        return self._degrees[part]

    def _of_list(self, make: Callable[..., Ast], term: Term) -> Ast:
        """Z3's term of an operator that joins any number of parts."""
        return make(self.context.ref(), len(term.parts), self._listed(term.parts))

    def _of_parts(self, make: Callable[..., Ast], term: Term) -> Ast:
        """Z3's term of an operator that has a fixed number of parts."""
        return make(self.context.ref(), *(self.of(part).ast for part in term.parts))

    def _listed(self, parts: Sequence[Term | int]) -> Ast:
        return (z3.Ast * len(parts))(*(self.of(part).ast for part in parts))


DEGREE = 60
"""A product of so many equal numbers has more digits than a calculation may have, but of 0 and 1. Z3 multiplies such
products out, and runs out of memory.
"""
STEPS = 10_000_000
"""Z3's own count of steps, not its time, says when a solver that has learnt from other questions gives up one of them:
so it is the same question on every machine, unless time runs out first. The costliest question of the law's instruments
took 8,200,000 when this was set.
"""
KNOWN = 8
"""So many parties are kept, those that fitted last."""


class Solver:
    """A solver that answers within a time, the same on every run; within twice that where it begins anew.

    Many questions are like some question before: a party found then may fit, or what did not fit together then is asked
    for again. Such a question needs no search.
    """

    def __init__(self, translation: Translation, seconds: float) -> None:
        self._translation = translation
        self._seconds = seconds
        self._solver = self._new_solver(STEPS)
        self._context = translation.context.ref()
        self._stated: list[z3.ExprRef] = []
        self._marks: dict[Formula, z3.ExprRef] = {}
        self._marked: dict[int, Formula] = {}
        self._parties: list[Assignment] = []
        self._cores: list[frozenset[Formula]] = []
        self._core: list[Formula] = []

    def _new_solver(self, steps: int | None) -> z3.Solver:
        """A solver that gives up after so many steps, or only when time runs out."""
        context = self._translation.context
        # what z3.SolverFor does, which makes a context of its own besides to name the logic in
        logic = z3.Z3_mk_string_symbol(context.ref(), "QF_LIA")
        solver = z3.Solver(z3.Z3_mk_solver_for_logic(context.ref(), logic), context)
        solver.set("timeout", max(1, int(self._seconds * 1000)))
        if steps is not None:
            solver.set("rlimit", steps)
        solver.set("random_seed", 0)
        # restarts further and further apart, as Z3 itself takes for such formulas where it is not asked bit by bit
        solver.set("restart_strategy", 0)
        solver.set("restart_factor", 1.5)
        # the older simplex settles sooner than the newer that nobody fits
        solver.set("arith.solver", 2)
        # else Z3 takes an interrupt for itself, and its answer is then as if time had run out
        solver.set("ctrl_c", False)
        return solver

    def add(self, formulas: Iterable[Formula]) -> None:
        """State formulas that hold from now on."""
        # they need not fit what is stated now; what did not fit together still does not
        self._parties.clear()
        for formula in formulas:
            self._assert(self._translation.of(formula))

    def fits(self, assumed: Sequence[Formula]) -> bool:
        """Whether formulas, and what was stated, can hold together. Raises Undecided."""
        # the parties that fitted last, and what failed before, answer a third of the questions
        for party in self._parties:
            if all(map(party.holds, assumed)):
                self._parties.remove(party)
                self._parties.insert(0, party)
                return True
        asked = frozenset(assumed)
        core = next((core for core in self._cores if core <= asked), None)
        if core is None and self._found(assumed):
            return True
        if core is None:
            core = frozenset(self._failing())
            self._cores.append(core)
        # in the order of the question, whichever question gave the core
        self._core = [formula for formula in dict.fromkeys(assumed) if formula in core]
        return False

    def party(self) -> Assignment:
        """A party that fits, after `fits` said so."""
        return self._parties[0]

    def core(self) -> list[Formula]:
        """Formulas, of those assumed, that do not fit together, after `fits` said so."""
        return self._core

    def _found(self, assumed: Sequence[Formula]) -> bool:
        """Whether Z3 finds a party, which is then the first of those known."""
        marks = [self._mark(formula) for formula in assumed]
        answer = self._checked(marks)
        if answer == z3.Z3_L_UNDEF:
            # what was learnt from other questions can mislead: a solver that has learnt nothing may settle it at once
            self._solver = self._new_solver(None)
            for formula in self._stated:
                z3.Z3_solver_assert(self._context, self._solver.solver, formula.ast)
            answer = self._checked(marks)
            self._solver.set("rlimit", STEPS)
        if answer == z3.Z3_L_UNDEF:
            raise Undecided
        if answer == z3.Z3_L_FALSE:
            return False
        self._parties.insert(0, self._translation.assignment(self._solver.model(), assumed))
        del self._parties[KNOWN:]
        return True

    def _checked(self, marks: Sequence[z3.ExprRef]) -> int:
        """Z3's answer to whether what is stated and what is marked can hold together."""
        listed = (z3.Ast * len(marks))(*[mark.ast for mark in marks])
        # by the C interface: `check` of the Python layer looks at every argument again
        return int(z3.Z3_solver_check_assumptions(self._context, self._solver.solver, len(marks), listed))

    def _failing(self) -> Iterator[Formula]:
        """The formulas that Z3 names as not fitting together."""
        context = self._context
        vector = z3.Z3_solver_get_unsat_core(context, self._solver.solver)
        # Z3 takes back a vector to which nobody holds
        z3.Z3_ast_vector_inc_ref(context, vector)
        for place in range(z3.Z3_ast_vector_size(context, vector)):
            yield self._marked[z3.Z3_get_ast_id(context, z3.Z3_ast_vector_get(context, vector, place))]
        z3.Z3_ast_vector_dec_ref(context, vector)

    def _mark(self, formula: Formula) -> z3.ExprRef:
        """What is assumed where a formula is: the formula itself where it is a symbol, or the denial of one."""
        mark = self._marks.get(formula)
        if mark is None:
            mark = self._translation.of(formula)
            plain = formula.parts[0] if formula.operator == Connective.NOT else formula
            if plain.operator != Connective.SYMBOL:
                whole, mark = mark, z3.Bool(f"mark {len(self._marks)}", self._translation.context)
                implied = z3.Z3_mk_implies(self._context, mark.ast, whole.ast)
                self._assert(z3.BoolRef(implied, self._translation.context))
            self._marks[formula] = mark
            self._marked[mark.get_id()] = formula
        return mark

    def _assert(self, formula: z3.ExprRef) -> None:
        self._stated.append(formula)
        z3.Z3_solver_assert(self._context, self._solver.solver, formula.ast)
