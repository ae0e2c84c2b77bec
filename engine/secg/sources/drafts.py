"""What `secg new` writes: entries put into YAML files by their text, so that comments and layout stay as they are.

What it leaves for an author to say, and where a file still says it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import yaml

from secg.messages import Diagnostic, Faults, catalogue
from secg.sources.files import place_in
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Node, Sequence

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


def with_key(text: str, mapping: MappingNode, key: str, value: str) -> str:
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


def with_scalars(text: str, values: Mapping[tuple[int, int], str]) -> str:
    """The text with other values in some places: each by its line, from 1, and the column of its first letter, from 0.

    >>> print(with_scalars('{"party": "ann", "name": Ann}', {(1, 11): "cy", (1, 25): "Cy"}))
    {"party": "cy", "name": Cy}
    """
    parts: list[str] = []
    copied = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):  # a tree does not tell where a value ends
        if not isinstance(event, yaml.ScalarEvent):
            continue
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None  # the parser, which alone runs here, always gives both
        value = values.get((start.line + 1, start.column + bool(event.style)))
        if value is not None:
            block = text[start.index : end.index].endswith("\n")  # it ends behind the last of its lines
            written = json.dumps(value) if event.style == '"' else as_scalar(value)  # JSON stays JSON
            parts += [text[copied : start.index], written, "\n" if block else ""]
            copied = end.index
    return "".join((*parts, text[copied:]))


def as_scalar(text: str) -> str:
    """A text as one line of YAML: plain where no sign of it could be read as more than text, else between quotes.

    >>> print(as_scalar("G8.41"), as_scalar('G4 "personnel"'), as_scalar("more: or less"))
    G8.41 'G4 "personnel"' "more: or less"
    """
    if re.fullmatch(r"[A-Za-z][\w. ()-]*", text) and text == text.strip() and text.lower() not in _NOT_TEXT:
        return text
    # JSON would write each `"` of a paragraph's number with a backslash before it
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _end(lines: list[str], first: int) -> int:
    """The line after an entry that starts on a line: what belongs to it is indented further."""
    indent = _indent(lines[first])
    end = first + 1
    while end < len(lines) and lines[end].strip() and _indent(lines[end]) > indent:
        end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _unknown_layout(node: Node, what: str) -> Faults:
    hint = "write it with each entry on a line of its own, then run the command again"
    return catalogue.UNREADABLE.fault(node.span, reason=f"nothing can be added to {what}", hint=hint)


INTRODUCTION = "Say here what it is, and where it comes from."
TITLE = "Its title"
PARAPHRASE = "Say here what the new paragraph says."
QUESTION = "Which of its readings is meant?"
BECAUSE = "say here how its day is known, or call it confirmed"
WHERE = "say here where it can be read"
BASIS = "say here where these facts come from"


def _words(text: str) -> str:
    """A pattern for the words, however they are broken into lines."""
    return r"\s+".join(map(re.escape, text.split()))


_STUB = re.compile(
    "|".join(
        (
            rf"(?m:(?<=: ){_words(TITLE)}$)",
            rf"(?<=question: ){_words(QUESTION)}",
            *map(_words, (INTRODUCTION, PARAPHRASE, BECAUSE, WHERE, BASIS)),
        )
    )
)


def unwritten(text: str, file: str) -> Iterator[Diagnostic]:
    """A fault (E124) for each stub that a file still has in the place of an author's words.

    >>> text = "# B9\\n\\nSay here what it is,\\nand where it comes from.\\n"
    >>> [fault.span.line for fault in unwritten(text, "B9.md")]
    [3]
    """
    for match in _STUB.finditer(text):
        yield catalogue.UNWRITTEN.at(place_in(text, match.start(), file), words=" ".join(match.group().split()))
