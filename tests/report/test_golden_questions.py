"""Typical questions, `why-not` and `what-if`, with their answers as text and as JSON: read before they were kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secg.cli import main
from secg.documents.report_file import canonical
from tests.report.reports import check_golden
from tests.report.test_golden_reports import without_replay

GOLDEN = Path(__file__).parent / "golden" / "questions"
SMALL = "small-supplier-on-a-shared-platform"
KNOWN = "supplier-whose-manufacturer-already-knows"
HUB = "supplier-with-a-smets1-hub"

QUESTIONS = {
    "why-not-short-of-premises": ("why-not", SMALL, "full year 2", "--as-at", "2018-09-01"),
    "why-not-it-does-hold": ("why-not", SMALL, "full year 1", "--as-at", "2018-09-01"),
    "why-not-the-code-is-silent": ("why-not", "non-domestic-supplier", "verification year 2", "--as-at", "2019-02-27"),
    "why-not-a-sum-over-others": ("why-not", "shared-platform", "self year 3", "--as-at", "2019-12-01"),
    "why-not-excused": ("why-not", KNOWN, "G3.18(a)", "--as-at", "2019-12-01"),
    "why-not-another-component": ("why-not", HUB, "G3.20(b) about hub-at-10-acacia-avenue", "--as-at", "2018-08-01"),
    "why-not-whatever-the-facts": (
        *("why-not", "network-party-below-the-threshold", "full year 2"),
        *("--as-at", "2018-08-01"),
    ),
    "what-if-one-premises-more": ("what-if", SMALL, "--set", "domestic_premises=250001", "--as-at", "2018-09-01"),
    "what-if-without-the-platform": (
        *("what-if", SMALL, "--set", "shared_resource-=provider:shared-platform"),
        *("--as-at", "2018-08-01"),
    ),
    "what-if-nothing-changes": ("what-if", SMALL, "--set", "domestic_premises-=1", "--as-at", "2018-09-01"),
    "reach-by-premises": ("what-if", SMALL, "--reach", "full year 2", "--as-at", "2018-09-01"),
    "reach-by-a-new-provider": (
        *("what-if", "supplier-after-its-first-assessment", "--reach", "full year 2"),
        *("--as-at", "2018-08-01"),
    ),
    "reach-what-is-not-its-own": (
        *("what-if", HUB, "--reach", "G3.20(b) about hub-at-10-acacia-avenue"),
        *("--as-at", "2018-08-01"),
    ),
    "avoid-by-its-own-or-by-others": ("what-if", SMALL, "--avoid", "full year 2", "--as-at", "2018-08-01"),
    "avoid-a-duty": ("what-if", KNOWN, "--avoid", "G3.18(b)", "--as-at", "2018-07-20"),
    "reach-what-holds": ("what-if", SMALL, "--reach", "full year 1", "--as-at", "2018-09-01"),
}


@pytest.fixture(autouse=True)
def in_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_reads_as_it_was_approved(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(QUESTIONS[question]) == 0
    check_golden(GOLDEN / f"{question}.txt", capsys.readouterr().out)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_as_json_says_what_was_approved(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUESTIONS[question], "--format", "json"]) == 0
    said = without_replay(json.loads(capsys.readouterr().out))
    for change in said.get("changes", ()):
        change.pop("before_section", None)  # the proofs once more, as the text shows them
        change.pop("after_section", None)
    check_golden(GOLDEN / f"{question}.json", canonical(said))
