"""Coverage of the law: what counts as exercised, and both ways of a condition."""

from __future__ import annotations

from dataclasses import replace

from secg.cases.case_runner import Finder
from secg.cases.law_coverage import coverage_of_law, never_exercised
from secg.derive.pydatalog_engine import derive
from tests.mutants.world import world


def test_a_condition_is_seen_to_hold_and_to_fail() -> None:
    loaded = world()
    cases = [one for one in loaded.cases if one.label == "SECMP0044" and not one.overlays]
    (version,) = [one for one in coverage_of_law(cases, Finder(loaded.policies, derive)) if one.label == "SECMP0044"]
    rules = [one for one in version.rules if str(one.rule.citation) == "G8.49"]
    threshold = [two for one in rules for two in one.conditions if two.text.endswith("> 250_000")]
    assert threshold and all(one.held and one.failed for one in threshold)


def test_without_cases_no_rule_is_exercised() -> None:
    loaded = world()
    found = coverage_of_law([], Finder(loaded.policies, derive))
    assert len(never_exercised(found)) == len({rule.rule.span for one in found for rule in one.rules})
    assert sum(one.exercised + one.seen for one in found) == 0


def test_a_case_of_a_reading_exercises_the_rules_of_the_reading() -> None:
    loaded = world()
    overlaid = next(one for one in loaded.cases if one.overlays)
    names = {one.overlay for one in coverage_of_law([replace(overlaid)], Finder(loaded.policies, derive))}
    assert overlaid.overlays[0] in names


def test_each_party_of_the_facts_folder_is_seen_with_its_own_facts() -> None:
    loaded = world()
    names = ("large-supplier", "network-party-below-the-threshold")
    cases = [one for one in loaded.cases if one.label == "baseline" and one.party in names]
    assert len({one.party for one in cases}) == len(names)
    (version,) = [one for one in coverage_of_law(cases, Finder(loaded.policies, derive)) if one.label == "baseline"]
    rules = [one for one in version.rules if str(one.rule.citation) == "G8.46"]
    exercising = {name for one in rules for name in one.cases}
    assert exercising and all("Network Party" in name for name in exercising)


def test_versions_come_in_their_order_and_readings_behind_them() -> None:
    loaded = world()
    found = coverage_of_law(loaded.cases[:1], Finder(loaded.policies, derive))
    labels = [one.label for one in loaded.policies.versions.versions]
    assert [one.label for one in found] == labels
    overlaid = [one for one in loaded.cases if one.overlays][:1]
    assert coverage_of_law(overlaid, Finder(loaded.policies, derive))[-1].overlay == overlaid[0].overlays[0]
