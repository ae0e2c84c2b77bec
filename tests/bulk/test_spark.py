"""The same statements on Spark, really run on this machine, give the rows that DuckDB gives."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from secg.bulk.deriving import derive_in_bulk
from secg.bulk.engines.duckdb_engine import fact_tables, open_database
from secg.bulk.population import write_population
from secg.bulk.sql.conclusions import BulkRequest, compile_conclusions
from secg.code.selection import select_code
from secg.facts.loading import facts_on
from secg.language.program import Program
from tests.bulk.comparing import conclusions_from_facts, listed_conclusion
from tests.bulk.test_agreement import DAYS, VERSIONS, Group, case_groups, policies, rules_of

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: .[spark]"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java runtime: Spark needs Java 17"),
]


def same_table_of(labels: Sequence[str], size: int, seed: int, folder: Path) -> None:
    """DuckDB and Spark write the same rows, paragraphs included, over a population under these versions."""
    import pyarrow.parquet

    from secg.bulk.engines.spark_engine import derive_on_spark

    day, parties = DAYS[1], folder / "parties.parquet"
    with open_database() as database:
        write_population(database, size, seed, parties)
    codes = {label: select_code(policies(), day, label, ()) for label in labels}
    rows = []
    for name, run in (("duckdb.parquet", derive_in_bulk), ("spark.parquet", derive_on_spark)):
        out = folder / name
        asked = BulkRequest(policies(), codes, str(parties), day, "parquet", str(out), named=True, threads="2")
        assert run(asked) == ()
        rows.append(sorted(map(str, pyarrow.parquet.read_table(out).to_pylist())))
    assert len(rows[0]) > size
    assert rows[0] == rows[1]


def test_spark_and_duckdb_write_the_same_conclusions(tmp_path: Path) -> None:
    same_table_of(("baseline", "SECMP0059", policies().versions.versions[-1].label), 10_000, 5, tmp_path)


def test_a_table_with_few_columns_is_derived_as_duckdb_derives_it(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    from secg.bulk.engines.spark_engine import derive_on_spark

    role = [{"role": "import_supplier", "from": date(2018, 1, 1)}]
    row = {"party": "small", "domestic_premises": 300_000, "non_domestic_premises": 0, "user_role": role}
    parties = tmp_path / "parties.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([row]), parties)
    code = select_code(policies(), DAYS[1], "SECMP0059", ())
    rows = []
    for name, run in (("duckdb.parquet", derive_in_bulk), ("spark.parquet", derive_on_spark)):
        out = tmp_path / name
        asked = BulkRequest(policies(), {"SECMP0059": code}, str(parties), DAYS[1], "parquet", str(out), threads="2")
        assert run(asked) == ()
        rows.append(sorted(map(str, pyarrow.parquet.read_table(out).to_pylist())))
    assert rows[0]
    assert rows[0] == rows[1]


def test_an_error_of_spark_is_told_by_what_it_says_and_not_by_the_call() -> None:
    from secg.bulk.engines.spark_engine import _reason

    told = RuntimeError(
        "An error occurred while calling o1486.localCheckpoint.\n: java.io.IOException: no space\n\tat x"
    )
    assert _reason(told) == "java.io.IOException: no space"
    assert _reason(RuntimeError("no such folder\nmore")) == "no such folder"


@pytest.mark.fuzz
@pytest.mark.parametrize("version", VERSIONS)
def test_spark_and_duckdb_write_the_same_conclusions_under_every_version(version: str, tmp_path: Path) -> None:
    same_table_of([version], 10_000, 6, tmp_path)


def same_of_cases(group: Group) -> None:
    """Spark concludes of a group of regression cases what DuckDB concludes."""
    from secg.bulk.engines.spark_engine import open_session, run

    label, day, overlays = group
    vocabulary, rules = policies().vocabulary, rules_of(label, overlays)
    facts = facts_on(case_groups()[group], day, vocabulary)
    with open_session(threads="2") as session:
        for name, content in fact_tables(facts, vocabulary).items():
            session.createDataFrame(content).createOrReplaceTempView(name)
        rows = run(session, compile_conclusions(Program(rules, vocabulary), day), {}).collect()
    assert {listed_conclusion(tuple(row)) for row in rows} == conclusions_from_facts(rules, facts, vocabulary)


@pytest.mark.parametrize("version", ["baseline", "SECMP0059"])
def test_spark_and_duckdb_conclude_the_same_of_regression_cases(version: str) -> None:
    groups = [case_group for case_group in case_groups() if case_group[0] == version]
    same_of_cases(max(groups, key=lambda group: len(case_groups()[group].parties)))


@pytest.mark.fuzz
@pytest.mark.parametrize("group", case_groups(), ids=lambda entry: "/".join(map(str, entry)))
def test_spark_and_duckdb_conclude_the_same_of_every_regression_case(group: Group) -> None:
    same_of_cases(group)
