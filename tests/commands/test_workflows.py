"""The workflows of the forge: they parse, and the step that writes the page of a pull request does what it says."""

from __future__ import annotations

import os
import re
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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_and_leave_no_credentials_behind(path: Path) -> None:
    for job in read(path)["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_no_job_that_runs_the_code_of_a_pull_request_may_write() -> None:
    workflow = read(REPOSITORY / ".github" / "workflows" / "policy-review.yml")
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        checked_out = any("actions/checkout@" in step.get("uses", "") for step in job["steps"])
        assert not (checked_out and "write" in job.get("permissions", {}).values())


def test_the_check_can_be_called_from_another_repository() -> None:
    workflow = read(REPOSITORY / ".github" / "workflows" / "check.yml")
    assert workflow["on"]["workflow_call"]["inputs"]["tool"]["required"] is True
    checkouts = [step["with"] for step in workflow["jobs"]["check"]["steps"] if "checkout@" in step.get("uses", "")]
    assert [checkout.get("path") for checkout in checkouts] == [None, ".secg"]
    assert "inputs.tool" in checkouts[1]["repository"]


def script_of(workflow: str, job: str, step: str) -> str:
    """The script of a step."""
    steps = read(REPOSITORY / ".github" / "workflows" / f"{workflow}.yml")["jobs"][job]["steps"]
    [script] = [other["run"] for other in steps if other.get("name") == step]
    return str(script)


def run_as_the_forge_does(script: str, folder: Path, **environment: str) -> None:
    """Run a script as a step without a shell of its own is run."""
    words = ["bash", "-e", "-c", script]
    subprocess.run(words, cwd=folder, check=True, env={**os.environ, **environment})


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with policies, and a `secg` that says what it is asked and what the base holds."""
    path = tmp_path / "policies" / "proposals" / "café ‘new’.md"
    path.parent.mkdir(parents=True)
    path.write_text("before\n")
    command = tmp_path / ".venv" / "bin" / "secg"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\n{ echo "$*"; cat .base/policies/proposals/*; } > review.md\n')
    command.chmod(0o755)
    (tmp_path / ".gitignore").write_text(".venv\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    return tmp_path


def test_the_page_is_what_the_pull_request_changes_whatever_its_files_are_called(checkout: Path) -> None:
    base = git(checkout, "rev-parse", "HEAD")
    (checkout / "policies" / "proposals" / "café ‘new’.md").write_text("after\n")
    git(checkout, "commit", "--quiet", "--all", "--message=second")
    run_as_the_forge_does(script_of("policy-review", "review", "Write the page"), checkout, BASE=base)
    page = (checkout / "review.md").read_text()
    assert page == "diff --since .base/policies --impact --format md --out review.md\nbefore\n"


@pytest.mark.parametrize("lines", [1, 4_000])
def test_a_comment_holds_whole_lines_and_says_where_the_rest_is(tmp_path: Path, lines: int) -> None:
    page = "# Title\n\n" + "".join(f"## Part {number}\n\n| é |\n|---|\n| cell |\n" for number in range(lines))
    (tmp_path / "review.md").write_text(page, encoding="utf-8")
    run_as_the_forge_does(script_of("policy-review", "post", "Write the comment"), tmp_path)
    comment = (tmp_path / "comment.md").read_text(encoding="utf-8")
    mark, _, text = comment.partition("\n")
    assert mark == "<!-- policy review -->" and len(comment) < 65_536
    if lines == 1:
        assert text == page
    else:
        kept, _, note = text.rpartition("\n**")
        assert page.startswith(kept) and kept.endswith("| cell |\n")
        assert (
            note
            == "The page is longer than a comment can be. The whole of it is kept as the artifact `policy-review`.**\n"
        )
