"""A party that tells a mutant from the law: found among random ones, made small, written as a regression case."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from secg.cases.case_reader import THE_PARTY
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.derive.outcomes import Model
from secg.facts.loading import facts_on
from secg.facts.situation import Facts as Known
from secg.language.model import Rule, literal_atoms
from secg.messages import Faults
from tests.laws.seen import seen
from tests.mutants.mutations import Mutant
from tests.mutants.random_parties import Facts, Maker, edges, situations_of, smaller, written
from tests.mutants.settings import Program, RowsOfRules, concludes_the_same


@dataclass
class Trial:
    """A random situation under a Code, and its model."""

    program: Program
    label: str
    overlay: str
    day: date
    facts: Facts
    known: Known
    rows: RowsOfRules = field(default_factory=dict)

    @cached_property
    def model(self) -> Model:
        """The model of the rules as they stand."""
        return self.program.model(self.known)


class Search:
    """Trials for each Code in which a rule can stand, shared by all mutants."""

    def __init__(self, policies: Policies, seed: int = 1) -> None:
        self._policies = policies
        self._source = random.Random(seed)
        self._programs: dict[tuple[str, str], Program] = {}
        self._trials: dict[tuple[str, str, frozenset[str]], list[Trial]] = {}

    def killing_case(self, mutant: Mutant, tries: int) -> str | None:
        """A case in YAML, without what it expects, of a party to which the mutant gives another outcome; or None."""
        for label, overlay in self._codes_with(mutant.original):
            for trial in self._trials_for(label, overlay, mutant.original, tries):
                if self._differs(trial, mutant):
                    return self._case(self._small(trial, mutant), mutant)
        return None

    def every_code_with(self, rule: Rule) -> Iterator[Code]:
        """Every Code in which the rule stands, with the overlay that brings it."""
        overlays = [
            name
            for name, instrument in self._policies.instruments.items()
            if instrument.status != "implemented" and instrument.span.file == rule.span.file
        ]
        for version in self._policies.versions.versions:
            try:
                program = self._program(version.label, overlays[0] if overlays else "")
            except Faults:  # the overlay does not fit this version
                continue
            if rule.span in program.places:
                yield program.code

    def _codes_with(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """The first and the last version in which the rule stands, and the overlays that bring it."""
        overlays = [
            name for name, instrument in self._policies.instruments.items() if instrument.status != "implemented"
        ]
        labels = [version.label for version in self._policies.versions.versions]
        plain = [(label, "") for label in labels if rule.span in self._program(label, "").places]
        if plain:
            yield from dict.fromkeys((plain[0], plain[-1]))
            return
        for overlay in overlays:
            if self._policies.instruments[overlay].span.file == rule.span.file:
                for label in reversed(labels):
                    try:
                        if rule.span in self._program(label, overlay).places:
                            yield label, overlay
                            return
                    except Faults:  # the overlay does not fit this version
                        continue

    def _program(self, label: str, overlay: str) -> Program:
        key = (label, overlay)
        if key not in self._programs:
            version = next(version for version in self._policies.versions.versions if version.label == label)
            code = consolidate(self._policies, version, (overlay,) if overlay else ())
            self._programs[key] = Program(code, self._policies)
        return self._programs[key]

    def _trials_for(self, label: str, overlay: str, rule: Rule, tries: int) -> list[Trial]:
        program = self._program(label, overlay)
        wanted = frozenset(_facts_below(rule, program.plain))
        key = (label, overlay, wanted)
        if key not in self._trials:
            self._trials[key] = list(self._made(program, label, overlay, wanted, tries))
        return self._trials[key]

    def _made(self, program: Program, label: str, overlay: str, wanted: frozenset[str], tries: int) -> Iterator[Trial]:
        vocabulary = self._policies.vocabulary
        for _ in range(tries):
            day = self._source.choice(self._days(label, program))
            facts = Maker(vocabulary, program.plain, day, self._source).situation(sorted(wanted))
            situations = situations_of(facts, vocabulary)
            if situations is not None:
                yield Trial(program, label, overlay, day, facts, facts_on(situations, day, vocabulary))

    def _days(self, label: str, program: Program) -> list[date]:
        """Days on which the version is in force, those that rules compare with among them."""
        versions = self._policies.versions.versions
        place = next(index for index, version in enumerate(versions) if version.label == label)
        first = versions[place].in_force
        last = versions[place + 1].in_force if place + 1 < len(versions) else date(2023, 6, 30)
        named = [day for day in edges(program.plain)[1] if first <= day < last]
        return [first, first, date.fromordinal((first.toordinal() + last.toordinal()) // 2), *named]

    def _differs(self, trial: Trial, mutant: Mutant) -> bool:
        if concludes_the_same(mutant.original, mutant.rule, trial.model, trial.rows):
            return False
        other = trial.program.change(mutant.original, mutant.rule).over(trial.model)
        if other is None:
            return False
        vocabulary = self._policies.vocabulary
        return seen(trial.model, vocabulary, THE_PARTY) != seen(other, vocabulary, THE_PARTY)

    def _small(self, trial: Trial, mutant: Mutant) -> Trial:
        """The trial without the facts that the difference does not need."""
        shrinking = True
        while shrinking:
            shrinking = False
            for facts in smaller(trial.facts):
                situations = situations_of(facts, self._policies.vocabulary)
                if situations is None:
                    continue
                known = facts_on(situations, trial.day, self._policies.vocabulary)
                candidate = Trial(trial.program, trial.label, trial.overlay, trial.day, facts, known)
                if self._differs(candidate, mutant):
                    trial, shrinking = candidate, True
                    break
        return trial

    def _case(self, trial: Trial, mutant: Mutant) -> str:
        others = {name: own for name, own in trial.facts.items() if name != THE_PARTY}
        lines = [
            f"# tests/regression/{trial.label}/: {mutant.place}: {mutant.kind}, {mutant.what}",
            f"- case: {mutant.original.citation} where {mutant.what.replace('`', '')} would change the outcome",
            "  source: ",
            f"  as_at: {trial.day}",
            f"  situation: {written(trial.facts[THE_PARTY])}",
        ]
        if others:
            lines.append(f"  others: {written(others)}")
        if trial.overlay:
            lines.append(f"  with: [{trial.overlay}]")
        return "\n".join([*lines, "  expect: {}"])


def _facts_below(rule: Rule, rules: Sequence[Rule]) -> set[str]:
    """The predicates that a rule rests on, and those that its conclusion is used with."""
    found: set[str] = set()
    waiting = [rule]
    while waiting:
        for literal in waiting.pop().body:
            for atom, _ in literal_atoms(literal):
                if atom.predicate not in found:
                    found.add(atom.predicate)
                    waiting.extend(rule for rule in rules if rule.head.predicate == atom.predicate)
    return found
