"""An interrupt stops a command, wherever it comes."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from secg.cli import main


def test_an_interrupt_in_a_foreign_function_stops_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> int:
        raise ctypes.ArgumentError("argument 1: KeyboardInterrupt: ")

    monkeypatch.setattr("secg.commands.versions.run", interrupted)
    code, printed = main(["versions"]), capsys.readouterr()
    assert (code, printed.out, printed.err) == (130, "", "stopped\n")


INTERRUPTED_WHILE_PUTTING_AWAY = """
import sys, time
from secg import cli
from secg.commands import versions

class Held:
    def __del__(self):
        raise KeyboardInterrupt

def run(arguments):
    held = Held()
    del held
    for _ in range(100):
        time.sleep(0.05)  # whatever comes again is noticed between two of them

versions.run = run
sys.argv = ["secg", "versions"]
sys.exit(cli.main())
"""


def test_an_interrupt_that_comes_while_an_object_is_put_away_is_not_lost(repository: Path) -> None:
    words = [sys.executable, "-c", INTERRUPTED_WHILE_PUTTING_AWAY]
    done = subprocess.run(words, cwd=repository, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "stopped\n")


def test_an_interrupt_while_the_engine_is_imported_stops_the_command(repository: Path) -> None:
    script = (
        "import sys; sys.modules['secg.cli'] = None\n"
        "import builtins; real = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'secg.cli': raise KeyboardInterrupt\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "from secg.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "stopped\n")


def test_an_error_of_the_system_about_a_file_names_the_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> int:
        raise PermissionError(13, "Permission denied", "policies/versions.yaml")

    monkeypatch.setattr("secg.commands.versions.run", refused)
    assert main(["versions"]) == 2
    told = (
        "policies/versions.yaml: error E105: the file can't be used: permission denied\n  help: check its permissions\n"
    )
    assert capsys.readouterr().err == told
