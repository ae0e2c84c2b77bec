"""Questions left open for want of a number that does not matter: found with the smallest party, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from secg.code.consolidation import consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.language.unknowns import with_guards
from secg.messages import Faults
from secg.outcomes.states import Key, OutcomeKind
from secg.outcomes.witness import PartyFile, Witness
from secg.proving.needless import check_needless, prove_needless
from secg.symbolic.open_space import OpenSpace
from tests.laws.planted import slipped
from tests.policy_tree import PolicyTree

DAY = date(2018, 6, 1)
OFFICES = """
offices:
  {kind: fact, args: {user: party, count: count}, says: "{user} has {count} more", one_at_a_time: true, absent: unknown}
"""
ASKED = "asked(User, supplier, 1) :- user_role(User, supplier).\n"
WEIGHTED = """
total(User, T) :- premises(User, P), offices(User, O), T = P + 5 * O.
answered(User, As, 1, full) :- asked(User, As, 1), total(User, T), T > 250.
answered(User, As, 1, self) :- asked(User, As, 1), total(User, T), T <= 250.
"""
WHATEVER = """
answered(User, As, 1, full) :- asked(User, As, 1), offices(User, O), 5 * O > 250.
answered(User, As, 1, full) :- asked(User, As, 1), premises(User, P), P > 250.
"""
SHARED = """
linked(User, Other) :- shares(User, P), shares(Other, P), User != Other.
total(User, T) :- premises(User, P), S = sum O : { linked(User, X), premises(X, O) }, T = P + S.
answered(User, As, 1, full) :- asked(User, As, 1), total(User, T), T > 250.
answered(User, As, 1, self) :- asked(User, As, 1), total(User, T), T <= 250.
"""


def found(tree: PolicyTree, rules: str) -> list[tuple[str, list[str]]]:
    """The reason of each finding, and what its parties state."""
    tree.declares(OFFICES).rules(ASKED + rules)
    proved = prove_needless(tree.code(), tree.load(), DAY)
    assert not proved.undecided
    result = []
    for finding in proved.findings:
        assert finding.witness is not None
        result.append((finding.reason, [file.facts for file in finding.witness.files]))
    return result


def test_one_number_above_the_threshold_makes_the_other_needless(tree: PolicyTree) -> None:
    [(reason, [facts])] = found(tree, WEIGHTED)
    assert facts == "facts:\n  user_role: [supplier]\n  offices: 51\n"
    assert reason == "each value of what is not stated gives a Full. Not stated: that the party serves so many."


def test_rules_that_answer_whatever_the_number_leave_nothing_needless(tree: PolicyTree) -> None:
    assert found(tree, WEIGHTED + WHATEVER) == []


def test_taking_one_of_them_away_is_found(tree: PolicyTree) -> None:
    left = WHATEVER.strip().splitlines()[0]
    [(_, [facts])] = found(tree, WEIGHTED + left)
    assert facts == "facts:\n  user_role: [supplier]\n  premises: 251\n"


def test_the_number_of_another_user_may_be_needless(tree: PolicyTree) -> None:
    [(reason, [party, *others])] = found(tree, SHARED)
    assert "premises: 251\n" in party
    assert reason.endswith("Not stated: that another User serves so many.")
    assert not any("premises" in other for other in others)


def test_a_number_that_matters_is_rightly_asked_for(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, P), P > 10.
    answered(User, As, 1, self) :- asked(User, As, 1), premises(User, P), P <= 10.
    """
    assert found(tree, rules) == []


def test_one_value_with_another_answer_is_enough_to_ask(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, P), P != 123_457.
    answered(User, As, 1, self) :- asked(User, As, 1), premises(User, 123_457).
    """
    assert found(tree, rules) == []


def test_two_numbers_may_be_needless_together(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, P), offices(User, O), P > O.
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, P), offices(User, O), P <= O.
    """
    [(_, [facts])] = found(tree, rules)
    assert facts == "facts:\n  user_role: [supplier]\n"


