"""The wheel by itself: installed elsewhere, called in an empty folder, it says what the checkout says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.report.reports import REPOSITORY

PARTS = ("pyproject.toml", "LICENSE", "README.md", "engine", "policies", "facts", "reports", "tests/regression")
"""What the wheel is built from."""
DAY = ("--as-at", "2019-03-01")
COMMANDS = {
    "explain": ("explain", "large-supplier", *DAY),
    "report": ("explain", "large-supplier", *DAY, "--format", "json"),
    "page": ("explain", "large-supplier", *DAY, "--format", "html"),
    "diff": ("diff", "MP087"),
    "derive": ("derive", *DAY),
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`secg` of a fresh environment with the wheel; the libraries are those of this one, by a path entry."""
    place = tmp_path_factory.mktemp("installed")
    for part in PARTS:
        source, target = REPOSITORY / part, place / "source" / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    offline = ("--no-deps", "--no-index", "--disable-pip-version-check", "-q")
    pip = (sys.executable, "-m", "pip")
    subprocess.run(
        [*pip, "wheel", *offline, "--no-build-isolation", "-w", place, place / "source"], check=True, cwd=place
    )
    venv.create(place / "venv", with_pip=False)
    python = place / "venv" / "bin" / "python"
    (wheel,) = place.glob("secg-*.whl")
    subprocess.run([*pip, "--python", python, "install", *offline, wheel], check=True, cwd=place)
    (site,) = (place / "venv" / "lib").glob("python*/site-packages")
    # a plain path entry: the files of paths in that folder, among them that of the checkout, are not read
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return place / "venv" / "bin" / "secg"


def run(command: Path, folder: Path, *words: str) -> tuple[int, str, str]:
    """The exit status, output and messages of a command in a folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run([command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_an_installed_tool_says_in_an_empty_folder_what_the_checkout_says(
    installed: Path, tmp_path: Path, name: str
) -> None:
    checkout = Path(sys.executable).with_name("secg")
    expected = run(checkout, REPOSITORY, *COMMANDS[name])
    assert run(installed, tmp_path, *COMMANDS[name]) == expected
    assert expected[0] == 0 and expected[1]


def test_it_runs_the_wheel_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    _, said, _ = run(installed, tmp_path, "--version")
    assert said.splitlines()[2].endswith(", from the package")
    _, said, _ = run(installed, REPOSITORY / "tests", "--version")
    assert said.splitlines()[2].endswith(f", from {REPOSITORY / 'policies'}")


def test_a_folder_of_parties_of_ones_own_is_checked_against_the_law_of_the_package(
    installed: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    shutil.copy(REPOSITORY / "facts" / "large-supplier.yaml", facts)
    # the schema that the rest of the repository needs is written where the parties are
    assert run(installed, tmp_path, "schema")[0] == 0
    assert (facts / "schema.json").read_bytes() == (REPOSITORY / "facts" / "schema.json").read_bytes()
    for words in (("check",), ("check", "facts/large-supplier.yaml"), ("check", "--facts", "facts")):
        status, said, messages = run(installed, tmp_path, *words)
        assert (status, messages) == (0, ""), messages
        assert said.startswith("no fault")
    party = facts / "large-supplier.yaml"
    party.write_text(party.read_text().replace("domestic_premises", "domestic_premise", 1))
    status, _, messages = run(installed, tmp_path, "check", "facts/large-supplier.yaml")
    assert status == 1 and messages.startswith("facts/large-supplier.yaml:")


def test_a_check_says_where_nothing_but_what_comes_with_the_tool_was_checked(installed: Path, tmp_path: Path) -> None:
    checkout = run(Path(sys.executable).with_name("secg"), REPOSITORY, "check")[1]
    said = run(installed, tmp_path, "check")[1]
    assert said == checkout.replace("no fault", "no fault in what comes with the tool", 1) != checkout


def test_below_the_folders_of_a_repository_of_parties_the_parties_are_its_own(installed: Path, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    assert run(installed, tmp_path, "new", "repository", "ours")[0] == 0
    (ours / "notes").mkdir()
    for folder in (ours, ours / "facts", ours / "tests" / "regression", ours / "notes"):
        said = run(installed, folder, "check")[1]
        assert " 1 party, " in said and said.endswith(" 1 case\n")
        assert run(installed, folder, "cases")[1] == "the case holds\n"
    # another's folder below it, under version control of its own, is not the same repository
    (ours / "notes" / ".git").mkdir()
    assert "what comes with the tool" in run(installed, ours / "notes", "check")[1]


def test_what_comes_with_the_package_is_not_written_to(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "schema")[:2] == (0, "schema.json\n")
    assert (tmp_path / "schema.json").is_file()
    assert run(installed, tmp_path, "fmt")[0] == 2


def test_a_new_repository_holds_its_case_under_the_law_of_the_package(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "new", "repository", "ours")[0] == 0
    ours = tmp_path / "ours"
    assert run(installed, ours, "explain", "example")[1].startswith("Example ")
    assert run(installed, ours, "check")[0] == 0
    assert run(installed, ours, "cases") == (0, "the case holds\n", "")
