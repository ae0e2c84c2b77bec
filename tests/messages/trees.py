"""Small trees of policies and facts with one thing wrong, and what the command line says of each.

`base/` is right. A folder of `broken/` holds the files that differ from it, `removed.txt` the paths that it lacks,
`command.txt` the command (by default `check`), `expected.txt` the exit status and everything that is printed.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

from secg.cases.case_reader import read_cases
from secg.cli import main
from secg.code.policies import load_policies
from secg.facts.loading import load_situations
from secg.messages import Faults

HERE = Path(__file__).parent
BASE = HERE / "base"
BROKEN = HERE / "broken"
NOTES = ("removed.txt", "command.txt", "expected.txt")


def broken_folders() -> list[Path]:
    """Every broken tree, by code."""
    return sorted(path for path in BROKEN.iterdir() if path.is_dir())


def changed_files(folder: Path) -> list[Path]:
    """The files in which a broken tree differs from the base, as paths below both."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.name not in NOTES)


def lay_out(folder: Path, target: Path) -> None:
    """The broken tree as a whole at `target`."""
    shutil.copytree(BASE, target, dirs_exist_ok=True)
    for path in changed_files(folder):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes((folder / path).read_bytes())
    removed = folder / "removed.txt"
    for name in removed.read_text().split() if removed.exists() else []:
        if (target / name).is_dir():
            shutil.rmtree(target / name)
        else:
            (target / name).unlink()


def command_of(folder: Path) -> list[str]:
    """The words of the command of a broken tree."""
    command = folder / "command.txt"
    return shlex.split(command.read_text()) if command.exists() else ["check"]


def printed(words: list[str], target: Path) -> str:
    """What a command prints in a tree, with its exit status; `cases` reads the tree's regression cases."""
    out, err = TextIOWrapper(BytesIO(), write_through=True), StringIO()
    with chdir(target), redirect_stdout(out), redirect_stderr(err):
        status = _read_cases(target) if words == ["cases"] else main(words)
    out.flush()
    lines = out.buffer.getvalue().decode().splitlines(keepends=True)
    if words[0] == "explain":  # of a report, its warnings only
        lines = [line for line in lines if line.startswith("! ")]
    text = f"exit {status}\n{''.join(lines)}{err.getvalue()}"
    return text.replace(str(target), "TREE")


def _read_cases(target: Path) -> int:
    policies = load_policies(target / "policies", target)
    situations = load_situations(target / "facts", target, policies.vocabulary)
    try:
        read_cases(target / "tests" / "regression", target, policies, situations)
    except Faults as faults:
        for diagnostic in faults.diagnostics:
            print(diagnostic, file=sys.stderr)
        return 2
    return 0
