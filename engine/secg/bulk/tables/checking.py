"""Rows at fault in a table: each fault is told with file, column and row, and the row is left out.

At fault are cells of another type, keys with several rows, names of records that the party does not have, and values
that can't stand together, as `facts.record_days` refuses them in a YAML file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from secg.bulk.engines.duckdb_engine import Database, literal, quoted
from secg.bulk.tables.cells import PLACE, Cell, RawTable, text_of
from secg.facts.situation import window_words
from secg.language.vocabulary import Predicate, Vocabulary
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
    """A fault of rows: when a row has it and what it shows, in SQL; the message (its words but `row`, `text` and
    `more`), the values among which the nearest is named, and what it shows besides, as `first` and `start`."""

    column: str
    condition: str
    shown: str
    kind: Kind
    words: Mapping[str, object]
    values: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def check_columns(table: RawTable, needed: Sequence[str], allowed: Sequence[str], faults: list[Diagnostic]) -> None:
    """Add a fault for each column that is needed and missing, and for each that is none of the allowed ones."""
    words = {"table": table.name, "columns": ", ".join(allowed)}
    for name in needed:
        if name not in table.columns:
            faults.append(messages.COLUMN_MISSING.at(table.span, words, column=name))
    for name in table.columns:
        if name not in allowed:
            faults.append(messages.COLUMN_UNKNOWN.at(table.span, words, nearest=nearest(name, allowed), column=name))


def cell_problem(cell: Cell, required: bool) -> list[Problem]:
    """The problems of a cell: no value where one is needed, or a value of another type."""
    raw, words = quoted(cell.column), {"wanted": cell.wanted, "hint": cell.hint}
    problems: list[Problem] = []
    if required:
        problems.append(Problem(cell.column, f"{raw} IS NULL", "''", messages.CELL, words))
    if cell.fault is not None:
        # an empty cell is no fault of its type, whatever SQL makes of a comparison with null
        condition = f"{raw} IS NOT NULL AND {cell.fault}"
        problems.append(Problem(cell.column, condition, text_of(cell.column), messages.CELL, words, cell.values))
    return problems


def reject_rows(
    database: Database, table: RawTable, problems: Sequence[Problem], rejected: str, report: Report
) -> None:
    """Make the table `rejected` of the row numbers at fault. One pass counts all problems, another finds their rows."""
    counts = ", ".join(["count(*)", *(f"count_if({problem.condition})" for problem in problems)])
    total, *numbers = database.rows(f"SELECT {counts} FROM ({table.source})")[0]
    wrong = [(problem, int(count)) for problem, count in zip(problems, numbers, strict=True) if count]
    # where there is none, DuckDB does not look at the rows
    any_wrong = " OR ".join(f"({problem.condition})" for problem, _ in wrong) or "false"
    database.create(rejected, f"SELECT {PLACE} FROM ({table.source}) WHERE {any_wrong}")
    for problem, count in wrong:
        shown = ", ".join((PLACE, problem.shown, *problem.also))
        rows = f"SELECT {shown} FROM ({table.source}) WHERE {problem.condition} ORDER BY {PLACE} LIMIT {SHOWN}"
        tell(report, table.file, problem, count, database.rows(rows))
    report.totals[table.file, rejected] = int(total)
    note_left_out(database, rejected, table.file, report)


def reject_twice(
    database: Database, table: RawTable, name: str, key: str, rejected: str, report: Report, conditions: str = "true"
) -> bool:
    """Add all rows of each key with several to `rejected`, as which of them is right can't be known; whether any is.

    `key` reads the column `name`; rows that fulfil the `conditions` count. The keys go to the table `<name>_twice`.
    """
    twice = quoted(f"{name}_twice")
    rows = f"SELECT {key} AS key, {PLACE} AS place FROM ({table.source}) WHERE {key} IS NOT NULL AND {conditions}"
    several = f"FROM ({rows}) GROUP BY key HAVING count(*) > 1"
    database.create(f"{name}_twice", f"SELECT key, min(place) AS earliest, max(place) AS latest {several}")
    count = int(database.rows(f"SELECT count(*) FROM {twice}")[0][0])
    if not count:
        return False
    problem = Problem(name, "true", key, messages.KEY_TWICE, {})
    latest = database.rows(f"SELECT latest, key, earliest FROM {twice} ORDER BY latest LIMIT {SHOWN}")
    tell(report, table.file, problem, count, latest)
    again = f"SELECT place FROM ({rows}) WHERE key IN (SELECT key FROM {twice})"
    database.connection.execute(f"INSERT INTO {quoted(rejected)} {again}")
    note_left_out(database, rejected, table.file, report)
    return True


def note_left_out(database: Database, rejected: str, file: str, report: Report) -> None:
    """Note how many rows a table of rejected rows holds."""
    number = int(database.rows(f"SELECT count(DISTINCT {PLACE}) FROM {quoted(rejected)}")[0][0])
    if number:
        report.left_out[file, rejected] = number


def tell(report: Report, file: str, problem: Problem, count: int, rows: Iterable[Sequence[object]]) -> None:
    """One message for each of the first rows; the last of them says how many more there are.

    A row is its place, then what it shows: the `text` of the message, and what it calls `first` and `start`.
    """
    first = list(rows)
    for index, (row, *shown) in enumerate(first):
        more = more_alike(count - len(first), index == len(first) - 1)
        text = ""
        if shown and shown[0] is not None:
            text = str(shown[0])
        near = nearest(text, problem.values)
        if problem.kind is messages.CELL:
            text = f"`{text}`" if text else "nothing"
        words = {**problem.words, "row": f"{row:,}", "column": problem.column, "text": text, "more": more}
        for name, item in zip(("first", "start"), shown[1:], strict=False):
            words[name] = f"{item:,}" if isinstance(item, int) else str(item)
        report.faults.append(problem.kind.at(Span(file, int(str(row)), 1), words, nearest=near))


def more_alike(rest: int, is_last: bool) -> str:
    """How many rows more have a fault, behind the last row that is told."""
    return f"; {rest:,} more rows alike" if rest > 0 and is_last else ""


def reference_problems(fact: Predicate, columns: Collection[str], tables: Mapping[str, RawTable]) -> list[Problem]:
    """A problem for each argument that refers to something; `tables` are those of facts that a population has."""
    problems: list[Problem] = []
    for argument, target in fact.refers.items():
        if argument not in columns:
            continue
        # `false` first, as SQL has no disjunction of nothing
        cell, known, names = text_of(argument), ["false"], []
        for choice in target.split(" or "):
            owner, dot, key = choice.partition(".")
            if not dot:
                known.append(f"{cell} = {literal(owner)}")
                continue
            names.append(f"{key} of {owner} of its party")
            if owner in tables and key in tables[owner].columns:
                known.append(_named_by(tables[owner], key, cell))
        unknown = f"{cell} IS NOT NULL AND NOT ({' OR '.join(known)})"
        what = " or ".join(names) or "word"
        problems.append(Problem(argument, unknown, cell, messages.NAME_UNKNOWN, {"what": what}))
    return problems


def _named_by(owner: RawTable, key: str, cell: str) -> str:
    """Whether the owner's table has a row of the same party whose key is the cell."""
    party, own = text_of("party"), text_of(key)
    pairs = f"SELECT [{party}, {own}] FROM ({owner.source}) WHERE {party} IS NOT NULL AND {own} IS NOT NULL"
    return f"[{party}, {cell}] IN ({pairs})"


