"""Formulas over the symbols of one space: truth values and whole numbers that are not known beforehand.

A formula is made once: asked for again, the table gives the same object, so that equal ones are compared and looked up
by identity. Each knows on which symbols it rests, a bit for each. What is known beforehand is no formula but a plain
constant; `guards` puts both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from secg.language.operators import Calculation, Comparator

Symbols = int
"""A set of symbols: the bits of those that are in it."""

NO_SYMBOLS: Symbols = 0


class Connective(StrEnum):
    """What makes a formula, besides the comparators and calculations of the rules' language."""

    SYMBOL = "symbol"
    NOT = "not"
    AND = "and"
    OR = "or"
    AT_MOST = "at most"
    IF = "if"


Operator = Connective | Comparator | Calculation


class Term:
    """A formula of either kind: its operator, and the parts that this joins.

    Those of a symbol are its name; of `and`, `or` and `not` truth values; of `at most` truth values and, last, how many
    of them may hold; of `if` a truth value and two numbers; of a comparison or calculation two numbers. A number is a
    quantity or a constant.
    """

    __slots__ = ("operator", "parts", "symbols", "table")

    def __init__(self, table: Formulas, operator: Operator, parts: tuple[Any, ...], symbols: Symbols) -> None:
        self.table = table
        self.operator = operator
        self.parts = parts
        self.symbols = symbols


class Formula(Term):
    """A truth value."""

    __slots__ = ()


class Quantity(Term):
    """A whole number."""

    __slots__ = ()


_Kind = TypeVar("_Kind", Formula, Quantity)


class Formulas:
    """The formulas of one space, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Term] = {}
        self._symbols = 0
        self._smaller: set[tuple[Quantity, Quantity]] = set()

    def truth(self, name: str) -> Formula:
        """The symbol of this name that stands for a truth value."""
        return self._symbol(Formula, name)

    def number(self, name: str) -> Quantity:
        """The symbol of this name that stands for a whole number."""
        return self._symbol(Quantity, name)

    def make(self, kind: type[_Kind], operator: Operator, parts: tuple[Any, ...]) -> _Kind:
        """The formula that joins parts by an operator."""
        made = self._made.get((kind, operator, parts))
        if made is None:
            symbols = NO_SYMBOLS
            for part in parts:
                if isinstance(part, Term):
                    symbols |= part.symbols
            made = self._made[kind, operator, parts] = kind(self, operator, parts, symbols)
        assert isinstance(made, kind)
        return made

    def put_in_order(self, smaller: Quantity, larger: Quantity) -> None:
        """Know of two numbers which is the smaller, whatever they are."""
        self._smaller.add((smaller, larger))

    def known_order(self, quantity: Quantity, other: Quantity) -> int | None:
        """Where it is known how two numbers compare: a number below zero, zero, or above it, as the one is smaller."""
        if quantity is other:
            return 0
        if (quantity, other) in self._smaller:
            return -1
        return 1 if (other, quantity) in self._smaller else None

    def _symbol(self, kind: type[_Kind], name: str) -> _Kind:
        made = self._made.get((kind, Connective.SYMBOL, (name,)))
        if made is None:
            made = self._made[kind, Connective.SYMBOL, (name,)] = kind(
                self, Connective.SYMBOL, (name,), 1 << self._symbols
            )
            self._symbols += 1
        assert isinstance(made, kind)
        return made


def at_most(formulas: Sequence[Formula], number: int) -> Formula:
    """At most so many of the formulas hold; there is at least one formula."""
    return formulas[0].table.make(Formula, Connective.AT_MOST, (*formulas, number))
