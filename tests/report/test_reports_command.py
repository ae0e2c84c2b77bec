"""`secg reports`: every party in every form, and a page that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secg.cli import main
from secg.rendering.rendering import FORMATS


@pytest.fixture
def few(repository: Path, tmp_path: Path) -> list[str]:
    """Options that name a folder with two parties."""
    facts = tmp_path / "facts"
    facts.mkdir()
    for name in ("other-user.yaml", "large-supplier.yaml"):
        (facts / name).write_text((repository / "facts" / name).read_text())
    return ["--facts", str(facts), "--as-at", "2020-06-01", "--out", str(tmp_path / "out")]


def test_every_party_is_written_in_every_form_and_listed(few: list[str], tmp_path: Path) -> None:
    assert main(["reports", *few]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert len(names) == 2 * len(FORMATS) + 1
    page = (tmp_path / "out" / "index.html").read_text()
    linked = set(re.findall(r'href="([^"]+)"', page))
    assert linked == names - {"index.html"}


def test_one_form_may_be_asked_for(few: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", *few, "--format", "md"]) == 0
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".md", ".md"]
    printed = capsys.readouterr()
    assert printed.out == f"2 parties as md: {tmp_path / 'out' / 'index.html'}\n"
    assert printed.err == "", "without a terminal there is no bar"


def test_a_form_that_does_not_exist_is_named_with_the_nearest(
    few: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reports", *few, "--format", "htm"]) == 2
    assert "`htm`" in (said := capsys.readouterr().err) and "html" in said


def test_a_folder_that_cannot_be_made_is_one_message(
    few: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("")
    assert main(["reports", *few[:-1], str(tmp_path / "taken")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) <= 2


def test_a_party_called_index_keeps_its_report_beside_the_list(few: list[str], tmp_path: Path) -> None:
    party = (tmp_path / "facts" / "other-user.yaml").read_text().replace("party: other-user", "party: index")
    (tmp_path / "facts" / "index.yaml").write_text(party)
    assert main(["reports", *few, "--format", "html"]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"index.html", "index.report.html", "large-supplier.html", "other-user.html"}
    assert 'href="index.report.html"' in (tmp_path / "out" / "index.html").read_text()
