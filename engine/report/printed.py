"""What the printed forms of a report need besides: days and facts as words, the proofs only as rows."""

from __future__ import annotations

import re
from typing import Any

from engine.report.phrases import joined, sentence, spoken_date

Entry = dict[str, Any]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_KEYS = ("name", "basis", "when", "digest", "conclusions", "other_readings", "capacities", "assessments")


def printed_report(shown: Entry) -> Entry:
    """The data of a printed report, as plain JSON values, without the nested proofs."""
    entry: Entry = {key: shown[key] for key in _KEYS}
    entry.update(
        {
            "as_at_words": spoken_date(shown["as_at"]),
            "warnings": [sentence(one) for one in shown["warnings"]],
            "assessments": [_without_proofs(one) for one in shown["assessments"]],
            "capacities": [
                {
                    "capacity": group["capacity"],
                    "years": [one for one in shown["assessments"] if one["capacity_label"] == group["capacity"]],
                }
                for group in shown["capacities"]
            ],
            "questions": [_without_proofs(one) for one in shown["questions"]],
            "coming": [_coming(one) for one in shown["coming"]],
            "duties": [_duty(one) for one in shown["duties"]],
            "extras": [],
            "why": [{"title": one["title"], "note": one["note"], "rows": _rows(one["rows"])} for one in shown["why"]],
            "paragraphs": [{**one, "changed": _changed(one)} for one in shown["paragraphs"]],
            "facts": [{**one, "words": sentence(one["sentence"])} for one in shown["facts"]],
            "sources": shown["sources"],
        }
    )
    entry["capacities"] = [
        {**one, "years": [_without_proofs(year) for year in one["years"]]} for one in entry["capacities"]
    ]
    printable: Entry = _printable(entry)
    return printable


def _without_proofs(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if key not in ("proof", "due_proof", "by", "entries")}


def _coming(entry: Entry) -> Entry:
    about = f" About: {entry['about']}." if entry["about"] else ""
    day = spoken_date(entry["date"]) or "No day can be given"
    return {**entry, "day": day, "sentence": f"{sentence(entry['what'])}{about}"}


def _duty(duty: Entry) -> Entry:
    owed = f" (owed to {joined(duty['owed_to'])})" if "owed_to" in duty else ""
    return {**_without_proofs(duty), "words": f"{duty['duty']}{owed}", "about_words": joined(duty["abouts"])}


def _rows(rows: list[Entry]) -> list[Entry]:
    return [{key: one[key] for key in ("text", "depth", "mark", "aside", "again")} for one in rows]


def _changed(paragraph: Entry) -> str:
    """What changed the paragraph last and from which day; empty where nothing did."""
    if paragraph["instrument"] == "baseline":
        return ""
    since = f", in force from {spoken_date(paragraph['since'])}" if paragraph["since"] else " (not in force)"
    return f"{paragraph['instrument_label']}{since}"


def _printable(value: Any) -> Any:
    """The value without characters that no printed document can hold."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("�", value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value
