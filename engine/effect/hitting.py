"""The smallest set that has a member of each of several sets, and the facts that such a set is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from engine.effect.assignment import Assignment
from engine.effect.formulas import Formula, Symbols
from engine.effect.guards import negation, symbols_of


def first_smallest_hitting(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """Of the smallest sets of numbers that meet every one of the sets, the one whose sorted numbers come first."""
    forced: set[int] = set()
    rest: list[frozenset[int]] = []
    for one in sorted(sets, key=len):
        if len(one) == 1:
            forced |= one
        elif not any(other <= one for other in rest):
            rest.append(one)
    rest = [one for one in rest if not one & forced]
    for size in count():
        found = sorted(tuple(sorted(forced.union(more))) for more in _hitting(rest, size))
        if found:
            return frozenset(found[0])
    raise AssertionError  # counting never ends before a set is found


def _hitting(sets: Sequence[frozenset[int]], size: int) -> Iterator[tuple[int, ...]]:
    """Every way to meet all sets with at most so many numbers."""
    if not sets:
        yield ()
    elif size:
        for number in sorted(sets[0]):
            for rest in _hitting([one for one in sets[1:] if number not in one], size - 1):
                yield (number, *rest)


class Options:
    """Truth values of which as few as possible are to hold, with what is known of the ones that are needed."""

    def __init__(self, symbols: Sequence[Formula]) -> None:
        self.symbols = symbols
        self.denials = [negation(one) for one in symbols]
        self._places = {one: place for place, one in enumerate(self.denials)}
        self.needed: list[frozenset[int]] = []

    def denied_but(self, chosen: frozenset[int]) -> list[Formula]:
        """The denials of all options but the chosen ones."""
        return [denial for place, denial in enumerate(self.denials) if place not in chosen]

    def symbols_at(self, chosen: Iterable[int]) -> Symbols:
        """The symbols of chosen options."""
        return symbols_of(self.symbols[place] for place in chosen)

    def first_true(self, party: Assignment, start: int) -> int:
        """The place of the first option that holds of a party, from a place on."""
        return next(place for place in range(start, len(self.symbols)) if party.holds(self.symbols[place]))

    def learn(self, core: Iterable[Formula]) -> None:
        """Take what a failure says: one of the options denied is needed."""
        places = frozenset(self._places[one] for one in core if one in self._places)
        assert places, "guards that a party fits cannot fail without an option denied"
        self.needed.append(places)
