"""The published schema of reports: current, kept to by every report, and checked before anything is done with one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest

from secg.cli import main
from secg.documents.report_file import (
    DEPTH_LIMIT,
    FILE_NAME,
    SIZE_LIMIT,
    canonical,
    read_report,
    read_report_text,
    report_schema,
    schema_faults,
    with_digest,
)
from secg.json_schema import Schemas
from secg.messages import Faults
from secg.report.verification import Replay
from tests.proof.test_claims import report_text
from tests.report.reports import REPOSITORY, SITUATIONS, Altered, policies_of, report_of, situations_of

Node = dict[str, Any]
SCHEMA: Node = report_schema()
PEER = jsonschema.Draft7Validator(SCHEMA)
SEEDS = range(6)


@cache
def reports() -> list[Node]:
    """Reports of parties that ship, and of random ones."""
    return list(made_reports())


def made_reports() -> Iterator[Node]:
    for party, day in SITUATIONS.items():
        shipped: Node = json.loads(canonical(with_digest(report_of(party, day))))
        yield shipped
    for seed in SEEDS:
        report: Altered = json.loads(report_text(seed))
        report["digest"] = {"policies": "0" * 64, "facts": "0" * 64}
        yield {**with_digest(report)}


def test_the_published_schema_is_current() -> None:
    assert (REPOSITORY / "reports" / FILE_NAME).read_text() == canonical(report_schema()), (
        "`make schema` writes it anew"
    )


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_every_report_keeps_to_it() -> None:
    for report in reports():
        assert list(schema_faults(report, SCHEMA, SCHEMA)) == []
        assert [iter_error.message for iter_error in PEER.iter_errors(report)] == []


def test_a_change_may_list_outcomes_and_nothing_else() -> None:
    change: Node = report_schema_part("readings", "changes")
    listed = {"before": "full", "after": ["applies", "unsettled"]}
    assert list(schema_faults(listed, change, SCHEMA)) == []
    (fault,) = schema_faults({**listed, "after": [7]}, change, SCHEMA)
    assert fault == "`after[0]` is a whole number, not a text"


def report_schema_part(*keys: str) -> Node:
    """What the schema says of the entries of a list."""
    part = SCHEMA
    for key in keys:
        part = part["properties"][key]["items"]
    return part


@pytest.mark.parametrize("hint", [float, list[float], set[str], dict[int, str], Annotated[bytes, "bytes"], str | float])
def test_a_type_that_no_report_can_hold_has_no_schema(hint: object) -> None:
    with pytest.raises(TypeError, match="no schema"):
        Schemas("", {}).of(hint)


def keywords_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, part in schema.items():
            yield key
            named = key in ("properties", "definitions")
            for below in part.values() if named else part if isinstance(part, list) else [part]:
                yield from keywords_of(below)


KEYWORDS = {
    *("$schema", "title", "description", "definitions", "$ref", "type", "properties", "additionalProperties"),
    *("required", "items", "enum", "const", "pattern", "minimum"),
}
"""What `schema_faults` knows."""


def test_the_check_knows_every_keyword_that_the_schema_uses() -> None:
    assert set(keywords_of(SCHEMA)) <= KEYWORDS


def undescribed(value: Any, schema: Node, path: str) -> Iterator[str]:
    """The keys of a report that the schema does not describe."""
    schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(value, list):
        for item in value:
            yield from undescribed(item, schema["items"], f"{path}[]")
    elif isinstance(value, dict):
        for key, item in value.items():
            part = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if part is None:
                yield f"{path}.{key}"
            else:
                yield from undescribed(item, part, f"{path}.{key}")


def test_the_schema_describes_every_key_of_every_report() -> None:
    assert {key for report in reports() for key in undescribed(report, SCHEMA, "")} == set()


OTHERS: tuple[Any, ...] = (None, True, 0, -1, "", "x", "2019-02-30", [], {}, [None], {"a": 1}, 1.5)


def altered_anywhere(report: Node, chance: random.Random) -> None:
    """Put something else in the place of one value, or take it away."""
    part: Any = report
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = chance.choice(keys)
        if isinstance(part[key], dict | list) and part[key] and chance.random() < 0.85:
            part = part[key]
            continue
        if chance.random() < 0.2:
            del part[key]
        else:
            part[key] = chance.choice(OTHERS)
        return


def test_the_check_agrees_with_a_validator_that_others_wrote() -> None:
    chance = random.Random(7)
    texts = [json.dumps(report) for report in reports()]
    refused = 0
    for number in range(400):
        report = json.loads(chance.choice(texts))
        altered_anywhere(report, chance)
        ours, theirs = bool(list(schema_faults(report, SCHEMA, SCHEMA))), not PEER.is_valid(report)
        assert ours == theirs, number
        refused += ours
    assert refused > 100


def refusal(text: str) -> str:
    """The one message that a text gets."""
    with pytest.raises(Faults) as raised:
        read_report(text, "report.json")
    (diagnostic,) = raised.value.diagnostics
    return str(diagnostic)


GOOD = canonical(with_digest(report_of("shared-platform", "2019-12-01")))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"readings": []', '"readings": null', "`code.readings` is null, not a list"),
        ('"readings": []', '"readings": 5', "`code.readings` is a whole number, not a list"),
        ('"as_at": "2019-12-01"', '"as_at": "1 December"', "`as_at` is not a day"),
        ('"name": "Shared Platform"', '"name": "\\ud800"', "the control character U+D800"),
        ('"name": "Shared Platform"', '"name": "\\u001b[31m"', "the control character U+001B"),
        ('"name": "Shared Platform"', '"name": "\\u202e"', "the control character U+202E"),
        ('"year": 1', f'"year": {"1" * 5_000}', "a number has 5,000 digits"),
        ('"year": 1', '"year": 1e9999', "`1e9999` is no whole number"),
        ('"year": 1', '"year": NaN', "`NaN` is no whole number"),
        ('"schema": 1', '"schema": 2', "`schema` is not 1"),
        ('"schema": 1', '"schema": 1, "schema": 1', "an object has `schema` twice"),
        ('"basis": ', f'"x": {"[" * 990}{"]" * 990}, "basis": ', f"more than {DEPTH_LIMIT} deep"),
        ('"basis": ', f'"x": {"[" * 90_000}{"]" * 90_000}, "basis": ', f"more than {DEPTH_LIMIT} deep"),
        ("{", "[", "this is not JSON"),
    ],
)
def test_a_hostile_report_gets_one_message(old: str, new: str, told: str) -> None:
    assert old in GOOD
    assert told in refusal(GOOD.replace(old, new, 1))


def test_a_file_that_is_too_large_or_no_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    for path, told in ((large, "16,000,001 bytes"), (Path("/dev/zero"), "not a regular file"), (tmp_path, "regular")):
        with pytest.raises(Faults, match=told):
            read_report_text(str(path))


@pytest.mark.parametrize("text", [GOOD[:-1], GOOD + "\n", json.dumps(json.loads(GOOD), indent=2) + "\n"])
def test_a_report_that_an_editor_laid_out_anew_gets_one_message_that_says_so(text: str) -> None:
    _, (finding,) = Replay(policies_of(REPOSITORY), situations_of(REPOSITORY)).findings(text, "report.json")
    assert "laid out otherwise" in str(finding)


def test_an_empty_line_in_an_edited_report_is_told_as_one() -> None:
    text = GOOD.replace("\n", "\n\n", 1).replace('"applies"', '"excused"', 1)
    findings = Replay(policies_of(REPOSITORY), situations_of(REPOSITORY)).findings(text, "report.json")[1]
    told = "the report says an empty line, and the policies and facts give ` "
    assert any(told in str(finding) for finding in findings)


def test_a_report_as_windows_writes_it_is_the_same_report_and_no_more_is_claimed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_report_text(str(path)) == GOOD
    assert main(["verify", str(path)]) == 0
    assert "and every byte, line ends and a byte order mark apart, as the policies" in capsys.readouterr().out
