"""Work that takes long, done on all processors; the end of a process that waits for a client."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Generic, TypeVar

Result = TypeVar("Result")


def end_at_interrupt() -> None:
    """Have an interrupt end this process at once, with the word and the status of every command.

    For a server on standard input: the thread that waits there for a line can't be ended, and would be waited for.
    """

    def end(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):  # whoever would read it may have gone
            os.write(2, b"stopped\n")
        os._exit(130)

    signal.signal(signal.SIGINT, end)


def results_of(tasks: Sequence[Callable[[], Result]]) -> Iterator[Result]:
    """The results of tasks, in their order, as many at a time as there are processors.

    Each is worked out in a process of its own, forked from this one as it is, so that it comes out the same whatever
    was worked out before it: the solver's choice between equals depends on that. Results, and what a task raises, are
    pickled on their way; what a task changes is lost. Where nothing can be forked, all are done here.
    """
    if sys.platform != "linux":  # elsewhere libraries of the system may hang in a fork
        yield from (task() for task in tasks)
        return
    processors = len(os.sched_getaffinity(0))
    running: list[_Forked[Result]] = []
    ended: dict[int, Result] = {}
    begun = 0
    try:
        for number in range(len(tasks)):
            while number not in ended:
                while begun < len(tasks) and len(running) < processors:
                    running.append(_Forked(begun, tasks[begun]))
                    begun += 1
                wait([forked.receiving for forked in running])
                for forked in [forked for forked in running if forked.receiving.poll()]:
                    running.remove(forked)
                    ended[forked.number] = forked.result()
            yield ended.pop(number)
    finally:
        for forked in running:
            forked.process.terminate()  # who wants no more results waits for none


class _Forked(Generic[Result]):
    """A task under way in a process of its own."""

    def __init__(self, number: int, task: Callable[[], Result]) -> None:
        self.number = number
        self.receiving, sending = Pipe(duplex=False)
        self.process: BaseProcess = get_context("fork").Process(target=_work, args=(task, sending), daemon=True)
        self.process.start()
        # while this end is open here, too, nothing tells that a process was ended before it sent anything
        sending.close()

    def result(self) -> Result:
        """What the task gave. Raises what it raised, and RuntimeError where its process was ended."""
        try:
            raised, given = self.receiving.recv()
        except EOFError:
            raise RuntimeError("a process was ended from outside") from None
        finally:
            self.process.join()
            self.receiving.close()
        if raised is not None:
            raise raised
        result: Result = given
        return result


def _work(task: Callable[[], object], sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt ends the parent, which ends this
    try:
        answer: tuple[Exception | None, object] = (None, task())
    except Exception as error:  # whatever it is, the parent raises it where it waits for the result
        answer = (error, None)
    sending.send(answer)
