"""Five situations as they are reported, kept as golden files that were read line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from secg.documents.report_file import canonical
from secg.rendering.rendering import render_report
from tests.report.reports import SITUATIONS, TEMPLATES, Altered, check_golden, report_of

GOLDEN = Path(__file__).parent / "golden"


def undigested(report: Altered) -> Altered:
    """The report with digests that do not change with every word of policies/ and facts/."""
    return {**report, "digest": dict.fromkeys(("policies", "facts", "report"), "0" * 64)}


REPLAY = ("atom", "gist", "predicate", "reads", "row", "rule", "values")
"""What a node holds for those that replay it; a person reads the rest."""


def is_replay(key: str, node: dict[str, Any]) -> bool:
    """Whether a key is for replaying only: the place of a rule is, that of a fact is not."""
    return key in REPLAY or (key == "place" and "paragraph" in node and isinstance(node[key], list))


def without_replay(value: Any) -> Any:
    """The report without what only a checker reads, which is a large part of it and says nothing new."""
    if isinstance(value, dict):
        return {key: without_replay(entry) for key, entry in value.items() if not is_replay(key, value)}
    return [without_replay(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_markdown_report_reads_as_it_was_approved(party: str) -> None:
    shown = render_report(undigested(report_of(party, SITUATIONS[party])), "md", TEMPLATES)
    assert isinstance(shown, str)
    check_golden(GOLDEN / f"{party}.md", shown)


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_json_report_says_what_was_approved(party: str) -> None:
    said = without_replay(undigested(report_of(party, SITUATIONS[party])))
    check_golden(GOLDEN / f"{party}.json", canonical(said))


FIXED_KEYS = {
    "": "party name as_at code assessments next obligations undetermined conflicts warnings",
    "code": "label number in_force instruments readings",
    "assessments": "capacity year category paragraphs provenance proof",
    "next": "capacity category due paragraphs",
    "obligations": "paragraph duty about status paragraphs provenance proof",
    "undetermined": "question because paragraphs",
}
"""The keys that others rely on; more may be added."""


@pytest.mark.parametrize("party", SITUATIONS)
def test_the_json_report_has_the_keys_that_others_rely_on(party: str) -> None:
    report = report_of(party, SITUATIONS[party])
    assert set(FIXED_KEYS[""].split()) <= report.keys()
    assert set(FIXED_KEYS["code"].split()) <= report["code"].keys()
    for key in ("assessments", "next", "obligations", "undetermined"):
        for entry in report[key]:
            assert set(FIXED_KEYS[key].split()) <= entry.keys(), key
