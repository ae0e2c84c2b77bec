"""Short labels of paragraphs whose number no source gives: `G8 § counting` for `G8, number not held (counting)`."""

from __future__ import annotations

import re
from typing import TypeVar, cast

_LONG = re.compile(r"\b(G\d{1,2}), number not held \(([^()]+)\)(?:, limb (\([a-z0-9]+\)))?")
_MARK = ", number not held ("
_Data = TypeVar("_Data")


def is_unnumbered(number: str) -> bool:
    """Whether a citation is of a paragraph whose number is not held."""
    return _MARK in number


def short_labels(text: str) -> str:
    """The text with each citation of an unnumbered paragraph in its short form."""
    return _LONG.sub(_short, text) if _MARK in text else text


def labelled(value: _Data) -> _Data:
    """Plain data with short labels in all its texts; what holds none stays the same object."""
    return cast(_Data, _labelled(value))


def _short(match: re.Match[str]) -> str:
    part, name, limb = match.groups(default="")
    return f"{part} § {name}{limb}"


def _labelled(value: object) -> object:
    if isinstance(value, str):
        return short_labels(value)
    if isinstance(value, dict):
        return {key: _labelled(entry) for key, entry in value.items()}
    return [_labelled(entry) for entry in value] if isinstance(value, list) else value
