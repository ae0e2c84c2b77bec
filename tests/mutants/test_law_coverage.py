"""Coverage of the law: what counts as exercised, and both ways of a condition."""

from __future__ import annotations

from dataclasses import replace

from secg.cases.findings import Finder
from secg.cases.law_coverage import coverage_of_law, never_exercised
from tests.mutants.world import world


def test_a_condition_is_seen_to_hold_and_to_fail() -> None:
    loaded = world()
    cases = [case for case in loaded.cases if case.label == "SECMP0044" and not case.overlays]
    (version,) = [
        coverage for coverage in coverage_of_law(cases, Finder(loaded.policies)) if coverage.label == "SECMP0044"
    ]
    rules = [coverage for coverage in version.rules if str(coverage.rule.citation) == "G8.49"]
    threshold = [two for coverage in rules for two in coverage.conditions if two.text.endswith("> 250_000")]
    assert threshold and all(condition_coverage.held and condition_coverage.failed for condition_coverage in threshold)


def test_without_cases_no_rule_is_exercised() -> None:
    loaded = world()
    coverages = coverage_of_law([], Finder(loaded.policies))
    assert len(never_exercised(coverages)) == len({rule.rule.span for coverage in coverages for rule in coverage.rules})
    assert sum(coverage.exercised + coverage.seen for coverage in coverages) == 0


def test_a_case_of_a_reading_exercises_the_rules_of_the_reading() -> None:
    loaded = world()
    overlaid = next(case for case in loaded.cases if case.overlays)
    names = {coverage.overlay for coverage in coverage_of_law([replace(overlaid)], Finder(loaded.policies))}
    assert overlaid.overlays[0] in names


def test_each_party_of_the_facts_folder_is_seen_with_its_own_facts() -> None:
    loaded = world()
    names = ("large-supplier", "network-party-below-the-threshold")
    cases = [case for case in loaded.cases if case.label == "baseline" and case.party in names]
    assert len({case.party for case in cases}) == len(names)
    (version,) = [
        coverage for coverage in coverage_of_law(cases, Finder(loaded.policies)) if coverage.label == "baseline"
    ]
    rules = [coverage for coverage in version.rules if str(coverage.rule.citation) == "G8.46"]
    exercising = {name for coverage in rules for name in coverage.cases}
    assert exercising and all("Network Party" in name for name in exercising)


def test_versions_come_in_their_order_and_readings_behind_them() -> None:
    loaded = world()
    coverages = coverage_of_law(loaded.cases[:1], Finder(loaded.policies))
    labels = [version.label for version in loaded.policies.versions.versions]
    assert [coverage.label for coverage in coverages] == labels
    overlaid = [case for case in loaded.cases if case.overlays][:1]
    assert coverage_of_law(overlaid, Finder(loaded.policies))[-1].overlay == overlaid[0].overlays[0]
