"""Frozen records: what `dataclass(frozen=True)` makes, at a fraction of the cost of making it.

`dataclasses` compiles every method of every class by itself, which for the models of this engine took a tenth of the
time of a whole run. Here only the one that has to be is compiled, once for all records of one size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from functools import cache, wraps
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Class = TypeVar("_Class")
_Value = TypeVar("_Value")
_Arguments = ParamSpec("_Arguments")


class Same(Generic[_Value]):
    """A value as the key of a cache: two are equal only if they are one object, so that neither is gone through."""

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def kept(function: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """The function, which keeps its last results with its first argument, for as long as that is there.

    For what rests on immutable values alone, such as a Code, and is asked for with every party. Texts, tuples
    and sets are told apart by what they hold, other values by identity.
    """

    @wraps(function)
    def asked(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Value:
        assert not named, "what is kept is asked for by position"
        first: object = arguments[0]
        others: tuple[object, ...] = arguments[1:]
        results: dict[object, _Value] = vars(first).setdefault("_kept", {})
        key = (function, *(other if isinstance(other, str | tuple | frozenset) else Same(other) for other in others))
        if key not in results:
            result = function(*arguments, **named)
            if len(results) >= _MOST_KEPT:
                del results[next(iter(results))]
            results[key] = result
        return results[key]

    return asked


_MOST_KEPT = 64
"""No more results than this are kept with one value."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """The class as a frozen dataclass: `fields`, `replace`, patterns, equality and hashes work as with any other.

    A field with `field(compare=False)` is no part of equality or of the hash.
    """
    if any(isinstance(item, Field) and item.default_factory is not MISSING for item in vars(cls).values()):
        return dataclass(frozen=True)(cls)  # a value that each record has its own of; few have one
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)  # to which methods are given
    own = fields(made)
    made.__init__ = _initialiser(own)
    made.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    compared = [item.name for item in own if item.compare]
    made.__eq__, made.__hash__ = _comparing(attrgetter(*compared) if compared else type)
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _refuse, _refuse
    result: type[_Class] = made
    return result


def _initialiser(own: tuple[Field[object], ...]) -> Callable[..., None]:
    """`__init__` for these fields: that of any record with as many, with the names of the fields put in."""
    code = _of_size(len(own))
    names = {f"field{at}": item.name for at, item in enumerate(own)}
    code = code.replace(
        co_varnames=tuple(names.get(text, text) for text in code.co_varnames),
        co_consts=tuple(names.get(text, text) if isinstance(text, str) else text for text in code.co_consts),
    )
    defaults = tuple(item.default for item in own if item.default is not MISSING)
    return FunctionType(code, {"put": object.__setattr__}, "__init__", defaults)


@cache
def _of_size(size: int) -> CodeType:
    """The code that puts so many values into a record; the text is made of numbers only."""
    parameters = "".join(f", field{at}" for at in range(size))
    lines = [f"    put(self, 'field{at}', field{at})" for at in range(size)]
    known: dict[str, FunctionType] = {}
    exec("\n".join([f"def __init__(self{parameters}):", *(lines or ["    pass"])]), known)
    return known["__init__"].__code__


def _comparing(values: Callable[[object], object]) -> tuple[Callable[[object, object], bool], Callable[[object], int]]:
    """Equality and hash of a class by the values of its fields."""

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return equal, hashed


def _repr(self: DataclassInstance) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: object, name: str, value: object = None) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")
