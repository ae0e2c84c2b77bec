"""The table at the head of a modification's page: a row for every change, what needs a look first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from secg.cli import main
from secg.documents.change_document import ConditionEntry, DifferenceDocument
from secg.effect.sides import Subject, detail_heading
from secg.outcomes.states import DetailKind
from secg.rendering.change_table import Mark, change_rows, mark_of, when_words
from tests.report.reports import REPOSITORY, on_one_worker, policies_of, remembered_effect


def difference_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> DifferenceDocument:
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr("secg.commands.diff.effect_between", remembered_effect)
    assert main(["diff", *words, "--format", "json"]) == 0
    document: DifferenceDocument = json.loads(capsys.readouterr().out)
    return document


MODIFICATIONS = ("SECMP0044", "SECMP0059", "MP087", "SECMP0065", "MP091")


@pytest.mark.parametrize("name", [on_one_worker(name) for name in MODIFICATIONS])
def test_every_change_of_a_modification_is_told_and_what_needs_a_look_comes_first(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = difference_of(capsys, monkeypatch, name)
    rows = change_rows(document)
    assert [(row.mark, row.rank) for row in rows] == sorted((row.mark, row.rank) for row in rows)
    told = "\n".join("\n".join([row.who, *row.told]) for row in rows)
    outcomes = "\n".join("\n".join([f"{row.before} → {row.after}", *row.told]) for row in rows)
    for group in document["effect"]["groups"]:
        for heading in [duty["heading"] for duty in group["duties"]] or [group["title"]]:
            capacity = (
                heading.rpartition(" as ")[2] if group["kind"] == "next_assessment" else heading.removeprefix("the ")
            )
            # of a warning the table has the first clause, and the page all of it
            capacity = capacity.partition("; ")[0] if group["kind"] == "warning" else capacity
            assert capacity in told, heading
        if group["kind"] not in ("assessment", "next_assessment"):
            assert f"{group['before_words']} → {group['after_words']}" in outcomes


def test_what_a_modification_did_for_a_mixed_supplier_stands_on_the_first_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = change_rows(difference_of(capsys, monkeypatch, "SECMP0059"))
    mixed = [row for row in rows if row.who == "Supplier Party" and row.before == "Full, Verification, Self"]
    assert [row.after for row in mixed] == ["Full each year"]
    assert mixed[0].paragraphs == ("G8.41", "G8 § counting Non-Domestic Premises", "G8.42")
    assert main(["diff", "SECMP0059"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines[:29])) <= 100
    assert "Full, Verification, Self → Full each year" in "\n".join(lines[:29])
    assert "5 × the Non-Domestic Premises" in " ".join(line.strip() for line in lines[:29])


def test_outcomes_that_differ_only_in_a_detail_stand_in_one_row_with_each_pair_beneath(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = difference_of(capsys, monkeypatch, "MP091")
    rows = [row for row in change_rows(document) if row.who.startswith("which assessment comes next")]
    groups = [group for group in document["effect"]["groups"] if group["kind"] == "next_assessment"]
    assert [row.who for row in rows] == [
        "which assessment comes next as Network Party, Other User, Registered Supplier Agent and Supplier Party"
    ]
    assert (rows[0].before, rows[0].after) == (
        "Follow-up Security Assessment or open",
        "Full or Follow-up Security Assessment",
    )
    assert len(rows[0].told) == len(groups) == 12


@pytest.mark.parametrize(
    ("before", "after", "mark"),
    [
        (["full"], ["self"], Mark.PLAIN),
        (["silent"], ["self"], Mark.PLAIN),
        (["full", "full"], ["full", "silent"], Mark.SILENCE),
        (["full", "full"], ["silent", "contradictory"], Mark.CONTRADICTION),
        (["contradictory"], ["contradictory"], Mark.PLAIN),
        (["none"], ["unsettled"], Mark.SILENCE),
        (["applies"], ["conflict"], Mark.CONTRADICTION),
    ],
)
def test_a_new_contradiction_and_a_new_silence_are_marked(before: list[str], after: list[str], mark: Mark) -> None:
    assert mark_of(before, after) is mark


def test_a_condition_of_many_alternatives_says_that_there_are_more() -> None:
    condition: ConditionEntry = {"alternatives": [["a", "b"], ["c"], ["d"]], "complete": True}
    assert when_words(condition) == "when a, and b; or c; or in further cases, told below"
    assert when_words({"alternatives": [[]], "complete": True}) == "always"
    assert when_words({"alternatives": [], "complete": False}) == "in cases that take more words, told below"


def test_a_condition_that_no_reader_takes_in_is_left_to_the_smallest_party_below() -> None:
    long = "the party has " + "very " * 80 + "many premises"
    condition: ConditionEntry = {
        "alternatives": [["a", long], ["some party was assessed on any day"]],
        "complete": True,
    }
    words = when_words(condition)
    assert words == "when a, and further conditions, told below; or in further cases, told below"


@pytest.mark.parametrize("modification", [on_one_worker(name) for name in MODIFICATIONS])
def test_no_row_of_a_table_speaks_of_some_thing_that_has_no_name(
    modification: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in change_rows(difference_of(capsys, monkeypatch, modification)):
        assert not [words for words in ("something", "some party", "some number", "any day") if words in row.when]


def test_a_category_without_a_short_name_is_said_in_full() -> None:
    condition: ConditionEntry = {"alternatives": [[]], "complete": True}
    group: Any = {
        **{"kind": "assessment", "title": "Supplier Party", "condition": condition, "cause": None, "duties": []},
        **{"before": ["full"], "after": ["follow_up"], "before_words": "Full", "after_words": "Follow-up Assessment"},
        **{"paragraphs_before": [], "paragraphs_after": ["G8.41"]},
    }
    document: Any = {"redline": [], "effect": {"groups": [group]}}
    assert [(row.before, row.after) for row in change_rows(document)] == [("Full", "Follow-up Assessment")]


def test_a_warning_of_which_a_word_changes_is_told_as_a_sentence() -> None:
    subject = Subject(DetailKind.WARNING, "assessed_in_both", ("supplier_party",))
    words = detail_heading(DetailKind.WARNING, subject, policies_of(REPOSITORY).vocabulary)
    told = "one assessment can look at the party both as … and as Supplier Party; it need not be assessed twice"
    assert words == f"the warning “{told}”"
