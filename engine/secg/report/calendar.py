"""The coming days of a report as a calendar file (RFC 5545), the same bytes whenever it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import chain

from secg.report.cautions import coming_dates
from secg.report.document import Report
from secg.report.naming import framed, labelled, sentence
from secg.report.shown_document import ComingDay

REMINDER_DAYS = 14
"""How many days before a day to come a calendar reminds of it."""


def calendar_text(report: Report) -> str:
    """The calendar of a report; days that cannot be given are left out."""
    folded = chain.from_iterable(map(_folded, _lines(labelled(report))))
    return "".join(f"{line}\r\n" for line in folded)


def _lines(report: Report) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//secg//duties of a party//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{_text(report['name'] + ': ' + report['code']['title'])}"
    dated = [coming_date for coming_date in coming_dates(report) if coming_date["date"]]
    for entry in dated:
        yield from _event(report, entry)
    if not dated:
        yield from _note(report)
    yield "END:VCALENDAR"


def _note(report: Report) -> Iterator[str]:
    """A journal entry that says that there is nothing to come; a calendar may not be empty."""
    day = _day(date.fromisoformat(report["as_at"]))
    yield "BEGIN:VJOURNAL"
    yield f"UID:{_identifier(report, 'nothing')}"
    yield f"DTSTAMP:{day}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day}"
    yield f"SUMMARY:{_text(report['name'] + ': the Code sets no day on these facts')}"
    yield "END:VJOURNAL"


def _identifier(report: Report, key: str) -> str:
    """A name for an entry that is the same in every calendar of the party."""
    name = f"{report['party']}/{key}"
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@secg"


def _event(report: Report, entry: ComingDay) -> Iterator[str]:
    day = date.fromisoformat(entry["date"])
    about = framed(" (", entry["about"], ")")
    under = f"Under {'; '.join(entry['paragraphs'])}."
    overdue = " This was overdue on the day of the report." if entry["overdue"] else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{_identifier(report, entry['key'])}"
    # the day of the report, not that of the run: the same report is always the same file
    yield f"DTSTAMP:{_day(date.fromisoformat(report['as_at']))}T000000Z"
    # an event with no end lasts for the day of its start
    yield f"DTSTART;VALUE=DATE:{_day(day)}"
    late = "overdue: " if entry["overdue"] else ""
    yield f"SUMMARY:{_text(report['name'] + ': ' + late + entry['what'] + about)}"
    description = f"{sentence(entry['what'])} {under}{overdue} {sentence(report['code']['sentence'])}"
    yield f"DESCRIPTION:{_text(description)}"
    yield "TRANSP:TRANSPARENT"
    if not entry["overdue"]:
        yield from _reminder(entry["what"])
    yield "END:VEVENT"


def _reminder(what: str) -> Iterator[str]:
    """What a calendar shows two weeks before the day; of a day that has passed nobody can be reminded."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text('in two weeks: ' + what)}"
    yield f"TRIGGER:-P{REMINDER_DAYS}D"
    yield "END:VALARM"


def _day(day: date) -> str:
    """A day in the basic form, its year in four digits whenever it is."""
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A text value: one line, with what has a meaning in the format written out."""
    line = " ".join(text.split())
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of them cut within a character."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece
