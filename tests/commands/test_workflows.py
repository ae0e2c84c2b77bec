"""The workflows and the action of the forge: they parse, are pinned, and give a stranger's code no right to write.

Their steps do what they say when a shell runs them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.report.reports import REPOSITORY

ACTION = REPOSITORY / ".github" / "actions" / "secg" / "action.yml"
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
            if "uses" in step and not step["uses"].startswith("./"):  # what is local is of the same commit
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_that_runs_the_code_of_a_pull_request_may_write(path: Path) -> None:
    workflow = read(path)
    for job in workflow["jobs"].values():
        checked_out = any("actions/checkout@" in step.get("uses", "") for step in job["steps"])
        allowed = {**workflow["permissions"], **job.get("permissions", {})}
        assert not (checked_out and "write" in allowed.values())
        # what may write runs after the event of a stranger, from the default branch
        assert "write" not in allowed.values() or set(workflow["on"]) == {"workflow_run"}


def test_the_action_is_pinned_and_takes_what_comes_from_elsewhere_by_its_environment() -> None:
    action = read(ACTION)
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step
        else:
            assert step["shell"] == "bash"


def test_the_check_can_be_called_from_another_repository() -> None:
    workflow = read(REPOSITORY / ".github" / "workflows" / "check.yml")
    assert workflow["on"]["workflow_call"]["inputs"]["tool"]["required"] is True
    checkouts = [step["with"] for step in workflow["jobs"]["check"]["steps"] if "checkout@" in step.get("uses", "")]
    assert [checkout.get("path") for checkout in checkouts] == [None, ".secg"]
    assert "inputs.tool" in checkouts[1]["repository"]


def script_of(step: str, steps: list[dict[str, Any]] | None = None) -> str:
    """The script of a step: of the action, or of those given."""
    steps = read(ACTION)["runs"]["steps"] if steps is None else steps
    [script] = [other["run"] for other in steps if other.get("name") == step]
    return str(script)


def run_as_the_forge_does(script: str, folder: Path, **environment: str) -> tuple[int, str]:
    """The status and output of a script, run as a step is."""
    words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    done = subprocess.run(
        words, cwd=folder, check=False, env={**os.environ, **environment}, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with policies, and a `secg` that says what it is asked and what the base holds."""
    path = tmp_path / "policies" / "proposals" / "café ‘new’.md"
    path.parent.mkdir(parents=True)
    path.write_text("before\n")
    command = tmp_path / ".temp" / "secg" / "bin" / "secg"
    command.parent.mkdir(parents=True)
    (tmp_path / ".temp" / "found").mkdir()
    command.write_text('#!/bin/sh\n{ echo "$*"; cat .base/policies/proposals/*; } > .temp/found/review.md\n')
    command.chmod(0o755)
    (tmp_path / ".gitignore").write_text(".temp\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    return tmp_path


def test_the_page_is_what_the_pull_request_changes_whatever_its_files_are_called(checkout: Path) -> None:
    base = git(checkout, "rev-parse", "HEAD")
    (checkout / "policies" / "proposals" / "café ‘new’.md").write_text("after\n")
    git(checkout, "commit", "--quiet", "--all", "--message=second")
    environment = {"BASE": base, "FACTS": "facts", "RUNNER_TEMP": str(checkout / ".temp")}
    assert run_as_the_forge_does(script_of("Write the page"), checkout, **environment) == (0, "")
    page = (checkout / ".temp" / "found" / "review.md").read_text()
    words = "diff --since .base/policies --impact --facts facts --format md --out"
    assert page == f"{words} {checkout}/.temp/found/review.md\nbefore\n"


@pytest.fixture
def parties(tmp_path: Path) -> dict[str, str]:
    """A repository of parties alone, with the secg of this environment where the action installs its own."""
    (tmp_path / "data" / "my parties").mkdir(parents=True)
    party = tmp_path / "data" / "my parties" / "acme.yaml"
    party.write_text("party: acme\nfacts:\n  user_role: [gas_supplier]\n  domestic_premises: 5\n")
    binaries = tmp_path / "temp" / "secg" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "secg").symlink_to(Path(sys.executable).parent / "secg")
    return {"RUNNER_TEMP": str(tmp_path / "temp"), "FACTS": "data/my parties", "BASE": "0" * 40}


def test_in_a_repository_of_parties_the_action_checks_them_and_writes_no_page(
    tmp_path: Path, parties: dict[str, str]
) -> None:
    for step in ("Check", "Write the page", "Prove"):
        status, output = run_as_the_forge_does(script_of(step), tmp_path, **parties)
        assert status == 0, output
    found = tmp_path / "temp" / "found"
    assert [path.name for path in found.iterdir()] == ["findings.sarif"]
    assert json.loads((found / "findings.sarif").read_text())["runs"][0]["results"] == []


def test_a_misspelt_fact_is_shown_at_its_line_and_fails_the_action(tmp_path: Path, parties: dict[str, str]) -> None:
    path = tmp_path / "data" / "my parties" / "acme.yaml"
    path.write_text(path.read_text().replace("domestic_premises", "domestic_premise"))
    status, output = run_as_the_forge_does(script_of("Check"), tmp_path, **parties)
    assert status != 0
    assert "::error title=E402,file=data/my parties/acme.yaml,line=4,col=3::" in output
    sarif = json.loads((tmp_path / "temp" / "found" / "findings.sarif").read_text())
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["E402"]


def posting() -> list[dict[str, Any]]:
    """The steps that post the page."""
    steps: list[dict[str, Any]] = read(REPOSITORY / ".github" / "workflows" / "policy-post.yml")["jobs"]["post"][
        "steps"
    ]
    return steps


def test_a_page_of_a_stranger_notifies_nobody_and_is_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "review.md").write_text("# Hello @everyone <!-- policy review --> $(touch run) `touch run`\n")
    assert run_as_the_forge_does(script_of("Write the comment", posting()), tmp_path)[0] == 0
    comment = (tmp_path / "comment.md").read_text()
    assert "@" not in comment and comment.count("<!-- policy review -->") == 1
    assert not (tmp_path / "run").exists()
    (tmp_path / "review.md").unlink()
    (tmp_path / "review.md").symlink_to("/etc/passwd")
    assert run_as_the_forge_does(script_of("Write the comment", posting()), tmp_path)[0] == 1


def test_the_page_is_posted_to_the_pull_request_of_that_commit_alone(tmp_path: Path) -> None:
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(
        '#!/bin/sh\necho "$*" >> calls\ncase "$*" in *"--method GET"*) printf "7\\taaa\\n8\\tbbb\\n";; esac\n'
    )
    gh.chmod(0o755)
    environment = {
        "PATH": f"{gh.parent}:{os.environ['PATH']}",
        "REPOSITORY": "o/r",
        "OWNER": "x",
        "BRANCH": "b; touch run",
    }
    for commit, last in (("bbb", "pr comment 8 --repo o/r --body-file comment.md"), ("ccc", "")):
        (tmp_path / "calls").unlink(missing_ok=True)
        assert run_as_the_forge_does(script_of("Post it", posting()), tmp_path, COMMIT=commit, **environment)[0] == 0
        calls = (tmp_path / "calls").read_text().splitlines()
        assert ("pr comment" in calls[-1]) == bool(last) and calls[-1].endswith(last)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("lines", [1, 4_000])
def test_a_comment_holds_whole_lines_and_says_where_the_rest_is(tmp_path: Path, lines: int) -> None:
    page = "# Title\n\n" + "".join(f"## Part {number}\n\n| é |\n|---|\n| cell |\n" for number in range(lines))
    (tmp_path / "review.md").write_text(page, encoding="utf-8")
    assert run_as_the_forge_does(script_of("Write the comment", posting()), tmp_path) == (0, "")
    comment = (tmp_path / "comment.md").read_text(encoding="utf-8")
    mark, _, text = comment.partition("\n")
    assert mark == "<!-- policy review -->" and len(comment) < 65_536
    if lines == 1:
        assert text == page
    else:
        kept, _, note = text.rpartition("\n**")
        assert page.startswith(kept) and kept.endswith("| cell |\n")
        assert note == "The page is longer than a comment can be. The whole of it is kept as the artifact `secg`.**\n"
