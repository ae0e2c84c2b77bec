"""How long a modification's redline and effect take from a cold start, and the proofs over every version.

Beside each stands how long the imports alone take, in the same minutes: the machine's own speed changes.
"""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.bench.cold import IMPORTS, SECG, Cold

pytestmark = pytest.mark.bench

RUNS = 5
INSTRUMENTS = sorted(
    path.stem
    for folder in ("modifications", "proposals", "readings")
    for path in (Path(__file__).resolve().parents[2] / "policies" / folder).glob("*.md")
)


def test_redline_and_effect_of_each_instrument(repository: Path, tmp_path: Path) -> None:
    cold = Cold(repository, tmp_path)
    print(f"\nsecg diff --modification …, from cold (seconds, median and fastest of {RUNS}; the aim is at most 1)")
    for name in INSTRUMENTS:
        command = [SECG, "diff", "--modification", name]
        pairs = [(cold.run(IMPORTS), cold.run(command)) for _ in range(RUNS)]
        walls = [item.wall for _, item in pairs]
        times = statistics.median(item.wall / imports.wall for imports, item in pairs)
        processor = statistics.median(item.processor for _, item in pairs)
        print(
            f"{name:46} {statistics.median(walls):5.2f} {min(walls):5.2f}   {processor:5.2f} of one processor, "
            f"{times:4.1f} times the imports"
        )


def test_proofs_over_every_version(repository: Path, tmp_path: Path) -> None:
    run = Cold(repository, tmp_path).run([SECG, "prove", "--every-version"])
    print(
        f"\nsecg prove --every-version: {run.wall:.2f} s, {run.processor:.2f} s of one processor; the aim is at most 30"
    )
