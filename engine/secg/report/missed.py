"""What a report says of the conclusions that a party does not have, and of how near they are."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from secg.report.naming import sentence, year_words
from secg.report.outline import paragraph_anchor, section_of

Entry = dict[str, Any]


def missed_sections(report: Entry) -> list[Entry]:
    """One section for each near conclusion that does not hold, in the form of the reasons; like years together.

    A paragraph that the report does not rely on has no entry to link to: its `anchor` is empty.
    """
    known = {paragraph_anchor(paragraph["number"]) for paragraph in report["paragraphs"]}
    groups: list[Entry] = []
    for entry in report.get("why_not", []):
        for other in groups:
            if _key(other) == _key(entry) and "year" in entry:
                other["years"].append(entry["year"])
                break
        else:
            groups.append({**entry, "years": [entry["year"]] if "year" in entry else []})
    return [_section(group, known) for group in groups]


def nearness(report: Entry) -> list[str]:
    """How far each count is from changing the outcome, in sentences."""
    return [sentence(entry["sentence"]) for entry in report.get("thresholds", [])]


def _key(entry: Entry) -> tuple[Any, ...]:
    texts = tuple(shortfall["sentence"] for shortfall in entry["shortfalls"])
    return (entry.get("capacity"), entry.get("category"), entry["paragraph"], texts)


def _section(entry: Entry, known: Set[str]) -> Entry:
    steps = [_step(shortfall, known) for shortfall in entry["shortfalls"]]
    note = f"The same holds for {year_words(entry['years'][1:])}." if entry["years"][1:] else ""
    title = f"It is not so that {entry['sentence']} ({entry['paragraph']})"
    return section_of(title, [], steps, note)


def _step(node: Entry, known: Set[str]) -> Entry:
    below = [_step(entry, known) for entry in node.get("because", [])]
    step: Entry = {"kind": node["kind"], "text": sentence(node["sentence"]), "steps": below}
    if "paragraph" in node:
        anchor = paragraph_anchor(node["paragraph"])
        step.update({"paragraph": node["paragraph"], "anchor": anchor if anchor in known else ""})
    if "file" in node:
        step["source"] = f"{node['file']}, line {node['line']}"
    elif node.get("taken"):
        step["note"] = node["taken"]
    return step
