"""The smallest set that has a member of each of several sets, and the facts that such a set is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

import z3

from engine.effect.solver import Mark, holds


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

    def __init__(self, symbols: Sequence[z3.BoolRef]) -> None:
        self.symbols = symbols
        self.denials = [z3.Not(one) for one in symbols]
        self._places = {one.get_id(): place for place, one in enumerate(self.denials)}
        self.needed: list[frozenset[int]] = []

    def denied_but(self, chosen: frozenset[int]) -> list[Mark]:
        """The denials of all options but the chosen ones."""
        return [mark for place, mark in enumerate(self.denials) if place not in chosen]

    def numbers(self, chosen: Iterable[int]) -> frozenset[int]:
        """The numbers of chosen options in Z3."""
        return frozenset(self.symbols[place].get_id() for place in chosen)

    def first_true(self, model: z3.ModelRef, start: int) -> int:
        """The place of the first option that holds in a model, from a place on."""
        return next(place for place in range(start, len(self.symbols)) if holds(model, self.symbols[place]))

    def learn(self, core: Iterable[int]) -> None:
        """Take what a failure says: one of the options denied is needed."""
        places = frozenset(self._places[one] for one in core if one in self._places)
        assert places, "guards that a party fits cannot fail without an option denied"
        self.needed.append(places)
