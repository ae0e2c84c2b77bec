"""Two results worked out at the same time are those worked out one after the other, whatever goes wrong."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

import pytest

from engine.code.comparison import with_and_without
from engine.code.policies import Policies
from engine.effect import side_by_side as module
from engine.effect.effect import Effect, effect_between
from engine.effect.side_by_side import side_by_side


@pytest.fixture(params=[True, False], ids=["two processors", "one processor"])
def two(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether there is a second processor."""
    monkeypatch.setattr(module, "_two_at_once", lambda: request.param)
    return bool(request.param)


def test_both_results_are_given_and_the_second_comes_from_another_process(two: bool) -> None:
    first, (second, process) = side_by_side(lambda: ["first"], lambda: (["second"], os.getpid()))
    assert (first, second) == (["first"], ["second"])
    assert (process != os.getpid()) == two


def test_what_goes_wrong_in_the_second_goes_wrong_here(two: bool) -> None:
    def refuse() -> None:
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        side_by_side(lambda: 1, refuse)


def test_what_goes_wrong_in_the_first_does_not_wait_for_the_second(two: bool) -> None:
    def refuse() -> None:
        raise ValueError("refused")

    def wait_for_ever() -> None:
        signal.pause()

    with pytest.raises(ValueError, match="refused"):
        side_by_side(refuse, wait_for_ever)


def test_a_second_process_that_is_ended_from_outside_costs_time_and_no_result(two: bool) -> None:
    here = os.getpid()

    def end_elsewhere() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "second"

    assert side_by_side(lambda: "first", end_elsewhere) == ("first", "second")


def test_a_second_process_that_is_ended_while_it_tells_its_result_costs_time_and_no_result(two: bool) -> None:
    def end_the_other() -> str:
        time.sleep(0.3)  # by now it waits to be read, as no pipe holds so much
        for process in multiprocessing.active_children():
            process.kill()
        return "first"

    assert side_by_side(end_the_other, lambda: b"x" * 10_000_000) == ("first", b"x" * 10_000_000)


def test_a_comparison_finds_the_same_with_one_processor_and_with_two(
    policies: Policies, effect_of: Callable[..., Effect], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = with_and_without(policies, "SECMP0044")
    before, after = compared.before.code, compared.after.code
    found = []
    for two in (True, False):
        monkeypatch.setattr(module, "_two_at_once", lambda two=two: two)
        found.append(effect_between(before, after, policies, after.in_force))
    assert any(one.cause is not None for one in found[0].changes)
    assert found[0] == found[1] == effect_of("SECMP0044")
