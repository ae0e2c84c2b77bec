"""Nothing that lies in the folder of a command is imported: there, a stranger's `json.py` is a file like any other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from tests.commands.test_workflows import ACTION, WORKFLOWS, posting, read, run_as_the_forge_does, script_of
from tests.editor.client import Client
from tests.serve.sessions import SECG, ask, by_stdio

LIBRARIES = ("anyio", "duckdb", "jinja2", "lsprotocol", "mcp", "pyDatalog", "pyarrow", "pygls", "secg", "yaml", "z3")


@pytest.fixture
def strangers(tmp_path: Path, repository: Path) -> Path:
    """A folder with a party, and with a module of the name of each that a process may import."""
    folder = tmp_path / "strangers"
    (folder / "facts").mkdir(parents=True)
    shutil.copy(repository / "facts" / "large-supplier.yaml", folder / "facts")
    for name in (*sys.stdlib_module_names, *LIBRARIES):
        (folder / f"{name}.py").write_text(f"open({str(folder / 'imported')!r}, 'a').write(__name__ + ' ')\n")
    return folder


def imported(folder: Path) -> str:
    """The modules of the folder that were imported."""
    path = folder / "imported"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("words", ["check", "explain large-supplier", "diff SECMP0044", "derive --engine duckdb"])
def test_a_command_imports_nothing_of_its_folder(strangers: Path, words: str) -> None:
    done = subprocess.run([SECG, *words.split()], cwd=strangers, capture_output=True, check=False)
    assert (done.returncode, imported(strangers)) == (0, "")


def test_the_language_server_and_its_process_import_nothing_of_the_folder_that_is_edited(strangers: Path) -> None:
    party = strangers / "facts" / "large-supplier.yaml"
    client = Client(strangers, command=(SECG, "lsp"))
    client.open(party, party.read_text().replace("user_role", "user_rol"))
    assert client.faults_at_last(party)
    client.close()
    assert imported(strangers) == ""


def test_the_server_for_assistants_and_its_processes_import_nothing_of_their_folder(strangers: Path) -> None:
    async def session() -> bool:
        async with by_stdio(strangers) as client:
            return (await ask(client, "versions", {})).failed

    assert anyio.run(session) is False
    assert imported(strangers) == ""


def test_every_python_that_the_forge_starts_is_isolated() -> None:
    # whether one that is not would import something depends on what the machine's Python has imported by itself
    steps = list(read(ACTION)["runs"]["steps"])
    for path in WORKFLOWS:
        for job in read(path)["jobs"].values():
            steps += job["steps"]
    scripts = "\n".join(step.get("run", "") for step in steps)
    started = re.findall(r'\bpython3?"? (\S+)', scripts)
    assert started == ["-I"] * len(started) != []


def test_posting_the_page_of_a_pull_request_imports_nothing_that_comes_with_it(strangers: Path) -> None:
    (strangers / "review.md").write_text("# Hello\n")
    assert run_as_the_forge_does(script_of("Write the comment", posting()), strangers)[0] == 0
    assert imported(strangers) == ""


def test_installing_the_tool_imports_nothing_of_the_repository_that_is_checked(strangers: Path, tmp_path: Path) -> None:
    environment = {"RUNNER_TEMP": str(tmp_path), "TOOL": str(tmp_path / "none")}
    assert run_as_the_forge_does(script_of("Install"), strangers, **environment)[0] != 0
    assert imported(strangers) == ""
