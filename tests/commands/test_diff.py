"""`secg diff`, `impact` and `prove` at the command line: what they print, their exit status, and bad input."""

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
    """A tree in which MP1 moves a threshold, MP2 does nothing, and two readings amend one paragraph."""
    tree.part(paragraph("G1.1: Which category", RULES, "Full above ten."))
    moved = paragraph("Substitute G1.1: Which category", RULES.replace("10", "20"), "Full above twenty.")
    tree.instrument("MP1", moved, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    tree.instrument("MP2", in_force="2018-04-01").version("MP2", "2018-04-01", "MP2")
    tree.instrument("one", moved).instrument("other", moved)
    tree.party("alpha", "user_role: [supplier]\npremises: 15").party("beta", "user_role: [supplier]\npremises: 5")
    (tree.root / "reports").symlink_to(repository / "reports")
    monkeypatch.chdir(tree.root)
    return tree.root


def test_diff_shows_the_change_with_its_smallest_witness(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--modification", "MP1", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [entry["operation"] for entry in report["redline"]] == ["substituted"]
    [change] = report["effect"]["changes"]
    assert (change["before"], change["after"]) == (["full"], ["self"])
    assert change["condition"] == {
        "alternatives": [["the party serves more than 10", "the party serves 20 or fewer"]],
        "complete": True,
    }
    assert "premises: 11\n" in change["witness"]["files"][0]["text"]
    assert [
        (entry["before"], entry["after"]) for entry in report["effect"]["impossible"] if entry["asked_on_both_sides"]
    ] == [(["self"], ["full"])]


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_diff_is_written_in_each_form(folder: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    assert main(["diff", "--modification", "MP1", "--impact", "--format", form]) == 0
    printed = capsys.readouterr().out
    assert "twenty" in printed
    assert "Alpha" in printed
    assert "answered" not in printed


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_change_that_reaches_duties_through_one_sentence_alone_is_told_by_its_cause(
    tree: PolicyTree, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    large = "large(User) :- premises(User, N), N > 10.\n"
    duties = "".join(f'obligation(User, {duty}, "the meter") :- large(User).\n' for duty in ("report", "keep"))
    tree.part(paragraph("G1.1: Who is large", large), paragraph("G1.2: What the large must do", duties))
    moved = paragraph("Substitute G1.1: Who is large", large.replace("10", "20"))
    tree.instrument("MP1", moved, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    (tree.root / "reports").symlink_to(repository / "reports")
    monkeypatch.chdir(tree.root)
    assert main(["diff", "--modification", "MP1", "--format", form]) == 0
    printed = capsys.readouterr().out
    assert "ceases to be true that the party is large" in " ".join(printed.split()).lower()


def test_exit_code_tells_a_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "baseline", "MP1", "--exit-code"]) == 1
    assert main(["diff", "baseline", "baseline", "--exit-code"]) == 0
    assert "proved" in capsys.readouterr().out


def test_of_an_instrument_of_which_nothing_is_held_nothing_is_proved(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "MP1", "MP2", "--exit-code"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "! MP2 (About MP2) changed" in out and "and no source held says which paragraphs" in out
    assert "what MP2 changed is not, and may change more" in out and "proved" not in out


def test_witnesses_are_written_as_party_files(folder: Path) -> None:
    assert main(["diff", "--modification", "MP1", "--witnesses", "found", "--out", "page.txt"]) == 0
    assert (folder / "found" / "1" / "the-party.yaml").is_file()


def test_impact_lists_the_parties_that_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--modification", "MP1", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [entry["party"] for entry in report["impact"]] == ["alpha"]
    [change] = report["impact"][0]["changes"]
    assert (change["before"], change["after"]) == ("full", "self")
    assert change["paragraphs_before"] == ["G1.1"]


def test_a_proposal_can_be_assessed_with_with(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--with", "one", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["after"]["title"].endswith("with one")


def test_prove_gives_0_where_all_is_proved_and_1_where_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove"]) == 0
    path = folder / "policies" / "section-g" / "G1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("N <= 10", "N < 10"), encoding="utf-8")
    assert main(["prove", "--version", "baseline"]) == 1
    assert "without an answer" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "code", "help_words"),
    [
        (["diff", "--modification", "MP11"], "E301", "did you mean `MP1`"),
        (["diff", "2017-01-01", "MP1"], "E321", "2018-01-01"),
        (["diff", "MP9", "MP1"], "E320", "did you mean"),
        (["diff", "2018-02-01"], "E704", "two versions"),
        (["diff", "MP1", "MP2", "--with", "one", "--with", "other"], "E304", "merge them"),
        (["diff", "MP1", "MP2", "--format", "pdf"], "E502", "the formats are"),
        (["diff", "MP1", "MP2", "--timeout", "-3"], "E504", "`-3` is not a number of seconds above 0"),
        (["diff", "MP1", "MP2", "--timeout", "nan"], "E504", "`nan` is not a number of seconds above 0"),
        (["prove", "--timeout", "soon"], "E504", "`soon` is not a number of seconds above 0"),
        (["diff", "MP1", "--facts", "nowhere"], "E102", "name the folder with `--facts`"),
        (["prove", "--facts", "nowhere"], "E102", "name the folder with `--facts`"),
        (["diff", "MP1", "--facts", "parties.csv"], "E504", "a folder of YAML files"),
        (["prove", "--facts", "parties.parquet"], "E504", "a folder of YAML files"),
        (["impact", "MP1", "--facts", "parties.duckdb"], "E504", "a folder of YAML files"),
        (["impact"], "E704", "secg impact ID"),
        (["diff", "one", "--with", "one"], "E704", "`one` is laid over both sides"),
        (["impact", "--modification", "one", "--with", "one"], "E704", "`one` is laid over both sides"),
    ],
)
def test_bad_input_gives_one_clear_message_and_2(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: str, help_words: str
) -> None:
    assert main(words) == 2
    message = capsys.readouterr().err
    assert code in message
    assert help_words in message
    assert "Traceback" not in message


def test_one_name_alone_is_that_of_a_modification(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--modification", "MP1"]) == 0
    page = capsys.readouterr().out
    assert main(["diff", "MP1"]) == 0
    assert capsys.readouterr().out == page


def test_a_time_out_is_told_and_not_read_as_no_change(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from secg.logic.formulas import Undecided
    from secg.symbolic.solving import Solving

    def give_up(*_: object) -> None:
        raise Undecided

    monkeypatch.setattr(Solving, "party", give_up)
    assert main(["diff", "--modification", "MP1", "--exit-code"]) == 1
    printed = capsys.readouterr()
    assert "NOT DECIDED" in printed.out
    assert "W701" in printed.err
    assert "proved" not in printed.out


def test_the_note_beside_a_paragraph_stands_in_its_history_and_in_the_redline(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "policies" / "modifications" / "MP1.md"
    text = path.read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("> provenance")]
    path.write_text(text.replace(line, f"{line}\n>\n> note: Nobody knows why."))
    for words in (["paragraph", "G1.1"], ["diff", "--modification", "MP1"]):
        for form in ("text", "md"):
            assert main([*words, "--format", form]) == 0
            printed = capsys.readouterr().out
            assert "Note: " in printed and "Nobody knows why." in printed, (words, form)
    assert main(["paragraph", "G1.1", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["chapters"][0]["paragraph"]["note"] == "Nobody knows why."
    assert main(["diff", "--modification", "MP1", "--format", "html"]) == 0
    assert "Nobody knows why." in capsys.readouterr().out
