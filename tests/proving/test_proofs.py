"""Proofs over all possible parties: the drafting errors of 5.20, and what the deletion of a rule leaves open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.properties import Property, load_kinds, load_properties
from secg.code.selection import version_named
from secg.language.model import Rule
from secg.messages import Faults
from secg.proving.needless import prove_needless
from secg.proving.properties import prove_properties
from secg.proving.proving import prove_code, without_accepted
from secg.proving.questions import Finding, FindingKind, prove_questions
from secg.symbolic.rule_memory import RuleMemory
from tests.policy_tree import PolicyTree, paragraph

TOLD = "Who must tell of a weakness must arrange to be told of it"


def breaches(policies: Policies, repository: Path, label: str) -> tuple[Finding, ...]:
    """The breaches of the property about SMETS1 in a version."""
    labels = [version.label for version in policies.versions.versions]
    path = repository / "policies" / "properties.md"
    stated = load_properties(path, repository, policies.vocabulary, labels, list(policies.instruments))
    code = consolidate(policies, version_named(policies, label))
    findings, undecided, _ = prove_properties(
        code, policies, [one for one in stated if one.title == TOLD], code.in_force
    )
    assert not undecided
    return findings


def without(code: Code, rule: Rule) -> Code:
    """The Code with one rule taken out."""
    number = rule.citation.paragraph
    standing = code.paragraphs[number]
    rules = tuple(other for other in standing.paragraph.rules if other is not rule)
    changed = replace(standing, paragraph=replace(standing.paragraph, rules=rules))
    return replace(code, paragraphs={**code.paragraphs, number: changed})


def test_both_drafting_errors_of_5_20_are_found(policies: Policies, repository: Path) -> None:
    findings = breaches(policies, repository, "5.20")
    assert {finding.what for finding in findings} == {
        f"{TOLD}: SMETS1 Communications Hub Function",
        f"{TOLD}: SMETS1 Gas Proxy Function",
    }
    assert all(finding.witness is not None for finding in findings)
    code = consolidate(policies, version_named(policies, "5.20"))
    silences = prove_questions(code, policies, code.in_force).silences
    silence = next(finding for finding in silences if finding.what == "as Supplier Party")
    assert silence.years == (2, 3)
    assert [str(citation) for citation in silence.paragraphs] == ["G8.42"]
    assert silence.reason
    assert silence.witness is not None
    assert "non_domestic_premises: 1\n" in silence.witness.files[0].text


@pytest.mark.parametrize(("label", "holds"), [("5.14", True), ("5.20", False), ("SECMP0059", False), ("MP087", True)])
def test_the_property_about_smets1_holds_before_5_20_and_from_mp087_on(
    policies: Policies, repository: Path, label: str, holds: bool
) -> None:
    assert (not breaches(policies, repository, label)) == holds


@pytest.mark.parametrize("label", ["5.20", "SECMP0044", "SECMP0059", "MP203"])
def test_deleting_any_assessment_rule_leaves_a_gap_with_a_witness(policies: Policies, label: str) -> None:
    code = consolidate(policies, version_named(policies, label))
    rules = [rule for rule in code.rules if rule.head.predicate == "required_assessment"]
    known = RuleMemory()
    for rule in rules:
        answered = prove_questions(without(code, rule), policies, code.in_force, memory=known)
        assert not answered.undecided
        gaps = [finding for finding in answered.findings if finding.kind is FindingKind.GAP]
        # a rule for who does not state a number leaves the question open needlessly
        gaps = gaps or list(prove_needless(without(code, rule), policies, code.in_force, memory=known).findings)
        assert gaps, f"{rule.span} is not missed"
        assert all(finding.witness is not None for finding in gaps)


ASKED = """
asked(User, supplier, 1) :- user_role(User, supplier).
"""


def findings_of(tree: PolicyTree, rules: str, reason: str = "") -> list[tuple[str, str]]:
    """Kind and witness of each finding about a paragraph with these rules."""
    text = paragraph("G1.1: The rules", ASKED + rules)
    code = tree.part(text.replace("text (S0)", f"text (S0){reason}")).code()
    proved = prove_code(code, tree.load(), (), date(2018, 6, 1))
    assert not proved.undecided
    return [(finding.kind, finding.witness.files[0].text if finding.witness else "") for finding in proved.findings]


def test_a_question_with_neither_answer_nor_silence_is_a_gap(tree: PolicyTree) -> None:
    [(kind, witness)] = findings_of(
        tree, "answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N > 10."
    )
    assert kind == "gap"
    assert "premises: 0" in witness


def test_a_recorded_silence_with_its_reason_is_no_finding(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N > 10.
    unanswered(User, As, 1) :- asked(User, As, 1), premises(User, N), N <= 10.
    """
    assert findings_of(tree, rules, "\n>\n> open: Nothing is said of ten and fewer.") == []


