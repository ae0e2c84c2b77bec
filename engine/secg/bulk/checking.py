"""Looking for rows at fault in a table: each fault is told with file, column and row, and the row is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from secg.bulk.cells import Cell
from secg.bulk.duckdb_engine import Database, create
from secg.bulk.rule_select import is_null, not_null
from secg.bulk.tables import ROW
from secg.messages import Diagnostic, Kind, Span, nearest
from secg.messages import bulk as messages
from secg.records import record

SHOWN = 3
"""How many rows of one fault are told one by one."""


@dataclass
class Report:
    """What is wrong with the tables, and how many rows are left out of how many: by file and table of rejected rows."""

    faults: list[Diagnostic] = field(default_factory=list)
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    totals: dict[tuple[str, str], int] = field(default_factory=dict)

    def summary(self) -> Iterable[Diagnostic]:
        """The faults, and for each file how many rows are left out."""
        yield from self.faults
        for key, count in self.left_out.items():
            words = {"count": count, "total": self.totals[key], "where": "the other rows are worked on as usual"}
            yield messages.ROWS_LEFT_OUT.at(Span(key[0], 0, 0), words)


@record
class Problem:
    """A fault of rows: when a row has it, what it shows, the message (its words but `row`, `text` and `more`), the
    values among which the nearest is named, and what it shows besides, as `first` and `start`."""

    column: str
    condition: exp.Expr
    shown: exp.Expr
    kind: Kind
    words: dict[str, object]
    values: tuple[str, ...] = ()
    also: tuple[exp.Expr, ...] = ()


def cell_problem(cell: Cell, raw: exp.Expr, required: bool) -> list[Problem]:
    """The problems of a cell: no value where one is needed, or a value of another type."""
    words: dict[str, object] = {"wanted": cell.wanted, "hint": cell.hint}
    problems: list[Problem] = []
    if required:
        problems.append(Problem(cell.column, is_null(raw.copy()), exp.Literal.string(""), messages.CELL, words))
    if cell.fault is not None:
        condition = exp.and_(not_null(raw.copy()), cell.fault.copy())
        problems.append(
            Problem(cell.column, condition, exp.cast(raw.copy(), "TEXT"), messages.CELL, words, cell.values)
        )
    return problems


def reject_rows(
    database: Database, source: exp.Query, problems: Sequence[Problem], rejected: str, file: str, report: Report
) -> int:
    """Make the table `rejected` of the row numbers at fault; the number of rows of the source.

    One pass counts all problems; only where there are any are the rows looked up.
    """
    alias = "source"
    counts = [exp.CountIf(this=problem.condition.copy()) for problem in problems]
    total, *numbers = database.rows(exp.select(exp.Count(this=exp.Star()), *counts).from_(source.subquery(alias)))[0]
    row = exp.column(ROW, quoted=True)
    wrong = [problem for problem, count in zip(problems, numbers, strict=True) if count]
    any_wrong = exp.or_(*(problem.condition.copy() for problem in wrong)) if wrong else exp.false()
    rows = exp.select(row).from_(source.subquery(alias)).where(any_wrong)
    empty = exp.select(exp.cast(exp.Null(), "BIGINT").as_(ROW, quoted=True)).where(exp.false())
    database.execute(create(rejected, rows if wrong else empty, True))
    for problem, count in zip(problems, numbers, strict=True):
        if count:
            shown = [problem.shown.copy().as_("shown"), *(expression.copy() for expression in problem.also)]
            query = exp.select(row.copy(), *shown).from_(source.subquery(alias))
            query = query.where(problem.condition.copy()).order_by(row.copy()).limit(SHOWN)
            tell(report, file, problem, int(str(count)), database.rows(query))
    report.totals[file, rejected] = int(str(total))
    note_left_out(database, rejected, file, report)
    return int(str(total))


def note_left_out(database: Database, rejected: str, file: str, report: Report) -> None:
    """Note how many rows a table of rejected rows holds."""
    count = exp.Count(this=exp.Distinct(expressions=[exp.column(ROW, quoted=True)]))
    number = int(database.rows(exp.select(count).from_(rejected))[0][0])
    if number:
        report.left_out[file, rejected] = number


def tell(report: Report, file: str, problem: Problem, count: int, rows: Iterable[Sequence[object]]) -> None:
    """One message for each of the first rows; the last of them says how many more there are.

    A row is its place, then what it shows: the `text` of the message, and what it calls `first` and `start`.
    """
    first = list(rows)
    for index, (row, *shown) in enumerate(first):
        rest = count - len(first)
        more = f"; {rest:,} more rows alike" if rest > 0 and index == len(first) - 1 else ""
        text = str(shown[0]) if shown and shown[0] is not None else ""
        near = nearest(text, problem.values)
        if problem.kind is messages.CELL:
            text = f"`{text}`" if text else "nothing"
        words = {**problem.words, "row": f"{row:,}", "column": problem.column, "text": text, "more": more}
        others = [f"{item:,}" if isinstance(item, int) else str(item) for item in shown[1:]]
        words.update(zip(("first", "start"), others, strict=False))
        report.faults.append(problem.kind.at(Span(file, int(str(row)), 1), words, nearest=near))
