"""The finite set of days that symbolic facts may name: the days on which the rules can tell a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from secg.language.calculation import shift_date
from secg.language.model import (
    Aggregate,
    Arithmetic,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Rule,
    Variable,
    literal_atoms,
)
from secg.language.operators import Unit
from secg.language.vocabulary import Vocabulary

LIMIT = 40
"""At most so many days are tried; where more matter, the nearest to the day asked about are kept."""


def date_uses(rules: Iterable[Rule], vocabulary: Vocabulary) -> frozenset[tuple[str, int]]:
    """The places of facts, predicate and position, whose day some rule looks at: named, or compared with a constant."""
    used: set[tuple[str, int]] = set()
    for rule in rules:
        for literal in rule.body:
            for atom, _ in literal_atoms(literal):
                declared = vocabulary.predicates.get(atom.predicate)
                if declared is None or declared.concluded:
                    continue
                for position, term in enumerate(atom.terms):
                    is_day = position < declared.arity and declared.arguments[position].type == "date"
                    if is_day and isinstance(term, Variable | Constant):
                        used.add((atom.predicate, position))
    return frozenset(used)


def days_that_matter(rules: Iterable[Rule], day: date) -> tuple[date, ...]:
    """The days to try where days move by months, sorted: the nearest to the day asked about, where there are too many.

    They are the day asked about, every day that the rules name, each of these moved by every distance that the rules
    use, the day before and after each, and where days move by months, days that a month has and the next has not.
    """
    constants = {day}
    shifts: set[tuple[int, int, Unit]] = set()
    for rule in rules:
        for term in _rule_expressions(rule):
            if isinstance(term, Constant) and isinstance(term.value, date):
                constants.add(term.value)
            elif isinstance(term, DateShift) and isinstance(term.amount, Constant):
                shifts.add((term.sign, int(str(term.amount.value)), term.unit))
    moved = set(constants)
    for base in constants:
        for sign, amount, unit in shifts:
            moved |= {shift_date(base, sign, amount, unit), shift_date(base, -sign, amount, unit)}
    around = {shift_date(base, sign, 1, Unit.DAYS) for base in moved for sign in (1, -1)} | moved
    ordered = sorted(around, key=lambda other: (other != day, other not in moved, abs((other - day).days), other))
    return tuple(sorted({*ordered[:LIMIT], *_ends_of_months(day)}))


def _ends_of_months(day: date) -> set[date]:
    """The days about the end of January before a day, which no move by a month keeps."""
    year = max(day.year - 1, 1)
    return {date(year, 1, number) for number in (28, 29, 30, 31)} | {date(year, 2, 28)}


def _rule_expressions(rule: Rule) -> Iterator[Expression]:
    for literal in rule.body:
        yield from _literal_expressions(literal)
    for term in rule.head.terms:
        if isinstance(term, Constant):
            yield term


def _literal_expressions(literal: Literal) -> Iterator[Expression]:
    if isinstance(literal, Comparison):
        yield from _parts(literal.left)
        yield from _parts(literal.right)
    elif isinstance(literal, Aggregate):
        if literal.value is not None:
            yield from _parts(literal.value)
        for inner in literal.body:
            yield from _literal_expressions(inner)
    for atom, _ in literal_atoms(literal):
        for term in atom.terms:
            if isinstance(term, Constant):
                yield term


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    if isinstance(expression, Arithmetic):
        yield from _parts(expression.left)
        yield from _parts(expression.right)
    elif isinstance(expression, DateShift):
        yield from _parts(expression.base)
        yield from _parts(expression.amount)
