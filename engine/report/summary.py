"""The conclusion first: sentences that say what a report finds, and the years and duties that belong together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from engine.language.sentences import date_words
from engine.sources.yaml_reader import parse_date

YEARS = {1: "one", 2: "two", 3: "three"}
SHORT = {"full": "Full", "verification": "Verification", "self": "Self", "undetermined": "undetermined"}
Entry = dict[str, Any]
_PIECES = re.compile(r"\d+|[A-Za-z]+")


def spoken_date(iso: str | None) -> str:
    """`2018-07-18` as `18 July 2018`; empty for none."""
    day = parse_date(iso) if iso else None
    return date_words(day) if day else ""


def joined(words: Sequence[str]) -> str:
    """`one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def year_words(years: Sequence[int]) -> str:
    """`year two`, `years two and three`."""
    return f"year{'s' if len(years) > 1 else ''} {joined([YEARS[one] for one in years])}"


def capacity_groups(report: Entry) -> list[Entry]:
    """Per capacity: its pattern (`Full, Verification, Self`), a sentence, and its years, those alike together."""
    groups: list[Entry] = []
    for label, found in groupby(report["assessments"], key=lambda one: one["capacity_label"]):
        entries = list(found)
        categories = [one["category"] for one in entries]
        pattern = ", ".join(SHORT.get(one, one) for one in categories)
        if len(set(categories)) == 1:
            pattern = f"{SHORT.get(categories[0], categories[0])} each year"
        groups.append(
            {
                "capacity": label,
                "pattern": pattern,
                "sentence": _sentence(label, entries),
                "years": list(_like_years(entries)),
            }
        )
    return groups


def _like_years(entries: Sequence[Entry]) -> Iterable[Entry]:
    for _, found in groupby(entries, key=lambda one: (one["category"], one["paragraphs"])):
        years = list(found)
        yield {**years[0], "years": year_words([one["year"] for one in years])}


def _sentence(label: str, entries: Sequence[Entry]) -> str:
    parts: list[str] = []
    if len({one["category"] for one in entries}) == 1 and entries[0]["category"] != "undetermined":
        return f"As {_article(label)} it has a {entries[0]['category_label']} each year."
    for category, found in groupby(entries, key=lambda one: one["category"]):
        years = list(found)
        when = year_words([one["year"] for one in years])
        if category == "undetermined":
            parts.append(f"what it has in {when} is undetermined")
        else:
            parts.append(f"a {years[0]['category_label']} in {when}")
    first, rest = parts[0], parts[1:]
    start = f"As {_article(label)} it has {first}" if not first.startswith("what") else f"As {_article(label)}, {first}"
    return f"{start}{'; ' if rest else ''}{'; '.join(rest)}."


def _article(label: str) -> str:
    return f"{'an' if label[0] in 'AEIOU' else 'a'} {label}"


def duty_groups(report: Entry) -> list[Entry]:
    """The duties with what each is about gathered: one entry for each paragraph, duty and status."""

    def key(one: Entry) -> tuple[str, str, str, str]:
        return (one["paragraph"], one["duty"], one["status"], str(one.get("due")))

    groups: list[Entry] = []
    for _, found in groupby(sorted(report["obligations"], key=lambda one: report_order(one, key)), key=key):
        entries = list(found)
        groups.append({**entries[0], "abouts": [one["about_label"] for one in entries], "entries": entries})
    return groups


def report_order(entry: Entry, key: Callable[[Entry], tuple[str, ...]]) -> tuple[Any, ...]:
    """Duties in the order of the Code, then by what they are."""
    numbers = [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in _PIECES.findall(entry["paragraph"])]
    return (numbers, *key(entry))


def shown_proof(node: Entry, seen: set[str]) -> Entry | None:
    """A proof as it is shown: without rows of tables and comparisons of years, and each part with reasons once only.

    `seen` are the sentences shown with their reasons so far; a repeat keeps its sentence and is marked `repeated`.
    """
    if node.get("table") or (node.get("condition") and node["conclusion"].startswith("year ")):
        return None
    premises = node.get("premises", [])
    if premises and node["conclusion"] in seen:
        return {**node, "premises": [], "repeated": True}
    if premises:
        seen.add(node["conclusion"])
    shown = [one for premise in premises if (one := shown_proof(premise, seen)) is not None]
    return {**node, "premises": shown}


def with_shown_proofs(report: Entry) -> Entry:
    """The report with each proof as it is shown, for the templates."""
    seen: set[str] = set()

    def trimmed(entry: Entry) -> Entry:
        result = dict(entry)
        for key in ("proof", "due_proof"):
            if key in entry:
                nodes = entry[key] if isinstance(entry[key], list) else [entry[key]]
                result[key] = [one for node in nodes if (one := shown_proof(node, seen)) is not None]
        if "by" in entry:
            result["by"] = trimmed(entry["by"])
        return result

    return {
        **report,
        "capacities": [{**one, "years": [trimmed(year) for year in one["years"]]} for one in capacity_groups(report)],
        "duties": [trimmed(one) for one in duty_groups(report)],
        "questions": [trimmed(one) for one in gathered_questions(report)],
        "next": [trimmed(one) for one in report["next"]],
    }


def gathered_questions(report: Entry) -> list[Entry]:
    """The open questions, those of one capacity with the same reason together."""
    groups: list[Entry] = []
    for entry in report["undetermined"]:
        for other in groups:
            same = all(other.get(one) == entry.get(one) for one in ("because", "capacity", "paragraphs"))
            if same and "year" in entry and "year" in other:
                other["years"].append(entry["year"])
                break
        else:
            groups.append({**entry, "years": [entry["year"]] if "year" in entry else []})
    for group in groups:
        if group["years"]:
            when = year_words(group["years"])
            group["question"] = f"which assessment it has as {_article(group['capacity_label'])} in {when} of its cycle"
    return groups
