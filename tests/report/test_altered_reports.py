"""No report with a value altered is told to hold, whoever renews its digest."""

from __future__ import annotations

import json
import os
import random
from datetime import date
from functools import cache
from typing import Any

import pytest

from secg.documents.report_file import canonical, report_schema, schema_faults, with_digest
from secg.messages import Faults
from secg.proof.claims import claim_faults
from secg.report.verification import Replay, outcome_kinds
from tests.report.reports import REPOSITORY, SITUATIONS, Altered, policies_of, report_of, situations_of

Node = dict[str, Any]
ASKED = ("party", "as_at", "label", "readings")
"""The keys that say what a report is of: with another one it may be the true report of another question."""
OUTCOMES = ("assessments", "next", "obligations", "undetermined", "conflicts", "warned")


SCHEMA = report_schema()


@cache
def replay() -> Replay:
    return Replay(policies_of(REPOSITORY), situations_of(REPOSITORY))


@cache
def compact(party: str) -> str:
    return json.dumps(with_digest(report_of(party, SITUATIONS[party])))


@cache
def original(party: str) -> str:
    return canonical(with_digest(report_of(party, SITUATIONS[party])))


def alter(report: Node, chance: random.Random) -> tuple[Any, ...]:
    """Put another value in the place of one that is no list or object; say where."""
    part: Any = report
    path: list[Any] = []
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            part, path = report, []
            continue
        key = chance.choice(keys)
        path.append(key)
        if isinstance(part[key], dict | list):
            part = part[key]
            continue
        part[key] = _other(part[key], chance)
        return tuple(path)


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 7))
    if value is None:
        return chance.choice(("2019-03-01", "5.20", "x"))
    words = (
        "full",
        "self",
        "verification",
        "undetermined",
        "conflict",
        "applies",
        "excused",
        "discharged",
        "unsettled",
    )
    cut = chance.randrange(len(value) + 1)
    others = [*words, "2019-03-01", "", f"{value}.", f"{value[:cut]}x{value[cut:]}", value[:cut] + value[cut + 1 :]]
    return chance.choice([other for other in others if other != value])


def alterations(number: int, seed: int) -> dict[str, int]:
    """How many of so many alterations were found by what; fails where one is told to hold."""
    chance = random.Random(seed)
    found = dict.fromkeys(("refused", "by its claims", "by its bytes", "of another question"), 0)
    for count in range(number):
        party = chance.choice(sorted(SITUATIONS))
        report: Node = json.loads(compact(party))
        path = alter(report, chance)
        while path == ("digest", "report"):  # the digest alone was altered, and is then renewed
            path = alter(report, chance)
        label = json.loads(compact(party))["code"]["label"] if "label" in path else report["code"]["label"]
        question = (party, date.fromisoformat(SITUATIONS[party]), label, ())
        what = verdict(report, path, question, whole=count % 100 == 0)
        assert what, f"seed {seed}, number {count}: {party} with another {path} is told to hold"
        found[what] += 1
        if count % 10_000 == 9_999:
            print(count + 1, found, flush=True)
    return found


def verdict(report: Node, path: tuple[Any, ...], question: tuple[str, date, str, tuple[str, ...]], whole: bool) -> str:
    """By what an altered report is found; nothing where it is told to hold.

    `secg verify` compares the text with that of the report made anew: two texts differ where their data do, as both are
    written in one way. Comparing data is quick; the `whole` way is gone by one alteration in a hundred.
    """
    if set(path) & {*ASKED, "digest", "schema"} or whole:
        digest = {key: value for key, value in report["digest"].items() if key != "report"}
        try:
            renewed: Altered = {**report, "digest": digest}
            _, findings = replay().findings(canonical(with_digest(renewed)), "report.json")
        except Faults:
            return "refused"
        if not findings:
            return "of another question" if set(path) & set(ASKED) else ""
        return "by its claims" if any(diagnostic.kind.code == "E525" for diagnostic in findings) else "by its bytes"
    checker, anew = replay().made(*question)
    if not _is_of_the_schema(report, path):
        return "refused"
    kinds = outcome_kinds(policies_of(REPOSITORY).vocabulary)
    if path[0] in (*OUTCOMES, "warnings") and any(claim_faults(report, checker, kinds)):
        return "by its claims"
    return "by its bytes" if report != anew else ""


def _is_of_the_schema(report: Node, path: tuple[Any, ...]) -> bool:
    """Whether the altered value keeps to the schema; all else in the report does."""
    part: Any = report
    schema: Any = SCHEMA
    definitions = schema["definitions"]
    for key in path:
        schema = definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        known = schema.get("properties", {})
        schema = schema["items"] if isinstance(key, int) else known.get(key) or schema["additionalProperties"]
        part = part[key]
    return not list(schema_faults(part, schema, SCHEMA))


def test_a_report_with_any_one_value_altered_and_its_digest_renewed_is_not_told_to_hold() -> None:
    found = alterations(150, 20)
    assert min(found["refused"], found["by its claims"], found["by its bytes"]) > 5, found


@pytest.mark.fuzz
def test_of_a_hundred_thousand_reports_with_one_value_altered_none_is_told_to_hold() -> None:
    number = int(os.environ.get("ALTERATIONS", "100000"))
    found = alterations(number, 1)
    print(found)
    assert sum(found.values()) == number


def test_two_proofs_swapped_are_rejected_by_the_claims_and_not_only_by_the_bytes() -> None:
    report: Node = json.loads(original("supplier-whose-manufacturer-already-knows"))
    (duty,) = [obligation for obligation in report["obligations"] if obligation["status"] == "excused"]
    duty["proof"], duty["by"]["proof"] = duty["by"]["proof"], duty["proof"]
    digest = {key: value for key, value in report["digest"].items() if key != "report"}
    renewed: Altered = {**report, "digest": digest}
    _, findings = replay().findings(canonical(with_digest(renewed)), "report.json")
    assert "E525" in {diagnostic.kind.code for diagnostic in findings}
