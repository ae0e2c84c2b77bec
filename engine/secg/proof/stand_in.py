"""One search of why-not for all records of a party that no rule can tell apart.

A party states 400 Smart Metering Systems, and why-not asks of each why the duties about it do not hold. But for their
names most are alike. So one of them is searched with a stand-in for its name: a text, or a day, that answers the search
as the name would and notes each question that the search asks about it. The questions are then put to every other name.
Where the answers are the same, the search would have gone the same way, and what it gave is read with that name in the
place of the stand-in (`SharedSearches`). Here 15 March does for 31 March, and not for 1 April:

>>> stand_in = stand_in_for(date(2019, 3, 15), Shapes(Model({})))
>>> stand_in < date(2019, 4, 1)
True
>>> days = (date(2019, 3, 15), date(2019, 3, 31), date(2019, 4, 1))
>>> [[question(day, *others) for question, others in stand_in.questions] for day in days]
[[True], [True], [False]]

What is asked of a name is whether it equals another, and which rows there are with it, as far as rules read these.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar, cast, overload

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language.model import Anything, Atom, Constant, Value, atoms_of
from secg.language.program import Program
from secg.proof.proofs import Values
from secg.records import kept

_Answer = TypeVar("_Answer")
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
            table: dict[Row, None] = {}
            for row in rows:
                table[tuple(row[at] for at in read)] = None
            # a number, as answers are looked up by the hundred, and a table may have hundreds of rows
            self._known[key] = self._numbers.setdefault(tuple(table), len(self._numbers))
        return self._known[key]


def _asking(question: Callable[..., object]) -> Callable[[StandIn, object], bool]:
    """The method of a comparison, which asks it of the stand-in."""

    def asked(self: StandIn, other: object) -> bool:
        return bool(self.asked(question, other))

    return asked


class StandIn:
    """What stands in for `own`. `questions` are those that were asked, in their order."""

    own: Value
    questions: dict[Question, None]
    shapes: Shapes

    def asked(self, question: Callable[..., _Answer], *others: object) -> _Answer:
        """The answer to a question, which is noted."""
        if any(other is self for other in others):
            return question(self.own, self.own)  # the same of every value
        self.questions[question, others] = None
        return question(self.own, *others)

    def rows(self, atom: Atom, place: int, model: Model) -> list[Row]:
        """The rows for an atom that has the stand-in at a place: those with its own value, which it replaces there."""
        read = tuple(at for at, term in enumerate(atom.terms) if at != place and not isinstance(term, Anything))
        self.asked(self.shapes.number, atom.predicate, place, read)
        stand_in = cast(Value, self)  # as each of the two kinds below is, which are a text and a day
        rows = model.rows_with(atom.predicate, place, self.own)
        return [(*row[:place], stand_in, *row[place + 1 :]) for row in rows]

    __eq__, __ne__ = _asking(operator.eq), _asking(operator.ne)
    __lt__, __le__ = _asking(operator.lt), _asking(operator.le)
    __gt__, __ge__ = _asking(operator.gt), _asking(operator.ge)

    # `Any`, as a text and a day each add and subtract in a way of their own, and this class is mixed into both
    def __add__(self, other: object) -> Any:
        return self.asked(operator.add, other)

    def __sub__(self, other: object) -> Any:
        return self.asked(operator.sub, other)

    def __rsub__(self, other: object) -> Any:
        return self.asked(_taken_from, other)

    def __hash__(self) -> int:
        return id(self)  # that of its value would find the value, and ask whether they are equal


_year, _month, _day = map(operator.attrgetter, ("year", "month", "day"))


def _taken_from(value: date, other: date) -> timedelta:
    return other - value


# a text and a day, as calculations and unification tell values apart by their types
class _Name(StandIn, str):
    pass


class _Day(StandIn, date):
    # to move a day by months, `shift_date` reads these
    year = property(lambda self: self.asked(_year))
    month = property(lambda self: self.asked(_month))
    day = property(lambda self: self.asked(_day))


def stand_in_for(value: str | date, shapes: Shapes) -> _Name | _Day:
    """What stands in for a value in a search of the model of `shapes`."""
    # a date has to have a day; it is never read, as `own` answers
    stand_in = _Day(1, 1, 1) if isinstance(value, date) else _Name()
    stand_in.own, stand_in.questions, stand_in.shapes = value, {}, shapes
    return stand_in


Pattern = tuple[Value | None, ...]

KINDS = 4
"""Of goals that differ in one name or day, stand-ins are asked so many different lists of questions."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Shared(Generic[_Result]):
    """What a search gave, in which a value is to be read where its stand-in is."""

    result: _Result
    stand_in: object = None
    value: Value | None = None

    def naming(self, values: Values) -> Values:
        """Values with the name in the place of what stands in for it."""
        named = dict(values)
        for name, value in values.items():
            # by identity: `==` would ask the stand-in a question
            if value is self.stand_in and self.value is not None:
                named[name] = self.value
        return named


