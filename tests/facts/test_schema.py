"""The JSON Schema of the facts: current, valid, and of one mind with the loader about every party."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secg.cli import main
from secg.facts.loading import FILE_NAME, MODELINE, check_schema, facts_schema, schema_text
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults
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
    if node.quoted:
        return node.text
    if re.fullmatch(r"[-+]?[0-9]+", node.text):
        return int(node.text)
    return float(node.text) if re.fullmatch(r"[-+]?[0-9]+[.][0-9]*", node.text) else node.text


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


WRITTEN = (
    *("5", "0", "-1", "007", "1_", "2_5", "0_0", "0_3", "250_000", "2_000_000_000", "2_000_000_001", "1_999_999_999_"),
    *(
        "2000000001",
        "-2_000_000_000",
        "99999999999999999999999",
        "0" * 19 + "1_",
        "1.5",
        "0_0_4",
        "_5",
        "5-5",
        "3",
        "4",
    ),
    *("2019", "a name", " a", "a ", "true", "false", "yes", "2018-07-18", "2018-02-29", "2020-02-29", "1900-02-29"),
    *("2000-02-29", "0000-01-01", "2018-13-01", "2018-04-31", "2018-4-1", "9999-12-31", "gas_supplier", "one\\nmore"),
    *("a\\n", "whole", "full", "", "\\u3000a", "2018-07-18\\n"),
)
"""Values as they may be written; but for what a reader of YAML 1.2 takes for another: `null`, `True`, `0x1F`, `1e3`."""
BESIDE = {"E408", "E409", "E410", "E412", "E413", "E416", "E417", "E418", "E420"}
"""The faults of values that are of their types."""


def drawn_document(source: random.Random) -> str:
    """A file in which each key is likely right, and each value written in any way."""
    words = [f'"{written}"' if source.random() < 0.4 or "\\" in written else written for written in WRITTEN]
    fact = source.choice([predicate for predicate in VOCABULARY.facts if not predicate.field])
    fields = VOCABULARY.fields.get(fact.name, ())
    keys = [argument.name for argument in fact.arguments[1:]]
    keys += source.sample([*(field.key for field in fields), "from", "to", "odd"], source.randrange(3))
    types = {argument.name: argument.type for predicate in (fact, *fields) for argument in predicate.arguments}

    def value(key: str) -> str:
        labels = VOCABULARY.types[types[key]].labels if types.get(key) in VOCABULARY.types else ()
        likely = {"date": "2019-01-01", "count": "7", "year": "2", "integer": "4"}.get(types.get(key, "date"), "a")
        return source.choice(words) if source.random() < 0.5 else next(iter(labels), likely)

    record = "{" + ", ".join(f"{key}: {value(key)}" for key in keys) + "}"
    single = len(keys) == 1 and source.random() < 0.5
    top = source.choice(["name", "basis", "note", "as_of"])
    told = value(keys[0]) if single else record
    return f"party: p\n{top}: {source.choice(words)}\nfacts:\n  {fact.name}: [{told}]\n"


@pytest.mark.parametrize("seed", range(8))
def test_the_schema_takes_the_values_that_the_loader_takes_and_no_others(seed: int) -> None:
    source, taken = random.Random(seed), 0
    for _ in range(250):
        text = drawn_document(source)
        faults: list[Diagnostic] = []
        try:
            tree = parse_yaml(text, "p.yaml")
        except Faults:
            continue  # a reader of YAML gives nothing to the schema
        read_situation(tree, "p", "p.yaml", VOCABULARY, faults)
        told = [str(fault) for fault in faults if fault.kind.code not in BESIDE]
        if faults and not told:
            continue  # what stands together no schema can say
        assert accepts(text) == (not told), f"{text}{told}"
        taken += not told
    assert taken > 20


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
