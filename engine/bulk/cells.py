"""Reading columns as the types of the vocabulary, and telling which cells are none."""

from __future__ import annotations

from sqlglot import exp

from engine.bulk.relations import sql_type
from engine.bulk.rule_select import is_null
from engine.language.lexer import INTEGER_LIMIT
from engine.language.vocabulary import NUMBERS, Argument, Vocabulary
from engine.records import record

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


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
    text = exp.cast(raw.copy(), "TEXT")
    enumeration = vocabulary.types.get(argument.type)
    if enumeration is not None:
        allowed = [exp.Literal.string(symbol) for symbol in enumeration.labels]
        fault = exp.Not(this=exp.In(this=text.copy(), expressions=allowed))
        values = ", ".join(enumeration.labels)
        return Cell(
            name, text, fault, f"a value of {argument.type}", f"the values are {values}", tuple(enumeration.labels)
        )
    if argument.type in NUMBERS:
        return _number(name, raw, type_name, argument)
    if argument.type == "date":
        if type_name == "DATE":
            return Cell(name, raw.copy(), None, "a date", "")
        value = exp.TryCast(this=text.copy(), to=exp.DataType.build("DATE"))
        shape = exp.RegexpFullMatch(this=text.copy(), expression=exp.Literal.string(r"\d{4}-\d{2}-\d{2}"))
        fault = exp.Not(this=exp.paren(exp.and_(exp.Not(this=is_null(value.copy())), shape)))
        return Cell(name, value, fault, "a date", "write year-month-day, for example 2018-07-18")
    empty = exp.EQ(this=text.copy(), expression=exp.Literal.string(""))
    return Cell(name, text, empty, "a name", f"give `{argument.name}` a name")


def _number(name: str, raw: exp.Expr, type_name: str, argument: Argument) -> Cell:
    least = 0 if argument.type == "count" else -INTEGER_LIMIT
    wanted = "a count: a whole number from 0 up" if argument.type == "count" else "a whole number"
    hint = f"write it in digits; the largest is {INTEGER_LIMIT:,}"
    whole = type_name in _INTEGERS
    if whole:
        value: exp.Expr = exp.cast(raw.copy(), sql_type(argument))
        shaped: exp.Expr = exp.true()
    else:
        text = exp.cast(raw.copy(), "TEXT")
        value = exp.TryCast(this=text, to=exp.DataType.build("BIGINT"))
        shaped = exp.RegexpFullMatch(this=text.copy(), expression=exp.Literal.string(r"-?\d{1,18}"))
    inside = exp.Between(this=value.copy(), low=_literal(least), high=_literal(INTEGER_LIMIT))
    fault = exp.Not(this=inside if whole else exp.paren(exp.and_(shaped, inside)))
    return Cell(name, value, fault, wanted, hint)


def _literal(number: int) -> exp.Expr:
    return exp.Literal.number(number) if number >= 0 else exp.Neg(this=exp.Literal.number(-number))


def read_truth(name: str, raw: exp.Expr, type_name: str) -> Cell:
    """A column that holds true or false."""
    if type_name == "BOOLEAN":
        return Cell(name, raw.copy(), None, "true or false", "")
    text = exp.cast(raw.copy(), "TEXT")
    fault = exp.Not(this=exp.In(this=text, expressions=[exp.Literal.string("true"), exp.Literal.string("false")]))
    value = exp.EQ(this=text.copy(), expression=exp.Literal.string("true"))
    return Cell(name, value, fault, "true or false", "write `true` or `false`")
