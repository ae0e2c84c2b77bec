"""Random parties out of the solver's space: what it says of each, beside what the engine derives from its file."""

from __future__ import annotations

import random
from collections.abc import Iterator

import z3

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.effect.compiler import SymbolicCode
from engine.effect.space import Space
from engine.effect.states import NONE, states_of
from engine.effect.witness import replay, witness_of
from engine.language.unknowns import with_guards

COUNTS = (0, 1, 9_999, 10_000, 10_001, 49_999, 50_000, 50_001, 249_999, 250_000, 250_001, 3_000_000)
STATED = 0.4
"""How likely a party is wished to state each thing that it may state."""


class SymbolicParties:
    """The parties that a Code can tell apart, and what the solver says of them."""

    def __init__(self, code: Code, policies: Policies) -> None:
        self._vocabulary = policies.vocabulary
        self._rules = with_guards(code.rules, self._vocabulary)
        self._space = Space(self._vocabulary, self._rules, code.in_force, policies.versions.earliest)
        self._states = states_of(SymbolicCode(self._rules, self._space), self._vocabulary)
        self._solver = z3.Solver()
        self._solver.add(*self._space.constraints)

    def drawn(self, source: random.Random) -> z3.ModelRef:
        """A party drawn at random."""
        return self._model(list(self._wishes(source)))

    def differences(self, model: z3.ModelRef) -> list[str]:
        """What solver and engine say differently of a party, each with the party's files; none where they agree."""
        witness = witness_of(self._space, model, "drawn at random")
        derived = replay(witness, self._rules, self._vocabulary)
        found = [
            f"{key.predicate} {key.arguments}: the solver says `{said}`, the engine `{derived.get(key, NONE)}`"
            for key, states in self._states.items()
            if (said := states.state_in(model)) != derived.get(key, NONE)
        ]
        found += [f"{key.predicate} {key.arguments}: unknown to the solver" for key in derived.keys() - self._states]
        return [f"{one}, of\n{''.join(file.text for file in witness.files)}" for one in found]

    def shrunk(self, model: z3.ModelRef) -> z3.ModelRef:
        """A party with a difference, without everything that is not needed for one."""
        stated = [one for one in self._options() if z3.is_true(model.eval(one))]
        absent = [z3.Not(one) for one in self._options() if not z3.is_true(model.eval(one))]
        numbers = [
            one.symbol == model.eval(one.symbol, model_completion=True) for one in self._space.quantities.numbers
        ]
        size = len(stated)
        while size := size // 2:
            for place in range(0, len(stated), size):
                taken = stated[place : place + size]
                kept = [*stated[:place], *stated[place + size :]]
                fewer = self._model([*absent, *map(z3.Not, taken), *kept, *numbers])
                if taken and self.differences(fewer):
                    stated, absent, model = kept, [*absent, *map(z3.Not, taken)], fewer
        return model

    def _model(self, wishes: list[z3.BoolRef]) -> z3.ModelRef:
        """A possible party; of what is wished for it, what is not possible together gives way, the latest first."""
        while self._solver.check(*wishes) == z3.unsat:
            core = {one.get_id() for one in self._solver.unsat_core()}
            given_up = [one.get_id() for one in wishes if one.get_id() in core][-1]
            wishes = [one for one in wishes if one.get_id() != given_up]
        return self._solver.model()

    def _options(self) -> list[z3.BoolRef]:
        there = [one for one in self._space.exists.values() if not isinstance(one, bool)]
        return [*self._space.optional, *there]

    def _wishes(self, source: random.Random) -> Iterator[z3.BoolRef]:
        share = source.random() * 2 * STATED
        for option in source.sample(self._options(), len(self._options())):
            yield option if source.random() < share else z3.Not(option)
        for number in self._space.quantities.numbers:
            yield number.symbol == source.choice(COUNTS)
        for day in self._space.quantities.dates:
            yield day.symbol == source.choice(self._space.quantities.days).toordinal()
