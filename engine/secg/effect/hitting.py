"""The smallest set that has a member of each of several sets, and the facts that such a set is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import count
from operator import and_

from secg.effect.assignment import Assignment
from secg.effect.formulas import Formula, Symbols
from secg.effect.guards import negation, symbols_of

Numbers = int
"""A set of small numbers: the bits of those that are in it."""


def first_smallest_hitting(sets: Iterable[Numbers]) -> Numbers:
    """Of the smallest sets of numbers that meet every one of the sets, the one whose sorted numbers come first.

    Sets that have no number in common are met apart: what is first of each is first together.
    """
    needed: list[Numbers] = []
    for first in sorted(set(sets), key=lambda numbers: (numbers.bit_count(), numbers)):
        if not any(other & first == other for other in needed):
            needed.append(first)
    chosen = 0
    for group in _groups(needed):
        chosen |= _first_smallest(group)
    return chosen


def _groups(sets: Sequence[Numbers]) -> list[list[Numbers]]:
    groups: list[tuple[Numbers, list[Numbers]]] = []
    for failure in sets:
        reach, members = failure, [failure]
        apart = []
        for other, others in groups:
            if other & reach:
                reach, members = reach | other, [*others, *members]
            else:
                apart.append((other, others))
        groups = [*apart, (reach, members)]
    return [members for _, members in groups]


def _first_smallest(sets: Sequence[Numbers]) -> Numbers:
    for size in count():
        smallest = _hitting(sets, size, 0)
        if smallest:
            return min(smallest, key=listed)
    raise AssertionError  # counting never ends before a set is found


def _hitting(sets: Sequence[Numbers], size: int, chosen: Numbers) -> set[Numbers]:
    """Every way to meet all sets with the numbers chosen, and so many more at most."""
    left = [numbers for numbers in sets if not numbers & chosen]
    if not left:
        return {chosen}
    hitting: set[Numbers] = set()
    if not size:
        return hitting
    tried = 0
    # with one number to go, it is one that all have in common
    for number in listed(left[0] if size > 1 else reduce(and_, left)):
        # whatever has a number tried before was found with that
        hitting |= _hitting([numbers & ~tried for numbers in left], size - 1, chosen | 1 << number)
        tried |= 1 << number
    return hitting


def numbers_of(numbers: Iterable[int]) -> Numbers:
    """These numbers as a set."""
    parts = 0
    for number in numbers:
        parts |= 1 << number
    return parts


def listed(numbers: Numbers) -> list[int]:
    """The numbers of a set, the smallest first."""
    bits = []
    while numbers:
        bits.append((numbers & -numbers).bit_length() - 1)
        numbers &= numbers - 1
    return bits


class Options:
    """Truth values of which as few as possible are to hold, with what is known of the ones that are needed."""

    def __init__(self, symbols: Sequence[Formula]) -> None:
        self.symbols = symbols
        self.denials = [negation(symbol) for symbol in symbols]
        self._places = {formula: place for place, formula in enumerate(self.denials)}
        self.needed: list[Numbers] = []

    def denied_but(self, chosen: Numbers) -> list[Formula]:
        """The denials of all options but the chosen ones."""
        return [denial for place, denial in enumerate(self.denials) if not chosen >> place & 1]

    def symbols_at(self, chosen: Numbers) -> Symbols:
        """The symbols of the options at these places."""
        return symbols_of(self.symbols[place] for place in listed(chosen))

    def first_true(self, party: Assignment, start: int) -> int:
        """The place of the first option that holds of a party, from a place on."""
        return next(place for place in range(start, len(self.symbols)) if party.holds(self.symbols[place]))

    def learn(self, core: Iterable[Formula]) -> None:
        """Take what a failure says: one of the options denied is needed."""
        places = numbers_of(self._places[formula] for formula in core if formula in self._places)
        assert places, "guards that a party fits cannot fail without an option denied"
        self.needed.append(places)
