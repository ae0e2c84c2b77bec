"""A table as it stands in a file, before its cells are read as the vocabulary's types."""

from __future__ import annotations

import json
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


def reason_of(error: Exception) -> str:
    """The first sentence of an error of DuckDB's or the system's, without its kind and number.

    >>> reason_of(ValueError("IO Error: the disk is full\\nmore"))
    'the disk is full'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error)
    if text.startswith("{"):  # some of DuckDB's come as JSON
        text = str(json.loads(text).get("exception_message", text))
    text = text.split("\n", 1)[0]
    return text.partition("Error: ")[2] or text
