"""From formulas to Z3, without the checks that its Python layer makes of every argument: each is made there once."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, assert_never

import z3

from secg.effect.assignment import Assignment
from secg.effect.formulas import Connective, Formula, Term
from secg.language.operators import Calculation, Comparator


class Translation:
    """The formulas of one space in Z3. What is made is kept, so that Z3 does not give its place to another.

    What Z3 finds first, of several answers, rests on all that was made in its context before. So whatever must come out
    the same on every run, whatever ran before it, has a context of its own (`apart`).
    """

    def __init__(self, apart: bool = False) -> None:
        self._apart = apart
        self._made: dict[Term | int, z3.ExprRef] = {}

    @cached_property
    def context(self) -> z3.Context:
        """Where Z3 keeps what is made."""
        return z3.Context() if self._apart else z3.main_ctx()

    def of(self, part: Term | int) -> z3.ExprRef:
        """A formula, or a constant number, in Z3."""
        made = self._made.get(part)
        if made is None:
            made = self._made[part] = self._number(part) if isinstance(part, int) else self._term(part)
        return made

    def assignment(self, model: z3.ModelRef) -> Assignment:
        """The party of a model that Z3 found."""
        context, asts, number = self.context.ref(), (z3.Ast * 1)(), ctypes.c_int64()

        def read(symbol: Term) -> int | None:
            z3.Z3_model_eval(context, model.model, self.of(symbol).ast, False, asts)
            if isinstance(symbol, Formula):
                return int(z3.Z3_get_bool_value(context, asts[0]) == z3.Z3_L_TRUE)
            return number.value if z3.Z3_get_numeral_int64(context, asts[0], ctypes.byref(number)) else None

        return Assignment(read)

    def _number(self, number: int) -> z3.ExprRef:
        return z3.IntVal(number, self.context)

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

    def _of_list(self, make: Callable[..., Any], term: Term) -> Any:
        """Z3's term of an operator that joins any number of parts."""
        return make(self.context.ref(), len(term.parts), self._listed(term.parts))

    def _of_parts(self, make: Callable[..., Any], term: Term) -> Any:
        """Z3's term of an operator that has a fixed number of parts."""
        return make(self.context.ref(), *(self.of(part).ast for part in term.parts))

    def _listed(self, parts: Sequence[Term | int]) -> Any:
        return (z3.Ast * len(parts))(*(self.of(part).ast for part in parts))
