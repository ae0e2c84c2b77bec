"""Cells that name a record of the same party, as the system that a weakness is in: there must be one of that name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlglot import exp

from secg.bulk.checking import Problem
from secg.bulk.rule_select import not_null
from secg.bulk.tables import RawTable
from secg.language.vocabulary import Predicate
from secg.messages import bulk as messages


def reference_problems(fact: Predicate, columns: Collection[str], tables: Mapping[str, RawTable]) -> list[Problem]:
    """A problem for each argument that refers to something; `tables` are those of facts that a population has."""
    problems: list[Problem] = []
    for argument, target in fact.refers.items():
        if argument not in columns:
            continue
        choices = [choice.partition(".") for choice in target.split(" or ")]
        cell = exp.cast(exp.column(argument, quoted=True), "TEXT")
        known: list[exp.Expr] = [
            exp.EQ(this=cell.copy(), expression=exp.Literal.string(word)) for word, dot, _ in choices if not dot
        ]
        for owner, dot, key in choices:
            if dot and owner in tables and key in tables[owner].columns:
                known.append(_named_by(tables[owner], key, cell))
        unknown = exp.and_(not_null(cell.copy()), exp.Not(this=exp.paren(exp.or_(exp.false(), *known))))
        what = " or ".join(f"{key} of {owner} of its party" for owner, dot, key in choices if dot) or "word"
        problems.append(Problem(argument, unknown, cell, messages.NAME_UNKNOWN, {"what": what}))
    return problems


def _named_by(owner: RawTable, key: str, cell: exp.Expr) -> exp.Expr:
    """Whether the owner's table has a row of the same party whose key is the cell."""
    party, own = (exp.cast(exp.column(name, quoted=True), "TEXT") for name in ("party", key))
    pairs = exp.select(exp.Array(expressions=[party.copy(), own.copy()])).from_(owner.source.subquery("owners"))
    pairs = pairs.where(exp.and_(not_null(party.copy()), not_null(own.copy())))
    return exp.In(this=exp.Array(expressions=[party, cell.copy()]), query=pairs.subquery())