def test_a_recorded_silence_without_a_reason_is_found(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N > 10.
    unanswered(User, As, 1) :- asked(User, As, 1), premises(User, N), N <= 10.
    """
    [(kind, _)] = findings_of(tree, rules)
    assert kind == "silence without a reason"


def test_two_answers_to_one_question_are_a_contradiction_with_its_smallest_witness(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N >= 10.
    answered(User, As, 1, self) :- asked(User, As, 1), premises(User, N), N <= 10.
    """
    [(kind, witness)] = findings_of(tree, rules)
    assert kind == "contradiction"
    assert "premises: 10\n" in witness


def test_a_rule_that_no_party_can_meet_is_idle(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1).
    large(User) :- premises(User, N), N > 10, N < 11.
    """
    assert findings_of(tree, rules) == [("idle rule", "")]


def test_a_rule_that_says_only_what_another_says_is_implied(tree: PolicyTree) -> None:
    rules = """
    answered(User, As, 1, full) :- asked(User, As, 1).
    large(User) :- premises(User, N), N > 10.
    large(User) :- premises(User, N), N > 20.
    """
    assert findings_of(tree, rules) == [("implied rule", "")]


def test_a_property_that_does_not_hold_is_found_with_its_reason(tree: PolicyTree) -> None:
    code = tree.rules(f"{ASKED}answered(User, As, 1, self) :- asked(User, As, 1).").code()
    tree.write(
        "policies/properties.md",
        "# Properties\n\n## Full first\n\n> reason: It is so.\n\nThe first is full.\n\n```datalog\n"
        'breach(User, "first") :- answered(User, _, 1, Category), Category != full.\n```\n',
    )
    policies = tree.load()
    stated = load_properties(tree.root / "policies" / "properties.md", tree.root, policies.vocabulary)
    [finding] = prove_code(code, policies, stated, date(2018, 6, 1)).findings
    assert (finding.kind, finding.what, finding.reason) == ("property", "Full first: first", "It is so.")
    assert finding.witness is not None


def full_first(tree: PolicyTree, accepted: str) -> tuple[Property, ...]:
    """The property that the first assessment is full, of which something is accepted."""
    tree.write(
        "policies/properties.md",
        f"# Properties\n\n## Full first\n\n> reason: It is so.\n>\n> accepted: {accepted}\n\nThe first is full.\n\n"
        '```datalog\nbreach(User, "first") :- answered(User, _, 1, Category), Category != full.\n```\n',
    )
    path = tree.root / "policies" / "properties.md"
    return load_properties(path, tree.root, tree.load().vocabulary, ["baseline", "later"], ["meant"])


def accepting(tree: PolicyTree, accepted: str, *overlays: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is found, and what is accepted, where a breach about `first` is there and this is accepted of it."""
    tree.rules(f"{ASKED}answered(User, As, 1, self) :- asked(User, As, 1).")
    stated = full_first(tree, accepted)
    proved = prove_code(replace(tree.code(), overlays=overlays), tree.load(), stated, date(2018, 6, 1))
    assert all(finding.witness is not None for finding in proved.accepted)
    return [(finding.kind, finding.what) for finding in proved.findings], [
        (finding.what, finding.reason) for finding in proved.accepted
    ]


def test_an_accepted_breach_is_reported_with_its_reason_and_is_no_finding(tree: PolicyTree) -> None:
    found, accepted = accepting(tree, "first, from baseline to baseline: the sources say so.")
    assert (found, accepted) == ([], [("Full first: first", "the sources say so.")])


def test_a_breach_about_something_else_than_what_is_accepted_is_found_beside_the_stale_acceptance(
    tree: PolicyTree,
) -> None:
    found, accepted = accepting(tree, "second, from baseline to later: the sources say so.")
    assert not accepted
    assert found == [("property", "Full first: first"), ("stale acceptance", "Full first: second")]


def test_a_breach_accepted_of_another_version_is_found(tree: PolicyTree) -> None:
    found, accepted = accepting(tree, "first, from later to later: the sources say so.")
    assert (found, accepted) == ([("property", "Full first: first")], [])


def test_a_breach_accepted_of_a_reading_is_accepted_with_that_reading_alone(tree: PolicyTree) -> None:
    accepted = "first, with meant: the reading says so."
    assert accepting(tree, accepted, "meant") == ([], [("Full first: first", "the reading says so.")])
    assert accepting(tree, accepted) == ([("property", "Full first: first")], [])
    stale = accepting(tree, "second, with meant: the reading says so.", "meant")
    assert stale == ([("property", "Full first: first"), ("stale acceptance", "Full first: second")], [])


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("answered(User, As, 1, self) :- asked(User, As, 1), premises(User, 9).", ["added breach"]),
        ("answered(User, As, 2, self) :- asked(User, As, 1).", []),
    ],
)
def test_what_is_accepted_of_a_version_hides_no_breach_that_a_reading_adds(
    tree: PolicyTree, rule: str, found: list[str]
) -> None:
    tree.rules(
        f"{ASKED}answered(User, As, 1, self) :- asked(User, As, 1), premises(User, N), N > 10.\n"
        "answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N < 9."
    )
    tree.instrument("meant", paragraph("Insert G1.2: More", rule))
    stated = full_first(tree, "first, from baseline to baseline: the sources say so.")
    proved = prove_code(tree.code(None, "meant"), tree.load(), stated, date(2018, 6, 1))
    assert [finding.what for finding in proved.accepted] == ["Full first: first"]
    assert [finding.kind for finding in proved.findings if finding.what == "Full first: first"] == found


