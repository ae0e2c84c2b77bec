"""A table as it stands in a file, before its cells are read as the vocabulary's types."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from secg.messages import Span
from secg.records import record

PARTY_TABLE = "parties"
ROW = "row number"
"""The column with the place of a row: its line in a CSV file, its number elsewhere. No fact has a blank in its name."""


@record
class RawTable:
    """A table of a file: `source` reads it with its `ROW`, `columns` are its columns with their DuckDB types."""

    name: str
    file: str
    source: exp.Query
    columns: Mapping[str, str]

    @property
    def span(self) -> Span:
        """The file as a whole."""
        return Span(self.file, 0, 0)
