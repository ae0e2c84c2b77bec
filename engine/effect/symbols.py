"""Which symbols a guard rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from engine.effect.guards import Guard

_NONE: frozenset[int] = frozenset()


class Symbols:
    """The symbols of Z3 terms, by Z3's own number of each; worked out once for each term."""

    def __init__(self) -> None:
        # the term is kept beside its symbols, so that its number is not given to another
        self._found: dict[int, tuple[Any, frozenset[int]]] = {}

    def of(self, guard: Guard) -> frozenset[int]:
        """The symbols of a guard or value."""
        if not isinstance(guard, z3.ExprRef):
            return _NONE
        number = guard.get_id()
        if number not in self._found:
            parts = guard.children()
            if parts:
                names = _NONE.union(*(self.of(part) for part in parts))
            else:
                names = frozenset([number]) if guard.decl().kind() == z3.Z3_OP_UNINTERPRETED else _NONE
            self._found[number] = (guard, names)
        return self._found[number][1]

    def of_all(self, guards: Iterable[Guard]) -> frozenset[int]:
        """The symbols of all the guards."""
        return _NONE.union(*(self.of(guard) for guard in guards))
