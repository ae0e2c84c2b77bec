"""The parties of a folder by what one would choose one: the next assessment, and what is overdue or due next.

The page that lists the reports of all parties, in every form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict

from secg.derive.outcomes import DutyOutcome, Model, Status, duties_of, next_of
from secg.documents.document import Report
from secg.documents.naming import iso, spoken_date
from secg.facts.situation import Facts, Situation
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.records import record
from secg.rendering.calendar import overdue_words
from secg.rendering.cautions import cautions_of
from secg.rendering.rendering import EXTENSIONS, render
from secg.rendering.shown_report import capacity_groups, duties_in_words, duty_groups, gathered_questions
from secg.report.relied_on import facts_stop
from secg.report.unanswered import rows_about

HEADINGS = ("party", "overdue", "due next", "next assessment")


@record
class ListedParty:
    """One party: its next assessments (capacity and category, as labels) and how many of its duties are overdue.

    `due_next` is the first day from the day asked about on by which a duty that applies is to be done; `facts_stop` the
    last day that its facts tell of, where it is long past, so that what is overdue may have been done since.
    """

    party: str
    name: str
    next_assessments: tuple[tuple[str, str], ...]
    overdue: int
    due_next: date | None
    facts_stop: date | None = None

    @property
    def assessments(self) -> str:
        """What comes next, in words."""
        return "; ".join(f"{capacity}: {category}" for capacity, category in self.next_assessments) or "none"

    @property
    def cells(self) -> tuple[str, ...]:
        """What a table shows of it, under the HEADINGS."""
        overdue = f"{self.overdue}, unless done since" if self.overdue and self.facts_stop else str(self.overdue or "")
        return self.party, overdue, iso(self.due_next) or "", self.assessments


def listed_parties(
    model: Model, facts: Facts, vocabulary: Vocabulary, situations: Mapping[str, Situation]
) -> list[ListedParty]:
    """Every party, those with the most overdue duties first, then by their names in files."""
    listed: list[ListedParty] = []
    for party, name in facts.names.items():
        assessments: list[tuple[str, str]] = []
        for outcome in next_of(model, vocabulary, party):
            arguments = vocabulary.predicates[outcome.predicate].arguments
            capacity = vocabulary.label(arguments[1].type, outcome.question[1])
            assessments.append((capacity, vocabulary.label(arguments[-1].type, outcome.value)))
        applying = (duty for duty in duties_of(model, vocabulary, party) if duty.status == Status.APPLIES)
        days = [day for day in (due_day(duty, model, vocabulary) for duty in applying) if day is not None]
        overdue = sum(day < facts.day for day in days)  # the day itself is still in time
        coming = min((day for day in days if day >= facts.day), default=None)
        stop = facts_stop(situations[party], facts.day)
        listed.append(ListedParty(party, name, tuple(assessments), overdue, coming, stop))
    return sorted(listed, key=lambda entry: (-entry.overdue, entry.party))


def due_day(duty: DutyOutcome, model: Model, vocabulary: Vocabulary) -> date | None:
    """The day by which a duty is to be done; None where there is none, or where several contradict each other."""
    days = [row[-1] for _, row in rows_about(model, vocabulary, PredicateKind.DUE, duty.row)]
    return days[0] if len(days) == 1 and isinstance(days[0], date) else None


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells, those of headings among them, in columns as wide as their widest cell.

    >>> print(columns([("party", "overdue"), ("acme", "2")]), end="")
    party  overdue
    acme   2
    """
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = ""
    for line in lines:
        padded = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        text += f"{padded.rstrip()}\n"
    return text


class IndexEntry(TypedDict):
    """What the index of reports says of one party; of each of its `files` the form too."""

    name: str
    outcome: str
    duties: str
    overdue: bool
    open: int
    files: list[dict[str, str]]


_LIST_NAME = re.compile(r"index(\.report)*", re.IGNORECASE)  # some file systems take `Index` for `index`


def file_name(party: str, form: str) -> str:
    """The name of the file of one report; one of a party called `index` keeps clear of the list of reports."""
    name = f"{party}.report" if _LIST_NAME.fullmatch(party) else party
    return f"{name}.{EXTENSIONS.get(form, form)}"


def index_entry(report: Report, forms: Sequence[str]) -> IndexEntry:
    """What the index says of one party: its name, its outcome in a line, and the files of its reports."""
    patterns = [f"{group['capacity']}: {group['pattern']}" for group in capacity_groups(report)]
    duties = duty_groups(report)
    return {
        "name": report["name"],
        "outcome": "; ".join(patterns) or "no yearly assessment",
        "duties": duties_in_words(duties, overdue_words(report)) if duties else "no duty",
        "overdue": any(duty.get("overdue") for duty in duties),
        "open": len(gathered_questions(report)),
        "files": [{"form": form, "file": file_name(report["party"], form)} for form in forms],
    }


def index_page(entries: Sequence[IndexEntry], reports: Sequence[Report], templates: Path) -> str:
    """The index as one self-contained page, the parties in the order of their names."""
    first = reports[0]
    values = {
        "when": f"As at {spoken_date(first['as_at'])}: {first['code']['sentence']}.",
        "title": first["code"]["title"],
        # names that differ in capital letters alone have one order, too
        "parties": sorted(entries, key=lambda entry: (entry["name"].lower(), entry["name"])),
        "cautions": cautions_of(first).general,
        "digest": first["digest"],
    }
    return render("index.html.j2", values, templates)
