"""What a change reaches beside categories and duties is told with its smallest party, in every form of the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secg.code.comparison import Compared, named_code
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import warnings_of
from secg.derive.pydatalog_engine import derive
from secg.effect.effect import Effect, effect_between
from secg.effect.sides import Change
from secg.language.model import Constant, Rule, Value, Variable
from secg.language.operators import Form
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.outcomes.witness import facts_of
from secg.rendering.change_table import render_as
from secg.report.change_report import difference_report
from secg.symbolic.candidates import SUBJECT
from tests.effect.edits import DAY, NOWHERE, with_rule

NOWHERE_CITED = Citation(ParagraphNumber("G99", "1"))


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    return named_code(policies, "SECMP0059").code


def parsed(text: str) -> Rule:
    """One rule."""
    [rule], faults = parse_rules(text, "", 1, NOWHERE_CITED)
    assert not faults
    return rule


def rules_of(code: Code, predicate: str) -> list[Rule]:
    return [rule for rule in code.rules if rule.head.predicate == predicate]


def days_later(rule: Rule, days: int) -> Rule:
    """The rule with the day that it gives so many days later."""
    day = rule.head.terms[-1]
    assert isinstance(day, Variable)
    later = parsed(f"p(Later) :- q({day.name}), Later = {day.name} + {days} days.")
    head = replace(rule.head, terms=(*rule.head.terms[:-1], later.head.terms[0]))
    return replace(rule, head=head, body=(*rule.body, later.body[1]))


def effect_of_edit(code: Code, policies: Policies, rule: Rule, edited: Rule | None) -> Effect:
    return effect_between(code, with_rule(code, rule, edited), policies, DAY)


def kinds(effect: Effect) -> dict[str, list[Change]]:
    """The changes by the kind of what changes."""
    by_kind: dict[str, list[Change]] = {}
    for change in effect.changes:
        by_kind.setdefault(change.subject.kind, []).append(change)
    return by_kind


def test_a_due_day_that_moves_is_the_one_change_told_and_by_how_much(code: Code, policies: Policies) -> None:
    [rule] = [rule for rule in rules_of(code, "due") if "take_step" in str(rule)]
    effect = effect_of_edit(code, policies, rule, days_later(rule, 30))
    [change] = kinds(effect).pop("due")
    assert set(kinds(effect)) == {"due"}
    assert change.subject.arguments == ("take_step",)
    assert change.detail is not None
    assert change.detail.moved == 30
    assert "30 days after" in change.detail.after
    assert "response_step" in change.witness.files[0].text
    assert not effect.unchanged
    assert not effect.not_compared


def test_a_due_day_that_is_given_no_more_is_told(code: Code, policies: Policies) -> None:
    [rule] = [rule for rule in rules_of(code, "due") if "take_step" in str(rule)]
    [change] = effect_of_edit(code, policies, rule, None).changes
    assert change.after == ("none",)
    assert change.detail is not None
    assert change.detail.moved is None


def test_the_same_day_calculated_otherwise_is_no_change(code: Code, policies: Policies) -> None:
    [rule] = [rule for rule in rules_of(code, "due") if "take_step" in str(rule)]
    [first, other] = [days_later(rule, days) for days in (30, 29)]
    twice = days_later(other, 1)
    # the name of the calculated day is another one in the second step
    later = parsed("p(Last) :- q(Later), Last = Later + 1 days.")
    twice = replace(other, head=replace(other.head, terms=(*other.head.terms[:-1], later.head.terms[0])))
    twice = replace(twice, body=(*other.body, later.body[1]))
    assert not effect_between(with_rule(code, rule, first), with_rule(code, rule, twice), policies, DAY).changes


def test_a_record_that_a_rule_calls_by_its_name_has_this_name_on_the_page(
    code: Code, policies: Policies, repository: Path
) -> None:
    [rule] = [rule for rule in rules_of(code, "obligation") if "respond_to_report" in str(rule)]
    received = 'report_received(User, "draft-report", _), report_received(User, "final-report", _)'
    edited = parsed(f"obligation(User, respond_to_report, Report) :- report_received(User, Report, _), {received}.")
    named = named_code(policies, "SECMP0059")
    after = with_rule(code, rule, replace(edited, citation=rule.citation, span=rule.span))
    effect = effect_between(code, after, policies, DAY)
    report = difference_report(Compared(named, replace(named, code=after)), (), effect, policies)
    words = " ".join(render_as("diff", report, "text", repository / "reports").split())
    assert "Report, “draft report”, on" in words and "Report, “final report”, on" in words


def test_a_next_assessment_of_another_category_or_by_another_day_is_told(code: Code, policies: Policies) -> None:
    rule = rules_of(code, "next_assessment")[-1]
    other = Constant("verification", Form.SYMBOL, NOWHERE)
    edited = replace(rule, head=replace(rule.head, terms=(*rule.head.terms[:-1], other)))
    effect = effect_of_edit(code, policies, rule, edited)
    assert set(kinds(effect)) == {"next_assessment"}
    assert all(change.after == ("verification",) for change in effect.changes)
    rule = rules_of(code, "next_due")[0]
    effect = effect_of_edit(code, policies, rule, days_later(rule, 7))
    assert not effect.undecided  # one solver, misled by what it learnt before, settles none of the comparisons of days
    assert "next_due" in kinds(effect)
    assert all(change.detail is not None and change.detail.moved == 7 for change in kinds(effect)["next_due"])


def test_every_pair_of_next_assessments_that_some_party_has_is_told(policies: Policies) -> None:
    before, after = (named_code(policies, label).code for label in ("6.21", "MP091"))
    effect = effect_between(before, after, policies, after.in_force)
    of_suppliers = [
        change for change in kinds(effect)["next_assessment"] if change.subject.arguments == ("supplier_party",)
    ]
    assert {(*change.before, *change.after) for change in of_suppliers} == {
        ("next_while_held_back", "follow_up"),
        ("next_while_held_back", "full"),
        ("follow_up", "full"),
    }


def test_a_warning_that_some_get_and_others_lose_is_told_both_ways(code: Code, policies: Policies) -> None:
    [warning] = [rule for rule in rules_of(code, "possible_problem") if "duties_by_user_role" in str(rule)]
    turned = parsed("possible_problem(User, other_user, duties_by_user_role) :- user_role(User, other_user).")
    changes = kinds(effect_of_edit(code, policies, warning, turned))["warning"]
    assert {(*change.before, *change.after) for change in changes} == {("given", "none"), ("none", "given")}


def test_a_warning_that_is_given_to_others_is_told(code: Code, policies: Policies) -> None:
    [*_, warning] = rules_of(code, "possible_problem")
    effect = effect_of_edit(code, policies, warning, None)
    assert effect.changes
    for change in effect.changes:
        assert (change.subject.kind, change.before, change.after) == ("warning", ("given",), ("none",))
        assert warning.citation in change.paragraphs_before
    other = parsed("possible_problem(User, supplier_party, timing_gap) :- user_role(User, gas_supplier).")
    changes = kinds(effect_of_edit(code, policies, warning, other))["warning"]
    assert any(change.after == ("given",) for change in changes)


def test_another_reason_why_something_is_open_is_told(code: Code, policies: Policies) -> None:
    rule = next(rule for rule in rules_of(code, "not_said"))
    other = replace(rule, head=replace(rule.head, predicate="read_in_two_ways"))
    changes = kinds(effect_of_edit(code, policies, rule, other))
    assert set(changes) <= {"silence", "next_assessment"}
    [change, *_] = changes["silence"]
    assert (change.before, change.after) == (("not_said",), ("read_in_two_ways",))


def test_every_form_of_the_page_says_by_when_a_duty_is_due_before_and_after(
    code: Code, policies: Policies, repository: Path
) -> None:
    [rule] = [rule for rule in rules_of(code, "due") if "take_step" in str(rule)]
    named = named_code(policies, "SECMP0059")
    before, after = (with_rule(code, rule, days_later(rule, days)) for days in (90, 60))
    effect = effect_between(before, after, policies, DAY)
    compared = Compared(replace(named, code=before), replace(named, code=after))
    report = difference_report(compared, (), effect, policies)
    for form in ("text", "md", "html"):
        words = " ".join(render_as("diff", report, form, repository / "reports").split())
        assert "by when the duty to take the step" in words, form
        assert "90 days after" in words and "60 days after" in words, form
        assert "always 30 days earlier" in words, form
    [entry] = report["effect"]["changes"]
    assert (entry["kind"], entry["of"], entry["moved_days"]) == ("due", "take_step", -30)


def test_of_one_warning_every_change_is_told_though_the_same_parties_have_them_all(
    code: Code, policies: Policies
) -> None:
    [clearing] = [rule for rule in rules_of(code, "duty_of_users") if "clear_personnel" in str(rule)]
    changes = kinds(effect_of_edit(code, policies, clearing, parsed("duty_of_users(respond_to_report).")))["warning"]
    assert {(*change.before, *change.after) for change in changes} == {("given", "none"), ("none", "given")}


def test_the_doubt_about_a_duty_is_told_of_a_party_whose_reports_differ_in_it(code: Code, policies: Policies) -> None:
    # it binds those alone who have an incident to report
    [reported] = [rule for rule in rules_of(code, "duty_of_users") if "report_incident" in str(rule)]
    other = parsed("duty_of_users(take_step).")
    changes = kinds(effect_of_edit(code, policies, reported, other))["warning"]
    assert {(*change.before, *change.after) for change in changes} == {("given", "none"), ("none", "given")}
    for change in changes:
        facts = facts_of(change.witness, policies.vocabulary)
        told: list[set[Value]] = []
        for side in (code, with_rule(code, reported, other)):
            warnings = warnings_of(derive(side.program, facts), policies.vocabulary, SUBJECT)
            told.append({row[1] for warning, row in warnings if warning.name == "duty_in_doubt"})
        assert told[1] - told[0] if change.after == ("given",) else told[0] - told[1]


MEETING_A_CONSTANT = {
    "owed_to": (
        'owed_to(User, have_status_for_entry, Weakness, "the manufacturer or developer") :-\n'
        "    vulnerability(User, Weakness, _, _)."
    ),
    "duty": "excused(User, have_status_for_entry, Step) :- response_step(User, Step, _).",
}


@pytest.mark.parametrize(("kind", "text"), MEETING_A_CONSTANT.items())
def test_a_record_may_be_called_as_what_another_rule_says_the_duty_is_about(
    kind: str, text: str, code: Code, policies: Policies
) -> None:
    added = parsed(text)
    [rule, *_] = rules_of(code, "owed_to")
    changes = kinds(effect_of_edit(code, policies, rule, added))[kind]
    assert ("have_status_for_entry", "user-entry") in {change.subject.arguments[:2] for change in changes}
