"""Redlines: what is shown of words and rules, and what never is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secg.code.comparison import with_and_without
from secg.code.policies import load_policies
from secg.code.redline import ParagraphChange, plain_marker, redline, redline_words
from secg.code.redline_words import word_changes
from secg.messages import Faults
from tests.effect.wide_parties import edited_code
from tests.policy_tree import PolicyTree, paragraph

SEEDS = range(1340, 1440)
"""Random edits of rules, three of which no words tell."""
RULE = """
large(User) :-
    user_role(User, supplier),
    premises(User, Count),
    Count > 250_000.
"""


def changes(tree: PolicyTree, amendment: str, rules: str = RULE) -> tuple[ParagraphChange, ...]:
    """The redline of an amendment of a part with one paragraph G1.1."""
    tree.part(paragraph("G1.1: Large", rules, "A party is large above 250,000."))
    tree.instrument("MP1", amendment, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    policies = tree.load()
    compared = with_and_without(policies, "MP1")
    return redline(compared.before.code, compared.after.code, policies.vocabulary)


def conditions(change: ParagraphChange) -> list[tuple[str, str, str]]:
    """The conditions of the one rule that changed, without those that stay."""
    [rule] = change.rules
    return [
        (condition_change.mark, condition_change.before, condition_change.after)
        for condition_change in rule.conditions
        if condition_change.mark != "same"
    ]


def substitute(rules: str, words: str = "A party is large above 250,000.") -> str:
    """An amendment of G1.1."""
    return paragraph("Substitute G1.1: Large", rules, words)


@pytest.mark.parametrize(
    "rules",
    [
        RULE,
        "large(Party) :- user_role(Party, supplier), premises(Party, Number), Number > 250000.",
        "large(User) :- premises(User, Count), 250_000 < Count,   user_role(User, supplier).",
    ],
)
def test_names_order_and_formatting_never_show(tree: PolicyTree, rules: str) -> None:
    assert changes(tree, substitute(rules, "A party\nis large  above 250,000.")) == ()


def test_a_threshold_shows_as_one_changed_condition(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(RULE.replace("250_000", "250_001")))
    assert change.operation == "substituted"
    assert conditions(change) == [
        ("changed", "the party serves more than 250,000", "the party serves more than 250,001")
    ]


def test_a_comparison_shows_as_one_changed_condition(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(RULE.replace("> 250", ">= 250")))
    assert conditions(change) == [("changed", "the party serves more than 250,000", "the party serves 250,000 or more")]


def test_a_dropped_condition_shows_as_deleted(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute("large(User) :- premises(User, Count), Count > 250_000."))
    assert conditions(change) == [("deleted", "the party is a Supplier", "")]


def test_a_sum_of_what_is_stated_is_another_condition_than_the_sum_of_all(tree: PolicyTree) -> None:
    summed = "large(User) :- user_role(User, supplier), N = sum D : { premises(User, D) }, N > 3."
    [change] = changes(tree, substitute(summed.replace("sum D", "stated sum D")), summed)
    [told] = conditions(change)
    assert told == (
        "changed",
        "as the rule is written: N = sum D : { premises(User, D) }",
        "as the rule is written: N = stated sum D : { premises(User, D) }",
    )


PROVENANCE = "> provenance: text (S0)"
GUESSED = "> provenance: inferred (S0)\n>\n> reasoning: It was guessed."
DOUBTED = f"{PROVENANCE}\n>\n> open: No source says how premises are counted."


def test_a_doubt_that_goes_or_comes_is_told_though_no_word_of_the_paragraph_changes(tree: PolicyTree) -> None:
    amendment = substitute(RULE)
    assert PROVENANCE in amendment
    [change] = changes(tree, amendment.replace(PROVENANCE, DOUBTED))
    assert change.operation == "substituted"
    assert redline_words(change.otherwise_known, plain_marker).endswith(
        "{+· open: No source says how premises are counted.+}"
    )


def test_how_a_paragraph_is_known_is_told_where_nothing_else_of_it_changes(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(RULE).replace(PROVENANCE, GUESSED))
    shown = redline_words(change.otherwise_known, plain_marker)
    assert "[-text-] {+inferred+} (S0), number confirmed" in shown and "{+· reasoning: It was guessed.+}" in shown


def test_how_a_paragraph_is_known_is_not_told_beside_a_change_of_its_rules(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(RULE.replace("> 250", ">= 250")).replace(PROVENANCE, GUESSED))
    assert not change.otherwise_known


OTHERS = "large(User) :- user_role(User, Role), user_role(Other, Role), premises(Other, 9), Other != User."
"""A rule with a condition that goes without saying: the other party is called another."""


def test_a_condition_that_goes_without_saying_is_told_where_nothing_else_changes(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(OTHERS.replace(", Other != User", "")), OTHERS)
    assert conditions(change) == [("deleted", "that other party is not the party itself", "")]


def test_a_rule_that_differs_in_no_word_is_told_as_it_is_written(tree: PolicyTree) -> None:
    rules = "large(User) :- premises(User, A), premises(User, B), premises(User, C), A < B, A < C."
    [change] = changes(tree, substitute(rules.replace("A < C", "B < C")), rules)
    assert conditions(change) == [("changed", "as the rule is written: A < C", "as the rule is written: B < C")]


def test_every_changed_rule_shows_what_changed(repository: Path) -> None:
    policies = load_policies(repository / "policies", repository)
    for seed in SEEDS:
        before, after, edit = edited_code(policies, random.Random(seed))
        for change in redline(before, after, policies.vocabulary):
            for rule in change.rules:
                told = [(phrase.before, phrase.after) for phrase in (rule.conclusion, *rule.conditions)]
                old, new = (sorted(filter(None, words)) for words in zip(*told, strict=True))
                assert old != new, f"seed {seed}: {edit}"


def test_words_show_one_by_one(tree: PolicyTree) -> None:
    [change] = changes(tree, substitute(RULE, "A party is large above 300,000."))
    assert not change.rules
    assert [(piece.mark, piece.text) for piece in change.limbs[0].pieces] == [
        ("same", "A party is large above"),
        ("deleted", "250,000."),
        ("inserted", "300,000."),
    ]


def test_an_inserted_and_a_repealed_paragraph_show_whole(tree: PolicyTree) -> None:
    repeal = "## Repeal G1.1\n\n> provenance: text (S0)\n\nIt goes.\n\n"
    small = "small(User) :- user_role(User, _)."
    found = changes(tree, repeal + paragraph("Insert G1.2: Small", small, "A party is small."))
    assert [(str(change.number), change.operation) for change in found] == [("G1.1", "repealed"), ("G1.2", "inserted")]
    assert [rule.mark for change in found for rule in change.rules] == ["deleted", "inserted"]


def test_a_renumbered_paragraph_shows_its_number_before(tree: PolicyTree) -> None:
    [change] = changes(tree, "## Renumber G1.1 as G1.5\n")
    assert (str(change.previous), str(change.number), change.operation) == ("G1.1", "G1.5", "renumbered")
    assert not change.rules


def test_a_proposal_is_compared_with_the_code_before_its_alternative(tree: PolicyTree) -> None:
    changes(tree, substitute(RULE.replace("250_000", "300_000")))
    tree.write(
        "policies/proposals/MP1-first.md",
        "---\ninstrument: MP1-first\ntitle: First\nstatus: proposal\nalternative_to: MP1\nsources: [S0]\n---\n\n"
        + substitute(RULE.replace("250_000", "200_000")),
    )
    compared = with_and_without(tree.load(), "MP1-first")
    assert compared.before.code.label == "baseline"
    assert compared.after.code.overlays == ("MP1-first",)


def test_an_alternative_to_nothing_known_is_refused_with_the_nearest_name(tree: PolicyTree) -> None:
    changes(tree, substitute(RULE))
    tree.write(
        "policies/proposals/MP1-first.md",
        "---\ninstrument: MP1-first\ntitle: First\nstatus: proposal\nalternative_to: MP2\nsources: [S0]\n---\n",
    )
    with pytest.raises(Faults) as refused:
        tree.load()
    assert "did you mean `MP1`" in str(refused.value)


def test_an_unknown_modification_names_the_nearest(tree: PolicyTree) -> None:
    changes(tree, substitute(RULE))
    with pytest.raises(Faults) as refused:
        with_and_without(tree.load(), "MP11")
    assert "did you mean `MP1`" in str(refused.value)


def test_a_few_words_that_stay_between_changes_are_shown_with_them() -> None:
    pieces = word_changes("one two three four five", "six seven three eight nine")
    assert [(piece.mark, piece.text) for piece in pieces] == [
        ("deleted", "one two three four five"),
        ("inserted", "six seven three eight nine"),
    ]
