"""The pages under reports/questions: what they quote is what their commands print, and the guide lists them all."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from secg.cli import main

REPORTS = Path(__file__).resolve().parents[2] / "reports"
PAGES = sorted((REPORTS / "questions").glob("*.md"), key=lambda page: int(page.name.split("-")[0]))
CONSOLE = re.compile(r"^```console\n\$ secg (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


def quotations() -> Iterator[tuple[str, str, str]]:
    """Each page's name, command and quoted output."""
    for page in PAGES:
        for command, quoted in CONSOLE.findall(page.read_text(encoding="utf-8")):
            yield page.name, command, quoted


def misquoted(quoted: str, printed: str) -> str | None:
    """The first quoted piece that is not printed, in its order; the marks of omission divide the pieces."""
    lines, place = printed.splitlines(), 0
    for marked, piece in groupby(quoted.splitlines(), key=LEFT_OUT.__eq__):
        wanted = list(piece)
        if marked:
            continue
        ends = (at + len(wanted) for at in range(place, len(lines)) if lines[at : at + len(wanted)] == wanted)
        found = next(ends, None)
        if found is None:
            return "\n".join(wanted)
        place = found
    return None


@pytest.mark.parametrize(
    ("command", "quoted"),
    [pytest.param(command, quoted, id=f"{page}: {command}") for page, command, quoted in quotations()],
)
def test_a_page_quotes_what_its_command_prints(command: str, quoted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(command)) == 0
    assert misquoted(quoted, capsys.readouterr().out) is None


def test_a_misquotation_is_noticed() -> None:
    printed = "first\nsecond\nthird\n"
    assert misquoted("first\n…\nthird\n", printed) is None
    assert misquoted("first\nthird\n", printed) == "first\nthird"
    assert misquoted("third\n…\nfirst\n", printed) == "first"
    assert misquoted("…\nsecond, or so\n", printed) == "second, or so"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_who_asked_what_the_answer_is_and_which_paragraphs_give_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {page.name.split('-')[0]}\. ", text)
    assert all(part in text for part in ("\n**Asked by** ", "\n> ", "\n**Paragraphs:** ", "\n## Ask it yourself\n"))
    assert CONSOLE.search(text)


def test_the_guide_lists_every_page_by_its_title() -> None:
    guide = (REPORTS / "README.md").read_text(encoding="utf-8")
    assert [page.name.split("-")[0] for page in PAGES] == [str(number) for number in range(1, 12)]
    for page in PAGES:
        number, _, title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition(". ")
        assert f"| {number} | [{title}](questions/{page.name}) |" in guide
