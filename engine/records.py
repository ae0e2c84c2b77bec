"""Frozen records: what `dataclass(frozen=True)` makes, at a fraction of the cost of making it.

`dataclasses` compiles every method of every class by itself, which for the models of this engine took a tenth of the
time of a whole run. Here the methods that differ from class to class are compiled together; the others are shared.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """The class as a frozen dataclass: `fields`, `replace`, patterns, equality and hashes work as with any other."""
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)
    own = fields(made)
    values = "".join(f"self.{one.name}, " for one in own)
    others = "".join(f"other.{one.name}, " for one in own)
    lines = [
        f"def __init__(self, {', '.join(_parameter(one) for one in own)}):",
        "    pass",
        *(f"    put(self, {one.name!r}, {_value(one)})" for one in own),
        "def __eq__(self, other):",
        f"    return ({values}) == ({others}) if other.__class__ is self.__class__ else NotImplemented",
        "def __hash__(self):",
        f"    return hash(({values}))",
    ]
    known: dict[str, Any] = {"put": object.__setattr__, "MISSING": MISSING}
    for one in own:
        known[f"default_{one.name}"], known[f"make_{one.name}"] = one.default, one.default_factory
    exec("\n".join(lines), known)  # the text is made of the names of fields only
    for name in ("__init__", "__eq__", "__hash__"):
        known[name].__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(made, name, known[name])
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _refuse, _refuse
    result: type[_Class] = made
    return result


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
