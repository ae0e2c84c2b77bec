"""Commands started from cold, as a user starts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from secg.records import record

IMPORTS = [sys.executable, "-c", "import pyDatalog, yaml, jinja2"]
SECG = str(Path(sys.executable).with_name("secg"))


@record
class Run:
    """How long a command took, and how long processors worked at it, in seconds."""

    wall: float
    processor: float


class Cold:
    """Runs commands, each in a process of its own.

    Python keeps compiled modules as it always does unless it is told not to, but in a folder of the benchmark: a run
    that is not counted fills it.
    """

    def __init__(self, repository: Path, kept: Path) -> None:
        self._repository = repository
        self._environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        self._environment["PYTHONPYCACHEPREFIX"] = str(kept)
        self._known: set[tuple[str, ...]] = set()

    def run(self, command: list[str]) -> Run:
        """One run of a command, which gives 0 or 1."""
        kind = tuple(command[:2])
        if kind not in self._known:
            self._known.add(kind)
            self._start(command)
        begun, used = time.perf_counter(), os.times()
        self._start(command)
        wall, now = time.perf_counter() - begun, os.times()
        return Run(wall, now.children_user + now.children_system - used.children_user - used.children_system)

    def _start(self, command: list[str]) -> None:
        finished = subprocess.run(
            command, cwd=self._repository, env=self._environment, capture_output=True, check=False, text=True
        )
        assert finished.returncode in (0, 1), finished.stderr
