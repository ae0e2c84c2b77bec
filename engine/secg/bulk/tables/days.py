"""On which days the records of a fact hold, and what they state: one reading of tables for DuckDB and for Spark.

It says what `facts.situation_reader` says of YAML. A record starts on the last of its `from`, the day of the argument
that the fact `begins` with, and the keys that start it. It ends with its `to` and, where a party has one value at a
time, on the day before the next one starts. An optional key states its fact while the record holds, from its own day.

A typed table has a column for each argument and key that the records state, `from` and `to` among them, and the place
of the row. A dated table adds the first day (`FIRST`) and, where a party has one value at a time, that of the next
record (`NEXT`).

Records whose days can't be: rows that end before they start, stand twice, or give a party two values at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlglot import exp

from secg.bulk.engines.duckdb_engine import Database, create
from secg.bulk.sql.analysis import PARTIES, sql_type
from secg.bulk.sql.calculations import constant
from secg.bulk.sql.rule_select import all_of, column, is_null, named_table, not_null
from secg.bulk.tables.cells import ROW
from secg.bulk.tables.checking import SHOWN, Problem, Report, note_left_out, tell
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Kind
from secg.messages import bulk as messages

FIRST, NEXT = "first day", "next day"
"""Columns of dated tables; no column of a file that is read has a blank in its name."""


def keys_of_records(fact: Predicate) -> tuple[str, ...]:
    """The columns of the fact's arguments: the party, and the others by their names."""
    return ("party", *(argument.name for argument in fact.arguments[1:]))


def dated_records(typed: str, fact: Predicate, columns: Collection[str], vocabulary: Vocabulary) -> exp.Select:
    """The typed records of a fact with their first days; `columns` are those that the table has."""
    starting = [key.key for key in vocabulary.fields.get(fact.name, ()) if key.starts]
    names = [name for name in dict.fromkeys(("from", fact.begins, *starting)) if name in columns]
    return exp.select("*", _latest([column("s", name) for name in names]).as_(FIRST, quoted=True)).from_(
        named_table(typed, "s")
    )


def with_next_days(dated: str, fact: Predicate) -> exp.Select:
    """Dated records with the first day of the record that follows; null where none does, or the fact has several."""
    if not fact.one_at_a_time:
        return exp.select("*", exp.cast(exp.Null(), "DATE").as_(NEXT, quoted=True)).from_(named_table(dated, "s"))
    order = exp.Order(
        expressions=[
            exp.Ordered(this=column("s", FIRST), nulls_first=True),
            exp.Ordered(this=column("s", ROW), nulls_first=True),
        ]
    )
    following = exp.Window(
        this=exp.Anonymous(this="LEAD", expressions=[column("s", FIRST)]),
        partition_by=[column("s", "party")],
        order=order,
    )
    return exp.select("*", following.as_(NEXT, quoted=True)).from_(named_table(dated, "s"))


def ends_before_it_starts() -> exp.Expr:
    """When a record of a dated table ends before it starts."""
    return exp.LT(this=exp.column("to", quoted=True), expression=exp.column(FIRST, quoted=True))


def outlasts_the_next() -> exp.Expr:
    """When a value ends after the one that follows has started."""
    return exp.GTE(this=exp.column("to", quoted=True), expression=exp.column(NEXT, quoted=True))


def statements_on(
    dated: str, fact: Predicate, predicate: Predicate, columns: Collection[str], day: date
) -> exp.Select | None:
    """The rows of a fact, or of one of its keys, that hold on a day; None where no record states it."""
    names = keys_of_records(predicate)
    if not set(names) - {predicate.key} <= set(columns):
        return None
    values: dict[str, exp.Expr] = {name: column("s", name) for name in names if name in columns}
    conditions = _holding(columns, day)
    if predicate.starts:
        given = [column("s", name) for name in dict.fromkeys((predicate.key, "from")) if name in columns]
        if not given:
            return None
        values[predicate.key] = exp.func("COALESCE", *given) if len(given) > 1 else given[0]
    elif predicate.key and predicate.key not in columns:
        return None
    elif predicate.key and predicate.key not in names:
        conditions.append(column("s", predicate.key))
    if predicate.key and predicate.begins:
        conditions.append(exp.LTE(this=values[predicate.begins].copy(), expression=constant(day)))
    return _stated(dated, predicate, [values[name] for name in names], conditions)


