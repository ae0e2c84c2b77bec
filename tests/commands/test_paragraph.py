"""`secg paragraph`: what the history of a paragraph rests on is held to be right, and nothing else is read."""

from __future__ import annotations

import pytest

from secg.cli import main
from tests.policy_tree import PolicyTree, paragraph

RULE = 'obligation(User, keep, "all of it") :- party(User).'
UNREADABLE = "obligation(User, keep :- party(User)."
UNDECLARED = 'obligation(User, keep, "all of it") :- nowhere_declared(User).'


@pytest.fixture
def coded(tree: PolicyTree, monkeypatch: pytest.MonkeyPatch) -> PolicyTree:
    """G1.1 is substituted by M1, while G1.2 stays as it is; a party is there to be explained."""
    tree.part(paragraph("G1.1: First", RULE), paragraph("G1.2: Beside"))
    tree.instrument("M1", paragraph("Substitute G1.1: Second", RULE), in_force="2019-01-01")
    tree.version("M1", "2019-01-01", "M1").party("anna")
    monkeypatch.chdir(tree.root)
    return tree


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that is refused says."""
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize(("rules", "code"), [(UNREADABLE, "E224"), (UNDECLARED, "E230")])
def test_faults_in_the_rules_of_another_paragraph_are_told_by_every_command_but_the_history_of_one(
    rules: str, code: str, coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G1.1: First", RULE), paragraph("G1.2: Beside", rules))
    for words in (["explain", "anna"], ["versions"], ["diff", "M1"], ["cases"]):
        assert f"error {code}" in told(capsys, *words)
    assert main(["paragraph", "G1.1"]) == 0
    assert "Second" in capsys.readouterr().out


def test_what_keeps_the_rules_of_any_of_its_texts_from_being_parsed_is_told(
    coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G1.1: First", UNREADABLE), paragraph("G1.2: Beside"))
    assert "error E224" in told(capsys, "paragraph", "G1.1")
    assert main(["paragraph", "G1.2"]) == 0
    assert "Beside" in capsys.readouterr().out


def test_faults_of_the_words_the_versions_and_the_sources_are_told_wherever_they_stand(
    coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G2.1: Elsewhere"), "## No number\n", paragraph("G1.2: Beside").replace("S0", "S9"))
    coded.version("M2", "2019-02-01", "M2")
    err = told(capsys, "paragraph", "G1.2")
    for code in ("E202", "E204", "E208", "E301"):
        assert f"error {code}" in err
