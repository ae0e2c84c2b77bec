"""The facts of an impact are those of the day on which the change comes into force, and each form says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secg.cli import main
from tests.policy_tree import PolicyTree, paragraph

RULES = """
asked(User, supplier, 1) :- user_role(User, supplier).
answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), N > 10.
answered(User, As, 1, self) :- asked(User, As, 1), premises(User, N), N <= 10.
"""


@pytest.fixture
def folder(tree: PolicyTree, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree in which MP1 moves a threshold on 1 March 2018, past a party that grew afterwards."""
    tree.part(paragraph("G1.1: Which category", RULES, "Full above ten."))
    moved = paragraph("Substitute G1.1: Which category", RULES.replace("10", "20"), "Full above twenty.")
    tree.instrument("MP1", moved, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    tree.instrument("later", moved)
    tree.party("alpha", "user_role: [supplier]\npremises: [{count: 15}, {count: 90, from: 2019-01-01}]")
    (tree.root / "reports").symlink_to(repository / "reports")
    monkeypatch.chdir(tree.root)
    return tree.root


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize("words", [["impact"], ["diff", "--impact"]], ids=["impact", "diff"])
def test_the_day_is_the_one_on_which_the_instrument_comes_into_force(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], form: str
) -> None:
    assert main([words[0], "--modification", "MP1", *words[1:], "--format", form]) == 0
    printed = capsys.readouterr().out
    assert "Facts as at 1 March 2018: 1 of 1 parties change." in " ".join(printed.split())


def test_the_day_can_be_chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--modification", "MP1", "--as-at", "2019-06-01", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["as_at"], report["impact"]) == ("2019-06-01", [])


@pytest.mark.parametrize("words", [["MP1"], ["baseline", "MP1"]], ids=["a modification", "two versions"])
def test_what_is_compared_is_named_as_for_a_difference(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["impact", *words, "--as-at", "2018-03-01", "--format", "json"]) == 0
    named = json.loads(capsys.readouterr().out)
    assert main(["impact", "--modification", "MP1", "--as-at", "2018-03-01", "--format", "json"]) == 0
    assert named["impact"] == json.loads(capsys.readouterr().out)["impact"] != []


def test_a_proposal_is_judged_by_the_facts_of_today(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--modification", "later", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["as_at"] > "2026"


def test_other_facts_do_not_touch_the_cases_of_the_repository(
    folder: Path, tree: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.write("other/beta.yaml", "party: beta\nfacts: {user_role: [supplier], premises: 12}\n")
    tree.write(
        "tests/regression/baseline/alpha.yaml",
        "- case: Alpha has a Full one\n  source: S0\n  as_at: 2018-02-01\n  party: alpha\n  expect: {cites: [G1.1]}\n",
    )
    assert main(["diff", "--modification", "MP1", "--impact", "--facts", "other", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [entry["party"] for entry in report["impact"]] == ["beta"]


def test_a_party_in_facts_refutes_that_nothing_changes(
    folder: Path, tree: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = 'obligation(User, report, "it") :- party(User), N = count : { shares(Other, User) }, N >= 4.\n'
    tree.instrument("crowd", paragraph("Insert G1.2: Many users", duty, "Report it."))
    for name in ("beta", "gamma", "delta", "epsilon"):
        tree.party(name, "user_role: [supplier]\npremises: 1\nshares: [alpha]")
    assert main(["diff", "--modification", "crowd", "--format", "md"]) == 0
    printed = capsys.readouterr().out
    assert "parties in facts or regression cases change. Alpha: report it (“it”) (no duty → applies)." in printed
    assert "proved" not in printed


def test_a_party_of_a_case_refutes_that_nothing_changes(
    folder: Path, tree: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = 'obligation(User, report, "it") :- party(User), N = count : { shares(Other, User) }, N >= 4.\n'
    tree.instrument("crowd", paragraph("Insert G1.2: Many users", duty, "Report it."))
    others = "".join(f"    {name}: {{premises: 1, shares: [the-party]}}\n" for name in ("b", "c", "d", "e"))
    case = "- case: Four use it\n  source: S0\n  situation: {premises: 1}\n  others:\n"
    tree.write("tests/regression/baseline/crowd.yaml", f"{case}{others}  expect: {{cites: [G1.1]}}\n")
    assert main(["diff", "--modification", "crowd", "--format", "json"]) == 0
    effect = json.loads(capsys.readouterr().out)["effect"]
    assert [entry["name"] for entry in effect["refuted_by"]] == ["the party of the case “Four use it”"]
    assert (effect["unchanged"], effect["proved"]) == (False, False)


def test_a_rule_that_some_party_uses_is_not_called_idle(
    folder: Path, tree: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = 'obligation(User, report, "it") :- party(User), N = count : { shares(Other, User) }, N >= 4.\n'
    tree.part(paragraph("G1.1: Which category", RULES + duty, "Full above ten."))
    tree.write("policies/properties.md", "# Properties\n")

    def idle() -> list[str]:
        main(["prove", "--version", "baseline", "--format", "json"])
        (version,) = json.loads(capsys.readouterr().out)["versions"]
        return [finding["what"] for finding in version["findings"] if finding["kind"] == "idle rule"]

    assert len(idle()) == 1
    for name in ("beta", "gamma", "delta", "epsilon"):
        tree.party(name, "user_role: [supplier]\npremises: 1\nshares: [alpha]")
    assert idle() == []