def test_what_a_reading_adds_to_an_accepted_breach_is_accepted_of_the_reading(tree: PolicyTree) -> None:
    tree.rules(
        f"{ASKED}answered(User, As, 1, self) :- asked(User, As, 1), premises(User, N), N > 10.\n"
        "answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N < 9."
    )
    added = "answered(User, As, 1, self) :- asked(User, As, 1), premises(User, 9)."
    tree.instrument("meant", paragraph("Insert G1.2: More", added))
    accepted = "first, from baseline to baseline: the sources say so.\n>\n> accepted: first, with meant: so it reads."
    proved = prove_code(tree.code(None, "meant"), tree.load(), full_first(tree, accepted), date(2018, 6, 1))
    assert [finding for finding in proved.findings if finding.what == "Full first: first"] == []
    assert {finding.reason for finding in proved.accepted} == {"the sources say so.", "so it reads."}


def test_the_breach_of_5_20_is_accepted_and_shown_with_its_witness(policies: Policies, repository: Path) -> None:
    labels = [version.label for version in policies.versions.versions]
    path = repository / "policies" / "properties.md"
    stated = load_properties(path, repository, policies.vocabulary, labels, list(policies.instruments))
    told = [one for one in stated if one.title == TOLD]
    for label in ("5.20", "MP087"):
        code = consolidate(policies, version_named(policies, label))
        accepted, failing = without_accepted(code, told, breaches(policies, repository, label), False)
        assert not failing
        assert [finding.what for finding in accepted] == (
            [f"{TOLD}: SMETS1 Communications Hub Function", f"{TOLD}: SMETS1 Gas Proxy Function"]
            if label == "5.20"
            else []
        )
        assert all(finding.witness and finding.reason for finding in accepted)


