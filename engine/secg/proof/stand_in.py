"""Values that stand in for a name or a day while a search is made, and remember what was asked about them.

What a search finds for a stand-in, it finds for every value of which the same questions have the same answers: which
rows there are with it, as far as rules read them, and how it compares with other values. So the records of a party that
are equal but for a name, or for a day on the same side of every day that rules compare it with, need one search.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language.model import Anything, Atom, Value

Question = tuple[Callable[..., object], tuple[object, ...]]
"""A function of a value, and what else it is given."""


class Shapes:
    """What stands beside values in the rows of a model, each such table with a number."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._numbers: dict[object, int] = {}
        self._known: dict[tuple[object, ...], int] = {}

    def number(self, value: Value, predicate: str, place: int, read: tuple[int, ...]) -> int:
        """What stands in the places `read` of the rows that have the value at a place: two tables have two numbers."""
        key = (value, predicate, place, read)
        if key not in self._known:
            rows = self._model.rows_with(predicate, place, value)
            # in their order, as a search takes the first of several that are as near
            table = tuple(dict.fromkeys(tuple(row[at] for at in read) for row in rows))
            self._known[key] = self._numbers.setdefault(table, len(self._numbers))
        return self._known[key]


class StandIn:
    """What stands in for `own`. `questions` are those that were asked, in their order."""

    own: Value
    questions: dict[Question, None]
    shapes: Shapes

    def asked(self, question: Callable[..., Any], *others: object) -> Any:
        """The answer to a question, which is noted."""
        if any(other is self for other in others):
            return question(self.own, self.own)  # the same of every value
        self.questions[question, others] = None
        return question(self.own, *others)

    def rows(self, atom: Atom, place: int, model: Model) -> list[Row]:
        """The rows for an atom that has the stand-in at a place: those with its own value, which it replaces there."""
        read = tuple(at for at, term in enumerate(atom.terms) if at != place and not isinstance(term, Anything))
        self.asked(self.shapes.number, atom.predicate, place, read)
        stand_in: Any = self
        rows = model.rows_with(atom.predicate, place, self.own)
        return [(*row[:place], stand_in, *row[place + 1 :]) for row in rows]

    def __eq__(self, other: object) -> bool:
        return bool(self.asked(operator.eq, other))

    def __ne__(self, other: object) -> bool:
        return bool(self.asked(operator.ne, other))

    def __lt__(self, other: object) -> bool:
        return bool(self.asked(operator.lt, other))

    def __le__(self, other: object) -> bool:
        return bool(self.asked(operator.le, other))

    def __gt__(self, other: object) -> bool:
        return bool(self.asked(operator.gt, other))

    def __ge__(self, other: object) -> bool:
        return bool(self.asked(operator.ge, other))

    def __add__(self, other: object) -> Any:
        return self.asked(operator.add, other)

    def __sub__(self, other: object) -> Any:
        return self.asked(operator.sub, other)

    def __rsub__(self, other: object) -> Any:
        return self.asked(_taken_from, other)

    def __hash__(self) -> int:
        return id(self)  # so that to look it up in a table asks nothing


_year, _month, _day = map(operator.attrgetter, ("year", "month", "day"))


def _taken_from(value: Any, other: Any) -> Any:
    return other - value


class _Name(StandIn, str):
    pass


class _Day(StandIn, date):
    year = property(lambda self: self.asked(_year))
    month = property(lambda self: self.asked(_month))
    day = property(lambda self: self.asked(_day))


def stand_in_for(value: str | date, shapes: Shapes) -> _Name | _Day:
    """What stands in for a value in a search of the model of `shapes`."""
    stand_in = _Day(1, 1, 1) if isinstance(value, date) else _Name()
    stand_in.own, stand_in.questions, stand_in.shapes = value, {}, shapes
    return stand_in
