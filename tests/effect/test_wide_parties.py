"""What an effect says of all other outcomes holds for random parties that the solver did not choose."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from secg.code.consolidation import consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.effect import effect as effects
from secg.effect.effect import effect_between
from secg.symbolic import domains
from tests.effect.added_facts import with_added_facts
from tests.effect.edits import with_rule
from tests.effect.test_any_party import BY_ITSELF, effect_of, with_duty
from tests.effect.test_compared import days_later, rules_of
from tests.effect.wide_parties import asked_day, code_with_new_rule, drawn_facts, missed, tried

POPULATIONS = 20


@pytest.mark.parametrize("seed", range(4))
def test_no_party_of_a_random_population_has_a_change_that_is_not_told(policies: Policies, seed: int) -> None:
    assert tried(policies, seed, POPULATIONS).missed == ()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("wider", [False, True], ids=["", "added facts"])
def test_no_party_of_a_random_population_has_a_change_by_a_new_rule_that_is_not_told(
    policies: Policies, tmp_path: Path, seed: int, wider: bool
) -> None:
    asked = with_added_facts(policies, tmp_path) if wider else policies
    assert tried(asked, seed, POPULATIONS, code_with_new_rule).missed == ()


def test_a_constant_left_out_of_the_solvers_domains_is_noticed(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, body = consolidate(policies, version_named(policies, "SECMP0059")), 'report_received(User, "draft", _)'
    after = with_duty(code, body)
    facts = drawn_facts((code, after), policies, range(POPULATIONS), alone=False)
    assert missed(code, after, effect_of(code, body, policies), policies, facts) == []
    monkeypatch.setattr(domains, "constants_of", lambda *_: {})
    assert missed(code, after, effect_of(code, body, policies), policies, facts)


def test_days_that_are_left_out_of_the_comparison_are_noticed(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = consolidate(policies, version_named(policies, "SECMP0059"))
    [rule] = [rule for rule in rules_of(code, "due") if "take_step" in str(rule)]
    after = with_rule(code, rule, days_later(rule, 30))
    facts = drawn_facts((code, after), policies, range(4), alone=False)
    compared = effect_between(code, after, policies, code.in_force)
    assert missed(code, after, compared, policies, facts) == []
    monkeypatch.setattr(effects, "detail_changes", lambda *_: iter(()))
    assert missed(code, after, effect_between(code, after, policies, code.in_force), policies, facts)


def test_a_claim_that_does_not_name_the_day_of_the_question_is_tried_on_later_days_too(policies: Policies) -> None:
    code = consolidate(policies, version_named(policies, "SECMP0059"))
    after = with_duty(code, "sec_party_since(User, Day), Day > 2030-01-01", BY_ITSELF)
    effect = effect_between(code, after, policies, code.in_force)
    facts = drawn_facts((code, after), policies, range(POPULATIONS), alone=False, asked=date(2031, 1, 1))
    assert missed(code, after, effect, policies, facts)
    without_day = replace(effect, bound=None)
    assert {asked_day(code, effect, random.Random(seed)) for seed in range(20)} == {code.in_force}
    assert max(asked_day(code, without_day, random.Random(seed)) for seed in range(20)) > code.in_force
