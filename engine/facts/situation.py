"""A party's situation: dated statements, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.language.model import Value
from engine.messages import Span
from engine.records import record

Row = tuple[Value, ...]


@record
class Statement:
    """One fact with the first and last day on which it holds (None: no bound)."""

    predicate: str
    row: Row
    start: date | None
    end: date | None
    span: Span

    def holds_on(self, day: date) -> bool:
        """Whether the statement holds on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@record
class Situation:
    """One party: its name as printed, where the situation is taken from, and its statements."""

    party: str
    name: str
    basis: str
    statements: tuple[Statement, ...]
    file: str


@record
class Facts:
    """The facts of all parties as at a day: per predicate the rows, each with the place that states it.

    `names` are the parties' printed names. `missing` names, for each fact whose absence means nothing,
    the parties that do not state it.
    """

    day: date
    rows: Mapping[str, Mapping[Row, Span]]
    names: Mapping[str, str]
    bases: Mapping[str, str]
    missing: Mapping[str, frozenset[str]]
