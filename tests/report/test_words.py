"""Words of a report that are claims: what is said of the Code is what a source says of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.report.rendering import render_report
from tests.report.reports import REPOSITORY, TEMPLATES, report_of, situations_of

GOLDEN = Path(__file__).parent / "golden"
_SPEAKS_FOR_THE_CODE = re.compile(
    r"(?<!says that )the Code (?:is|was) silent(?!, according to S\d)"
    r"|the Code (?:does|did) not say|the Code (?:says|said) nothing|the Code gives no answer",
    re.IGNORECASE,
)
"""A sentence that says of the Code's own words what no source is named for."""
DAYS = ("2018-02-01", "2018-09-01", "2019-05-01", "2020-06-01", "2026-01-01")


def test_no_golden_page_speaks_for_the_code_where_no_source_does() -> None:
    pages = [path for path in GOLDEN.rglob("*") if path.is_file()]
    assert len(pages) > 20
    for page in pages:
        text = " ".join(page.read_text().replace("> ", "").split())
        assert not _SPEAKS_FOR_THE_CODE.findall(text), page.name


@pytest.mark.parametrize("party", sorted(situations_of(REPOSITORY).parties))
def test_no_report_of_a_shipped_party_does_on_any_of_these_days(party: str) -> None:
    for day in DAYS:
        text = " ".join(str(render_report(report_of(party, day), "text", TEMPLATES)).split())
        assert not _SPEAKS_FOR_THE_CODE.findall(text), day


def test_silence_is_reported_by_a_source_or_it_is_not_silence_of_the_code() -> None:
    """A source speaks of the Non-Domestic Supplier, and none of the Registered Supplier Agent."""
    supplier = report_of("non-domestic-supplier", "2019-02-27")["undetermined"][0]
    assert supplier["doubt"] == "code_silent"
    assert supplier["because"].startswith("The Code is silent, according to S0 (section 2). ")
    agent = report_of("registered-supplier-agent", "2019-02-27")["undetermined"][0]
    assert agent["doubt"] == "no_source"
    assert agent["because"].startswith("No source held says. ")


def test_the_doubt_that_is_printed_is_the_one_of_the_case_at_hand() -> None:
    open_next = [
        one for one in report_of("shared-platform-for-networks", "2018-09-01")["undetermined"] if "year" in one
    ]
    assert all("Network Parties" in one["because"] for one in open_next)
    (fallen,) = [
        one
        for one in report_of("supplier-that-fell-below-the-threshold", "2019-06-01")["undetermined"]
        if "year" not in one
    ]
    assert "no longer has to have one each year" in fallen["because"]
    assert "User entry" not in fallen["because"]
    assert "no Full assessment" not in fallen["because"]
