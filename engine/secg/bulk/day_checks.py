"""Records whose days can't be: rows that end before they start, stand twice, or give a party two values at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlglot import exp

from secg.bulk.calculations import constant
from secg.bulk.checking import SHOWN, Problem, Report, note_left_out, tell
from secg.bulk.days import FIRST, NEXT, ends_before_it_starts, keys_of_records, outlasts_the_next, with_next_days
from secg.bulk.duckdb_engine import Database, create
from secg.bulk.tables import ROW
from secg.language.vocabulary import Predicate
from secg.messages import Kind
from secg.messages import bulk as messages


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
