"""What is said of each kind of wrong input: RENEW=1 writes the expected texts anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from secg.messages import bulk, catalogue, effect_catalogue
from secg.messages.diagnostic import Kind
from tests.messages.trees import BASE, broken_folders, command_of, lay_out, printed

SINGLE = re.compile(r"^(E\d{3}|W604)-")
CATALOGUES = (catalogue, effect_catalogue, bulk)
ELSEWHERE = {
    "E103": "a file of 10 MB is made by tests/messages/test_hostile_files.py",
    "E105": "needs a file that can't be read, made by tests/messages/test_hostile_files.py",
    "E121": "needs a thousand faults, made by tests/messages/test_hostile_files.py",
    "E508": "needs an installation without an extra, made by tests/commands/test_extras.py",
    "E523": "needs a report of this tree, made by tests/proof/test_questions.py",
    "E524": "needs a report of this tree, made by tests/proof/test_questions.py",
    "E525": "needs a report of this tree, made by tests/proof/test_questions.py",
    "E526": "needs a report of this tree, made by tests/proof/test_questions.py",
    "E527": "needs a report of this tree, made by tests/proof/test_questions.py",
    "E528": "needs a report of this tree, made by tests/documents/test_report_schema.py",
    "E534": "needs names that one file can't keep apart, made by tests/commands/test_output.py and tests/site",
    "E540": "a request to the server, made by tests/serve/test_answers.py",
    "E541": "a request to the server, made by tests/serve/test_answers.py",
    "E542": "a request to the server, made by tests/serve/test_sessions.py",
    "E543": "a request to the server, made by tests/serve/test_answers.py",
    "E544": "a request to the server, made by tests/serve/test_answers.py",
    "E599": "the engine contradicting itself can't be brought about by any input that is known",
    "W701": "needs a question too hard for the time given, made by tests/effect/test_undecided.py",
    "E811": "needs a full disk, which tests/bulk/test_bad_tables.py has",
    "E812": "needs more rows than the memory allowed, made by tests/bulk/test_bad_tables.py",
    "E829": "needs a step of many minutes: tests/bulk/test_runs.py has one, under a shorter limit",
    "E815": "depends on whether Spark is installed: tests/bulk/test_spark.py",
    "E818": "needs more paragraphs than a tree of a few rules has",
    "E819": "needs Spark: tests/bulk/test_spark.py",
    "E820": "needs Spark: tests/bulk/test_spark.py",
    "E821": "needs Spark: tests/bulk/test_spark.py",
    "W851": "stands beside every message about a row: E806, E807, E808",
    "W852": "needs an inventory on either side of a threshold, made by tests/bulk/test_counting.py",
}


@pytest.mark.parametrize("folder", broken_folders(), ids=lambda folder: folder.name)
def test_a_broken_tree_gets_the_expected_messages(folder: Path, tmp_path: Path) -> None:
    lay_out(folder, tmp_path / "tree")
    text = printed(command_of(folder), tmp_path / "tree")
    expected = folder / "expected.txt"
    if os.environ.get("RENEW"):
        expected.write_text(text)
    assert text == expected.read_text()
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "folder",
    [broken_folder for broken_folder in broken_folders() if SINGLE.match(broken_folder.name)],
    ids=lambda folder: folder.name,
)
def test_one_fault_gets_one_message_of_its_own_code(folder: Path) -> None:
    codes = re.findall(r"(?:error|warning) ([EW]\d{3}):", (folder / "expected.txt").read_text())
    errors = [code for code in codes if code[0] == "E"] or codes
    assert errors == [folder.name[:4]]


def test_the_base_has_no_fault(tmp_path: Path) -> None:
    lay_out(BASE, tmp_path / "tree")
    assert printed(["check"], tmp_path / "tree").startswith("exit 0\n")


def test_every_kind_of_the_catalogue_has_a_broken_tree() -> None:
    shown = {folder.name[:4] for folder in broken_folders()}
    kinds = {kind.code for catalogue in CATALOGUES for kind in vars(catalogue).values() if isinstance(kind, Kind)}
    assert sorted(kinds - shown - ELSEWHERE.keys()) == []


def test_there_are_at_least_a_hundred_kinds_of_wrong_input() -> None:
    assert len(broken_folders()) >= 100
