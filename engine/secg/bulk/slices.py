"""One party out of a population, with the parties that its proofs need, as facts like those of a YAML file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlglot import exp

from secg.bulk.duckdb_engine import Database
from secg.bulk.loading import NAMES, listed, load_population
from secg.bulk.relations import PARTIES, is_column_of_parties
from secg.bulk.rule_select import not_null
from secg.bulk.running import bulk_run
from secg.bulk.sources import find_tables, table_facts
from secg.bulk.tables import PARTY_TABLE, ROW, RawTable
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Situation, Statement
from secg.language.vocabulary import Vocabulary
from secg.messages import Faults, Span, catalogue
from secg.sources.files import digest_of, display_path


def situations_from_table(path: Path, party: str, day: date, vocabulary: Vocabulary) -> Situations:
    """The situation as at a day of `party`, of those that it names or that name it, and of those that name the same.

    `path` is a Parquet or CSV file, a folder of them, or a DuckDB file. Raises Faults: E411 for a party that is not in
    it, and whatever is at fault in the rows read.
    """
    shown = display_path(path, path.resolve().parent)
    with bulk_run(None, None) as (database, _):
        tables = find_tables(database, path, shown, vocabulary)
        statements = _statements(database, tables, vocabulary)
        near = {party}
        named = _named_by(database, statements, vocabulary, near)
        near |= named | _naming(database, statements, vocabulary, near | named)
        near |= _named_by(database, statements, vocabulary, near)
        cut = [replace(table, source=_only(table.source, near)) for table in tables]
        report = load_population(database, cut, day, vocabulary, everyone=tables[0])
        if report.faults:
            raise Faults(report.faults)
        situations = situations_of(database, tables, vocabulary)
    if party not in situations:
        raise Faults([catalogue.PARTY_UNKNOWN.at(Span("", 0, 0), name=party, folder=shown)])
    return Situations(situations, shown, digest_of({shown: repr(sorted(situations.items()))}))


def facts_from_table(path: Path, party: str, day: date, vocabulary: Vocabulary) -> Facts:
    """The facts as at a day of a party of a population, with those of the parties that its proofs need."""
    return facts_on(situations_from_table(path, party, day, vocabulary), day, vocabulary)


def _statements(database: Database, tables: Sequence[RawTable], vocabulary: Vocabulary) -> dict[str, exp.Query]:
    """Where the rows of each fact with several values stand."""
    sources = {table.name: table.source for table in tables if table.name != PARTY_TABLE}
    parties = tables[0]
    for name in table_facts(vocabulary):
        fact = vocabulary.predicates[name]
        if name in parties.columns and name not in sources and not is_column_of_parties(fact):
            sources[name] = listed(database, parties, fact).source
    return sources


def _party_arguments(vocabulary: Vocabulary, fact: str) -> list[str]:
    return [argument.name for argument in vocabulary.predicates[fact].arguments[1:] if argument.type == "party"]


def _named_by(
    database: Database, statements: dict[str, exp.Query], vocabulary: Vocabulary, parties: Iterable[str]
) -> set[str]:
    """The parties that facts of these parties name."""
    near_parties: set[str] = set()
    for fact, source in statements.items():
        for argument in _party_arguments(vocabulary, fact):
            query = exp.select(exp.column(argument, quoted=True)).from_(_only(source, parties).subquery("rows"))
            near_parties.update(str(party) for (party,) in database.rows(query.distinct()) if party is not None)
    return near_parties


def _naming(
    database: Database, statements: dict[str, exp.Query], vocabulary: Vocabulary, parties: Iterable[str]
) -> set[str]:
    """The parties whose facts name one of these parties."""
    near_parties: set[str] = set()
    for fact, source in statements.items():
        for argument in _party_arguments(vocabulary, fact):
            query = exp.select("party").from_(source.subquery("rows")).where(_in(argument, parties))
            near_parties.update(str(party) for (party,) in database.rows(query.distinct()) if party is not None)
    return near_parties


def _only(source: exp.Query, parties: Iterable[str]) -> exp.Query:
    return exp.select("*").from_(source.copy().subquery("all_rows")).where(_in("party", parties))


def _in(name: str, parties: Iterable[str]) -> exp.Expr:
    names = [exp.Literal.string(party) for party in sorted(set(parties))]
    return exp.In(this=exp.cast(exp.column(name, quoted=True), "TEXT"), expressions=names)


def situations_of(database: Database, tables: Sequence[RawTable], vocabulary: Vocabulary) -> dict[str, Situation]:
    """The loaded parties, each statement with the place of the party's row in the file that states it."""
    files = {table.name: table.file for table in tables}
    name_of = exp.cast(exp.column("party"), "TEXT")
    own = exp.In(this=name_of.copy(), query=exp.select("party").from_(PARTIES).subquery())
    place = exp.select(name_of, exp.column(ROW, quoted=True)).from_(tables[0].source.subquery("rows")).where(own)
    rows = {str(name): int(str(row)) for name, row in database.rows(place)}
    names = {str(key): str(name) for key, name in database.rows(exp.select("party", "name").from_(NAMES))}
    statements: dict[str, list[Statement]] = {name: [] for name in rows}
    for fact in vocabulary.of_kind("fact"):
        if is_column_of_parties(fact):
            value = exp.column(fact.name, quoted=True)
            query = exp.select("party", value).from_(PARTIES).where(not_null(value.copy()))
        else:
            columns = [exp.column(argument.name, quoted=True) for argument in fact.arguments]
            query = exp.select(*columns).from_(f"fact_{fact.name}").order_by(*(column.copy() for column in columns))
        file = files.get(fact.field.partition(".")[0] or fact.name, files[PARTY_TABLE])
        for row in database.rows(query):
            party = str(row[0])
            statements[party].append(Statement(fact.name, row, None, None, Span(file, rows[party], 1)))
    return {
        name: Situation(name, names[name], "", tuple(stated), files[PARTY_TABLE])
        for name, stated in sorted(statements.items())
    }
