"""The workflows of the forge: they parse, and the step that writes the page of a pull request does what it says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.report.reports import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
STEP_KEYS = {"name", "id", "if", "uses", "with", "run", "env", "shell", "working-directory", "continue-on-error"}


def read(path: Path) -> dict[str, Any]:
    """A workflow; YAML reads the key `on` as true."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in found.items()}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_the_form_that_the_forge_reads(path: Path) -> None:
    workflow = read(path)
    assert set(workflow) <= {"name", "on", "permissions", "jobs", "env", "concurrency", "defaults"}
    assert {"on", "permissions", "jobs"} <= set(workflow)
    for job in workflow["jobs"].values():
        assert {"runs-on", "steps"} <= set(job)
        for step in job["steps"]:
            assert set(step) <= STEP_KEYS
            assert ("uses" in step) != ("run" in step)
            # what comes from a pull request reaches the shell through its environment, never as text of the script
            assert "${{" not in step.get("run", "")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder of its own."""
    settings = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with two instruments, and a `secg` that prints what it is asked."""
    for name in ("modifications/MP001", "readings/wide", "section-g/G8"):
        path = tmp_path / "policies" / f"{name}.md"
        path.parent.mkdir(parents=True)
        path.write_text(f'---\ninstrument: "{path.stem}"\n---\n')
    command = tmp_path / ".venv" / "bin" / "secg"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "page: $*"\n')
    command.chmod(0o755)
    (tmp_path / ".gitignore").write_text(".venv\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    return tmp_path


def pages_of(checkout: Path, changed: list[str]) -> str:
    """What the step writes where these files change."""
    base = git(checkout, "rev-parse", "HEAD")
    for name in changed:
        path = checkout / "policies" / name
        path.write_text(path.read_text() + "More.\n")
    git(checkout, "commit", "--quiet", "--all", "--message=second")
    steps = read(REPOSITORY / ".github" / "workflows" / "policy-review.yml")["jobs"]["review"]["steps"]
    [script] = [one["run"] for one in steps if one.get("name", "").startswith("Write")]
    # as the forge runs it
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(words, cwd=checkout, check=True, env={**os.environ, "BASE": base})
    assert (checkout / "comment.md").read_text() == (checkout / "review.md").read_text()
    return (checkout / "review.md").read_text()


def test_a_page_is_written_for_each_changed_instrument(checkout: Path) -> None:
    found = pages_of(checkout, ["modifications/MP001.md", "readings/wide.md", "section-g/G8.md"])
    assert found.split("\n\n") == [
        "page: diff --modification MP001 --impact --format md",
        "page: diff --modification wide --impact --format md",
        "",
    ]


def test_a_change_of_the_baseline_alone_is_said(checkout: Path) -> None:
    assert pages_of(checkout, ["section-g/G8.md"]).startswith("No instrument changes")
