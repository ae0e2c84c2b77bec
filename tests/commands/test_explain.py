"""`secg explain`: in short, in full, or one part."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.cli import main
from secg.report.outline import NAMES, PARTS

PARTY = ("explain", "small-supplier-on-a-shared-platform", "--as-at", "2018-09-01")


@pytest.fixture(autouse=True)
def in_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*PARTY, *words]) == 0
    return capsys.readouterr().out


def headings(text: str) -> list[str]:
    titles = {part.title.upper(): part.name for part in PARTS}
    return [titles[line] for line in text.splitlines() if line in titles]


def test_in_full_the_parts_stand_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    named = headings(printed(capsys, "--full"))
    assert named == [name for name in NAMES if name in named]
    assert {"answer", "cautions", "todo", "duties", "why", "paragraphs", "facts", "sources"} <= set(named)


@pytest.mark.parametrize("name", NAMES)
def test_a_section_is_that_part_of_the_full_report_and_nothing_else(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    full, part = printed(capsys, "--full"), printed(capsys, "--section", name)
    assert headings(part) == ([name] if name in headings(full) else [])
    if name in headings(full):
        lines = part.splitlines()
        body = lines[lines.index(next(part.title for part in PARTS if part.name == name).upper()) : -3]
        assert "\n".join(body) in full


def test_a_part_that_the_report_does_not_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "utrn-generator", "--section", "duties"]) == 0
    assert "This report has no part “Duties”." in capsys.readouterr().out


def test_proof_is_another_name_of_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--section", "proof") == printed(capsys, "--section", "why")


def test_a_part_of_another_form_than_text_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*PARTY, "--section", "why", "--format", "html"]) == 2
    assert "`--section` is for text" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["md", "html", "json", "ics"])
def test_other_forms_hold_everything_with_and_without_full(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--format", form) == printed(capsys, "--format", form, "--full")


def test_the_readme_begins_with_what_its_command_prints(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quoted = (repository / "README.md").read_text(encoding="utf-8").partition("```console\n")[2].partition("```")[0]
    command, _, shown = quoted.partition("\n")
    assert command == "$ make explain PARTY=small-supplier-on-a-shared-platform AS_AT=2018-08-01"
    assert main(["explain", "small-supplier-on-a-shared-platform", "--as-at", "2018-08-01"]) == 0
    assert capsys.readouterr().out == shown
