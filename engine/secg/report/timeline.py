"""The days to come of a report: the next assessments and the duties with a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from secg.report.phrases import spoken_date

Entry = dict[str, Any]


def coming_dates(report: Entry) -> list[Entry]:
    """Every day that the report sets, earliest first.

    Each entry has `date` (ISO, empty where none can be given), `what`, `about`, `paragraphs`, `overdue`, all of it in
    one `line`, and a `key` that is the same whenever the same thing falls due. Duties done or excused are left out.
    """
    entries = [*_assessments(report), *_duties(report), *_conflicts(report)]
    for entry in entries:
        about = f" ({entry['about']})" if entry["about"] else ""
        overdue = f" This is {overdue_words(report)}." if entry["overdue"] else ""
        rests = f" {entry['rests']}" if entry.get("rests") else ""
        day = spoken_date(entry["date"]) or "No day can be given"
        entry.setdefault("rests", "")
        entry["line"] = f"{day}: {entry['what']}{about}.{overdue}{rests}"
    return sorted(entries, key=lambda entry: (entry["date"] or "9999", entry["key"]))


def _assessments(report: Entry) -> Iterator[Entry]:
    for entry in report["next"]:
        if is_scheduled(report, entry):
            continue
        due = entry["due"] or ""
        label = f"a {entry['category_label']} as {entry['capacity_label']}"
        if entry["category"] in ("undetermined", "conflict"):
            state = "left open" if entry["category"] == "undetermined" else "in conflict"
            label = f"as {entry['capacity_label']}; which one is {state}"
        yield {
            "date": due,
            "what": f"{'last day to schedule ' if due else ''}the next assessment, {label}",
            "about": "",
            "paragraphs": list(dict.fromkeys(step["paragraph"] for step in entry["proof"])),
            "overdue": bool(due) and due < report["as_at"],
            "key": f"next/{entry['capacity']}/{due}",
        }


def overdue_words(report: Entry) -> str:
    """What is said of a day that has passed: where the facts stop long before, what was done since is not known."""
    return "overdue, unless done since" if report.get("facts_stop") else "overdue"


def is_scheduled(report: Entry, entry: Entry) -> bool:
    """Whether the duty to schedule this next assessment is done, or excused."""
    scheduled = {entry["due_sentence"]} if entry["due"] else set()
    return any(
        duty["status"] not in ("applies", "unsettled") and _rests_on(duty["due_proof"], scheduled)
        for duty in report["obligations"]
        if "due_proof" in duty
    )


def resting_words(duty: Entry) -> str:
    """That the day of a duty rests on one that is not certain."""
    rests = duty["due_rests_on"]
    return f"This day rests on {spoken_date(rests['day'])}, which is {rests['certainty']}."


def _duties(report: Entry) -> Iterator[Entry]:
    scheduled = {entry["due_sentence"] for entry in report["next"] if entry["due"]}
    for duty in report["obligations"]:
        if "due" not in duty or duty["status"] != "applies" or _rests_on(duty["due_proof"], scheduled):
            continue
        what = duty["duty"]
        yield {
            "date": duty["due"],
            "what": f"last day to {what}",
            "about": duty["about_label"],
            "paragraphs": [duty["paragraph"]],
            "overdue": duty["overdue"],
            "rests": resting_words(duty) if "due_rests_on" in duty else "",
            "key": f"{duty['duty_id']}/{duty['about']}/{duty['due']}",
        }


def _conflicts(report: Entry) -> Iterator[Entry]:
    """Each of the days that the Code gives where it gives several for one thing; none of them is left out."""
    for conflict in report["conflicts"]:
        done = [
            obligation
            for obligation in report["obligations"]
            if obligation["status"] != "applies" and (obligation["duty_id"], obligation["about"]) == _duty_of(conflict)
        ]
        for answer in conflict["answers"] if not done else ():
            if "due" in answer:
                yield {
                    "date": answer["due"],
                    "what": f"one of the {len(conflict['answers'])} days that the Code gives: {answer['sentence']}",
                    "about": "",
                    "paragraphs": answer["paragraphs"],
                    "overdue": answer["due"] < report["as_at"],
                    "key": f"{answer['atom']}",
                }


def _duty_of(conflict: Entry) -> tuple[str, str]:
    return conflict.get("duty_id", ""), conflict.get("about", "")


def _rests_on(proof: Entry, sentences: set[str]) -> bool:
    """Whether the day of a duty is that of an assessment which is listed already."""
    return any(premise["conclusion"] in sentences for premise in proof.get("premises", []))
