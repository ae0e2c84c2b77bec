"""The calendar of a report, held to the rules of RFC 5545 that it touches."""

from __future__ import annotations

import re

import pytest

from secg.rendering.calendar import calendar_text
from tests.report.reports import SITUATIONS, Altered, report_of


def properties(text: str) -> list[tuple[str, str]]:
    """The names and values of a calendar's lines, unfolded."""
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return [(name, value) for name, _, value in (line.partition(":") for line in lines)]


@pytest.mark.parametrize("party", SITUATIONS)
def test_lines_end_as_they_must_and_none_is_longer_than_75_octets(party: str) -> None:
    text = calendar_text(report_of(party, SITUATIONS[party]))
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize("party", SITUATIONS)
def test_components_are_closed_in_order_and_there_is_at_least_one(party: str) -> None:
    opened, seen = [], []
    for name, value in properties(calendar_text(report_of(party, SITUATIONS[party]))):
        if name == "BEGIN":
            opened.append(value)
            seen.append(value)
        elif name == "END":
            assert opened.pop() == value
    assert opened == [] and seen[0] == "VCALENDAR" and len(seen) > 1


def test_each_entry_has_the_day_of_the_report_as_its_stamp_and_a_name_of_its_own() -> None:
    found = properties(calendar_text(report_of("shared-platform", "2019-12-01")))
    assert {value for name, value in found if name == "DTSTAMP"} == {"20191201T000000Z"}
    names = [value for name, value in found if name == "UID"]
    assert len(names) == len(set(names)) >= 2


def test_the_same_thing_to_do_keeps_its_name_when_it_is_reported_on_another_day() -> None:
    days = [properties(calendar_text(report_of("shared-platform", day))) for day in ("2019-11-30", "2019-12-01")]
    names = [{value for name, value in day if name == "UID"} for day in days]
    assert names[0] == names[1]


def test_the_days_are_those_of_the_report() -> None:
    found = properties(calendar_text(report_of("small-supplier-on-a-shared-platform", "2018-08-01")))
    days = [value for name, value in found if name == "DTSTART;VALUE=DATE"]
    assert days == sorted(days) and "20181012" in days
    summaries = " ".join(value for name, value in found if name == "SUMMARY")
    assert "last day to schedule the next assessment\\, a Full User Security Assessment" in summaries
    assert not re.search(r"(?<!\\)[,;]", summaries)


def test_a_day_to_come_has_a_reminder_and_a_day_that_has_passed_says_that_it_is_overdue() -> None:
    to_come = properties(calendar_text(report_of("small-supplier-on-a-shared-platform", "2018-08-01")))
    assert to_come.count(("BEGIN", "VALARM")) == to_come.count(("BEGIN", "VEVENT")) > 0
    assert ("TRIGGER", "-P14D") in to_come
    late = properties(calendar_text(report_of("small-supplier-on-a-shared-platform", "2019-03-01")))
    overdue = [value for name, value in late if name == "SUMMARY" and ": overdue: " in value]
    assert len(overdue) == late.count(("BEGIN", "VEVENT")) - late.count(("BEGIN", "VALARM")) > 0


def test_of_facts_that_stop_long_before_a_calendar_says_that_what_is_overdue_may_have_been_done_since() -> None:
    for day, words in ("2019-03-01", "this was overdue."), ("2026-11-30", "this was overdue\\, unless done since."):
        told = properties(calendar_text(report_of("small-supplier-on-a-shared-platform", day)))
        assert any(name == "DESCRIPTION" and words in value for name, value in told)


def test_a_calendar_with_nothing_to_come_says_so() -> None:
    report: Altered = {**report_of("non-domestic-supplier", "2019-02-27"), "next": [], "obligations": []}
    found = properties(calendar_text(report))
    assert ("BEGIN", "VJOURNAL") in found and ("BEGIN", "VEVENT") not in found


def test_days_at_the_ends_of_the_calendar_are_days_like_others() -> None:
    report = report_of("small-supplier-on-a-shared-platform", "2018-08-01")
    for dated in (*report["obligations"], *report["next"]):
        if dated.get("due"):
            dated["due"] = "9999-12-31"
    report["as_at"] = "0987-06-05"
    days = properties(calendar_text(report))
    assert {value for name, value in days if name == "DTSTAMP"} == {"09870605T000000Z"}
    assert "99991231" in {value for name, value in days if name == "DTSTART;VALUE=DATE"}
