"""The report in short: one screen that begins with the answer, for every party on any day."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.documents.shown_document import Answer, Brief, Cautions, Task
from secg.records import record
from secg.rendering.brief import LINES, WIDTH, brief_text
from secg.rendering.rendering import render_brief, render_report
from secg.rendering.shown_report import shown_report
from tests.report.reports import SITUATIONS, TEMPLATES, Altered, check_golden, report_of, reports_on
from tests.report.test_golden_reports import undigested

GOLDEN = Path(__file__).parent / "golden"
SHOWN = {
    **SITUATIONS,
    "utrn-generator": "2026-11-28",
    "large-supplier": "2026-11-28",
    "registered-supplier-agent": "2019-12-01",
    "triage-facility-operator": "2023-02-03",
}
"""The parties whose short form is kept, among them one to whom nothing applies, with the day of each."""
DAYS = ("2018-08-01", "2019-12-01", "2026-11-28")


@pytest.mark.parametrize("party", SHOWN)
def test_the_short_form_reads_as_it_was_approved(party: str) -> None:
    check_golden(GOLDEN / f"{party}.txt", render_brief(undigested(report_of(party, SHOWN[party]))))


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_full_text_reads_as_it_was_approved(party: str) -> None:
    shown = render_report(undigested(report_of(party, SITUATIONS[party])), "text", TEMPLATES)
    assert isinstance(shown, str)
    check_golden(GOLDEN / f"{party}.full.txt", shown)


@pytest.mark.parametrize("day", DAYS)
def test_every_party_of_the_repository_fits_one_screen_with_its_answer_first(day: str) -> None:
    for party, report in reports_on(day).items():
        lines = render_brief(report).splitlines()
        assert len(lines) <= LINES, party
        assert max(map(len, lines)) <= WIDTH, party
        labels = [line.split("  ")[0] for line in lines[3:] if line[:1].isupper()]
        assert labels[0] == "ANSWER" and labels[-1].startswith("More: --full"), party


@pytest.mark.parametrize("day", DAYS)
def test_the_short_form_says_nothing_twice_and_counts_every_duty(day: str) -> None:
    for party, report in reports_on(day).items():
        shown = shown_report(report)
        brief: Brief = shown["brief"]
        counted = sum(int(task.what.split()[0]) for task in brief.counts)
        dated = sum(duty["status"] == "applies" and "due" in duty for duty in shown["duties"])
        assert counted + dated == len(shown["duties"]), party
        sentences = [
            *(answer.sentence for answer in brief.answers),
            *(answer.reason for answer in brief.answers if answer.reason),
        ]
        assert len(sentences) == len(set(sentences)), party


def test_what_is_overdue_comes_before_what_is_to_come_and_before_what_has_no_day() -> None:
    text = render_brief(report_of("shared-platform", "2019-12-01"))
    assert text.index("overdue since 30 September 2019") < text.index("by 3 December 2019") < text.index("no day set")


def test_a_party_to_which_nothing_applies_is_told_why() -> None:
    text = " ".join(render_brief(report_of("utrn-generator", "2026-11-28")).split())
    assert "It provides Shared Resources and is not said to be a Party to the Code" in text
    assert 'secg why-not utrn-generator "full year 1"' in text


def test_a_contradiction_of_the_code_is_the_first_answer() -> None:
    report = report_of("large-supplier", "2019-12-01")
    proof = report["assessments"][0]["proof"]
    answers = [
        {"sentence": f"it is {value}", "paragraphs": [value], "atom": value, "proof": proof}
        for value in ("G1.1", "G1.2")
    ]
    contradicted: Altered = {**report, "conflicts": [{"answers": answers}]}
    brief = shown_report(contradicted)["brief"]
    assert brief.answers[0].sentence == "The Code contradicts itself: It is G1.1 (G1.1); it is G1.2 (G1.2)."


def test_another_reading_that_would_change_the_answer_is_told() -> None:
    shown = shown_report(report_of("supplier-that-fell-below-the-threshold", "2019-04-01"))
    assert [
        other_reading for other_reading in shown["other_readings"] if other_reading["text"] not in shown["brief"].open
    ] == []


WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=300)
TASKS = st.lists(st.builds(Task, WORDS, WORDS, st.lists(WORDS, max_size=9).map(tuple), st.booleans()), max_size=12)
BRIEFS = st.builds(
    Brief,
    name=WORDS,
    day=st.just("28 November 2026"),
    code=WORDS,
    answers=st.lists(st.builds(Answer, WORDS, WORDS), max_size=9).map(tuple),
    near=st.lists(WORDS, max_size=9).map(tuple),
    cautions=st.builds(Cautions, st.just(()), st.just(()), WORDS),
    tasks=TASKS.map(tuple),
    counts=st.lists(st.builds(Task, WORDS, WORDS, st.lists(WORDS, max_size=9).map(tuple)), max_size=5).map(tuple),
    open=st.lists(WORDS, max_size=9).map(tuple),
    why=WORDS,
)


@given(BRIEFS)
def test_however_much_there_is_to_say_it_fits_one_screen(brief: Brief) -> None:
    lines = brief_text(brief).splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH


@record
class _Case:
    """A caution as it is told in full, and what the one line says of it."""

    text: str
    short: str


@pytest.mark.parametrize(
    "case",
    [
        _Case("the Code applied is that of 5.20; on 1 May 2019 that of SECMP0059 is in force", "SECMP0059 is in force"),
        _Case(
            "A1 (its (own) title) changed Section G on 1 May 2019, and no source held says which paragraphs", "What A1"
        ),
        _Case("the Code of X may be in force already: its day, 2 May 2019, is planned: why", "may be in force already"),
    ],
    ids=lambda case: case.short,
)
def test_each_caution_is_in_the_one_line(case: _Case) -> None:
    report: Altered = {**report_of("other-user", "2018-08-01"), "warnings": [case.text]}
    assert case.short in shown_report(report)["cautions"].line
