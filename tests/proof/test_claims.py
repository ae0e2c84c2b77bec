"""A report holds where each outcome follows, each proof is of what is claimed, and nothing that follows is left out.

Only the independent checker judges here: nothing is made again and compared.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from secg.documents.explanation import Explanation
from secg.facts.loading import Situations
from secg.facts.situation import Situation
from secg.language.predicate_kinds import PredicateKind
from secg.proof.checker import Checker
from secg.proof.claims import claim_faults
from secg.report.build import build_report
from secg.report.verification import facts_as_rules, outcome_kinds
from tests.proof.random_parties import PARTY, random_explanation

Node = dict[str, Any]
SEEDS = range(25)
STATUSES = ("applies", "excused", "discharged", "unsettled", "conflict")


@cache
def given(seed: int) -> Explanation:
    return random_explanation(seed)


@cache
def checker(seed: int) -> Checker:
    return Checker([*given(seed).program.rules, *facts_as_rules(given(seed).facts)])


@cache
def report_text(seed: int) -> str:
    situations = Situations({PARTY: Situation(PARTY, "The party", "", (), "")}, "", "")
    return json.dumps(build_report(given(seed), situations, PARTY))


def report_of(seed: int) -> Node:
    """A fresh copy of the report of a random party under a random version."""
    report: Node = json.loads(report_text(seed))
    return report


def faults(seed: int, report: Node) -> list[str]:
    return list(claim_faults(report, checker(seed), outcome_kinds(given(seed).policies.vocabulary)))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_report_of_a_random_party_is_accepted(seed: int) -> None:
    assert faults(seed, report_of(seed)) == []


def entries(section: str, wanted: Callable[[Node], bool] = bool) -> Iterator[tuple[int, Node, Node]]:
    """Every entry of a section of the random reports, each with its report, which may be altered."""
    for seed in SEEDS:
        for place, entry in enumerate(report_of(seed)[section]):
            if wanted(entry):
                report = report_of(seed)
                yield seed, report, report[section][place]


def some(section: str, wanted: Callable[[Node], bool] = bool) -> list[tuple[int, Node, Node]]:
    found = list(entries(section, wanted))
    assert found, f"no random report has such an entry in {section}"
    return found[:25]


@pytest.mark.parametrize("section", ["assessments", "next"])
def test_another_category_is_rejected(section: str) -> None:
    for seed, report, entry in some(section):
        entry["category"] = "self" if entry["category"] != "self" else "undetermined"
        assert faults(seed, report)


def test_another_status_is_rejected_whatever_it_is() -> None:
    for seed, report, entry in some("obligations"):
        was = entry["status"]
        for status in STATUSES:
            entry["status"] = status
            assert bool(faults(seed, report)) == (status != was)


def test_a_status_with_the_proof_of_something_else_is_rejected() -> None:
    for seed, report, entry in some("obligations", lambda entry: "by" in entry):
        entry["by"]["proof"], entry["proof"] = entry["proof"], entry["by"]["proof"]
        assert any("is not what the report claims" in fault for fault in faults(seed, report))


def test_an_excuse_with_the_atom_and_proof_of_the_discharge_is_rejected() -> None:
    for seed in range(400):
        report = report_of(seed)
        excused = [
            obligation
            for obligation in report["obligations"]
            if obligation["status"] == "excused" and "also" in obligation
        ]
        if excused:
            assert faults(seed, report) == []
            excused[0]["by"] = copy.deepcopy(excused[0]["also"])
            assert faults(seed, report)
            return
    pytest.fail("no random party has a duty both excused and discharged")


@pytest.mark.parametrize("key", ["due", "due_atom", "overdue"])
def test_another_day_for_a_duty_is_rejected(key: str) -> None:
    for seed, report, entry in some("obligations", lambda entry: "due" in entry):
        entry[key] = not entry[key] if key == "overdue" else entry[key].replace("20", "19", 1)
        assert faults(seed, report)


def test_another_day_for_the_next_assessment_is_rejected() -> None:
    for seed, report, entry in some("next", lambda entry: entry["due"] is not None):
        entry["due"] = "2031-01-01"
        assert faults(seed, report)


def test_another_addressee_is_rejected() -> None:
    for seed, report, entry in some("obligations", lambda entry: "owed_to_atoms" in entry):
        entry["owed_to_atoms"] = entry["owed_to_atoms"][1:]
        assert faults(seed, report)


# conflicts have become too rare among random parties; tests/report/test_conflicts.py makes them
SECTIONS = ["assessments", "next", "obligations", "undetermined", "warned"]


@pytest.mark.parametrize("section", SECTIONS)
def test_an_outcome_left_out_or_told_twice_is_rejected(section: str) -> None:
    seeds = filter(_is_warned, range(2_000)) if section == "warned" else range(60)
    for seed in seeds:
        report = report_of(seed)
        if report[section]:
            for altered in (report[section][1:], [*report[section], report[section][0]]):
                assert faults(seed, {**report, section: altered, **_without_texts(section, report, len(altered))})
            return
    pytest.fail(f"no random report has an entry in {section}")


def _is_warned(seed: int) -> bool:
    explanation = random_explanation(seed)
    warnings = explanation.policies.vocabulary.of_kind(PredicateKind.WARNING)
    return any(explanation.model.rows_with(predicate.name, 0, PARTY) for predicate in warnings)


def _without_texts(section: str, report: Node, count: int) -> Node:
    return {"warnings": report["warnings"][:count]} if section == "warned" else {}


def test_an_answer_said_to_be_undetermined_is_rejected() -> None:
    for seed, report, entry in some("assessments", lambda entry: entry["category"] not in ("undetermined", "conflict")):
        question = f"annual_assessment({PARTY}, {entry['capacity']}, {entry['year']})"
        entry.update({"category": "undetermined", "atom": question})
        place = {"capacity": entry["capacity"], "year": entry["year"]}
        report["undetermined"].append({**place, "atom": question, "proof": []})
        assert any("does not follow" in fault for fault in faults(seed, report))


def proofs_in(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of an outermost proof: what holds it, and under which key."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if str(key).endswith("proof"):
            yield from ((value, place) for place in range(len(value))) if isinstance(value, list) else [(part, key)]
        else:
            yield from proofs_in(value)


def test_two_proofs_swapped_are_rejected_wherever_they_stand() -> None:
    tried = 0
    for seed in SEEDS:
        chance = random.Random(seed)
        for _ in range(20):
            report = report_of(seed)
            places = list(proofs_in(report))
            if len(places) < 2:
                break
            (entry, key), (other, place) = chance.sample(places, 2)
            if entry[key]["reads"] == other[place]["reads"]:
                continue
            entry[key], other[place] = other[place], entry[key]
            tried += 1
            assert faults(seed, report), f"seed {seed}: {entry[key]['atom']} and {other[place]['atom']}"
    assert tried > 200
