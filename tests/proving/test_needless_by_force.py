"""No question about random parties, or those of the cases, is open for want of a number that does not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from secg.code.consolidation import consolidate
from secg.code.policies import Policies, load_policies
from secg.code.selection import version_named
from secg.facts.loading import facts_on
from secg.language.model import Rule
from secg.language.unknowns import with_guards
from secg.proving.needless import prove_needless
from secg.proving.questions import questions_of
from secg.symbolic.slicing import outcome_rules
from tests.mutants.random_parties import Facts, Maker, situations_of, smaller, written
from tests.mutants.world import world
from tests.policy_tree import PolicyTree
from tests.proving.by_force import needless_by_force
from tests.proving.test_needless import OFFICES, SHARED, WEIGHTED, WHATEVER

ROOT = Path(__file__).parents[2]
POLICIES = load_policies(ROOT / "policies", ROOT)
LABELS = [version.label for version in POLICIES.versions.versions]
PARTIES = 6
STATED = ("user_role", "shared_resource", "sec_party_since")


def rules_of(label: str) -> tuple[Rule, ...]:
    """The rules of a version that bear on its questions."""
    rules = with_guards(consolidate(POLICIES, version_named(POLICIES, label)).rules, POLICIES.vocabulary)
    return outcome_rules(rules, questions_of(POLICIES.vocabulary), POLICIES.vocabulary)


def found_of(facts: Facts, day_of: str, rules: Sequence[Rule], policies: Policies, seed: int) -> list[str]:
    """What is needlessly open of the parties of some facts, on the first day of a version."""
    situations = situations_of(facts, policies.vocabulary)
    if situations is None:
        return []
    day = version_named(policies, day_of).in_force
    known = facts_on(situations, day, policies.vocabulary)
    return needless_by_force(rules, known, policies.vocabulary, random.Random(seed))


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_needlessly_open_of_random_parties(label: str) -> None:
    rules, vocabulary = rules_of(label), POLICIES.vocabulary
    day = version_named(POLICIES, label).in_force + timedelta(days=1)
    for seed in range(PARTIES):
        facts = Maker(vocabulary, rules, day, random.Random(f"{label} {seed}")).situation(STATED)
        for own in facts.values():
            for name in ("domestic_premises", "non_domestic_premises"):
                if random.Random(f"{label} {seed} {name} {own}").random() < 0.5:
                    own[name] = {"count": random.Random(f"{seed} {name}").choice((0, 1, 50_001, 250_000, 900_000))}
        found = found_of(facts, label, rules, POLICIES, seed)
        shrinking = bool(found)
        while shrinking:
            less = next((entry for entry in smaller(facts) if found_of(entry, label, rules, POLICIES, seed)), None)
            shrinking = less is not None
            facts = less or facts
        assert not found, f"seed {seed}: {found}, as " + "; ".join(f"{k}: {written(v)}" for k, v in facts.items())


@pytest.mark.parametrize("label", LABELS)
def test_nothing_is_needlessly_open_in_the_cases(label: str) -> None:
    rules = rules_of(label)
    for case in world().cases:
        if case.label == label and not case.overlays and len(case.situations.parties) < 10:
            facts = facts_on(case.situations, case.day, POLICIES.vocabulary)
            found = needless_by_force(rules, facts, POLICIES.vocabulary, random.Random(1))
            assert not found, f"{case.name}: {found}"


@pytest.mark.parametrize(("text", "needless"), [(WEIGHTED, True), (WEIGHTED + WHATEVER, False), (SHARED, True)])
def test_force_and_solver_agree_on_a_small_code(tree: PolicyTree, text: str, needless: bool) -> None:
    tree.declares(OFFICES).rules("asked(User, supplier, 1) :- user_role(User, supplier).\n" + text)
    tree.party("a", "{user_role: [supplier], premises: 251, shares: [p]}").party(
        "b", "{user_role: [supplier], shares: [p]}"
    )
    tree.party("p", "{}")
    policies, code = tree.load(), tree.code()
    rules = with_guards(code.rules, policies.vocabulary)
    by_force = needless_by_force(rules, tree.facts(), policies.vocabulary, random.Random(1))
    assert bool(by_force) == needless
    assert bool(prove_needless(code, policies, code.in_force).findings) == needless
