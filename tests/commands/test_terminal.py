"""What somebody at a terminal sees of a report, and what ends up in a file or a pipe."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from secg.commands.output import styled

SECG = Path(sys.executable).parent / "secg"
PARTY = ("explain", "large-supplier", "--as-at", "2019-12-01")
STYLE = re.compile(r"\x1b\[\d*m")


def at_a_terminal(repository: Path, *words: str, rows: int = 50, environment: Mapping[str, str] | None = None) -> str:
    """What `secg` prints on a terminal of so many rows."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "PAGER", "LINES", "COLUMNS")}
    given = {**kept, "TERM": "xterm", **(environment or {})}
    with subprocess.Popen([SECG, *words], cwd=repository, stdout=theirs, stderr=theirs, env=given):
        os.close(theirs)
        pieces: list[bytes] = []
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def in_a_pipe(repository: Path, *words: str) -> str:
    return subprocess.run([SECG, *words], cwd=repository, capture_output=True, text=True, check=True).stdout


def test_a_terminal_shows_the_same_words_as_a_pipe_with_bold_and_colour(repository: Path) -> None:
    plain, shown = in_a_pipe(repository, *PARTY), at_a_terminal(repository, *PARTY)
    assert STYLE.findall(plain) == [] and STYLE.findall(shown) != []
    assert STYLE.sub("", shown) == plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "a dumb terminal"])
def test_bold_and_colour_are_left_out_where_they_are_not_wanted(repository: Path, environment: dict[str, str]) -> None:
    assert STYLE.findall(at_a_terminal(repository, *PARTY, environment=environment)) == []


def test_only_what_is_longer_than_the_screen_goes_through_the_pager(repository: Path) -> None:
    pager = {"PAGER": "grep -c ''"}
    assert at_a_terminal(repository, *PARTY, environment=pager) == at_a_terminal(repository, *PARTY)
    lines = in_a_pipe(repository, *PARTY, "--full").count("\n")
    assert at_a_terminal(repository, *PARTY, "--full", environment=pager) == f"{lines}\n"
    assert (
        at_a_terminal(repository, *PARTY, rows=10, environment=pager)
        == f"{in_a_pipe(repository, *PARTY).count(chr(10))}\n"
    )


@pytest.mark.parametrize("pager", ["", "no-such-pager"])
def test_without_a_pager_the_report_is_printed(repository: Path, pager: str) -> None:
    assert STYLE.sub("", at_a_terminal(repository, *PARTY, rows=10, environment={"PAGER": pager})) == in_a_pipe(
        repository, *PARTY
    )


def test_other_formats_are_not_styled_on_a_terminal(repository: Path) -> None:
    assert STYLE.findall(at_a_terminal(repository, *PARTY, "--format", "md")) == []


def test_labels_and_the_title_are_bold_and_what_is_overdue_is_red() -> None:
    text = styled("A party\n\nTO DO   overdue since 1 May 2019: G8 is no label\nTHE ANSWER\n")
    assert "\x1b[1mA party\x1b[0m\n" in text and "\x1b[1mTHE ANSWER\x1b[0m\n" in text
    assert "\x1b[1mTO DO\x1b[0m   \x1b[31moverdue\x1b[0m since 1 May 2019: G8 is no label" in text
