"""The states of a question's rows: which of the conditions that answers depend on hold, as one mixed-radix number.

Conditions of which at most one can hold share a digit, as the bounds of one count do:

>>> from sqlglot import condition
>>> never_together([condition("homes > 250000")], [condition("homes <= 250000")])
True
>>> never_together([condition("homes > 250000")], [condition("homes > 50000")])
False
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, product
from math import prod

from sqlglot import exp

from secg.bulk.sql.calculations import constant
from secg.bulk.sql.question_rows import Case, Conditions
from secg.records import record

Holding = Callable[[Case], bool]
"""Whether a case is given in one state."""

_ORDER: Mapping[type[exp.Expr], Callable[[int, int], bool]] = {
    exp.EQ: lambda number, edge: number == edge,
    exp.GT: lambda number, edge: number > edge,
    exp.GTE: lambda number, edge: number >= edge,
    exp.LT: lambda number, edge: number < edge,
    exp.LTE: lambda number, edge: number <= edge,
}


@record
class _Group:
    """Rows with one text in the chosen column: chains of conditions, of each of which one holds at most."""

    value: str | None
    chains: Sequence[Sequence[str]]
    first: int

    @property
    def size(self) -> int:
        return prod(len(exclusive) + 1 for exclusive in self.chains)


class States:
    """The states that cases tell apart; `bound` are the expressions of the row's variables.

    Most answers are for one value of one column, as the capacity: rows are told apart by it first, so that only the
    conditions of that value's answers are looked at.
    """

    def __init__(self, cases: Sequence[Case], bound: Mapping[str, exp.Expr]) -> None:
        self._bound = bound
        named = Counter(chain.from_iterable(case.texts for case in cases))
        self._column = max(named, key=lambda name: named[name], default="")
        self._conditions: dict[str, Conditions] = {}
        # by identity: a case holds a mapping, which has no hash
        self._key_of = {id(case): self._key(case) for case in cases}
        values = dict.fromkeys(map(self._text, cases))
        values.pop(None, None)
        self._groups: list[_Group] = []
        self.size = 0
        for value in (*values, None):
            keys = dict.fromkeys(self._key_of[id(case)] for case in cases if self._text(case) in (None, value))
            # the empty key demands nothing and holds in every state
            keys.pop("", None)
            group = _Group(value, self._chains(list(keys)), self.size)
            self._groups.append(group)
            self.size += group.size

    def _text(self, case: Case) -> str | None:
        return case.texts.get(self._column)

    def _key(self, case: Case) -> str:
        """The name of what has to hold besides the text of the chosen column; empty where that is nothing."""
        others = [
            exp.EQ(this=self._bound[name].copy(), expression=constant(text))
            for name, text in case.texts.items()
            if name != self._column
        ]
        conditions = (*others, *case.conditions)
        key = " AND ".join(sorted(expression.sql() for expression in conditions))
        self._conditions[key] = conditions
        return key

    def _chains(self, keys: Sequence[str]) -> list[list[str]]:
        chains: list[list[str]] = []
        # the first that it fits, which may take more chains than need be: more numbers, and no wrong one
        for key in keys:
            for exclusive in chains:
                if all(never_together(self._conditions[key], self._conditions[other]) for other in exclusive):
                    exclusive.append(key)
                    break
            else:
                chains.append([key])
        return chains

    def all(self) -> Iterator[tuple[int, Holding]]:
        """Every state with what holds in it."""
        for group in self._groups:
            for choice in product(*(range(len(exclusive) + 1) for exclusive in group.chains)):
                number, weight = group.first, 1
                holding = {""}
                for exclusive, place in zip(group.chains, choice, strict=True):
                    number += weight * place
                    weight *= len(exclusive) + 1
                    if place:
                        holding.add(exclusive[place - 1])
                yield number, self._holding(group.value, frozenset(holding))

    def _holding(self, value: str | None, keys: frozenset[str]) -> Holding:
        return lambda case: self._text(case) in (None, value) and self._key_of[id(case)] in keys

    def expression(self) -> exp.Expr:
        """The state of a row."""
        *groups, other = self._groups
        # no column is chosen where no case demands a text
        if not groups:
            return self._number(other)
        ifs = [exp.If(this=constant(group.value or ""), true=self._number(group)) for group in groups]
        return exp.Case(this=self._bound[self._column].copy(), ifs=ifs, default=self._number(other))

    def _number(self, group: _Group) -> exp.Expr:
        total: exp.Expr = exp.Literal.number(group.first)
        weight = 1
        for exclusive in group.chains:
            ifs: list[exp.If] = []
            for place, key in enumerate(exclusive, 1):
                ifs.append(exp.If(this=exp.and_(*self._conditions[key]), true=exp.Literal.number(weight * place)))
            total = exp.Add(this=total, expression=exp.Case(ifs=ifs, default=exp.Literal.number(0)))
            weight *= len(exclusive) + 1
        return total


def never_together(first: Conditions, other: Conditions) -> bool:
    """Whether two lists of conditions can't both hold, as they bound one expression by numbers that leave nothing."""
    bounds = [_bound_of(condition) for condition in other]
    for condition in first:
        left = _bound_of(condition)
        if left is None:
            continue
        for right in bounds:
            if right is not None and right[0] == left[0] and not _meet(left, right):
                return True
    return False


_Bound = tuple[exp.Expr, type[exp.Expr], int]


def _bound_of(condition: exp.Expr) -> _Bound | None:
    if type(condition) not in _ORDER or not isinstance(condition, exp.Binary):
        return None
    sign, edge = 1, condition.expression
    # SQL has no negative literals, only the negation of one
    if isinstance(edge, exp.Neg):
        sign, edge = -1, edge.this
    if not isinstance(edge, exp.Literal) or edge.is_string:
        return None
    return condition.this, type(condition), sign * int(edge.name)


def _meet(first: _Bound, other: _Bound) -> bool:
    """Whether a whole number lies within both."""
    # where there are any, there is one at or beside an edge
    for edge in (first[2], other[2]):
        for number in (edge - 1, edge, edge + 1):
            if _ORDER[first[1]](number, first[2]) and _ORDER[other[1]](number, other[2]):
                return True
    return False
