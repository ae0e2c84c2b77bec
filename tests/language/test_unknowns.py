"""A sum over a fact that some party does not state has no value, and nothing else is touched by that."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.language.model import Value
from secg.language.unknowns import is_internal, missing_fact, with_guards
from secg.language.vocabulary_reader import read_vocabulary
from tests.policy_tree import PolicyTree, read_rules

SUM = "total(User, N) :- party(User), N = sum D : { shares(User, P), premises(P, D) }."


def totals(tree: PolicyTree, day: str = "2018-06-01") -> dict[Value, Value]:
    values: dict[Value, Value] = {}
    for user, total in tree.derive(day).rows("total"):
        values[user] = total
    return values


@pytest.fixture
def sharing(tree: PolicyTree) -> PolicyTree:
    tree.rules(SUM)
    tree.party("anna", "shares: [{provider: cleo}, {provider: dora}]").party("bob", "shares: [{provider: cleo}]")
    return tree.party("cleo", "premises: 5")


def test_a_sum_whose_every_part_is_stated_has_its_value(sharing: PolicyTree) -> None:
    sharing.party("dora", "premises: 7")
    assert totals(sharing) == {"anna": 12, "bob": 5, "cleo": 0, "dora": 0}


def test_a_sum_with_a_part_that_is_not_stated_has_no_value_and_the_others_have_theirs(sharing: PolicyTree) -> None:
    sharing.party("dora")
    assert totals(sharing) == {"bob": 5, "cleo": 0, "dora": 0}


def test_a_part_that_is_not_stated_yet_is_not_stated(sharing: PolicyTree) -> None:
    sharing.party("dora", "premises: [{count: 7, from: 2018-06-02}]")
    assert "anna" not in totals(sharing, "2018-06-01")
    assert totals(sharing, "2018-06-02")["anna"] == 12


def test_a_default_stands_in_for_what_is_not_stated(tree: PolicyTree) -> None:
    tree.rules("total(User, N) :- extra(User, N).").party("anna", "extra: 1").party("bob")
    assert totals(tree) == {"anna": 1, "bob": 7}


def test_a_guard_is_a_rule_of_the_same_paragraph_that_no_reader_sees(tmp_path: Path) -> None:
    root = PolicyTree(tmp_path).root
    vocabulary = read_vocabulary(root / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    rules, _ = read_rules(SUM)
    guard, guarded = with_guards(rules, vocabulary)
    assert is_internal(guard.head.predicate) and guard.citation == guarded.citation
    assert "premises" in {missing_fact(atom.predicate) for atom in guard.body if hasattr(atom, "predicate")}
    assert len(guarded.body) == len(rules[0].body) + 1


def test_rules_without_aggregates_stay_as_they_are(tmp_path: Path) -> None:
    root = PolicyTree(tmp_path).root
    vocabulary = read_vocabulary(root / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    rules, _ = read_rules("large(User) :- premises(User, N), N > 5.")
    assert with_guards(rules, vocabulary) == rules
