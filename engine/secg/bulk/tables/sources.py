"""Finding the tables of a population: a Parquet or CSV file, a folder of them, or a DuckDB file.

A path is a path: nothing in it is a pattern, and no folder of it adds a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from secg.bulk.engines.duckdb_engine import Database, literal, reason_of
from secg.bulk.tables.cells import PARTY_TABLE, PLACE, RawTable
from secg.bulk.tables.csv_files import load_csv
from secg.bulk.tables.databases import MOST_ROWS, load_database
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults, Span, catalogue, nearest
from secg.messages import bulk as messages
from secg.sources.files import check_regular, display_path, is_folder, is_there

FILES = (".parquet", ".csv", ".tsv")
DATABASES = (".duckdb", ".db")


def find_tables(database: Database, path: Path, shown: str, vocabulary: Vocabulary) -> tuple[RawTable, ...]:
    """The tables of a population; the table of parties comes first.

    Raises Faults: E101 and E105 what is no file of its own, E801 unreadable, E802 empty, E805 a table of no fact,
    E810 no form that is known, E824 a table twice, and those of CSV files.
    """
    if not is_there(path):
        raise catalogue.FILE_MISSING.fault(Span(shown, 0, 0), path=shown)
    if is_folder(path):
        tables = _folder(database, path, shown, vocabulary)
    elif path.suffix.lower() in DATABASES:
        check_regular(path, shown)
        tables = load_database(database, path, shown)
        _check_names([(table.name, table.span) for table in tables], shown, vocabulary)
    else:
        tables = [_file(database, path, shown, PARTY_TABLE)]
    _check_rows(database, tables)
    return tuple(sorted(tables, key=lambda table: (table.name != PARTY_TABLE, table.name)))


def find_inventory(database: Database, path: Path) -> RawTable:
    """The one table of an inventory, a Parquet or CSV file. Raises Faults E101, E105, E801, E802, E810."""
    shown = display_path(path, path.resolve().parent)
    if not is_there(path):
        raise catalogue.FILE_MISSING.fault(Span(shown, 0, 0), path=shown)
    table = _file(database, path, shown, "inventory")
    _check_rows(database, [table])
    return table


def _check_rows(database: Database, tables: Sequence[RawTable]) -> None:
    """Raises Faults E802 for tables without a row."""
    empty = [table for table in tables if not database.rows(f"SELECT 1 FROM ({table.source}) LIMIT 1")]
    if empty:
        raise Faults([messages.TABLE_EMPTY.at(table.span) for table in empty])


def table_facts(vocabulary: Vocabulary) -> list[str]:
    """The facts that may have a table of their own."""
    return [predicate.name for predicate in vocabulary.facts if not predicate.field]


def _folder(database: Database, path: Path, shown: str, vocabulary: Vocabulary) -> list[RawTable]:
    """The tables of a folder; what lies in it and is no table is a fault, but for what starts with a dot."""
    files = sorted(other for other in path.iterdir() if not other.name.startswith("."))
    places = [(file.stem, Span(f"{shown}/{file.name}", 0, 0)) for file in files]
    odd = [_unknown_form(place.file) for _, place in places if Path(place.file).suffix.lower() not in FILES]
    if odd:
        raise Faults(odd)
    _check_names(places, shown, vocabulary)
    return [_file(database, path, place.file, name) for path, (name, place) in zip(files, places, strict=True)]


def _check_names(tables: list[tuple[str, Span]], shown: str, vocabulary: Vocabulary) -> None:
    """Raises Faults for a table of no fact, one that stands twice, and where there is no table of parties."""
    known = [PARTY_TABLE, *table_facts(vocabulary)]
    faults: list[Diagnostic] = []
    seen: dict[str, str] = {}
    for name, place in tables:
        if name not in known:
            near = nearest(name, known)
            faults.append(messages.TABLE_UNKNOWN.at(place, nearest=near, table=name, tables=", ".join(known)))
        elif name in seen:
            faults.append(messages.TABLE_TWICE.at(place, table=name, first=seen[name], second=place.file))
        seen.setdefault(name, place.file)
    if PARTY_TABLE not in seen:
        reason = f"it holds no table `{PARTY_TABLE}`"
        faults.append(messages.TABLE_UNREADABLE.at(Span(shown, 0, 0), form="a population", reason=reason))
    if faults:
        raise Faults(faults)


def _unknown_form(shown: str) -> Diagnostic:
    forms = ".parquet, .csv and .tsv (a file, or a folder of them), .duckdb; a folder of .yaml files"
    return messages.FORM_UNKNOWN.at(Span(shown, 0, 0), path=shown, forms=forms)


def _file(database: Database, path: Path, shown: str, name: str) -> RawTable:
    if path.suffix.lower() not in FILES:
        raise Faults([_unknown_form(shown)])
    check_regular(path, shown)
    if path.suffix.lower() == ".parquet":
        return _parquet(database, path, shown, name)
    return load_csv(database, path, shown, name)


def _parquet(database: Database, path: Path, shown: str, name: str) -> RawTable:
    """A Parquet file is read where it lies, each time only those columns that are asked for."""
    # from the root, as `~` would be a home, and each sign of a pattern a class of its own
    pattern = re.sub(r"[*?\[]", r"[\g<0>]", str(path.absolute()))
    # without hive_partitioning: a folder named `user_role=gas_supplier` would add that column
    file = f"read_parquet({literal(pattern)}, file_row_number = true, hive_partitioning = false)"
    stored = f"SELECT * EXCLUDE (file_row_number) FROM {file}"
    source = f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {PLACE} FROM {file}"
    place = Span(shown, 0, 0)
    try:
        described = database.rows(f"DESCRIBE {stored}")
        count = database.rows(f"SELECT count(*) FROM ({source})")[0][0]
    except duckdb.Error as error:
        # DuckDB names the path that it was given, from the root
        reason = reason_of(error).replace(str(path.absolute()), shown)
        raise messages.TABLE_UNREADABLE.fault(place, form="Parquet", reason=reason) from None
    # Parquet repeats one value as often as it says, so that a small file may claim any number of rows
    if int(count) > MOST_ROWS:
        reason = f"it has more than {MOST_ROWS:,} rows"
        raise messages.TABLE_UNREADABLE.fault(place, form="a population", reason=reason)
    return RawTable(name, shown, source, {str(column): str(kind) for column, kind, *_ in described})
