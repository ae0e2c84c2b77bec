"""The one writer of whatever a command gives out: whole or not at all; messages and progress on standard error.

Showing a report to somebody at a terminal: bold and colour, and a pager where it is longer than the screen.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from secg.commands.options import templates_folder
from secg.messages import REQUEST, Diagnostic, Faults, Severity, catalogue
from secg.messages.visible import without_commands
from secg.sources.files import is_folder, is_there, whole_file

_Item = TypeVar("_Item")
_LINES = ("text", "md", "csv")
"""The formats that end up in a log as they are."""


def emit(text: str | bytes, arguments: argparse.Namespace) -> None:
    """Write the result to `--out`, whole or not at all, or to standard output. Raises Faults E503."""
    if isinstance(text, str):
        if getattr(arguments, "format", "text") in _LINES:
            text = without_commands(text)
        # an argument may hold bytes that are no text; they are shown, not refused
        text = text.encode(errors="backslashreplace")
    if arguments.out is None:
        sys.stdout.flush()  # what was printed before stands before it
        waiting = memoryview(text)
        while waiting:  # a stream without a buffer of its own, usual in containers, may take a part only
            waiting = waiting[sys.stdout.buffer.write(waiting) :]
        sys.stdout.flush()
    else:
        write_file(Path(arguments.out), text, arguments.out)


def emit_json(content: object, arguments: argparse.Namespace) -> None:
    """Write plain data as JSON. Raises Faults E503."""
    emit(json.dumps(content, ensure_ascii=False, indent=1) + "\n", arguments)


def emit_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]], arguments: argparse.Namespace) -> None:
    """Write these columns of rows as CSV. Raises Faults E503."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    emit(out.getvalue(), arguments)


def emit_report(
    name: str, report: Mapping[str, object], arguments: argparse.Namespace, shown: Mapping[str, object] | None = None
) -> None:
    """Write a report in its format: as JSON, or by the template `name`, filled with what is `shown` (default: all).

    Raises Faults E503, and E505 for a template.
    """
    if arguments.format == "json":
        emit_json(report, arguments)
        return
    from secg.rendering.rendering import EXTENSIONS, render

    ending = EXTENSIONS.get(arguments.format, arguments.format)
    emit(render(f"{name}.{ending}.j2", report if shown is None else shown, templates_folder(arguments)), arguments)


def tell(diagnostics: Iterable[Diagnostic]) -> int:
    """Print messages on standard error; the exit status: 2 where one of them is an error, else 0."""
    status = 0
    for diagnostic in diagnostics:
        print(diagnostic, file=sys.stderr)
        if diagnostic.kind.severity is Severity.ERROR:
            status = 2
    return status


def with_progress(items: Iterable[_Item], words: str, total: int | None = None) -> Iterable[_Item]:
    """The items, with a bar on standard error while somebody watches; elsewhere nothing is printed.

    `total` is how many they are, where they do not tell it themselves.
    """
    if not sys.stderr.isatty():
        return items
    try:
        from rich.console import Console
        from rich.progress import track
    except ImportError:  # the bar comes with an extra
        return items
    return track(items, words, total, console=Console(stderr=True), transient=True)


def write_file(target: Path, content: bytes, shown: str = "") -> None:
    """Put a whole file in the place of the old one, or write it to a pipe or a device.

    `shown` is how the user wrote the name, which tells no name at all from the current folder. Raises Faults E503.
    """
    try:
        with whole_file(target) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise _unwritable(shown if target == Path() else str(target), error) from None


def try_folder(target: str) -> Path:
    """A folder that files can be written to: asked before work that takes long, and left as it was, missing or not.

    Raises Faults E503; an empty name is no folder.
    """
    made: list[Path] = []
    try:
        if not target:
            raise OSError("its name is empty")
        _make_folder(Path(target), made)
        tempfile.TemporaryDirectory(dir=target, prefix=".secg-").cleanup()  # rights tell of no full disk
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        _remove_empty(made)
    return Path(target)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it where they are missing; `made` is told of each, in order. Raises OSError."""
    for path in reversed((folder, *folder.parents)):
        if not is_there(path):
            path.mkdir()
            made.append(path)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove the folders that hold nothing, the last one first."""
    for folder in reversed(folders):
        with suppress(OSError):  # what holds something stays
            folder.rmdir()


def check_empty(folder: Path, shown: str) -> None:
    """Raise Faults E529 for what is there and is no empty folder."""
    if is_there(folder) and not (is_folder(folder) and not any(folder.iterdir())):
        raise catalogue.FOLDER_NOT_EMPTY.fault(REQUEST, path=shown)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Put files, by their paths below the folder, in the place of those of the same names; all or none of them.

    They are written beside the folder first, so that what stops the run or fills the disk leaves the folder as it was,
    or none where there was none. Raises Faults E503, and E534 for two paths that lead to one file here.
    """
    made: list[Path] = []
    try:
        _make_folder(target, made)
        draft = Path(tempfile.mkdtemp(dir=target, prefix=".secg-"))  # within one file system a move is one step
        try:
            written: list[str] = []
            for name, content in files.items():
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                # which names are one, as `A` and `a`, the file system knows
                if not is_there(draft / name):
                    (draft / name).write_bytes(content)
                    written.append(name)
                elif (draft / name).read_bytes() != content:
                    raise catalogue.FILE_TWICE.fault(REQUEST, path=str(target / name))
            for name in written:
                _make_folder((target / name).parent, made)
                (draft / name).replace(target / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise _unwritable(str(target), error) from None
    finally:
        _remove_empty(made)  # those of a run that reached its end hold its files


def _unwritable(shown: str, error: OSError) -> Faults:
    return catalogue.OUT_UNWRITABLE.fault(REQUEST, path=shown, reason=(error.strerror or str(error)).lower())


_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"
_LABEL = re.compile(r"^[A-Z]{2,}(?: [A-Z]+)*(?=\s{2,}|$)", re.MULTILINE)
_OVERDUE = re.compile(r"\boverdue\b")


def show(text: str) -> None:
    """Print a report on a terminal, by the pager of PAGER (or `less`) where it is longer than the screen."""
    text = without_commands(text)
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"  # https://no-color.org
    shown = text if plain else styled(text)
    pager = os.environ.get("PAGER", "less")
    command = shlex.split(pager)
    lines = text.count("\n") + 1
    if lines <= shutil.get_terminal_size().lines or not command or shutil.which(command[0]) is None:
        sys.stdout.write(shown)
        return
    # R keeps the bold, F ends at once what fits after all, X leaves the page on the screen
    environment = {"LESS": "FRX", **os.environ}
    sys.stdout.flush()
    subprocess.run(command, input=shown.encode(errors="backslashreplace"), env=environment, check=False)


def styled(text: str) -> str:
    """The text with its title and labels in bold and `overdue` in red."""
    title, end, rest = text.partition("\n")
    rest = _LABEL.sub(lambda match: f"{_BOLD}{match.group()}{_PLAIN}", rest)
    rest = _OVERDUE.sub(f"{_RED}overdue{_PLAIN}", rest)
    return f"{_BOLD}{title}{_PLAIN}{end}{rest}"
