"""The report as plain text shows it: every entry as one line to begin with and the lines that stand below it.

The sentences are put together here, so that the template for the terminal, which is compiled at each start, is short.
"""

from __future__ import annotations

from secg.report.brief import task_words
from secg.report.document import FactEntry
from secg.report.naming import about_words, framed, joined, sentence, spoken_date
from secg.report.outline import title_of
from secg.report.shown_document import DutyGroup, GatheredQuestion, ShownParagraph, ShownReport

Lines = tuple[str, list[str]]
"""The first line of an entry, and those that stand below it."""


def plain_report(shown: ShownReport, section: str = "") -> dict[str, object]:
    """What the template for the terminal fills in: all parts, or the one of this name."""
    parts = [part for part in shown["parts"] if section in ("", part.name)]
    return {
        "name": shown["name"],
        "head": [shown["when"]],
        "parts": [{"title": part.title.upper(), **_content(part.name, shown)} for part in parts],
        "missing": "" if parts else f"This report has no part “{title_of(section)}”.",
        "policies": shown["digest"]["policies"][:12],
        "facts": shown["digest"]["facts"][:12],
    }


def _content(part: str, shown: ShownReport) -> dict[str, object]:
    """What a part holds: `lists` of entries led by a mark, `sections` of a proof, or `blocks` with lines below."""
    content: dict[str, object] = {"mark": "* ", "lists": [], "sections": [], "blocks": [], "sources": []}
    match part:
        case "why" | "whynot":
            content["sections"] = shown["why" if part == "why" else "missed"]
        case "paragraphs":
            content["blocks"] = [_paragraph(paragraph) for paragraph in shown["paragraphs"]]
        case "sources":
            content["sources"] = [(source["key"], sentence(source["title"])) for source in shown["sources"]]
        case "cautions":
            content["mark"] = "! "
            content["lists"] = _list(part, shown)
        case _:
            content["lists"] = _list(part, shown)
    return content


def _list(part: str, shown: ShownReport) -> list[Lines]:
    match part:
        case "answer":
            readings = [
                f"{other_reading['text']} (Reading: {other_reading['reading']}.)"
                for other_reading in shown["other_readings"]
            ]
            answers = [(answer["text"], [answer["reason"]] if answer["reason"] else []) for answer in shown["answers"]]
            return [*answers, *((reading, []) for reading in readings)]
        case "cautions":
            cautions = shown["cautions"]
            return [(text, []) for text in [*cautions.own, *cautions.general]]
        case "todo":
            counts = [task_words(count) for count in shown["brief"].counts]
            days = [day["line"] for day in shown["coming"]]
            return [(item, []) for item in (*days, *counts)]
        case "open":
            return [_question(question) for question in shown["questions"]]
        case "duties":
            return [_duty(duty) for duty in shown["duties"]]
        case "near":
            return [(entry, []) for entry in shown["nearness"]]
        case "facts":
            origin: list[Lines] = (
                [(sentence(f"The situation is taken from: {shown['basis']}"), [])] if shown["basis"] else []
            )
            return [*origin, *((_fact(fact), []) for fact in shown["facts"])]
        case _:
            raise AssertionError(part)


def _fact(fact: FactEntry) -> str:
    return f"{sentence(fact['sentence'])} ({fact['file']}, line {fact['line']})"


def _question(entry: GatheredQuestion) -> Lines:
    numbers = entry["paragraphs"]
    under = f"Paragraphs: {'; '.join(numbers)}." if numbers else "No paragraph speaks of it."
    return f"Undetermined: {entry['question']}.", [sentence(entry["because"]), under]


def _duty(duty: DutyGroup) -> Lines:
    about = about_words(duty["duty"], duty["abouts"]).removeprefix(", ")
    owed = f"owed to {joined(duty['owed_to'])}" if "owed_to" in duty else ""
    told = "; ".join(text for text in (about, owed) if text)
    below = f"{sentence(told)} {duty['standing']}" if told else duty["standing"]
    return f"{duty['paragraph']}: it must {duty['duty']}.", [below]


def _paragraph(entry: ShownParagraph) -> tuple[str, list[tuple[str, str]]]:
    """The number and title of a paragraph, and what stands below it: how each part begins, and its text."""
    below: list[tuple[str, str]] = []
    if entry["paraphrase"]:
        below.append(("  ", entry["paraphrase"]))
    below.extend((f"  ({limb['letter']}) ", limb["paraphrase"]) for limb in entry["limbs"])
    places = "; ".join(source["key"] + framed(", ", source["place"]) for source in entry["sources"])
    below.append(("  ", f"How it is known: {entry['known']} ({places})."))
    if entry["instrument"] != "baseline":
        since = " (not in force)"
        if entry["since"]:
            since = f", in force from {spoken_date(entry['since'])}"
            if entry["since_certainty"] != "confirmed":
                since += f", a day that is {entry['since_certainty']}"
        below.append(("  ", f"Last changed by: {entry['instrument_label']}{since}."))
    if entry["reasoning"]:
        below.append(("  ", f"Reasoning: {sentence(entry['reasoning'])}"))
    below.extend(("  ", f"Open: {doubt}") for doubt in entry["open"])
    return f"{entry['number']}: {entry['title']}", below
