"""How long `secg explain` takes from cold, beside importing the three libraries that it is made of."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.bench.cold import IMPORTS, SECG, Cold

RUNS = 10
LIMIT = 3
"""`secg explain` is to take at most so many times as long as the imports."""

EXPLAIN = [SECG, "explain", "small-supplier-on-a-shared-platform", "--as-at", "2018-08-01"]


@pytest.mark.bench
def test_explaining_one_party_from_cold_takes_at_most_three_times_the_imports(repository: Path, tmp_path: Path) -> None:
    cold = Cold(repository, tmp_path)
    # taken in turns, so that whatever else the machine does falls on both alike
    pairs = [(cold.run(IMPORTS).wall, cold.run(EXPLAIN).wall) for _ in range(RUNS)]
    imports, explain = (statistics.median(row) for row in zip(*pairs, strict=True))
    print(
        f"\nsecg explain, one party, from cold: {explain * 1000:.0f} ms; the imports alone: {imports * 1000:.0f} ms; "
        f"{explain / imports:.2f} times (median of {RUNS}; the aim is at most {LIMIT})"
    )
