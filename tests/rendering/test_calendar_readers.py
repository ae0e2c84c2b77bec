"""Two calendar libraries that know nothing of each other read every calendar, and read the same as the report says."""

from __future__ import annotations

import icalendar
import pytest
import vobject

from secg.rendering.calendar import REMINDER_DAYS, calendar_text, coming_dates
from tests.report.reports import SITUATIONS, report_of

Event = tuple[str, str, int]
"""The day of an event, its title, and how many reminders it has."""


def by_icalendar(text: str) -> list[Event]:
    """The events as the library icalendar reads them."""
    calendar = icalendar.Calendar.from_ical(text)
    events: list[Event] = []
    for event in calendar.walk("VEVENT"):
        alarms = event.walk("VALARM")
        assert all(alarm.decoded("TRIGGER").days == -REMINDER_DAYS for alarm in alarms)
        events.append((event.decoded("DTSTART").isoformat(), str(event["SUMMARY"]), len(alarms)))
    return events


def by_vobject(text: str) -> list[Event]:
    """The events as the library vobject reads them."""
    calendar = vobject.readOne(text)
    events: list[Event] = []
    for event in calendar.contents.get("vevent", []):
        alarms = event.contents.get("valarm", [])
        assert all(alarm.trigger.value.days == -REMINDER_DAYS for alarm in alarms)
        events.append((event.dtstart.value.isoformat(), event.summary.value, len(alarms)))
    return events


@pytest.mark.parametrize("party", SITUATIONS)
def test_both_read_the_days_of_the_report(party: str) -> None:
    report = report_of(party, SITUATIONS[party])
    text = calendar_text(report)
    expected = [(entry["date"], 0 if entry["overdue"] else 1) for entry in coming_dates(report) if entry["date"]]
    events = by_icalendar(text)
    assert events == by_vobject(text)
    assert [(day, alarms) for day, _, alarms in events] == expected
    assert all(title.startswith(f"{report['name']}: ") for _, title, _ in events)