class Naming(Sequence[Values]):
    """Choices of values with the name put in as each is looked at: of hundreds, few are."""

    def __init__(self, choices: Sequence[Values], shared: Shared[Any]) -> None:
        self._choices = choices
        self._shared = shared

    def __len__(self) -> int:
        return len(self._choices)

    @overload
    def __getitem__(self, at: int) -> Values: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Values]: ...

    def __getitem__(self, at: int | slice) -> Values | Sequence[Values]:
        if isinstance(at, slice):
            return Naming(self._choices[at], self._shared)
        return self._shared.naming(self._choices[at])


_Kinds = dict[tuple[Question, ...], dict[tuple[object, ...], Shared[_Result]]]
"""By the questions asked of a stand-in, and by the answers to them, what its search gave."""


class SharedSearches(Generic[_Result]):
    """Searches for patterns of conclusions in one model, each done once."""

    def __init__(self, program: Program, model: Model, search: Callable[[str, Pattern], _Result]) -> None:
        self._program = program
        self._search = search
        self._shapes = Shapes(model)
        self._known: dict[tuple[str, Pattern], Shared[_Result]] = {}
        self._kinds: dict[tuple[str, object], _Kinds[_Result]] = {}

    def of(self, predicate: str, wanted: Pattern) -> Shared[_Result]:
        """The result for a pattern, perhaps that for another one which differs from it in a name."""
        key = (predicate, wanted)
        if key not in self._known:
            self._known[key] = self._share(predicate, wanted)
        return self._known[key]

    def _share(self, predicate: str, wanted: Pattern) -> Shared[_Result]:
        named = _last_name(wanted, _named_by_rules(self._program))
        # not two at once: what is asked of the second would be about the first
        if named is None or any(isinstance(other, StandIn) for other in wanted):
            return Shared(self._search(predicate, wanted))
        place, value = named
        around = (wanted[:place], wanted[place + 1 :])
        kinds = self._kinds.get((predicate, around))
        if kinds is None:  # the first goal of its kind is searched by itself, as most are the only ones
            self._kinds[predicate, around] = {}
            return Shared(self._search(predicate, wanted))
        for questions, alike in kinds.items():
            known = alike.get(_answers(questions, value))
            if known is not None:
                return replace(known, value=value)
        if len(kinds) == KINDS:  # it is compared with ever other values, so that asking costs more than it saves
            return Shared(self._search(predicate, wanted))
        stand_in = stand_in_for(value, self._shapes)
        result = self._search(predicate, (*around[0], stand_in, *around[1]))
        questions = tuple(stand_in.questions)
        shared = Shared(result, stand_in, value)
        kinds.setdefault(questions, {})[_answers(questions, value)] = shared
        return shared


def _answers(questions: Sequence[Question], value: Value) -> tuple[object, ...]:
    return tuple([question(value, *others) for question, others in questions])


def _last_name(wanted: Pattern, named_by_rules: frozenset[Value]) -> tuple[int, str | date] | None:
    """The last name or day of a pattern that is none of those in the rules, if any, with its place."""
    for place in range(len(wanted) - 1, -1, -1):
        value = wanted[place]
        if isinstance(value, str | date) and value not in named_by_rules:
            return place, value
    return None


@kept
def _named_by_rules(program: Program) -> frozenset[Value]:
    """The texts and days that rules write as arguments."""
    named: set[Value] = set()
    for rule in program.rules:
        for atom in (rule.head, *atoms_of(rule.body)):
            named.update(term.value for term in atom.terms if isinstance(term, Constant))
    return frozenset(named)
