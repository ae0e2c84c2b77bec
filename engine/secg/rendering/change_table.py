"""What a change of the Code does, as a table: who, when, before, after and the paragraphs, contradictions first.

Rendering differences, impacts and proofs with the templates of reports/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from secg.code.redline import changed_words, colour_marker, markdown_marker, plain_marker, redline_words
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Status
from secg.documents.change_document import ChangeGroup, ConditionEntry, DifferenceDocument, Grounds
from secg.documents.naming import SHORT, about_words, joined, labelled, pattern_words, short_labels
from secg.documents.report_file import canonical
from secg.outcomes.states import CONTRADICTORY, NONE, SILENT, UNANSWERED, DetailKind, OutcomeKind
from secg.records import record
from secg.rendering.rendering import EXTENSIONS, render

_LONGEST = 360
"""More letters than these no reader takes in within a cell."""
_ABOUT = ", about"
_NAMELESS = re.compile(r"\b(?:some(?:thing| party| number)|any (?:day|party))\b")
"""Words for what a condition does not name."""
_SUBJECT = re.compile(r"^(?:the party|it) ")
_OTHERS = re.compile(r"\b(?:another|provider|some party|any party)\b")
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


class Rank(IntEnum):
    """What tells most of a change: the answer to a question, then a duty, then what either is told with."""

    ANSWER = 0
    ANSWER_TO_OPEN_QUESTION = 1
    DUTY = 2
    DETAIL = 3
    WARNING = 4


@record
class ChangeRow:
    """One row: for whom, when, what before and after, under which paragraphs of either Code.

    `told` has each change by itself where a row tells several; `paragraphs` those that the change rewrites, or all that
    the outcomes rest on where it rewrites none of them.
    """

    mark: Mark
    rank: Rank
    who: str
    when: str
    before: str
    after: str
    paragraphs: tuple[str, ...]
    told: tuple[str, ...] = ()


def change_rows(report: DifferenceDocument) -> list[ChangeRow]:
    """The changes of an effect as rows, what needs a look first: changes that differ only in a detail in one row."""
    rewritten: set[str] = set()
    for entry in report["redline"]:
        # by either number, where it is renumbered; an empty one is of no Code
        rewritten.update(short_labels(number) for number in (entry["paragraph"], entry["previous"]) if number)
    rows: list[ChangeRow] = []
    for group in report["effect"]["groups"]:
        rows.extend(_rows(group, rewritten))
    rows.sort(key=lambda row: (row.mark, row.rank))
    # outcomes of one subject first: subjects go together only where all that is told of them is the same
    return _gathered(_gathered(rows, _same_subject, _outcomes_together), _same_change, _subjects_together)


def _gathered(
    rows: Sequence[ChangeRow],
    key: Callable[[ChangeRow], tuple[object, ...]],
    together: Callable[[Sequence[ChangeRow]], Sequence[ChangeRow]],
) -> list[ChangeRow]:
    """The rows of one key put `together`, where the first of them stands."""
    alike: dict[tuple[object, ...], list[ChangeRow]] = {}
    for row in rows:
        alike.setdefault(key(row), []).append(row)
    gathered: list[ChangeRow] = []
    for few in alike.values():
        gathered.extend(together(few) if len(few) > 1 else few)
    return gathered


def _same_subject(row: ChangeRow) -> tuple[object, ...]:
    """Of the answers to questions each pair is told by itself: years, which stand in a list already."""
    if row.rank in (Rank.ANSWER, Rank.ANSWER_TO_OPEN_QUESTION):
        return (row,)
    return (row.mark, row.rank, row.who, row.when)


def _outcomes_together(rows: Sequence[ChangeRow]) -> Sequence[ChangeRow]:
    """One subject that changes in several ways, each told beneath; rows of their own where that would say nothing."""
    before = list(dict.fromkeys(_in_short(row.before) for row in rows))
    after = list(dict.fromkeys(_in_short(row.after) for row in rows))
    if set(before) == set(after):  # `A or B → A or B` tells nothing
        return rows
    told = tuple(f"{row.before} → {row.after}" for row in rows)
    paragraphs = _paragraphs_together(rows)
    return [replace(rows[0], before=joined(before, "or"), after=joined(after, "or"), paragraphs=paragraphs, told=told)]


def _in_short(words: str) -> str:
    """An open question without its reason."""
    return "open" if words.startswith("open (") else words


def _same_change(row: ChangeRow) -> tuple[object, ...]:
    # whatever the paragraphs: a row names those of all its subjects
    return (row.mark, row.rank, row.when, row.before, row.after, row.told)


def _subjects_together(rows: Sequence[ChangeRow]) -> Sequence[ChangeRow]:
    """Several subjects that change alike; those that are long are told beneath."""
    subjects = [row.who for row in rows]
    match rows[0].rank:
        case Rank.WARNING:
            who = f"{len(rows)} warnings"
        case Rank.DUTY:
            who = _duties_together(subjects)
        case _:
            who = _subject_words(subjects)
    told: list[str] = []
    for subject in subjects:
        told.extend(f"{subject}: {words}" for words in rows[0].told)
    return [replace(rows[0], who=who, paragraphs=_paragraphs_together(rows), told=tuple(told or subjects))]


def _duties_together(subjects: Sequence[str]) -> str:
    who = "; ".join(subjects)
    if len(who) <= _LONGEST:
        return who
    duties = {subject.partition(_ABOUT)[0] for subject in subjects}
    if len(duties) > 1:
        return f"{len(duties)} duties"
    return f"{duties.pop()}{_ABOUT} {len(subjects)} things"


def _subject_words(subjects: Sequence[str]) -> str:
    """Several subjects in one phrase, the words that they begin and end with said once.

    >>> _subject_words(["what comes next as Other User", "what comes next as Supplier Party"])
    'what comes next as Other User and Supplier Party'
    """
    words = [subject.split() for subject in subjects]
    shortest = min(map(len, words))  # of which a word is left to tell each subject by
    first = 0
    while first < shortest - 1 and len({subject[first] for subject in words}) == 1:
        first += 1
    last = 0
    while last < shortest - 1 - first and len({subject[-1 - last] for subject in words}) == 1:
        last += 1
    rests = [" ".join(subject[first : len(subject) - last]) for subject in words]
    ends = words[0][len(words[0]) - last :]
    return " ".join([*words[0][:first], joined(rests), *ends])


def _paragraphs_together(rows: Sequence[ChangeRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(row.paragraphs for row in rows)))


def _rows(group: ChangeGroup, rewritten: Collection[str]) -> list[ChangeRow]:
    rank, kind, who = _rank(group), group["kind"], group["title"]
    mark = Mark.PLAIN if rank >= Rank.DETAIL else mark_of(group["before"], group["after"])
    before = _outcome(kind, group["before"], group["before_words"])
    after = _outcome(kind, group["after"], group["after_words"])
    subjects: list[tuple[str, Grounds]] = []
    for duty in group["duties"]:
        subjects.append((f"duty to {duty['heading']}{about_words(duty['heading'], duty['about'])}", duty))
    if kind == OutcomeKind.OWED_TO:
        who = who.removeprefix("the ")  # as the duties begin
    elif kind == DetailKind.WARNING:
        who = _in_brief(who)
    rows: list[ChangeRow] = []
    for subject, grounds in subjects or [(who, group)]:
        rows.append(ChangeRow(mark, rank, subject, _when(group), before, after, _paragraphs(grounds, rewritten)))
    return rows


def _when(group: ChangeGroup) -> str:
    if group["cause"] is not None:
        gained = "becomes true" if group["cause"]["gained"] else "ceases to be true"
        when = f"where it {gained} that {group['cause']['words']}"
    elif group["condition"] is not None:
        when = when_words(group["condition"])
    else:
        when = "for some parties; the smallest is below"
    return _of_subject(when, group["title"]) if group["kind"] == "assessment" else when


def _rank(group: ChangeGroup) -> Rank:
    match group["kind"]:
        case "assessment" if set(group["before"]) & {SILENT, UNANSWERED, CONTRADICTORY}:
            return Rank.ANSWER_TO_OPEN_QUESTION
        case "assessment":
            return Rank.ANSWER
        case "warning":
            return Rank.WARNING
        case kind if kind in (*DetailKind, OutcomeKind.OWED_TO):
            return Rank.DETAIL
        case _:
            return Rank.DUTY


def mark_of(before: Sequence[str], after: Sequence[str]) -> Mark:
    """Whether the Code comes to contradict itself, or to leave open what it answered; details have no mark, they are
    told in words that say what is open.

    >>> mark_of(["full", "self"], ["full", "contradictory"]).name, mark_of(["silent"], ["silent"]).name
    ('CONTRADICTION', 'PLAIN')
    """
    became = {now for was, now in zip(before, after, strict=True) if was != now}
    if became & {CONTRADICTORY, CONFLICT}:
        return Mark.CONTRADICTION
    return Mark.SILENCE if became & {SILENT, UNANSWERED, Status.UNSETTLED} else Mark.PLAIN


def when_words(condition: ConditionEntry) -> str:
    """A condition in one line: what a reader can take in of its first alternatives, and whether there is more.

    What is long, or speaks of some thing that has no name, is told by the conditions and the smallest party below.

    >>> when_words({"alternatives": [["it is large", "“something” is about it"]], "complete": True})
    'when it is large, and further conditions, told below'
    >>> when_words({"alternatives": [["“something” is about it"]], "complete": True})
    'in cases that take more words, told below'
    """
    if condition["alternatives"] == [[]] or condition["alternatives"] == [[""]]:
        return "always"
    shown = list(dict.fromkeys(filter(None, map(_shown, condition["alternatives"]))))
    if not shown:
        return "in cases that take more words, told below"
    words = "; or ".join(shown[:_ALTERNATIVES])
    if len(condition["alternatives"]) > len(shown[:_ALTERNATIVES]) or not condition["complete"]:
        words += "; or in further cases, told below"
    return f"when {words}"


def _shown(alternative: Sequence[str]) -> str:
    """The parts of a conjunction that are short and name what they speak of, and whether others are left out."""
    kept: list[str] = []
    for part in alternative:
        if not _NAMELESS.search(part) and len(", and ".join([*kept, part])) <= _LONGEST:
            kept.append(_following(part, kept))
    if kept and len(kept) < len(alternative):
        kept.append("further conditions, told below")
    return ", and ".join(kept)  # by commas, as the parts have an “and” of their own


def _in_brief(warning: str) -> str:
    """A warning by its first clause; below it stands in full.

    >>> _in_brief("the warning “it is large; the Working Group said so”"), _in_brief("the warning “it is large”")
    ('the warning “it is large …”', 'the warning “it is large”')
    """
    clause, more, _ = warning.partition("; ")
    return f"{clause} …”" if more else warning


def _following(part: str, before: Sequence[str]) -> str:
    """A condition behind others: a party that alone was spoken of is `it` where the next one begins with it.

    >>> _following("the party serves none", ["the party is large"]), _following("the party is", ["another User is"])
    ('it serves none', 'the party is')
    """
    if not before or not all(_SUBJECT.match(other) and not _OTHERS.search(other) for other in before):
        return part
    return _SUBJECT.sub("it ", part)


def _of_subject(when: str, capacity: str) -> str:
    """A condition beside the capacity that it is of: that is not said again, nor `the party` where no other is named.

    >>> _of_subject("when the premises that count for the party as Supplier Party are few", "Supplier Party")
    'when the premises that count for it are few'
    >>> _of_subject("when the provider serves the party", "Supplier Party")
    'when the provider serves the party'
    """
    brief = when.replace(f"count for the party as {capacity}", "count for the party")
    # beside another party, `it` would be either
    return brief if _OTHERS.search(brief) else brief.replace("the party's", "its").replace("the party", "it")


def _outcome(kind: str, states: Sequence[str], words: str) -> str:
    """The categories of the years in short, `Full, Verification, Self`; `words` where a category has no short name."""
    if kind == "next_assessment":
        return SHORT.get(states[0], words)
    if kind != "assessment":
        return words
    if set(states) == {NONE}:
        return "not assessed"
    if not set(states) <= SHORT.keys() | _CATEGORIES.keys():
        return words
    return pattern_words([_CATEGORIES.get(state, state) for state in states])


def _paragraphs(grounds: Grounds, rewritten: Collection[str]) -> tuple[str, ...]:
    """The paragraphs that outcomes rest on and a change rewrites; all that they rest on where it rewrites none."""
    labels = dict.fromkeys(map(short_labels, [*grounds["paragraphs_after"], *grounds["paragraphs_before"]]))
    return tuple(label for label in labels if is_of(label, rewritten)) or tuple(labels)


def is_of(label: str, paragraphs: Collection[str]) -> bool:
    """Whether a label is of one of the paragraphs or of a limb of it; G8.4 begins G8.40 too."""
    return any(label == paragraph or label.startswith((f"{paragraph}(", f"{paragraph},")) for paragraph in paragraphs)


FORMATS = ("text", "md", "html", "json")


def render_as(name: str, report: Mapping[str, object], form: str, templates: Path, colour: bool = False) -> str:
    """The report `name` (diff, impact, prove) in one of FORMATS; `colour` for a terminal."""
    if form == "json":
        return canonical(report)
    shown = labelled(dict(report))
    if "redline" in report:
        shown["redline"] = report["redline"]  # which says that a number is not held
    marker = colour_marker if colour else plain_marker
    if form == "md":
        marker = markdown_marker
    values = {
        "report": shown,
        "redline": partial(redline_words, marker=marker),
        "changed": partial(changed_words, marker=marker),
    }
    if name == "diff":
        values["rows"] = change_rows(cast(DifferenceDocument, shown))
    return render(f"{name}.{EXTENSIONS.get(form, form)}.j2", values, templates)
