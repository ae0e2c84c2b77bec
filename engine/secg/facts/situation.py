"""A party's situation: dated statements, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from secg.language.model import Value
from secg.messages import Span
from secg.records import record

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
    """One party: its name as printed, where the situation is taken from, and its statements.

    `as_of` is the day on which its file was last gone through, where it says so.
    """

    party: str
    name: str
    basis: str
    statements: tuple[Statement, ...]
    file: str
    as_of: date | None = None

    @property
    def stops_at(self) -> date | None:
        """The last day of which the file tells: that of its newest statement, or on which it was last gone through."""
        starts = [statement.start for statement in self.statements if statement.start is not None]
        return max([*starts, *([self.as_of] if self.as_of else [])], default=None)


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
