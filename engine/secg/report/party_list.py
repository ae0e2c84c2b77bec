"""The parties of a folder by what one would choose one: the next assessment, and what is overdue or due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from secg.derive.model import Model
from secg.derive.outcomes import APPLIES, CONFLICT, UNDETERMINED, duties_of, next_of
from secg.facts.situation import Facts
from secg.language.vocabulary import Vocabulary
from secg.records import record

HEADINGS = ("party", "overdue", "due next", "next assessment")


@record
class ListedParty:
    """One party: its next assessments (capacity and category, as labels) and how many of its duties are overdue.

    `due_next` is the first day from the day asked about on by which a duty that applies is to be done.
    """

    party: str
    name: str
    next_assessments: tuple[tuple[str, str], ...]
    overdue: int
    due_next: date | None

    @property
    def cells(self) -> tuple[str, ...]:
        """What a table shows of it, under the HEADINGS."""
        assessments = "; ".join(f"{capacity}: {category}" for capacity, category in self.next_assessments) or "none"
        due = self.due_next.isoformat() if self.due_next is not None else ""
        return self.party, str(self.overdue or ""), due, assessments


def listed_parties(model: Model, facts: Facts, vocabulary: Vocabulary) -> list[ListedParty]:
    """Every party, those with the most overdue duties first, then by their names in files."""
    listed = [_listed(party, model, facts, vocabulary) for party in facts.names]
    return sorted(listed, key=lambda entry: (-entry.overdue, entry.party))


def _listed(party: str, model: Model, facts: Facts, vocabulary: Vocabulary) -> ListedParty:
    assessments: list[tuple[str, str]] = []
    for outcome in next_of(model, vocabulary, party):
        arguments = vocabulary.predicates[outcome.predicate].arguments
        capacity = vocabulary.label(arguments[1].type, outcome.question[1])
        undecided = outcome.value in (UNDETERMINED, CONFLICT)
        category = str(outcome.value) if undecided else vocabulary.label(arguments[-1].type, outcome.value)
        assessments.append((capacity, category))
    days: list[date] = []
    for duty in duties_of(model, vocabulary, party):
        if duty.status != APPLIES:
            continue
        dues = {row for due in vocabulary.of_kind("due") for row in model.rows_with(due.name, 0, party)}
        rows = [row for row in dues if row[:3] == duty.row]
        if len(rows) == 1 and isinstance(rows[0][-1], date):  # where days contradict each other, none is chosen
            days.append(rows[0][-1])
    overdue = sum(day < facts.day for day in days)
    coming = min((day for day in days if day >= facts.day), default=None)
    return ListedParty(party, facts.names[party], tuple(assessments), overdue, coming)


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under headings, in columns as wide as their widest cell.

    >>> print(columns(("party", "overdue"), [("acme", "2")]), end="")
    party  overdue
    acme   2
    """
    lines = [tuple(headings), *map(tuple, rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(headings))]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded)
