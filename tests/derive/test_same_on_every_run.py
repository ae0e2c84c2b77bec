"""The same input gives the same output, byte by byte, whatever order Python keeps its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [
    ["derive", "--as-at", "2019-03-01", "--format", "csv"],
    ["explain", "small-supplier-on-a-shared-platform", "--as-at", "2018-08-01", "--format", "json"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=["derive", "explain"])
def test_the_output_is_the_same_under_different_hash_seeds(command: list[str], repository: Path) -> None:
    def started(seed: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        program = [str(Path(sys.executable).with_name("secg")), *command]
        return subprocess.Popen(program, cwd=repository, env=environment, stdout=subprocess.PIPE)

    outputs = {item.communicate()[0] for item in [started(seed) for seed in ("0", "1", "4242")]}
    assert len(outputs) == 1 and b"G8.4" in outputs.pop()