def ended_by(
    dated: str, fact: Predicate, columns: Collection[str], day: date, vocabulary: Vocabulary
) -> Iterator[tuple[Predicate, exp.Select]]:
    """What `fact` states of the records, in `dated`, of the fact that it is the end of, and what its starting key does.

    A record states it from the day after its last day on, unless another record carries it on.
    """
    if "to" not in columns:
        return
    kept = ["party", *(argument.name for argument in fact.arguments[1:-1])]
    after = exp.cast(exp.Add(this=column("s", "to"), expression=exp.Interval(this="1", unit=exp.var("DAY"))), "DATE")
    carried_on: list[exp.Expr] = [exp.EQ(this=column("t", name), expression=column("s", name)) for name in kept]
    carried_on.append(_or_null(column("t", "to"), exp.GTE(this=column("t", "to"), expression=after.copy())))
    carried_on.append(_or_null(column("t", FIRST), exp.LTE(this=column("t", FIRST), expression=after.copy())))
    others = exp.select("1").from_(named_table(dated, "t")).where(all_of(carried_on))
    over = [exp.LT(this=column("s", "to"), expression=constant(day)), exp.Not(this=exp.Exists(this=others))]
    values: list[exp.Expr] = [column("s", name) for name in kept]
    yield fact, _stated(dated, fact, [*values, after], over)
    starting, began = vocabulary.starting(fact.ended), vocabulary.starting(fact.name)
    given = [column("s", key) for key in dict.fromkeys((starting.key if starting else "", "from")) if key in columns]
    if starting is not None and began is not None and given:
        first = exp.func("COALESCE", *given) if len(given) > 1 else given[0]
        yield began, _stated(dated, began, [*values, after, first], over)


def _holding(columns: Collection[str], day: date) -> list[exp.Expr]:
    conditions = [_or_null(column("s", FIRST), exp.LTE(this=column("s", FIRST), expression=constant(day)))]
    if "to" in columns:
        conditions.append(_or_null(column("s", "to"), exp.GTE(this=column("s", "to"), expression=constant(day))))
    conditions.append(_or_null(column("s", NEXT), exp.GT(this=column("s", NEXT), expression=constant(day))))
    return conditions


def _stated(dated: str, predicate: Predicate, values: Sequence[exp.Expr], conditions: Sequence[exp.Expr]) -> exp.Select:
    """The rows with these values for the arguments, none of them null, each party among those that are kept."""
    wanted = [expression.copy() for expression in conditions]
    for argument, value in zip(predicate.arguments, values, strict=True):
        wanted.append(not_null(value.copy()))
        if argument.type == "party":
            known = exp.select("party").from_(PARTIES).subquery()
            wanted.append(exp.In(this=value.copy(), query=known))
    shown = [
        value.copy().as_(argument.name, quoted=True)
        for argument, value in zip(predicate.arguments, values, strict=True)
    ]
    return exp.select(*shown).from_(named_table(dated, "s")).where(all_of(wanted)).distinct()


def no_statements(predicate: Predicate) -> exp.Select:
    """No rows, in the columns of a predicate."""
    columns = [
        exp.cast(exp.Null(), sql_type(argument)).as_(argument.name, quoted=True) for argument in predicate.arguments
    ]
    return exp.select(*columns).where(exp.false())


def _latest(days: Sequence[exp.Expr]) -> exp.Expr:
    """The last of several days, nulls apart; null where there is none."""
    if len(days) < 2:
        return days[0] if days else exp.cast(exp.Null(), "DATE")
    return exp.func("GREATEST", *days)


