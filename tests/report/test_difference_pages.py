"""The page of a modification as it stands in a pull request: golden files, and nothing of the rules' own language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.cli import main
from tests.report.reports import REPOSITORY, check_golden

GOLDEN = Path(__file__).parent / "golden" / "differences"
PAGES = {
    "SECMP0059": ["--modification", "SECMP0059"],
    "MP087": ["--modification", "MP087"],
    "MP091": ["--modification", "MP091"],
    "MP087-to-6.21": ["MP087", "6.21"],
}
FORBIDDEN = {
    "the name of a predicate or a symbol": re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b"),
    "a day in figures": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "a word left open": re.compile(r"[{}]|\bUndefined\b"),
    "a value that is not known after an article": re.compile(r"\b(?:the|its|an?) (?:any|some) "),
    "a noun that says nothing": re.compile(r"what is counted|day or number|the about\b"),
}


def page(words: list[str], form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `secg diff` prints in the repository."""
    monkeypatch.chdir(REPOSITORY)
    assert main(["diff", *words, "--format", form]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", PAGES)
def test_the_page_of_a_modification_is_as_it_was_read(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_golden(GOLDEN / f"{name}.md", page(PAGES[name], "md", capsys, monkeypatch))


INSTRUMENTS = sorted(
    path.stem
    for folder in ("modifications", "proposals", "readings")
    for path in REPOSITORY.glob(f"policies/{folder}/*")
)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_no_page_shows_anything_of_the_rules_own_language(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page(["--modification", name], "text", capsys, monkeypatch)
    body = " ".join(re.sub(r"\[-|-\]|\{\+|\+\}", "", text).split())
    for what, pattern in FORBIDDEN.items():
        found = pattern.search(body)
        around = body[max(0, found.start() - 60) : found.end() + 40] if found else ""
        assert found is None, f"{what} on the page of {name}: …{around}…"
