"""Asking Z3 about the space of parties: whether some party fits, and which is the smallest that does.

Every guard that is asked about is stated once, under a mark of its own, and each question then assumes marks. So the
solver keeps what it has learnt from one question to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3

from engine.effect.guards import Guard, formula
from engine.effect.hitting import Options, first_smallest_hitting
from engine.effect.parts import Part, Parts
from engine.effect.solver import Mark, Solver
from engine.effect.space import Space

TIME_LIMIT = 20.0
"""Seconds that one question to the solver may take unless the user says otherwise."""
_TRIALS = 8
"""So many sets of facts are tried before their number is found first."""
_STEPS = 4
"""So often the number just below the one found is tried before the range is halved."""


class Solving:
    """The solver over those facts of a space that some guards rest on. Every question raises Undecided where time
    runs out.

    The facts left out can all be absent at once, so that a party of the part is a party of the whole.
    """

    def __init__(self, space: Space, about: Iterable[Guard], seconds: float = TIME_LIMIT) -> None:
        self._space = space
        self._solver = Solver(seconds)
        # a guard is kept beside its mark, so that its number in Z3 is not given to another
        self._marks: dict[int, tuple[Guard, Mark]] = {}
        self._parts = Parts(space)
        self._symbols: set[int] = set()
        self._read = 0
        self._waiting: list[tuple[Any, frozenset[int]]] = []
        self._needed: dict[frozenset[int], tuple[Part, frozenset[int] | None]] = {}
        self._smallest: dict[frozenset[int], z3.ModelRef | None] = {}
        self._focus(space.symbols.of_all(about))

    def _among(self, symbols: Iterable[Any]) -> list[Any]:
        return [one for one in symbols if not isinstance(one, bool) and one.get_id() in self._symbols]

    def _focus(self, new: frozenset[int]) -> None:
        """Take in symbols with the constraints on them, and the symbols of these constraints.

        A constraint that merely says that a neighbour is there need not be followed from the neighbour.
        """
        space = self._space
        there = space.symbols.of_all(space.exists.values())
        self._symbols |= new
        # rules may have asked for further facts since
        constrained = space.quantities.constrained()
        self._waiting.extend(constrained[self._read :])
        self._read = len(constrained)
        while taken := [pair for pair in self._waiting if (pair[1] - there) & self._symbols]:
            self._solver.add(one for one, _ in taken)
            self._parts.link(names for _, names in taken)
            self._waiting = [pair for pair in self._waiting if not (pair[1] - there) & self._symbols]
            self._symbols.update(*(names for _, names in taken))
        self._neighbours = self._among(space.exists.values())
        self._optional = self._among(space.optional)
        self._denials = {one.get_id(): z3.Not(one) for one in (*self._neighbours, *self._optional)}
        self._numbers = self._among([one.symbol for one in space.quantities.numbers])
        self._dates = self._among([one.symbol for one in space.quantities.dates])

    def mark(self, guard: Guard) -> Mark:
        """The mark of a guard."""
        whole = formula(guard)
        number = whole.get_id()
        if number not in self._marks:
            names = self._space.symbols.of(whole)
            if not names <= self._symbols:
                self._focus(names)
            mark = z3.Bool(f"mark {len(self._marks)}")
            self._solver.add([z3.Implies(mark, whole)])
            self._marks[number] = (whole, mark)
        return self._marks[number][1]

    def _assumed(self, guards: Iterable[Guard]) -> list[Mark] | None:
        """The marks of guards; None where one of them is plainly false."""
        listed = [one for one in guards if one is not True]
        return None if any(one is False for one in listed) else [self.mark(one) for one in listed]

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        assumed = self._assumed(guards)
        return assumed is not None and self._solver.fits(assumed)

    def model(self, guards: Iterable[Guard]) -> z3.ModelRef | None:
        """A party that fits all guards, if there is one."""
        return self._solver.model() if self.fits(guards) else None

    def core(self, guards: Sequence[Guard], assumed: Sequence[Mark]) -> list[Mark] | None:
        """Where no party fits guards and marks: marks that suffice for that; None where one fits."""
        fixed = self._assumed(guards)
        if fixed is None:
            return []
        if self._solver.fits([*fixed, *assumed]):
            return None
        needed = self._solver.core()
        return [one for one in assumed if one.get_id() in needed]

    def smallest(self, guards: Iterable[Guard]) -> z3.ModelRef | None:
        """The smallest party that fits: fewest other parties, then fewest facts, then smallest numbers, then nearest
        days.

        Among equals the one whose facts come first in the vocabulary is taken, so that the answer is the same on
        every run.
        """
        listed = list(guards)
        fixed = self._assumed(listed)
        if fixed is None:
            return None
        key = frozenset(one.get_id() for one in fixed)
        if key not in self._smallest:
            self._smallest[key] = self._smallest_of(listed, fixed)
        return self._smallest[key]

    def _smallest_of(self, listed: Sequence[Guard], fixed: Sequence[Mark]) -> z3.ModelRef | None:
        """The same, of guards with their marks, where it was not looked for before."""
        needed = [self._facts_of(part) for part in self._parts.of(listed)]
        if any(one is None for one in needed):
            return None
        chosen = frozenset[int]().union(*(one for one in needed if one is not None))
        denied = self._denials_but(chosen)
        today, left_out = self._space.quantities.day.toordinal(), self._denials.keys() - chosen
        smallest = [self.mark(one == 0) for one in self._numbers]
        smallest += [self.mark(one == today) for one in self._dates if self._space.may_be_stated(one, left_out)]
        if self._solver.fits([*fixed, *denied, *smallest]):  # often nothing but facts is needed
            return self._solver.model()
        if not self._solver.fits([*fixed, *denied]):
            # parts that have nothing but the day of the question in common do not fit together on one day
            if not self._solver.fits(fixed):
                return None
            denied = self._denials_but(self._first_facts(fixed, self._neighbours, self._optional))
            fitting = self._solver.fits([*fixed, *denied])
            assert fitting
        found = self._solver.model()
        if self._numbers:
            denied, found = self._smallest_numbers(fixed, denied, found)
        return self._nearest_days([*fixed, *denied], found)

    def _denials_but(self, chosen: frozenset[int]) -> list[Mark]:
        """The denials of all other parties and facts but those chosen."""
        return [mark for number, mark in self._denials.items() if number not in chosen]

    def _facts_of(self, part: Part) -> frozenset[int] | None:
        """The first of the smallest sets of facts that one part needs, found once; None where nobody fits it."""
        key = frozenset(one.get_id() for one in part.guards)
        if key not in self._needed:
            fixed = [self.mark(one) for one in part.guards]
            apart = [mark for number, mark in self._denials.items() if number not in part.symbols]
            near = [one for one in self._neighbours if one.get_id() in part.symbols]
            own = [one for one in self._optional if one.get_id() in part.symbols]
            # what a part does not rest on can be absent
            fitting = self._solver.fits([*fixed, *apart])
            self._needed[key] = (part, self._first_facts([*fixed, *apart], near, own) if fitting else None)
        return self._needed[key][1]

    def _first_facts(
        self, fixed: Sequence[Mark], near: Sequence[z3.BoolRef], own: Sequence[z3.BoolRef]
    ) -> frozenset[int]:
        """The first of the smallest sets of facts under marks that fit: fewest other parties come first."""
        neighbours = self._fewest(Options(near), fixed)
        denied = [z3.Not(one) for one in near if one.get_id() not in neighbours]
        return neighbours | self._fewest(Options(own), [*fixed, *denied])

    def _fewest(self, options: Options, fixed: Sequence[Mark]) -> frozenset[int]:
        """The first of the smallest sets of options that suffice, by their numbers in Z3.

        Each failure names options of which one is needed. The first smallest set that has one of each is tried next, so
        that the first set that suffices is the first among the smallest. Where too many sets are as small, they are
        narrowed down by their number instead.
        """
        if not options.symbols:
            return frozenset()
        for _ in range(_TRIALS):
            chosen = first_smallest_hitting(options.needed)
            if self._solver.fits([*fixed, *options.denied_but(chosen)]):
                return options.numbers(chosen)
            options.learn(self._solver.core())
        return options.numbers(self._first_of_number(options, fixed, len(chosen)))

    def _first_of_number(self, options: Options, fixed: Sequence[Mark], number: int) -> frozenset[int]:
        """The places of the same where at least `number` options are needed: how many first, then one by one."""
        while not self._solver.fits([*fixed, few := self.mark(z3.AtMost(*options.symbols, number))]):
            number += 1
        model, start, assumed = self._solver.model(), 0, [*fixed, few]
        chosen: list[int] = []
        while len(chosen) < number:
            place = options.first_true(model, start)
            while place > start and self._solver.fits([*assumed, self.mark(z3.Or(*options.symbols[start:place]))]):
                model = self._solver.model()
                place = options.first_true(model, start)
            assumed.extend([*options.denials[start:place], options.symbols[place]])
            chosen.append(place)
            start = place + 1
        return frozenset(chosen)

    def _smallest_numbers(
        self, fixed: Sequence[Mark], denied: list[Mark], model: z3.ModelRef
    ) -> tuple[list[Mark], z3.ModelRef]:
        """The smallest sum of numbers for so many facts, then each number in turn; the facts, perhaps others."""
        counts = self._numbers
        nothing = self.mark(z3.And(*[one == 0 for one in counts]))
        found = self._answer([*fixed, *denied, nothing])
        if found is not None:
            return [*denied, nothing], found
        total = z3.Sum(counts)
        least, model = self._least(total, [*fixed, *denied], model)
        as_few = self._as_few(denied)
        other = self._answer([*fixed, *as_few, self.mark(total < least)])
        if other is not None:
            # as many other facts do with smaller numbers: of those the first
            least, model = self._least(total, [*fixed, *as_few], other)
            near = [*fixed, *as_few, self.mark(total <= least)]
            denied = self._denials_but(self._first_facts(near, self._neighbours, self._optional))
        bounds = [*denied, self.mark(total <= least)]
        for count in counts[:-1] if len(counts) > 1 else ():
            value, model = self._least(count, [*fixed, *bounds], model)
            bounds.append(self.mark(count <= value))
        return bounds, model

    def _as_few(self, denied: Sequence[Mark]) -> list[Mark]:
        """As few other parties, and as few facts, as are not denied."""
        gone = {one.get_id() for one in denied}
        marks = []
        for options in (self._neighbours, self._optional):
            left = sum(1 for one in options if self._denials[one.get_id()].get_id() not in gone)
            if options:
                marks.append(self.mark(z3.AtMost(*options, left)))
        return marks

    def _least(self, value: Any, fixed: Sequence[Mark], model: z3.ModelRef) -> tuple[int, z3.ModelRef]:
        """The smallest value under marks, with a model of it: zero first, as most numbers play no part."""
        high, low, steps = _number(model, value), 0, 0
        while low < high:
            middle = 0 if low == 0 else high - 1 if steps < _STEPS else (low + high) // 2
            steps += 1
            found = self._answer([*fixed, self.mark(value <= middle)])
            if found is None:
                low = middle + 1
            else:
                model, high = found, _number(found, value)
        return high, model

    def _nearest_days(self, fixed: Sequence[Mark], model: z3.ModelRef) -> z3.ModelRef:
        """Every stated day the one asked about, or, where that cannot be, the nearest that can."""
        space = self._space
        stated = [one for one in self._dates if space.is_stated(one, model)]
        if not stated:
            return model
        today = [one == space.quantities.day.toordinal() for one in stated]
        found = self._answer([*fixed, *(self.mark(one) for one in today)])
        if found is not None:
            return found
        chosen = list(fixed)
        for day in stated:
            for choice in space.quantities.nearest_days:
                mark = self.mark(day == choice.toordinal())
                found = self._answer([*chosen, mark])
                if found is not None:
                    chosen.append(mark)
                    model = found
                    break
        return model

    def _answer(self, assumed: Sequence[Mark]) -> z3.ModelRef | None:
        """A party that fits marks, if there is one."""
        return self._solver.model() if self._solver.fits(assumed) else None


def _number(model: z3.ModelRef, value: Any) -> int:
    return int(model.eval(value, model_completion=True).as_long())
