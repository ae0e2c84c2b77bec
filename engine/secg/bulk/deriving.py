"""`secg derive --engine duckdb` and `Code.derive_table`: the conclusions of every party of a population.

Whole models from DuckDB: what several Codes give for many parties, each relation that they share derived once.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TextIO

import pyarrow as arrow
from pyarrow import parquet
from sqlglot import exp

from secg.bulk.engines import duckdb_engine as engine
from secg.bulk.sql.conclusions import COLUMNS, BulkRequest, compile_conclusions
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import named_table, union_all
from secg.bulk.tables.cells import PARTY_TABLE
from secg.bulk.tables.checking import Report
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.sources import find_tables, table_facts
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.program import Program
from secg.messages import Diagnostic, Span, nearest
from secg.messages import bulk as messages
from secg.records import record
from secg.sources.files import display_path, is_folder, whole_file

FEW = ("4GB", 1.0)
"""The memory and the minutes for the parties of files, which are few: a rule that needs more ties nothing together."""
_FETCHED = 10_000


class Stream(Protocol):
    """A table that tells its columns by Arrow's stream interface."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The stream, as a capsule."""
        ...


@record
class Derived:
    """The conclusions, one row each, in the order of the columns; `told` names the rows left out and their faults."""

    table: arrow.Table
    told: tuple[Diagnostic, ...]


def derive_in_bulk(request: BulkRequest) -> tuple[Diagnostic, ...]:
    """Derive and write every conclusion; what to tell of rows left out: errors among it mean exit status 2.

    Raises Faults where nothing could be derived.
    """
    with engine.bulk_run(request.memory, request.threads) as (database, step):
        report = load(database, request.policies, Path(request.facts), request.day, step)
        query = _conclusions(database, request.codes, request.day, request.named, step)
        step("writing")
        write(database, query, request.form, request.out)
        return tuple(report.summary())


def derive_table(policies: Policies, code: Code, day: date, parties: Stream, facts: Mapping[str, Stream]) -> Derived:
    """The conclusions of a Code about every party of the tables. Raises Faults where nothing could be derived."""
    known = table_facts(policies.vocabulary)
    # before it is the name of a file: it comes from the caller, and may lead anywhere
    unknown = [name for name in facts if name not in known]
    if unknown:
        words = {"table": unknown[0], "tables": ", ".join(known)}
        raise messages.TABLE_UNKNOWN.fault(Span("facts", 0, 0), words, nearest=nearest(unknown[0], known))
    with TemporaryDirectory() as folder:
        population = Path(folder) / "population"
        population.mkdir()
        # as files, so that these tables meet the same checks as any other
        for name, stream in {PARTY_TABLE: parties, **facts}.items():
            parquet.write_table(arrow.table(stream), population / f"{name}.parquet")
        with engine.bulk_run(None, None) as (database, step):
            report = load(database, policies, population, day, step)
            query = _ordered(_conclusions(database, {code.label: code}, day, False, step))
            table = database.connection.sql(engine.sql_text(query)).to_arrow_table()
            return Derived(table, tuple(report.summary()))


def load(database: engine.Database, policies: Policies, path: Path, day: date, step: engine.Step) -> Report:
    """The facts of a folder of YAML files, or of tables, as at a day. Raises Faults."""
    step("reading the parties")
    root = path.resolve().parent
    if is_folder(path) and any(path.glob("*.yaml")):
        situations = load_situations(path, root, policies.vocabulary)
        engine.load_facts(database, facts_on(situations, day, policies.vocabulary), policies.vocabulary)
        return Report()
    tables = find_tables(database, path, display_path(path, root), policies.vocabulary)
    return load_population(database, tables, day, policies.vocabulary)


