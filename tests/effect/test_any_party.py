"""A claim about every party holds of every party that a file can describe, or says of which parties it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.effect.effect import Effect, effect_between
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.outcomes.states import HAS_DUTY

NUMBER = ParagraphNumber("G99", "1")
HEAD = 'obligation(User, pay_for_assessments, "review")'
BY_ITSELF = 'obligation(User, not_operate_triage, "review")'
"""A duty that no other rule gives, so that no rule but the proposed one asks for a fact."""
FOUND, BOUNDED = "a change with a witness", "a claim that names its bound"

PROPOSALS = {
    "a report of one name": ('report_received(User, "draft", _)', FOUND),
    "reports of two names": ('report_received(User, "draft", _), report_received(User, "final", _)', FOUND),
    "a report whose name is compared": ('report_received(User, Report, _), Report = "draft"', FOUND),
    "a party called by its name": ('party(User), User = "dcc"', BOUNDED),
    "a provider called by its name": ('shared_resource(User, "big-cloud", _)', FOUND),
    "a party that provides for itself": ("shared_resource(User, User, _)", FOUND),
    "a provider of the whole and of a part": (
        "shared_resource(User, Provider, whole), shared_resource(User, Provider, part)",
        FOUND,
    ),
    "a day that a month has and the next has not": (
        "assessment(User, full, Day), Late = Day + 1 months, Back = Late - 1 months, Back != Day",
        FOUND,
    ),
    "two others that share": (
        "party(User), Number = count : { shares_with(User, Other, supplier_party) }, Number >= 2",
        BOUNDED,
    ),
    "two providers": ("party(User), Number = count : { shared_resource(User, Provider, _) }, Number >= 2", BOUNDED),
    "three assessments": ("party(User), Number = count : { assessment(User, full, Day) }, Number >= 3", BOUNDED),
    "a provider's provider": ("shared_resource(User, Provider, _), shared_resource(Provider, Other, _)", FOUND),
    "a large number": ("domestic_premises(User, Count), Count > 100_000_000", FOUND),
    "a number that a party need not state": ("party(User), not domestic_premises(User, _)", BOUNDED),
    "two reports": ("report_received(User, One, _), report_received(User, Other, _), One != Other", FOUND),
    "three users of a provider": (
        "party(User), Number = count : { shared_resource(Other, User, _) }, Number >= 3",
        BOUNDED,
    ),
    "two records of different kinds with one name": (
        "report_received(User, Name, _), ssc_nomination(User, Name, _)",
        BOUNDED,
    ),
    "a day near the end of the calendar": ("assessment(User, full, Day), Day < 9999-12-31", FOUND),
    "a day moved out of the calendar": (
        "assessment(User, full, Day), Late = Day + 100_000 months, Late = 9999-12-31",
        FOUND,
    ),
    "a day moved by many stated days": (
        "assessment(User, full, Day), domestic_premises(User, Count), Late = Day + Count days, Late > Day + 1_000 days",
        FOUND,
    ),
}

OF_RECORDS = {
    "a key of a record of one name": 'responded(User, "draft", _)',
    "a key of a record whose name is compared": 'incident_reported(User, Incident, _), Incident = "draft"',
    "a key without a day of a record of one name": 'senior_nominator(User, "draft")',
    "a key of two records": "responded(User, One, _), responded(User, Other, _), One != Other",
    "two days of one key": "responded(User, _, One), responded(User, _, Other), One < Other",
    "how many records have a key": "party(User), Number = count : { responded(User, Report, _) }, Number >= 2",
    "a key that leaves out the day which tells its records apart": (
        "ssc_told_of_lost_user(User, Provider, One), ssc_told_of_lost_user(User, Provider, Other), One < Other"
    ),
    "two records about one thing, of which keys say no more": (
        "arrangement_through(User, About, manufacturer), arrangement_through(User, About, letter_of_intent)"
    ),
    "a record that names one of another kind": 'vulnerability(User, _, "meter", _)',
    "a record about one of another kind": 'notice_arrangement(User, "meter", _)',
    "a key of a record about one of another kind": 'arrangement_through(User, "meter", _)',
    "a key that names a record of another kind": 'step_of_report(User, _, "draft")',
    "two keys that name records of another kind": (
        "step_of_report(User, One, Report), step_of_report(User, Two, Other), One != Two, Report != Other"
    ),
    "the day of a record told by a key": "assessment_status(User, full, Day, approved), Day < 2018-01-01",
    "the day of a record told by a key that says no more": "further_full_required(User, _, Day), Day < 2018-01-01",
    "a day that must not precede that of its record": "responded(User, _, Day), Day < 2018-01-01",
    "the day of a record before a key of it": (
        "report_received(User, _, Day), responded(User, _, _), as_at(Today), Day > 2018-06-01, Today > Day"
    ),
    "a status that was in use before": "assessment_status(User, full, _, provisionally_approved)",
    "a later status that was in use before": "later_status(User, provisionally_approved, _)",
    "a status that came into use after all versions began": (
        "assessment_status(User, full, _, rejected), as_at(Today), Today > 2018-01-01"
    ),
    "a later status that came into use": "later_status(User, rejected, _), as_at(Today), Today > 2018-01-01",
    "the day of a number that nobody looks at": "domestic_premises_from(User, _, Day), Day < 2018-01-01",
    "any status that is one of these": (
        "later_status(User, Status, _), Status = rejected, as_at(Today), Today > 2018-01-01"
    ),
}
"""Facts of which only the key of a record, what a record refers to, or its status is asked for."""


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    """A Code to which each proposal adds one duty."""
    return consolidate(policies, version_named(policies, "SECMP0059"))


def with_duty(code: Code, body: str, head: str = HEAD) -> Code:
    """The Code with one more duty under a condition."""
    rules, faults = parse_rules(f"{head} :- {body}.", "", 1, Citation(NUMBER))
    assert not faults, faults
    *_, last = code.paragraphs.values()
    paragraph = replace(last.paragraph, number=NUMBER, rules=rules)
    return replace(code, paragraphs={**code.paragraphs, NUMBER: replace(last, number=NUMBER, paragraph=paragraph)})


def effect_of(code: Code, body: str, policies: Policies) -> Effect:
    """What a proposal changes."""
    return effect_between(code, with_duty(code, body), policies, date(2019, 3, 1))


@pytest.mark.parametrize(("body", "expected"), PROPOSALS.values(), ids=PROPOSALS)
def test_a_duty_that_some_party_has_is_a_change_or_the_claim_says_of_whom_it_is_made(
    code: Code, policies: Policies, body: str, expected: str
) -> None:
    effect = effect_of(code, body, policies)
    assert not effect.undecided
    if expected == FOUND:
        assert {(change.before, change.after) for change in effect.changes} == {(("none",), (HAS_DUTY,))}
    else:
        assert effect.bound
        assert ("alike" in effect.bound) == ("Name, _)" in body)
        assert ("is not called “dcc”" in effect.bound) == ("dcc" in body)
        assert not effect.proved


@pytest.mark.parametrize("body", OF_RECORDS.values(), ids=OF_RECORDS)
def test_a_duty_that_rests_on_the_keys_of_records_alone_is_a_change(code: Code, policies: Policies, body: str) -> None:
    effect = effect_between(code, with_duty(code, body, BY_ITSELF), policies, date(2022, 1, 1))
    assert not effect.undecided
    assert [(change.before, change.after) for change in effect.changes] == [(("none",), (HAS_DUTY,))]


@pytest.mark.parametrize("body", ["Day > 2030-01-01", "Day + 13 months = 2030-03-31", "Day + 100 days > 2022-02-01"])
def test_a_claim_that_rests_on_the_day_of_the_question_names_it(code: Code, policies: Policies, body: str) -> None:
    after = with_duty(code, f"sec_party_since(User, Day), {body}", BY_ITSELF)
    effect = effect_between(code, after, policies, date(2022, 1, 1))
    assert "is asked about as at 1 January 2022" in (effect.bound or "")


def test_a_duty_from_a_day_of_the_question_on_is_a_change(code: Code, policies: Policies) -> None:
    after = with_duty(code, "user_role(User, _), as_at(Today), Today > 2030-01-01", BY_ITSELF)
    assert effect_between(code, after, policies, date(2022, 1, 1)).changes


def test_a_record_that_has_the_name_of_what_it_refers_to_is_out_of_the_claim(code: Code, policies: Policies) -> None:
    effect = effect_between(
        code, with_duty(code, "vulnerability(User, Name, Name, _)", BY_ITSELF), policies, date(2022, 1, 1)
    )
    assert effect.bound is not None
    assert "calls no two records of different kinds alike" in effect.bound
    assert "of its own “user systems” and" in effect.bound


def test_a_duty_of_whoever_has_a_role_is_proved_to_change_nothing_else(code: Code, policies: Policies) -> None:
    effect = effect_of(code, "user_role(User, gas_supplier)", policies)
    assert [change.subject.arguments[0] for change in effect.changes] == ["pay_for_assessments"]


def test_the_same_rules_in_other_words_are_proved_to_change_nothing(code: Code, policies: Policies) -> None:
    doubled = with_duty(code, "user_role(User, gas_supplier)")
    effect = effect_between(doubled, doubled, policies, date(2019, 3, 1))
    assert effect.proved
    assert effect.unchanged


def test_two_records_of_one_kind_are_told_apart_in_the_sentences_of_the_smallest_party(
    code: Code, policies: Policies
) -> None:
    effect = effect_of(code, PROPOSALS["two reports"][0], policies)
    [witness] = [change.witness for change in effect.changes]
    sentences = witness.files[0].sentences
    assert len(set(sentences)) == len(sentences) == 2
    systems = ", ".join(f"responsible_for(User, {name}, gas_proxy_function, smets1)" for name in ("One", "Other"))
    effect = effect_of(code, f"{systems}, One != Other", policies)
    [witness] = [change.witness for change in effect.changes]
    first, second = witness.files[0].sentences
    assert first.endswith("is the Responsible Supplier for a SMETS1 Gas Proxy Function")
    assert second.endswith("is the Responsible Supplier for “smets1 gas proxy function 2”, a SMETS1 Gas Proxy Function")