def record_problems(fact: Predicate, cells: Mapping[str, Cell], vocabulary: Vocabulary) -> Iterator[Problem]:
    """The problems of a fact's rows, whose columns are read as `cells`: days out of order, and symbols out of use."""
    fields = {predicate.key: predicate for predicate in vocabulary.fields.get(fact.name, ())}
    keys = [(argument.name, fact) for argument in fact.arguments[1:]]
    for key, predicate in (*keys, *fields.items()):
        if key not in cells:
            continue
        yield from _out_of_time(key, cells, predicate, vocabulary)
        if predicate.not_before in cells:
            start = predicate.not_before
            yield _earlier(key, start, cells, messages.TOO_EARLY, {"other": start})
        if predicate is not fact and predicate.begins == key and "to" in cells:
            yield _earlier("to", key, cells, messages.ENDS_FIRST, {})


def _earlier(key: str, start: str, cells: Mapping[str, Cell], kind: Kind, words: Mapping[str, object]) -> Problem:
    # a day that is not given, or is no day, comes before none
    day, first = cells[key].value, cells[start].value
    return Problem(key, f"COALESCE({day} < {first}, false)", day, kind, words, also=(first,))


def _out_of_time(
    key: str, cells: Mapping[str, Cell], predicate: Predicate, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A symbol that is not in use on the day that dates it."""
    dating = [cells[field].value for field in predicate.dated_by if field in cells]
    types = {argument.name: argument.type for argument in predicate.arguments}
    enumeration = vocabulary.types.get(types.get(key, ""))
    if enumeration is None or not dating:
        return
    day, value = f"COALESCE({', '.join(dating)})", cells[key].value
    for symbol, window in enumeration.windows.items():
        ends = (literal(window.first or date.min), literal(window.last or date.max))
        outside = f"{value} = {literal(symbol)} AND NOT {day} BETWEEN {ends[0]} AND {ends[1]}"
        words = {"keys": " or ".join(predicate.dated_by), "label": enumeration.labels[symbol]}
        words |= {"window": window_words(window), "source": window.source}
        yield Problem(key, f"COALESCE({outside}, false)", value, messages.OUT_OF_TIME, words, also=(day,))
