"""`secg derive --engine duckdb`: the conclusions of every party of a population, for one version or for all.

Whole models from DuckDB: what several Codes give for many parties, each relation that they share derived once.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from sqlglot import exp

from secg.bulk.engines.duckdb_engine import (
    Database,
    Step,
    bulk_run,
    duckdb_faults,
    load_facts,
    open_database,
    relation_rows,
    renamed,
    run,
    sql_text,
)
from secg.bulk.sql.conclusions import COLUMNS, BulkRequest, compile_conclusions
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import named_table
from secg.bulk.tables.checking import Report
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.sources import find_tables
from secg.code.policies import Policies
from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.program import Program
from secg.messages import Diagnostic
from secg.sources.files import display_path, is_folder, whole_file

_FETCHED = 10_000


def derive_in_bulk(request: BulkRequest) -> tuple[Diagnostic, ...]:
    """Derive and write every conclusion; what to tell of rows left out: errors among it mean exit status 2.

    Raises Faults where nothing could be derived.
    """
    with bulk_run(request.memory, request.threads) as (database, step):
        report = load(database, request.policies, Path(request.facts), request.day, step)
        query = conclusions_query(database, request, step)
        step("writing")
        write(database, query, request.form, Path(request.out) if request.out is not None else None)
        return tuple(report.summary())


def load(database: Database, policies: Policies, path: Path, day: date, step: Step) -> Report:
    """The facts of a folder of YAML files, or of tables, as at a day. Raises Faults."""
    step("reading the parties")
    root = path.resolve().parent
    if is_folder(path) and any(path.glob("*.yaml")):
        situations = load_situations(path, root, policies.vocabulary)
        load_facts(database, facts_on(situations, day, policies.vocabulary), policies.vocabulary)
        return Report()
    shown = display_path(path, root)
    tables = find_tables(database, path, shown, policies.vocabulary)
    return load_population(database, tables, day, policies.vocabulary)


def conclusions_query(database: Database, request: BulkRequest, step: Step) -> exp.Query:
    """The conclusions of every version together; versions that conclude alike are computed once."""
    results: dict[str, list[str]] = {}
    compiled: dict[tuple[Rule, ...], str] = {}
    for label, code in request.codes.items():
        if code.rules not in compiled:
            step(f"deriving: {label}")
            conclusions = compile_conclusions(code.program, request.day)
            compiled[code.rules] = sql_text(renamed(conclusions.select, run(database, conclusions.program)))
        results.setdefault(compiled[code.rules], []).append(label)
    parts: list[exp.Query] = []
    for index, (text, labels) in enumerate(results.items()):
        name = f"conclusions_{index}"
        database.create(name, text, "TABLE" if len(labels) > 1 else "VIEW")
        for label in labels:
            own = named_table(name, "c")
            version = [exp.Literal.string(label).as_("version")] if request.named else []
            parts.append(exp.select(*version, *(exp.column(column, quoted=True) for column in COLUMNS)).from_(own))
    return exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def write(database: Database, query: exp.Query, form: str, out: Path | None) -> None:
    """Write the rows of a query: Parquet and CSV stream through DuckDB, whole or not at all; text comes sorted."""
    if out is None:
        _print(database, query, form, sys.stdout)
        return
    with whole_file(out) as draft:
        if form == "parquet":
            # unsorted: a reader of Parquet sorts what it needs, while text is read as it stands
            database.connection.sql(sql_text(query)).write_parquet(str(draft), compression="zstd")
        elif form == "csv":
            database.connection.sql(sql_text(ordered(query))).write_csv(str(draft), header=True)
        else:
            with draft.open("w", encoding="utf-8") as stream:
                _print(database, query, form, stream)


def ordered(query: exp.Query) -> exp.Query:
    """The rows in the order of all their columns."""
    names = query.named_selects
    return exp.select("*").from_(query.subquery("rows")).order_by(*(exp.column(name, quoted=True) for name in names))


def _print(database: Database, query: exp.Query, form: str, stream: TextIO) -> None:
    names = query.named_selects
    cursor = database.connection.execute(sql_text(ordered(query)))
    if form == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        while rows := cursor.fetchmany(_FETCHED):
            writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
        return
    # a population's conclusions need not fit into memory
    while rows := cursor.fetchmany(_FETCHED):
        stream.writelines(_line(dict(zip(names, row, strict=True))) for row in rows)


def _line(row: Mapping[str, object]) -> str:
    """One row as `secg derive` prints it, in columns of fixed width, as the widest cell is not known yet."""
    about = f"{row['capacity']} year {row['year']}" if row["capacity"] else f"{row['duty']}: {row['about']}"
    cells: Sequence[str] = [str(row["version"])] if "version" in row else []
    parts = (
        *cells,
        f"{row['party']!s:<30}",
        f"{about:<45}",
        f"{row['outcome']!s:<13}",
        str(row["concluding_paragraphs"] or ""),
    )
    return "  ".join(parts).rstrip() + "\n"


def models_of(programs: Sequence[Program], facts: Facts) -> tuple[Model, ...]:
    """The model of each program over the facts of a day. The programs share a vocabulary.

    Raises Faults for what SQL can't derive, and E813 for a number of more digits than it can hold.
    """
    stated = base_relations(facts)
    models: list[Model] = []
    with duckdb_faults(), open_database() as database:
        load_facts(database, facts, programs[0].vocabulary)
        for program in programs:
            predicates = list(program.by_head)
            script = Compiler(program, facts.day).program(predicates)
            became = run(database, script)
            relations = {
                name: sorted_rows(map(tuple, relation_rows(database, script, became, name))) for name in predicates
            }
            models.append(Model({**stated, **relations}))
    return tuple(models)
