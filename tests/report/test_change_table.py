"""The table at the head of a modification's page: a row for every change, what needs a look first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from secg.cli import main
from secg.report.change_document import ChangeGroup, ConditionEntry
from secg.report.change_table import Mark, change_rows, mark_of, when_words
from tests.report.reports import REPOSITORY, remembered_effect


def groups_of(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> list[ChangeGroup]:
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr("secg.commands.diff.effect_between", remembered_effect)
    assert main(["diff", *words, "--format", "json"]) == 0
    groups: list[ChangeGroup] = json.loads(capsys.readouterr().out)["effect"]["groups"]
    return groups


@pytest.mark.parametrize("name", ["SECMP0059", "MP091"])
def test_every_change_of_a_modification_has_a_row_and_what_needs_a_look_comes_first(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = groups_of(capsys, monkeypatch, name)
    rows = change_rows(groups)
    assert [row.mark for row in rows] == sorted(row.mark for row in rows)
    told = {row.who for row in rows}
    for group in groups:
        headings = {f"duty to {duty['heading']} (about" for duty in group["duties"]} or {group["title"]}
        if group["cause"] is not None and len(headings) > 1:
            headings = {f"{len(headings)} duties, told below"}
        for heading in headings:
            assert any(who.startswith(heading) for who in told), heading


def test_a_mixed_supplier_finds_its_change_in_a_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = change_rows(groups_of(capsys, monkeypatch, "SECMP0059"))
    mixed = [row for row in rows if row.who == "Supplier Party" and row.before == "Full, Verification, Self"]
    assert [row.after for row in mixed] == ["Full each year"]
    assert {"G8.41", "G8 § counting Non-Domestic Premises"} <= set(mixed[0].paragraphs)


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
    assert when_words(condition, "always") == "when a and b; or c; or in further cases, told below"
    assert when_words({"alternatives": [[]], "complete": True}, "always") == "always"
    assert when_words({"alternatives": [], "complete": False}, "always") == "in cases told below"


def test_a_condition_that_no_reader_takes_in_is_left_to_the_smallest_party_below() -> None:
    long = "the party has " + "very " * 60 + "many premises"
    condition: ConditionEntry = {"alternatives": [["a", long], ["“something” is about some day"]], "complete": True}
    words = when_words(condition, "always")
    assert words == "when a and further conditions, told below; or in further cases, told below"


@pytest.mark.parametrize("modification", ["SECMP0044", "SECMP0059", "MP087", "SECMP0065", "MP091"])
def test_no_row_of_a_table_speaks_of_some_thing_that_has_no_name(
    modification: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in change_rows(groups_of(capsys, monkeypatch, modification)):
        assert not [words for words in ("something", "that sum", "some party", "some day") if words in row.when]


def test_a_category_without_a_short_name_is_said_in_full() -> None:
    condition: ConditionEntry = {"alternatives": [[]], "complete": True}
    group: Any = {
        **{"kind": "assessment", "title": "Supplier Party", "condition": condition, "cause": None, "duties": []},
        **{"before": ["full"], "after": ["follow_up"], "before_words": "Full", "after_words": "Follow-up Assessment"},
        **{"paragraphs_before": [], "paragraphs_after": ["G8.41"]},
    }
    assert [(row.before, row.after) for row in change_rows([group])] == [("Full", "Follow-up Assessment")]
