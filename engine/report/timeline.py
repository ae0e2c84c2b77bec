"""The days to come of a report: the next assessments and the duties with a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.report.phrases import spoken_date

Entry = dict[str, Any]


def coming_dates(report: Entry) -> list[Entry]:
    """Every day that the report sets, earliest first.

    Each entry has `date` (ISO, empty where none can be given), `what`, `about`, `paragraphs`, `overdue`, all of it in
    one `line`, and a `key` that is the same whenever the same thing falls due. Duties done or excused are left out.
    """
    entries = [*_assessments(report), *_duties(report), *_conflicts(report)]
    for entry in entries:
        about = f" ({entry['about']})" if entry["about"] else ""
        overdue = " This is overdue." if entry["overdue"] else ""
        entry["line"] = f"{spoken_date(entry['date']) or 'No day can be given'}: {entry['what']}{about}.{overdue}"
    return sorted(entries, key=lambda one: (one["date"] or "9999", one["key"]))


def _assessments(report: Entry) -> Iterator[Entry]:
    for entry in report["next"]:
        due = entry["due"] or ""
        label = f"a {entry['category_label']} as {entry['capacity_label']}"
        if entry["category"] in ("undetermined", "conflict"):
            state = "left open" if entry["category"] == "undetermined" else "in conflict"
            label = f"as {entry['capacity_label']}; which one is {state}"
        yield {
            "date": due,
            "what": f"{'last day to schedule ' if due else ''}the next assessment, {label}",
            "about": "",
            "paragraphs": list(dict.fromkeys(one["paragraph"] for one in entry["proof"])),
            "overdue": bool(due) and due < report["as_at"],
            "key": f"next/{entry['capacity']}/{due}",
        }


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
            "key": f"{duty['duty_id']}/{duty['about']}/{duty['due']}",
        }


def _conflicts(report: Entry) -> Iterator[Entry]:
    """Each of the days that the Code gives where it gives several for one thing; none of them is left out."""
    for conflict in report["conflicts"]:
        done = [
            one
            for one in report["obligations"]
            if one["status"] != "applies" and (one["duty_id"], one["about"]) == _duty_of(conflict)
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
    return any(one["conclusion"] in sentences for one in proof.get("premises", []))
