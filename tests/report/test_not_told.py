"""What rests on a fact that a party does not state is not told, and a report says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.rendering.cautions import cautions_of
from tests.policy_tree import PolicyTree, paragraph
from tests.report.test_conflicts import MORE, report_of


def tree_of(root: Path, rules: str, facts: str = "user_role: [supplier]") -> PolicyTree:
    """One party under a paragraph with these rules."""
    return PolicyTree(root).declares(MORE).part(paragraph("G1.1: Its title", rules)).party("one", facts)


def caution(tree: PolicyTree) -> str:
    """What a report says that is not known for want of a fact; nothing if it does not."""
    found = [text for text in report_of(tree)["warnings"] if text.startswith("it is not known whether ")]
    return "\n".join(found).removeprefix("it is not known whether ")


WANT = ", which rests on what is not stated: One serves an unstated number of"
KEEP = 'obligation(User, keep, "x")'
TO_KEEP = "One must keep it, about “x”"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (f"{KEEP} :- premises(User, _).", TO_KEEP),
        (f"{KEEP} :- premises(User, Count), Count > 5, user_role(User, supplier).", TO_KEEP),
        (f"large(User) :- premises(User, 9). {KEEP} :- large(User).", TO_KEEP),
        (
            f"total(User, N) :- party(User), N = sum C : {{ premises(User, C) }}. {KEEP} :- total(User, 3).",
            TO_KEEP,
        ),
        ("asked(User, supplier, 1) :- premises(User, _).", "One is assessed as Supplier in 1"),
        (
            f'{KEEP} :- party(User). excused(User, keep, "x") :- premises(User, 0).',
            "One is excused from keep it (“x”)",
        ),
        (f'{KEEP} :- party(User). done(User, keep, "x") :- premises(User, 0).', "One has done keep it (“x”)"),
        ('open(User, keep, "x") :- premises(User, 0).', "it is open: One must keep it (“x”)"),
    ],
)
def test_what_waits_for_a_number_that_is_not_stated_is_told(rules: str, told: str, tmp_path: Path) -> None:
    assert caution(tree_of(tmp_path, rules)) == told + WANT


@pytest.mark.parametrize(
    ("rules", "facts"),
    [
        (f"{KEEP} :- premises(User, _).", "{user_role: [supplier], premises: 3}"),
        (f"{KEEP} :- premises(User, _), user_role(User, network).", "user_role: [supplier]"),
        (f"{KEEP} :- premises(User, _), not user_role(User, supplier).", "user_role: [supplier]"),
        (f"{KEEP} :- premises(User, _), as_at(Day), Day > 2030-01-01.", "user_role: [supplier]"),
        ('excused(User, keep, "x") :- premises(User, 0).', "user_role: [supplier]"),
        (f"{KEEP} :- premises(User, _). {KEEP} :- party(User).", "user_role: [supplier]"),
        (
            "answered(User, supplier, 1, full) :- asked(User, supplier, 1), premises(User, 3). "
            "asked(User, supplier, 1) :- party(User).",
            "user_role: [supplier]",
        ),
    ],
)
def test_what_does_not_wait_for_it_or_is_told_otherwise_is_not(rules: str, facts: str, tmp_path: Path) -> None:
    assert caution(tree_of(tmp_path, rules, facts)) == ""


def test_it_stands_among_the_cautions_about_the_party_and_in_the_short_ones(tmp_path: Path) -> None:
    report = report_of(tree_of(tmp_path, f"{KEEP} :- premises(User, _)."))
    cautions = cautions_of(report)
    assert cautions.own[0].startswith("It is not known whether One must keep it")
    assert not any("It is not known" in text for text in cautions.general)
    assert "Whether more holds is not known, for want of a fact that is not stated" in cautions.line
