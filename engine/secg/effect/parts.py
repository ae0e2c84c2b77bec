"""Conditions that have no fact in common, so that the smallest party of the whole is that of each part, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from secg.effect.formulas import Connective, Formula, Symbols
from secg.effect.guards import Guard, opposite, symbols_of
from secg.effect.space import Space
from secg.records import record


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
        own = {conjunct: conjunct.symbols & self._tied for guard in guards for conjunct in _conjuncts(guard)}
        groups = [
            numbers for numbers in _merged(self._groups, own.values()) if any(numbers & part for part in own.values())
        ]
        return [Part(tuple(formula for formula, part in own.items() if part & group), group) for group in groups]


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


def _merged(groups: Iterable[Symbols], sets: Iterable[Symbols]) -> list[Symbols]:
    """Groups that have no symbol in common, with further sets: those that share a symbol are made one."""
    merged = list(groups)
    for numbers in sets:
        if numbers:
            apart = [group for group in merged if not group & numbers]
            if len(apart) < len(merged):
                numbers = reduce(or_, (group for group in merged if group & numbers), numbers)
            merged = [*apart, numbers]
    return merged
