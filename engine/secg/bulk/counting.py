"""Counting premises: from an inventory of metering points to the facts of each Supplier, by the rules of counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlglot import exp

from secg.bulk.counting_rules import (
    BESIDE,
    COUNTED,
    DECIDES,
    INVENTORY,
    SUPPLIERS,
    CountingRules,
    inventory_relations,
)
from secg.bulk.engines.duckdb_engine import Database, Step, create, relation_rows, run, sql_text, whole_file
from secg.bulk.sql.calculations import constant
from secg.bulk.sql.program import Compiler, Script
from secg.bulk.sql.rule_select import is_null, not_null
from secg.bulk.tables.cells import ROW, Cell, RawTable, read_cell
from secg.bulk.tables.checking import Problem, Report, cell_problem, reject_rows, reject_twice
from secg.bulk.tables.sources import find_inventory
from secg.language.program import Program
from secg.language.vocabulary import Argument
from secg.messages import Diagnostic, Faults, Span, nearest
from secg.messages import bulk as messages
from secg.records import record

ARGUMENTS = {
    "point": Argument("point", "text"),
    "premises": Argument("premises", "text"),
    "supplier": Argument("supplier", "party"),
    "fuel": Argument("fuel", "fuel"),
    "kind": Argument("kind", "premises_kind"),
    "generation": Argument("generation", "generation"),
    "enrolled": Argument("enrolled", "date"),
    "platform": Argument("platform", "party"),
    "from": Argument("from", "date"),
    "to": Argument("to", "date"),
}
NEEDED = ("point", "premises", "supplier", "fuel", "kind", "generation")
_INTEGERS = ("INTEGER", "BIGINT", "UINTEGER", "UBIGINT", "HUGEINT")


@record
class SupplierCounts:
    """What is counted for one Supplier, with the meters in its Non-Domestic Premises beside the premises."""

    supplier: str
    counts: Mapping[str, int]
    meters: int
    unit_decides: bool


@record
class Counting:
    """The counts of every Supplier, the paragraph of each number, and what was wrong with the rows."""

    suppliers: tuple[SupplierCounts, ...]
    paragraphs: Mapping[str, str]
    findings: tuple[Diagnostic, ...]


def count_premises(
    database: Database,
    inventory: Path,
    day: date,
    rules: CountingRules,
    known: Sequence[str] | None,
    rejected: Path | None,
    step: Step,
) -> Counting:
    """Count the premises and Devices of an inventory as at `day`.

    `known` are the Suppliers that there are, where that is to be checked; rows at fault are not counted and go to
    `rejected` with the reason. Raises Faults where nothing can be counted.
    """
    step("reading the inventory")
    table = find_inventory(database, inventory)
    _check_columns(table)
    report = Report()
    load_inventory(database, table, day, rules, known, report, rejected)
    step("counting")
    program = counting_program(rules, day)
    became = run(database, program)
    counts: dict[str, dict[str, int]] = {}
    for name in (*COUNTED, BESIDE):
        rows = relation_rows(database, program, became, name)
        counts[name] = {str(row[0]): int(str(row[1])) for row in rows}
    decided = {str(row[0]): row for row in relation_rows(database, program, became, DECIDES)}
    suppliers: list[SupplierCounts] = []
    for name in sorted(counts[COUNTED[0]]):
        own = {counter: counts[counter].get(name, 0) for counter in COUNTED}
        suppliers.append(SupplierCounts(name, own, counts[BESIDE].get(name, 0), name in decided))
    citations = {rule.head.predicate: str(rule.citation) for rule in rules.rules}
    warnings = [
        messages.UNIT_DECIDES.at(Span("", 0, 0), supplier=name, premises=row[1], meters=row[2])
        for name, row in sorted(decided.items())
    ]
    return Counting(tuple(suppliers), citations, (*report.summary(), *warnings))


def counting_program(rules: CountingRules, day: date) -> Script:
    """The compiled rules of counting over the tables `inventory` and `suppliers`."""
    compiler = Compiler(Program(rules.rules, rules.vocabulary), day, base=inventory_relations(day))
    return compiler.program([*COUNTED, BESIDE, DECIDES])


def _check_columns(table: RawTable) -> None:
    words = {"table": INVENTORY, "columns": ", ".join(ARGUMENTS)}
    faults = [
        messages.COLUMN_MISSING.at(table.span, words, column=name) for name in NEEDED if name not in table.columns
    ]
    faults += [
        messages.COLUMN_UNKNOWN.at(table.span, words, nearest=nearest(name, ARGUMENTS), column=name)
        for name in table.columns
        if name not in ARGUMENTS
    ]
    if faults:
        raise Faults(faults)


def load_inventory(
    database: Database,
    table: RawTable,
    day: date,
    rules: CountingRules,
    known: Sequence[str] | None,
    report: Report,
    rejected: Path | None,
) -> None:
    """Make the tables that the rules read; a Parquet file is not copied but read where it is needed."""
    cells = [_cell(name, table, rules) for name in ARGUMENTS if name in table.columns]
    problems: list[Problem] = []
    for cell in cells:
        problems += cell_problem(cell, exp.column(cell.column, quoted=True), cell.column in NEEDED)
    if known is not None:
        supplier = exp.column("supplier", quoted=True)
        listed = exp.In(this=supplier.copy(), expressions=[exp.Literal.string(symbol) for symbol in known])
        unknown = exp.and_(not_null(supplier.copy()), exp.Not(this=listed))
        problems.append(Problem("supplier", unknown, supplier, messages.NAME_UNKNOWN, {"what": "Supplier"}))
    days = {cell.column: cell.value for cell in cells if cell.column in ("from", "to")}
    if len(days) == 2:
        wrong = exp.LT(this=days["to"].copy(), expression=days["from"].copy())
        shown = (exp.cast(days["to"].copy(), "TEXT"), exp.cast(days["from"].copy(), "TEXT"))
        problems.append(Problem("to", wrong, shown[0], messages.ENDS_FIRST, {}, also=shown[1:]))
    reject_rows(database, table.source, problems, "rejected_inventory", table.file, report)
    holding = _holding_on(day, days)
    point = exp.column("point", quoted=True)
    twice = reject_twice(database, table, "point", point, "rejected_inventory", report, holding)
    source = table.source.subquery("source")
    columns = [cell.value.copy().as_(cell.column, quoted=True) for cell in cells]
    if "enrolled" not in table.columns:
        columns.append(exp.cast(exp.Null(), "DATE").as_("enrolled", quoted=True))
    query = exp.select(*columns).from_(source)
    if report.left_out:
        out = exp.select(exp.column(ROW, quoted=True)).from_("rejected_inventory").subquery()
        query = query.where(exp.Not(this=exp.In(this=exp.column(ROW, quoted=True), query=out)))
    query = query.where(*(expression.copy() for expression in holding))
    database.execute(create(INVENTORY, query, table.file.endswith(".csv")))
    database.execute(create(SUPPLIERS, exp.select("supplier").distinct().from_(INVENTORY), True))
    if rejected is not None and report.left_out:
        _write_rejected(database, table, problems, holding if twice else None, rejected)


def _holding_on(day: date, days: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    """The conditions of a row that holds on a day, by its first and last day."""
    return [
        exp.paren(exp.or_(is_null(days[name].copy()), compare(this=days[name].copy(), expression=constant(day))))
        for name, compare in (("from", exp.LTE), ("to", exp.GTE))
        if name in days
    ]


def _cell(name: str, table: RawTable, rules: CountingRules) -> Cell:
    raw, kind = exp.column(name, quoted=True), table.columns[name]
    if name in ("point", "premises") and kind in _INTEGERS:
        # numbers identify as well as names do, and take far less room
        return Cell(name, raw, None, "a name", "")
    return read_cell(name, raw, kind, ARGUMENTS[name], rules.vocabulary)


def _write_rejected(
    database: Database, table: RawTable, problems: Sequence[Problem], twice: Sequence[exp.Expr] | None, target: Path
) -> None:
    """The rejected rows as a CSV file: the row's number, the reasons, and its columns as they stand."""
    reasons: list[exp.Expr] = []
    for problem in problems:
        what = f"{problem.column}: not {problem.words['wanted']}" if "wanted" in problem.words else "supplier: unknown"
        what = "to: before from" if problem.kind is messages.ENDS_FIRST else what
        reasons.append(exp.Case(ifs=[exp.If(this=problem.condition.copy(), true=exp.Literal.string(what))]))
    if twice is not None:
        points = exp.select("point").from_("point_twice").subquery()
        again = exp.and_(
            exp.In(this=exp.column("point", quoted=True), query=points), *(expression.copy() for expression in twice)
        )
        reasons.append(exp.Case(ifs=[exp.If(this=again, true=exp.Literal.string("point: in several rows"))]))
    reason = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("; "), *reasons])
    row = exp.column(ROW, quoted=True)
    columns = [exp.column(name, quoted=True) for name in table.columns]
    out = exp.select(row.copy()).from_("rejected_inventory").subquery()
    query = exp.select(row.as_("row"), reason.as_("reason"), *columns).from_(table.source.subquery("source"))
    query = query.where(exp.In(this=row.copy(), query=out)).order_by("row")
    with whole_file(target) as draft:
        database.connection.sql(sql_text(query)).write_csv(str(draft), header=True)
