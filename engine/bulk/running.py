"""What every bulk command needs: its options, faults in place of DuckDB's errors, whole files or none, and progress."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from engine.bulk.duckdb_engine import Database, open_database
from engine.bulk.tables import reason_of
from engine.messages import Faults, Span, catalogue
from engine.messages import bulk as messages

REQUEST = Span("", 0, 0)
_SIZE = re.compile(r"^\d+(\.\d+)?\s?(KB|MB|GB|TB)$", re.IGNORECASE)

Step = Callable[[str], None]
"""Tells what is being done now."""


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """How much of the machine a run may use."""
    parser.add_argument("--memory", metavar="SIZE", help="the most memory to use, e.g. 4GB (default: 80%% of it)")
    parser.add_argument("--threads", metavar="N", help="how many processors to use (default: all)")


@contextmanager
def bulk_run(memory: str | None, threads: str | None) -> Iterator[tuple[Database, Step]]:
    """A database within the limits, and the progress line. Raises Faults for whatever goes wrong in it."""
    if memory is not None and not _SIZE.match(memory):
        raise Faults([messages.NOT_A_SIZE.at(REQUEST, text=memory, wanted="a size", example="--memory 4GB")])
    if threads is not None and not (threads.isdecimal() and 0 < int(threads) < 1000):
        raise Faults([messages.NOT_A_SIZE.at(REQUEST, text=threads, wanted="a number of threads", example="2")])
    try:
        with open_database(memory, int(threads) if threads else None) as database, progress() as step:
            yield database, step
    except BrokenPipeError:
        raise
    except duckdb.OutOfMemoryException:
        raise Faults([messages.OUT_OF_MEMORY.at(REQUEST, limit=memory or "80% of the machine's")]) from None
    except duckdb.OutOfRangeException:
        raise Faults([messages.NUMBER_TOO_LARGE.at(REQUEST)]) from None
    except (duckdb.IOException, OSError) as error:
        raise Faults([messages.OUT_OF_SPACE.at(REQUEST, reason=reason_of(error).lower())]) from None
    except duckdb.Error as error:
        raise Faults([catalogue.INTERNAL.at(REQUEST, what=reason_of(error))]) from None


@contextmanager
def progress() -> Iterator[Step]:
    """A line that tells what is being done and for how long; on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("starting", total=None)
        yield lambda what: shown.update(task, description=what)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A draft beside the target that takes its place at the end; whatever interrupts the run, the draft is removed."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix)
    os.close(handle)
    draft = Path(name)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(target)
    finally:
        signal.signal(signal.SIGTERM, before)
        draft.unlink(missing_ok=True)
        # DuckDB writes beside its target first
        draft.with_name(f"tmp_{draft.name}").unlink(missing_ok=True)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