def _conclusions(
    database: engine.Database, codes: Mapping[str, Code], day: date, named: bool, step: engine.Step
) -> exp.Query:
    """The conclusions of every version together, `named` with its label; versions that conclude alike share theirs."""
    texts: dict[tuple[Rule, ...], str] = {}
    sharing: dict[str, list[str]] = {}
    for label, code in codes.items():
        # two versions may differ in words alone
        if code.rules not in texts:
            step(f"deriving: {label}")
            compiled = compile_conclusions(code.program, day)
            texts[code.rules] = engine.sql_text(engine.renamed(compiled.select, engine.run(database, compiled.program)))
        sharing.setdefault(texts[code.rules], []).append(label)
    parts: list[exp.Query] = []
    for index, (text, labels) in enumerate(sharing.items()):
        name = f"conclusions_{index}"
        database.create(name, text, "TABLE" if len(labels) > 1 else "VIEW")
        for label in labels:
            columns: list[exp.Expr] = [exp.column(column, quoted=True) for column in COLUMNS]
            if named:
                columns.insert(0, exp.Literal.string(label).as_("version"))
            parts.append(exp.select(*columns).from_(named_table(name, "c")))
    return union_all(parts)


def write(database: engine.Database, query: exp.Query, form: str, out: str | None) -> None:
    """Write the rows of a query: Parquet and CSV stream through DuckDB, whole or not at all; text comes sorted."""
    if out is None:
        _print(database, query, form, sys.stdout)
        return
    with whole_file(Path(out)) as draft:
        if form == "parquet":
            # unsorted: a reader of Parquet sorts what it needs, while text is read as it stands
            database.connection.sql(engine.sql_text(query)).write_parquet(str(draft), compression="zstd")
        elif form == "csv":
            database.connection.sql(engine.sql_text(_ordered(query))).write_csv(str(draft), header=True)
        else:
            with draft.open("w", encoding="utf-8") as stream:
                _print(database, query, form, stream)


def _ordered(query: exp.Query) -> exp.Query:
    """The rows in the order of all their columns."""
    columns = (exp.column(name, quoted=True) for name in query.named_selects)
    return exp.select("*").from_(query.subquery("rows")).order_by(*columns)


def _print(database: engine.Database, query: exp.Query, form: str, stream: TextIO) -> None:
    names = query.named_selects
    cursor = database.connection.execute(engine.sql_text(_ordered(query)))
    writer = csv.writer(stream, lineterminator="\n")
    if form == "csv":
        writer.writerow(names)
    # some at a time: a population's conclusions need not fit into memory
    while rows := cursor.fetchmany(_FETCHED):
        if form == "csv":
            writer.writerows(rows)
        else:
            stream.writelines(_line(dict(zip(names, row, strict=True))) for row in rows)


def _line(row: Mapping[str, object]) -> str:
    """One row as `secg derive` prints it, in columns of fixed width, as the widest cell is not known yet."""
    about = f"{row['duty']}: {row['about']}"
    if row["capacity"]:
        about = f"{row['capacity']} year {row['year']}"
    paragraphs = str(row["concluding_paragraphs"] or "")
    cells = [f"{row['party']!s:<30}", f"{about:<45}", f"{row['outcome']!s:<13}", paragraphs]
    if "version" in row:
        cells.insert(0, str(row["version"]))
    return "  ".join(cells).rstrip() + "\n"


def models_of(programs: Sequence[Program], facts: Facts) -> tuple[Model, ...]:
    """The model of each program over the facts of a day. The programs share a vocabulary.

    Raises Faults for what SQL can't derive, and E813 for a number of more digits than it can hold.
    """
    stated = base_relations(facts)
    models: list[Model] = []
    with engine.duckdb_faults(*FEW), engine.open_database(FEW[0], minutes=FEW[1]) as database:
        engine.load_facts(database, facts, programs[0].vocabulary)
        for program in programs:
            predicates = list(program.by_head)
            script = Compiler(program, facts.day).program(predicates)
            became = engine.run(database, script)
            relations = {
                name: sorted_rows(map(tuple, engine.relation_rows(database, script, became, name)))
                for name in predicates
            }
            models.append(Model({**stated, **relations}))
    return tuple(models)
