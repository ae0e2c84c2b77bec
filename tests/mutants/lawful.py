"""The laws of the law as judges of a changed rule: the worlds of the cases, and what the changed rules say in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from secg.code.policies import Policies
from secg.derive.outcomes import Model
from secg.facts.situation import Facts
from secg.language.model import Rule
from tests.laws.laws import LAWS, World
from tests.laws.worlds import Worlds
from tests.mutants.settings import Program, RowsOfRules, Setting, concludes_the_same


@dataclass
class Lawful:
    """The world of one case, with the models of the rules as they stand."""

    program: Program
    world: World
    _models: dict[int, Model] = field(default_factory=dict)
    _rows: dict[int, RowsOfRules] = field(default_factory=dict)

    @property
    def every_facts(self) -> list[Facts]:
        """The facts over which laws compare what the rules say."""
        world = self.world
        further = (world.doubled_without_evidence, world.later)
        return [world.facts, world.crowded, world.doubled, *(facts for facts in further if facts is not None)]

    def model(self, facts: Facts) -> Model:
        """The model of the rules as they stand over facts of the world."""
        if id(facts) not in self._models:
            self._models[id(facts)] = self.program.model(facts)
        return self._models[id(facts)]

    def notices(self, original: Rule, mutant: Rule) -> str | None:
        """The law that does not hold once the rule is changed."""
        if all(self._same(original, mutant, facts) for facts in self.every_facts):
            return None
        change = self.program.change(original, mutant)
        changed = {id(facts): change.over(self.model(facts)) for facts in self.every_facts}
        if not any(changed.values()):
            return None

        def derive(facts: Facts) -> Model:
            return changed[id(facts)] or self.model(facts)

        return next((name for name, law in LAWS.items() if law(self.world, derive)), None)

    def _same(self, original: Rule, mutant: Rule, facts: Facts) -> bool:
        return concludes_the_same(original, mutant, self.model(facts), self._rows.setdefault(id(facts), {}))


def lawful_of(settings: Sequence[Setting], policies: Policies) -> list[Lawful]:
    """The world of each case, those of equal facts once."""
    worlds = Worlds(policies)
    found: dict[object, Lawful] = {}
    for setting in settings:
        for case in setting.cases:
            world = worlds.of(case.party, setting.facts, case.label, case.overlays)
            rows = sorted((name, *map(str, row)) for name, own in world.facts.rows.items() for row in own)
            key = (case.label, case.overlays, case.party, tuple(rows))
            found.setdefault(key, Lawful(setting.program, world))
    return list(found.values())
