"""`secg new repository`: a repository of parties whose own two commands work at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.messages.trees import printed


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`make` in a folder, with the `secg` of this environment in the path."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
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
    assert "it is there already" in text and not text.startswith("exit 0")


def test_a_mistyped_party_to_be_like_gets_the_nearest(tmp_path: Path) -> None:
    text = printed(["new", "repository", "ours", "--like", "large-suplier"], tmp_path)
    assert "large-supplier" in text and not (tmp_path / "ours").exists()
