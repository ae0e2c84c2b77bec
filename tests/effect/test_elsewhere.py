"""A result worked out on another processor is the one worked out here, whatever goes wrong there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

import pytest

from engine.code.comparison import with_and_without
from engine.code.policies import Policies
from engine.effect import elsewhere as module
from engine.effect.effect import Effect, effect_begun, effect_between
from engine.effect.elsewhere import elsewhere


@pytest.fixture(params=[True, False], ids=["two processors", "one processor"])
def two(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether there is a second processor."""
    monkeypatch.setattr(module, "_two_at_once", lambda: request.param)
    return bool(request.param)


def test_the_result_comes_from_another_process_where_there_are_two_processors(two: bool) -> None:
    with elsewhere(lambda: (["result"], os.getpid())) as wait:
        result, process = wait()
    assert result == ["result"]
    assert (process != os.getpid()) == two


def test_the_work_goes_on_while_something_else_is_done_here(two: bool) -> None:
    begun = time.monotonic()
    with elsewhere(time.monotonic) as wait:
        time.sleep(0.3)
        done = wait()
    assert (done - begun < 0.3) == two


def test_what_goes_wrong_there_goes_wrong_here(two: bool) -> None:
    def refuse() -> None:
        raise ValueError("refused")

    with elsewhere(refuse) as wait, pytest.raises(ValueError, match="refused"):
        wait()


def test_what_goes_wrong_here_does_not_wait_for_what_is_worked_out_there(two: bool) -> None:
    with pytest.raises(ValueError, match="refused"), elsewhere(signal.pause):
        raise ValueError("refused")
    assert not multiprocessing.active_children()


def test_a_process_that_is_ended_from_outside_costs_time_and_no_result(two: bool) -> None:
    here = os.getpid()

    def end_elsewhere() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "result"

    with elsewhere(end_elsewhere) as wait:
        assert wait() == "result"


def test_a_process_that_is_ended_while_it_tells_its_result_costs_time_and_no_result(two: bool) -> None:
    with elsewhere(lambda: b"x" * 10_000_000) as wait:
        time.sleep(0.3)  # by now it waits to be read, as no pipe holds so much
        for process in multiprocessing.active_children():
            process.kill()
        assert wait() == b"x" * 10_000_000


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


def test_a_comparison_that_is_not_waited_for_leaves_no_process_behind(policies: Policies) -> None:
    compared = with_and_without(policies, "SECMP0044")
    before, after = compared.before.code, compared.after.code
    with effect_begun(before, after, policies, after.in_force):
        pass
    assert not multiprocessing.active_children()
