"""The same statements on Spark, really run on this machine, give the rows that DuckDB gives."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.bulk.conclusions import compile_conclusions
from engine.bulk.deriving import BulkRequest, derive_in_bulk
from engine.bulk.duckdb_engine import fact_tables, open_database
from engine.bulk.population import write_population
from engine.code.selection import select_code
from engine.facts.loading import facts_on
from tests.bulk.comparing import conclusions_from_facts
from tests.bulk.test_agreement import case_groups, policies, rules_of

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: .[spark]"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java runtime: Spark needs Java 17"),
]


def test_spark_and_duckdb_write_the_same_conclusions(tmp_path: Path) -> None:
    import pyarrow.parquet

    from engine.bulk.spark_engine import derive_on_spark

    day, parties = date(2019, 12, 1), tmp_path / "parties.parquet"
    with open_database() as database:
        write_population(database, 10_000, 5, parties)
    labels = ("baseline", "SECMP0059", policies().versions.versions[-1].label)
    codes = {label: select_code(policies(), day, label, ()) for label in labels}
    rows = []
    for name, run in (("duckdb.parquet", derive_in_bulk), ("spark.parquet", derive_on_spark)):
        out = tmp_path / name
        assert (
            run(BulkRequest(policies(), codes, str(parties), day, "parquet", str(out), named=True, threads="2")) == ()
        )
        table = pyarrow.parquet.read_table(out)
        rows.append(sorted(map(str, table.to_pylist())))
    assert rows[0] == rows[1]


@pytest.mark.parametrize("version", ["baseline", "SECMP0059"])
def test_spark_and_duckdb_conclude_the_same_of_regression_cases(version: str) -> None:
    from engine.bulk.spark_engine import open_session, run

    groups = [one for one in case_groups() if one[0] == version]
    label, day, overlays = max(groups, key=lambda one: len(case_groups()[one].parties))
    vocabulary, rules = policies().vocabulary, rules_of(label, overlays)
    facts = facts_on(case_groups()[label, day, overlays], day, vocabulary)
    with open_session(threads="2") as session:
        for name, content in fact_tables(facts, vocabulary).items():
            session.createDataFrame(content).createOrReplaceTempView(name)
        rows = run(session, compile_conclusions(rules, vocabulary, day), {}).collect()
    assert {tuple(row)[:7] for row in rows} == conclusions_from_facts(rules, facts, vocabulary)
