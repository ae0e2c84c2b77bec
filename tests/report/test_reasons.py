"""What is said to be missing is missing: of the party asked about, and of parties of which nothing is known here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from secg.cli import main
from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on
from secg.report.answers import why_not_report
from tests.policy_tree import PolicyTree

ASKED = "asked(User, supplier, 1) :- user_role(User, supplier).\n"
CONTRACT = """
contract:
  kind: fact
  args: {user: party, id: text, with: text, for: text}
  says: "{user} has the contract {id} with {with} for {for}"
  absent: none
  because: all are listed
"""


def lacking(tree: PolicyTree, body: str) -> list[str]:
    """What `one` is said to lack so that these conditions hold of it."""
    tree.rules(f"{ASKED}answered(User, As, 1, full) :- asked(User, As, 1), {body}.\nlarge(P) :- device(P, _, network).")
    policies, day = tree.load(), date(2018, 6, 1)
    given = explanation_of(policies, tree.code(), facts_on(tree.situations(), day, policies.vocabulary), "one")
    [goal] = why_not_report(given, "one", "full year 1")["goals"]
    return [shortfall["sentence"] for shortfall in goal["attempts"][0]["shortfalls"]]


@pytest.mark.parametrize(
    ("body", "also"),
    [
        ("shares(User, P), premises(P, N), N > 5", "then also needed: the provider serves"),
        ('shares(User, P), device(P, "hub", _)', "then also needed: the provider has “hub”"),
        ("shares(User, P), large(P)", "then also needed: the provider is large"),
    ],
)
def test_of_a_party_that_another_condition_has_to_name_nothing_is_denied(tmp_path: Path, body: str, also: str) -> None:
    tree = PolicyTree(tmp_path).party("one", "user_role: [supplier]")
    tree.party("stranger", "premises: 9\ndevice: [{id: hub, role: network}]")
    first, *others = lacking(tree, body)
    assert first == "nothing says that One uses any party"
    assert others[0].startswith(also)


def test_a_fact_is_not_denied_for_which_a_rule_asks_with_one_value_in_two_places(tmp_path: Path) -> None:
    tree = PolicyTree(tmp_path).declares(CONTRACT)
    tree.party("one", "user_role: [supplier]\ncontract: [{id: c, with: acme, for: meters}]")
    body = "contract(User, _, Both, Both)"
    assert lacking(tree, body) == ["One has the contract “c” with “acme” for “meters”; needed: the same in two places"]
    tree.party("one", "user_role: [supplier]")
    assert lacking(tree, body) == ["nothing says that One has the contract anything with anything for anything"]


TWO_WAYS = """
two_ways:
  kind: silence
  doubt: two_readings
  question: asked
  args: {user: party, as: role, year: year}
  says: "it is either of {user}"
"""


@pytest.mark.parametrize("number", [5, 20])
def test_why_something_stays_open_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    rules = f"""{ASKED}
    unanswered(User, As, 1) :- asked(User, As, 1), premises(User, N), N <= 10.
    two_ways(User, As, 1) :- asked(User, As, 1), premises(User, N), N > 10.
    """
    tree = PolicyTree(tmp_path).declares(TWO_WAYS).rules(rules).party("one", "user_role: [supplier]\npremises: 5")
    monkeypatch.chdir(tree.root)
    assert main(["what-if", "one", "--set", f"premises={number}", "--as-at", "2018-06-01"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    other = "This would be why something stays open: it is either of One"
    assert (other in text, "Nothing changes: " in text) == ((True, False) if number == 20 else (False, True))
