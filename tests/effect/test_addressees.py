"""To whom a duty is owed: a change of that is an effect of its own, where the duty is there before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.selection import select_code
from secg.effect.effect import Effect, effect_between
from secg.language.model import Atom, Constant, Rule, Variable
from secg.language.operators import Form
from secg.outcomes.states import HAS_DUTY
from secg.symbolic.slicing import head_duty
from tests.effect.edits import DAY, NOWHERE, with_rule

DUTY, SUB_COMMITTEE = "tell_ssc_of_steps", "the Security Sub-Committee"


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    return select_code(policies, DAY, "SECMP0059", ())


def rule_of(code: Code, predicate: str) -> Rule:
    """The one rule that concludes this of the duty."""
    [rule] = [rule for rule in code.rules if rule.head.predicate == predicate and head_duty(rule) == DUTY]
    return rule


def effect_of_edit(code: Code, policies: Policies, rule: Rule, edited: Rule | None) -> Effect:
    return effect_between(code, with_rule(code, rule, edited), policies, DAY)


def moves(effect: Effect) -> set[tuple[str, object, str, str]]:
    """What changes: the kind, to whom it is owed (or the duty), and the states before and after."""
    found: set[tuple[str, object, str, str]] = set()
    for change in effect.changes:
        subject = change.subject
        what = subject.arguments[-1] if subject.kind == "owed_to" else subject.arguments[0]
        found.add((subject.kind, what, change.before[0], change.after[0]))
    return found


def with_condition(rule: Rule, predicate: str, *terms: str) -> Rule:
    """The rule with one more condition about its party and constants."""
    atom = Atom(predicate, (rule.head.terms[0], *(Constant(term, Form.SYMBOL, NOWHERE) for term in terms)), NOWHERE)
    return replace(rule, body=(*rule.body, atom))


def test_another_addressee_is_a_change_of_both_and_of_nothing_else(code: Code, policies: Policies) -> None:
    rule = rule_of(code, "owed_to")
    other = replace(
        rule, head=replace(rule.head, terms=(*rule.head.terms[:-1], Constant("the DCC", Form.TEXT, NOWHERE)))
    )
    effect = effect_of_edit(code, policies, rule, other)
    assert moves(effect) == {
        ("owed_to", "the DCC", "none", "owed"),
        ("owed_to", SUB_COMMITTEE, "owed", "none"),
    }
    subjects = {change.subject.arguments[1] for change in effect.changes}
    assert len(effect.changes) == 2 * len(subjects), "each weakness once for either addressee"
    for change in effect.changes:
        assert change.condition.complete
        assert change.condition.alternatives == ((),), "wherever the party has the duty"
        assert "G3.18(c)" in map(str, (*change.paragraphs_before, *change.paragraphs_after))


def test_a_duty_owed_to_fewer_says_of_whom(code: Code, policies: Policies) -> None:
    rule = rule_of(code, "owed_to")
    effect = effect_of_edit(code, policies, rule, with_condition(rule, "user_role", "gas_supplier"))
    assert moves(effect) == {("owed_to", SUB_COMMITTEE, "owed", "none")}
    for change in effect.changes:
        [alternative] = change.condition.alternatives
        assert alternative == ("the facts do not give the party the User Role of Gas Supplier",)
        assert "gas_supplier" not in change.witness.files[0].text


def test_the_same_said_otherwise_is_proved_to_change_nothing(code: Code, policies: Policies) -> None:
    rule = rule_of(code, "owed_to")
    assert isinstance(rule.head.terms[2], Variable)
    duty = rule_of(code, "obligation").head
    again = replace(rule, body=(*rule.body, replace(duty, terms=rule.head.terms[:3])))
    effect = effect_of_edit(code, policies, rule, again)
    assert effect.unchanged
    assert not effect.impossible or all(pair.subject.kind == "owed_to" for pair in effect.impossible)


def test_a_duty_that_ends_takes_its_addressee_with_it(code: Code, policies: Policies) -> None:
    effect = effect_of_edit(code, policies, rule_of(code, "obligation"), None)
    assert moves(effect) == {("duty", DUTY, HAS_DUTY, "none")}
