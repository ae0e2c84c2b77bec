"""What an editor may open or type: one clear answer, and the server goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.editor.client import Client
from tests.messages.trees import BASE


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small repository."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_folder_without_policies_is_told_once_and_serves_nothing(tmp_path: Path) -> None:
    note = tmp_path / "notes.md"
    note.write_text("# Notes\n\nG8.41 is of interest.\n")
    client = Client(tmp_path)
    client.open(note)
    assert client.at("hover", note, 2, 2) is None
    assert client.at("completion", note, 2, 2) == []
    assert client.about("documentSymbol", note) == []
    assert client.about("codeLens", note) == []
    assert client.at("rename", note, 2, 2, newName="G8.42") is None
    assert client.message().startswith("there are no policies and no parties in ")
    assert client.close() == ""
    assert client.messages == []


def test_a_file_outside_the_repository_gets_no_answers_and_no_faults(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("elsewhere") / "policies" / "G8.md"
    other.parent.mkdir()
    other.write_text("## G8.41: nonsense\n\n```datalog\nnonsense(\n```\n")
    client = Client(tree)
    client.open(other)
    inside = tree / "policies" / "section-g" / "G8.md"
    client.open(inside)
    assert client.faults_of(inside) == []
    assert client.at("hover", other, 0, 5) is None
    assert client.about("formatting", other, options={"tabSize": 4, "insertSpaces": True}) is None
    assert other.as_uri() not in client.faults
    assert client.close() == ""


def test_a_vocabulary_that_is_broken_while_it_is_typed_keeps_its_words(tree: Path) -> None:
    words = tree / "policies" / "vocabulary.yaml"
    rules = tree / "policies" / "section-g" / "G8.md"
    client = Client(tree)
    client.open(rules)
    assert client.faults_of(rules) == []
    client.open(words, words.read_text() + "\nobligation: {kind: ")
    faults = client.faults_of(words)
    assert [fault["code"] for fault in faults] == ["E110"]
    line = next(index for index, row in enumerate(rules.read_text().split("\n")) if "annual_assessment(" in row)
    column = rules.read_text().split("\n")[line].index("annual_assessment")
    assert "to be assessed" in client.at("hover", rules, line, column)["contents"]["value"]
    client.change(words, words.read_text())
    assert client.faults_of(words) == []
    assert client.close() == ""


def test_a_repository_behind_a_link_is_called_as_the_editor_calls_it(tree: Path) -> None:
    link = tree.parent / f"{tree.name} – a link"
    link.symlink_to(tree, target_is_directory=True)
    rules, words = link / "policies" / "section-g" / "G8.md", link / "policies" / "vocabulary.yaml"
    client = Client(link)
    client.open(rules)
    assert client.faults_of(rules) == []
    row = next(index for index, line in enumerate(rules.read_text().split("\n")) if line.startswith("required_assess"))
    (declaration,) = client.at("definition", rules, row, 3)
    assert declaration["uri"] == words.as_uri()
    client.change(rules, rules.read_text().replace("required_assessment(", "required_assesment("))
    assert {fault["code"] for fault in client.faults_of(rules)} == {"E230"}
    assert client.close() == ""


HEAD = "---\npart: G8\ntitle: T\n---\n\n## G8.41: T\n\n> provenance: text (S1)\n\nWords.\n\n```datalog\n"
STRANGE = {
    "empty": ("", ["E201"]),
    "too large": ("x" * 1_100_000, ["E103"]),
    "control character": ("---\npart: G8\n---\n\0", ["E119"]),
    "deep": (f"{HEAD}{'p(' * 500}", None),
    "line ends of Windows": ("---\r\npart: G8\r\ntitle: T\r\n---\r\n", None),
    "half a character": ("\ud800", ["E104"]),
    "a fence that is not closed": (f"{HEAD}obligation(", None),
}


def test_a_strange_text_is_answered_and_the_server_goes_on(tree: Path) -> None:
    path = tree / "policies" / "section-g" / "G8.md"
    client = Client(tree)
    client.open(path)
    client.faults_of(path)
    for name, (text, codes) in STRANGE.items():
        client.change(path, text)
        faults = client.faults_of(path)
        assert codes is None or [fault["code"] for fault in faults] == codes, name
        for method in ("documentSymbol", "foldingRange", "codeLens"):
            assert "error" not in client.about(method, path), (name, method)
        for line in (0, text.count("\n"), 10_000):
            client.at("hover", path, line, 10_000)
            assert "error" not in client.at("completion", path, line, 10_000), name
    client.change(path, path.read_text())
    assert client.faults_of(path) == []
    assert client.close() == ""


def test_a_file_that_is_removed_under_the_editor_is_told(tree: Path) -> None:
    words = tree / "policies" / "vocabulary.yaml"
    client = Client(tree)
    client.open(words)
    assert client.faults_of(words) == []
    words.unlink()
    client.change(words, "a: b\n")
    assert [fault["code"] for fault in client.faults_of(words)] == ["E101"]
    assert client.close() == ""


@pytest.mark.parametrize("position", [{"line": -1, "character": 0}, {"line": 2**63, "character": 0}, None])
def test_a_request_about_no_position_is_answered(tree: Path, position: object) -> None:
    rules = tree / "policies" / "section-g" / "G8.md"
    client = Client(tree)
    answer = client.ask("textDocument/hover", {"textDocument": {"uri": rules.as_uri()}, "position": position})
    assert answer["error"]["code"] == -32602
    assert client.at("hover", rules, 0, 0) is None
    assert client.close() == ""
