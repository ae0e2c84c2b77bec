"""Gathering faults up to a limit, since a stranger's file may be made of nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from secg.messages import catalogue
from secg.messages.diagnostic import Diagnostic, Faults

FAULT_LIMIT = 1_000
"""At most so many faults are gathered in one go."""


class Gathered(list[Diagnostic]):
    """The faults met so far. Adding one too many raises Faults, with all of them and E121 at its place."""

    def append(self, fault: Diagnostic) -> None:
        """Add a fault. Raises Faults."""
        if len(self) >= FAULT_LIMIT:
            raise Faults([*self, catalogue.TOO_MANY_FAULTS.at(fault.span, limit=FAULT_LIMIT)])
        super().append(fault)

    def extend(self, faults: Iterable[Diagnostic]) -> None:
        """Add faults. Raises Faults."""
        for diagnostic in faults:
            self.append(diagnostic)
