"""Running a program on DuckDB: one connection, its memory bounded, its tables temporary.

What every bulk command needs: its options, faults in place of DuckDB's errors, and progress.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as arrow
from sqlglot import exp

from secg.bulk.sql.analysis import PARTIES, Stored, is_column_of_parties, sql_type
from secg.bulk.sql.calculations import constant
from secg.bulk.sql.program import Script
from secg.facts.situation import Facts
from secg.language.model import Value
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, catalogue
from secg.messages import bulk as messages

MINUTES = 10
"""So long may one statement run: conditions that nothing ties to each other would go on for days."""
_ARROW_TYPES = {"BIGINT": arrow.int64(), "DATE": arrow.date32(), "TEXT": arrow.string()}


@dataclass
class Database:
    """A DuckDB connection on which facts are loaded and programs run.

    `done` are the relations computed so far, by what defines them: a version whose rules for a predicate, and for all
    that it rests on, are the same uses the same table.
    """

    connection: duckdb.DuckDBPyConnection
    done: dict[str, str] = field(default_factory=dict)

    def rows(self, select: exp.Expr | str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT; what a database gives has no types of its own."""
        return self.connection.execute(sql_text(select)).fetchall()

    def create(self, name: str, select: exp.Expr | str, kind: str = "TABLE") -> None:
        """A temporary table or VIEW of a SELECT, in the place of another of its name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP {kind} {quoted(name)} AS {sql_text(select)}")


def sql_text(statement: exp.Expr | str, dialect: str = "duckdb") -> str:
    """The statement in a dialect, every name quoted; a text is one already."""
    return statement if isinstance(statement, str) else statement.sql(dialect=dialect, identify=True)


def quoted(name: str) -> str:
    """A name in DuckDB's SQL, whatever it holds.

    >>> print(quoted('the "first" day'))
    "the ""first"" day"
    """
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def literal(value: Value) -> str:
    """A value in DuckDB's SQL, whatever it holds."""
    return constant(value).sql("duckdb")


def reason_of(error: Exception) -> str:
    """The first sentence of an error of DuckDB's or the system's, without its kind and number.

    >>> reason_of(ValueError("IO Error: the disk is full\\nmore"))
    'the disk is full'
    >>> reason_of(ValueError('IO Error: no block 5: {"exception_type":"IO","exception_message":"the disk is full"}'))
    'the disk is full'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error)
    opened = text.find('{"exception_type"')  # some of DuckDB's come as JSON, or hold another that does
    if opened >= 0:
        with suppress(ValueError):  # what a table holds may begin like it
            text = str(json.JSONDecoder().raw_decode(text, opened)[0].get("exception_message", text))
    text = text.split("\n", 1)[0]
    return text.partition("Error: ")[2] or text


@contextmanager
def open_database(
    memory: str | None = None, threads: int | None = None, minutes: float = MINUTES
) -> Iterator[Database]:
    """An empty database in memory; what does not fit goes to a temporary folder of DuckDB's, removed at the end."""
    with duckdb.connect(":memory:") as connection:
        # rows have no order in a relation, and to keep that of their files takes memory
        connection.execute("SET preserve_insertion_order = false")
        # `progress` has a line of its own
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET max_execution_time = ?", [round(minutes * 60_000)])
        # nothing that a table holds may make DuckDB fetch or load code
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        if threads is not None:
            connection.execute("SET threads = ?", [threads])
        yield Database(connection)


def run(database: Database, program: Script) -> Mapping[str, str]:
    """Compute every relation of a program; the table that each of its tables became.

    A relation defined just as one of an earlier run, over relations defined alike, is that relation.
    """
    became: dict[str, str] = {}
    for step in program.steps:
        # over few facts, writing a SELECT out takes longer than running it: it is written out once
        select = sql_text(renamed(step.select, became))
        kind = "TABLE" if step.stored else "VIEW"
        text = f"{kind} {select}"
        if text not in database.done:
            name = f"{step.table}_{len(database.done)}"
            database.create(name, select, kind)
            database.done[text] = name
        became[step.table] = database.done[text]
    return became


def renamed(select: exp.Query, became: Mapping[str, str]) -> exp.Query:
    """The SELECT over the tables that its tables became."""
    result = select.copy()
    for table in result.find_all(exp.Table):
        if table.name in became:
            table.set("this", exp.to_identifier(became[table.name], quoted=True))
    return result


def load_facts(database: Database, facts: Facts, vocabulary: Vocabulary) -> None:
    """Lay the facts of a day out as a population's tables; DuckDB reads them where they are, they are not copied."""
    for name, content in fact_tables(facts, vocabulary).items():
        database.connection.register(name, content)


