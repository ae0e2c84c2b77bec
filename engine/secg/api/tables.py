"""Populations as Arrow tables: whatever has Arrow's stream interface goes in, one pyarrow table comes out.

Needs the extra `bulk`, whose libraries are imported with this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pyarrow as arrow
from pyarrow import parquet

from secg.bulk.deriving import conclusions_query, load, ordered
from secg.bulk.engines.duckdb_engine import bulk_run, sql_text
from secg.bulk.sql.conclusions import BulkRequest
from secg.bulk.tables.cells import PARTY_TABLE
from secg.bulk.tables.sources import table_facts
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.messages import Diagnostic, Faults, Span, nearest
from secg.messages import bulk as messages
from secg.records import record


class Stream(Protocol):
    """A table that tells its columns by Arrow's stream interface."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The stream, as a capsule."""
        ...


@record
class Derived:
    """The conclusions, one row each, in the order of the columns; `told` names the rows left out and their faults."""

    table: arrow.Table
    told: tuple[Diagnostic, ...]


def derive_table(policies: Policies, code: Code, day: date, parties: Stream, facts: Mapping[str, Stream]) -> Derived:
    """The conclusions of a Code about every party of the tables. Raises Faults where nothing could be derived.

    The tables lie in a folder of Parquet files for as long as the derivation runs, so that they meet the same checks.
    """
    known = table_facts(policies.vocabulary)
    unknown = [name for name in facts if name not in known]
    if unknown:
        words = {"table": unknown[0], "tables": ", ".join(known)}
        raise Faults([messages.TABLE_UNKNOWN.at(Span("facts", 0, 0), words, nearest=nearest(unknown[0], known))])
    with TemporaryDirectory() as folder:
        population = Path(folder) / "population"
        population.mkdir()
        for name, stream in {PARTY_TABLE: parties, **facts}.items():
            parquet.write_table(arrow.table(stream), population / f"{name}.parquet")
        request = BulkRequest(policies, {code.label: code}, str(population), day, "parquet", None)
        with bulk_run(None, None) as (database, step):
            report = load(database, policies, population, day, step)
            query = ordered(conclusions_query(database, request, step))
            table = database.connection.sql(sql_text(query)).to_arrow_table()
            return Derived(table, tuple(report.summary()))
