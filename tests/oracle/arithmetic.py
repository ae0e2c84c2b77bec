"""The calculations of a clingo program, on the strings that stand for its values; an empty list is no value.

Written anew from the language's description, without the engine's `calculation`, so that the two can be compared.
"""

from __future__ import annotations

from datetime import date

import clingo

from tests.oracle.clingo_text import LIMBS, decode, encode

Answer = clingo.Symbol | list[clingo.Symbol]
LIMB = 10**6


class Arithmetic:
    """What clingo calls as `@name(…)` while it grounds."""

    def plus(self, left: clingo.Symbol, right: clingo.Symbol) -> clingo.Symbol:
        return _number(_int(left) + _int(right))

    def minus(self, left: clingo.Symbol, right: clingo.Symbol) -> clingo.Symbol:
        return _number(_int(left) - _int(right))

    def times(self, left: clingo.Symbol, right: clingo.Symbol) -> clingo.Symbol:
        return _number(_int(left) * _int(right))

    def modulo(self, left: clingo.Symbol, right: clingo.Symbol) -> Answer:
        dividend, divisor = _int(left), _int(right)
        if divisor < 1:
            return []
        remainder = abs(dividend) - abs(dividend) // divisor * divisor
        return _number(divisor - remainder if dividend < 0 and remainder else remainder)

    def months(self, day: clingo.Symbol, sign: clingo.Symbol, amount: clingo.Symbol) -> clingo.Symbol:
        start, step = _day(day), sign.number * _int(amount)
        index = start.year * 12 + (start.month - 1) + step
        if not 12 <= index < 120_000:
            return clingo.String(encode(date.max if step > 0 else date.min))
        year, month = index // 12, index % 12 + 1
        for last in range(start.day, 0, -1):
            try:
                return clingo.String(encode(date(year, month, last)))
            except ValueError:
                continue
        raise AssertionError("every month has a first day")

    def days(self, day: clingo.Symbol, sign: clingo.Symbol, amount: clingo.Symbol) -> clingo.Symbol:
        step = sign.number * _int(amount)
        ordinal = _day(day).toordinal() + step
        if not 1 <= ordinal <= date.max.toordinal():
            return clingo.String(encode(date.max if step > 0 else date.min))
        return clingo.String(encode(date.fromordinal(ordinal)))

    def number(self, count: clingo.Symbol) -> clingo.Symbol:
        return _number(count.number)

    def limb(self, value: clingo.Symbol, place: clingo.Symbol) -> clingo.Symbol:
        number = _int(value)
        digits = abs(number) // LIMB**place.number % LIMB
        return clingo.Number(-digits if number < 0 else digits)

    def total(self, *limbs: clingo.Symbol) -> clingo.Symbol:
        assert len(limbs) == LIMBS
        return _number(sum(item.number * LIMB**place for place, item in enumerate(limbs)))


def _int(symbol: clingo.Symbol) -> int:
    value = decode(symbol.string)
    assert isinstance(value, int)
    return value


def _day(symbol: clingo.Symbol) -> date:
    value = decode(symbol.string)
    assert isinstance(value, date)
    return value


def _number(value: int) -> clingo.Symbol:
    return clingo.String(encode(value))
