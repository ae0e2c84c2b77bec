"""Every name that the vocabulary or a file gives can be asked about and supposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.cli import main
from secg.documents.conclusions import ConclusionReader
from secg.documents.supposing import SupposedReader
from secg.facts.situation_reader import stated_facts
from secg.messages import Faults, effect_catalogue
from tests.policy_tree import PolicyTree
from tests.proof.random_parties import PARTY, policies, random_explanation

FLAGGED = """
flagged:
  kind: fact
  args: {user: party}
  says: "{user} is flagged"
  absent: none
  because: a situation lists it
"""
ASKED = "asked(User, supplier, 1) :- user_role(User, supplier).\n"


def test_every_fact_can_be_supposed_by_its_name() -> None:
    given = random_explanation(1)
    refused: list[str] = []
    for name in stated_facts(given.vocabulary):
        try:
            SupposedReader(given.vocabulary, given.facts, PARTY).read([f"{name}="])
        except Faults as faults:  # that it is not stated is no fault of the name
            if faults.diagnostics[0].kind is not effect_catalogue.SUPPOSED_ABSENT:
                refused.append(f"{name}: {faults.diagnostics[0]}")
    assert refused == []


def test_every_duty_can_be_asked_about_by_its_name() -> None:
    given = random_explanation(1)
    reader = ConclusionReader(policies().vocabulary, given.code, given.model, PARTY)
    for duty in policies().vocabulary.labels(policies().vocabulary.duty_type):
        for words in (duty, duty.replace("_", " ")):
            assert {goal.pattern[1] for goal in reader.read(words).goals} == {duty}


@pytest.mark.parametrize("name", ["x=y", "a+=b", "a.b=c", "one.", "a b"])
def test_a_party_with_the_marks_of_a_supposition_in_its_name_is_supposed_about(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = f"{ASKED}answered(User, As, 1, full) :- asked(User, As, 1), shares(User, P), premises(P, N), N > 10."
    tree = PolicyTree(tmp_path).rules(rules).party("one", f'user_role: [supplier]\nshares: [{{provider: "{name}"}}]')
    tree.party(name, "premises: 5")
    monkeypatch.chdir(tree.root)
    assert main(["what-if", "one", "--set", f"{name}.premises=20", "--as-at", "2018-06-01"]) == 0
    assert "Full" in capsys.readouterr().out
    assert main(["what-if", "one", "--reach", "full year 1", "--as-at", "2018-06-01"]) == 0
    assert f"{name}.premises=11" in capsys.readouterr().out


def test_a_fact_without_a_value_is_supposed_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = f"{ASKED}answered(User, As, 1, full) :- asked(User, As, 1), flagged(User)."
    tree = PolicyTree(tmp_path).declares(FLAGGED).rules(rules).party("one", "user_role: [supplier]\nflagged: true")
    tree.party("two", "user_role: [supplier]")
    monkeypatch.chdir(tree.root)

    def said(*words: str) -> str:
        status = main(["what-if", *words, "--as-at", "2018-06-01"])
        told = capsys.readouterr()
        assert "E599" not in told.err
        return f"{status}: {told.out or told.err}"

    for text in ("flagged-=true", "flagged="):
        assert "After: undetermined" in said("one", "--set", text)
        assert "the party states no flagged" in said("two", "--set", text)
    assert "2: error E514" in said("one", "--set", "flagged-=no")
    assert "--set flagged-=true" in said("one", "--avoid", "full year 1")
    assert "--set flagged+=true" in said("two", "--reach", "full year 1")
