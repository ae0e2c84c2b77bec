"""`secg new`: a repository of parties whose own two commands work at once; proposals and readings to start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.messages.trees import printed

FOREIGN = Path(__file__).parents[1] / "foreign"


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`make` in a folder, with the `secg` of this environment in the path."""
    outer = {
        key: value for key, value in os.environ.items() if not key.startswith("MAKE")
    }  # `make test` runs this test
    environment = {**outer, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository."""
    folder = tmp_path_factory.mktemp("new")
    assert printed(["new", "repository", "ours"], folder).startswith("exit 0\n")
    return folder / "ours"


def test_its_checks_and_cases_pass_at_once(laid_out: Path) -> None:
    done = make(laid_out, "test")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no fault: " in done.stdout and "the case holds" in done.stdout


def test_its_example_is_explained(laid_out: Path) -> None:
    done = make(laid_out, "explain", "PARTY=example")
    assert done.returncode == 0
    assert done.stdout.startswith("Example ")


def test_a_wrong_number_in_it_is_seen_by_its_case(laid_out: Path) -> None:
    path = laid_out / "facts" / "example.yaml"
    text = path.read_text()
    path.write_text(text.replace("domestic_premises: 1_200_000", "domestic_premises: 20_000"))
    try:
        done = make(laid_out, "test")
    finally:
        path.write_text(text)
    assert done.returncode != 0
    assert "1 of 1 cases do not hold" in done.stdout


def test_its_hook_runs_the_check_that_is_installed(laid_out: Path) -> None:
    (repository,) = yaml.safe_load((laid_out / ".pre-commit-config.yaml").read_text())["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["secg check"]


def test_nothing_is_laid_over_what_is_there(laid_out: Path) -> None:
    text = printed(["new", "repository", laid_out.name], laid_out.parent)
    assert "E529" in text and "is not an empty folder" in text and not text.startswith("exit 0")


def test_a_mistyped_party_to_be_like_gets_the_nearest(tmp_path: Path) -> None:
    text = printed(["new", "repository", "ours", "--like", "large-suplier"], tmp_path)
    assert "large-supplier" in text and not (tmp_path / "ours").exists()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of a library's law."""
    return Path(shutil.copytree(FOREIGN, tmp_path / "library"))


def test_a_proposal_starts_from_the_text_in_force_and_changes_nothing_yet(library: Path) -> None:
    text = printed(
        ["new", "proposal", "B9", "--substitute", "L2.1", "--insert", "L2.9", "--title", "More: debt"], library
    )
    assert text.startswith("exit 0\npolicies/proposals/B9.md\n")
    written = (library / "policies" / "proposals" / "B9.md").read_text()
    assert "A borrower who owes more than 100 pence is in debt." in written  # the words of B7, not of the baseline
    assert "## Insert L2.9: " in written
    assert printed(["check"], library).startswith("exit 0")
    assert "No party's outcome changes: proved." in printed(["diff", "B9"], library)


def test_the_effect_of_an_edited_proposal_is_shown(library: Path) -> None:
    printed(["new", "proposal", "B9", "--substitute", "L2.1"], library)
    path = library / "policies" / "proposals" / "B9.md"
    path.write_text(path.read_text().replace("Pence > 100", "Pence > 90").replace("Pence <= 100", "Pence <= 90"))
    text = printed(["diff", "B9"], library)
    assert "Full each year → Restricted Card each year" in text


def test_a_reading_has_a_question_to_be_put(library: Path) -> None:
    assert printed(["new", "reading", "fines-of-a-child", "--substitute", "L2.2"], library).startswith("exit 0")
    assert "question: " in (library / "policies" / "readings" / "fines-of-a-child.md").read_text()
    assert printed(["check"], library).startswith("exit 0")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["B9", "--substitute", "L2.8"], "has no paragraph `L2.8`"),
        (["B9", "--insert", "L2.1"], "use --substitute"),
        (["B9", "--substitute", "G8.41"], "is not the number of a paragraph, as `L8.41`"),
        (["B7", "--substitute", "L2.1"], "it is there already"),
        (["../B9", "--substitute", "L2.1"], "can't be the name of an instrument"),
    ],
)
def test_what_cannot_be_laid_out_is_told_and_nothing_is_written(words: list[str], told: str, library: Path) -> None:
    text = printed(["new", "proposal", *words], library)
    assert told in text and not text.startswith("exit 0")
    assert not list((library / "policies").rglob("B9*"))
