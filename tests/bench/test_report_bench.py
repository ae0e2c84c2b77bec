"""How long each form of a report takes, from cold and once everything is loaded; printed, never asserted."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from secg.rendering.rendering import FORMATS, render_report
from tests.report.reports import TEMPLATES, report_of

RUNS = 5
PARTY, AS_AT = "shared-platform", "2019-12-01"


@pytest.mark.bench
@pytest.mark.parametrize("form", FORMATS)
def test_a_form_of_a_report(form: str, repository: Path, tmp_path: Path) -> None:
    secg, out = Path(sys.executable).with_name("secg"), tmp_path / "report"
    command: list[str | Path] = [secg, "explain", PARTY, "--as-at", AS_AT, "--format", form, "--out", out]
    cold, warm = [], []
    report = report_of(PARTY, AS_AT)
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, cwd=repository, check=True)
        cold.append(time.perf_counter() - start)
        start = time.perf_counter()
        render_report(report, form, TEMPLATES)
        warm.append(time.perf_counter() - start)
    budget = " (budget 2 s from cold)" if form == "pdf" else ""
    size = out.stat().st_size / 1000
    alone = statistics.median(warm) * 1000
    print(f"\n{form}: {statistics.median(cold):.2f} s from cold, the form alone {alone:.0f} ms, {size:.0f} kB{budget}")
