"""What a change of the Code does, as a table: who, when, before, after and the paragraphs, contradictions first.

Rendering differences, impacts and proofs with the templates of reports/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from secg.derive.outcomes import CONFLICT, UNDETERMINED, UNSETTLED
from secg.effect.states import CONTRADICTORY, NONE, SILENT, UNANSWERED
from secg.records import record
from secg.report.change_document import ChangeGroup, ConditionEntry, DifferenceDocument
from secg.report.difference import (
    changed_words,
    colour_marker,
    markdown_marker,
    plain_marker,
    redline_words,
)
from secg.report.naming import SHORT, joined, labelled, pattern_words, short_labels
from secg.report.rendering import render

_LONGEST = 240
_NAMELESS = re.compile(r"“something”|\b(?:that sum|some (?:day|party|role|number)|any (?:day|party))\b")
"""Words for what a condition does not name."""
_ALTERNATIVES = 2
"""At most so many alternatives of a condition stand in a row; the effect below has all of them."""
_CATEGORIES = {SILENT: UNDETERMINED, UNANSWERED: UNDETERMINED, CONTRADICTORY: CONFLICT, NONE: "none"}


class Mark(IntEnum):
    """What a reviewer has to see first, in this order."""

    CONTRADICTION = 0
    SILENCE = 1
    PLAIN = 2

    @property
    def words(self) -> str:
        """What stands in front of the row; nothing for a plain change."""
        return {Mark.CONTRADICTION: "Contradiction", Mark.SILENCE: "New silence", Mark.PLAIN: ""}[self]


@record
class ChangeRow:
    """One row: for whom, when, what before and after, under which paragraphs of either Code."""

    mark: Mark
    who: str
    when: str
    before: str
    after: str
    paragraphs: tuple[str, ...]


def change_rows(groups: Sequence[ChangeGroup]) -> list[ChangeRow]:
    """The changes of an effect (`effect.groups` of a difference) as rows; within a mark in the order of the groups."""
    return sorted(chain.from_iterable(map(_rows, groups)), key=lambda row: row.mark)


def _rows(group: ChangeGroup) -> list[ChangeRow]:
    before, after = group["before"], group["after"]
    mark = mark_of(before, after)
    when = when_words(group["condition"], "always") if group["condition"] else ""
    if group["kind"] == "assessment":
        return [
            ChangeRow(
                mark,
                group["title"],
                when,
                _pattern(before, group["before_words"]),
                _pattern(after, group["after_words"]),
                _both(group["paragraphs_before"], group["paragraphs_after"]),
            )
        ]
    cause = group["cause"]
    if cause is not None:
        gained = "becomes true" if cause["gained"] else "ceases to be true"
        when = f"where it {gained} that {cause['words']}"
    if not group["duties"]:
        paragraphs = _both(group["paragraphs_before"], group["paragraphs_after"])
        return [ChangeRow(mark, group["title"], when, group["before_words"], group["after_words"], paragraphs)]
    headings = list(dict.fromkeys(duty["heading"] for duty in group["duties"]))
    if cause is not None and len(headings) > 1:
        gathered: list[str] = []
        for duty in group["duties"]:
            gathered.extend(duty["paragraphs_after"] or duty["paragraphs_before"])
        who = f"{len(headings)} duties, told below"
        return [ChangeRow(mark, who, when, group["before_words"], group["after_words"], _both([], gathered))]
    rows: list[ChangeRow] = []
    for duty in group["duties"]:
        paragraphs = _both(duty["paragraphs_before"], duty["paragraphs_after"])
        who = f"duty to {duty['heading']} (about {joined(duty['about'])})"
        rows.append(ChangeRow(mark, who, when, group["before_words"], group["after_words"], paragraphs))
    return rows


def mark_of(before: Sequence[str], after: Sequence[str]) -> Mark:
    """Whether the Code comes to contradict itself, or to leave open what it answered.

    >>> mark_of(["full", "self"], ["full", "contradictory"]).name, mark_of(["silent"], ["silent"]).name
    ('CONTRADICTION', 'PLAIN')
    """
    became = {now for was, now in zip(before, after, strict=True) if was != now}
    if became & {CONTRADICTORY, CONFLICT}:
        return Mark.CONTRADICTION
    return Mark.SILENCE if became & {SILENT, UNANSWERED, UNSETTLED} else Mark.PLAIN


def when_words(condition: ConditionEntry, always: str) -> str:
    """A condition in one line: what a reader can take in of its first alternatives, and whether there is more.

    What is long, or speaks of some thing that has no name, is told by the conditions and the smallest party below.

    >>> when_words({"alternatives": [["it is large", "“something” is about it"]], "complete": True}, "always")
    'when it is large and further conditions, told below'
    >>> when_words({"alternatives": [["“something” is about it"]], "complete": True}, "always")
    'in cases told below'
    """
    if condition["alternatives"] == [[]] or condition["alternatives"] == [[""]]:
        return always
    shown = list(dict.fromkeys(filter(None, map(_shown, condition["alternatives"]))))
    if not shown:
        return "in cases told below"
    words = "; or ".join(shown[:_ALTERNATIVES])
    if len(condition["alternatives"]) > len(shown[:_ALTERNATIVES]) or not condition["complete"]:
        words += "; or in further cases, told below"
    return f"when {words}"


def _shown(alternative: Sequence[str]) -> str:
    """The parts of a conjunction that are short and name what they speak of, and whether others are left out."""
    kept: list[str] = []
    for part in alternative:
        if not _NAMELESS.search(part) and len(" and ".join([*kept, part])) <= _LONGEST:
            kept.append(part)
    left_out = ["further conditions, told below"] if kept and len(kept) < len(alternative) else []
    return " and ".join([*kept, *left_out])


def _pattern(states: Sequence[str], words: str) -> str:
    """The categories of the years in short, `Full, Verification, Self`; `words` where a category has no short name."""
    if set(states) == {NONE}:
        return "not assessed"
    if not set(states) <= SHORT.keys() | _CATEGORIES.keys():
        return words
    return pattern_words([_CATEGORIES.get(state, state) for state in states])


def _both(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(short_labels, [*after, *before])))


FORMATS = ("text", "md", "html", "json")
_ENDINGS = {"text": "txt", "md": "md", "html": "html"}


def render_as(name: str, report: Mapping[str, object], form: str, templates: Path, colour: bool = False) -> str:
    """The report `name` (diff, impact, prove) in one of FORMATS; `colour` for a terminal."""
    if form == "json":
        return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    kept = {name: report[name] for name in ("redline",) if name in report}  # which says that a number is not held
    report = {**labelled(report), **kept}
    marker = markdown_marker if form == "md" else colour_marker if colour else plain_marker
    values = {
        "report": report,
        "redline": partial(redline_words, marker=marker),
        "changed": partial(changed_words, marker=marker),
    }
    if name == "diff":
        values["rows"] = change_rows(cast(DifferenceDocument, report)["effect"]["groups"])
    return render(_template(name, form), values, templates)


def _template(name: str, form: str) -> str:
    return f"{name}.{_ENDINGS[form]}.j2"
