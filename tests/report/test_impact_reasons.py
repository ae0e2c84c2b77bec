"""What an impact tells where an outcome stays and its reason does not: why something is open, and what is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.code.consolidation import Code
from secg.documents.change_document import ImpactChange
from secg.report.impact import impact_entries
from tests.policy_tree import PolicyTree

MORE = """
two_ways:
  kind: silence
  doubt: two_readings
  question: asked
  args: {user: party, as: role, year: year}
  says: "it is either of {user}"
unsettled: {kind: unsettled, doubt: no_source, args: {user: party, duty: duty, about: text}, says: "{user} may {duty}"}
unsettled_reading:
  {kind: unsettled, doubt: two_readings, args: {user: party, duty: duty, about: text}, says: "{user} might {duty}"}
excused: {kind: excuse, args: {user: party, duty: duty, about: text}, says: "{user} need not {duty}, about {about}"}
discharged: {kind: discharge, args: {user: party, duty: duty, about: text}, says: "{user} did {duty}, about {about}"}
next_question: {kind: question, args: {user: party, as: role}, says: "{user} is assessed again as {as}"}
next_answer:
  {kind: next_assessment, args: {user: party, as: role, category: category}, says: "{user} has {category} next"}
next_open: {kind: silence, question: next_question, args: {user: party, as: role}, says: "nothing says what comes next"}
next_barred: {kind: silence, question: next_question, args: {user: party, as: role}, says: "{user} is barred"}
"""
ASKED = "asked(User, As, 1) :- user_role(User, As).\n"
DUTY = 'obligation(User, report, "it") :- user_role(User, _).\nexcused(User, report, "it") :- user_role(User, _).\n'
OPEN, TWO = "no source held says", "the sources leave two readings"
NEXT = "next_question(User, As) :- user_role(User, As)."
CHANGES = {
    "a question is open for another reason": (
        "unanswered(User, As, 1) :- asked(User, As, 1).",
        "two_ways(User, As, 1) :- asked(User, As, 1).",
        ("silence", "as Supplier, year 1, why it is undetermined", OPEN, TWO),
    ),
    "other answers contradict one another": (
        "answered(User, As, 1, full) :- asked(User, As, 1).\nanswered(User, As, 1, self) :- asked(User, As, 1).",
        "answered(User, As, 1, full) :- asked(User, As, 1).\nunanswered(User, As, 1) :- asked(User, As, 1).",
        (
            "contradiction",
            "as Supplier, year 1, which answers contradict one another",
            "Full and Self",
            f"Full and {OPEN}",
        ),
    ),
    "a duty is not settled for another reason": (
        'unsettled(User, report, "it") :- user_role(User, _).',
        'unsettled_reading(User, report, "it") :- user_role(User, _).',
        ("unsettled", "report it (“it”), why it is not settled whether there is this duty", OPEN, TWO),
    ),
    "what is excused is done no more": (
        f'{DUTY}discharged(User, report, "it") :- user_role(User, _).',
        DUTY,
        ("done", "report it (“it”), whether it was done besides", "done", "not done"),
    ),
    "it is asked what comes next": (
        "large(User) :- user_role(User, _).",
        f"{NEXT}\nnext_open(User, As) :- next_question(User, As).",
        ("next_assessment", "the next assessment as Supplier", "none", f"open ({OPEN})"),
    ),
    "what comes next is open for another reason of the same kind": (
        f"{NEXT}\nnext_barred(User, As) :- next_question(User, As).",
        f"{NEXT}\nnext_open(User, As) :- next_question(User, As).",
        (
            "next_assessment",
            "the next assessment as Supplier",
            f"open ({OPEN}) (next_barred)",
            f"open ({OPEN}) (next_open)",
        ),
    ),
}


def changes(root: Path, before: str, after: str) -> list[ImpactChange]:
    """What changes for a Supplier from one Code to another."""
    tree = PolicyTree(root).declares(MORE).party("one", "user_role: [supplier]")
    codes: list[Code] = [tree.rules(ASKED + rules).code() for rules in (before, after)]
    entries = impact_entries(codes[0], codes[1], tree.load(), tree.facts())
    return [change for entry in entries for change in entry["changes"]]


@pytest.mark.parametrize(("before", "after", "told"), CHANGES.values(), ids=CHANGES)
def test_an_outcome_that_stays_for_another_reason_is_told(
    tmp_path: Path, before: str, after: str, told: tuple[str, str, str, str]
) -> None:
    [change] = changes(tmp_path, before, after)
    assert (change["kind"], change["what"], change["before_words"], change["after_words"]) == told
    assert change["paragraphs_after"] == ([] if told[3] == "not done" else ["G1.1"])


def test_an_outcome_that_changes_is_told_without_its_reason(tmp_path: Path) -> None:
    before, after, _ = CHANGES["other answers contradict one another"]
    [change] = changes(tmp_path, before.split("\n")[0], after)
    assert (change["kind"], change["before"], change["after"]) == ("answer", "full", "contradictory")
