"""The first and last days of records in tables: what starts a record, and what it states once it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlglot import exp

from engine.bulk.calculations import constant
from engine.bulk.cells import Cell
from engine.bulk.duckdb_engine import Database, create
from engine.bulk.relations import PARTIES
from engine.bulk.rule_select import all_of, column, is_null, not_null
from engine.language.vocabulary import Predicate, Vocabulary


def start_records(cells: dict[str, Cell], fields: Mapping[str, Predicate]) -> None:
    """Let a key that starts its record be `from` where it is not stated, and no record hold before it."""
    for name, predicate in fields.items():
        given = [cells[key] for key in dict.fromkeys((name, "from")) if key in cells]
        if predicate.starts and given:
            first = exp.func("COALESCE", *(one.value.copy() for one in given))
            latest = exp.func("GREATEST", *(one.value.copy() for one in given))
            cells[name] = replace(given[0], column=name, value=first)
            cells["from"] = replace(given[0], column="from", value=latest)


def add_ended(database: Database, fact: Predicate, columns: frozenset[str], day: date, vocabulary: Vocabulary) -> None:
    """Add what records of another fact state once they have ended, unless another record carries them on.

    `columns` are those of the records, which are kept in `typed_…`.
    """
    typed = exp.to_table(f"typed_{fact.ended}")
    names = ["party", *(argument.name for argument in fact.arguments[1:-1])]
    after = exp.cast(exp.Add(this=column("s", "to"), expression=exp.Interval(this="1", unit=exp.var("DAY"))), "DATE")
    carried_on: list[exp.Expr] = [exp.EQ(this=column("t", name), expression=column("s", name)) for name in names]
    carried_on.append(_or_null("t", "to", exp.GTE(this=column("t", "to"), expression=after.copy())))
    if "from" in columns:
        carried_on.append(_or_null("t", "from", exp.LTE(this=column("t", "from"), expression=after.copy())))
    others = exp.select("1").from_(typed.as_("t")).where(all_of(carried_on))
    over = [exp.LT(this=column("s", "to"), expression=constant(day)), exp.Not(this=exp.Exists(this=others))]
    for argument, name in zip(fact.arguments, names, strict=False):
        if argument.type == "party":
            known = exp.select("party").from_(PARTIES).subquery()
            over.append(exp.In(this=column("s", name), query=known))
    starting, began = vocabulary.starting(fact.ended), vocabulary.starting(fact.name)
    added: list[tuple[Predicate, list[exp.Expr]]] = [(fact, [after])]
    if starting is not None and began is not None and starting.key in columns:
        added.append((began, [after, column("s", starting.key)]))
    for predicate, days in added:
        values = [*(column("s", name) for name in names), *days]
        named = zip(values, predicate.arguments, strict=True)
        shown = [value.copy().as_(argument.name, quoted=True) for value, argument in named]
        conditions = [*over, *(not_null(value.copy()) for value in values)]
        ended = exp.select(*shown).from_(typed.as_("s")).where(all_of([one.copy() for one in conditions]))
        table = f"fact_{predicate.name}"
        database.execute(create(f"{table}_now", exp.union(exp.select("*").from_(table), ended), True))
        database.execute(create(table, exp.select("*").from_(f"{table}_now"), True))


def _or_null(table: str, name: str, condition: exp.Expr) -> exp.Expr:
    return exp.paren(exp.or_(is_null(column(table, name)), condition))
