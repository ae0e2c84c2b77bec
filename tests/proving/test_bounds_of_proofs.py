"""What is proved of a Code says of which parties: also where questions or properties rest on rules of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from secg.code.consolidation import Code
from secg.code.properties import Property, load_properties
from secg.language.model import Rule
from secg.proving.applies import Inquiry
from secg.proving.proving import Proved, prove_code
from secg.symbolic.rule_memory import RuleMemory
from tests.policy_tree import PolicyTree, paragraph

ASKED = "asked(User, supplier, 1) :- user_role(User, supplier).\nanswered(User, As, 1, full) :- asked(User, As, 1).\n"
DATED = """
status: {kind: type, values: {good: Good, rejected: {label: Rejected, from: 2020-01-01, source: S0}}}
marked:
  kind: fact
  args: {user: party, status: status, set: date}
  begins: set
  dated_by: set
  says: "{user} was marked {status} on {set}"
  absent: none
  because: all are listed
next_question: {kind: question, args: {user: party, as: role}, says: "{user} is assessed again as {as}"}
next_answer:
  {kind: next_assessment, args: {user: party, as: role, category: category}, says: "{user} has {category} next"}
next_open: {kind: silence, question: next_question, args: {user: party, as: role}, says: "nothing says what comes next"}
"""


@pytest.fixture
def tree(tmp_path: Path) -> PolicyTree:
    """The policies of these tests, with symbols that are in use on some days only."""
    return PolicyTree(tmp_path).declares(DATED)


def property_of(tree: PolicyTree, body: str) -> tuple[Property, ...]:
    """The property that nobody meets these conditions."""
    rule = f'breach(User, "it") :- {body}.'
    text = f"# Properties\n\n## Nobody does\n\n> reason: It is so.\n\nNobody does.\n\n```datalog\n{rule}\n```\n"
    path = tree.write("policies/properties.md", text).root / "policies" / "properties.md"
    return load_properties(path, tree.root, tree.load().vocabulary)


BOUNDED = {
    "six records": ("user_role(User, _), N = count : { device(User, Id, _) }, N > 5", "two records of each kind"),
    "a party called by its name": ('user_role(User, _), User = "bob"', "is not called “bob”"),
    "a record called as a party is": ("device(User, Name, _), party(Name)", "calls nothing by the name of a party"),
    "records of two kinds called alike": (
        "device(User, Name, _), weakness(User, Name, _, _)",
        "calls no two records of different kinds alike",
    ),
    "a provider's provider": (
        "shares(User, One), shares(One, Other), shares(Other, Third), Third != User, Third != One, Other != User",
        "one provider that has none itself",
    ),
    "a number that is not stated": ("user_role(User, _), not premises(User, _)", "states every number"),
    "a day after that of the question": ("weakness(User, _, _, Day), Day > 2019-05-10", "as at 1 January 2018"),
}
"""Conditions that some party meets which is not among those examined, and what the claim has to say of these."""


@pytest.mark.parametrize(("body", "words"), BOUNDED.values(), ids=BOUNDED)
def test_that_a_property_holds_is_said_of_the_parties_examined(tree: PolicyTree, body: str, words: str) -> None:
    stated = property_of(tree, body)
    proved = prove_code(tree.rules(ASKED).code(), tree.load(), stated, date(2018, 1, 1))
    assert not proved.findings
    assert words in (proved.bound or "")


def test_the_day_on_which_questions_are_asked_bounds_what_is_said_of_them_though_another_rule_looks_at_the_day(
    tree: PolicyTree,
) -> None:
    rules = """
    answered(User, As, 1, self) :- asked(User, As, 1), weakness(User, _, _, Aware), Aware > 2020-01-01.
    obligation(User, report, "it") :- user_role(User, supplier), as_at(Day), Day > 2019-01-01.
    """
    proved = prove_code(tree.rules(ASKED + rules).code(), tree.load(), (), date(2018, 1, 1))
    assert not proved.findings
    assert "is asked about as at 1 January 2018" in (proved.bound or "")


def test_a_next_assessment_that_nothing_answers_and_nothing_leaves_open_is_found(tree: PolicyTree) -> None:
    asked = "next_question(User, supplier) :- user_role(User, supplier).\n"
    answer = "next_answer(User, As, full) :- next_question(User, As), premises(User, N), N > 10.\n"
    silence = "next_open(User, As) :- next_question(User, As), premises(User, N), N <= {}.\n"

    def found(limit: int) -> list[str]:
        code = tree.rules(ASKED + asked + answer + silence.format(limit)).code()
        return [finding.what for finding in prove_code(code, tree.load(), (), date(2018, 1, 1)).findings]

    assert found(10) == []
    assert found(9) == ["Each next assessment has a category or is recorded as left open: supplier"]


LATER = {
    "a status that is in use later": "marked(User, rejected, _)",
    "a day that comes later": "weakness(User, _, _, Day), Day > 2020-01-01",
}


def both_versions(tree: PolicyTree, body: str) -> tuple[Code, Code]:
    """A version of 2018 and one of 2021 that share a rule with these conditions."""
    tree.rules(f"{ASKED}large(User) :- {body}.")
    tree.instrument("M1", paragraph("Insert G1.2: More", "small(User) :- user_role(User, _)."), in_force="2021-01-01")
    tree.version("later", "2021-01-01", "M1")
    return tree.code("baseline"), tree.code("later")


@pytest.mark.parametrize("body", LATER.values(), ids=LATER)
def test_what_was_proved_of_a_version_is_not_said_of_a_later_one_where_it_rests_on_the_day(
    tree: PolicyTree, body: str
) -> None:
    codes, known = both_versions(tree, body), RuleMemory()
    stated = property_of(tree, body)

    def proved(code: Code, memory: RuleMemory) -> Proved:
        return prove_code(code, tree.load(), stated, code.in_force, memory=memory)

    together = [[finding.kind for finding in proved(code, known).findings] for code in codes]
    assert together == [["idle rule"], ["property"]]
    assert together == [[finding.kind for finding in proved(code, RuleMemory()).findings] for code in codes]


def test_parties_from_elsewhere_are_asked_about_a_rule_in_each_version(tree: PolicyTree) -> None:
    codes, known = both_versions(tree, "user_role(User, _), N = count : { device(User, Id, _) }, N > 5"), RuleMemory()

    def speaks(code: Code, rule: Rule, others: Sequence[Rule]) -> bool:
        return code.label == "later" and bool(rule.body) and not others

    kinds = [
        [
            finding.kind
            for finding in prove_code(code, tree.load(), (), code.in_force, memory=known, speaks=speaks).findings
        ]
        for code in codes
    ]
    assert kinds == [["idle rule"], []]


@pytest.mark.parametrize("body", LATER.values(), ids=LATER)
def test_whom_a_duty_binds_rests_on_the_day_where_its_rules_name_days(tree: PolicyTree, body: str) -> None:
    tree.rules(f'obligation(User, report, "it") :- {body}.')
    inquiry = Inquiry(tree.code(), (), tree.load())
    assert inquiry.grounds("report", date(2018, 1, 1)) != inquiry.grounds("report", date(2021, 1, 1))
