"""Small random Codes with one edit: populations that the solver did not choose refute no effect."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.effect.small_codes import tried_small

SEEDS = range(30)
WITHOUT_A_DAY = (51, 55, 75, 99, 188)
"""Seeds whose smallest party states a day on which nothing rests: the solver leaves it open."""


def refuted(seeds: Sequence[int], populations: int) -> list[str]:
    """What populations show that an effect does not tell."""
    missed: list[str] = []
    edits = parties = 0
    for seed in seeds:
        trial = tried_small(seed, populations)
        if trial is not None:
            edits += 1
            parties += trial.parties
            missed.extend(trial.missed)
    print(f"seeds {seeds[0]} to {seeds[-1]}: {edits} edits, {parties} parties")
    return missed


def test_no_population_refutes_the_effect_of_an_edit() -> None:
    assert refuted(SEEDS, 10) == []


def test_a_day_on_which_nothing_rests_is_that_of_the_question() -> None:
    assert refuted(WITHOUT_A_DAY, 2) == []


@pytest.mark.fuzz
def test_no_population_refutes_the_effect_of_an_edit_at_length() -> None:
    assert refuted(range(1_000, 6_000), 200) == []
