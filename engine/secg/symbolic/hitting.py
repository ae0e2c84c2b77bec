"""The smallest set that has a member of each of several sets, and the facts that such a set is of.

Conditions that have no fact in common, so that the smallest party of the whole is that of each part, together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import and_, or_

from secg.logic.assignment import Assignment
from secg.logic.formulas import Connective, Formula, Guard, Symbols, negation, opposite, symbols_of
from secg.records import record
from secg.symbolic.space import Space

Numbers = int
"""A set of small numbers: the bits of those that are in it."""


def first_smallest_hitting(sets: Iterable[Numbers]) -> Numbers:
    """Of the smallest sets of numbers that meet every one of the sets, the one whose sorted numbers come first.

    Sets that have no number in common are met apart: what is first of each is first together.
    """
    needed: list[Numbers] = []
    # what meets a set meets every set that holds it
    for first in sorted(set(sets), key=lambda numbers: (numbers.bit_count(), numbers)):
        if not any(other & first == other for other in needed):
            needed.append(first)
    chosen = 0
    for group in _merged([], needed):
        chosen |= _first_smallest([numbers for numbers in needed if numbers & group])
    return chosen


def _first_smallest(sets: Sequence[Numbers]) -> Numbers:
    size = 0
    while not (smallest := _hitting(sets, size, 0)):
        size += 1
    return min(smallest, key=listed)


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
        """The place of the first option that holds of a party, from a place on; there is one."""
        return next(place for place in range(start, len(self.symbols)) if party.holds(self.symbols[place]))

    def learn(self, core: Iterable[Formula]) -> None:
        """Take what a failure says: one of the options denied is needed."""
        places = numbers_of(self._places[formula] for formula in core if formula in self._places)
        assert places, "guards that a party fits cannot fail without an option denied"
        self.needed.append(places)


@record
class Part:
    """Conditions with every symbol that bears on them."""

    guards: tuple[Formula, ...]
    symbols: Symbols


class Parts:
    """Which symbols bear on one another: those that some constraint names together.

    The day of the question ties nothing together: every record begins before it.
    """

    def __init__(self, space: Space) -> None:
        self._tied = ~symbols_of(term for row in space.as_at for term in row.terms)
        self._groups: list[Symbols] = []

    def link(self, together: Iterable[Symbols]) -> None:
        """Take sets of symbols that constraints name together."""
        self._groups = _merged(self._groups, (numbers & self._tied for numbers in together))

    def of(self, guards: Sequence[Guard]) -> list[Part]:
        """The guards, taken apart where they all must hold, in parts that no symbol ties together."""
        conjuncts = chain.from_iterable(map(_conjuncts, guards))
        own = {conjunct: conjunct.symbols & self._tied for conjunct in conjuncts}
        parts: list[Part] = []
        for group in _merged(self._groups, own.values()):
            within = tuple(formula for formula, symbols in own.items() if symbols & group)
            if within:
                parts.append(Part(within, group))
        return parts


def _conjuncts(guard: Guard) -> Iterator[Formula]:
    """The conditions that all must hold for a guard to hold."""
    if isinstance(guard, bool):
        assert guard, "what nobody fits has no parts"
    elif guard.operator == Connective.AND:
        for part in guard.parts:
            yield from _conjuncts(part)
    elif guard.operator == Connective.NOT and guard.parts[0].operator == Connective.OR:
        for part in guard.parts[0].parts:
            yield from _conjuncts(opposite(part))
    else:
        yield guard


def _merged(groups: Iterable[int], sets: Iterable[int]) -> list[int]:
    """Groups that have no member in common, with further sets: those that share a member are made one."""
    merged = list(groups)
    for members in filter(None, sets):
        apart = [group for group in merged if not group & members]
        if len(apart) < len(merged):
            members = reduce(or_, (group for group in merged if group & members), members)
        merged = [*apart, members]
    return merged
