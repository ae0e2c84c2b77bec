"""The JSON Schemas of the YAML files, held to the loaders by documents that are right, and by random changes of them.

What a loader takes, the schema takes; what a loader refuses for its form, the schema refuses.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secg.cases.case_reader import read_case_files
from secg.cli import main
from secg.code.lists import read_code_names, read_entries, read_sources, read_versions
from secg.code.policies import load_policies
from secg.editor.schemas import schemas
from secg.facts.loading import facts_schema, load_situations
from secg.facts.situation_reader import read_situation
from secg.language.document_reader import read_document
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults, catalogue
from secg.sources.yaml_tree import parse_yaml
from tests.facts.test_schema import as_editors_read

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"
SCHEMAS = ROOT / "engine" / "editors" / "vscode" / "schemas"
VOCABULARY = read_vocabulary(POLICIES / "vocabulary.yaml", "policies/vocabulary.yaml")
EVERY = {**schemas(VOCABULARY), "facts": facts_schema(VOCABULARY)}

Json = Any
"""What JSON holds."""

OF_FORM = {
    *(catalogue.YAML_UNKNOWN_KEY, catalogue.YAML_MISSING_KEY, catalogue.YAML_SHAPE, catalogue.NOT_A_DATE),
    *(catalogue.CERTAINTY, catalogue.LEDGER_STATE, catalogue.LEDGER_TEXT, catalogue.NAME_FORM),
    *(catalogue.VOCABULARY_KIND, catalogue.VOCABULARY_CHANGED_BY, catalogue.VOCABULARY_DOUBT),
    *(catalogue.STATUS_UNKNOWN, catalogue.CASE_PARTY, catalogue.CASE_YEARS),
    *(catalogue.FACT_UNKNOWN, catalogue.FACT_DERIVED, catalogue.FACT_KEY, catalogue.FACT_KEY_MISSING),
}
"""The faults that a schema has to tell; others are of what the whole repository says."""


def data_of(path: Path) -> Json:
    """What a YAML file holds."""
    return as_editors_read(parse_yaml(path.read_text(), path.name))


def front_matter(path: Path) -> Json:
    """What stands between the `---` of a document."""
    return as_editors_read(parse_yaml(path.read_text().split("---")[1], path.name))


def documents() -> Iterator[tuple[str, Json]]:
    """Every file that ships, with its kind."""
    for kind in ("vocabulary", "versions", "sources", "coverage", "code"):
        yield kind, data_of(POLICIES / f"{kind}.yaml")
    yield "vocabulary", data_of(POLICIES / "counting" / "vocabulary.yaml")
    for path in sorted(POLICIES.glob("*/*.md")):
        if path.name != "README.md" and path.parent.name != "counting":
            yield "front-matter", front_matter(path)
    for path in sorted((ROOT / "tests" / "regression").glob("*/*.yaml")):
        yield "cases", data_of(path)


def test_every_file_that_ships_fits_its_schema() -> None:
    for kind, data in documents():
        jsonschema.Draft7Validator(EVERY[kind]).validate(data)


@pytest.mark.parametrize("kind", EVERY)
def test_every_schema_is_one(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(EVERY[kind])


def test_the_schemas_that_ship_are_those_that_the_command_writes(tmp_path: Path) -> None:
    assert main(["schema", "--every", str(tmp_path)]) == 0
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text() for path in SCHEMAS.iterdir()}


@cache
def policies_and_parties() -> tuple[Any, Any]:
    """What cases are read against."""
    policies = load_policies(POLICIES, ROOT)
    return policies, load_situations(ROOT / "facts", ROOT, policies.vocabulary)


def told(kind: str, text: str, folder: Path) -> Sequence[Diagnostic]:
    """The faults that the loader of a kind of file tells of a text."""
    faults: list[Diagnostic] = []
    path = folder / "file.yaml"
    path.write_text(text)
    sources, labels = policies_and_parties()[0].sources, ["baseline"]
    loaders: dict[str, Callable[[], object]] = {
        "vocabulary": lambda: read_vocabulary(path, "file.yaml"),
        "versions": lambda: read_versions(path, "file.yaml", faults),
        "sources": lambda: read_sources(path, "file.yaml", faults),
        "coverage": lambda: read_entries(path, "file.yaml", sources, labels, faults),
        "code": lambda: read_code_names(path, "file.yaml", ()),
        "front-matter": lambda: read_document(f"---\n{text}\n---\n", "file.md", faults),
        "facts": lambda: read_situation(parse_yaml(text, "file.yaml"), "file", "file.yaml", VOCABULARY, faults),
        "cases": lambda: faults.extend(faults_of_cases(text, folder)),
    }
    try:
        loaders[kind]()
    except Faults as raised:
        faults.extend(raised.diagnostics)
    return faults


def faults_of_cases(text: str, folder: Path) -> Iterator[Diagnostic]:
    """The faults of a file of cases of the version 5.20."""
    path = folder / "regression" / "5.20" / "file.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    for file in read_case_files(folder / "regression", folder, *policies_and_parties()):
        yield from file.faults


def small(kind: str) -> list[Json]:
    """Right documents of a kind, small enough to be changed everywhere."""
    if kind == "facts":
        data = data_of(ROOT / "facts" / "large-supplier.yaml")
        return [{**data, "party": "file"}]
    if kind == "cases":
        cases = [case for path in (ROOT / "tests" / "regression" / "5.20").glob("*.yaml") for case in data_of(path)]
        return [[case] for case in cases[:12]]
    if kind == "front-matter":
        return [data for of, data in documents() if of == kind][::3]
    whole = data_of(POLICIES / f"{kind}.yaml")
    if kind == "coverage":
        return [[entry] for entry in whole[:4]]
    if kind == "versions":
        return [{**whole, "versions": whole["versions"][:4]}]
    if kind == "code":
        return [whole]
    names = ["role", "user_role"] if kind == "vocabulary" else list(whole)[:2]
    return [{name: whole[name] for name in names}]


VALUES: list[Json] = [
    *(None, "", "word", "two words", "Word", "none", "unknown", "other", "confirmed", "recalled", "type", "fact"),
    *(
        "true",
        "G8.41",
        "2019-02-03",
        "2019-2-3",
        "20190203",
        "5_000",
        0,
        5,
        -1,
        True,
        [],
        {},
        ["word"],
        {"key": "word"},
    ),
]


def places_in(data: Json, above: tuple[Json, ...] = ()) -> Iterator[tuple[Json, ...]]:
    """The path of every value of a document."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*above, key)
        yield from places_in(value, (*above, key))


