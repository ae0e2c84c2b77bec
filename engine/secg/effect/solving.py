"""Asking about the possible parties of a space: whether one fits guards, what does not fit, the smallest that does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from secg.effect.assignment import Assignment
from secg.effect.formulas import Connective, Formula, Guard
from secg.effect.slicing import Scope
from secg.effect.smallest import Smallest
from secg.effect.solver import Translation
from secg.effect.space import Space

TIME_LIMIT = 20.0
"""Seconds that a solver may take for one question unless the user says otherwise; two solvers are asked at most."""


class Solving:
    """The questions about those facts of a space that some guards rest on. Every one raises Undecided where time runs
    out.
    """

    def __init__(
        self,
        space: Space,
        about: Iterable[Guard],
        seconds: float = TIME_LIMIT,
        translation: Translation | None = None,
    ) -> None:
        self._scope = Scope(space, about, translation or space.translation, seconds)
        self._smallest = Smallest(self._scope)

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        return self._scope.fits(_apart(guards))

    def party(self, guards: Iterable[Guard]) -> Assignment | None:
        """A party that fits all guards, if there is one."""
        return self._scope.party(_apart(guards))

    def smallest(self, guards: Sequence[Guard]) -> Assignment | None:
        """The smallest party that fits all guards, if there is one."""
        return self._smallest.party(_apart(guards))

    def core(self, guards: Sequence[Guard], assumed: Sequence[Formula]) -> list[Formula] | None:
        """Where no party fits guards and formulas: those of the formulas that suffice for that; None where one fits."""
        if any(guard is False for guard in guards):
            return []
        if self._scope.fits([*guards, *assumed]):
            return None
        needed = set(self._scope.core())
        return [formula for formula in assumed if formula in needed]


def _apart(guards: Iterable[Guard]) -> list[Guard]:
    """The guards, where one is that several hold, as those: the solver knows most of them from other questions."""
    listed: list[Guard] = []
    for guard in guards:
        if isinstance(guard, bool) or guard.operator != Connective.AND:
            listed.append(guard)
        else:
            listed.extend(guard.parts)
    return listed


AskAbout = Callable[[Iterable[Guard]], Solving]
"""Makes the questions about those facts that guards rest on."""
