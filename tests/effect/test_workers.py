"""A comparison is the same whoever does its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from secg.code.comparison import with_and_without
from secg.code.policies import Policies
from secg.commands.processes import results_of
from secg.effect.direct import PartialComparison
from secg.effect.effect import Effect, Task, Workers, effect_between


def last_first(tasks: Sequence[Task]) -> Iterator[PartialComparison]:
    """The results of tasks in their order, though the last is done first."""
    return reversed([task() for task in reversed(tasks)])


@pytest.mark.parametrize("workers", [results_of, last_first])
@pytest.mark.parametrize("instrument", ["MP087", "SECMP0065", pytest.param("SECMP0044", marks=pytest.mark.fuzz)])
def test_a_comparison_is_the_same_whoever_does_its_parts_and_when(
    instrument: str, workers: Workers, policies: Policies, effect_of: Callable[..., Effect]
) -> None:
    compared = with_and_without(policies, instrument)
    before, after = compared.before.code, compared.after.code
    assert effect_between(before, after, policies, after.in_force, workers=workers) == effect_of(instrument)
