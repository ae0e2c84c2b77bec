"""Instances of a property's rules: together they say what the rule says, and each rests on less."""

from __future__ import annotations

import pytest

from secg.language.model import Rule
from secg.symbolic.rule_memory import instances, reached_rules
from tests.policy_tree import read_rules

RULES = """
duty(User, pay, "fees") :- user(User).
duty(User, tell, Name) :- weakness(User, Name).
excused(User, tell, Name) :- told(User, Name).
told(User, Name) :- report(User, Name).
"""


def parted(text: str, rules: str = RULES) -> tuple[list[Rule], tuple[Rule, ...]]:
    """The instances of a rule, and the rules that it stands beside."""
    read, faults = read_rules(rules + text)
    assert not faults
    return list(instances(read[-1], read)), read


def heads_and_bodies(rules: list[Rule]) -> list[str]:
    """Each rule in words."""
    return [f"{rule.head} :- {', '.join(map(str, rule.body))}" for rule in rules]


def test_a_variable_that_rules_give_few_constants_is_each_of_them() -> None:
    rules, _ = parted("breach(User, Duty) :- duty(User, Duty, Name), not excused(User, Duty, Name).")
    assert heads_and_bodies(rules) == [
        'breach(User, pay) :- duty(User, pay, "fees"), not excused(User, pay, "fees")',
        "breach(User, tell) :- duty(User, tell, Name), not excused(User, tell, Name)",
    ]


def test_an_instance_rests_on_no_rule_about_another_constant() -> None:
    found, rules = parted("breach(User, Duty) :- duty(User, Duty, Name), not excused(User, Duty, Name).")
    reached = reached_rules(found[:1], [*rules, *found])
    assert heads_and_bodies(list(reached)) == [
        'duty(User, pay, "fees") :- user(User)',
        'breach(User, pay) :- duty(User, pay, "fees"), not excused(User, pay, "fees")',
    ]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("breach(User, Duty) :- duty(User, Duty, _).", "duty(User, Any, Name) :- any_duty(User, Any, Name)."),
        ("breach(User, Duty) :- duty(User, Duty, _), Duty != Other, other(User, Other).", ""),
        ("breach(User, Duty) :- named(User, Duty).", ""),
    ],
)
def test_a_rule_whose_variable_may_have_other_values_or_is_compared_stays_as_it_is(text: str, more: str) -> None:
    found, rules = parted(text, RULES + more)
    assert found == [rules[-1]]
