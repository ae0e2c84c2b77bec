"""Whether plain data keep to a schema: the part of JSON Schema, draft 7, that the schema of reports uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secg.facts.loading import Schema

_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
KEYWORDS = frozenset(
    (
        *("$schema", "title", "description", "definitions", "$ref", "type", "properties", "additionalProperties"),
        *("required", "items", "enum", "const", "pattern", "minimum"),
    )
)
"""The keywords of the schema of reports: this check knows them all."""


def schema_faults(value: object, schema: Schema, root: Schema, path: str = "") -> Iterator[str]:
    """A sentence for each place at which a value breaks a schema; `root` has the definitions that it refers to."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    place = f"`{path}`" if path else "the report"
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and _type_of(value) not in types:
        yield f"{place} is {_words(value)}, not {' or '.join(_WORDS[type_name] for type_name in types)}"
    elif "const" in schema and (value != schema["const"] or isinstance(value, bool)):
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
    kinds: dict[type, str] = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null" if value is None else "number")


def _words(value: object) -> str:
    return _WORDS.get(_type_of(value), "a number with a fraction")
