"""The days to come of a report: the next assessments and the duties with a day, listed and as a calendar file.

The file (RFC 5545) is the same bytes whenever it is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

from secg.derive.outcomes import Status
from secg.documents.document import NextAssessment, Obligation, Report, Step
from secg.documents.naming import framed, labelled, sentence, spoken_date
from secg.documents.shown_document import AnyReport, ComingDay

_LAST_DAY = "last day to "
_UNANSWERED = {"undetermined": "left open", "conflict": "in conflict"}
REMINDER_DAYS = 14
"""How many days before a day to come a calendar reminds of it."""


def coming_dates(report: Report) -> list[ComingDay]:
    """Every day that the report sets, earliest first. Duties done or excused are left out."""
    entries = (*_assessments(report), *_duties(report), *_conflicts(report))
    # what has no day comes last; the key keeps one order among those of a day
    return sorted(entries, key=lambda entry: (entry["date"] or "9999", entry["key"]))


def _coming(
    report: Report, day: str, what: str, paragraphs: list[str], key: str, about: str = "", rests: str = ""
) -> ComingDay:
    """A day that the report sets; one before the day of the report is overdue."""
    overdue = bool(day) and day < report["as_at"]
    told = f" This is {overdue_words(report)}." if overdue else ""
    words = f"{spoken_date(day) or 'No day can be given'}: {what}{framed(' (', about, ')')}."
    return {
        "date": day,
        "what": what,
        "about": about,
        "paragraphs": paragraphs,
        "overdue": overdue,
        "rests": rests,
        "key": key,
        "line": f"{words}{told}{framed(' ', rests)}",
        "task": what.removeprefix(_LAST_DAY),
    }


def _assessments(report: Report) -> Iterator[ComingDay]:
    for entry in report["next"]:
        if is_scheduled(report, entry):
            continue
        what = f"the next assessment, a {entry['category_label']} as {entry['capacity_label']}"
        if entry["category"] in _UNANSWERED:
            state = _UNANSWERED[entry["category"]]
            what = f"the next assessment, as {entry['capacity_label']}; which one is {state}"
        due = entry["due"] or ""
        if due:
            what = f"{_LAST_DAY}schedule {what}"
        paragraphs = list(dict.fromkeys(step["paragraph"] for step in entry["proof"]))
        yield _coming(report, due, what, paragraphs, f"next/{entry['capacity']}/{due}")


def overdue_words(report: Report) -> str:
    """What is said of a day that has passed: where the facts stop long before, what was done since is not known."""
    return "overdue, unless done since" if report["facts_stop"] else "overdue"


def is_scheduled(report: AnyReport, entry: NextAssessment) -> bool:
    """Whether the duty to schedule this next assessment is done, or excused."""
    for duty in report["obligations"]:
        settled = duty["status"] not in (Status.APPLIES, Status.UNSETTLED)
        if settled and "due_proof" in duty and _rests_on(duty["due_proof"], {entry["due_sentence"]}):
            return True
    return False


def resting_words(duty: Obligation) -> str:
    """That the day of a duty rests on one that is not certain."""
    rests = duty["due_rests_on"]
    return f"This day rests on {spoken_date(rests['day'])}, which is {rests['certainty']}."


def _duties(report: Report) -> Iterator[ComingDay]:
    # the duty to schedule an assessment would tell the day of that assessment again
    scheduled = {entry["due_sentence"] for entry in report["next"]}
    for duty in report["obligations"]:
        if "due" not in duty or duty["status"] != Status.APPLIES or _rests_on(duty["due_proof"], scheduled):
            continue
        key = f"{duty['duty_id']}/{duty['about']}/{duty['due']}"
        rests = resting_words(duty) if "due_rests_on" in duty else ""
        what = f"{_LAST_DAY}{duty['duty']}"
        yield _coming(report, duty["due"], what, [duty["paragraph"]], key, duty["about_label"], rests)


def _conflicts(report: Report) -> Iterator[ComingDay]:
    """Each of the days that the Code gives where it gives several for one thing; none of them is left out."""
    settled: set[tuple[str, str]] = set()
    for duty in report["obligations"]:
        if duty["status"] != Status.APPLIES:
            settled.add((duty["duty_id"], duty["about"]))
    for conflict in report["conflicts"]:
        if (conflict.get("duty_id", ""), conflict.get("about", "")) in settled:
            continue
        for answer in conflict["answers"]:
            if "due" in answer:
                what = f"one of the {len(conflict['answers'])} days that the Code gives: {answer['sentence']}"
                yield _coming(report, answer["due"], what, answer["paragraphs"], answer["atom"])


def _rests_on(proof: Step, sentences: set[str]) -> bool:
    """Whether the day of a duty is that of an assessment which is listed already."""
    return any(premise["conclusion"] in sentences for premise in proof.get("premises", []))


def calendar_text(report: Report) -> str:
    """The calendar of a report; days that cannot be given are left out."""
    return calendar_of("duties of a party", _lines(labelled(report)))


def calendar_of(what: str, lines: Iterable[str]) -> str:
    """The calendar (RFC 5545) with the lines of its entries."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//secg//{what}//EN", "CALSCALE:GREGORIAN")
    folded = chain.from_iterable(map(_folded, (*head, *lines, "END:VCALENDAR")))
    return "".join(f"{line}\r\n" for line in folded)


