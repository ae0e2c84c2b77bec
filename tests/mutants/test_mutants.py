"""The judge of mutants: it notices what a case notices, and finds a party for what no case does."""

from __future__ import annotations

import pytest

from secg.language.model import Rule
from secg.messages import Span
from tests.mutants.equivalence import ask
from tests.mutants.judging import judge_policy_mutant, judge_rule_mutant, policy_mutants
from tests.mutants.mutations import Mutant, mutants_of
from tests.mutants.search import Search
from tests.mutants.settings import settings_of
from tests.mutants.world import world


def threshold_rules() -> list[Rule]:
    """The rules of G8.49 and others by which a number of premises is above the threshold."""
    rules: dict[Span, Rule] = {mutant.original.span: mutant.original for mutant in world().mutants}
    own = (rule for rule in rules.values() if "section-g" in rule.span.file)
    return [rule for rule in own if rule.head.predicate == "above_the_threshold"]


def test_every_kind_of_change_is_made() -> None:
    kinds = {mutant.kind for mutant in world().mutants}
    assert {
        "condition left out",
        "comparison turned",
        "threshold off by one",
        "category changed",
        "date changed",
        "another variable",
        "_ for a variable",
        "_ for a constant",
        "variables swapped",
        "negation added",
        "negation dropped",
        "unit changed",
    } <= kinds


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("discharged", "`manufacturer_told(User, _, _)`"),
        ("due", "`respond_by(User, _, Due)`"),
        ("schedule_by", "days instead of months"),
        ("held_back", "`let_in_on(User, _)`"),
    ],
)
def test_a_slip_is_noticed_by_a_case_or_a_law(head: str, what: str) -> None:
    loaded = world()
    slips = [mutant for mutant in loaded.mutants if mutant.original.head.predicate == head and mutant.what == what]
    assert slips
    assert all(judge_rule_mutant(slip, loaded.settings, loaded.lawful).killed_by for slip in slips)


def test_the_cases_hold_before_anything_is_changed() -> None:
    for setting in world().settings:
        assert setting.first_failing(setting.model, setting.program.guarded) is None


def test_a_threshold_off_by_one_is_noticed() -> None:
    loaded = world()
    mutants = mutants_of(threshold_rules()[0], loaded.policies.vocabulary)
    mutant = next(mutant for mutant in mutants if "250_001 instead of 250_000" in mutant.what)
    assert judge_rule_mutant(mutant, loaded.settings).killed_by


def test_what_no_case_notices_gets_a_killing_party() -> None:
    loaded = world()
    mutant = next(
        item
        for item in mutants_of(threshold_rules()[0], loaded.policies.vocabulary)
        if "250_001 instead of 250_000" in item.what
    )
    nothing = settings_of((), loaded.policies)
    assert judge_rule_mutant(mutant, nothing).killed_by == ""
    case = Search(loaded.policies).killing_case(mutant, 300)
    assert case is not None and "250_001" in case


def test_a_mutant_that_means_the_same_is_proved_so() -> None:
    loaded = world()
    rule = threshold_rules()[0]
    code = loaded.settings[0].program.code
    doubled = Mutant(rule, Rule(rule.head, (*rule.body, rule.body[0]), rule.citation, rule.span), "", "")
    answer = ask(doubled, [code], loaded.watch)
    assert answer.same and code.label in answer.why


@pytest.mark.parametrize(
    ("concluded", "what"),
    [
        ("possible_problem", "13 instead of 12"),
        ("due", "the whole rule is left out"),
        ("owed_to", "the whole rule is left out"),
        ("next_out_of_turn", "the whole rule is left out"),
    ],
)
def test_the_solver_sees_every_kind_of_outcome(concluded: str, what: str) -> None:
    loaded = world()
    code = loaded.settings[0].program.code
    mutant = next(
        mutant
        for mutant in loaded.mutants
        if mutant.original.head.predicate == concluded and mutant.what == what and mutant.original in code.rules
    )
    answer = ask(mutant, [code], loaded.watch)
    assert answer.party and not answer.same


def test_a_text_without_rules_is_missed_by_the_cases_that_look_for_it() -> None:
    loaded = world()
    found = [
        policy_mutant
        for policy_mutant in policy_mutants(loaded.policies)
        if policy_mutant[2] == "without its insert of G10.1"
    ]
    assert [judge_policy_mutant(*row, loaded.settings).killed_by for row in found] != [""]
