"""A recorded session of an editor with `secg lsp`, over the real policies: nothing here is saved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.client import Client, Json
from tests.messages.trees import BASE

CONTEXT = {"includeDeclaration": True}


@pytest.fixture(scope="module")
def client(repository: Path) -> Iterator[Client]:
    """An editor with the repository open."""
    session = Client(repository)
    yield session
    assert session.close() == ""


@pytest.fixture
def assurance(repository: Path) -> Path:
    """The document about assessments."""
    return repository / "policies" / "section-g" / "G8.md"


def place(text: str, words: str) -> tuple[int, int]:
    """Line and column, from 0, at which words first stand in a text."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def applied(text: str, edits: list[Json]) -> str:
    """A text after edits, none of which spans lines but one of the whole."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: -edit["range"]["start"]["character"]):
        start, end = edit["range"]["start"], edit["range"]["end"]
        if start["line"] != end["line"]:
            return str(edit["newText"])
        line = lines[start["line"]]
        lines[start["line"]] = line[: start["character"]] + edit["newText"] + line[end["character"] :]
    return "\n".join(lines)


def test_a_slip_is_underlined_while_it_is_typed_and_mended_by_its_fix(client: Client, assurance: Path) -> None:
    text = assurance.read_text()
    client.open(assurance)
    assert client.faults_of(assurance) == []
    mistyped = text.replace("report_received(User, Report, _).", "report_recieved(User, Report, _).", 1)
    client.change(assurance, mistyped)
    (fault,) = client.faults_of(assurance)
    line, column = place(mistyped, "report_recieved")
    assert fault["code"] == "E230"
    assert fault["range"]["start"] == {"line": line, "character": column}
    assert fault["range"]["end"] == {"line": line, "character": column + len("report_recieved")}
    (action,) = client.about("codeAction", assurance, range=fault["range"], context={"diagnostics": [fault]})
    assert action["title"] == "change to `report_received`"
    mended = applied(mistyped, action["edit"]["changes"][assurance.as_uri()])
    assert mended == text
    client.change(assurance, mended)
    assert client.faults_of(assurance) == []


def test_completion_knows_predicates_and_the_symbols_of_an_argument(client: Client, assurance: Path) -> None:
    text = assurance.read_text()
    rule = "obligation(User, respond_to_report, Report) :-\n"
    typed = text.replace(rule, f"{rule}    annual_assessment(User, ", 1)
    client.change(assurance, typed)
    line, column = place(typed, "    annual_assessment(User, ")
    end = len("    annual_assessment(User, ")
    symbols = client.at("completion", assurance, line, column + end)
    assert {"supplier_party", "network_party"} <= {item["label"] for item in symbols}
    predicates = {item["label"]: item for item in client.at("completion", assurance, line, 4)}
    assert predicates["annual_assessment"]["insertText"] == "annual_assessment(${1:User}, ${2:Capacity}, ${3:Year})"
    client.change(assurance, text)


def test_hover_shows_sentence_provenance_and_versions(client: Client, assurance: Path) -> None:
    text = assurance.read_text()
    about = client.at("hover", assurance, *place(text, "report_received(User"))["contents"]["value"]
    assert "“" in about and "Concluded under" not in about and "· fact" in about
    heading = client.at("hover", assurance, *place(text, "G8.41: "))["contents"]["value"]
    assert "a source states its effect" in heading
    assert "15 December 2017: original" in heading
    assert "28 February 2019: substitute, SECMP0059" in heading


def test_names_lead_to_where_they_are_declared_concluded_and_used(client: Client, assurance: Path) -> None:
    position = place(assurance.read_text(), "annual_assessment(")
    (declaration,) = client.at("definition", assurance, *position)
    assert declaration["uri"].endswith("/policies/vocabulary.yaml")
    concluded = client.at("implementation", assurance, *position)
    used = client.at("references", assurance, *position, context=CONTEXT)
    assert concluded and len(used) > len(concluded)


def test_a_rename_reaches_every_file(client: Client, assurance: Path) -> None:
    position = place(assurance.read_text(), "annual_assessment(")
    changes = client.at("rename", assurance, *position, newName="yearly_assessment")["changes"]
    assert {Path(uri).name for uri in changes} >= {"G8.md", "vocabulary.yaml", "SECMP0044.md"}
    refused = client.at("rename", assurance, *position, newName="Yearly")
    assert "can't be a predicate" in refused["error"]["message"]


def test_the_outline_folds_and_lenses_follow_the_paragraphs(client: Client, assurance: Path) -> None:
    text = assurance.read_text()
    outline = client.about("documentSymbol", assurance)
    assert [symbol["name"][:7] for symbol in outline].count("G8.41: ") == 1
    limbed = next(symbol for symbol in outline if symbol["name"].startswith("G8.28"))
    assert [limb["name"] for limb in limbed["children"]] == ["(b) reports on the steps"]
    folds = {fold["startLine"] for fold in client.about("foldingRange", assurance)}
    assert place(text, "## G8.41")[0] in folds and place(text, "```datalog")[0] in folds
    lenses = client.about("codeLens", assurance)
    own = [lens["command"] for lens in lenses if lens["range"]["start"]["line"] == place(text, "## G8.41")[0]]
    assert own[0]["title"].endswith(" cases name it") and own[0]["title"] != "0 cases name it"
    assert own[1] == {"title": "its history", "command": "secg.run", "arguments": ["paragraph", "G8.41"]}


def test_formatting_is_that_of_secg_fmt(client: Client, assurance: Path) -> None:
    text = assurance.read_text()
    ragged = text.replace(
        "obligation(User, respond_to_report, Report) :-", "obligation( User,respond_to_report,Report ):-"
    )
    client.change(assurance, ragged)
    options = {"tabSize": 4, "insertSpaces": True}
    assert applied(ragged, client.about("formatting", assurance, options=options)) == text
    client.change(assurance, text)
    assert client.about("formatting", assurance, options=options) == []


def test_facts_and_cases_are_completed_and_explained(client: Client, repository: Path) -> None:
    party = repository / "facts" / "large-supplier.yaml"
    client.open(party, party.read_text() + "  user_role: [\n  sha")
    last = party.read_text().count("\n")
    assert "gas_supplier" in {item["label"] for item in client.at("completion", party, last, 14)}
    assert "shared_resource" in {item["label"] for item in client.at("completion", party, last + 1, 5)}
    client.change(party, party.read_text())
    (lens,) = client.about("codeLens", party)
    assert lens["command"]["arguments"] == ["explain", "--", "large-supplier"]
    client.tell("textDocument/didClose", {"textDocument": {"uri": party.as_uri()}})
    cases = next((repository / "tests" / "regression" / "5.20").glob("*.yaml"))
    text = cases.read_text()
    client.open(cases)
    where = place(text, "G3.17(b)")
    assert "28 February 2019" in client.at("hover", cases, *where)["contents"]["value"] or client.at(
        "definition", cases, *where
    )


def test_what_only_the_whole_shows_is_told_too(tmp_path: Path) -> None:
    instrument = base_tree(tmp_path) / "policies" / "modifications" / "MP001.md"
    client = Client(tmp_path)
    client.open(instrument, instrument.read_text().replace("Repeal G8.43", "Repeal G8.99"))
    (fault,) = client.faults_at_last(instrument)
    assert fault["code"] == "E302"
    assert client.close() == ""


def test_a_column_is_counted_in_the_units_that_the_client_asks_for(tmp_path: Path) -> None:
    tree = base_tree(tmp_path)
    path = tree / "policies" / "section-g" / "G8.md"
    text = path.read_text()
    first = next(line for line in text.split("\n") if line.startswith("    ") and "(" in line)
    moved = text.replace(first, f'    excused(X, keep, "🏠"), {first.strip().replace("(", "x(", 1)}', 1)
    for encoding, width in (("utf-16", 2), ("utf-32", 1)):
        client = Client(tree, encoding=encoding)
        client.open(path, moved)
        faults = client.faults_at_last(path)
        starts = {fault["range"]["start"]["character"] for fault in faults}
        assert len('    excused(X, keep, "') + width + len('"), ') in starts, json.dumps(faults)
        assert client.close() == ""


def base_tree(folder: Path) -> Path:
    """A small repository of one's own."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    return folder
