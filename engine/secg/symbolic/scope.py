"""The part of a space on which some guards rest, with the solver over it.

The facts left out can all be absent at once, so that a party of the part is a party of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from secg.logic.assignment import Assignment
from secg.logic.formulas import NO_SYMBOLS, Formula, Guard, Quantity, Symbols, negation, symbols_of
from secg.logic.solver import Solver, Translation
from secg.symbolic.hitting import Parts
from secg.symbolic.space import Space

_Kind = TypeVar("_Kind", Formula, Quantity)


class Scope:
    """The facts, numbers and days of a space that guards rest on. Every question raises Undecided where time runs
    out.
    """

    def __init__(self, space: Space, about: Iterable[Guard], translation: Translation, seconds: float) -> None:
        self.space = space
        self.parts = Parts(space)
        self.neighbours: list[Formula] = []
        self.optional: list[Formula] = []
        self.denials: dict[Formula, Formula] = {}
        self.numbers: list[Quantity] = []
        self.dates: list[Quantity] = []
        self._solver = Solver(translation, seconds)
        self._symbols = NO_SYMBOLS
        self._read = 0
        self._waiting: list[Formula] = []
        self._take_in(symbols_of(about))

    def fits(self, guards: Iterable[Guard]) -> bool:
        """Whether some party fits all guards."""
        assumed = self.assumed(guards)
        return assumed is not None and self._solver.fits(assumed)

    def party(self, guards: Iterable[Guard]) -> Assignment | None:
        """A party that fits all guards, if there is one."""
        return self._solver.party() if self.fits(guards) else None

    def failing(self) -> list[Formula]:
        """Some of the guards that do not fit together, after `fits` said so."""
        return self._solver.core()

    def assumed(self, guards: Iterable[Guard]) -> list[Formula] | None:
        """Guards as formulas whose symbols are taken in; None where one of them is plainly false."""
        formulas: list[Formula] = []
        for guard in guards:
            if guard is False:
                return None
            if guard is not True:
                formulas.append(guard)
        new = symbols_of(formulas) & ~self._symbols
        if new:
            self._take_in(new)
        return formulas

    def denials_but(self, chosen: Symbols) -> list[Formula]:
        """The denials of all other parties and facts but those chosen."""
        return [denial for formula, denial in self.denials.items() if not formula.symbols & chosen]

    def _take_in(self, new: Symbols) -> None:
        """Take in symbols with the constraints on them, and the symbols of these constraints.

        A constraint that merely says that a neighbour is there need not be followed from the neighbour.
        """
        space = self.space
        followed = ~symbols_of(space.exists.values())
        self._symbols |= new
        # rules may have asked for further facts since
        self._waiting.extend(space.constraints[self._read :])
        self._read = len(space.constraints)
        reached = self._symbols & followed
        while reached:
            # stated in the order in which the space made them, on which rests what Z3 finds first
            taken = [formula for formula in self._waiting if formula.symbols & reached]
            self._waiting = [formula for formula in self._waiting if not formula.symbols & reached]
            self._solver.add(taken)
            self.parts.link(formula.symbols for formula in taken)
            symbols = symbols_of(taken)
            reached = symbols & ~self._symbols & followed  # those left rest on none that were reached before
            self._symbols |= symbols
        self.neighbours = self._known(formula for formula in space.exists.values() if not isinstance(formula, bool))
        self.optional = self._known(space.optional)
        self.denials = {formula: negation(formula) for formula in (*self.neighbours, *self.optional)}
        self.numbers = self._known(space.quantities.numbers)
        self.dates = self._known(space.quantities.dates)

    def _known(self, terms: Iterable[_Kind]) -> list[_Kind]:
        return [term for term in terms if term.symbols & self._symbols]
