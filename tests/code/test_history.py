"""The history of a paragraph: each text it had, which instrument made it, and where it went."""

from __future__ import annotations

import pytest

from secg.code.consolidation import consolidate, history_of
from secg.language.paragraph_number import parse_paragraph_number
from tests.policy_tree import PolicyTree, paragraph


@pytest.fixture
def coded(tree: PolicyTree) -> PolicyTree:
    """G1.1 is substituted, then moved to G1.5 while a new G1.1 takes its number, then repealed; G1.2 comes and goes."""
    tree.part(paragraph("G1.1: First"))
    tree.instrument("M1", paragraph("Substitute G1.1: Second"), paragraph("Insert G1.2: Guest"), in_force="2019-01-01")
    tree.instrument("M2", "## Renumber G1.1 as G1.5\n", paragraph("Insert G1.1: Newcomer"), in_force="2019-02-01")
    tree.instrument("M3", paragraph("Repeal G1.5"), paragraph("Repeal G1.2"), in_force="2019-03-01")
    for number in (1, 2, 3):
        tree.version(f"M{number}", f"2019-0{number}-01", f"M{number}")
    return tree


def history(tree: PolicyTree, text: str) -> list[str]:
    number = parse_paragraph_number(text)
    assert number is not None
    policies = tree.load()
    codes = [consolidate(policies, version) for version in policies.versions.versions]
    return [
        f"{chapter.version.label} {chapter.instrument or '-'} {chapter.operation}"
        + (f" {chapter.standing.number} {chapter.standing.paragraph.title}" if chapter.standing else "")
        for chapter in history_of(policies, codes, number)
    ]


MOVED = ["baseline - original G1.1 First", "M1 M1 substitute G1.1 Second", "M2 M2 renumber G1.5 Second", "M3 M3 repeal"]


def test_a_paragraph_is_followed_under_its_other_number(coded: PolicyTree) -> None:
    assert history(coded, "G1.5") == MOVED


def test_a_number_that_two_paragraphs_had_shows_both_one_after_the_other(coded: PolicyTree) -> None:
    assert history(coded, "G1.1") == [*MOVED, "M2 M2 insert G1.1 Newcomer"]


def test_a_paragraph_that_came_and_went(coded: PolicyTree) -> None:
    assert history(coded, "G1.2") == ["M1 M1 insert G1.2 Guest", "M3 M3 repeal"]


def test_a_paragraph_that_comes_back_under_its_number_is_a_new_one(coded: PolicyTree) -> None:
    coded.instrument("M4", paragraph("Insert G1.2: Returned"), in_force="2019-04-01").version("M4", "2019-04-01", "M4")
    assert history(coded, "G1.2") == ["M1 M1 insert G1.2 Guest", "M3 M3 repeal", "M4 M4 insert G1.2 Returned"]


def test_a_number_that_never_was_has_no_history(coded: PolicyTree) -> None:
    assert history(coded, "G1.9") == []