STATED = '## A\n\n> reason: So.\n\nWords.\n\n```datalog\nbreach(User, "a") :- user_role(User, _).\n```\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "## A\n\n> reason: So.\n>\n> accepted: because.\n\nWords.\n\n```datalog\n"
            'breach(User, "a") :- user_role(User, _).\n```\n',
            "E705",
        ),
        (
            "## A\n\n> reason: So.\n>\n> accepted: a, from basline to baseline: so.\n\nWords.\n\n```datalog\n"
            'breach(User, "a") :- user_role(User, _).\n```\n',
            "E706",
        ),
        (
            "## A\n\n> reason: So.\n>\n> accepted: a, with meant: so.\n\nWords.\n\n```datalog\n"
            'breach(User, "a") :- user_role(User, _).\n```\n',
            "E706",
        ),
        ("## A\n\nWords.\n", "E701"),
        ("## A\n\n> reason: So.\n\nWords.\n\n```datalog\nlarge(User) :- user_role(User, _).\n```\n", "E702"),
        ('## A\n\n> reason: So.\n\nWords.\n\n```datalog\nbreach(User, "a") :- usr_role(User, _).\n```\n', "E230"),
        (f"{STATED}\n- An item:\n\n  ```datalog\n  breach(User, 2).\n  ```\n", "E273"),
        (f"{STATED}\n~~~\nbreach(User, 2).\n~~~\n", "E273"),
        (f"{STATED}\n<!-- words -->\n", "E211"),
        (f"{STATED}\n### Words\n", "E211"),
        (f"```datalog\nbreach(User, 2).\n```\n\n{STATED}", "E212"),
    ],
)
def test_a_property_that_is_not_well_stated_is_refused(tree: PolicyTree, text: str, code: str) -> None:
    tree.rules("large(User) :- user_role(User, _).").write("policies/properties.md", text)
    with pytest.raises(Faults) as refused:
        load_properties(tree.root / "policies" / "properties.md", tree.root, tree.load().vocabulary, ["baseline"])
    assert [diagnostic.kind.code for diagnostic in refused.value.diagnostics] == [code]


@pytest.mark.parametrize("words", ["> A doubt.\n", "<!-- words -->\n"])
def test_words_of_a_kind_that_no_report_shows_are_refused(tree: PolicyTree, words: str) -> None:
    text = f"# Kinds\n\n## Large\n\nWords.\n\n{words}\n```datalog\nof_kind(User) :- user_role(User, _).\n```\n"
    tree.write("policies/kinds.md", text)
    with pytest.raises(Faults) as refused:
        load_kinds(tree.root / "policies" / "kinds.md", tree.root, tree.load().vocabulary)
    assert [diagnostic.kind.code for diagnostic in refused.value.diagnostics] == ["E211"]


OPEN = "large(User) :- user_role(User, _)."
SMALL = "large(User) :- user_role(User, _), premises(User, N), N > 10."


def useless(tree: PolicyTree, version: str) -> tuple[list[str], list[str]]:
    """The kinds of the findings about a version with the reading `meant`, and the reasons of what is accepted."""
    code = tree.code(version, "meant")
    proved = prove_code(code, tree.load(), (), code.in_force)
    return [finding.kind for finding in proved.findings], [finding.reason for finding in proved.accepted]


def test_a_rule_that_a_reading_leaves_nothing_to_say_is_no_finding(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: The one", SMALL), paragraph("G1.2: The other", ""))
    tree.instrument("meant", paragraph("Substitute G1.2: The other", OPEN))
    assert useless(tree, "baseline") == ([], ["the rule has its use without what is laid over it."])


def test_a_rule_of_a_reading_without_use_on_its_first_version_may_have_it_on_a_later_one(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: The one", OPEN), paragraph("G1.2: The other", ""))
    tree.instrument("meant", paragraph("Substitute G1.2: The other", SMALL))
    assert useless(tree, "baseline") == (["implied rule"], [])
    tree.instrument("later", paragraph("Substitute G1.1: The one", ""), in_force="2018-03-01")
    tree.version("later", "2018-03-01", "later")
    assert useless(tree, "baseline") == ([], ["the rule has its use in the Code of later with meant."])
    assert useless(tree, "later") == ([], [])