def _lines(report: Report) -> Iterator[str]:
    # no property of the standard, but the one by which calendars are named
    yield f"X-WR-CALNAME:{text_value(report['name'] + ': ' + report['code']['title'])}"
    dated = [coming_date for coming_date in coming_dates(report) if coming_date["date"]]
    for entry in dated:
        yield from _event(report, entry)
    if not dated:  # a calendar may not be empty: a journal entry says that there is nothing to come
        yield "BEGIN:VJOURNAL"
        yield f"UID:{_identifier(report, 'nothing')}"
        yield f"DTSTAMP:{_day(report['as_at'])}T000000Z"
        yield f"DTSTART;VALUE=DATE:{_day(report['as_at'])}"
        yield f"SUMMARY:{text_value(report['name'] + ': the Code sets no day on these facts')}"
        yield "END:VJOURNAL"


def _identifier(report: Report, key: str) -> str:
    """A name for an entry that is the same in every calendar of the party."""
    name = f"{report['party']}/{key}"
    # a digest, as what the facts name may hold any character
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@secg"


def _event(report: Report, entry: ComingDay) -> Iterator[str]:
    title = f"{entry['what']}{framed(' (', entry['about'], ')')}"
    description = f"{sentence(entry['what'])} Under {'; '.join(entry['paragraphs'])}."
    if entry["overdue"]:
        title = f"overdue: {title}"
        description += f" On the day of the report this was {overdue_words(report)}."
    yield "BEGIN:VEVENT"
    yield f"UID:{_identifier(report, entry['key'])}"
    # the day of the report, not that of the run: the same report is always the same file
    yield f"DTSTAMP:{_day(report['as_at'])}T000000Z"
    # an event with no end lasts for the day of its start
    yield f"DTSTART;VALUE=DATE:{_day(entry['date'])}"
    yield f"SUMMARY:{text_value(report['name'] + ': ' + title)}"
    yield f"DESCRIPTION:{text_value(description + ' ' + sentence(report['code']['sentence']))}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy for the whole of a last day
    if not entry["overdue"]:  # of a day that has passed nobody can be reminded
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{text_value('in two weeks: ' + entry['what'])}"
        yield f"TRIGGER:-P{REMINDER_DAYS}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _day(iso: str) -> str:
    """A day in the basic form."""
    return iso.replace("-", "")


def text_value(text: str) -> str:
    """A text value: one line, with what has a meaning in the format written out."""
    line = " ".join(text.split())
    # the backslash first, so that those that are put in stay single
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of them cut within a character."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            yield piece
            piece, size = " ", 1  # the blank by which a reader knows that a line goes on
        piece, size = piece + character, size + octets
    yield piece
