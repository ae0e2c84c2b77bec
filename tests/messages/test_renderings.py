"""Messages as other tools read them.

The schema below is our own subset of SARIF 2.1.0, written from the specification: every property that we write, in the
form that the specification asks for, and no other. It is stricter than the published schema, which is not kept here:
SARIF_SCHEMA=path/to/sarif-schema-2.1.0.json in the environment has every log checked against that one too.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secg.messages import Diagnostic, Span, catalogue
from secg.messages.renderings import as_github, as_sarif, as_text
from tests.messages.trees import BROKEN, broken_folders, lay_out, printed

TEXT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def strict(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


POSITIVE = {"type": "integer", "minimum": 1}
PLACE = strict(
    ["artifactLocation"],
    artifactLocation=strict(["uri"], uri={"type": "string", "format": "uri-reference"}, uriBaseId={"const": "ROOT"}),
    region=strict(["startLine"], startLine=POSITIVE, startColumn=POSITIVE),
)
RESULT = strict(
    ["message", "ruleId", "ruleIndex", "level"],
    ruleId={"type": "string", "pattern": "^[EW][0-9]{3}$"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={"type": "array", "maxItems": 1, "items": strict(["physicalLocation"], physicalLocation=PLACE)},
)
RULE = strict(
    ["id"],
    id={"type": "string", "pattern": "^[EW][0-9]{3}$"},
    shortDescription=TEXT,
    help=TEXT,
    defaultConfiguration=strict(["level"], level=LEVEL),
)
DRIVER = strict(
    ["name"],
    name={"const": "secg"},
    version={"type": "string"},
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
RUN = strict(
    ["tool", "results"],
    tool=strict(["driver"], driver=DRIVER),
    columnKind={"const": "unicodeCodePoints"},
    originalUriBaseIds={"type": "object", "additionalProperties": strict(["description"], description=TEXT)},
    results={"type": "array", "items": RESULT},
)
SARIF = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **strict(
        ["version", "runs", "$schema"],
        **{
            "$schema": {"type": "string"},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "minItems": 1, "items": RUN},
        },
    ),
}
PUBLISHED = os.environ.get("SARIF_SCHEMA")
"""Where a copy of the schema that OASIS publishes lies, if there is one."""
CHECKED = [
    broken_folder
    for broken_folder in broken_folders()
    if broken_folder.name[:2] in ("E1", "E2", "E3", "E4") and not (broken_folder / "command.txt").exists()
]


def validate(log: dict[str, Any]) -> None:
    jsonschema.validate(log, SARIF)
    if PUBLISHED:
        jsonschema.Draft4Validator(json.loads(Path(PUBLISHED).read_text())).validate(log)


@pytest.mark.parametrize("folder", CHECKED if PUBLISHED else CHECKED[::4], ids=lambda folder: folder.name)
def test_what_check_finds_is_sarif(folder: Path, tmp_path: Path) -> None:
    lay_out(folder, tmp_path / "tree")
    text = printed(["check", "--format", "sarif"], tmp_path / "tree")
    status, _, body = text.partition("\n")
    log = json.loads(body)
    validate(log)
    assert status == "exit 1"
    results, rules = log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]["rules"]
    assert folder.name[:4] in {result["ruleId"] for result in results}
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)


def test_no_fault_is_a_log_without_results() -> None:
    log = json.loads(as_sarif((), "1.0"))
    validate(log)
    assert log["runs"][0]["results"] == []


def test_annotations_stand_at_their_line_and_hide_nothing() -> None:
    fault = catalogue.FACT_TYPE.at(
        Span("facts/a,b:c.yaml", 4, 9), text="100%\n::error::x", wanted="a count", hint="write digits"
    )
    assert as_github([fault]) == (
        "::error title=E406,file=facts/a%2Cb%3Ac.yaml,line=4,col=9::"
        "`100%25\\n::error::x` is not a count%0Awrite digits\n"
    )


def test_a_fault_of_no_file_has_no_place() -> None:
    fault: Diagnostic = catalogue.VERSION_UNKNOWN.at(Span("", 0, 0), name="9")
    assert as_github([fault]).startswith("::error title=E320::")
    assert "locations" not in json.loads(as_sarif([fault], "1"))["runs"][0]["results"][0]
    assert as_text([fault]) == f"{fault}\n"


def test_annotations_of_the_command(tmp_path: Path) -> None:
    lay_out(BROKEN / "E230-misspelt-predicate", tmp_path / "tree")
    text = printed(["check", "--format", "github"], tmp_path / "tree")
    assert text.startswith("exit 1\n::error title=E230,file=policies/section-g/G8.md,line=38,col=5::")