def changed(data: Json, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Json:
    """A document after one random change: a value replaced or taken out, a key renamed or added."""
    places = list(places_in(data))
    if not places:
        return draw(st.sampled_from(VALUES))
    path = draw(st.sampled_from(places))
    result = copy.deepcopy(data)
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    how = draw(st.sampled_from(["replace", "replace", "remove", "rename", "add"]))
    names = sorted({key for other in places for key in other if isinstance(key, str)})
    if how == "replace":
        holder[path[-1]] = draw(st.sampled_from(VALUES))
    elif how == "remove":
        del holder[path[-1]]
    elif isinstance(holder, dict):
        name = draw(st.sampled_from([*names, f"{path[-1]}s", "note", "from", "Name"]))
        value = draw(st.sampled_from(VALUES)) if how == "add" else holder.pop(path[-1])
        holder[name] = value
    else:
        holder.append(draw(st.sampled_from(VALUES)))
    return result


@st.composite
def near_documents(draw: Callable[[st.SearchStrategy[Any]], Any], kind: str) -> Json:
    """A document of a kind with up to two changes."""
    data = draw(st.sampled_from(small(kind)))
    for _ in range(draw(st.integers(0, 2))):
        data = changed(data, draw)
    return data


@pytest.mark.parametrize("kind", EVERY)
def test_schema_and_loader_agree_on_the_form_of_random_documents(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(kind)
    validator = jsonschema.Draft7Validator(EVERY[kind])
    documents = near_documents(kind)

    @settings(max_examples=40)
    @given(documents)
    def agree(data: Json) -> None:
        text = json.dumps(data, ensure_ascii=False)
        fits = validator.is_valid(as_editors_read(parse_yaml(text, "file")))
        faults = told(kind, text, folder)
        if not faults:
            assert fits, f"the loader takes it: {text}"
        if any(fault.kind in OF_FORM for fault in faults):
            assert not fits, f"{faults[0]} of {text}"

    agree()
