"""Conditions that have no fact in common, so that the smallest party of the whole is that of each part, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import z3

from engine.effect.guards import Guard, is_symbolic, opposite
from engine.effect.space import Space


@dataclass(frozen=True)
class Part:
    """Conditions with every symbol that bears on them, by Z3's number of each."""

    guards: tuple[Guard, ...]
    symbols: frozenset[int]


class Parts:
    """Which symbols bear on one another: those that some constraint names together.

    The day of the question ties nothing together: every record begins before it.
    """

    def __init__(self, space: Space) -> None:
        self._symbols = space.symbols
        self._free = self._symbols.of_all(term for row in space.as_at for term in row.terms if is_symbolic(term))
        self._groups: list[frozenset[int]] = []

    def link(self, together: Iterable[frozenset[int]]) -> None:
        """Take sets of symbols that constraints name together."""
        self._groups = _merged([*self._groups, *(one - self._free for one in together)])

    def of(self, guards: Sequence[Guard]) -> list[Part]:
        """The guards, taken apart where they all must hold, in parts that no symbol ties together."""
        listed = {one.get_id(): one for guard in guards for one in _conjuncts(guard)}
        own = {number: self._symbols.of(one) - self._free for number, one in listed.items()}
        groups = [one for one in _merged([*self._groups, *own.values()]) if any(one & part for part in own.values())]
        return [
            Part(tuple(one for number, one in listed.items() if own[number] <= group and own[number]), group)
            for group in groups
        ]


def _conjuncts(guard: Guard) -> Iterator[Guard]:
    """The conditions that all must hold for a guard to hold."""
    if guard is True:
        return
    if z3.is_and(guard):
        for one in guard.children():
            yield from _conjuncts(one)
    elif z3.is_not(guard) and z3.is_or(guard.arg(0)):
        for one in guard.arg(0).children():
            yield from _conjuncts(opposite(one))
    else:
        yield guard


def _merged(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The sets with those that share a symbol made one; empty ones left out."""
    group_of: dict[int, set[int]] = {}
    for one in sets:
        touched = {id(group_of[number]): group_of[number] for number in one if number in group_of}
        whole = max(touched.values(), key=len, default=set[int]())
        for other in touched.values():
            if other is not whole:
                whole |= other
                group_of.update(dict.fromkeys(other, whole))
        new = one - whole
        whole |= new
        group_of.update(dict.fromkeys(new, whole))
    return [frozenset(group) for group in {id(group): group for group in group_of.values()}.values()]
