"""Work on all processors: results in their order, faults as they are raised, the same on one processor."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial

import pytest

from secg.commands.processes import results_of
from secg.messages import REQUEST, Faults, catalogue


def squared(number: int) -> int:
    if number == 3:
        raise Faults([catalogue.FOLDER_NOT_EMPTY.at(REQUEST, path="three")])
    return number * number


@pytest.fixture(params=[1, 2])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the machine had one processor, and two."""
    available = set(range(request.param))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: available, raising=False)


@pytest.mark.usefixtures("processors")
def test_results_come_in_the_order_of_the_tasks() -> None:
    assert list(results_of([partial(squared, number) for number in (5, 1, 4, 2)])) == [25, 1, 16, 4]
    assert list(results_of([])) == []


@pytest.mark.usefixtures("processors")
def test_a_fault_arrives_as_it_was_raised() -> None:
    with pytest.raises(Faults, match="`three` is not an empty folder"):
        list(results_of([partial(squared, number) for number in (1, 3, 2)]))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_a_task_knows_nothing_of_those_before_it() -> None:
    seen: list[int] = []

    def number_seen(number: int) -> int:
        seen.append(number)
        return len(seen)

    assert list(results_of([partial(number_seen, number) for number in range(5)])) == [1, 1, 1, 1, 1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_a_process_that_is_ended_from_outside_is_told() -> None:
    def ended() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="ended from outside"):
        list(results_of([ended]))
