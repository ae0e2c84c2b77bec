"""Rows at fault in a table: each fault is told with file, column and row, and the row is left out.

At fault are cells of another type, keys with several rows, names of records that the party does not have, and values
that can't stand together, as `facts.record_days` refuses them in a YAML file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from secg.bulk.engines.duckdb_engine import Database, create
from secg.bulk.sql.calculations import constant
from secg.bulk.sql.rule_select import is_null, not_null
from secg.bulk.tables.cells import ROW, Cell, RawTable
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


def reject_twice(
    database: Database,
    table: RawTable,
    name: str,
    key: exp.Expr,
    rejected: str,
    report: Report,
    conditions: Sequence[exp.Expr] = (),
) -> bool:
    """Add all rows of each key with several to `rejected`, as which of them is right can't be known; whether any is.

    `key` reads the column `name`; rows that fulfil the `conditions` count. The keys go to the table `<name>_twice`.
    """
    row, twice = exp.column(ROW, quoted=True), f"{name}_twice"
    rows = exp.select(key.as_(name), row.as_("row")).from_(table.source.subquery("source"))
    rows = rows.where(not_null(key.copy()), *conditions)
    grouped = exp.select(name, "min(row) AS first", "max(row) AS last").from_(rows.subquery("rows")).group_by(name)
    database.execute(create(twice, grouped.having("count(*) > 1"), True))
    count = int(database.rows(exp.select(exp.Count(this=exp.Star())).from_(twice))[0][0])
    if not count:
        return False
    problem = Problem(name, exp.true(), key, messages.KEY_TWICE, {})
    first = exp.select("last", name, "first").from_(twice).order_by("last").limit(SHOWN)
    tell(report, table.file, problem, count, database.rows(first))
    inside = exp.In(this=exp.column(name), query=exp.select(name).from_(twice).subquery())
    again = exp.select("row").from_(rows.subquery("rows")).where(inside)
    database.execute(exp.insert(again, exp.to_table(rejected)))
    note_left_out(database, rejected, table.file, report)
    return True


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


def reference_problems(fact: Predicate, columns: Collection[str], tables: Mapping[str, RawTable]) -> list[Problem]:
    """A problem for each argument that refers to something; `tables` are those of facts that a population has."""
    problems: list[Problem] = []
    for argument, target in fact.refers.items():
        if argument not in columns:
            continue
        choices = [choice.partition(".") for choice in target.split(" or ")]
        cell = exp.cast(exp.column(argument, quoted=True), "TEXT")
        known: list[exp.Expr] = [
            exp.EQ(this=cell.copy(), expression=exp.Literal.string(word)) for word, dot, _ in choices if not dot
        ]
        for owner, dot, key in choices:
            if dot and owner in tables and key in tables[owner].columns:
                known.append(_named_by(tables[owner], key, cell))
        unknown = exp.and_(not_null(cell.copy()), exp.Not(this=exp.paren(exp.or_(exp.false(), *known))))
        what = " or ".join(f"{key} of {owner} of its party" for owner, dot, key in choices if dot) or "word"
        problems.append(Problem(argument, unknown, cell, messages.NAME_UNKNOWN, {"what": what}))
    return problems


def _named_by(owner: RawTable, key: str, cell: exp.Expr) -> exp.Expr:
    """Whether the owner's table has a row of the same party whose key is the cell."""
    party, own = (exp.cast(exp.column(name, quoted=True), "TEXT") for name in ("party", key))
    pairs = exp.select(exp.Array(expressions=[party.copy(), own.copy()])).from_(owner.source.subquery("owners"))
    pairs = pairs.where(exp.and_(not_null(party.copy()), not_null(own.copy())))
    return exp.In(this=exp.Array(expressions=[party, cell.copy()]), query=pairs.subquery())


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


def _earlier(key: str, start: str, cells: Mapping[str, Cell], kind: Kind, words: dict[str, object]) -> Problem:
    day, first = cells[key].value, cells[start].value
    condition = exp.func("COALESCE", exp.LT(this=day.copy(), expression=first.copy()), exp.false())
    return Problem(key, condition, day.copy(), kind, words, also=(first.copy(),))


def _out_of_time(
    key: str, cells: Mapping[str, Cell], predicate: Predicate, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A symbol that is not in use on the day that dates it."""
    dating = [cells[field].value.copy() for field in predicate.dated_by if field in cells]
    types = {argument.name: argument.type for argument in predicate.arguments}
    enumeration = vocabulary.types.get(types.get(key, ""))
    if enumeration is None or not dating:
        return
    day = exp.func("COALESCE", *dating)
    for symbol, window in enumeration.windows.items():
        inside = exp.Between(
            this=day.copy(),
            low=constant(window.first or date.min),
            high=constant(window.last or date.max),
        )
        named = exp.EQ(this=cells[key].value.copy(), expression=exp.Literal.string(symbol))
        condition = exp.func("COALESCE", exp.and_(named, exp.Not(this=exp.paren(inside))), exp.false())
        words: dict[str, object] = {"keys": " or ".join(predicate.dated_by), "label": enumeration.labels[symbol]}
        words |= {"window": window_words(window), "source": window.source}
        yield Problem(key, condition, cells[key].value.copy(), messages.OUT_OF_TIME, words, also=(day.copy(),))
