"""A table as it stands in a file; its columns as the types of the vocabulary, and which of their cells are none.

What a column may be stored as: numbers as whole numbers, as floats or decimals that are whole, which are exact, or as
digits; days as dates, as timestamps at midnight, or as year-month-day; names as text or whole numbers. A cell that is
stored otherwise, as bytes or a record say, is no value; an empty cell has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

from secg.facts.scalars import BOUNDS, WANTED
from secg.language.vocabulary import NUMBERS, Argument, Vocabulary
from secg.messages import Span
from secg.messages.visible import CONTROL
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


_INTEGER = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
_INEXACT = re.compile(r"FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)")
_TIMESTAMP = re.compile(r"TIMESTAMP(_S|_MS|_NS)?")
_CONTROL = "[\\r\\n" + re.sub(
    r"\\u(\w{4})", r"\\x{\1}", CONTROL.pattern.removeprefix("[").replace(r"\ud800-\udfff", "")
)
"""The characters that no value may hold, and line breaks, as databases write regular expressions."""
_TEXT = re.compile(r"VARCHAR|UUID|ENUM\(.*\)", re.DOTALL)


@record
class Cell:
    """A column read as an argument's type: its typed value, when it is at fault, and what it should be."""

    column: str
    value: exp.Expr
    fault: exp.Expr | None
    wanted: str
    hint: str
    values: tuple[str, ...] = ()


def read_cell(name: str, raw: exp.Expr, type_name: str, argument: Argument, vocabulary: Vocabulary) -> Cell:
    """The cell of a column of DuckDB type `type_name`, which an expression reads, as an argument's type.

    Empty cells have no value; a fault is only a cell that holds something else than the type allows.
    """
    enumeration = vocabulary.types.get(argument.type)
    if enumeration is not None:
        values = ", ".join(enumeration.labels)
        wanted, hint = f"a value of {argument.type}", f"the values are {values}"
        if not _TEXT.fullmatch(type_name):
            return _unfit(name, type_name, "TEXT", wanted, hint)
        text = exp.cast(raw.copy(), "TEXT")
        allowed = [exp.Literal.string(symbol) for symbol in enumeration.labels]
        fault = exp.Not(this=exp.In(this=text.copy(), expressions=allowed))
        return Cell(name, text, fault, wanted, hint, tuple(enumeration.labels))
    if argument.type in NUMBERS:
        return _number(name, raw, type_name, argument)
    if argument.type == "date":
        return _date(name, raw, type_name)
    return _name(name, raw, type_name, argument)


def read_truth(name: str, raw: exp.Expr, type_name: str) -> Cell:
    """A column that holds true or false."""
    if type_name == "BOOLEAN":
        return Cell(name, raw.copy(), None, "true or false", "")
    if not _TEXT.fullmatch(type_name):
        return _unfit(name, type_name, "BOOLEAN", "true or false", "write `true` or `false`")
    text = exp.cast(raw.copy(), "TEXT")
    fault = exp.Not(this=exp.In(this=text, expressions=[exp.Literal.string("true"), exp.Literal.string("false")]))
    value = exp.EQ(this=text.copy(), expression=exp.Literal.string("true"))
    return Cell(name, value, fault, "true or false", "write `true` or `false`")


def _unfit(name: str, type_name: str, typed: str, wanted: str, hint: str) -> Cell:
    """A column that is stored as no value of the type is: it may be empty, and no more."""
    stored = f"its column is stored as {type_name.partition('(')[0]}"
    return Cell(name, exp.cast(exp.Null(), typed), exp.true(), wanted, f"{stored}; {hint}")


def _name(name: str, raw: exp.Expr, type_name: str, argument: Argument) -> Cell:
    text, hint = exp.cast(raw.copy(), "TEXT"), f"give `{argument.name}` a name"
    if _INTEGER.fullmatch(type_name):
        return Cell(name, text, None, "a name", hint)
    if not _TEXT.fullmatch(type_name):
        return _unfit(name, type_name, "TEXT", "a name", "store it as text")
    empty = exp.EQ(this=text.copy(), expression=exp.Literal.string(""))
    hidden = exp.RegexpLike(this=text.copy(), expression=exp.Literal.string(_CONTROL))
    hint += ", without line breaks, control characters and marks of direction"
    return Cell(name, text, exp.paren(exp.or_(empty, hidden)), "a name", hint)


def _number(name: str, raw: exp.Expr, type_name: str, argument: Argument) -> Cell:
    least, greatest = BOUNDS[argument.type]
    wanted, hint = WANTED[argument.type], f"write it in digits; the largest is {greatest:,}"
    # wider than any number that is allowed, and than any that a column can hold
    value: exp.Expr = exp.TryCast(this=raw.copy(), to=exp.DataType.build("BIGINT"))
    shaped: exp.Expr = exp.true()
    if _INEXACT.fullmatch(type_name):
        shaped = exp.EQ(this=exp.cast(value.copy(), type_name), expression=raw.copy())
    elif not _INTEGER.fullmatch(type_name):
        if not _TEXT.fullmatch(type_name):
            return _unfit(name, type_name, "BIGINT", wanted, hint)
        text = exp.cast(raw.copy(), "TEXT")
        value = exp.TryCast(this=text, to=exp.DataType.build("BIGINT"))
        shaped = exp.RegexpFullMatch(this=text.copy(), expression=exp.Literal.string(r"-?\d{1,18}"))
    inside = exp.Between(this=value.copy(), low=_literal(least), high=_literal(greatest))
    # a cell that can't be cast is none, whatever is compared with it
    fits = exp.func("COALESCE", exp.and_(shaped, inside), exp.false())
    return Cell(name, value, exp.Not(this=exp.paren(fits)), wanted, hint)


def _date(name: str, raw: exp.Expr, type_name: str) -> Cell:
    hint = "write year-month-day, for example 2018-07-18"
    value: exp.Expr = exp.TryCast(this=raw.copy(), to=exp.DataType.build("DATE"))
    shaped: exp.Expr = exp.true()
    if _TIMESTAMP.fullmatch(type_name):
        shaped = exp.EQ(this=exp.cast(value.copy(), type_name), expression=raw.copy())
    elif type_name != "DATE":
        if not _TEXT.fullmatch(type_name):
            return _unfit(name, type_name, "DATE", "a date", hint)
        text = exp.cast(raw.copy(), "TEXT")
        value = exp.TryCast(this=text, to=exp.DataType.build("DATE"))
        shaped = exp.RegexpFullMatch(this=text.copy(), expression=exp.Literal.string(r"\d{4}-\d{2}-\d{2}"))
    ends = (exp.cast(exp.Literal.string(day), "DATE") for day in ("0001-01-01", "9999-12-31"))
    inside = exp.Between(this=value.copy(), low=next(ends), high=next(ends))
    fits = exp.func("COALESCE", exp.and_(shaped, inside), exp.false())
    return Cell(name, value, exp.Not(this=exp.paren(fits)), "a date", hint)


def _literal(number: int) -> exp.Expr:
    return exp.Literal.number(number) if number >= 0 else exp.Neg(this=exp.Literal.number(-number))
