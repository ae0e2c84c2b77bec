"""Worlds in which laws are tried: those of the regression cases, and random ones that shrink."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from secg.cases.case_reader import THE_PARTY
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import Model, base_relations
from secg.facts.loading import facts_on
from secg.facts.situation import Facts as Known
from secg.language.model import Rule
from secg.language.unknowns import with_guards
from tests.laws.laws import Derive, Law, World, beginnings, world_of
from tests.mutants.random_parties import Facts, Maker, situations_of, smaller, written
from tests.trust.evaluator import derive_upwards

LAST_DAY = date(2026, 12, 31)
OFTEN = ("user_role", "shared_resource", "assessment", "vulnerability", "responsible_for", "report_received")


class Worlds:
    """The worlds of one set of policies."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        versions = policies.versions.versions
        self._begins = beginnings(policies)
        self._ends = {version.label: later.in_force - timedelta(days=1) for version, later in pairwise(versions)}

    def until(self, label: str) -> date:
        """The last day of a version."""
        return self._ends.get(label, LAST_DAY)

    def of(self, party: str, facts: Known, label: str, overlays: tuple[str, ...] = ()) -> World:
        """The world of a party among the facts of all, under the Code of a version with proposals and readings."""
        return world_of(party, facts, self.policies.vocabulary, self.until(label), self._begins, overlays)

    def of_facts(self, facts: Facts, code: Code, day: date) -> World | None:
        """The world of a party whose facts are written out; None where they contradict each other."""
        vocabulary = self.policies.vocabulary
        situations = situations_of(facts, vocabulary)
        if situations is None:
            return None
        return self.of(THE_PARTY, facts_on(situations, day, vocabulary), code.label, code.overlays)

    def random(self, seed: int, code: Code) -> tuple[Facts, date]:
        """Random facts of a party and its neighbours, and a day of the Code; the same for the same seed."""
        source = random.Random(f"{code.label} {seed}")
        last = min(self.until(code.label), code.in_force + timedelta(days=800))
        day = code.in_force + timedelta(days=source.randint(0, (last - code.in_force).days))
        return Maker(self.policies.vocabulary, code.rules, day, source).situation(OFTEN), day

    def breach(self, facts: Facts, day: date, code: Code, law: Law) -> str:
        """What breaks a law in a random world, with the fewest facts that still do; empty where nothing does."""
        found = self._broken(facts, day, code, law)
        if not found:
            return ""
        shrinking = True
        while shrinking:
            candidates = ((entry, self._broken(entry, day, code, law)) for entry in smaller(facts))
            less = next(((entry, words) for entry, words in candidates if words), None)
            shrinking = less is not None
            facts, found = less or (facts, found)
        return f"as at {day} under {code.label}: {found[0]}\n" + "\n".join(
            f"{party}: {written(own)}" for party, own in facts.items()
        )

    def _broken(self, facts: Facts, day: date, code: Code, law: Law) -> list[str]:
        world = self.of_facts(facts, code, day)
        return [] if world is None else law(world, deriving(with_guards(code.rules, self.policies.vocabulary)))


def deriving(rules: Sequence[Rule]) -> Derive:
    """What derives the model of some facts, by rules with their guards."""
    return lambda facts: derive_upwards(rules, base_relations(facts))


def remembering(derive: Derive) -> Derive:
    """The same, which derives the model of the same facts once: several laws look at one world."""
    known: dict[int, tuple[Known, Model]] = {}

    def derive_once(facts: Known) -> Model:
        if id(facts) not in known:
            known[id(facts)] = (facts, derive(facts))  # while the facts are kept, no others have their number
        return known[id(facts)][1]

    return derive_once
