"""What calculations mean: month ends, the ends of the calendar, remainders, and aggregates of nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.language.calculation import calculate, fold, shift_date
from secg.language.operators import Calculation, Function, Unit


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2019-01-31", 1, "2019-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2020-03-31", -1, "2020-02-29"),
        ("2020-12-31", 2, "2021-02-28"),
        ("2018-10-12", 12, "2019-10-12"),
        ("2018-01-15", -1, "2017-12-15"),
        ("2018-01-31", 0, "2018-01-31"),
    ],
)
def test_a_day_moved_by_months_keeps_its_day_or_takes_the_last_of_the_month(day: str, months: int, moved: str) -> None:
    sign = -1 if months < 0 else 1
    assert shift_date(date.fromisoformat(day), sign, abs(months), Unit.MONTHS) == date.fromisoformat(moved)


@given(st.dates(), st.integers(0, 10_000_000), st.sampled_from(Unit))
def test_no_move_leaves_the_calendar(day: date, amount: int, unit: Unit) -> None:
    assert shift_date(day, 1, amount, unit) >= day
    assert shift_date(day, -1, amount, unit) <= day


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 1000))
def test_days_there_and_back_are_where_one_was(day: date, amount: int) -> None:
    assert shift_date(shift_date(day, 1, amount, Unit.DAYS), -1, amount, Unit.DAYS) == day
    assert shift_date(day, 1, amount, Unit.DAYS) == day + timedelta(days=amount)


@given(st.integers(), st.integers(1, 10**9))
def test_a_remainder_is_at_least_zero_and_less_than_its_divisor(left: int, right: int) -> None:
    remainder = calculate(Calculation.MODULO, left, right)
    assert remainder is not None and 0 <= remainder < right and (left - remainder) % right == 0


@pytest.mark.parametrize("right", [0, -1, -5])
def test_a_remainder_by_zero_or_less_has_no_value(right: int) -> None:
    assert calculate(Calculation.MODULO, 7, right) is None


def test_nothing_sums_and_counts_to_zero_and_has_no_least_and_no_greatest() -> None:
    assert [fold(item, []) for item in (Function.SUM, Function.COUNT, Function.MIN, Function.MAX)] == [0, 0, None, None]
