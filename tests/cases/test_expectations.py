"""What a regression case can say: each expectation is met where it is true, and missed where it is not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from secg.cases.case import Case
from secg.cases.case_reader import read_cases
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.code.policies import Policies, load_policies
from secg.facts.loading import Situations
from secg.messages import Faults
from tests.policy_tree import PolicyTree, paragraph

ROOT = Path(__file__).resolve().parents[2]
SITUATION = """
    user_role: [registered_supplier_agent, other_user]
    assessment: [{category: full, completed: 2017-05-01, capacity: other_user}]
    report_received: [{report: first-report, received: 2017-12-01}]
    response_step: [{step: patch, complete_by: 2018-03-31}]
"""


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


def read(tmp_path: Path, expect: str, situation: str = SITUATION) -> Case:
    """The one case of a file that holds it."""
    folder = tmp_path / "baseline"
    folder.mkdir()
    text = f"- case: One\n  source: S3\n  situation:{situation}  expect: {{{expect}}}\n"
    (folder / "cases.yaml").write_text(text)
    (case,) = read_cases(tmp_path, tmp_path, policies(), Situations({}, "facts", ""))
    return case


def missed(tmp_path: Path, expect: str, situation: str = SITUATION) -> list[str]:
    """What a case with this expectation misses, as `what: expected, actual`."""
    case = read(tmp_path, expect, situation)
    return [f"{mismatch.what}: {mismatch.expected}, {mismatch.actual}" for mismatch in judge(find(case, policies()))]


RESPONSE = "obligations: [{paragraph: G8.24, about: first-report, status: applies, %s}]"
STEP = "obligations: [{paragraph: G8.28, about: patch, status: applies, %s}]"


@pytest.mark.parametrize(
    "expect",
    [
        "assessments: {registered_supplier_agent: [full, silent, no_source]}",
        "assessments: {registered_supplier_agent: [full, undetermined, undetermined]}",
        "next: {other_user: {category: self, due: 2018-05-01}, supplier_party: {category: none, due: none}}",
        RESPONSE % "owed_to: [the User Independent Security Assurance Service Provider, the Security Sub-Committee]",
        RESPONSE % "due: none",
        STEP % "owed_to: none, due: 2018-03-31",
        "in_the_code: [G8.43], not_in_the_code: [G10.1]",
        "does_not_warn: [possible gap]",
    ],
)
def test_an_expectation_that_is_true_is_met(expect: str, tmp_path: Path) -> None:
    assert missed(tmp_path, expect) == []


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        (
            "assessments: {other_user: [full, silent, self]}",
            "assessments as other_user: full, silent, self, full, self, self",
        ),
        ("next: {other_user: {category: silent}}", "the next assessment as other_user: silent, self"),
        ("next: {other_user: {category: none}}", "the next assessment as other_user: none, self"),
        (
            "next: {other_user: {category: self, due: none}}",
            "the day by which the next assessment is due as other_user: none, 2018-05-01",
        ),
        (
            RESPONSE % "owed_to: the Security Sub-Committee",
            "to whom G8.24 about first-report is owed: the Security Sub-Committee, the Security Sub-Committee, "
            "the User Independent Security Assurance Service Provider",
        ),
        (STEP % "owed_to: the-party", "to whom G8.28 about patch is owed: the-party, none"),
        (STEP % "due: none", "the day by which G8.28 about patch is due: none, 2018-03-31"),
        ("in_the_code: [G10.1]", "the paragraphs of the Code: G10.1 among them, G10.1 not among them"),
        ("not_in_the_code: [G8.43]", "the paragraphs of the Code: G8.43 not among them, G8.43 among them"),
    ],
)
def test_one_that_is_not_is_missed(expect: str, words: str, tmp_path: Path) -> None:
    assert missed(tmp_path, expect) == [words]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        (
            "assessments: {registered_supplier_agent: [full, code_silent, self]}",
            "assessments as Registered Supplier Agent: Full User Security Assessment, open: a source says that the "
            "Code is silent, User Security Self-Assessment, Full User Security Assessment, open: no source held says, "
            "open: no source held says",
        ),
        (
            "next: {other_user: {category: self, due: 2018-06-01}}",
            "the day by which the next assessment is due as Other User: 1 June 2018, 1 May 2018",
        ),
        (STEP % "due: 2018-04-01", "the day by which G8.28 about “patch” is due: 1 April 2018, 31 March 2018"),
        (
            RESPONSE.replace("applies", "discharged") % "due: none",
            "G8.24 about “first report”: done, applies",
        ),
    ],
)
def test_a_page_tells_what_is_missed_in_the_labels_of_the_vocabulary(expect: str, words: str, tmp_path: Path) -> None:
    findings = replace(find(read(tmp_path, expect), policies()), labelled=True)
    (mismatch,) = judge(findings)
    assert f"{mismatch.what}: {mismatch.expected}, {mismatch.actual}" == words


def test_a_page_labels_a_capacity_and_a_category_of_one_name_each_by_its_own_type(tree: PolicyTree) -> None:
    vocabulary = (tree.root / "policies" / "vocabulary.yaml").read_text()
    tree.vocabulary(vocabulary.replace("network: Network Party", "full: Full Member"))
    asked = "".join(f"asked(User, full, {year}) :- party(User).\n" for year in (1, 2, 3))
    rules = f"{asked}answered(User, full, Year, full) :- asked(User, full, Year)."
    tree.part(paragraph("G1.1: The question", rules)).party("alpha")
    case = "- case: One\n  source: S0\n  party: alpha\n  expect: {assessments: {full: [self, full, full]}}\n"
    tree.write("tests/regression/baseline/cases.yaml", case)
    own, situations = tree.load(), tree.situations()
    (read_case,) = read_cases(tree.root / "tests" / "regression", tree.root, own, situations)
    (mismatch,) = judge(replace(find(read_case, own), labelled=True))
    told = (mismatch.what, mismatch.expected, mismatch.actual)
    assert told == ("assessments as Full Member", "Self, Full, Full", "Full, Full, Full")


def test_a_warning_that_is_not_expected_is_missed(tmp_path: Path) -> None:
    situation = """
    user_role: [import_supplier]
    domestic_premises: [{count: 300_000, from: 2017-12-01}]
    non_domestic_premises: 0
    assessment: [{category: full, completed: 2016-05-01}]
