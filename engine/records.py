"""Frozen records: what `dataclass(frozen=True)` makes, at a fraction of the cost of making it.

`dataclasses` compiles every method of every class by itself, which for the models of this engine took a tenth of the
time of a whole run. Here only the one that has to be is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """The class as a frozen dataclass: `fields`, `replace`, patterns, equality and hashes work as with any other."""
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)
    own = fields(made)
    lines = [
        f"def __init__(self, {', '.join(_parameter(one) for one in own)}):",
        "    pass",
        *(f"    put(self, {one.name!r}, {_value(one)})" for one in own),
    ]
    known: dict[str, Any] = {"put": object.__setattr__, "MISSING": MISSING}
    for one in own:
        known[f"default_{one.name}"], known[f"make_{one.name}"] = one.default, one.default_factory
    exec("\n".join(lines), known)  # the text is made of the names of fields only
    made.__init__ = known["__init__"]
    made.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__eq__, made.__hash__ = _comparing(attrgetter(*(one.name for one in own)) if own else type)
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _refuse, _refuse
    result: type[_Class] = made
    return result


def _comparing(values: Callable[[Any], Any]) -> tuple[Callable[[Any, Any], Any], Callable[[Any], int]]:
    """Equality and hash of a class by the values of its fields."""

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    return equal, hashed


def _parameter(one: Field[Any]) -> str:
    if one.default is not MISSING:
        return f"{one.name}=default_{one.name}"
    return f"{one.name}=MISSING" if one.default_factory is not MISSING else one.name


def _value(one: Field[Any]) -> str:
    if one.default_factory is MISSING:
        return one.name
    return f"make_{one.name}() if {one.name} is MISSING else {one.name}"


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self))
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: Any, name: str, value: Any = None) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")
