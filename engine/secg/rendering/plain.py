"""The report as plain text shows it: every entry as one line to begin with and the lines that stand below it.

The sentences are put together here, so that the template for the terminal, which is compiled at each start, is short.
"""

from __future__ import annotations

from secg.documents.naming import about_words, framed, joined, sentence, under_words
from secg.documents.shown_document import DutyGroup, ShownParagraph, ShownReport
from secg.rendering.brief import task_words
from secg.report.outline import PARTS

Lines = tuple[str, list[str]]
"""The first line of an entry, and those that stand below it."""


def plain_report(shown: ShownReport, section: str = "") -> dict[str, object]:
    """What the template for the terminal fills in: all parts, or the one of this name."""
    parts = [part for part in shown["parts"] if section in ("", part.name)]
    missing = ""
    if not parts:
        missing = next(f"This report has no part “{part.title}”." for part in PARTS if part.name == section)
    return {
        "name": shown["name"],
        "head": [shown["when"]],
        "parts": [{"title": part.title.upper(), **_content(part.name, shown)} for part in parts],
        "missing": missing,
        "policies": shown["digest"]["policies"][:12],
        "facts": shown["digest"]["facts"][:12],
    }


def _content(part: str, shown: ShownReport) -> dict[str, object]:
    """What a part holds: `lists` of entries led by a mark, `sections` of a proof, or `blocks` with lines below."""
    entries: list[Lines] = []
    content: dict[str, object] = {"mark": "* ", "lists": entries, "sections": [], "blocks": [], "sources": []}
    match part:
        case "answer":
            entries.extend(_entry(answer["text"], answer["reason"]) for answer in shown["answers"])
            entries.extend(_entry(f"{read['text']} (Reading: {read['reading']}.)") for read in shown["other_readings"])
        case "cautions":
            content["mark"] = "! "
            entries.extend(map(_entry, shown["warnings"]))
        case "todo":
            entries.extend(_entry(day["line"]) for day in shown["coming"])
            entries.extend(_entry(task_words(count)) for count in shown["brief"].counts)
        case "open":
            for question in shown["questions"]:
                because, under = sentence(question["because"]), under_words(question["paragraphs"])
                entries.append(_entry(f"Undetermined: {question['question']}.", because, under))
        case "duties":
            entries.extend(map(_duty, shown["duties"]))
        case "near":
            entries.extend(map(_entry, shown["nearness"]))
        case "why":
            content["sections"] = shown["why"]
        case "whynot":
            content["sections"] = shown["missed"]
        case "paragraphs":
            content["blocks"] = [_paragraph(paragraph) for paragraph in shown["paragraphs"]]
        case "facts":
            origin = sentence(framed("The situation is taken from: ", shown["basis"]))
            facts = (f"{sentence(fact['sentence'])} ({fact['file']}, line {fact['line']})" for fact in shown["facts"])
            entries.extend(_entry(text) for text in (origin, *facts) if text)
        case "sources":
            content["sources"] = [(source["key"], sentence(source["title"])) for source in shown["sources"]]
        case _:
            raise AssertionError(part)  # there are no other PARTS
    return content


def _entry(first: str, *below: str) -> Lines:
    """An entry without those of the lines below that say nothing."""
    return first, [text for text in below if text]


def _duty(duty: DutyGroup) -> Lines:
    about = about_words(duty["duty"], duty["abouts"]).removeprefix(", ")
    owed = framed("owed to ", joined(duty.get("owed_to", [])))
    told = sentence("; ".join(filter(None, (about, owed))))
    return _entry(f"{duty['paragraph']}: it must {duty['duty']}.", framed("", told, " ") + duty["standing"])


def _paragraph(entry: ShownParagraph) -> tuple[str, list[tuple[str, str]]]:
    """The number and title of a paragraph, and what stands below it: how each part begins, and its text."""
    below: list[tuple[str, str]] = []
    if entry["paraphrase"]:
        below.append(("  ", entry["paraphrase"]))
    below.extend((f"  ({limb['letter']}) ", limb["paraphrase"]) for limb in entry["limbs"])
    below.append(("  ", f"How it is known: {entry['known']} ({entry['grounds']})."))
    if entry["changed"]:
        doubt = ""
        if entry["since_certainty"] != "confirmed":
            doubt = f", a day that is {entry['since_certainty']}"
        below.append(("  ", f"Last changed by: {entry['changed']}{doubt}."))
    if entry["reasoning"]:
        below.append(("  ", f"Reasoning: {sentence(entry['reasoning'])}"))
    below.extend(("  ", f"Open: {doubt}") for doubt in entry["open"])
    return f"{entry['number']}: {entry['title']}", below
