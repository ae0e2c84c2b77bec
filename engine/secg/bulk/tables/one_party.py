"""One party out of a population, with the parties that its proofs need, as facts like those of a YAML file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from secg.bulk.engines.duckdb_engine import Database, bulk_run, literal, quoted
from secg.bulk.sql.analysis import PARTIES, is_column_of_parties
from secg.bulk.tables.cells import PARTY_TABLE, PLACE, RawTable, text_of
from secg.bulk.tables.loading import NAMES, listed, load_population
from secg.bulk.tables.sources import find_tables, table_facts
from secg.facts.loading import Situations
from secg.facts.situation import Situation, Statement
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, Faults, Span, catalogue
from secg.sources.files import digest_of, display_path


def situations_from_table(path: Path, party: str, day: date, vocabulary: Vocabulary) -> Situations:
    """The situation as at a day of `party`, of those that it names or that name it, and of those that name the same.

    `path` is a Parquet or CSV file, a folder of them, or a DuckDB file. Raises Faults: E411 for a party that is not in
    it, and whatever is at fault in the rows read.
    """
    shown = display_path(path, path.resolve().parent)
    with bulk_run(None, None) as (database, _):
        tables = find_tables(database, path, shown, vocabulary)
        naming = _naming_columns(database, tables, vocabulary)
        near = {party}
        named = near | _joined(database, naming, near, named_by=True)
        # who shares a resource with the party names neither it nor is named by it, but the same provider
        near = named | _joined(database, naming, named, named_by=False)
        near |= _joined(database, naming, near, named_by=True)
        cut = [replace(table, source=_only(table.source, near)) for table in tables]
        report = load_population(database, cut, day, vocabulary, everyone=tables[0])
        # a row left out of so few may be just what the outcome rests on
        if report.faults:
            raise Faults(report.faults)
        situations = situations_of(database, tables, vocabulary)
    if party not in situations:
        raise catalogue.PARTY_UNKNOWN.fault(REQUEST, name=party, folder=shown)
    return Situations(situations, shown, digest_of({shown: repr(sorted(situations.items()))}))


def _naming_columns(
    database: Database, tables: Sequence[RawTable], vocabulary: Vocabulary
) -> Sequence[tuple[str, str]]:
    """Where rows of facts name another party: the rows, and the column."""
    parties, *others = tables
    sources = {table.name: table.source for table in others}
    for name in table_facts(vocabulary):
        fact = vocabulary.predicates[name]
        if name in parties.columns and name not in sources and not is_column_of_parties(fact):
            sources[name] = listed(database, parties, fact).source
    naming: list[tuple[str, str]] = []
    for name, source in sources.items():
        for argument in vocabulary.predicates[name].arguments[1:]:
            if argument.type == "party":
                naming.append((source, argument.name))
    return naming


def _joined(
    database: Database, naming: Sequence[tuple[str, str]], parties: Collection[str], named_by: bool
) -> set[str]:
    """The parties that facts of these parties name, or (not `named_by`) whose facts name one of these."""
    joined: set[str] = set()
    for source, name in naming:
        asked, given = "party", name
        if named_by:
            asked, given = given, asked
        rows = database.rows(f"SELECT DISTINCT {quoted(asked)} FROM ({_only(source, parties, given)})")
        joined.update(str(party) for (party,) in rows if party is not None)
    return joined


def _only(source: str, parties: Collection[str], name: str = "party") -> str:
    return f"SELECT * FROM ({source}) WHERE {text_of(name)} IN ({', '.join(map(literal, sorted(parties)))})"


def situations_of(database: Database, tables: Sequence[RawTable], vocabulary: Vocabulary) -> Mapping[str, Situation]:
    """The loaded parties, each statement with the place of the party's row in the file that states it."""
    files = {table.name: table.file for table in tables}
    party = text_of("party")
    own = f"SELECT {party}, {PLACE} FROM ({tables[0].source}) WHERE {party} IN (SELECT party FROM {PARTIES})"
    rows = {str(name): int(place) for name, place in database.rows(own)}
    names = {str(key): str(name) for key, name in database.rows(f"SELECT party, name FROM {NAMES}")}
    statements: dict[str, list[Statement]] = {name: [] for name in rows}
    for fact in vocabulary.facts:
        if is_column_of_parties(fact):
            value = quoted(fact.name)
            query = f"SELECT party, {value} FROM {PARTIES} WHERE {value} IS NOT NULL"
        else:
            columns = ", ".join(quoted(argument.name) for argument in fact.arguments)
            query = f"SELECT {columns} FROM {quoted(f'fact_{fact.name}')} ORDER BY ALL"
        file = files.get(fact.field.partition(".")[0] or fact.name, files[PARTY_TABLE])
        for row in database.rows(query):
            stating = str(row[0])
            statements[stating].append(Statement(fact.name, row, None, None, Span(file, rows[stating], 1)))
    return {
        name: Situation(name, names[name], "", tuple(stated), files[PARTY_TABLE])
        for name, stated in sorted(statements.items())
    }
