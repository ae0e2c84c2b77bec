"""The laws of the law hold in the world of every case and of random parties, and each sees a slip that breaks it."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache, partial

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import load_policies
from secg.code.selection import version_named
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.unknowns import with_guards
from secg.messages import Span
from tests.laws.laws import LAWS, Derive, Law, World, further_facts_of_strangers_change_nothing
from tests.laws.planted import slipped
from tests.laws.worlds import Worlds, deriving, remembering
from tests.mutants.world import ROOT, world

PARTIES = 6
POLICIES = load_policies(ROOT / "policies", ROOT)
LABELS = [version.label for version in POLICIES.versions.versions]
EVERY_LAW: dict[str, Law] = {
    **LAWS,
    "further facts of strangers change nothing": partial(
        further_facts_of_strangers_change_nothing, source=random.Random(1)
    ),
}
RECORDS = EVERY_LAW["records do not touch each other"]


@cache
def worlds() -> Worlds:
    """The worlds of the shipped policies."""
    return Worlds(POLICIES)


@pytest.mark.parametrize("label", LABELS)
def test_every_law_holds_in_the_world_of_every_case(label: str) -> None:
    for setting in world().settings:
        names = {case.party: case.name for case in setting.cases if case.label == label}
        for party, case in names.items():
            derive = remembering(setting.program.model)
            world_of_case = worlds().of(party, setting.facts, label, setting.program.code.overlays)
            for name, law in EVERY_LAW.items():
                broken = law(world_of_case, derive)
                assert not broken, f"{case}: {name}: {broken[0]}"


@pytest.mark.parametrize("law", EVERY_LAW)
@pytest.mark.parametrize("label", LABELS)
def test_every_law_holds_of_random_parties(label: str, law: str) -> None:
    code = consolidate(POLICIES, version_named(POLICIES, label))
    for seed in range(PARTIES):
        facts, day = worlds().random(seed, code)
        broken = worlds().breach(facts, day, code, EVERY_LAW[law])
        assert not broken, f"seed {seed}: {broken}"


SLIPS = {
    "a notice of anybody": (
        "strangers change nothing",
        ("manufacturer_told(User, ", "manufacturer_told(_, ", "discharged(User, notify_manufacturer"),
    ),
    "a status of anybody": (
        "strangers change nothing",
        ("not let_in_on(User, _)", "not let_in_on(_, _)", "held_back(User)"),
    ),
    "a day set for anybody": (
        "further facts of strangers change nothing",
        ("respond_by(User, Report, Due)", "respond_by(_, Report, Due)", "due(User, respond_to_report"),
    ),
    "a notice of another weakness": (
        "records do not touch each other",
        (
            "manufacturer_told(User, Weakness, _)",
            "manufacturer_told(User, _, _)",
            "discharged(User, notify_manufacturer",
        ),
    ),
    "a Response that is forgotten": (
        "what is done stays done",
        ("responded(User, Report, _)", "responded(User, Report, On), as_at(On)", "discharged(User, respond_to_report"),
    ),
    "a next assessment that is to be scheduled before its paragraph is in force": (
        "no day comes before its cause",
        ("Day + 12 months", "Day - 12 months", "schedule_by(User"),
    ),
}


@pytest.mark.parametrize(("law", "slip"), SLIPS.values(), ids=SLIPS)
def test_a_slip_breaks_the_law_that_is_about_it(law: str, slip: tuple[str, str, str]) -> None:
    code = slipped(consolidate(POLICIES, version_named(POLICIES, "SECMP0044")), *slip)
    found = (_breach(seed, code, EVERY_LAW[law]) for seed in range(400))
    assert next((text for text in found if text), ""), f"{law} does not see it"


def test_an_enrolment_is_evidence_about_other_systems_on_the_reading_alone() -> None:
    slip = (
        "enrolled_on(User, System, _)",
        "responsible_for(User, System, _, smets1), enrolled_on(User, _, _)",
        "security_duty_begun(User",
    )
    code = slipped(consolidate(POLICIES, version_named(POLICIES, "SECMP0065")), *slip)
    own = [world for world in _worlds_of_cases(code.label) if not world.overlays]
    assert any(RECORDS(item, _deriving(code)) for item in own)


def test_a_report_is_evidence_about_a_step_that_names_none_alone() -> None:
    slip = ("not step_of_report(Provider, Step, _)", "response_step(Provider, Step, _)", "step_follows(Provider")
    code = slipped(consolidate(POLICIES, version_named(POLICIES, "SECMP0044")), *slip)
    unnamed = [world for world in _worlds_of_cases(code.label) if not world.overlays and world.evidence]
    assert not any(RECORDS(item, _deriving(code)) for item in unnamed)
    assert any(RECORDS(_with_steps_of(item, report), _deriving(code)) for item in unnamed for report in _reports(item))


def _worlds_of_cases(label: str) -> list[World]:
    own = [(setting, case) for setting in world().settings for case in setting.cases if case.label == label]
    return [worlds().of(case.party, setting.facts, label, case.overlays) for setting, case in own]


def _deriving(code: Code) -> Derive:
    return deriving(with_guards(code.rules, POLICIES.vocabulary))


def _reports(item: World) -> list[Value]:
    return [row[1] for row in item.facts.rows.get("report_received", {}) if row[0] == item.party]


def _with_steps_of(item: World, report: Value) -> World:
    """The world with every step of the party naming a Report."""
    steps = (row for row in item.facts.rows.get("response_step", {}) if row[0] == item.party)
    named: dict[Row, Span] = {(item.party, step, report): Span("", 0, 0) for _, step, _ in steps}
    return replace(item, facts=replace(item.facts, rows={**item.facts.rows, "step_of_report": named}))


def _breach(seed: int, code: Code, law: Law) -> str:
    facts, day = worlds().random(seed, code)
    return worlds().breach(facts, day, code, law)


def test_a_breach_shrinks_to_the_facts_that_matter() -> None:
    _, slip = SLIPS["a notice of anybody"]
    code = slipped(consolidate(POLICIES, version_named(POLICIES, "SECMP0044")), *slip)
    found = (_breach(seed, code, EVERY_LAW["strangers change nothing"]) for seed in range(400))
    broken = next(text for text in found if text)
    assert broken.count(":") < 14, broken
