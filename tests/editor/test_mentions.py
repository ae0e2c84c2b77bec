"""The names in files, and renaming them. In rules they are the atoms that the parser finds, no more and no less."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest

from secg.code.policies import load_policies
from secg.commands.check import files_alone
from secg.editor.mentions import How, Mention, What
from secg.editor.repository import Checked, Folders, RenameRefused, Repository, renamed_places
from secg.editor.yaml_place import YamlPlace, yaml_place
from secg.language.documents import Instrument, Part
from secg.language.model import atoms_of
from secg.messages import catalogue
from secg.sources.files import unsaved_texts
from tests.messages.trees import BASE


def arguments_of(root: Path) -> argparse.Namespace:
    """The options that name a tree."""
    return argparse.Namespace(policies=str(root / "policies"), facts=str(root / "facts"), files=[])


def opened(root: Path) -> Repository:
    """A repository as an editor opens it."""
    repository = Repository(Folders(root / "policies", root / "facts", root / "tests" / "regression"))
    repository.refresh(Checked(*files_alone(arguments_of(root))))
    return repository


def declared(repository: Repository, what: What, name: str) -> tuple[Path, Mention]:
    """Where a name is declared."""
    return next(place for place in repository.places(what, name, "") if place.mention.how is How.DECLARES)


def renamed(repository: Repository, what: What, name: str, new: str) -> dict[Path, str]:
    """The texts that a rename changes."""
    path, mention = declared(repository, what, name)
    lines: dict[Path, list[str]] = {}
    for place in reversed(renamed_places(repository, path, mention, new)):
        rows = lines.setdefault(place.path, repository.text(place.path).split("\n"))
        row = rows[place.mention.line - 1]
        rows[place.mention.line - 1] = row[: place.mention.start] + new + row[place.mention.end :]
    return {path: "\n".join(rows) for path, rows in lines.items()}


def test_the_predicates_of_every_document_are_those_that_the_parser_finds(repository: Path) -> None:
    editor = opened(repository)
    policies = load_policies(repository / "policies", repository)
    documents: list[Part | Instrument] = [*policies.parts, *policies.instruments.values()]
    for document in documents:
        atoms: set[tuple[str, str, int, int]] = set()
        for paragraph in document.paragraphs:
            for rule in paragraph.rules:
                atoms.add((rule.head.predicate, "concludes", rule.head.span.line, rule.head.span.column - 1))
                for atom in atoms_of(rule.body):
                    atoms.add((atom.predicate, "uses", atom.span.line, atom.span.column - 1))
        file = document.file if isinstance(document, Part) else document.span.file
        seen = {
            (mention.name, mention.how.value, mention.line, mention.start)
            for mention in editor.mentions(repository / file)
            if mention.what is What.PREDICATE and f"open ({mention.name})" not in line_of(editor, file, mention)
        }
        assert seen == atoms, file


def line_of(editor: Repository, file: str, mention: Mention) -> str:
    """The line of a mention."""
    return editor.text(editor.folders.policies.parent / file).split("\n")[mention.line - 1]


@pytest.mark.parametrize("name", sorted(opened(BASE).vocabularies[""].predicates))
def test_a_renamed_predicate_leaves_no_fault(name: str) -> None:
    editor = opened(BASE)
    texts = renamed(editor, What.PREDICATE, name, "quite_another_name")
    with unsaved_texts(texts):
        assert files_alone(arguments_of(BASE))[2] == []
        assert name not in load_policies(BASE / "policies", BASE).vocabulary.predicates


def test_a_fact_is_renamed_in_rules_parties_cases_and_vocabulary(repository: Path) -> None:
    editor = opened(repository)
    texts = renamed(editor, What.PREDICATE, "domestic_premises", "premises_of_households")
    assert {path.parent.name for path in texts} >= {"policies", "facts", "section-g", "modifications", "baseline"}
    with unsaved_texts(texts):
        kinds = {fault.kind for fault in files_alone(arguments_of(repository))[2]}
    assert kinds == {catalogue.SCHEMA_STALE}  # `make schema` renews it


def test_a_paragraph_is_renamed_in_headings_ledger_and_cases_but_not_in_what_is_said_of_a_source(
    repository: Path,
) -> None:
    editor = opened(repository)
    texts = renamed(editor, What.PARAGRAPH, "G8.49", "G8.77")
    assert {path.name for path in texts} >= {"G8.md", "coverage.yaml"}
    for path, text in texts.items():
        assert "## G8.49" not in text, path
    with unsaved_texts(texts):
        assert files_alone(arguments_of(repository))[2] == []


@pytest.mark.parametrize(
    ("what", "name", "new", "because"),
    [
        (What.PREDICATE, "obligation", "Obligation", "small letters"),
        (What.PREDICATE, "obligation", "not", "keyword"),
        (What.PREDICATE, "obligation", "domestic_premises", "declared already"),
        (What.PARAGRAPH, "G8.41", "G8.40", "in use"),
        (What.PARAGRAPH, "G8.41", "G9.41", "move its text"),
        (What.PARAGRAPH, "G8.41", "8.41", "not the number"),
        (What.SOURCE, "S3", "S33", "can't be renamed"),
    ],
)
def test_an_unsafe_rename_is_refused(repository: Path, what: What, name: str, new: str, because: str) -> None:
    editor = opened(repository)
    path, mention = declared(editor, what, name)
    with pytest.raises(RenameRefused, match=because):
        renamed_places(editor, path, mention, new)


@pytest.mark.parametrize(
    ("lines", "path", "value"),
    [
        (["par"], [], False),
        (["party: "], ["party"], True),
        (["facts:", "  "], ["facts"], False),
        (["facts:", "  user_role: "], ["facts", "user_role"], True),
        (["facts:", "  user_role: [gas_supplier, "], ["facts", "user_role"], True),
        (["facts:", "  assessment:", "    - {"], ["facts", "assessment"], False),
        (["facts:", "  assessment:", "    - {category: full, "], ["facts", "assessment"], False),
        (["facts:", "  assessment:", '    - {category: "a, b", status: '], ["facts", "assessment", "status"], True),
        (["facts:", "  assessment:", "    - category: "], ["facts", "assessment", "category"], True),
        (["- case: x", "  expect:", "    cites: [G8.41, "], ["expect", "cites"], True),
        (["- case: x", "  expect:", "    obligations:", "      - {"], ["expect", "obligations"], False),
        (["- case: x", "  situation: {user_role: ["], ["situation", "user_role"], True),
        (["- case: x", "  "], [], False),
    ],
)
def test_the_place_in_unfinished_yaml_is_known(lines: Sequence[str], path: Sequence[str], value: bool) -> None:
    assert yaml_place(lines, len(lines), len(lines[-1])) == YamlPlace(tuple(path), value)
