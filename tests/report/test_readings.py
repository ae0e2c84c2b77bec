"""What a report says that another reading would change is what applying the reading gives."""

from __future__ import annotations

from datetime import date

import pytest

from secg.code.selection import select_code
from secg.derive.outcomes import outcome_table, outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on
from secg.language.program import Program
from secg.rendering.shown_report import shown_report
from secg.report.readings import NONE, reading_entries
from tests.report.reports import REPOSITORY, policies_of, report_of, situations_of


@pytest.mark.parametrize("as_at", ("2018-08-01", "2019-03-01", "2020-06-01"))
def test_the_changes_are_those_of_the_whole_code_with_the_reading_applied(as_at: str) -> None:
    policies, situations, day = policies_of(REPOSITORY), situations_of(REPOSITORY), date.fromisoformat(as_at)
    vocabulary, facts = policies.vocabulary, facts_on(situations, day, policies.vocabulary)
    code = select_code(policies, day, None, [])
    plain = derive(code.program, facts)
    models = {}
    changing = 0
    for party in situations.parties:
        given = explanation_of(policies, code, facts, party)
        for entry in reading_entries(given, party):
            name = entry["reading"]
            if name not in models:
                with_reading = select_code(policies, day, None, [name])
                models[name] = derive(Program.guarded(with_reading.rules, vocabulary), facts)
            before, after = (outcome_table(outcomes_of(model, vocabulary, party)) for model in (plain, models[name]))
            wanted = sorted(
                (str(before.get(key, NONE)), str(after.get(key, NONE)))
                for key in before.keys() | after.keys()
                if before.get(key, NONE) != after.get(key, NONE)
            )
            assert sorted((str(change["before"]), str(change["after"])) for change in entry["changes"]) == wanted, (
                party,
                name,
            )
            changing += bool(wanted)
    assert changing


def test_a_report_says_in_one_line_how_another_reading_changes_it() -> None:
    shown = shown_report(report_of("small-shared-platform", "2020-01-01"))
    texts = [other_reading["text"] for other_reading in shown["other_readings"]]
    assert len(texts) == 2
    assert texts[0].endswith(
        "the conclusion would be different: as a Shared Resource Provider, Full, Verification, Self "
        "instead of Full, undetermined, undetermined."
    )


def test_a_reading_that_changes_a_duty_says_which() -> None:
    shown = shown_report(report_of("supplier-with-a-smets1-system-not-enrolled", "2020-01-01"))
    assert any(
        "it would have to use best endeavours" in other_reading["text"] for other_reading in shown["other_readings"]
    )


def test_a_reading_that_is_applied_is_not_tried_again() -> None:
    policies, situations, day = policies_of(REPOSITORY), situations_of(REPOSITORY), date(2020, 1, 1)
    code = select_code(policies, day, None, ["srp-domestic-only"])
    facts = facts_on(situations, day, policies.vocabulary)
    given = explanation_of(policies, code, facts, "small-shared-platform")
    entries = reading_entries(given, "small-shared-platform")
    # nor is the other reading of the same paragraph, which could not be applied beside it
    assert {entry["reading"] for entry in entries} & {"srp-domestic-only", "srp-non-domestic-weighting"} == set()
