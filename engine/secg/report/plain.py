"""The report as plain text shows it: every entry as one line to begin with and the lines that stand below it.

The sentences are put together here, so that the template for the terminal, which is compiled at each start, is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from secg.report.phrases import joined, sentence, spoken_date

Entry = dict[str, Any]
Lines = tuple[str, list[str]]
"""The first line of an entry, and those that stand below it."""


def plain_report(shown: Entry) -> Entry:
    """What the template for the terminal fills in."""
    origin = [sentence(f"The situation is taken from: {shown['basis']}")] if shown["basis"] else []
    return {
        "name": shown["name"],
        "head": [shown["when"], *origin],
        "warnings": [sentence(one) for one in shown["warnings"]],
        "lists": [(title, entries) for title, entries in _lists(shown) if entries],
        "outlines": [(title, entries) for title, entries in _outlines(shown) if entries],
        "paragraphs": [_paragraph(one) for one in shown["paragraphs"]],
        "sources": [(one["key"], sentence(one["title"])) for one in shown["sources"]],
        "policies": shown["digest"]["policies"][:12],
        "facts": shown["digest"]["facts"][:12],
    }


def _lists(shown: Entry) -> Iterator[tuple[str, list[Lines]]]:
    conclusions: list[Lines] = [(one, []) for one in shown["conclusions"]]
    conclusions.extend((f"{one['text']} (Reading: {one['reading']}.)", []) for one in shown["other_readings"])
    yield "CONCLUSION", conclusions
    yield "WHAT IS LEFT OPEN", [_question(one) for one in shown["questions"]]
    yield "WHAT COMES NEXT", [(one["line"], []) for one in shown["coming"]]
    yield "DUTIES", [_duty(one) for one in shown["duties"]]
    yield "HOW NEAR OTHER OUTCOMES ARE", [(one, []) for one in shown["nearness"]]


def _outlines(shown: Entry) -> Iterator[tuple[str, list[Entry]]]:
    yield "WHY", shown["why"]
    yield "WHY NOT", shown["missed"]


def _question(entry: Entry) -> Lines:
    numbers = entry["paragraphs"]
    under = f"Paragraphs: {joined(numbers)}." if numbers else "No paragraph speaks of it."
    return f"Undetermined: {entry['question']}.", [sentence(entry["because"]), under]


def _duty(duty: Entry) -> Lines:
    below = [f"About: {joined(duty['abouts'])}."]
    if "owed_to" in duty:
        below.append(f"Owed to: {joined(duty['owed_to'])}.")
    return f"{duty['paragraph']}: it must {duty['duty']}.", [*below, duty["standing"]]


def _paragraph(entry: Entry) -> tuple[str, list[tuple[str, str]]]:
    """The number and title of a paragraph, and what stands below it: how each part begins, and its text."""
    below = [("  ", entry["paraphrase"])] if entry["paraphrase"] else []
    below.extend((f"  ({limb['letter']}) ", limb["paraphrase"]) for limb in entry["limbs"])
    places = "; ".join(f"{one['key']}, {one['place']}" if one["place"] else one["key"] for one in entry["sources"])
    below.append(("  ", f"How it is known: {entry['known']} ({places})."))
    if entry["instrument"] != "baseline":
        doubt = "" if entry["since_certainty"] == "confirmed" else f", a day that is {entry['since_certainty']}"
        since = f", in force from {spoken_date(entry['since'])}{doubt}" if entry["since"] else " (not in force)"
        below.append(("  ", f"Last changed by: {entry['instrument_label']}{since}."))
    below.extend([("  ", f"Reasoning: {sentence(entry['reasoning'])}")] if entry["reasoning"] else [])
    below.extend(("  ", f"Open: {doubt}") for doubt in entry["open"])
    return f"{entry['number']}: {entry['title']}", below
