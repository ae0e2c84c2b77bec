"""How long why-not and what-if of one party take from cold, as a user starts them; printed, never asserted."""

from __future__ import annotations

import resource
import statistics
import subprocess
import time
from pathlib import Path

import pytest

PARTY = "small-supplier-on-a-shared-platform"
COMMANDS = {
    "why-not": ["why-not", PARTY, "full year 2", "--as-at", "2018-09-01"],
    "what-if --set": ["what-if", PARTY, "--set", "domestic_premises=250001", "--as-at", "2018-09-01"],
    "what-if --reach": ["what-if", PARTY, "--reach", "full year 2", "--as-at", "2018-09-01"],
    "what-if --avoid": ["what-if", PARTY, "--avoid", "full year 2", "--as-at", "2018-08-01"],
}
RUNS = 7


@pytest.mark.bench
@pytest.mark.parametrize("name", COMMANDS)
def test_a_question_about_one_party_from_cold(name: str, repository: Path) -> None:
    secg = repository / ".venv" / "bin" / "secg"
    times, worked = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([secg, *COMMANDS[name]], cwd=repository, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = (used.ru_utime + used.ru_stime - worked.ru_utime - worked.ru_stime) / RUNS
    elapsed = f"{statistics.median(times):.2f} s, fastest {min(times):.2f} s"
    print(f"\n{name}: {elapsed}, of which {work:.2f} s at work (budget 0.50 s from cold)")
