"""What a change reaches beside categories and duties is told, or the claim says that it was not compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secg.code.comparison import Compared, named_code
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.effect import Effect, effect_between
from secg.language.model import Constant, Rule, Variable
from secg.language.operators import Form
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.report.difference import effect_entry
from tests.effect.edits import DAY, NOWHERE, with_rule

KINDS = {
    "due": "by when a duty is to be done",
    "next_due": "by when the next assessment is to be scheduled",
    "next_assessment": "which assessment comes next",
    "warning": "which warnings are given",
}

NOWHERE_CITED = Citation(ParagraphNumber("G99", "1"))


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    return named_code(policies, "SECMP0059").code


def edited(code: Code, policies: Policies, kind: str) -> tuple[Rule, Rule | None]:
    """A rule that concludes a predicate of the kind, and another that differs in its outcome alone."""
    names = {one.name for one in policies.vocabulary.of_kind(kind)}
    for rule in code.rules:
        if rule.head.predicate not in names:
            continue
        if kind == "warning":
            return rule, None
        if kind == "next_assessment":
            other = Constant("verification", Form.SYMBOL, NOWHERE)
            return rule, replace(rule, head=replace(rule.head, terms=(*rule.head.terms[:-1], other)))
        if kind in ("due", "next_due") and isinstance(rule.head.terms[-1], Variable):
            day = rule.head.terms[-1]
            text = f"p(Later) :- q({day.name}), Later = {day.name} + 7 days."
            [later], faults = parse_rules(text, "", 1, NOWHERE_CITED)
            assert not faults
            head = replace(rule.head, terms=(*rule.head.terms[:-1], later.head.terms[0]))
            return rule, replace(rule, head=head, body=(*rule.body, later.body[1]))
    raise AssertionError(f"no rule of the kind {kind}")


def effect_of_kind(code: Code, policies: Policies, kind: str) -> Effect:
    return effect_between(code, with_rule(code, *edited(code, policies, kind)), policies, DAY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_one_kind_of_outcome_alone_is_never_proved_to_be_none(
    code: Code, policies: Policies, kind: str
) -> None:
    effect = effect_of_kind(code, policies, kind)
    named = named_code(policies, "SECMP0059")
    entry = effect_entry(effect, Compared(named, named), policies.vocabulary)
    assert not effect.unchanged
    assert not entry["unchanged"]
    assert not entry["proved"]
    assert "proved" not in entry["claim"]
    assert KINDS[kind] in entry["not_compared"]
    assert KINDS[kind] in entry["claim"].partition("Not compared, and may change: ")[2]
    assert not any("proved" in one or "redline shows" in one for one in entry["notes"])
