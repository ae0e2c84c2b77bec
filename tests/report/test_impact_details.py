"""What an impact tells of a party beside its outcomes: to whom its duties are owed, by when, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from secg.code.comparison import with_and_without
from secg.code.consolidation import Code
from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.derive.outcomes import Status, duties_of
from secg.derive.pydatalog_engine import derive
from secg.documents.change_document import ImpactEntry
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.model import Constant, Rule
from secg.language.operators import Form
from secg.language.parser import parse_rules
from secg.report.impact import impact_entries
from secg.symbolic.slicing import head_duty
from tests.effect.edits import NOWHERE, with_rule

DAY = date(2019, 12, 1)


@pytest.fixture(scope="module")
def policies(repository: Path) -> Policies:
    return load_policies(repository / "policies", repository)


@pytest.fixture(scope="module")
def facts(policies: Policies, repository: Path) -> Facts:
    return facts_on(load_situations(repository / "facts", repository, policies.vocabulary), DAY, policies.vocabulary)


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    return select_code(policies, DAY, "SECMP0059", ())


def rule_of(code: Code, predicate: str, duty: str) -> Rule:
    [rule] = [rule for rule in code.rules if rule.head.predicate == predicate and head_duty(rule) == duty]
    return rule


def changes_of(entries: list[ImpactEntry], kind: str) -> set[tuple[str, str, str, str]]:
    """Of each party what changes, from what, to what."""
    return {
        (entry["party"], change["what"], change["before_words"], change["after_words"])
        for entry in entries
        for change in entry["changes"]
        if change["kind"] == kind
    }


def test_another_addressee_is_told_of_the_parties_that_have_the_duty(
    code: Code, policies: Policies, facts: Facts
) -> None:
    rule = rule_of(code, "owed_to", "tell_ssc_of_steps")
    other = replace(
        rule, head=replace(rule.head, terms=(*rule.head.terms[:-1], Constant("the DCC", Form.TEXT, NOWHERE)))
    )
    entries = impact_entries(code, with_rule(code, rule, other), policies, facts)
    found = changes_of(entries, "owed_to")
    duty = "tell the Security Sub-Committee promptly what is being done about it and by when"
    hub = f"{duty} (“weak key in the hub”), to whom it is owed"
    assert ("supplier-with-a-smets1-hub", hub, "the Security Sub-Committee", "the DCC") in found
    assert all(change["kind"] == "owed_to" for entry in entries for change in entry["changes"])
    assert all("G3.18(c)" in change["paragraphs_after"] for entry in entries for change in entry["changes"])


def test_a_duty_that_goes_takes_its_addressee_with_it(code: Code, policies: Policies, facts: Facts) -> None:
    rule = rule_of(code, "obligation", "tell_ssc_of_steps")
    entries = impact_entries(code, with_rule(code, rule, None), policies, facts)
    assert {change["kind"] for entry in entries for change in entry["changes"]} == {"duty"}


def test_the_next_assessment_is_told_where_it_changes(policies: Policies, facts: Facts) -> None:
    compared = with_and_without(policies, "SECMP0044")
    found = changes_of(impact_entries(compared.before.code, compared.after.code, policies, facts), "next_assessment")
    what = "the next assessment as Shared Resource Provider"
    assert ("shared-platform", what, "none", "Full User Security Assessment") in found


def test_nothing_is_told_where_nothing_changes(code: Code, policies: Policies, facts: Facts) -> None:
    assert impact_entries(code, code, policies, facts) == []


def test_a_new_warning_is_told_of_every_party_that_it_is_given_to(code: Code, policies: Policies, facts: Facts) -> None:
    text = "possible_problem(User, supplier_party, no_way_to_verify) :- user_role(User, gas_supplier)."
    [warning], faults = parse_rules(text, "", 1, code.rules[0].citation)
    assert not faults
    number = code.rules[0].citation.paragraph
    standing = code.paragraphs[number]
    paragraph = replace(standing.paragraph, rules=(*standing.paragraph.rules, warning))
    warned = replace(code, paragraphs={**code.paragraphs, number: replace(standing, paragraph=paragraph)})
    entries = impact_entries(code, warned, policies, facts)
    suppliers = {party for party, role in facts.rows["user_role"] if role == "gas_supplier"}
    assert suppliers
    assert {entry["party"] for entry in entries} == suppliers
    label = policies.vocabulary.label("warning_kind", "no_way_to_verify")
    for _, what, before, after in changes_of(entries, "warning"):
        assert what == "the warnings as Supplier Party"
        assert label not in before
        assert label in after
    back = changes_of(impact_entries(warned, code, policies, facts), "warning")
    assert {(party, after, before) for party, _, before, after in back} == {
        (party, before, after) for party, _, before, after in changes_of(entries, "warning")
    }


def test_the_doubt_about_a_duty_is_told_where_both_codes_have_the_duty(
    code: Code, policies: Policies, facts: Facts
) -> None:
    text = "duty_in_doubt(User, take_step, duty_by_user_role) :- response_step(User, _, _)."
    [doubt], faults = parse_rules(text, "", 1, code.rules[0].citation)
    assert not faults
    number = code.rules[0].citation.paragraph
    standing = code.paragraphs[number]
    paragraph = replace(standing.paragraph, rules=(*standing.paragraph.rules, doubt))
    doubted = replace(code, paragraphs={**code.paragraphs, number: replace(standing, paragraph=paragraph)})
    found = changes_of(impact_entries(code, doubted, policies, facts), "warning")
    model = derive(code.program, facts)
    steps = [duty for duty in duties_of(model, policies.vocabulary) if duty.row[1] == "take_step"]
    bound = {duty.row[0] for duty in steps if duty.status == Status.APPLIES}
    assert bound and len({duty.row for duty in steps}) > len(bound)
    assert {party for party, *_ in found} == bound
    label = policies.vocabulary.label("duty", "take_step")
    assert {what for _, what, _, _ in found} == {f"the warnings about the duty to {label}"}
