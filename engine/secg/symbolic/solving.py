"""Asking about the possible parties of a space: whether one fits guards, what does not fit, the smallest that does.

Smallest is with fewest other parties, then fewest facts, then fewest details of these, then smallest numbers, nearest
days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

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
    symbols_of,
)
from secg.logic.solver import Translation
from secg.symbolic.hitting import Numbers, Options, Part, first_smallest_hitting, numbers_of
from secg.symbolic.scope import Scope
from secg.symbolic.space import Space

TIME_LIMIT = 20.0
"""Seconds that a solver may take for one question unless the user says otherwise; two solvers are asked at most."""
_TRIALS = 10
"""So many sets of facts are tried before their number is found first."""
_STEPS = 4
"""So often the number just below the one found is tried before the range is halved."""


class Solving(Scope):
    """The questions about those facts of a space that some guards rest on. Every one raises Undecided where time runs
    out.
    """

    def __init__(
        self, space: Space, about: Iterable[Guard], seconds: float = TIME_LIMIT, translation: Translation | None = None
    ) -> None:
        super().__init__(space, about, translation or space.translation, seconds)
        self._needed: dict[frozenset[Formula], Symbols | None] = {}
        self._found: dict[frozenset[Formula], Assignment | None] = {}

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        return super().fits(_apart(guards))

    def core(self, guards: Sequence[Guard], assumed: Sequence[Formula]) -> list[Formula] | None:
        """Where no party fits guards and formulas: those of the formulas that suffice for that; None where one fits."""
        if False in guards:
            return []
        # not by parts: of a formula that is one of those to be named, none says that it is needed
        if super().fits([*guards, *assumed]):
            return None
        needed = set(self.failing())
        # in the order of the question: what is said of a change rests on it
        return [formula for formula in assumed if formula in needed]

    def smallest(self, guards: Sequence[Guard]) -> Assignment | None:
        """The smallest party that fits guards; None where nobody does.

        Among equals the one whose facts come first in the vocabulary is taken, so that the answer is the same on
        every run.
        """
        fixed = self.assumed(_apart(guards))
        if fixed is None:
            return None
        key = frozenset(fixed)
        if key not in self._found:
            self._found[key] = self._search(fixed)
        return self._found[key]

    def _search(self, fixed: Sequence[Formula]) -> Assignment | None:
        chosen = NO_SYMBOLS
        for part in self.parts.of(fixed):
            needed = self._facts_of(part)
            if needed is None:
                return None
            chosen |= needed
        denied = self.denials_but(chosen)
        left_out = symbols_of(self.denials) & ~chosen
        nothing = [compare(Comparator.EQUAL, quantity, 0) for quantity in self.numbers]
        stated = [quantity for quantity in self.dates if self.space.may_be_stated(quantity, left_out)]
        simplest = self.party([*fixed, *denied, *nothing, *map(self._today, stated)])
        if simplest is not None:  # often nothing but facts is needed
            return simplest
        assignment = self.party([*fixed, *denied])
        if assignment is None:
            # parts that have nothing but the day of the question in common do not fit together on one day
            if not self.fits(fixed):
                return None
            denied = self.denials_but(self._first_facts(fixed, self.neighbours, self.optional))
            assignment = self.party([*fixed, *denied])
            assert assignment is not None
        bounds: Sequence[Guard] = denied
        if self.numbers:
            bounds, assignment = self._smallest_numbers(fixed, denied, assignment)
        return self._nearest_days([*fixed, *bounds], assignment)

    def _facts_of(self, part: Part) -> Symbols | None:
        """The first of the smallest sets of facts that one part needs, found once; None where nobody fits it."""
        key = frozenset(part.guards)
        if key not in self._needed:
            # what a part does not rest on can be absent
            near = [option for option in self.neighbours if option.symbols & part.symbols]
            own = [option for option in self.optional if option.symbols & part.symbols]
            self._needed[key] = self._first_facts(part.guards, near, own) if self.fits(part.guards) else None
        return self._needed[key]

    def _first_facts(self, fixed: Sequence[Guard], near: Sequence[Formula], own: Sequence[Formula]) -> Symbols:
        """The first of the smallest sets of facts under guards that fit: fewest other parties, then fewest facts, then
        fewest details of them.
        """
        owners, known = self.space.owners, symbols_of([*near, *own])
        chosen = NO_SYMBOLS
        for options in self._ranked(near, own):
            # a detail can be stated where the fact that owns it is, or where that is no matter of these guards
            there = [option for option in options if option not in owners or owners[option].symbols & (chosen | ~known)]
            fewest = self._fewest(Options(there), fixed)
            fixed = [*fixed, *(self.denials[option] for option in options if not option.symbols & fewest)]
            chosen |= fewest
        return chosen

    def _ranked(self, near: Sequence[Formula], own: Sequence[Formula]) -> list[list[Formula]]:
        """Ties of a party with itself, other parties, facts, and details of facts: what is spared first comes first."""
        odd = [formula for formula in own if formula in self.space.odd]
        facts = [formula for formula in own if formula not in self.space.owners and formula not in self.space.odd]
        details = [formula for formula in own if formula in self.space.owners]
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
            options.learn(self.failing())
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
        counts = self.numbers
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
            denied = self.denials_but(self._first_facts(near, self.neighbours, self.optional))
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
        for options in self._ranked(self.neighbours, self.optional):
            if options:
                few.append(at_most(options, sum(self.denials[option] not in gone for option in options)))
        return few

    def _least(self, value: Quantity, fixed: Sequence[Guard], party: Assignment) -> tuple[int, Assignment]:
        """The smallest value under guards, with a party that has it: zero first, as most numbers play no part.

        Then the numbers at which the rules turn are halved until none is left, and then the range.
        """
        high, low, steps = party.number(value), 0, 0
        turns = self.space.quantities.turns
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
        stated = [quantity for quantity in self.dates if self.space.is_stated(quantity, party)]
        if not stated:
            return party
        assignment = self.party([*fixed, *map(self._today, stated)])
        if assignment is not None:
            return assignment
        chosen = list(fixed)
        for day in stated:
            for choice in self.space.quantities.nearest_days:
                there = compare(Comparator.EQUAL, day, choice)
                assignment = self.party([*chosen, there])
                if assignment is not None:
                    chosen.append(there)
                    party = assignment
                    break
        return party

    def _today(self, day: Quantity) -> Guard:
        return compare(Comparator.EQUAL, day, self.space.quantities.day)


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
