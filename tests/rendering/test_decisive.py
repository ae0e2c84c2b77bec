"""What decides a conclusion is told in one sentence: what was counted, what it was compared with, and where."""

from __future__ import annotations

from secg.documents.document import Step
from secg.documents.naming import Naming
from secg.rendering.decisive import because_of, decisive_reason

ANNA = Naming("anna", "Anna", "Anna")


def concluded(sentence: str, paragraph: str, *premises: Step) -> Step:
    return {"conclusion": sentence, "paragraph": paragraph, "reads": ["p", "anna"], "premises": list(premises)}


def stated(sentence: str) -> Step:
    return {"conclusion": sentence, "fact": "f", "reads": ["f", "anna"], "place": ["facts/anna.yaml", 1, 1]}


def more_than(left: int, right: int) -> Step:
    text = f"{left:,} is more than {right:,}"
    return {"conclusion": text, "condition": True, "reads": [">", left, right]}


def test_a_count_and_what_it_is_compared_with_are_one_sentence_with_both_paragraphs() -> None:
    count = concluded("the premises of Anna come to 7,000", "G1.2", stated("Anna serves 7,000 premises"))
    proof = concluded("Anna is large", "G1.1", concluded("more count", "G1.3", count, more_than(7_000, 5_000)))
    told = "Its premises come to 7,000, which is more than 5,000 (G1.3; G1.1)."
    assert decisive_reason(proof, ANNA) == told


def test_a_fact_that_a_count_repeats_is_not_told_beside_it() -> None:
    count = concluded("the premises of Anna come to 7,000", "G1.2")
    proof = concluded("Anna is large", "G1.1", stated("Anna serves 7,000 premises"), count, more_than(7_000, 5_000))
    assert decisive_reason(proof, ANNA) == "Its premises come to 7,000, which is more than 5,000 (G1.1)."


def test_a_step_that_compares_two_numbers_tells_of_both() -> None:
    homes, offices = (concluded(f"the {what} of Anna come to 7,000", "G1.2") for what in ("homes", "offices"))
    proof = concluded("Anna is large", "G1.1", homes, more_than(7_000, 5_000), offices, more_than(7_000, 6_000))
    told = "Its homes come to 7,000 and its offices come to 7,000: 7,000 is more than 5,000"
    assert decisive_reason(proof, ANNA) == f"{told} and 7,000 is more than 6,000 (G1.1)."


def test_without_a_comparison_the_last_step_decides() -> None:
    acts = concluded("Anna acts as Other User", "G1.2", stated("Anna has the role of Other User"))
    proof = concluded("Anna is assessed", "G1.1", acts)
    assert decisive_reason(proof, ANNA) == "It has the role of Other User, so that it acts as Other User (G1.2; G1.1)."


def test_a_comparison_far_below_the_conclusion_does_not_decide_it() -> None:
    below = concluded("another party is large", "G1.9", more_than(9_000, 5_000))
    for paragraph in ("G1.8", "G1.7", "G1.6"):
        below = concluded(f"a step under {paragraph}", paragraph, below)
    assert "9,000" not in decisive_reason(concluded("Anna is assessed", "G1.1", below), ANNA)


def test_what_is_a_row_of_a_table_an_absence_or_an_assumption_is_left_to_the_proof() -> None:
    silent: list[Step] = [
        {**concluded("the role belongs to the capacity", "G1.4"), "table": True},
        {"conclusion": "no status is on record", "absence": "none"},
        {"conclusion": "nothing is deferred", "default": "so"},
    ]
    proof = concluded("Anna is assessed", "G1.1", stated("Anna has a role"), *silent)
    assert because_of(proof, ANNA) == ["It has a role."]


def test_a_party_whose_name_is_a_word_of_the_code_is_it_only_where_a_step_about_it_begins() -> None:
    user = Naming("anna", "Other User", "")
    assert user.said(concluded("Other User acts as Other User", "G1.1")) == "it acts as Other User"
    assert user.said({"conclusion": "Other User acts", "reads": ["p", "bob"]}) == "Other User acts"
    assert user.within("an Other User") == "an Other User"
