"""The JSON Schema of the facts: current, valid, and of one mind with the loader about every party."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secg.cli import main
from secg.facts.loading import FILE_NAME, MODELINE, check_schema, facts_schema, schema_text
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic
from secg.sources.yaml_tree import Mapping, Node, Scalar, Sequence, parse_yaml

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = read_vocabulary(ROOT / "policies" / "vocabulary.yaml", "policies/vocabulary.yaml")
PARTIES = sorted((ROOT / "facts").glob("*.yaml"))

WRONG = {
    "a misspelt fact": "party: p\nfacts: {domestic_premise: 5}",
    "a negative count": "party: p\nfacts: {domestic_premises: -1}",
    "a word for a count": "party: p\nfacts: {domestic_premises: many}",
    "a role that is none": "party: p\nfacts: {user_role: [gas_suplier]}",
    "a misspelt key of a record": "party: p\nfacts: {domestic_premises: [{counts: 5}]}",
    "a record without its key": "party: p\nfacts: {shared_resource: [{extent: whole}]}",
    "a day that is none": "party: p\nfacts: {domestic_premises: [{count: 5, from: yesterday}]}",
    "a derived predicate": "party: p\nfacts: {acts_as: [supplier_party]}",
    "a misspelt top key": "party: p\nfact: {}\nfacts: {}",
    "a name with a blank at its end": "party: p\nfacts: {incident: [{id: 'fire ', occurred: 2018-05-01}]}",
    "no facts": "party: p",
}


def as_editors_read(node: Node | None) -> Any:
    """A tree as an editor's YAML 1.2 reader gives it to the schema."""
    if isinstance(node, Mapping):
        return {key.text: as_editors_read(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [as_editors_read(item) for item in node.items]
    if not isinstance(node, Scalar) or (not node.text and not node.quoted):
        return None
    if not node.quoted and node.text in ("true", "false"):
        return node.text == "true"
    return int(node.text) if not node.quoted and node.text.lstrip("-").isdigit() else node.text


def accepts(text: str) -> bool:
    return bool(jsonschema.Draft7Validator(facts_schema(VOCABULARY)).is_valid(as_editors_read(parse_yaml(text, "p"))))


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft7Validator.check_schema(facts_schema(VOCABULARY))


def test_the_shipped_schema_is_current_and_every_party_names_it() -> None:
    assert [str(diagnostic) for diagnostic in check_schema(ROOT / "facts", "facts", VOCABULARY)] == []


@pytest.mark.parametrize("path", PARTIES, ids=lambda path: path.stem)
def test_the_schema_accepts_every_party_that_ships(path: Path) -> None:
    assert accepts(path.read_text())


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_the_schema_and_the_loader_both_refuse(text: str) -> None:
    faults: list[Diagnostic] = []
    read_situation(parse_yaml(text, "p.yaml"), "p", "p.yaml", VOCABULARY, faults)
    assert faults
    assert not accepts(text)


def test_every_fact_is_described_by_its_sentence() -> None:
    facts = facts_schema(VOCABULARY)["properties"]["facts"]["anyOf"][1]["properties"]
    assert set(facts) == {predicate.name for predicate in VOCABULARY.facts if not predicate.field}
    assert facts["domestic_premises"]["description"].startswith("The party ")
    assert "{" not in json.dumps([fact["description"] for fact in facts.values()])


def test_a_stale_schema_and_a_file_that_does_not_name_it_are_found(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{}")
    (tmp_path / "named.yaml").write_text(f"{MODELINE}\nparty: named\nfacts: {{}}\n")
    (tmp_path / "unnamed.yaml").write_text("party: unnamed\nfacts: {}\n")
    diagnostics = check_schema(tmp_path, "facts", VOCABULARY)
    assert [(diagnostic.kind.code, diagnostic.span.file) for diagnostic in diagnostics] == [
        ("E415", "facts/schema.json"),
        ("W604", "facts/unnamed.yaml"),
    ]


def test_a_folder_without_a_schema_has_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "party.yaml").write_text("party: party\nfacts: {}\n")
    assert check_schema(tmp_path, "facts", VOCABULARY) == ()


def test_the_command_writes_the_schema_beside_the_parties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--policies", str(ROOT / "policies"), "--facts", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / FILE_NAME}\n"
    assert (tmp_path / FILE_NAME).read_text() == schema_text(VOCABULARY)
