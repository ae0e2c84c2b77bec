"""What a report says of the conclusions that a party does not have, and of how near they are."""

from __future__ import annotations

from collections.abc import Set

from secg.report.document import NearConclusion, Report, Shortfall
from secg.report.naming import sentence, year_words
from secg.report.outline import paragraph_anchor, section_of
from secg.report.shown_document import Section, ShownStep


def missed_sections(report: Report) -> list[Section]:
    """One section for each near conclusion that does not hold, in the form of the reasons; like years together.

    A paragraph that the report does not rely on has no entry to link to: its `anchor` is empty.
    """
    known = {paragraph_anchor(paragraph["number"]) for paragraph in report["paragraphs"]}
    groups: list[tuple[NearConclusion, list[int]]] = []
    for entry in report["why_not"]:
        for other, years in groups:
            if _key(other) == _key(entry) and "year" in entry:
                years.append(entry["year"])
                break
        else:
            groups.append((entry, [entry["year"]] if "year" in entry else []))
    return [_section(entry, years, known) for entry, years in groups]


def nearness(report: Report) -> list[str]:
    """How far each count is from changing the outcome, in sentences."""
    return [sentence(entry["sentence"]) for entry in report["thresholds"]]


def _key(entry: NearConclusion) -> tuple[object, ...]:
    texts = tuple(shortfall["sentence"] for shortfall in entry["shortfalls"])
    return (entry.get("capacity"), entry.get("category"), entry["paragraph"], texts)


def _section(entry: NearConclusion, years: list[int], known: Set[str]) -> Section:
    steps = [_step(shortfall, known) for shortfall in entry["shortfalls"]]
    note = f"The same holds for {year_words(years[1:])}." if years[1:] else ""
    title = f"It is not so that {entry['sentence']} ({entry['paragraph']})"
    return section_of(title, [], steps, note)


def _step(node: Shortfall, known: Set[str]) -> ShownStep:
    below = [_step(entry, known) for entry in node.get("because", [])]
    step: ShownStep = {"kind": node["kind"], "text": sentence(node["sentence"]), "steps": below}
    if "paragraph" in node:
        anchor = paragraph_anchor(node["paragraph"])
        step.update({"paragraph": node["paragraph"], "anchor": anchor if anchor in known else ""})
    if "file" in node:
        step["source"] = f"{node['file']}, line {node['line']}"
    elif node.get("taken"):
        step["note"] = node["taken"]
    return step
