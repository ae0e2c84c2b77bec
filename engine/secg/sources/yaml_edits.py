"""Putting an entry into a YAML file by its text, so that comments and layout stay as they are."""

from __future__ import annotations

import json
import re

from secg.messages import Faults, catalogue
from secg.sources.yaml_tree import Mapping, Node, Sequence

_NOT_TEXT = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
"""Words that other readers of YAML take for something else."""


def with_item(text: str, listed: Sequence, place: int, entry: str, replaced: bool = False) -> str:
    """The text with an entry, one line of YAML, before the item at `place` of a block list, or (`replaced`) for it.

    A place after the last item puts it at the end. Raises Faults E105 where the list is not written with dashes.
    """
    lines = text.splitlines()
    first = listed.items[min(place, len(listed.items) - 1)].span.line - 1 if listed.items else -1
    if first < 0 or not lines[first].lstrip().startswith("- "):
        raise _unknown_layout(listed, "a list that is not written with an item on each line")
    indent = lines[first][: lines[first].index("-")]
    start, end = first, first
    if place >= len(listed.items):
        start = end = _end(lines, first)
    elif replaced:
        end = _end(lines, first)
    lines[start:end] = [f"{indent}- {entry}"]
    return "\n".join(lines) + "\n"


def with_key(text: str, mapping: Mapping, key: str, value: str) -> str:
    """The text with a further key at the end of a mapping in block style, at the start of one in flow style.

    Raises Faults E105 for a mapping without keys.
    """
    if not mapping.entries:
        raise _unknown_layout(mapping, "an empty mapping")
    lines = text.splitlines()
    line, column = mapping.entries[0][0].span.line - 1, mapping.entries[0][0].span.column - 1
    before = lines[line][:column]
    if before.strip():
        lines[line] = f"{before}{key}: {value}, {lines[line][column:]}"
    else:
        end = _end(lines, mapping.entries[-1][0].span.line - 1)
        lines.insert(end, f"{before}{key}: {value}")
    return "\n".join(lines) + "\n"


def as_scalar(text: str) -> str:
    """A text as one line of YAML: plain where no sign of it could be read as more than text, else between quotes.

    >>> print(as_scalar("G8.41"), as_scalar('G4 "personnel"'), as_scalar("more: or less"))
    G8.41 'G4 "personnel"' "more: or less"
    """
    if re.fullmatch(r"[A-Za-z][\w. ()-]*", text) and text == text.strip() and text.lower() not in _NOT_TEXT:
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _end(lines: list[str], first: int) -> int:
    """The line after an entry that starts on a line: what belongs to it is indented further."""
    indent = len(lines[first]) - len(lines[first].lstrip())
    end = first + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    return end


def _unknown_layout(node: Node, what: str) -> Faults:
    hint = "write it with each entry on a line of its own, then run the command again"
    return Faults([catalogue.UNREADABLE.at(node.span, reason=f"nothing can be added to {what}", hint=hint)])
