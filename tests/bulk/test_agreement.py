"""DuckDB concludes what the oracle concludes: on the parties of facts/, the regression cases and random populations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from secg.bulk.engines.duckdb_engine import Database, open_database
from secg.bulk.population import write_population
from secg.bulk.tables.one_party import situations_from_table
from secg.cases.case_reader import read_cases
from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on, load_situations
from secg.language.model import Rule
from secg.language.program import Program
from secg.language.unknowns import with_guards
from tests.bulk.comparing import (
    Conclusion,
    bulk_conclusions,
    conclusions_from_facts,
    conclusions_of,
    derive_in_slices,
    population_of,
    together,
)
from tests.oracle.oracle import derive_with_clingo

ROOT = Path(__file__).resolve().parents[2]
DAYS = (date(2018, 8, 1), date(2020, 1, 31))


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@cache
def rules_of(version: str, overlays: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    code = select_code(policies(), date(2022, 12, 31), version, overlays)
    return with_guards(code.rules, policies().vocabulary)


VERSIONS = list(
    {
        select_code(policies(), DAYS[0], version.label, ()).rules: version.label
        for version in policies().versions.versions
    }.values()
)
"""One version of each text of the rules."""


Group = tuple[str, date, tuple[str, ...]]
"""The version, day and choice of readings that regression cases share."""


@cache
def case_groups() -> dict[Group, Situations]:
    """The regression cases of one version, day and choice of readings as one population; facts/ goes with each."""
    vocabulary = policies().vocabulary
    facts = load_situations(ROOT / "facts", ROOT, vocabulary)
    grouped: dict[Group, list[tuple[str, Situations]]] = {}
    for number, case in enumerate(read_cases(ROOT / "tests" / "regression", ROOT, policies(), facts)):
        inline = case.situations.parties.keys() != facts.parties.keys()
        group = grouped.setdefault((case.label, case.day, case.overlays), [("facts", facts)])
        if inline:
            group.append((f"case-{number}", case.situations))
    return {key: together(groups, vocabulary) for key, groups in grouped.items()}


def disagreement(group: Group) -> set[Conclusion]:
    """What DuckDB or clingo alone concludes of a group of regression cases."""
    label, day, overlays = group
    vocabulary, rules = policies().vocabulary, rules_of(label, overlays)
    facts = facts_on(case_groups()[group], day, vocabulary)
    wanted = conclusions_of(derive_with_clingo(rules, facts, vocabulary), rules, vocabulary)
    return conclusions_from_facts(rules, facts, vocabulary) ^ wanted


@pytest.mark.parametrize("version", sorted({key[0] for key in case_groups()}))
def test_duckdb_agrees_with_clingo_on_the_largest_group_of_cases_of_each_version(version: str) -> None:
    # `make trust` tries every group, which takes minutes
    groups = [case_group for case_group in case_groups() if case_group[0] == version]
    assert disagreement(max(groups, key=lambda group: len(case_groups()[group].parties))) == set()


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("population") / "parties.parquet"
    with open_database() as database:
        write_population(database, 300, 11, path)
    return path


@pytest.fixture(scope="module")
def loaded(population: Path) -> Iterator[tuple[Database, Situations]]:
    with open_database(threads=1) as database:
        yield database, population_of(database, population, DAYS[1], policies())


@pytest.mark.parametrize("version", VERSIONS)
def test_duckdb_agrees_with_clingo_on_a_random_population(version: str, loaded: tuple[Database, Situations]) -> None:
    database, situations = loaded
    vocabulary, rules = policies().vocabulary, rules_of(version)
    facts = facts_on(situations, DAYS[1], vocabulary)
    wanted = conclusions_of(derive_with_clingo(rules, facts, vocabulary), rules, vocabulary)
    assert bulk_conclusions(database, rules, DAYS[1], vocabulary) == wanted


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
def test_a_party_fetched_out_of_a_population_has_the_conclusions_that_it_has_in_it(
    version: str, population: Path, loaded: tuple[Database, Situations]
) -> None:
    database, situations = loaded
    vocabulary, rules = policies().vocabulary, rules_of(version)
    in_bulk = bulk_conclusions(database, rules, DAYS[1], vocabulary)
    shared = [
        name
        for name, situation in situations.parties.items()
        if any(s.predicate == "shared_resource" for s in situation.statements)
    ]
    for party in (*sorted(situations.parties)[:3], *shared[:4]):
        facts = facts_on(situations_from_table(population, party, DAYS[1], vocabulary), DAYS[1], vocabulary)
        found = conclusions_of(derive(Program(rules, vocabulary), facts), rules, vocabulary)
        assert {row for row in found if row[0] == party} == {row for row in in_bulk if row[0] == party}


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("version", VERSIONS)
def test_pydatalog_clingo_and_duckdb_agree_on_ten_thousand_parties(version: str, seed: int, tmp_path: Path) -> None:
    path, vocabulary, rules = tmp_path / "parties.parquet", policies().vocabulary, rules_of(version)
    with open_database() as database:
        write_population(database, 10_000, seed, path)
        situations = population_of(database, path, DAYS[seed % 2], policies())
        in_bulk = bulk_conclusions(database, rules, DAYS[seed % 2], vocabulary)
    facts = facts_on(situations, DAYS[seed % 2], vocabulary)
    assert in_bulk == conclusions_of(derive_with_clingo(rules, facts, vocabulary), rules, vocabulary)
    if seed == 0:
        assert in_bulk == conclusions_of(derive_in_slices(rules, facts, vocabulary), rules, vocabulary)
