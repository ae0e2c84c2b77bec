"""Reports for the tests: of a party of the repository, or of any folder."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from secg.code.consolidation import Code
from secg.code.policies import Policies, load_policies
from secg.code.selection import code_warnings, select_code
from secg.documents.explanation import explanation_of
from secg.effect.effect import Effect, Workers, effect_between
from secg.facts.loading import Situations, facts_on, load_situations
from secg.report.build import build_report

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATES = REPOSITORY / "reports"

SITUATIONS = {
    "small-supplier-on-a-shared-platform": "2018-08-01",
    "non-domestic-supplier": "2019-02-27",
    "supplier-whose-manufacturer-already-knows": "2018-07-20",
    "shared-platform": "2019-12-01",
    "supplier-that-is-also-an-other-user": "2021-01-01",
}
"""Five situations, each with the day on which it is reported: what is shown in them is kept as golden files."""

Altered = Any
"""A report, which tests alter in ways that its type forbids."""


@cache
def policies_of(root: Path) -> Policies:
    """The policies of a folder that holds `policies`."""
    return load_policies(root / "policies", root)


@cache
def situations_of(root: Path) -> Situations:
    """The parties of a folder that holds `facts`."""
    return load_situations(root / "facts", root, policies_of(root).vocabulary)


def report_of(party: str, as_at: str, root: Path = REPOSITORY) -> Altered:
    """The report of one party as at a day."""
    policies, situations, day = policies_of(root), situations_of(root), date.fromisoformat(as_at)
    code = select_code(policies, day, None, [])
    facts = facts_on(situations, day, policies.vocabulary)
    explanation = explanation_of(policies, code, facts, party)
    return build_report(explanation, situations, party, code_warnings(policies, code, day))


@cache
def reports_on(as_at: str) -> dict[str, Altered]:
    """The reports of all parties of the repository as at a day, made once for all tests; none may change them."""
    return {party: report_of(party, as_at) for party in sorted(situations_of(REPOSITORY).parties)}


_EFFECTS: dict[tuple[object, ...], Effect] = {}


def remembered_effect(
    before: Code, after: Code, policies: Policies, day: date, seconds: float, workers: Workers
) -> Effect:
    """The effect between two Codes of the repository, worked out once for all the pages that show it."""
    sides = ((code.label, code.overlays, code.rules) for code in (before, after))
    key = (*sides, day, seconds)
    if key not in _EFFECTS:
        _EFFECTS[key] = effect_between(before, after, policies, day, seconds, workers)
    return _EFFECTS[key]


def on_one_worker(modification: str) -> Any:
    """A parameter of the tests of a modification's page: all of them run where its effect is remembered."""
    return pytest.param(modification, marks=pytest.mark.xdist_group(modification))


def check_golden(path: Path, text: str) -> None:
    """Compare a text with a golden file, or write it where RENEW is set."""
    if os.environ.get("RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert text == path.read_text(), f"{path.name} differs: RENEW=1 writes it anew; read the difference"
