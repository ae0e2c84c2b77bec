"""Where in a YAML text somebody types, found from its lines alone: the text is rarely whole while it is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_BLOCK_KEY = re.compile(r"^(\s*(?:- +)*)([\w-]+):(?=\s|$)")
_WORD = re.compile(r"[\w-]+")


class YamlPlace(NamedTuple):
    """The keys above a position, from the outermost, and whether a value is typed there, not a key."""

    path: tuple[str, ...]
    value: bool

    @property
    def last(self) -> str:
        """The innermost key; empty at the margin."""
        return self.path[-1] if self.path else ""


def yaml_place(lines: Sequence[str], line: int, column: int) -> YamlPlace:
    """The place of a position: `line` counts from 1, `column` from 0."""
    typed = lines[line - 1][:column]
    own = _BLOCK_KEY.match(typed)
    margin = re.match(r"\s*(?:- +)*", typed)
    assert margin is not None
    path = _keys_above(lines[: line - 1], len(margin.group()))
    rest = typed[margin.end() :]
    if own is not None:
        path = (*path, own.group(2))
        rest = typed[own.end() :]
    inside, value = _flow(rest)
    if inside is None:
        is_item = typed.lstrip().startswith("- ")
        return YamlPlace(path, own is not None or (is_item and _item_is_value(lines, line)))
    return YamlPlace((*path, *inside), value)


def _keys_above(lines: Sequence[str], margin: int) -> tuple[str, ...]:
    """The keys of the lines above that stand further left than the margin, each further left than the next."""
    path: list[str] = []
    for line in reversed(lines):
        match = _BLOCK_KEY.match(line)
        if match is not None and len(match.group(1)) < margin:
            path.insert(0, match.group(2))
            margin = len(match.group(1))
        if margin == 0:
            break
    return tuple(path)


def _item_is_value(lines: Sequence[str], line: int) -> bool:
    """Whether the items of the list around are values: the nearest other item above is no mapping."""
    for above in reversed(lines[: line - 1]):
        if above.lstrip().startswith("- "):
            return _BLOCK_KEY.match(above) is None
        if not above.lstrip().startswith("#"):
            return True
    return False


def _flow(text: str) -> tuple[tuple[str, ...] | None, bool]:
    """The keys opened within `{…}` and `[…]`, and whether a value is typed; None where nothing is open."""
    frames: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        letter = text[place]
        word = _WORD.match(text, place)
        if letter in "\"'":
            _, _, rest = text[place + 1 :].partition(letter)
            place = len(text) - len(rest)
            continue
        if word is not None:
            place = word.end()
            if text[place : place + 1] == ":" and frames and frames[-1][0] == "{":
                frames[-1] = ("{", word.group())
                place += 1
            continue
        if letter in "{[":
            frames.append((letter, ""))
        elif letter in "}]" and frames:
            frames.pop()
        elif letter == "," and frames:
            frames[-1] = (frames[-1][0], "")
        place += 1
    if not frames:
        return None, False
    keys = tuple(key for _, key in frames if key)
    return keys, frames[-1][0] == "[" or bool(frames[-1][1])
