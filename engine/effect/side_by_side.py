"""Two results that do not rest on each other, worked out at the same time where the machine can."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_First = TypeVar("_First")
_Second = TypeVar("_Second")


def side_by_side(first: Callable[[], _First], second: Callable[[], _Second]) -> tuple[_First, _Second]:
    """What both give; the second is worked out in a process of its own where there are two processors.

    What goes wrong there is not told from there: the second is then worked out here, where it goes wrong in the same
    way or does not.
    """
    if not _two_at_once():
        return first(), second()
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(second, sending), daemon=True)
    process.start()
    sending.close()
    try:
        one = first()
        try:
            other: _Second = receiving.recv()
        except (EOFError, OSError):  # it ended before it said all: OSError where it had begun to
            other = second()
        return one, other
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
