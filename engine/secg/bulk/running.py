"""What every bulk command needs: its options, faults in place of DuckDB's errors, whole files or none, and progress."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from secg.bulk.duckdb_engine import Database, open_database
from secg.bulk.tables import reason_of
from secg.messages import Faults, Span, catalogue
from secg.messages import bulk as messages
from secg.sources.files import is_file, is_there

_TOO_LARGE = re.compile("out of range|overflow", re.IGNORECASE)
"""A product overflows, and a sum does not fit the column that it goes into."""
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
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        if not _TOO_LARGE.search(str(error)):
            raise Faults([catalogue.INTERNAL.at(REQUEST, what=reason_of(error))]) from None
        raise Faults([messages.NUMBER_TOO_LARGE.at(REQUEST)]) from None
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
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
    """A draft beside the target that takes its place at the end; whatever interrupts the run, the draft is removed.

    What a link names is written, and the link stays; so do the permissions of a file that was there. A pipe or a device
    gets the whole of the draft, and stays what it is.
    """
    place = target.resolve()
    is_stream = is_there(place) and not is_file(place)
    folder = None if is_stream else place.parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{place.name}.", suffix=place.suffix)
    os.close(handle)
    draft = Path(name)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield draft
        if is_stream:
            with draft.open("rb") as content, place.open("wb") as stream:
                shutil.copyfileobj(content, stream)
        else:
            draft.chmod(stat.S_IMODE(place.stat().st_mode) if is_file(place) else 0o666 & ~_umask())
            draft.replace(place)
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
