"""The same statements on Spark, really run on this machine, give the rows that DuckDB gives."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.bulk.deriving import BulkRequest, derive_in_bulk
from engine.bulk.duckdb_engine import open_database
from engine.bulk.population import write_population
from engine.code.policies import load_policies
from engine.code.selection import select_code

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: .[spark]"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java runtime: Spark needs Java 17"),
]


def test_spark_and_duckdb_write_the_same_conclusions(tmp_path: Path) -> None:
    import pyarrow.parquet

    from engine.bulk.spark_engine import derive_on_spark

    policies, day, parties = load_policies(ROOT / "policies", ROOT), date(2019, 12, 1), tmp_path / "parties.parquet"
    with open_database() as database:
        write_population(database, 10_000, 5, parties)
    labels = ("baseline", "SECMP0059", policies.versions.versions[-1].label)
    codes = {label: select_code(policies, day, label, ()) for label in labels}
    rows = []
    for name, run in (("duckdb.parquet", derive_in_bulk), ("spark.parquet", derive_on_spark)):
        out = tmp_path / name
        assert run(BulkRequest(policies, codes, str(parties), day, "parquet", str(out), named=True, threads="2")) == ()
        table = pyarrow.parquet.read_table(out)
        rows.append(sorted(map(str, table.to_pylist())))
    assert rows[0] == rows[1]