def fact_tables(facts: Facts, vocabulary: Vocabulary) -> Mapping[str, arrow.Table]:
    """The tables of a population with the facts of a day, by name."""
    tables: dict[str, arrow.Table] = {}
    parties = sorted(facts.names)
    columns: dict[str, arrow.Array] = {"party": arrow.array(parties, arrow.string())}
    for fact in vocabulary.facts:
        rows = facts.rows.get(fact.name, {})
        if is_column_of_parties(fact):
            values = {row[0]: row[1] for row in rows}
            kind = _ARROW_TYPES[sql_type(fact.arguments[1])]
            columns[fact.name] = arrow.array([values.get(party) for party in parties], kind)
        else:
            # by place and not by `zip`, which of no rows makes no columns
            arrays = {}
            for place, argument in enumerate(fact.arguments):
                kind = _ARROW_TYPES[sql_type(argument)]
                arrays[argument.name] = arrow.array([row[place] for row in rows], kind)
            tables[f"fact_{fact.name}"] = arrow.table(arrays)
            if fact.absent == "unknown":
                missing = arrow.array(sorted(facts.missing.get(fact.name, ())), arrow.string())
                tables[f"missing_{fact.name}"] = arrow.table({"party": missing})
    return {**tables, PARTIES: arrow.table(columns)}


def relation_rows(
    database: Database, program: Script, became: Mapping[str, str], predicate: str
) -> list[tuple[Value, ...]]:
    """The rows of one predicate after a run, constant ones too."""
    stored: Stored = program.relations[predicate]
    if stored.rows is not None:
        return list(stored.rows)
    columns = [exp.column(name, quoted=True) for name in stored.columns]
    return database.rows(exp.select(*columns).from_(exp.to_table(became[stored.table])))


_TOO_LARGE = re.compile(r"out of range|overflow|to DECIMAL\(18,0\)", re.IGNORECASE)
"""A product overflows, or has more digits than a calculation may give."""
_TOO_LONG = "maximum execution time"
_SIZE = re.compile(r"^\d+(\.\d+)?\s?(KB|MB|GB|TB)$", re.IGNORECASE)

Step = Callable[[str], None]
"""Tells what is being done now."""


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """How much of the machine a run may use."""
    parser.add_argument("--memory", metavar="SIZE", help="the most memory to use, e.g. 4GB (default: 80%% of it)")
    parser.add_argument("--threads", metavar="N", help="how many processors to use (default: all)")


@contextmanager
def bulk_run(memory: str | None, threads: str | None) -> Iterator[tuple[Database, Step]]:
    """A database within the limits, and the progress line. Raises Faults for whatever goes wrong in it."""
    if memory is not None and not _SIZE.match(memory):
        raise messages.NOT_A_SIZE.fault(REQUEST, text=memory, wanted="a size", example="--memory 4GB")
    if threads is not None and not (threads.isdecimal() and 0 < int(threads) < 1000):
        raise messages.NOT_A_SIZE.fault(REQUEST, text=threads, wanted="a number of threads", example="2")
    number = int(threads) if threads is not None else None
    with duckdb_faults(memory), open_database(memory, number) as database, progress() as step:
        yield database, step


@contextmanager
def duckdb_faults(memory: str | None = None, minutes: float = MINUTES) -> Iterator[None]:
    """Whatever goes wrong in DuckDB, or with a file, as Faults; `memory` and `minutes` are the limits they tell of."""
    try:
        yield
    except BrokenPipeError:
        # whoever reads the output has read enough, which is no fault of a disk
        raise
    except duckdb.OutOfMemoryException:
        raise messages.OUT_OF_MEMORY.fault(REQUEST, limit=memory or "80% of the machine's") from None
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        if not _TOO_LARGE.search(str(error)):
            raise catalogue.INTERNAL.fault(REQUEST, what=reason_of(error)) from None
        raise messages.NUMBER_TOO_LARGE.fault(REQUEST) from None
    except duckdb.InterruptException as error:
        # an interrupt from the keyboard has the same kind
        if _TOO_LONG not in str(error):
            raise KeyboardInterrupt from None
        raise messages.STATEMENT_TOO_LONG.fault(REQUEST, minutes=f"{minutes:g}") from None
    except RuntimeError as error:
        # the same while a statement runs; DuckDB has no kind of its own for that
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None
    except (duckdb.IOException, OSError) as error:
        raise messages.OUT_OF_SPACE.fault(REQUEST, reason=reason_of(error).lower()) from None
    except duckdb.Error as error:
        raise catalogue.INTERNAL.fault(REQUEST, what=reason_of(error)) from None


@contextmanager
def progress() -> Iterator[Step]:
    """A line that tells what is being done and for how long; on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("starting", total=None)
        yield lambda what: shown.update(task, description=what)
