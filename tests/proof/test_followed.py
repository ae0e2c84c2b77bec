"""A number followed through a calculation gives, on either side, the nearest value at which something is decided."""

from __future__ import annotations

import operator
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.proof.followed import Followed, Met, crossings, same_at

MOST = 60
COMPARE = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
Calculation = Callable[[int], int]


def worth_trying(calculation: Calculation, compare: Callable[[int, int], bool], bound: int, start: int) -> set[int]:
    met: Met = {}
    compare(calculation(Followed.of((start, 1), met)), bound)
    steps = (crossing for terms in met for crossing in crossings(terms, -start, MOST - start))
    return {start + step + beside for step in steps for beside in (-1, 0, 1, 2)}


def nearest_changes(calculation: Calculation, compare: Callable[[int, int], bool], bound: int, start: int) -> set[int]:
    """The nearest value above and below that makes a difference, found by trying them all."""
    now = compare(calculation(start), bound)
    found = set()
    for values in (range(start + 1, MOST + 1), range(start - 1, -1, -1)):
        found.update([next((value for value in values if compare(calculation(value), bound) != now), start)])
    return found - {start}


small = st.integers(-9, 9)
straight = st.builds(lambda a, b: lambda x: a * x + b, small, small)
products = st.builds(lambda a, b, c: lambda x: (x + a) * (x * b + c), small, small, small)
remainders = st.builds(lambda a, m, b: lambda x: (x + a) % m + b, st.integers(0, 9), st.integers(1, 9), small)
calculations = st.one_of(straight, products, remainders)


@given(calculations, st.sampled_from(COMPARE), st.integers(-40, 40), st.integers(0, MOST))
def test_the_nearest_changes_are_among_the_values_worth_trying(
    calculation: Calculation, compare: Callable[[int, int], bool], bound: int, start: int
) -> None:
    found = worth_trying(calculation, compare, bound, start)
    assert nearest_changes(calculation, compare, bound, start) <= found


@given(calculations, st.sampled_from(COMPARE), st.integers(-40, 40), st.integers(0, MOST), st.integers(0, MOST))
def test_what_is_said_to_come_out_the_same_does(
    calculation: Calculation, compare: Callable[[int, int], bool], bound: int, start: int, other: int
) -> None:
    met: Met = {}
    now = compare(calculation(Followed.of((start, 1), met)), bound)
    assert not same_at(met, other - start) or compare(calculation(other), bound) == now


def test_between_two_comparisons_everything_comes_out_the_same() -> None:
    met: Met = {}
    number = Followed.of((20, 1), met)
    assert number > 10 and number <= 30
    assert [number for number in range(MOST) if same_at(met, number - 20)] == list(range(11, 30))


def test_a_square_is_followed() -> None:
    assert 13 in worth_trying(lambda x: x * x, operator.gt, 150, 4)


def test_a_remainder_is_followed_past_where_it_begins_again() -> None:
    assert {3, 10} <= worth_trying(lambda x: x % 7, operator.eq, 3, 5)


def test_a_modulus_is_followed_to_where_its_remainder_begins_again() -> None:
    assert {19, 26} <= worth_trying(lambda x: 40 % x, operator.ge, 14, 24)


def test_a_number_that_the_step_leaves_alone_decides_nothing() -> None:
    assert worth_trying(lambda x: x - x, operator.eq, 3, 5) == set()


@pytest.mark.parametrize(
    "calculated",
    [
        lambda number: number // 2,
        lambda number: 100 // number,
        lambda number: number / 2,
        lambda number: divmod(number, 2),
        lambda number: number**2,
        lambda number: -number,
        lambda number: abs(number),
        lambda number: number & 1,
        lambda number: number << 1,
    ],
)
def test_a_calculation_that_is_not_followed_is_refused_and_not_taken_for_a_constant(
    calculated: Callable[[Followed], object],
) -> None:
    with pytest.raises(NotImplementedError):
        calculated(Followed.of((20, 1), {}))
