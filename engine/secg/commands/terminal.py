"""Showing a report to somebody at a terminal: bold and colour, and a pager where it is longer than the screen."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys

from secg.messages.visible import without_commands

_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"
_LABEL = re.compile(r"^[A-Z]{2,}(?: [A-Z]+)*(?=\s{2,}|$)", re.MULTILINE)
_OVERDUE = re.compile(r"\boverdue\b")


def is_terminal() -> bool:
    """Whether somebody reads the output as it is printed."""
    return sys.stdout.isatty()


def show(text: str) -> None:
    """Print a report on a terminal, by the pager of PAGER (or `less`) where it is longer than the screen."""
    text = without_commands(text)
    shown = styled(text) if _takes_styles() else text
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


def _takes_styles() -> bool:
    """Whether the terminal shows bold and colour and its user wants them (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
