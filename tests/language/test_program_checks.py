"""Checks of rules together: circles shown with their paragraphs, and conclusions from what is merely not stated."""

from __future__ import annotations

import pytest

from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.program import Program
from secg.language.program_checks import LAYER_LIMIT, check_program
from secg.language.vocabulary import Vocabulary
from tests.policy_tree import PolicyTree, codes_of, paragraph, read_rules


def faults_of(tree: PolicyTree, *rules: str) -> list[str]:
    """The faults of rules of which each stands under a paragraph of its own, G1.1, G1.2, …"""
    tree.part(*(paragraph(f"G1.{number}: Title", text) for number, text in enumerate(rules, 1)))
    return [f"{diagnostic.kind.code} {diagnostic.sentence} [{diagnostic.paragraph}]" for diagnostic in tree.faults()]


def test_a_circle_of_three_paragraphs_is_shown_with_their_citations(tree: PolicyTree) -> None:
    assert faults_of(
        tree,
        "large(User) :- party(User), not small(User).",
        "small(User) :- party(User), not middle(User).",
        "middle(User) :- party(User), large(User).",
    ) == [
        "E243 paragraphs define each other in a circle: `large` (G1.1) rests on `small` (G1.2) "
        "rests on `middle` (G1.3) rests on `large` [G1.1]"
    ]


def test_a_conclusion_among_its_own_conditions_is_a_circle(tree: PolicyTree) -> None:
    (fault,) = faults_of(tree, "large(User) :- shares(User, Other), large(Other).")
    assert fault == "E243 paragraphs define each other in a circle: `large` (G1.1) rests on `large` [G1.1]"


def test_a_circle_through_an_aggregate_is_a_circle(tree: PolicyTree) -> None:
    (fault,) = faults_of(
        tree,
        "total(User, N) :- party(User), N = count : { large(User) }.",
        "large(User) :- total(User, N), N > 1.",
    )
    assert fault.startswith("E243") and "G1.1" in fault and "G1.2" in fault


def test_two_circles_that_share_nothing_are_both_shown(tree: PolicyTree) -> None:
    found = faults_of(
        tree, "large(User) :- large(User).", "small(User) :- middle(User).", "middle(User) :- small(User)."
    )
    assert [text[:4] for text in found] == ["E243", "E243"]


def test_a_long_chain_is_no_circle(tree: PolicyTree) -> None:
    assert (
        faults_of(tree, "large(User) :- small(User).", "small(User) :- middle(User).", "middle(User) :- party(User).")
        == []
    )


def chain_of(length: int, body: str) -> tuple[Rule, ...]:
    """So many rules, each with the conclusion of the one before in a condition."""
    texts = ["step_1(User) :- party(User)."]
    texts += [f"step_{number}(User) :- party(User), {body.format(number - 1)}." for number in range(2, length + 1)]
    rules, faults = parse_rules("\n".join(texts), "G1.md", 1, Citation(ParagraphNumber("G1", "1")))
    assert not faults
    return rules


@pytest.mark.parametrize("body", ["step_{}(User)", "not step_{}(User)", "N = count : {{ step_{}(User) }}, N > 0"])
@pytest.mark.parametrize("reverse", [False, True])
def test_rules_that_rest_on_one_another_through_too_many_layers_are_refused(
    tree: PolicyTree, body: str, reverse: bool
) -> None:
    order = -1 if reverse else 1
    assert check_program(chain_of(LAYER_LIMIT, body)[::order], tree.load().vocabulary) == ()
    for length in (LAYER_LIMIT + 1, 5_000):
        faults = check_program(chain_of(length, body)[::order], tree.load().vocabulary)
        assert [fault.kind.code for fault in faults] == ["E272"]
        assert f"`step_{LAYER_LIMIT + 1}`" in faults[0].sentence


LARGE = "large(User) :- premises(User, N), N > 5."
UNKNOWN = {
    "a negation of a fact": "large(User) :- party(User), not premises(User, _).",
    "a negation of what rests on a fact": f"small(User) :- party(User), not large(User).\n{LARGE}",
    "a negation of a fact between braces": (
        "total(User, N) :- party(User), N = count : { shares(User, P), not premises(P, _) }."
    ),
    "a count of what rests on a fact": f"total(User, N) :- party(User), N = count : {{ large(User) }}.\n{LARGE}",
}


@pytest.mark.parametrize("rules", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_no_conclusion_rests_on_a_fact_that_a_party_merely_does_not_state(rules: str, tree: PolicyTree) -> None:
    faults = tree.rules(rules).faults()
    assert codes_of(faults) == ["E244"]
    assert "`premises`" in faults[0].sentence


@pytest.mark.parametrize(
    "rules",
    [
        "large(User) :- party(User), not shares(User, _).",
        "total(User, N) :- party(User), N = sum D : { shares(User, P), premises(P, D) }.",
        "total(User, N) :- party(User), N = sum D : { shares(User, P), extra(P, D) }.",
    ],
    ids=["a fact of which all are stated", "a sum over the fact itself", "a fact with a default"],
)
def test_what_is_known_to_be_absent_may_be_negated_and_counted(rules: str, tree: PolicyTree) -> None:
    assert tree.rules(rules).faults() == ()


def test_each_predicate_is_evaluated_after_what_it_uses() -> None:
    rules, _ = read_rules(
        """
        large(User) :- premises(User, N), N > 5.
        small(User) :- party(User), not large(User).
        total(User, N) :- party(User), N = count : { small(User) }.
        middle(User) :- large(User).
        """
    )
    assert Program(tuple(rules), Vocabulary({}, {}, "")).order == ("large", "middle", "small", "total")
