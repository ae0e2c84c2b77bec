"""How the work for a report grows with the records of a party: counted in calls, as a clock would tell of the machine.

Twice as many records may take twice as many calls more, and not four times as many, as they do where each record is
held against every other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import FrameType

import pytest

from secg.code.selection import select_code
from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on, load_situations
from secg.report.build import build_report
from tests.report.reports import REPOSITORY, policies_of

DAY = date(2019, 6, 1)
SIZES = (20, 40, 80)
MOST = 2.5
"""By so many times the calls may grow with twice the records: 2 is a straight line, 4 every record with every other."""
SUPPLIER = "  user_role: [gas_supplier]\n  domestic_premises: 5\n  non_domestic_premises: 5\n"


def assessments(number: int) -> dict[str, str]:
    """A Supplier Party with so many assessments, each on a day of its own."""
    kinds = ("full", "verification", "self")
    text = f"{SUPPLIER}  assessment:\n"
    for at in range(number):
        text += f"    - {{category: {kinds[at % 3]}, completed: {date(2010, 1, 1) + timedelta(at)}}}\n"
    return {"a": text}


def users(number: int) -> dict[str, str]:
    """A Shared Resource Provider with so many users."""
    texts = {"a": "  sec_party_since: 2010-01-01\n  assessment: [{category: full, completed: 2018-12-01}]\n"}
    for at in range(number):
        extent = ("part", "whole")[at % 2]
        texts[f"u{at}"] = f"{SUPPLIER}  shared_resource: [{{provider: a, extent: {extent}}}]\n"
    return texts


def weaknesses(number: int) -> dict[str, str]:
    """A Supplier Party that knows of so many weaknesses, each since a day of its own."""
    text = f"{SUPPLIER}  vulnerability:\n"
    for at in range(number):
        text += f"    - {{id: w{at}, in: user_systems, aware: {date(2018, 1, 1) + timedelta(at)}}}\n"
    return {"a": text}


def systems(number: int) -> dict[str, str]:
    """A Supplier Party that is responsible for so many Smart Metering Systems."""
    text = f"{SUPPLIER}  responsible_for:\n"
    for at in range(number):
        text += f"    - {{id: m{at}, component: smart_metering_system, generation: smets1, enrolled: 2019-01-01}}\n"
    return {"a": text}


def calls_for_a_report(texts: dict[str, str], folder: Path) -> int:
    """How many calls it takes to build the report of `a`, from a model that is derived already."""
    folder.mkdir()
    for party, facts in texts.items():
        (folder / f"{party}.yaml").write_text(f"party: {party}\nname: {party}\nbasis: test\nfacts:\n{facts}")
    policies = policies_of(REPOSITORY)
    situations = load_situations(folder, folder.parent, policies.vocabulary)
    code = select_code(policies, DAY, None, [])
    explanation = explanation_of(policies, code, facts_on(situations, DAY, policies.vocabulary), "a")
    calls = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        build_report(explanation, situations, "a")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("records", [assessments, users, weaknesses, systems])
def test_the_calls_for_a_report_grow_as_the_records_do(
    records: Callable[[int], dict[str, str]], tmp_path: Path
) -> None:
    calls_for_a_report(records(1), tmp_path / "first")  # what is kept with a Code is worked out with the first report
    few, more, most = (calls_for_a_report(records(number), tmp_path / str(number)) for number in SIZES)
    assert most - more <= MOST * (more - few), f"{few:,}, {more:,} and {most:,} calls for {SIZES} records"
