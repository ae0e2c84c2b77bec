"""The names in files, and renaming them. In rules they are the atoms that the parser finds, no more and no less."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pyromark
import pytest

from secg.code.policies import load_policies
from secg.commands.check import files_alone
from secg.editor.hover import paragraph_text
from secg.editor.mentions import How, Mention, What
from secg.editor.repository import Checked, Folders, RenameRefused, Repository, renamed_places
from secg.editor.yaml_place import YamlPlace, yaml_place
from secg.language.documents import Instrument, Part
from secg.language.layout import format_document
from secg.language.model import atoms_of
from secg.language.paragraph_number import parse_paragraph_number
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


def test_what_is_shown_of_a_paragraph_lets_no_word_pass_for_markup() -> None:
    path = BASE / "policies" / "section-g" / "G8.md"
    words = "[Exception]: none\n\nWhere <!-- not --> so."
    text = path.read_text().replace("Each User is assessed every year", f"{words}\n\nEach User")
    with unsaved_texts({path.resolve(): text}):
        policies = load_policies(BASE / "policies", BASE)
    shown = "\n\n".join(paragraph_text(policies, parse_paragraph_number("G8.40")))
    pieces = [event for event in pyromark.Markdown().events(shown) if isinstance(event, dict)]
    read = "".join(str(event.get("Text", "")) for event in pieces)
    assert "[Exception]: none" in read and "Where <!-- not --> so." in read


HALF_READ = {
    "a text without its end": (
        "policies/section-g/G8.md",
        "    acts_as(User, Capacity).",
        '    acts_as(User, Capacity), Capacity = "half.',
    ),
    "rules behind a blank": ("policies/section-g/G8.md", "```datalog", " ```datalog"),
    "front matter that is no YAML": ("policies/section-g/G8.md", "sources: [S0]", "sources: [S0"),
    "a tab": ("facts/alpha-energy.yaml", "facts:", "facts:\n\t"),
    "a key twice": ("facts/alpha-energy.yaml", "facts:", "name: twice\nfacts:"),
    "an escape in a name": ("facts/alpha-energy.yaml", "  acts_as:", '  "acts\\x5fas":'),
    "a byte that is no text": ("facts/alpha-energy.yaml", "facts:", "facts:\n# \ud800"),
}


@pytest.mark.parametrize(("file", "right", "wrong"), HALF_READ.values(), ids=HALF_READ.keys())
def test_a_rename_that_cannot_read_a_file_with_the_name_is_refused_with_the_name_of_the_file(
    file: str, right: str, wrong: str
) -> None:
    editor = opened(BASE)
    path, mention = declared(editor, What.PREDICATE, "acts_as")
    assert renamed_places(editor, path, mention, "another")
    text = (BASE / file).read_text()
    assert right in text
    editor.texts = {(BASE / file).resolve(): text.replace(right, wrong, 1)}
    with pytest.raises(RenameRefused, match=file):
        renamed_places(editor, path, mention, "another")


def test_a_file_that_cannot_be_read_and_does_not_hold_the_name_is_no_reason_to_refuse() -> None:
    editor = opened(BASE)
    file = (BASE / "facts" / "alpha-energy.yaml").resolve()
    editor.texts = {file: file.read_text() + "name: twice\n"}
    assert renamed_places(editor, *declared(editor, What.PREDICATE, "excused"), "another")


FORMS = [("```datalog", "```"), (" ```datalog", "```"), ("``` datalog", "```"), ("````datalog", "````")]
FORMS += [("~~~datalog", "~~~"), ("```Datalog", "```"), ("```datalog", "````"), ("```datalog", " ```")]


@pytest.mark.parametrize(("first", "last"), FORMS)
def test_what_check_takes_for_rules_the_layout_and_the_editor_do_too_and_all_else_is_refused(
    first: str, last: str
) -> None:
    path = BASE / "policies" / "section-g" / "G8.md"
    text = f"{path.read_text()}\n{first}\nexcused( User,notify,X ):-already_known( User,X ).\n{last}\n"
    with unsaved_texts({path.resolve(): text}):
        faults = files_alone(arguments_of(BASE))[2]
    editor = opened(BASE)
    editor.texts = {path.resolve(): text}
    if (first, last) == FORMS[0]:
        assert faults == [] and format_document(text) != text
        assert len([mention for mention in editor.mentions(path) if mention.name == "already_known"]) == 2
    else:
        assert [fault.kind for fault in faults] == [catalogue.CODE_FORM]
        with pytest.raises(RenameRefused):
            renamed_places(editor, *declared(editor, What.PREDICATE, "already_known"), "another")


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
