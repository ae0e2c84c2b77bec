"""A result that is worked out on another processor, while this one does something else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_Result = TypeVar("_Result")


@contextmanager
def elsewhere(work: Callable[[], _Result]) -> Iterator[Callable[[], _Result]]:
    """Begin work in a process of its own, where there are two processors; what is given waits for the result.

    What goes wrong there is not told from there: the work is then done here, where it goes wrong in the same way or
    does not. Where there is one processor, it is done when the result is asked for.
    """
    if not _two_at_once():
        yield work
        return
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, sending), daemon=True)
    process.start()
    sending.close()

    def result() -> _Result:
        try:
            found: _Result = receiving.recv()
        except (EOFError, OSError):  # it ended before it said all: OSError where it had begun to
            found = work()
        return found

    try:
        yield result
    finally:
        receiving.close()
        process.kill()
        process.join()


def _two_at_once() -> bool:
    """Whether a process can be split in two here, and each have a processor: Linux, and no other thread at work."""
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity is not None and len(affinity(0)) > 1 and threading.active_count() == 1


def _send(work: Callable[[], object], sending: Connection) -> None:
    try:
        sending.send(work())
    except BaseException:
        # the one who waits sees that nothing comes, and works it out itself
        os._exit(1)