"""
    (words,) = missed(tmp_path, "does_not_warn: [possible gap]", situation)
    assert words.startswith(
        "the warnings: none that contains `possible gap`, a possible problem for the party, as Supplier Party"
    )


def test_a_missing_fact_is_not_a_silence_of_the_code(tmp_path: Path) -> None:
    situation = """
    user_role: [gas_supplier]
"""
    assert missed(tmp_path, "assessments: {supplier_party: [full, undetermined, undetermined]}", situation) == []
    (tmp_path / "again").mkdir()
    (words,) = missed(tmp_path / "again", "assessments: {supplier_party: [full, silent, silent]}", situation)
    assert words == "assessments as supplier_party: full, silent, silent, full, undetermined, undetermined"


def test_an_answer_beside_a_silence_is_a_conflict(tmp_path: Path) -> None:
    """A rule that concludes both is a fault of the rules; no expectation of an answer or of a silence hides it."""
    case = read(tmp_path, "assessments: {other_user: [full, self, self]}")
    findings = find(case, policies())
    relations = {**findings.model.relations, "silent": ((case.party, "other_user", 2),)}
    (mismatch,) = judge(replace(findings, model=type(findings.model)(relations)))
    assert mismatch.actual == "full, conflict (self and code_silent), self"


@pytest.mark.parametrize(
    "words", ["may not bind it", "whether the party must report the incident to the", "MP200", "described on 19 June"]
)
def test_words_that_some_warning_of_some_version_has_may_be_expected_not_to_be_said(words: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"does_not_warn: [{words}]").expect.does_not_warn == (words,)


def test_a_limb_of_the_code_is_there_where_the_paragraph_has_it(tmp_path: Path) -> None:
    assert missed(tmp_path, "in_the_code: [G3.18(b)]") == []


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ('does_not_cite: ["G8.41(z)"]', "E908"),
        ("does_not_cite: [G10.5]", "E908"),
        ("does_not_cite: [G3.9]", "E914"),
        ('does_not_cite: ["G7.16(a)"]', "E914"),
        ("next: {supplier_party: {}}", "E912"),
        ("next: {}", "E912"),
        ('warnings: [""]', "E912"),
        ('does_not_warn: [" "]', "E912"),
        ("does_not_warn: [hello world]", "E912"),
        ("in_the_code: [G8.41(z)]", "E908"),
        ("not_in_the_code: [G8.41(z)]", "E908"),
        ("assessments: {}", "E912"),
        ("obligations: ", "E912"),
        ("obligations: []", "E912"),
        ("obligations: [{paragraph: G8.24, about: own-assessments, duty: keep_secure, status: none}]", "E913"),
        ("assessments: {other_user: [full, self, two_readings and no_source]}", "E906"),
        ("next: {other_user: {category: no_source and no_source}}", "E906"),
    ],
)
def test_an_expectation_that_cannot_be_missed_is_a_fault_even_beside_one_that_can(
    expect: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Faults) as raised:
        read(tmp_path, f"cites: [G8.40], {expect}")
    assert code in [diagnostic.kind.code for diagnostic in raised.value.diagnostics]
