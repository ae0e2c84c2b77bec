"""Counting premises: from an inventory of metering points to the facts of each Supplier, by the rules of counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from secg.bulk import counting_rules
from secg.bulk.engines.duckdb_engine import Database, Step, literal, quoted, relation_rows, run
from secg.bulk.sql.program import Compiler, Script
from secg.bulk.tables.cells import PLACE, Cell, RawTable, read_cell
from secg.bulk.tables.checking import Problem, Report, cell_problem, check_columns, reject_rows, reject_twice
from secg.bulk.tables.sources import find_inventory
from secg.language.program import Program
from secg.language.vocabulary import Argument
from secg.messages import REQUEST, Diagnostic, Faults
from secg.messages import bulk as messages
from secg.records import record
from secg.sources.files import whole_file

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
    rules: Program,
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
    faults: list[Diagnostic] = []
    check_columns(table, NEEDED, tuple(ARGUMENTS), faults)
    if faults:
        raise Faults(faults)
    report = Report()
    load_inventory(database, table, day, rules, known, report, rejected)
    step("counting")
    program = counting_program(rules, day)
    became = run(database, program)
    counts: dict[str, dict[str, int]] = {}
    for name in (*counting_rules.COUNTED, counting_rules.BESIDE):
        rows = relation_rows(database, program, became, name)
        counts[name] = {str(row[0]): int(str(row[1])) for row in rows}
    decided = {str(row[0]): row for row in relation_rows(database, program, became, counting_rules.DECIDES)}
    suppliers: list[SupplierCounts] = []
    # a count of nothing is 0, so that the first of them has every Supplier of the inventory
    for name in sorted(counts[counting_rules.COUNTED[0]]):
        own = {counter: counts[counter].get(name, 0) for counter in counting_rules.COUNTED}
        suppliers.append(SupplierCounts(name, own, counts[counting_rules.BESIDE].get(name, 0), name in decided))
    citations = {rule.head.predicate: str(rule.citation) for rule in rules.rules}
    warnings = [
        messages.UNIT_DECIDES.at(REQUEST, supplier=name, premises=row[1], meters=row[2])
        for name, row in sorted(decided.items())
    ]
    return Counting(tuple(suppliers), citations, (*report.summary(), *warnings))


def counting_program(rules: Program, day: date) -> Script:
    """The compiled rules of counting over the tables `inventory` and `suppliers`."""
    compiler = Compiler(rules, day, base=counting_rules.inventory_relations(day))
    return compiler.program([*counting_rules.COUNTED, counting_rules.BESIDE, counting_rules.DECIDES])


def load_inventory(
    database: Database,
    table: RawTable,
    day: date,
    rules: Program,
    known: Sequence[str] | None,
    report: Report,
    rejected: Path | None,
) -> None:
    """Make the tables that the rules read."""
    cells = [_cell(name, table, rules) for name in ARGUMENTS if name in table.columns]
    problems: list[Problem] = []
    for cell in cells:
        problems += cell_problem(cell, cell.column in NEEDED)
    if known is not None:
        supplier = next(cell.value for cell in cells if cell.column == "supplier")  # as text, whatever the file has
        # SQL has no list of nothing
        unknown = f"{supplier} NOT IN ({', '.join(map(literal, known))})" if known else f"{supplier} IS NOT NULL"
        problems.append(Problem("supplier", unknown, "supplier", messages.NAME_UNKNOWN, {"what": "Supplier"}))
    days = {cell.column: cell.value for cell in cells if cell.column in ("from", "to")}
    if len(days) == 2:
        last, first = days["to"], days["from"]
        shown, also = f"CAST({last} AS TEXT)", (f"CAST({first} AS TEXT)",)
        problems.append(Problem("to", f"{last} < {first}", shown, messages.ENDS_FIRST, {}, also=also))
    reject_rows(database, table, problems, "rejected_inventory", report)
    holding = _holding_on(day, days)
    # on the day alone: a point may have gone from one Supplier to another
    twice = reject_twice(database, table, "point", "point", "rejected_inventory", report, holding)
    columns = [f"{cell.value} AS {quoted(cell.column)}" for cell in cells]
    if "enrolled" not in table.columns:
        columns.append("CAST(NULL AS DATE) AS enrolled")
    rows = f"SELECT {', '.join(columns)} FROM ({table.source}) WHERE {holding}"
    if report.left_out:
        rows += f" AND {PLACE} NOT IN (SELECT {PLACE} FROM rejected_inventory)"
    # a Parquet file is not copied but read where it is needed
    database.create(counting_rules.INVENTORY, rows, "TABLE" if table.file.endswith(".csv") else "VIEW")
    database.create(counting_rules.SUPPLIERS, f"SELECT DISTINCT supplier FROM {counting_rules.INVENTORY}")
    if rejected is not None and report.left_out:
        reasons = [(problem.condition, _reason(problem)) for problem in problems]
        if twice:
            reasons.append((f"point IN (SELECT key FROM point_twice) AND {holding}", "point: in several rows"))
        _write_rejected(database, table, reasons, rejected)


def _holding_on(day: date, days: Mapping[str, str]) -> str:
    """The condition of a row that holds on a day, by its first and last day."""
    conditions = ["true"]
    for name, compared in (("from", "<="), ("to", ">=")):
        if name in days:
            conditions.append(f"({days[name]} IS NULL OR {days[name]} {compared} {literal(day)})")
    return " AND ".join(conditions)


def _cell(name: str, table: RawTable, rules: Program) -> Cell:
    if name in ("point", "premises") and table.columns[name] in _INTEGERS:
        # numbers identify as well as names do, and take far less room
        return Cell(name, name, None, "a name", "")
    return read_cell(name, table.columns[name], ARGUMENTS[name], rules.vocabulary)


def _reason(problem: Problem) -> str:
    """What is wrong with a row, for who mends it."""
    if problem.kind is messages.ENDS_FIRST:
        return "to: before from"
    if problem.kind is messages.NAME_UNKNOWN:
        return "supplier: unknown"
    return f"{problem.column}: not {problem.words['wanted']}"


def _write_rejected(database: Database, table: RawTable, reasons: Sequence[tuple[str, str]], target: Path) -> None:
    """The rejected rows as a CSV file: the row's number, the reasons by their conditions, its columns as they stand."""
    cases = ", ".join(f"CASE WHEN {condition} THEN {literal(reason)} END" for condition, reason in reasons)
    columns = [f'{PLACE} AS "row"', f"concat_ws('; ', {cases}) AS reason", *map(quoted, table.columns)]
    out = f'WHERE {PLACE} IN (SELECT {PLACE} FROM rejected_inventory) ORDER BY "row"'
    with whole_file(target) as draft:
        rows = database.connection.sql(f"SELECT {', '.join(columns)} FROM ({table.source}) {out}")
        rows.write_csv(str(draft), header=True)
