"""Tables as a workbook that spreadsheets open (xlsx): days are days, texts stay texts, the same bytes every time.

The register of the duties of all parties, what a modification changes for them, and the ledger as such tables.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from secg.derive.outcomes import DutyOutcome, Status, duties_of
from secg.documents.change_document import ImpactEntry
from secg.documents.explanation import Explanation
from secg.documents.naming import short_labels
from secg.documents.nodes import citations_of, weakest_provenance
from secg.language.predicate_kinds import PredicateKind
from secg.proof.proofs import Concluded
from secg.records import record
from secg.rendering.party_list import ListedParty, due_day
from secg.report.unanswered import rows_about

Cell = str | int | date | None

FIRST_DAY = date(1900, 3, 1)
"""The first day that all spreadsheets count alike; an earlier one stands as text."""
LONGEST = 32_767
"""So many signs a cell can hold."""
CUT = " … (cut: the report has all of it)"
LINE_HEIGHT = 15
"""The height of a line of text, in points; not every spreadsheet fits rows to wrapped text by itself."""
MOST_LINES = 27
"""A row can be no higher than this."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be taken for a formula once somebody edits its cell."""


@record
class Column:
    """A column: what stands in its first row, and its width in signs."""

    heading: str
    width: int


@record
class Sheet:
    """One table of a workbook: the name of its tab, its columns, and a cell for each of them in each row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


ABOUT = (Column("What", 24), Column("Says", 110))


def about_sheet(rows: Sequence[tuple[str, str]]) -> Sheet:
    """What a workbook is about: the Code and the day, and what a reader must know of them."""
    return Sheet("About", ABOUT, tuple(rows))


def workbook(sheets: Sequence[Sheet], title: str, day: date) -> bytes:
    """The workbook; `day` stands for the day on which it was made, whenever that is."""
    from xlsxwriter import Workbook  # an extra

    content = BytesIO()
    # else `=1+1` would become a formula and an address a link
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    heading = book.add_format({"bold": True, "bg_color": "#E8ECEF", "bottom": 1, "valign": "top", "text_wrap": True})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    number = book.add_format({"num_format": "#,##0", "valign": "top"})
    dated = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)  # one page wide, and as many as it takes
        page.repeat_rows(0)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.heading, heading)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        for line, row in enumerate(sheet.rows, 1):
            page.set_row(line, LINE_HEIGHT * _lines(row, sheet.columns))
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(line, place, cell, number)
                elif isinstance(cell, date) and cell >= FIRST_DAY:
                    page.write_datetime(line, place, cell, dated)
                elif cell is not None:
                    written = str(cell)
                    if len(written) > LONGEST:
                        written = written[: LONGEST - len(CUT)] + CUT
                    page.write_string(line, place, written, quoted if written.startswith(FORMULA_SIGNS) else text)
    book.close()
    return content.getvalue()


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """Over how many lines the longest cell of a row is wrapped."""
    lines = 1
    for cell, column in zip(row, columns, strict=True):
        if isinstance(cell, str):
            lines = max(lines, len(textwrap.wrap(cell, max(column.width - 2, 1))))
    return min(lines, MOST_LINES)


OVERDUE = "overdue"
STATES = {Status.DISCHARGED: "done", Status.UNSETTLED: "not settled"}
"""How reports call what has another name in a model."""

PARTY_COLUMNS = (
    *(Column("Party", 34), Column("File", 34), Column("Next assessment", 60)),
    *(Column("Overdue", 10), Column("Due next", 14), Column("Facts stop", 14)),
)
DUTY_COLUMNS = (
    *(Column("Party", 34), Column("Duty", 60), Column("About", 26), Column("Paragraph", 26), Column("Due", 14)),
    *(Column("State", 14), Column("Owed to", 30), Column("Provenance", 14), Column("Rests on", 40), Column("File", 34)),
)
IMPACT_COLUMNS = (
    *(Column("Party", 34), Column("What", 50), Column("Before", 40), Column("After", 40)),
    *(Column("Paragraphs before", 30), Column("Paragraphs after", 30), Column("File", 34)),
)
LEDGER_COLUMNS = (
    *(Column("Paragraph", 26), Column("Title", 44), Column("State", 16), Column("Reason", 60)),
    *(Column("Sources", 24), Column("Changed by", 24), Column("Rules", 8), Column("Cases", 8)),
)


def party_sheet(parties: Sequence[ListedParty]) -> Sheet:
    """The parties with what comes next, in the order given."""
    rows: list[tuple[Cell, ...]] = []
    for party in parties:
        row = party.name, party.party, party.assessments, party.overdue, party.due_next, party.facts_stop
        rows.append(row)
    return Sheet("Parties", PARTY_COLUMNS, tuple(rows))


def duty_sheet(explanation: Explanation) -> Sheet:
    """Every duty of every party, and every one that is not settled, as the reports of the parties have them."""
    names = explanation.facts.names
    rows: list[tuple[Cell, ...]] = []
    for party in sorted(names, key=lambda party: (names[party].lower(), party)):
        for outcome in duties_of(explanation.model, explanation.vocabulary, party):
            rows.append(_duty_row(outcome, explanation))
    return Sheet("Duties", DUTY_COLUMNS, tuple(rows))


def _duty_row(outcome: DutyOutcome, explanation: Explanation) -> tuple[Cell, ...]:
    vocabulary, model, wording = explanation.vocabulary, explanation.model, explanation.wording
    party, duty, about = outcome.row
    # a duty in conflict is both set and left open; the paragraph that sets it is named
    kind = PredicateKind.UNSETTLED if outcome.status == Status.UNSETTLED else PredicateKind.OBLIGATION
    proof = explanation.why.prover.prove(*rows_about(model, vocabulary, kind, outcome.row)[0])
    assert isinstance(proof, Concluded)
    cited = citations_of([proof])
    day = due_day(outcome, model, vocabulary)
    state = STATES.get(outcome.status, outcome.status)
    if outcome.status == Status.APPLIES and day is not None and day < explanation.facts.day:
        state = OVERDUE
    owed_to = rows_about(model, vocabulary, PredicateKind.OWED_TO, outcome.row)
    return (
        *(explanation.facts.names[str(party)], vocabulary.label(vocabulary.duty_type, duty)),
        *(wording.value(about, "text"), short_labels(str(proof.rule.citation)), day),
        *(state, "; ".join(wording.value(row[-1], "text") for _, row in owed_to)),
        *(weakest_provenance(cited, explanation.code), _cited(list(map(str, cited))), str(party)),
    )


def _cited(paragraphs: Sequence[str]) -> str:
    return "; ".join(map(short_labels, paragraphs))


def impact_sheet(entries: Sequence[ImpactEntry]) -> Sheet:
    """What changes for each party (`impact_entries`), a row for each outcome."""
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        for change in entry["changes"]:
            rows.append(
                (
                    *(entry["name"], change["what"], change["before_words"], change["after_words"]),
                    *(_cited(change["paragraphs_before"]), _cited(change["paragraphs_after"]), entry["party"]),
                )
            )
    return Sheet("Changes", IMPACT_COLUMNS, tuple(rows))


def ledger_sheet(entries: Sequence[Mapping[str, Any]]) -> Sheet:
    """Every paragraph known to exist, with what is held of it; `rules` is the number in its last text."""
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        rules = entry["rules"][-1] if entry["rules"] else 0  # of a paragraph that is not held there is no text
        rows.append(
            (
                *(short_labels(entry["paragraph"]), entry["title"], entry["state"], entry["reason"]),
                *("; ".join(entry["sources"]), "; ".join(entry["instruments"]), rules, len(entry["cases"])),
            )
        )
    return Sheet("Ledger", LEDGER_COLUMNS, tuple(rows))
