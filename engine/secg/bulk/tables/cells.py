"""A table as it stands in a file; its columns as the types of the vocabulary, and which of their cells are none.

What a column may be stored as: numbers as whole numbers, as floats or decimals that are whole, which are exact, or as
digits; days as dates, as timestamps at midnight, or as year-month-day; names as text or whole numbers. A cell that is
stored otherwise, as bytes or a record say, is no value; an empty cell has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from secg.bulk.engines.duckdb_engine import literal, quoted
from secg.facts.scalars import BOUNDS, WANTED
from secg.language.vocabulary import NUMBERS, Argument, Vocabulary
from secg.messages import Span
from secg.messages.visible import CONTROL
from secg.records import record

PARTY_TABLE = "parties"
ROW = "row number"
"""The column with the place of a row: its line in a CSV file, its number elsewhere. No fact has a blank in its name."""
PLACE = quoted(ROW)


@record
class RawTable:
    """A table of a file: a SELECT (`source`) that reads it with its `ROW`, and its columns with their DuckDB types."""

    name: str
    file: str
    source: str
    columns: Mapping[str, str]

    @property
    def span(self) -> Span:
        """The file as a whole."""
        return Span(self.file, 0, 0)


_CONTROL = "[\\r\\n" + re.sub(
    r"\\u(\w{4})", r"\\x{\1}", CONTROL.pattern.removeprefix("[").replace(r"\ud800-\udfff", "")
)
"""The characters that no value may hold, and line breaks, as databases write regular expressions."""
_NO_NAME = rf"{_CONTROL}|^$|^[\s\p{{Z}}]|[\s\p{{Z}}]$"
"""What no name is: empty, with one of these characters, or with a blank at an end, where it looks like another name."""
_TEXT = re.compile(r"VARCHAR|UUID|ENUM\(.*\)", re.DOTALL)


class _Form(NamedTuple):
    """How values of a type may be stored: as `typed`, in columns that are `exact` or perhaps not, or `written` out."""

    typed: str
    exact: re.Pattern[str]
    inexact: re.Pattern[str]
    written: str


_NUMBER = _Form(
    # wider than any number that is allowed, and than any that a column can hold
    "BIGINT",
    re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)"),
    re.compile(r"FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)"),
    r"-?\d{1,18}",
)
_DAY = _Form("DATE", re.compile("DATE"), re.compile(r"TIMESTAMP(_S|_MS|_NS)?"), r"\d{4}-\d{2}-\d{2}")


@record
class Cell:
    """A column read as an argument's type, in SQL: its typed value, when it is at fault; and what it should be."""

    column: str
    value: str
    fault: str | None
    wanted: str
    hint: str
    values: tuple[str, ...] = ()


def read_cell(name: str, type_name: str, argument: Argument, vocabulary: Vocabulary) -> Cell:
    """The cell of a column of DuckDB type `type_name` as an argument's type.

    Empty cells have no value; a fault is only a cell that holds something else than the type allows.
    """
    enumeration = vocabulary.types.get(argument.type)
    if enumeration is not None:
        wanted, hint = f"a value of {argument.type}", f"the values are {', '.join(enumeration.labels)}"
        if not is_text(type_name):
            return _unfit(name, type_name, "TEXT", wanted, hint)
        allowed = ", ".join(map(literal, enumeration.labels))
        return Cell(name, text_of(name), f"{text_of(name)} NOT IN ({allowed})", wanted, hint, tuple(enumeration.labels))
    if argument.type in NUMBERS:
        least, greatest = BOUNDS[argument.type]
        hint = f"write it in digits, with nothing between them; the largest is {greatest:,}"
        return _formed(name, type_name, _NUMBER, (literal(least), literal(greatest)), WANTED[argument.type], hint)
    if argument.type == "date":
        hint = "write year-month-day, for example 2018-07-18"
        return _formed(name, type_name, _DAY, (literal(date.min), literal(date.max)), "a date", hint)
    return _name(name, type_name, argument)


def is_text(type_name: str) -> bool:
    """Whether a column of a DuckDB type holds text."""
    return _TEXT.fullmatch(type_name) is not None


def text_of(name: str) -> str:
    """A column as text."""
    return f"CAST({quoted(name)} AS TEXT)"


def read_truth(name: str, type_name: str) -> Cell:
    """A column that holds true or false."""
    wanted, hint = "true or false", "write `true` or `false`"
    if type_name == "BOOLEAN":
        return Cell(name, quoted(name), None, wanted, "")
    if not is_text(type_name):
        return _unfit(name, type_name, "BOOLEAN", wanted, hint)
    return Cell(name, f"({text_of(name)} = 'true')", f"{text_of(name)} NOT IN ('true', 'false')", wanted, hint)


def _unfit(name: str, type_name: str, typed: str, wanted: str, hint: str) -> Cell:
    """A column that is stored as no value of the type is: it may be empty, and no more."""
    stored = f"its column is stored as {type_name.partition('(')[0]}"
    return Cell(name, f"CAST(NULL AS {typed})", "true", wanted, f"{stored}; {hint}")


def _name(name: str, type_name: str, argument: Argument) -> Cell:
    text, hint = text_of(name), f"give `{argument.name}` a name"
    if _NUMBER.exact.fullmatch(type_name):
        return Cell(name, text, None, "a name", hint)
    if not is_text(type_name):
        return _unfit(name, type_name, "TEXT", "a name", "store it as text")
    fault = f"regexp_matches({text}, {literal(_NO_NAME)})"
    hint += ", without line breaks, control characters, marks of direction and blanks at its ends"
    return Cell(name, text, fault, "a name", hint)


def _formed(name: str, type_name: str, form: _Form, ends: tuple[str, str], wanted: str, hint: str) -> Cell:
    """A column of numbers or days, which lie between two ends."""
    raw = quoted(name)
    value, shaped = f"TRY_CAST({raw} AS {form.typed})", "true"
    if form.inexact.fullmatch(type_name):
        # cast there and back: 1.5 comes back as 2, and a number beyond 64 bits not at all
        shaped = f"CAST({value} AS {type_name}) = {raw}"
    elif is_text(type_name):
        value = f"TRY_CAST({text_of(name)} AS {form.typed})"
        shaped = f"regexp_full_match({text_of(name)}, {literal(form.written)})"
    elif not form.exact.fullmatch(type_name):
        return _unfit(name, type_name, form.typed, wanted, hint)
    # a cell that can't be cast is none, whatever is compared with it
    fits = f"COALESCE({shaped} AND {value} BETWEEN {ends[0]} AND {ends[1]}, false)"
    return Cell(name, value, f"NOT {fits}", wanted, hint)
