"""Asking about the possible parties of a space: whether one fits guards, what does not fit, the smallest that does.

Smallest is with fewest other parties, then fewest facts, then fewest details of these, then smallest numbers, nearest
days.

What is asked rests on a part of the space. The facts left out can all be absent at once, so that a party of the part is
a party of the whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from secg.language.operators import Calculation, Comparator
from secg.logic.assignment import Assignment
from secg.logic.formulas import (
    NO_SYMBOLS,
    Connective,
    Formula,
    Guard,
    Quantity,
    Symbols,
    at_most,
    both,
    compare,
    compute,
    either,
    negation,
    symbols_of,
)
from secg.logic.solver import Solver, Translation
from secg.symbolic.hitting import Numbers, Options, Part, Parts, first_smallest_hitting, numbers_of
from secg.symbolic.space import Space

TIME_LIMIT = 20.0
"""Seconds that a solver may take for one question unless the user says otherwise; two solvers are asked at most."""
_TRIALS = 10
"""So many sets of facts are tried before their number is found first."""
_STEPS = 4
"""So often the number just below the one found is tried before the range is halved."""


_Kind = TypeVar("_Kind", Formula, Quantity)


class Solving:
    """The questions about those facts, numbers and days of a space that some guards rest on. Every one raises Undecided
    where time runs out.
    """

    def __init__(
        self, space: Space, about: Iterable[Guard], seconds: float = TIME_LIMIT, translation: Translation | None = None
    ) -> None:
        self._space = space
        self._parts = Parts(space)
        self._neighbours: list[Formula] = []
        self._optional: list[Formula] = []
        self._denials: dict[Formula, Formula] = {}
        self._numbers: list[Quantity] = []
        self._dates: list[Quantity] = []
        self._solver = Solver(translation or space.translation, seconds)
        self._symbols = NO_SYMBOLS
        self._read = 0
        self._waiting: list[Formula] = []
        self._take_in(symbols_of(about))
        self._needed: dict[frozenset[Formula], Symbols | None] = {}
        self._found: dict[frozenset[Formula], Assignment | None] = {}

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        return self._fits(_apart(guards))

    def party(self, guards: Iterable[Guard]) -> Assignment | None:
        """A party that fits all guards, if there is one."""
        return self._solver.party() if self.fits(guards) else None

    def core(self, guards: Sequence[Guard], assumed: Sequence[Formula]) -> list[Formula] | None:
        """Where no party fits guards and formulas: those of the formulas that suffice for that; None where one fits."""
        if False in guards:
            return []
        # not by parts: of a formula that is one of those to be named, none says that it is needed
        if self._fits([*guards, *assumed]):
            return None
        needed = set(self._solver.core())
        # in the order of the question: what is said of a change rests on it
        return [formula for formula in assumed if formula in needed]

    def smallest(self, guards: Sequence[Guard]) -> Assignment | None:
        """The smallest party that fits guards; None where nobody does.

        Among equals the one whose facts come first in the vocabulary is taken, so that the answer is the same on
        every run.
        """
        fixed = self._assumed(_apart(guards))
        if fixed is None:
            return None
        key = frozenset(fixed)
        if key not in self._found:
            self._found[key] = self._search(fixed)
        return self._found[key]

    def _fits(self, guards: Iterable[Guard]) -> bool:
        assumed = self._assumed(guards)
        return assumed is not None and self._solver.fits(assumed)

    def _search(self, fixed: Sequence[Formula]) -> Assignment | None:
        chosen = NO_SYMBOLS
        for part in self._parts.of(fixed):
            needed = self._facts_of(part)
            if needed is None:
                return None
            chosen |= needed
        denied = self._denials_but(chosen)
        left_out = symbols_of(self._denials) & ~chosen
        nothing = [compare(Comparator.EQUAL, quantity, 0) for quantity in self._numbers]
        stated = [quantity for quantity in self._dates if self._space.may_be_stated(quantity, left_out)]
        simplest = self.party([*fixed, *denied, *nothing, *map(self._today, stated)])
        if simplest is not None:  # often nothing but facts is needed
            return simplest
        assignment = self.party([*fixed, *denied])
        if assignment is None:
            # parts that have nothing but the day of the question in common do not fit together on one day
            if not self.fits(fixed):
                return None
            denied = self._denials_but(self._first_facts(fixed, self._neighbours, self._optional))
            assignment = self.party([*fixed, *denied])
            assert assignment is not None
        bounds: Sequence[Guard] = denied
        if self._numbers:
            bounds, assignment = self._smallest_numbers(fixed, denied, assignment)
        return self._nearest_days([*fixed, *bounds], assignment)

    def _facts_of(self, part: Part) -> Symbols | None:
        """The first of the smallest sets of facts that one part needs, found once; None where nobody fits it."""
        key = frozenset(part.guards)
        if key not in self._needed:
            # what a part does not rest on can be absent
            near = [option for option in self._neighbours if option.symbols & part.symbols]
            own = [option for option in self._optional if option.symbols & part.symbols]
            self._needed[key] = self._first_facts(part.guards, near, own) if self.fits(part.guards) else None
        return self._needed[key]

    def _first_facts(self, fixed: Sequence[Guard], near: Sequence[Formula], own: Sequence[Formula]) -> Symbols:
        """The first of the smallest sets of facts under guards that fit: fewest other parties, then fewest facts, then
        fewest details of them.
        """
        owners, known = self._space.owners, symbols_of([*near, *own])
        chosen = NO_SYMBOLS
        for options in self._ranked(near, own):
            # a detail can be stated where the fact that owns it is, or where that is no matter of these guards
            there = [option for option in options if option not in owners or owners[option].symbols & (chosen | ~known)]
            fewest = self._fewest(Options(there), fixed)
            fixed = [*fixed, *(self._denials[option] for option in options if not option.symbols & fewest)]
            chosen |= fewest
        return chosen

    def _ranked(self, near: Sequence[Formula], own: Sequence[Formula]) -> list[list[Formula]]:
        """Ties of a party with itself, other parties, facts, and details of facts: what is spared first comes first."""
        odd = [formula for formula in own if formula in self._space.odd]
        facts = [formula for formula in own if formula not in self._space.owners and formula not in self._space.odd]
        details = [formula for formula in own if formula in self._space.owners]
        return [odd, [*near], facts, details]

    def _fewest(self, options: Options, fixed: Sequence[Guard]) -> Symbols:
        """The first of the smallest sets of options that suffice.

        Each failure names options of which one is needed. The first smallest set that has one of each is tried next, so
        that the first set that suffices is the first among the smallest. Where too many sets are as small, they are
        narrowed down by their number instead.
        """
        if not options.symbols:
            return NO_SYMBOLS
        for _ in range(_TRIALS):
            chosen = first_smallest_hitting(options.needed)
            if self.fits([*fixed, *options.denied_but(chosen)]):
                return options.symbols_at(chosen)
            options.learn(self._solver.core())
        return options.symbols_at(self._first_of_number(options, fixed, chosen.bit_count()))

    def _first_of_number(self, options: Options, fixed: Sequence[Guard], number: int) -> Numbers:
        """The places of the same where at least `number` options are needed: how many first, then one by one."""
        while (party := self.party([*fixed, few := at_most(options.symbols, number)])) is None:
            number += 1
        start, assumed = 0, [*fixed, few]
        chosen: list[int] = []
        while len(chosen) < number:
            place = options.first_true(party, start)
            while place > start:
                earlier = self.party([*assumed, either(options.symbols[start:place])])
                if earlier is None:
                    break
                party, place = earlier, options.first_true(earlier, start)
            assumed.extend([*options.denials[start:place], options.symbols[place]])
            chosen.append(place)
            start = place + 1
        return numbers_of(chosen)

    def _smallest_numbers(
        self, fixed: Sequence[Guard], denied: Sequence[Guard], party: Assignment
    ) -> tuple[Sequence[Guard], Assignment]:
        """The smallest sum of numbers for so many facts, then each number in turn; the facts, perhaps others."""
        counts = self._numbers
        nothing = both(compare(Comparator.EQUAL, quantity, 0) for quantity in counts)
        assignment = self.party([*fixed, *denied, nothing])
        if assignment is not None:
            return [*denied, nothing], assignment
        total = _sum(counts)
        least, party = self._least(total, [*fixed, *denied], party)
        as_few = self._as_few(denied)
        other = self.party([*fixed, *as_few, compare(Comparator.LESS, total, least)])
        if other is not None:
            # as many other facts do with smaller numbers: of those the first
            least, party = self._least(total, [*fixed, *as_few], other)
            near = [*fixed, *as_few, compare(Comparator.AT_MOST, total, least)]
            denied = self._denials_but(self._first_facts(near, self._neighbours, self._optional))
            fitting = self.party([*near, *denied])
            assert fitting is not None
            party = fitting
        bounds = [*denied, compare(Comparator.AT_MOST, total, least)]
        # the last is what the others leave of the sum
        for count in counts[:-1]:
            value, party = self._least(count, [*fixed, *bounds], party)
            bounds.append(compare(Comparator.AT_MOST, count, value))
        return bounds, party

    def _as_few(self, denied: Sequence[Guard]) -> list[Guard]:
        """As few other parties, facts and details as are not denied."""
        gone = set(denied)
        few: list[Guard] = []
        for options in self._ranked(self._neighbours, self._optional):
            if options:
                few.append(at_most(options, sum(self._denials[option] not in gone for option in options)))
        return few

    def _least(self, value: Quantity, fixed: Sequence[Guard], party: Assignment) -> tuple[int, Assignment]:
        """The smallest value under guards, with a party that has it: zero first, as most numbers play no part.

        Then the numbers at which the rules turn are halved until none is left, and then the range.
        """
        high, low, steps = party.number(value), 0, 0
        turns = self._space.quantities.turns
        while low < high:
            between = turns[bisect_left(turns, low) : bisect_left(turns, high)]
            if low == 0:
                middle = 0
            elif between:
                middle = between[len(between) // 2]
            elif steps < _STEPS:
                steps += 1
                middle = high - 1
            else:
                middle = (low + high) // 2
            assignment = self.party([*fixed, compare(Comparator.AT_MOST, value, middle)])
            if assignment is None:
                low = middle + 1
            else:
                party, high = assignment, assignment.number(value)
        return high, party

    def _nearest_days(self, fixed: Sequence[Guard], party: Assignment) -> Assignment:
        """Every stated day the one asked about, or, where that cannot be, the nearest that can."""
        stated = [quantity for quantity in self._dates if self._space.is_stated(quantity, party)]
        if not stated:
            return party
        assignment = self.party([*fixed, *map(self._today, stated)])
        if assignment is not None:
            return assignment
        chosen = list(fixed)
        for day in stated:
            for choice in self._space.quantities.nearest_days:
                there = compare(Comparator.EQUAL, day, choice)
                assignment = self.party([*chosen, there])
                if assignment is not None:
                    chosen.append(there)
                    party = assignment
                    break
        return party

    def _today(self, day: Quantity) -> Guard:
        return compare(Comparator.EQUAL, day, self._space.quantities.day)

    def _assumed(self, guards: Iterable[Guard]) -> list[Formula] | None:
        """Guards as formulas whose symbols are taken in; None where one of them is plainly false."""
        formulas: list[Formula] = []
        for guard in guards:
            if guard is False:
                return None
            if guard is not True:
                formulas.append(guard)
        new = symbols_of(formulas) & ~self._symbols
        if new:
            self._take_in(new)
        return formulas

    def _denials_but(self, chosen: Symbols) -> list[Formula]:
        """The denials of all other parties and facts but those chosen."""
        return [denial for formula, denial in self._denials.items() if not formula.symbols & chosen]

    def _take_in(self, new: Symbols) -> None:
        """Take in symbols with the constraints on them, and the symbols of these constraints.

        A constraint that merely says that a neighbour is there need not be followed from the neighbour.
        """
        space = self._space
        followed = ~symbols_of(space.exists.values())
        self._symbols |= new
        # rules may have asked for further facts since
        self._waiting.extend(space.constraints[self._read :])
        self._read = len(space.constraints)
        reached = self._symbols & followed
        while reached:
            # stated in the order in which the space made them, on which rests what Z3 finds first
            taken = [formula for formula in self._waiting if formula.symbols & reached]
            self._waiting = [formula for formula in self._waiting if not formula.symbols & reached]
            self._solver.add(taken)
            self._parts.link(formula.symbols for formula in taken)
            symbols = symbols_of(taken)
            reached = symbols & ~self._symbols & followed  # those left rest on none that were reached before
            self._symbols |= symbols
        self._neighbours = self._known(formula for formula in space.exists.values() if not isinstance(formula, bool))
        self._optional = self._known(space.optional)
        self._denials = {formula: negation(formula) for formula in (*self._neighbours, *self._optional)}
        self._numbers = self._known(space.quantities.numbers)
        self._dates = self._known(space.quantities.dates)

    def _known(self, terms: Iterable[_Kind]) -> list[_Kind]:
        return [term for term in terms if term.symbols & self._symbols]


def _sum(counts: Sequence[Quantity]) -> Quantity:
    total = counts[0]
    for quantity in counts[1:]:
        more = compute(Calculation.PLUS, total, quantity)[0]
        assert isinstance(more, Quantity)
        total = more
    return total


def _apart(guards: Iterable[Guard]) -> list[Guard]:
    """The guards, where one is that several hold, as those: the solver knows most of them from other questions."""
    listed: list[Guard] = []
    for guard in guards:
        if isinstance(guard, Formula) and guard.operator == Connective.AND:
            listed.extend(guard.parts)
        else:
            listed.append(guard)
    return listed


AskAbout = Callable[[Iterable[Guard]], Solving]
"""Makes the questions about those facts that guards rest on."""
