"""How long `secg explain` takes from cold, beside importing the three libraries that it is made of."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNS = 10
LIMIT = 3
"""`secg explain` is to take at most so many times as long as the imports."""

IMPORTS = [sys.executable, "-c", "import pyDatalog, yaml, jinja2"]
EXPLAIN = [
    str(Path(sys.executable).with_name("secg")),
    *("explain", "small-supplier-on-a-shared-platform", "--as-at", "2018-08-01"),
]


def seconds(command: list[str], repository: Path, environment: dict[str, str]) -> float:
    """How long a command takes, in a process of its own."""
    start = time.perf_counter()
    subprocess.run(command, cwd=repository, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


@pytest.mark.bench
def test_explaining_one_party_from_cold_takes_at_most_three_times_the_imports(repository: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    # Python keeps compiled modules as it always does, but in a folder of this test: the first run of each fills it
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    for command in (IMPORTS, EXPLAIN):
        seconds(command, repository, environment)
    # taken in turns, so that whatever else the machine does falls on both alike
    pairs = [
        (seconds(IMPORTS, repository, environment), seconds(EXPLAIN, repository, environment)) for _ in range(RUNS)
    ]
    imports, explain = (statistics.median(one) for one in zip(*pairs, strict=True))
    print(
        f"\nsecg explain, one party, from cold: {explain * 1000:.0f} ms; the imports alone: {imports * 1000:.0f} ms; "
        f"{explain / imports:.2f} times (median of {RUNS}; the aim is at most {LIMIT})"
    )
