"""The JSON Schema of a type, so that what is published as JSON is described by the types that it is built of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from secg.records import record

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""A value that JSON can hold."""
Schema = dict[str, Any]  # a JSON Schema: each keyword has a value of its own shape
SIMPLE: Mapping[object, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
"""The types of JSON that have no parts."""


@record
class Keyword:
    """A keyword of JSON Schema with its value, for `Annotated`; of `enum` the values that are allowed."""

    name: str
    value: str | int | tuple[str | int, ...]


@record
class Schemas:
    """Makes the schemas of types that belong together.

    Types in `named` are referred to below `place`, so that a type may hold itself. Where they are `closed`, an object
    has no keys but those that are described.
    """

    place: str
    named: Mapping[object, str]
    closed: bool = False

    def definitions(self) -> dict[str, Schema]:
        """The schemas of the named types."""
        return {name: self.in_full(hint) for hint, name in self.named.items()}

    def of(self, hint: object) -> Schema:
        """The schema of a type. Raises TypeError for one that nothing in JSON is of.

        >>> Schemas("#/definitions/", {}).of(Annotated[list[int] | None, "the years"])
        {'type': ['array', 'null'], 'items': {'type': 'integer'}, 'description': 'the years'}
        """
        return {"$ref": f"{self.place}{self.named[hint]}"} if hint in self.named else self.in_full(hint)

    def in_full(self, hint: object) -> Schema:
        """The schema itself of a type that others refer to by its name."""
        if hint in SIMPLE:
            return {"type": SIMPLE[hint]}
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return {"type": "string", "enum": list(hint)}
        if isinstance(hint, type) and is_typeddict(hint):
            return self._object(hint)
        if isinstance(hint, type) and issubclass(hint, tuple):
            hints = get_type_hints(hint, include_extras=True)
            places = _places({"title": name, **self.of(part)} for name, part in hints.items())
            return {"description": _words(hint), **places}
        return self._generic(hint, get_origin(hint), get_args(hint))

    def _generic(self, hint: object, origin: object, parts: Sequence[object]) -> Schema:
        if origin is NotRequired:
            return self.of(parts[0])
        if origin is Annotated:
            return _annotated(self.of(parts[0]), parts[1:])
        if origin in (Union, UnionType):
            return _union([self.of(part) for part in parts])
        if origin is Literal:
            return {"enum": list(parts)}
        if origin is list:
            return {"type": "array", "items": self.of(parts[0])}
        if origin is tuple:
            return _places(self.of(part) for part in parts)
        if origin is dict and parts[0] is str:
            return {"type": "object", "additionalProperties": self.of(parts[1])}
        raise TypeError(f"no schema for {hint}")

    def _object(self, hint: type) -> Schema:
        """A typed dictionary: its docstring is its description."""
        required: frozenset[str] = hint.__required_keys__  # type: ignore[attr-defined]  # typed dictionaries have it
        hints = get_type_hints(hint, include_extras=True)
        properties = {key: self.of(part) for key, part in hints.items()}
        schema: Schema = {"type": "object", "description": _words(hint), "properties": properties}
        schema["required"] = [key for key in hints if key in required]
        return {**schema, "additionalProperties": False} if self.closed else schema


def _places(places: Iterable[Schema]) -> Schema:
    """A list with a value of its own type in each place."""
    held = list(places)
    return {"type": "array", "prefixItems": held, "minItems": len(held), "maxItems": len(held)}


def _words(hint: type) -> str:
    """What the docstring of a type says, in one line."""
    return " ".join((hint.__doc__ or "").split())


def _annotated(schema: Schema, notes: Iterable[object]) -> Schema:
    for note in notes:
        if isinstance(note, str):
            schema = {**schema, "description": note}
        elif isinstance(note, Keyword):
            value = list(note.value) if isinstance(note.value, tuple) else note.value
            schema = {**schema, note.name: value}
    return schema


def _union(schemas: list[Schema]) -> Schema:
    """Where the types can be told by `type` alone, one schema with the keywords of all; else any of the schemas."""
    types = [schema.get("type") for schema in schemas]
    if None in types or len({*types}) < len(types):
        return {"anyOf": schemas}
    union: Schema = {"type": None}
    for schema in schemas:  # a keyword speaks of values of its own type alone
        union.update(schema)
    return {**union, "type": types}
