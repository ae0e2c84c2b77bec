"""Random parties out of the solver's space: what it says of each, beside what the engine derives from its file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.language.operators import Comparator
from secg.language.unknowns import with_guards
from secg.logic.assignment import Assignment
from secg.logic.formulas import Formula, Quantity, compare, negation
from secg.logic.solver import Solver
from secg.outcomes.states import NONE, states_of
from secg.outcomes.witness import facts_of, states_under, witness_of
from secg.symbolic.compiler import SymbolicCode
from secg.symbolic.space import Space

COUNTS = (0, 1, 9_999, 10_000, 10_001, 49_999, 50_000, 50_001, 249_999, 250_000, 250_001, 3_000_000)
SECONDS = 60.0
STATED = 0.4
"""How likely a party is wished to state each thing that it may state."""


class SymbolicParties:
    """The parties that a Code can tell apart, and what the solver says of them."""

    def __init__(self, code: Code, policies: Policies) -> None:
        self._vocabulary = policies.vocabulary
        self._rules = with_guards(code.rules, self._vocabulary)
        self._space = Space(self._vocabulary, self._rules, code.in_force, policies.versions.earliest)
        self._states = states_of(SymbolicCode(self._rules, self._space), self._vocabulary)
        self._solver = Solver(self._space.translation, SECONDS)
        self._solver.add(self._space.constraints)

    def drawn(self, source: random.Random) -> Assignment:
        """A party drawn at random."""
        return self._party(list(self._wishes(source)))

    def differences(self, party: Assignment) -> list[str]:
        """What solver and engine say differently of a party, each with the party's files; none where they agree."""
        witness = witness_of(self._space, party, "drawn at random")
        derived = states_under(self._rules, facts_of(witness, self._vocabulary), self._vocabulary)
        found = [
            f"{key.predicate} {key.arguments}: the solver says `{said}`, the engine `{derived.get(key, NONE)}`"
            for key, states in self._states.items()
            if (said := states.state_of(party)) != derived.get(key, NONE)
        ]
        found += [f"{key.predicate} {key.arguments}: unknown to the solver" for key in derived.keys() - self._states]
        return [f"{text}, of\n{''.join(file.text for file in witness.files)}" for text in found]

    def shrunk(self, party: Assignment) -> Assignment:
        """A party with a difference, without everything that is not needed for one."""
        stated = [option for option in self._options() if party.holds(option)]
        absent = [negation(option) for option in self._options() if not party.holds(option)]
        numbers = [_equal(number, party.number(number)) for number in self._space.quantities.numbers]
        size = len(stated)
        while size := size // 2:
            for place in range(0, len(stated), size):
                taken = stated[place : place + size]
                kept = [*stated[:place], *stated[place + size :]]
                fewer = self._party([*absent, *map(negation, taken), *kept, *numbers])
                if taken and self.differences(fewer):
                    stated, absent, party = kept, [*absent, *map(negation, taken)], fewer
        return party

    def _party(self, wishes: list[Formula]) -> Assignment:
        """A possible party; of what is wished for it, what is not possible together gives way, the latest first."""
        while not self._solver.fits(wishes):
            core = set(self._solver.core())
            given_up = [wish for wish in wishes if wish in core][-1]
            wishes = [wish for wish in wishes if wish is not given_up]
        return self._solver.party()

    def _options(self) -> list[Formula]:
        there = [formula for formula in self._space.exists.values() if not isinstance(formula, bool)]
        return [*self._space.optional, *there]

    def _wishes(self, source: random.Random) -> Iterator[Formula]:
        share = source.random() * 2 * STATED
        for option in source.sample(self._options(), len(self._options())):
            yield option if source.random() < share else negation(option)
        for number in self._space.quantities.numbers:
            yield _equal(number, source.choice(COUNTS))
        for day in self._space.quantities.dates:
            yield _equal(day, source.choice(self._space.quantities.days))


def _equal(symbol: Quantity, value: int | date) -> Formula:
    wished = compare(Comparator.EQUAL, symbol, value)
    assert isinstance(wished, Formula)
    return wished
