"""Explaining one party over the parties that bear on it gives what deriving all parties gives of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secg.code.consolidation import consolidate
from secg.code.policies import Policies, load_policies
from secg.derive.neighbourhood import bearing_on, is_connected, tied_to
from secg.derive.outcomes import Model, outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Row
from secg.language.model import Rule
from secg.language.program import Program
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from tests.policy_tree import PolicyTree, one_rule

ROOT = Path(__file__).resolve().parents[2]


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@cache
def situations() -> Situations:
    return load_situations(ROOT / "facts", ROOT, policies().vocabulary)


def about(model: Model, party: str) -> dict[str, list[Row]]:
    """Every row of a model whose first argument is the party."""
    return {name: rows for name in model.relations if (rows := list(model.rows_with(name, 0, party)))}


def amended() -> list[str]:
    """The versions whose text differs from the one before."""
    first, *rest = policies().versions.versions
    return [
        first.label,
        *(
            version.label
            for version in rest
            if any(policies().instruments[name].amendments for name in version.instruments)
        ),
    ]


@pytest.mark.parametrize("label", amended())
def test_every_party_on_its_own_is_as_it_is_among_all(label: str) -> None:
    version = next(version for version in policies().versions.versions if version.label == label)
    vocabulary = policies().vocabulary
    rules = with_guards(consolidate(policies(), version).rules, vocabulary)
    facts = facts_on(situations(), version.in_force, vocabulary)
    together = derive(Program(rules, vocabulary), facts)
    alone: dict[frozenset[str], Model] = {}
    for party in situations().parties:
        near = bearing_on(party, Program(rules, vocabulary), facts)
        key = frozenset(str(row[0]) for row in near.rows["party"])
        if key not in alone:
            alone[key] = derive(Program(rules, vocabulary), near)
        assert outcomes_of(alone[key], vocabulary, party) == outcomes_of(together, vocabulary, party)


def test_the_real_rules_are_connected_so_that_one_party_needs_few_others() -> None:
    last = policies().versions.versions[-1]
    vocabulary = policies().vocabulary
    facts = facts_on(situations(), last.in_force, vocabulary)
    rules = with_guards(consolidate(policies(), last).rules, vocabulary)
    unconnected = [str(rule.citation) for rule in rules if not is_connected(rule, vocabulary)]
    assert unconnected == []
    assert (
        min(len(bearing_on(party, Program(rules, vocabulary), facts).rows["party"]) for party in situations().parties)
        == 1
    )


RULES = """
linked(User, Other) :- shares(User, P), shares(Other, P), User != Other.
total(User, N) :- party(User), N = sum D : { shares(User, Other), premises(Other, D) }.
small(User) :- party(User), not shares(User, _), not shares(_, User).
large(User) :- total(User, N), N > 10.
middle(User) :- shares(User, P), not small(P), not device(P, User, _).
number(User, N) :- party(User), N = count : { shares(User, P), linked(P, Q), Q != User }.
named(User, Id) :- device(User, Id, _), shares(User, P), not device(P, Id, _).
"""
NAMES = [f"p{number}" for number in range(6)]


@st.composite
def populations(draw: st.DrawFn) -> dict[str, str]:
    """Facts of six parties, each perhaps with premises, providers, and things called like parties."""
    found = {}
    for name in NAMES:
        facts = []
        if draw(st.booleans()):
            facts.append(f"premises: {draw(st.integers(0, 12))}")
        for key, wanted in (("shares", "provider"), ("device", "id")):
            others = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
            more = ", role: supplier" if key == "device" else ""
            facts.append(f"{key}: [{', '.join(f'{{{wanted}: {other}{more}}}' for other in others)}]")
        found[name] = "\n".join(facts)
    return found


@pytest.fixture(scope="module")
def shared_tree(tmp_path_factory: pytest.TempPathFactory) -> PolicyTree:
    return PolicyTree(tmp_path_factory.mktemp("tree")).rules(RULES)


@pytest.fixture(scope="module")
def program(shared_tree: PolicyTree) -> tuple[tuple[Rule, ...], Vocabulary]:
    vocabulary = shared_tree.load().vocabulary
    return with_guards(shared_tree.code().rules, vocabulary), vocabulary


@settings(deadline=None, max_examples=15)
@given(facts=populations())
def test_any_party_of_any_population_is_as_it_is_among_all(
    facts: dict[str, str], shared_tree: PolicyTree, program: tuple[tuple[Rule, ...], Vocabulary]
) -> None:
    for name, text in facts.items():
        shared_tree.party(name, text)
    rules, vocabulary = program
    situations = load_situations(shared_tree.root / "facts", shared_tree.root, vocabulary)
    everything = facts_on(situations, date(2018, 6, 1), vocabulary)
    together = derive(Program(rules, vocabulary), everything)
    assert all(is_connected(rule, vocabulary) for rule in rules)
    for name in NAMES:
        alone = derive(Program(rules, vocabulary), bearing_on(name, Program(rules, vocabulary), everything))
        assert about(alone, name) == about(together, name)


def test_parties_are_tied_directly_and_through_others_in_either_direction(tree: PolicyTree) -> None:
    tree.rules("large(User) :- party(User).")
    tree.party("a", "shares: [{provider: b}]").party("b").party("c", "shares: [{provider: b}]").party("d")
    facts = tree.facts()
    assert tied_to(["a"], facts) == tied_to(["b"], facts) == tied_to(["c"], facts) == {"a", "b", "c"}
    assert tied_to(["d"], facts) == {"d"}


UNCONNECTED = {
    "a rule that looks for anybody": "large(User) :- party(User), premises(_, N), N > 5.",
    "a rule that looks for another": "large(User) :- party(User), premises(Other, N), N > 5, Other != User.",
    "a rule that counts everybody": "total(User, N) :- party(User), N = count : { premises(Other, _), large(Other) }.",
    "a rule that names a party": 'large(User) :- shares(User, "anna").',
    "a rule that concludes of another": "large(Other) :- party(User), party(Other), User != Other.",
    "a rule that finds another by a text": "linked(User, Other) :- device(User, Id, _), device(Other, Id, _).",
    "a rule that denies it of anybody": "large(User) :- party(User), as_at(Day), not weakness(_, _, _, Day).",
}


@pytest.mark.parametrize("rule", UNCONNECTED.values(), ids=UNCONNECTED.keys())
def test_a_rule_that_is_not_connected_falls_back_to_all(rule: str, tree: PolicyTree) -> None:
    tree.rules("large(User) :- party(User).").party("anna").party("bob")
    vocabulary, facts = tree.load().vocabulary, tree.facts()
    assert not is_connected(one_rule(rule), vocabulary)
    assert bearing_on("anna", Program((one_rule(rule),), vocabulary), facts) is facts


CONNECTED = {
    "a rule about one party": "large(User) :- premises(User, N), N > 5.",
    "a rule about a provider": "large(User) :- shares(User, P), premises(P, _).",
    "a rule about those who share one": "linked(User, Other) :- shares(User, P), shares(Other, P).",
    "a rule about anybody who uses it": "large(User) :- party(User), shares(_, User).",
    "a rule that denies it of anybody who uses it": "small(User) :- party(User), not shares(_, User).",
    "a rule that sums over those it uses": "total(U, N) :- party(U), N = sum D : { shares(U, P), extra(P, D) }.",
}


@pytest.mark.parametrize("rule", CONNECTED.values(), ids=CONNECTED.keys())
def test_a_rule_whose_parties_are_tied_is_connected(rule: str, tree: PolicyTree) -> None:
    tree.rules("large(User) :- party(User).")
    assert is_connected(one_rule(rule), tree.load().vocabulary)
