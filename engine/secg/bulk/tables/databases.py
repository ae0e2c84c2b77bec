"""DuckDB files as tables: their base tables alone, read by an instance that can reach nothing else.

A view is a query that somebody else wrote, so none is read, nor a column that is calculated. The instance that opens
the file can't read or write any other, load an extension, or have its settings changed; the rows come out as Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import duckdb
import pyarrow as arrow

from secg.bulk.engines.duckdb_engine import Database, quoted, reason_of
from secg.bulk.tables.cells import PLACE, RawTable
from secg.messages import Diagnostic, Faults, Span
from secg.messages import bulk as messages

FORM = "a DuckDB database"
SECONDS = 600
"""A file that takes longer to read is no population."""
MOST_ROWS = 200_000_000
"""A table with more rows is no population: a file of a megabyte can claim as many as it likes."""

_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}
_SQLITE = b"SQLite format 3\0"
_BATCH = 100_000


def load_database(database: Database, path: Path, shown: str) -> list[RawTable]:
    """Copy the base tables of a DuckDB file into the database, each as `raw_<name>`.

    Raises Faults: E801 for what is no such file, for views and calculated columns, E802 empty, E824 a name twice.
    """
    place = Span(shown, 0, 0)
    with path.open("rb") as stream:
        first = stream.read(len(_SQLITE))
    if not first:
        raise messages.TABLE_EMPTY.fault(place)
    # DuckDB would tell of an extension that it lacks, which is no help to who has the file
    if first == _SQLITE:
        raise Faults([_unreadable(shown, "it is one of SQLite; write its tables to CSV files")])
    try:
        with _locked(path) as connection:
            until = monotonic() + SECONDS
            faults = list(_faults(connection, shown))
            if faults:
                raise Faults(faults)
            return [_copied(database, connection, schema, name, shown, until) for schema, name in _names(connection)]
    except duckdb.Error as error:
        raise Faults([_unreadable(shown, reason_of(error))]) from None


def _locked(path: Path) -> duckdb.DuckDBPyConnection:
    # DuckDB takes a `~` at the beginning of a path for a home
    return duckdb.connect(path.absolute(), read_only=True, config=_LOCKED)


def _faults(connection: duckdb.DuckDBPyConnection, shown: str) -> Iterator[Diagnostic]:
    """What is in the file and is not read; only its catalogue is looked at."""
    for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
        yield _unreadable(f"{shown}, view {name}", "a view is not read; make it a table")
    calculated = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE is_generated <> 'NEVER'"
    )
    for table, column in calculated.fetchall():
        yield _unreadable(f"{shown}, table {table}", f"its column `{column}` is calculated; store its values")
    seen: dict[str, str] = {}
    for schema, name in _names(connection):
        if name in seen:
            words = {"table": name, "first": f"the schema {seen[name]}", "second": f"the schema {schema}"}
            yield messages.TABLE_TWICE.at(Span(shown, 0, 0), words)
        seen.setdefault(name, schema)
    large = "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND estimated_size > ?"
    for (name,) in connection.execute(large, [MOST_ROWS]).fetchall():
        yield _unreadable(f"{shown}, table {name}", f"it has more than {MOST_ROWS:,} rows")


def _names(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
    return [(str(schema), str(name)) for schema, name in connection.execute(query).fetchall()]


def _unreadable(shown: str, reason: str) -> Diagnostic:
    return messages.TABLE_UNREADABLE.at(Span(shown, 0, 0), form=FORM, reason=reason)


def _copied(
    database: Database, connection: duckdb.DuckDBPyConnection, schema: str, name: str, shown: str, until: float
) -> RawTable:
    where = f"{shown}, table {name}"
    table = f"{quoted(schema)}.{quoted(name)}"
    columns = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    batches = connection.sql(f"SELECT *, rowid + 1 AS {PLACE} FROM {table}").to_arrow_reader(_BATCH)
    copy = quoted(f"raw_{name}")
    # made from no rows first, as a table without rows gives no batch
    database.connection.register("batch_of_rows", arrow.Table.from_batches([], schema=batches.schema))
    database.connection.execute(f"CREATE OR REPLACE TEMP TABLE {copy} AS FROM batch_of_rows")
    for batch in batches:
        if monotonic() > until:
            raise Faults([_unreadable(where, f"it takes more than {SECONDS} seconds")])
        database.connection.register("batch_of_rows", arrow.Table.from_batches([batch]))
        database.connection.execute(f"INSERT INTO {copy} FROM batch_of_rows")
    database.connection.unregister("batch_of_rows")
    return RawTable(name, where, f"SELECT * FROM {copy}", {str(column): str(kind) for column, kind, *_ in columns})
