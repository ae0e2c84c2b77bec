"""Small random Codes with one edit: populations that the solver did not choose refute no effect, and each change that
an effect tells is derived from its witness.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from secg.code.consolidation import Code
from secg.effect import sides
from secg.effect.effect import Effect, effect_between
from secg.language.model import Rule
from secg.symbolic import slicing, space
from tests.effect.small_codes import small_code, small_policies, tried_small
from tests.effect.wide_parties import not_told
from tests.effect.worlds import changed_in, untrue, world
from tests.trust.programs import read_program

SEEDS = range(16)
WITHOUT_A_DAY = (51, 55, 75, 99, 188)
"""Seeds whose smallest party states a day on which nothing rests: the solver leaves it open."""


def refuted(seeds: Sequence[int], populations: int) -> list[str]:
    """What populations show that an effect does not tell, and what an effect tells that is not so."""
    missed: list[str] = []
    edits = changing = parties = 0
    for seed in seeds:
        trial = tried_small(seed, populations)
        if trial is not None:
            edits += 1
            changing += not trial.unchanged
            parties += trial.parties
            missed.extend(trial.missed)
    print(f"seeds {seeds[0]} to {seeds[-1]}: {edits} edits, {changing} with a change, {parties} parties")
    return missed


def without(text: str) -> tuple[Code, Code, Effect]:
    """A Code with these rules, one without the first of them, and the effect of leaving that out."""
    rules = read_program(text, "before").rules
    before, after = small_code(rules), small_code(rules[1:])
    return before, after, effect_between(before, after, small_policies(), before.in_force)


def test_no_population_refutes_the_effect_of_an_edit() -> None:
    assert refuted(SEEDS, 5) == []


def test_a_day_on_which_nothing_rests_is_that_of_the_question() -> None:
    assert refuted(WITHOUT_A_DAY, 1) == []


def test_that_an_excused_duty_was_done_is_told_whatever_the_vocabulary_calls_a_duty() -> None:
    text = (
        "done(P0, red, P0) :- likes(P0, red).\n"
        "must(P0, red, P0) :- likes(P0, red).\nlet_off(P0, red, P0) :- likes(P0, red)."
    )
    before, after, effect = without(text)
    assert [change.subject.kind for change in effect.changes] == ["done"]
    assert untrue(before, after, effect, small_policies()) == []
    differences = [
        changed_in(before, after, small_policies(), world(before, small_policies(), seed)) for seed in range(40)
    ]
    assert {state[0].kind for states in differences for state in states} == {"done"}


@pytest.mark.parametrize("total", ["sum I2 : { premises(P0, I2) }", "sum -2 : { premises(P0, -2) }"])
def test_a_sum_that_nothing_is_held_against_asks_whether_its_numbers_are_stated(total: str) -> None:
    before, after, effect = without(f"unclear(P0, red, P0) :- likes(P0, red), I1 = {total}.")
    [change] = effect.changes
    assert "premises: 0" in change.witness.files[0].facts
    assert untrue(before, after, effect, small_policies()) == []


def test_a_party_that_the_solver_does_not_look_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "must(P0, red, P0) :- party(P0), likes(P1, red), P1 != P0."
    for connected, expected in ((False, False), (True, True)):
        monkeypatch.setattr(space, "are_connected", lambda _, connected=connected: connected)
        before, after, effect = without(text)
        worlds = [world(before, small_policies(), seed) for seed in range(20)]
        missed = [not_told(changed_in(before, after, small_policies(), facts), effect) for facts in worlds]
        assert any(missed) == expected


def test_a_change_that_the_whole_code_does_not_bear_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "must(P0, red, P0) :- likes(P0, red).\nunclear(P0, red, P0) :- party(P0)."
    before, after, effect = without(text)
    assert effect.changes
    assert untrue(before, after, effect, small_policies()) == []
    plain = slicing.outcome_rules

    def without_doubts(rules: Sequence[Rule], *given: object) -> tuple[Rule, ...]:
        return tuple(rule for rule in plain(rules, *given) if rule.head.predicate != "unclear")  # type: ignore[arg-type]

    monkeypatch.setattr(sides, "outcome_rules", without_doubts)
    before, after, effect = without(text)
    assert untrue(before, after, effect, small_policies())


@pytest.mark.fuzz
def test_no_population_refutes_the_effect_of_an_edit_at_length() -> None:
    assert refuted(range(1_000, 6_000), 200) == []
