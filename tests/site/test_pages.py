"""The folder of pages: complete, the same bytes twice, readable without scripts, and safe with strangers' names."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from secg.cli import main

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ROOT / "tests" / "foreign"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--virtual-time-budget=10000", "--dump-dom"),
)
HOSTILE = """\
party: hostile
name: "<script>document.title = 'run'</script><img src=x onerror=\\"document.title='run'\\">"
facts: {}
"""


def site_of(folder: Path, facts: Path) -> dict[str, str]:
    """The site of the library's lending rules over some facts, by path."""
    arguments = ["site", "--policies", str(FOREIGN / "policies"), "--facts", str(facts), "--as-at", "2024-06-01"]
    assert main([*arguments, "--out", str(folder)]) == 0
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which a party has a name that is markup."""
    place = tmp_path_factory.mktemp("site")
    facts = place / "facts"
    shutil.copytree(FOREIGN / "facts", facts)
    (facts / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    site_of(place / "site", facts)
    return place / "site"


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_every_link_leads_to_a_file_of_the_folder(folder: Path) -> None:
    broken: list[str] = []
    for name, text in pages(folder).items():
        if name.startswith(("report/", "modification/")):
            text = text.split("</p>")[0]  # pages of their own: the way back
        for target in re.findall(r'(?:href|src)="([^"#]+)(?:#[^"]*)?"', text):
            if not (folder / name).parent.joinpath(unescape(target)).is_file():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_nothing_is_asked_of_another_place(folder: Path) -> None:
    for name, text in pages(folder).items():
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+\.(?:js|css|png|woff2?)"', text), name


def test_the_same_site_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = site_of(tmp_path / "again", folder.parent / "facts")
    first = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    assert again == first


def test_the_name_of_a_party_is_text_in_every_page(folder: Path) -> None:
    for name, text in pages(folder).items():
        assert "<script>document.title" not in text, name
        assert "<img src=x" not in text, name


def test_without_scripts_the_pages_tell_paragraphs_duties_and_parties(folder: Path) -> None:
    index = pages(folder)["index.html"]
    assert "paragraph/L2.1.html" in index
    assert "<details" in pages(folder)["paragraph/L2.1.html"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("")
    arguments = ["site", "--policies", str(FOREIGN / "policies"), "--facts", str(FOREIGN / "facts"), "--quick"]
    assert main([*arguments, "--out", str(tmp_path / "taken")]) == 2
    assert "E503" in capsys.readouterr().err


@cache
def browser() -> str:
    assert CHROMIUM is not None
    return CHROMIUM


def shown(address: str, profile: Path) -> str:
    """The text of a page after its scripts have run."""
    command = [browser(), *FLAGS, f"--user-data-dir={profile}", address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    body = re.sub(r"<(script|style|option)\b.*?</\1>", "", done.stdout, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="not run: the site in a browser; install chromium")


@needs_browser
def test_a_browser_runs_the_rules_from_disk(folder: Path, tmp_path: Path) -> None:
    text = shown(f"{(folder / 'party' / 'hostile.html').as_uri()}", tmp_path)
    assert "Under" in text
    assert "as at 1 June 2024" in text
    assert "<script>document.title" in text  # as text


@needs_browser
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("party=nobody", "There is no party “nobody” here"),
        ("model=secg-model/9", "This address is of another version of the model (secg-model/9)"),
        ("set=gold%3D5", "“gold” is no fact that a party states. It is left out."),
        ("code=tomorrow", "There is no Code “tomorrow” here"),
    ],
)
def test_an_address_that_cannot_be_shown_is_told(state: str, words: str, folder: Path, tmp_path: Path) -> None:
    assert words in shown(f"{(folder / 'scenario.html').as_uri()}#{state}", tmp_path)
