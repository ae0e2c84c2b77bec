"""How long a modification's redline and effect take from a cold start, and the proofs over every version."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench


def seconds(repository: Path, *words: str) -> tuple[float, float]:
    """The wall-clock and processor seconds of one run of the command, in a process of its own."""
    start, used = time.perf_counter(), os.times()
    finished = subprocess.run(
        [sys.executable, "-c", "import sys; from engine.cli import main; sys.exit(main())", *words],
        cwd=repository,
        capture_output=True,
        check=False,
    )
    assert finished.returncode in (0, 1), finished.stderr.decode()
    now = os.times()
    processor = now.children_user + now.children_system - used.children_user - used.children_system
    return time.perf_counter() - start, processor


@pytest.mark.parametrize("name", ["SECMP0059", "MP087", "designation-5.20", "SECMP0044", "MP091"])
def test_redline_and_effect_of_one_modification(repository: Path, name: str) -> None:
    wall, processor = min(seconds(repository, "diff", "--modification", name) for _ in range(2))
    print(f"\nsecg diff --modification {name}: {wall:.2f} s ({processor:.2f} s of one processor)")


def test_proofs_over_every_version(repository: Path) -> None:
    wall, processor = seconds(repository, "prove", "--every-version")
    print(f"\nsecg prove --every-version: {wall:.2f} s ({processor:.2f} s of one processor)")