def test_a_silence_whatever_the_number_is_found_too(tree: PolicyTree) -> None:
    rules = """
    unanswered(User, As, 1) :- asked(User, As, 1), premises(User, _), offices(User, O), O >= 7.
    answered(User, As, 1, full) :- asked(User, As, 1), offices(User, O), O < 7.
    """
    [(reason, [facts])] = found(tree, rules)
    assert reason.startswith("each value of what is not stated gives no answer, as the sources leave it open")
    assert "offices: 7\n" in facts


@pytest.mark.parametrize(("facts", "answer"), [("{premises: 251}", "self"), ("{premises: 3, offices: 1}", "full")])
def test_a_finding_that_the_engine_contradicts_is_an_internal_error(tree: PolicyTree, facts: str, answer: str) -> None:
    tree.declares(OFFICES).rules(ASKED + WEIGHTED)
    policies, rules = tree.load(), with_guards(tree.code().rules, tree.load().vocabulary)
    space = OpenSpace(policies.vocabulary, rules, DAY, DAY)
    file = PartyFile("the-party", "a test", f"facts: {{user_role: [supplier], {facts.strip('{}')}}}\n", ())
    with pytest.raises(Faults) as refused:
        check_needless(
            Witness(DAY, (file,)), Key(OutcomeKind.ANSWER, "answered", ("supplier", 1)), answer, rules, space
        )
    assert [diagnostic.kind.code for diagnostic in refused.value.diagnostics] == ["E599"]


@pytest.mark.parametrize("label", ["baseline", "SECMP0044", "SECMP0059", "MP203"])
def test_no_question_of_the_code_is_left_open_needlessly(policies: Policies, label: str) -> None:
    code = consolidate(policies, version_named(policies, label))
    proved = prove_needless(code, policies, code.in_force)
    assert (proved.findings, proved.undecided) == ((), ())


PLATFORM = "  shared_resource: [{provider: provider, extent: whole}]\n"
SERVED = "  shared_resource: [{provider: the-party, extent: whole}]\n"
WITHOUT = {
    "more than 250,000 Domestic Premises, the others not stated": (
        "SECMP0059",
        ("domestic_premises_decide(User)", "domestic_premises(User, 1)", "required_assessment(User, supplier_party"),
        ["  user_role: [import_supplier]\n  domestic_premises: 250_001\n"],
    ),
    "more than 50,000 Non-Domestic Premises, the others not stated": (
        "SECMP0059",
        (
            " non_domestic_premises_decide(User)",
            " domestic_premises(User, 1)",
            "required_assessment(User, supplier_party",
        ),
        ["  user_role: [import_supplier]\n  non_domestic_premises: 50_001\n"],
    ),
    "more than 250,000 of one User of a provider, those of another not stated": (
        "SECMP0044",
        ("stated sum", "sum", "required_assessment(Provider, shared_resource_provider, Year, full)"),
        ["  user_role: [import_supplier]\n", f"  user_role: [import_supplier]\n  domestic_premises: 250_001\n{SERVED}"],
    ),
    "more than 250,000 of another User of the same resource, its own not stated": (
        "baseline",
        ("stated sum", "sum", "above_the_threshold(User, supplier_party)"),
        [f"  user_role: [import_supplier]\n  domestic_premises: 1\n{PLATFORM}"],
    ),
}


@pytest.mark.parametrize(("label", "slip", "facts"), WITHOUT.values(), ids=WITHOUT)
def test_without_its_rule_a_needless_number_is_found_with_the_smallest_party(
    policies: Policies, label: str, slip: tuple[str, str, str], facts: list[str]
) -> None:
    code = slipped(consolidate(policies, version_named(policies, label)), *slip)
    findings = prove_needless(code, policies, code.in_force).findings
    assert findings and findings[0].witness is not None
    files = [party_file.facts.removeprefix("facts:\n") for party_file in findings[0].witness.files]
    assert files[: len(facts)] == facts, files
