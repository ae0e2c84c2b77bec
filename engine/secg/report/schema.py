"""The JSON Schema of a report, version 1: what `secg explain --format json` writes, and `secg verify` takes.

It is made from the types of the document. Keys may be added without a new version: a reader takes no notice of what it
does not know. A key that is described keeps its meaning and its type as long as the version stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from secg.facts.loading import Schema
from secg.report.document import VERSION, Keyword, SealedReport, Shortfall, Step

FILE_NAME = "explain.schema.json"
DEFINED: Mapping[object, str] = {Step: "step", Shortfall: "shortfall"}
"""The types that hold themselves, by their names among the definitions."""
_SIMPLE: Mapping[object, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def report_schema() -> Schema:
    """The schema (draft 7) of a report."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    title = {"title": f"An explanation report of secg, version {VERSION}"}
    definitions = {"step": _object(Step), "shortfall": _object(Shortfall)}
    return {**head, **title, **_object(SealedReport), "definitions": definitions}


def report_schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(report_schema(), ensure_ascii=False, indent=1) + "\n"


def schema_of(hint: object) -> Schema:
    """The schema of a type: texts, numbers, truths, null, lists, mappings, unions of these, and typed dictionaries.

    Raises TypeError for any other.

    >>> schema_of(Annotated[list[int] | None, "the years"])
    {'type': ['array', 'null'], 'items': {'type': 'integer'}, 'description': 'the years'}
    """
    if hint in DEFINED:
        return {"$ref": f"#/definitions/{DEFINED[hint]}"}
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if isinstance(hint, type) and is_typeddict(hint):
        return _object(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return schema_of(parts[0])
    if origin is Annotated:
        return _annotated(schema_of(parts[0]), parts[1:])
    if origin in (Union, UnionType):
        return _union([schema_of(part) for part in parts])
    if origin is list:
        return {"type": "array", "items": schema_of(parts[0])}
    if origin is dict and parts[0] is str:
        return {"type": "object", "additionalProperties": schema_of(parts[1])}
    raise TypeError(f"no schema for {hint}")


def _object(hint: type) -> Schema:
    """A typed dictionary: its docstring is its description."""
    required: frozenset[str] = hint.__required_keys__  # type: ignore[attr-defined]  # typed dictionaries have it
    hints = get_type_hints(hint, include_extras=True)
    properties = {key: schema_of(part) for key, part in hints.items()}
    schema: Schema = {"type": "object", "description": hint.__doc__, "properties": properties}
    return {**schema, "required": [key for key in hints if key in required]}


def _annotated(schema: Schema, notes: tuple[object, ...]) -> Schema:
    for note in notes:
        if isinstance(note, str):
            schema = {**schema, "description": note}
        elif isinstance(note, Keyword):
            value = list(note.value) if isinstance(note.value, tuple) else note.value
            schema = {**schema, note.name: value}
    return schema


def _union(schemas: list[Schema]) -> Schema:
    """One schema with the types of all and the keywords of each; a keyword speaks of values of its own type alone."""
    union: Schema = {"type": None}
    for schema in schemas:
        union.update(schema)
    return {**union, "type": [schema["type"] for schema in schemas]}
