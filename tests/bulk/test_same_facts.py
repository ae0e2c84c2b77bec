"""Tables say what files say: the same population as YAML, as CSV and as Parquet gives the same facts on any day."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from secg.bulk.engines.duckdb_engine import Database, open_database
from secg.bulk.sql.analysis import PARTIES, is_column_of_parties
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.sources import find_tables
from secg.facts.loading import facts_on
from secg.facts.situation import Facts
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Faults
from tests.bulk.comparing import bulk_conclusions, conclusions_of, derive_in_slices
from tests.bulk.random_tables import (
    Drawer,
    NotOneFile,
    Population,
    Record,
    read_as_yaml,
    write_csv_folder,
    write_parquet_file,
    write_parquet_folder,
)
from tests.bulk.test_agreement import VERSIONS, policies, rules_of

VOCABULARY = read_vocabulary(Path(__file__).parent / "vocabulary.yaml", "vocabulary.yaml")
DAY = date(2019, 6, 1)

Row = tuple[object, ...]


def rows_of_facts(facts: Facts, vocabulary: Vocabulary) -> dict[str, set[Row]]:
    """The rows of each fact, and of the parties that lack one, as YAML gives them."""
    found: dict[str, set[Row]] = {
        predicate.name: set(facts.rows.get(predicate.name, ())) for predicate in vocabulary.facts
    }
    return {**found, **{f"missing {name}": {(party,) for party in parties} for name, parties in facts.missing.items()}}


def rows_of_tables(database: Database, vocabulary: Vocabulary) -> dict[str, set[Row]]:
    """The same of the tables that are loaded."""
    found: dict[str, set[Row]] = {}
    for fact in vocabulary.facts:
        missing = f"FROM missing_{fact.name}"
        if is_column_of_parties(fact):
            query = f'SELECT party, "{fact.name}" FROM {PARTIES} WHERE "{fact.name}" IS NOT NULL'
            missing = f'SELECT party FROM {PARTIES} WHERE "{fact.name}" IS NULL'
        else:
            query = f"FROM fact_{fact.name}"
        rows = database.connection.sql(query).fetchall()
        found[fact.name] = set(rows)
        assert len(rows) == len(found[fact.name]), fact.name
        if fact.absent == "unknown":
            found[f"missing {fact.name}"] = set(database.connection.sql(missing).fetchall())
    return found


def written(population: Population, vocabulary: Vocabulary, folder: Path, source: random.Random) -> list[Path]:
    """The population as tables, in each form that it can have."""
    paths = [folder / "csv", folder / "parquet", folder / "parties.parquet"]
    for path in paths[:2]:
        path.mkdir()
    write_csv_folder(population, vocabulary, paths[0], source)
    write_parquet_folder(population, vocabulary, paths[1], source)
    try:
        write_parquet_file(population, vocabulary, paths[2], source)
    except NotOneFile:
        return paths[:2]
    return paths


def difference(population: Population, vocabulary: Vocabulary, day: date, seed: int) -> str:
    """What the tables of a population say otherwise than its YAML; both may refuse it."""
    refused, expected = "", dict[str, set[Row]]()
    try:
        expected = rows_of_facts(facts_on(read_as_yaml(population, vocabulary), day, vocabulary), vocabulary)
    except Faults as faults:
        refused = "; ".join(map(str, faults.diagnostics))
    with tempfile.TemporaryDirectory() as folder:
        for path in written(population, vocabulary, Path(folder), random.Random(seed)):
            with open_database(threads=1) as database:
                try:
                    tables = find_tables(database, path, path.name, vocabulary)
                    told = [str(diagnostic) for diagnostic in load_population(database, tables, day, vocabulary).faults]
                except Faults as faults:
                    told = [str(diagnostic) for diagnostic in faults.diagnostics]
                if bool(told) != bool(refused):
                    return f"seed {seed}, {path.name}: YAML: {refused}; tables: {told}\n{population}"
                found = rows_of_tables(database, vocabulary) if not told else expected
            for name, rows in expected.items():
                if found[name] != rows:
                    return f"seed {seed}, {path.name}, {day}: {name}: {rows ^ found[name]}\n{population}"
    return ""


def drawn(vocabulary: Vocabulary, seed: int, wild: bool) -> tuple[Population, date]:
    source = random.Random(seed)
    return Drawer(vocabulary, DAY, source, wild=wild).population(), source.choice(
        (DAY, DAY, date(1, 1, 1), date(9999, 12, 31))
    )


@pytest.mark.parametrize("seed", range(25))
def test_a_population_has_the_facts_of_its_yaml_in_every_form_of_table(seed: int) -> None:
    population, day = drawn(VOCABULARY, seed, wild=False)
    assert difference(population, VOCABULARY, day, seed) == ""


@pytest.mark.parametrize("seed", range(100, 125))
def test_tables_refuse_what_yaml_refuses_and_no_more(seed: int) -> None:
    population, day = drawn(VOCABULARY, seed, wild=True)
    assert difference(population, VOCABULARY, day, seed) == ""


def populations_differ(seeds: range, version: str, day: date) -> list[str]:
    """The conclusions that tables and YAML, DuckDB and pyDatalog, do not share, of one population for each seed."""
    vocabulary, rules = policies().vocabulary, rules_of(version)
    population: dict[str, Mapping[str, Sequence[Record]]] = {}
    for seed in seeds:
        population.update(Drawer(vocabulary, day, random.Random(seed), f"{seed}-").population())
    facts = facts_on(read_as_yaml(population, vocabulary), day, vocabulary)
    expected = conclusions_of(derive_in_slices(rules, facts, vocabulary), rules, vocabulary)
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for path in written(population, vocabulary, Path(folder), random.Random(seeds.start)):
            with open_database(threads=1) as database:
                tables = find_tables(database, path, path.name, vocabulary)
                failures += map(str, load_population(database, tables, day, vocabulary).faults)
                found = bulk_conclusions(database, rules, day, vocabulary)
            failures += [f"{path.name}, {version}, {day}: {text}" for text in sorted(map(str, found ^ expected))]
    return failures


@pytest.mark.parametrize("number", range(2))
def test_random_populations_give_the_same_conclusions_as_yaml_as_csv_and_as_parquet(number: int) -> None:
    version = VERSIONS[(number * 5 + 2) % len(VERSIONS)]
    assert populations_differ(range(number * 10, number * 10 + 10), version, date(2018 + number, 8, 1)) == []
