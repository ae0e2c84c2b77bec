"""A report as a file: written in one way, with a digest of itself; read within limits and held against its schema.

Whoever hands a report over may have written anything: nothing is done with it before it has been read here.

The JSON Schema, version 1, of what `secg explain --format json` writes and `secg verify` takes is made from the types
of the document. Keys may be added without a new version: a reader takes no notice of what it does not know. A key that
is described keeps its meaning and its type as long as the version stays.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from secg.documents.document import VERSION, Report, SealedReport, Shortfall, Step
from secg.json_schema import SIMPLE, Schema, Schemas
from secg.messages import REQUEST, Faults, Kind, Span, effect_catalogue
from secg.messages.visible import CONTROL, code_point

SIZE_LIMIT = 16_000_000
"""Bytes; the report of a provider with some hundreds of Users has a tenth of that."""
DEPTH_LIMIT = 200
"""Lists and objects within each other; a proof takes two for each step."""
DIGITS_LIMIT = 18  # as many as fit 64 bits; Python itself refuses thousands, with an error of its own


class _Refused(ValueError):
    """What a report may not hold, in words."""


def read_report_text(path: str) -> str:
    """The text of a report's file without a byte order mark, its line ends made `\\n`. Raises Faults E520."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, and a device may never end
            raise _unreadable(path, "it is not a regular file")
        if status.st_size > SIZE_LIMIT:
            raise _unreadable(path, f"it has {status.st_size:,} bytes; a report has at most {SIZE_LIMIT:,}")
        return Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise _unreadable(path, (error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8") from None
    except ValueError as error:
        raise _unreadable(path, str(error)) from None  # a name with NUL in it


def _unreadable(path: str, reason: str) -> Faults:
    return effect_catalogue.REPORT_UNREADABLE.fault(REQUEST, path=path, reason=reason)


def read_report(text: str, path: str) -> SealedReport:
    """The report that a JSON text holds. Raises Faults E521 (no JSON, or beyond the limits) and E522 (the schema)."""
    try:
        report = json.loads(
            text, parse_int=_number, parse_float=_refused, parse_constant=_refused, object_pairs_hook=_object
        )
        _check_depth_and_texts(report)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, error.lineno, error.colno), reason) from None
    except _Refused as refused:
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, 1, 1), str(refused)) from None
    except RecursionError:
        reason = f"its lists and objects stand more than {DEPTH_LIMIT} deep in each other"
        raise _fault(effect_catalogue.REPORT_NOT_JSON, Span(path, 1, 1), reason) from None
    schema = report_schema()
    for fault in schema_faults(report, schema, schema):
        raise _fault(effect_catalogue.REPORT_SCHEMA, Span(path, 1, 1), fault)
    document: SealedReport = report
    return document


def _fault(kind: Kind, span: Span, reason: str) -> Faults:
    return kind.fault(span, reason=reason)


def _number(digits: str) -> int:
    if len(digits) > DIGITS_LIMIT:
        raise _Refused(f"a number has {len(digits):,} digits; a report's have at most {DIGITS_LIMIT}")
    return int(digits)


def _refused(number: str) -> float:
    raise _Refused(f"`{number[:20]}` is no whole number, and a report holds no other")


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"an object has `{twice[:40]}` twice")
    return mapping


def _check_depth_and_texts(report: object) -> None:
    """No text may hold what does something when it is shown; without recursion, as the depth is not known yet."""
    level: list[object] = [report]
    for _ in range(DEPTH_LIMIT):
        below: list[object] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, dict):
                for key in value:
                    _check_text(key)
                below.extend(value.values())
        level = below
        if not level:
            return
    raise RecursionError


def _check_text(text: str) -> None:
    held = CONTROL.search(text)
    if held is not None:
        raise _Refused(f"a text holds the control character {code_point(held.group())}")


def canonical(report: object) -> str:
    """The one way in which a report is written as JSON; a record in it as an object with its fields."""
    return json.dumps(report, ensure_ascii=False, indent=1, default=asdict) + "\n"


def digest_of_report(report: Report | SealedReport) -> str:
    """The SHA-256 of everything in the report but this digest itself."""
    named = {key: value for key, value in report["digest"].items() if key != "report"}
    # without indenting, which takes ten times as long
    text = json.dumps({**report, "digest": named}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def with_digest(report: Report) -> SealedReport:
    """The report with its own digest beside those of the policies and facts."""
    return {**report, "digest": {**report["digest"], "report": digest_of_report(report)}}


_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def schema_faults(value: object, schema: Schema, root: Schema, path: str = "") -> Iterator[str]:
    """A sentence for each place at which a value breaks a schema; `root` has the definitions that it refers to."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    place = f"`{path}`" if path else "the report"
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and _type_of(value) not in types:
        given = _WORDS.get(_type_of(value), "a number with a fraction")
        yield f"{place} is {given}, not {' or '.join(_WORDS[type_name] for type_name in types)}"
    elif "const" in schema and (value != schema["const"] or isinstance(value, bool)):  # True equals 1
        yield f"{place} is not {schema['const']}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of {', '.join(schema['enum'])}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{place} is not {schema.get('description', 'of its form')}"
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{place} is less than {schema['minimum']}"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from schema_faults(item, schema["items"], root, f"{path}[{number}]")
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{place} lacks `{key}`" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            part = known.get(key, schema.get("additionalProperties"))
            if part is not None:
                yield from schema_faults(item, part, root, f"{path}.{key}" if path else key)


def _type_of(value: object) -> str:
    # not by isinstance, for which true and false are whole numbers
    return {**SIMPLE, list: "array", dict: "object"}.get(type(value), "number")


FILE_NAME = "explain.schema.json"
_SCHEMAS = Schemas("#/definitions/", {Step: "step", Shortfall: "shortfall"})


def report_schema() -> Schema:
    """The schema (draft 7) of a report."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    title = {"title": f"An explanation report of secg, version {VERSION}"}
    return {**head, **title, **_SCHEMAS.of(SealedReport), "definitions": _SCHEMAS.definitions()}
