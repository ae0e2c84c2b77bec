"""Following a number through calculations into the comparisons where it decides something.

The number is taken as a start and a step from it, and what is calculated from it as a polynomial in the step. A
remainder is followed as far as it runs straight, to where it begins again on either side, and through the turns beside
that; one whose modulus is the number followed, as far as it runs straight.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NoReturn, assert_never

from secg.language.operators import Calculation

Terms = tuple[int, ...]
"""The coefficients of a polynomial in the step, the constant one first."""
Met = dict[Terms, None]
"""The polynomials that are zero where something is decided, in the order in which they were met."""


def _calculating(calculation: Calculation) -> tuple[Callable[[Followed, int], Followed], ...]:
    """The methods of a calculation, with the number that is followed on its left and on its right."""

    def with_left(self: Followed, other: int) -> Followed:
        return _calculated(calculation, self, other, self.met)

    def with_right(self: Followed, other: int) -> Followed:
        return _calculated(calculation, other, self, self.met)

    return with_left, with_right


def _comparing(compare: Callable[[int, int], bool]) -> Callable[[Followed, int], bool]:
    """The method of a comparison."""

    def compared(self: Followed, other: int) -> bool:
        self.note(other)
        return compare(int(self), int(other))

    return compared


class NotFollowed(NotImplementedError):
    """A calculation with the number followed whose result nothing here follows, as a day moved by it."""


class Followed(int):
    """A number that remembers how it depends on the one followed, and notes what it is compared with.

    `turns` are the moduli of the remainders in it: by so much it jumps where one of them begins again.
    """

    terms: Terms
    turns: tuple[int, ...]
    met: Met

    @classmethod
    def of(cls, terms: Terms, met: Met, turns: tuple[int, ...] = ()) -> Followed:
        """The number that is `terms` of the step; `met` gathers what it is compared with."""
        followed = cls(terms[0])
        followed.terms, followed.met, followed.turns = terms, met, turns
        return followed

    def note(self, other: object) -> None:
        """Note the polynomial that is zero where the number equals another."""
        if isinstance(other, int) and not isinstance(other, bool):
            constant, *rest = _sum(self.terms, _scaled(_terms(other), -1))
            if any(rest):
                # a remainder jumps by its modulus where it begins again, upward or downward
                for turn in (0, *self.turns, *_turns(other)):
                    for jump in (turn, -turn):
                        self.met[(constant + jump, *rest)] = None

    __add__, __radd__ = _calculating(Calculation.PLUS)
    __sub__, __rsub__ = _calculating(Calculation.MINUS)
    __mul__, __rmul__ = _calculating(Calculation.TIMES)
    __mod__, __rmod__ = _calculating(Calculation.MODULO)

    def _unknown(self, other: object = None) -> NoReturn:
        """A calculation that nothing here follows must not pass for one whose result rests on nothing."""
        raise NotFollowed("a number is followed through +, -, * and mod only")

    __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = __divmod__ = __rdivmod__ = _unknown
    # `int` declares its powers by overloads, which one method for all of these cannot repeat
    __pow__ = __rpow__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _unknown  # type: ignore[assignment]
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _unknown
    __neg__ = __pos__ = __abs__ = __invert__ = __bool__ = _unknown

    __lt__, __le__ = _comparing(operator.lt), _comparing(operator.le)
    __gt__, __ge__ = _comparing(operator.gt), _comparing(operator.ge)

    def __eq__(self, other: object) -> bool:
        self.note(other)
        return isinstance(other, int) and int(self) == int(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(int(self))  # that of the number, as a row with it is looked up among rows of plain numbers


def crossings(terms: Terms, low: int, high: int) -> Iterator[int]:
    """The steps from `low` to `high` at or right after which a polynomial is zero, changes its sign, or turns round."""
    if not any(terms[1:]):
        return
    if not any(terms[2:]):
        step = -terms[0] // terms[1]  # rounded down: where it is not zero here, its sign changes right after
        if low <= step <= high:
            yield step
        return
    slopes = tuple(at * coefficient for at, coefficient in enumerate(terms) if at)
    turning = sorted(crossings(slopes, low, high))
    yield from turning
    # between two places where it turns round a polynomial only rises or only falls, and is zero once at most
    edges = sorted({low, *turning, *(min(turn + 1, high) for turn in turning), high})
    for left, right in pairwise(edges):
        before, after = _value(terms, left), _value(terms, right)
        if before == 0 or after == 0:
            yield from (at for at, value in ((left, before), (right, after)) if value == 0)
        elif (before < 0) != (after < 0):
            while right - left > 1:
                middle = (left + right) // 2
                if (_value(terms, middle) < 0) == (before < 0):
                    left = middle
                else:
                    right = middle
            yield left


def same_at(met: Met, step: int) -> bool:
    """Whether everything that is compared comes out at this step as it does at none."""
    return all(_sign(_value(terms, step)) == _sign(terms[0]) for terms in met)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _calculated(calculation: Calculation, left: int, right: int, met: Met) -> Followed:
    """`left calculation right`, of which one at least is followed."""
    terms, others = _terms(left), _terms(right)
    turns = (*_turns(left), *_turns(right))
    match calculation:
        case Calculation.PLUS:
            result = _sum(terms, others)
        case Calculation.MINUS:
            result = _sum(terms, _scaled(others, -1))
        case Calculation.TIMES:
            result = _product(terms, others)
            turns = (
                *(turn * abs(int(right)) for turn in _turns(left)),
                *(turn * abs(int(left)) for turn in _turns(right)),
            )
        case Calculation.MODULO:
            return _remainder(left, right, met)
        case _:
            assert_never(calculation)
    return Followed.of(result, met, tuple(dict.fromkeys(turns)))


def _remainder(left: int, right: int, met: Met) -> Followed:
    """`left mod right`, straight from where it begins to where it begins again: both places are noted."""
    turn = int(right)
    terms = _sum(_terms(left), _scaled(_terms(right), -(int(left) // turn)))
    following = _sum(terms, _scaled(_terms(right), -1))
    met.update(dict.fromkeys(polynomial for polynomial in (terms, following) if any(polynomial[1:])))
    return Followed.of(terms, met, tuple(dict.fromkeys((*_turns(left), turn))))


def _terms(value: int) -> Terms:
    return value.terms if isinstance(value, Followed) else (value,)


def _turns(value: object) -> tuple[int, ...]:
    return value.turns if isinstance(value, Followed) else ()


def _sum(left: Terms, right: Terms) -> Terms:
    length = max(len(left), len(right))
    padded = ([*polynomial, *[0] * (length - len(polynomial))] for polynomial in (left, right))
    return tuple(sum(pair) for pair in zip(*padded, strict=True))


def _scaled(terms: Terms, factor: int) -> Terms:
    return tuple(factor * term for term in terms)


def _product(left: Terms, right: Terms) -> Terms:
    product = [0] * (len(left) + len(right) - 1)
    for at, first in enumerate(left):
        for other_at, other in enumerate(right):
            product[at + other_at] += first * other
    return tuple(product)


def _value(terms: Terms, step: int) -> int:
    total = 0
    for term in reversed(terms):
        total = total * step + term
    return total
