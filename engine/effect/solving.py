"""Asking Z3 about the space of parties: whether some party fits, and which is the smallest that does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3

from engine.effect.guards import Guard, formula
from engine.effect.space import Space

TIME_LIMIT = 20.0
"""Seconds that one question to the solver may take unless the user says otherwise."""


class Undecided(Exception):
    """The solver gave no answer within its time."""


class Solving:
    """The solver over those facts of a space that some guards rest on. Every question raises Undecided where time
    runs out.

    The facts left out can all be absent at once, so that a party of the part is a party of the whole.
    """

    def __init__(self, space: Space, about: Iterable[Guard], seconds: float = TIME_LIMIT) -> None:
        self._space = space
        self._solver = z3.SolverFor("QF_LIA")
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        self._solver.set("random_seed", 0)
        self._symbols = self._focus(about)
        self._optional = self._among(space.optional)
        self._numbers = self._among([one.symbol for one in space.numbers])
        self._dates = self._among([one.symbol for one in space.dates])

    def _among(self, symbols: Iterable[Any]) -> list[Any]:
        return [one for one in symbols if not isinstance(one, bool) and one.get_id() in self._symbols]

    def _focus(self, about: Iterable[Guard]) -> frozenset[int]:
        """Take the constraints on the symbols of the guards, and on the symbols of these constraints; all these
        symbols.

        A constraint that merely says that a neighbour is there need not be followed from the neighbour.
        """
        symbols = self._space.symbols
        there = symbols.of_all(self._space.exists.values())
        found = set(symbols.of_all(about))
        waiting = [(one, symbols.of(one)) for one in self._space.constraints]
        while True:
            taken = [pair for pair in waiting if (pair[1] - there) & found]
            if not taken:
                return frozenset(found)
            self._solver.add([one for one, _ in taken])
            waiting = [pair for pair in waiting if not (pair[1] - there) & found]
            found.update(*(names for _, names in taken))

    def model(self, guards: Iterable[Guard]) -> z3.ModelRef | None:
        """A party that fits all guards, if there is one."""
        self._solver.push()
        try:
            self._solver.add([formula(one) for one in guards])
            return self._answer()
        finally:
            self._solver.pop()

    def core(self, guards: Sequence[Guard], assumed: Sequence[z3.BoolRef]) -> list[z3.BoolRef] | None:
        """Where no party fits guards and assumptions: assumptions that suffice for that; None where one fits."""
        self._solver.push()
        try:
            self._solver.add([formula(one) for one in guards])
            if self._answer(*assumed) is not None:
                return None
            return list(self._solver.unsat_core())
        finally:
            self._solver.pop()

    def smallest(self, guards: Iterable[Guard]) -> z3.ModelRef | None:
        """The smallest party that fits: fewest other parties, then fewest facts, then smallest numbers, then nearest
        days.

        Among equals the one whose facts come first in the vocabulary is taken, so that the answer is the same on
        every run.
        """
        self._solver.push()
        try:
            self._solver.add([formula(one) for one in guards])
            model = self._answer()
            return None if model is None else self._reduced(model)
        finally:
            self._solver.pop()

    def _reduced(self, model: z3.ModelRef) -> z3.ModelRef:
        space = self._space
        neighbours = self._among(space.exists.values())
        model, _ = self._fewest(neighbours, model)
        model, facts = self._fewest(self._optional, model)
        counts = self._numbers
        if counts:
            model = self._least(z3.Sum(counts), model)
        model = self._first_options(facts, model)
        for count in counts:
            model = self._least(count, model)
        return self._nearest_days(model)

    def _fewest(self, options: Sequence[z3.BoolRef], model: z3.ModelRef) -> tuple[z3.ModelRef, int]:
        if not options:
            return model, 0
        most = sum(1 for one in options if _is_true(model, one))
        for number in range(most):
            found = self._answer(z3.AtMost(*options, number))
            if found is not None:
                self._solver.add(z3.AtMost(*options, number))
                return found, number
        self._solver.add(z3.AtMost(*options, most))
        return model, most

    def _least(self, value: Any, model: z3.ModelRef) -> z3.ModelRef:
        high = _number(model, value)
        low = 0
        while low < high:
            # zero first: most numbers play no part
            middle = low if low == 0 else (low + high) // 2
            found = self._answer(value <= middle)
            if found is None:
                low = middle + 1
            else:
                model, high = found, _number(found, value)
        self._solver.add(value <= high)
        return model

    def _first_options(self, number: int, model: z3.ModelRef) -> z3.ModelRef:
        """Of all parties with so many facts, one whose facts come first; each is found by halving what is left."""
        rest = self._optional
        for _ in range(number):
            low, high = 0, next(place for place, one in enumerate(rest) if _is_true(model, one))
            while low < high:
                middle = (low + high) // 2
                found = self._answer(z3.Or(*rest[: middle + 1]))
                if found is None:
                    low = middle + 1
                else:
                    model, high = found, next(place for place, one in enumerate(rest) if _is_true(found, one))
            self._solver.add(rest[high], *(z3.Not(one) for one in rest[:high]))
            rest = rest[high + 1 :]
        return model

    def _nearest_days(self, model: z3.ModelRef) -> z3.ModelRef:
        space = self._space
        preferred = sorted(space.days, key=lambda one: (one > space.day, abs((one - space.day).days)))
        for day in self._dates:
            if not space.is_stated(day, model):
                continue
            for choice in preferred:
                wanted = day == choice.toordinal()
                found = self._answer(wanted)
                if found is not None:
                    self._solver.add(wanted)
                    model = found
                    break
        return model

    def _answer(self, *assumed: z3.BoolRef) -> z3.ModelRef | None:
        answer = self._solver.check(*assumed)
        if answer == z3.unknown:
            raise Undecided
        return self._solver.model() if answer == z3.sat else None


def _is_true(model: z3.ModelRef, option: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(option, model_completion=True)))


def _number(model: z3.ModelRef, value: Any) -> int:
    return int(model.eval(value, model_completion=True).as_long())
