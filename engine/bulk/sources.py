"""Finding the tables of a population: a Parquet or CSV file, a folder of them, or a DuckDB file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
from sqlglot import exp

from engine.bulk.duckdb_engine import Database
from engine.language.vocabulary import Vocabulary
from engine.messages import Diagnostic, Faults, Span, catalogue, nearest
from engine.messages import bulk as messages
from engine.records import record
from engine.sources.files import display_path, is_folder, is_there

PARTY_TABLE = "parties"
ROW = "row number"
"""The column with the number of a row in its file; no column of a file can be quoted with a blank and be a fact."""

FORMS = {".parquet": "Parquet", ".csv": "CSV", ".duckdb": "a DuckDB database", ".db": "a DuckDB database"}


@record
class RawTable:
    """A table as it stands in a file: `source` reads it, `columns` are its columns with their DuckDB types."""

    name: str
    file: str
    source: exp.Query
    columns: Mapping[str, str]

    @property
    def span(self) -> Span:
        """The file as a whole."""
        return Span(self.file, 0, 0)


def find_tables(database: Database, path: Path, shown: str, vocabulary: Vocabulary) -> tuple[RawTable, ...]:
    """The tables of a population; the table of parties comes first.

    Raises Faults: E801 unreadable, E802 empty, E805 a table of no fact, E810 no form that is known.
    """
    if not is_there(path):
        raise Faults([catalogue.FILE_MISSING.at(Span(shown, 0, 0), path=shown)])
    if is_folder(path):
        files = [one for one in sorted(path.iterdir()) if one.suffix in (".parquet", ".csv")]
        tables = [_file(database, one, f"{shown}/{one.name}", one.stem) for one in files]
    elif path.suffix in (".duckdb", ".db"):
        tables = list(_database(database, path, shown))
    elif path.suffix in FORMS:
        tables = [_file(database, path, shown, PARTY_TABLE)]
    else:
        raise Faults([messages.FORM_UNKNOWN.at(Span(shown, 0, 0), path=shown, forms=_forms())])
    known = [PARTY_TABLE, *table_facts(vocabulary)]
    faults: list[Diagnostic] = []
    for one in tables:
        if one.name not in known:
            near = nearest(one.name, known)
            faults.append(messages.TABLE_UNKNOWN.at(one.span, nearest=near, table=one.name, tables=", ".join(known)))
    if not any(one.name == PARTY_TABLE for one in tables):
        faults.append(
            messages.TABLE_UNREADABLE.at(Span(shown, 0, 0), form="a population", reason="it holds no table `parties`")
        )
    if faults:
        raise Faults(faults)
    return tuple(sorted(tables, key=lambda one: (one.name != PARTY_TABLE, one.name)))


def find_inventory(database: Database, path: Path) -> RawTable:
    """The one table of an inventory, a Parquet or CSV file. Raises Faults E101, E801, E802, E810."""
    shown = display_path(path, path.resolve().parent)
    if not is_there(path):
        raise Faults([catalogue.FILE_MISSING.at(Span(shown, 0, 0), path=shown)])
    if path.suffix not in (".parquet", ".csv"):
        raise Faults([messages.FORM_UNKNOWN.at(Span(shown, 0, 0), path=shown, forms=".parquet and .csv")])
    return _file(database, path, shown, "inventory")


def table_facts(vocabulary: Vocabulary) -> list[str]:
    """The facts that may have a table of their own."""
    return [one.name for one in vocabulary.of_kind("fact") if not one.field]


def _forms() -> str:
    return "YAML (a folder), .parquet and .csv (a file or a folder), .duckdb"


def _file(database: Database, path: Path, shown: str, name: str) -> RawTable:
    form = FORMS[path.suffix]
    place = exp.Literal.string(str(path))
    if path.suffix == ".parquet":
        function = exp.Anonymous(this="read_parquet", expressions=[place, _option("file_row_number", True)])
        row = exp.Add(this=exp.column("file_row_number", quoted=True), expression=exp.Literal.number(1))
        star: exp.Expr = exp.Star(except_=[exp.to_identifier("file_row_number", quoted=True)])
    else:
        options = [_option("header", True), _option("all_varchar", True), _option("null_padding", False)]
        function = exp.Anonymous(this="read_csv", expressions=[place, *options])
        # the header is the first line, so that the first row stands on line 2
        row = exp.Add(this=exp.Window(this=exp.Anonymous(this="row_number")), expression=exp.Literal.number(1))
        star = exp.Star()
    source = exp.select(star, row.as_(ROW, quoted=True)).from_(function)
    return RawTable(name, shown, source, _described(database, source, shown, form))


def _option(name: str, value: bool) -> exp.Expr:
    return exp.PropertyEQ(this=exp.to_identifier(name), expression=exp.true() if value else exp.false())


def _described(database: Database, source: exp.Query, shown: str, form: str) -> Mapping[str, str]:
    place = Span(shown, 0, 0)
    try:
        found = database.rows(exp.Describe(this=source))
        first = database.rows(exp.select(exp.Literal.number(1)).from_(source.subquery("one")).limit(1))
    except duckdb.Error as error:
        raise Faults([messages.TABLE_UNREADABLE.at(place, form=form, reason=reason_of(error))]) from None
    if not first:
        raise Faults([messages.TABLE_EMPTY.at(place)])
    return {str(name): str(type_name) for name, type_name, *_ in found if name != ROW}


def reason_of(error: Exception) -> str:
    """The first sentence of an error of DuckDB's or the system's, without its kind and number."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error).split("\n", 1)[0]
    return text.partition("Error: ")[2] or text


def _database(database: Database, path: Path, shown: str) -> Iterable[RawTable]:
    place = Span(shown, 0, 0)
    attach = exp.Attach(
        this=exp.Alias(this=exp.Literal.string(str(path)), alias=exp.to_identifier("population")),
        expressions=[exp.AttachOption(this=exp.var("READ_ONLY"))],
    )
    try:
        if path.stat().st_size == 0:
            raise Faults([messages.TABLE_EMPTY.at(place)])
        database.execute(attach)
        query = exp.select("table_name").from_("information_schema.tables")
        found = database.rows(
            query.where(exp.EQ(this=exp.column("table_catalog"), expression=exp.Literal.string("population")))
        )
    except duckdb.Error as error:
        raise Faults([messages.TABLE_UNREADABLE.at(place, form="a DuckDB database", reason=reason_of(error))]) from None
    for (name,) in found:
        table = exp.Table(
            this=exp.to_identifier(str(name), quoted=True),
            db=exp.to_identifier("main"),
            catalog=exp.to_identifier("population"),
        )
        row = exp.Add(this=exp.column("rowid"), expression=exp.Literal.number(1))
        source = exp.select(exp.Star(), row.as_(ROW, quoted=True)).from_(table)
        where = f"{shown}, table {name}"
        yield RawTable(str(name), where, source, _described(database, source, where, "a DuckDB database"))
