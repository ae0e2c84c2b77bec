"""What has one value in a report has one for every possible party, or `secg prove` shows a party that has two."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from secg.proving.proving import prove_code
from tests.policy_tree import PolicyTree
from tests.report.test_conflicts import MORE

CONFLICTS = {
    "Each duty falls due on one day: keep it": """
        obligation(User, keep, "x") :- user_role(User, supplier).
        due(User, keep, "x", 2018-02-01) :- user_role(User, supplier).
        due(User, keep, "x", 2018-05-01) :- user_role(User, network).
    """,
    "Each next assessment has one category: Supplier": """
        coming_asked(User, supplier) :- user_role(User, supplier).
        coming(User, supplier, full) :- user_role(User, supplier).
        coming(User, supplier, self) :- user_role(User, network).
    """,
    "Each next assessment has one category: Network Party": """
        coming_asked(User, network) :- user_role(User, network).
        coming(User, network, full) :- user_role(User, network).
        coming_open(User, network) :- user_role(User, supplier).
    """,
    "Each next assessment has one last day: Supplier": """
        coming_due(User, supplier, Due) :- owner_told(User, _, Told), Due = Told + 12 months.
        coming_due(User, supplier, Due) :- weakness(User, _, _, Aware), Due = Aware + 12 months.
    """,
    "No duty is set and left open at once: keep it": """
        obligation(User, keep, "x") :- user_role(User, supplier).
        open(User, keep, "x") :- user_role(User, network).
    """,
}


@pytest.mark.parametrize("what", CONFLICTS)
def test_a_conflict_of_each_kind_is_found_with_the_smallest_party(what: str, tmp_path: Path) -> None:
    tree = PolicyTree(tmp_path).declares(MORE).rules(CONFLICTS[what])
    proved = prove_code(tree.code(), tree.load(), (), date(2018, 6, 1))
    findings = {finding.what.lower(): finding for finding in proved.findings if finding.kind == "property"}
    assert any(what.lower().startswith(text) for text in findings), list(findings)
    assert all(finding.witness is not None for finding in findings.values())


def test_a_code_that_gives_one_day_breaks_none(tmp_path: Path) -> None:
    tree = (
        PolicyTree(tmp_path)
        .declares(MORE)
        .rules("""
        obligation(User, keep, Id) :- weakness(User, Id, _, _).
        due(User, keep, Id, Due) :- weakness(User, Id, _, Aware), user_role(User, supplier), Due = Aware + 1 month.
        due(User, keep, Id, Due) :- weakness(User, Id, _, Aware), user_role(User, network), Due = Aware + 1 month.
    """)
    )
    proved = prove_code(tree.code(), tree.load(), (), date(2018, 6, 1))
    assert not [finding for finding in proved.findings if finding.kind == "property"]
