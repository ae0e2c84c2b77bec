"""How the cost of a question grows with a Code of 5 and of 25 times as many paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.cold import SECG, Cold
from tests.bench.copies import copied_policies

RUNS = 3
COPIES = (1, 5, 25)
QUESTIONS = {
    "one party explained": ["explain", "large-supplier"],
    "the page of a modification, which amends every copy": ["diff", "MP087"],
    "one paragraph through time": ["paragraph", "G8.41"],
}


@pytest.mark.bench
def test_how_cost_grows_with_the_size_of_the_code(repository: Path, tmp_path: Path) -> None:
    cold = Cold(repository, tmp_path / "kept")
    folders = {copies: tmp_path / f"copies{copies}" for copies in COPIES}
    for copies, folder in folders.items():
        copied_policies(repository / "policies", folder, copies)
    for question, arguments in QUESTIONS.items():
        seconds = dict.fromkeys(COPIES, float("inf"))
        for _ in range(RUNS):  # in turns, so that whatever else the machine does falls on all alike
            for copies, folder in folders.items():
                run = cold.run([SECG, *arguments, "--policies", str(folder)])
                seconds[copies] = min(seconds[copies], run.processor)
        grown = ", ".join(f"{copies} copies {seconds[copies] / seconds[1]:.1f} times" for copies in COPIES[1:])
        print(f"\n{question}: {seconds[1] * 1000:.0f} ms of CPU with one Section G; {grown}")