def _or_null(value: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.paren(exp.or_(is_null(value.copy()), condition))


def reject_days(
    database: Database,
    fact: Predicate,
    columns: Collection[str],
    shown: Mapping[str, str],
    file: str,
    report: Report,
) -> None:
    """Tell the faults of the table `dated_…`, add their rows to `rejected_…`, and take these out of it.

    `columns` are those that the records have, `shown` what each is called in the file. Of two records that say the same
    the second is left out; of a party with two values at a time all are, as which was meant is not known.
    """
    dated = f"dated_{fact.name}"
    if "to" in columns:
        ends = exp.select(_column(ROW), _column("to"), _column(FIRST)).from_(dated).where(ends_before_it_starts())
        _reject(database, fact, ends, shown["to"], messages.ENDS_FIRST, file, report)
    _reject(database, fact, _twice(fact, dated), "party", messages.KEY_TWICE, file, report)
    if not fact.one_at_a_time:
        return
    followed = with_next_days(dated, fact).subquery("followed")
    start = shown["from"] if "from" in columns else "party"
    clash = (
        exp.select(exp.Max(this=_column(ROW)).as_(ROW, quoted=True), "party")
        .from_(dated)
        .group_by("party", exp.func("COALESCE", _column(FIRST), constant(date.min)))
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
    )
    _reject(database, fact, clash, start, messages.VALUES_CLASH, file, report, whole_party=True)
    if "to" in columns:
        overlap = exp.select(*map(_column, (ROW, "party", "to", NEXT))).from_(followed).where(outlasts_the_next())
        _reject(database, fact, overlap, shown["to"], messages.VALUES_OVERLAP, file, report, whole_party=True)


def _column(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _twice(fact: Predicate, dated: str) -> exp.Select:
    """Records that say what an earlier one says, from the same day on, with the row of the first."""
    said = [_column(name) for name in (*keys_of_records(fact), FIRST)]
    order = exp.Order(expressions=[_column(ROW)])
    place = exp.Window(
        this=exp.Anonymous(this="row_number"), partition_by=[expression.copy() for expression in said], order=order
    )
    first = exp.Window(this=exp.Min(this=_column(ROW)), partition_by=said)
    ranked = exp.select(_column(ROW), "party", first.as_("first"), place.as_("place")).from_(dated)
    again = exp.GT(this=exp.column("place"), expression=exp.Literal.number(1))
    return exp.select(_column(ROW), "party", "first").from_(ranked.subquery("ranked")).where(again)


def _reject(
    database: Database,
    fact: Predicate,
    query: exp.Select,
    column: str,
    kind: Kind,
    file: str,
    report: Report,
    whole_party: bool = False,
) -> None:
    """Tell the rows of a query, whose first column is the row's place, and leave them, or their parties', out."""
    wrong, rejected, dated = f"wrong_{fact.name}", f"rejected_{fact.name}", f"dated_{fact.name}"
    database.execute(create(wrong, query, True))
    count = int(database.rows(exp.select(exp.Count(this=exp.Star())).from_(wrong))[0][0])
    if not count:
        return
    first = exp.select("*").from_(wrong).order_by(_column(ROW)).limit(SHOWN)
    tell(report, file, Problem(column, exp.true(), exp.Null(), kind, {}), count, database.rows(first))
    key, wanted = ("party", "party") if whole_party else (ROW, ROW)
    theirs = exp.In(this=_column(key), query=exp.select(_column(wanted)).from_(wrong).subquery())
    database.execute(exp.insert(exp.select(_column(ROW)).from_(dated).where(theirs), exp.to_table(rejected)))
    out = exp.In(this=_column(ROW), query=exp.select(_column(ROW)).from_(rejected).subquery())
    database.execute(exp.delete(dated, where=out))
    note_left_out(database, rejected, file, report)
