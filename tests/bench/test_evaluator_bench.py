"""The evaluator of the pages over all parties of a Code, on Node and in Chromium; `make bench` prints what it takes.

Cold is the first run of a page or process, warm one after 60 others.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from secg.code.consolidation import every_code_with_overlays
from secg.code.policies import load_policies
from secg.facts.loading import load_situations
from secg.site.data import HERE as SITE
from secg.site.data import data_script
from tests.portable.evaluating import NODE
from tests.site.browser import CHROMIUM, Browser

pytestmark = pytest.mark.bench

DAY = date(2019, 3, 1)
COLD_STARTS = 9
SCRIPTS = (SITE.parent / "portable" / "evaluator.js", SITE / "scenario.js", Path(__file__).with_name("evaluator.js"))
PARTS = {
    "facts": "the facts of all parties on the day",
    "derive": "all conclusions",
    "one": "the outcome of the first party",
    "all": "the outcomes of all parties",
    "whole": "all of it",
}

Timing = Mapping[str, Mapping[str, float]]


def test_all_parties_of_a_code_are_evaluated(repository: Path, tmp_path: Path) -> None:
    policies = load_policies(repository / "policies", repository)
    situations = load_situations(repository / "facts", repository, policies.vocabulary)
    scripts = [data_script(policies, list(every_code_with_overlays(policies)), situations)]
    scripts += [path.read_text(encoding="utf-8") for path in SCRIPTS]
    print(f"\n{len(situations.parties)} parties, milliseconds (medians; cold of {COLD_STARTS} starts)")
    if NODE is not None:
        program = tmp_path / "timed.js"
        body = "\n;".join([*scripts, f"return timed('{DAY}');"])
        program.write_text(
            f"console.log(JSON.stringify(new Function('module', {json.dumps(body)})()));", encoding="utf-8"
        )
        starts = (subprocess.run([NODE, program], capture_output=True, check=True) for _ in range(COLD_STARTS))
        told("Node", (json.loads(start.stdout) for start in starts))
    if CHROMIUM is not None:
        page = tmp_path / "timed.html"
        page.write_text("".join(f"<script>{text}</script>" for text in scripts), encoding="utf-8")
        told("Chromium", (in_browser(page, tmp_path / f"profile-{number}") for number in range(COLD_STARTS)))


def in_browser(page: Path, profile: Path) -> Timing:
    """What a browser that was just started takes."""
    with Browser(profile) as browser:
        browser.open(page.as_uri())
        timing: Timing = browser.value(f"timed('{DAY}')")
        return timing


def told(where: str, timings: Iterable[Timing]) -> None:
    """Print the medians."""
    runs = list(timings)
    for part, words in PARTS.items():
        cold, warm = (statistics.median(run[state][part] for run in runs) for state in ("cold", "warm"))
        print(f"{where:<10} {words:<36} cold {cold:6.1f}  warm {warm:6.1f}")
