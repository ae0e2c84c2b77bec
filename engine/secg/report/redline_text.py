"""Pieces of a redline as text: marked, coloured on a terminal, or in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from secg.code.redline_words import DELETED, INSERTED

Pieces = Sequence[Mapping[str, str]]
Marker = Callable[[str, str], str]

_RED, _GREEN, _PLAIN = "\x1b[31;9m", "\x1b[32m", "\x1b[0m"


def plain_marker(mark: str, text: str) -> str:
    """`[-deleted-]` and `{+inserted+}`, as word diffs have it."""
    return {DELETED: f"[-{text}-]", INSERTED: f"{{+{text}+}}"}.get(mark, text)


def colour_marker(mark: str, text: str) -> str:
    """Red and struck through, or green, with the marks of the plain form."""
    shown = plain_marker(mark, text)
    colour = {DELETED: _RED, INSERTED: _GREEN}.get(mark)
    return shown if colour is None else f"{colour}{shown}{_PLAIN}"


def markdown_marker(mark: str, text: str) -> str:
    """Struck through or bold, paragraph by paragraph."""
    sign = {DELETED: "~~", INSERTED: "**"}.get(mark, "")
    return "\n\n".join(f"{sign}{part}{sign}" if part else part for part in text.split("\n\n"))


def redline_words(pieces: Pieces, marker: Marker, spare: int = 0) -> str:
    """The pieces as one text; of long unchanged stretches, with `spare`, only so many words at either end."""
    parts: list[str] = []
    for place, piece in enumerate(pieces):
        text = piece["text"]
        if spare and piece["mark"] not in (DELETED, INSERTED):
            text = _shortened(text, spare, place == 0, place == len(pieces) - 1)
        parts.append(marker(piece["mark"], text))
    return " ".join(part for part in parts if part).replace(" \n\n", "\n\n").replace("\n\n ", "\n\n")


def _shortened(text: str, spare: int, first: bool, last: bool) -> str:
    words = text.split()
    if first and last:
        return text
    kept = spare if first or last else 2 * spare
    if len(words) <= kept + 4:
        return text
    if first:
        return f"… {' '.join(words[-spare:])}"
    if last:
        return f"{' '.join(words[:spare])} …"
    return f"{' '.join(words[:spare])} … {' '.join(words[-spare:])}"


def changed_words(entry: Mapping[str, Any], marker: Marker) -> str:
    """A condition or conclusion that was changed, deleted or inserted."""
    if entry["mark"] == "changed":
        return f"{marker(DELETED, entry['before'])} {marker(INSERTED, entry['after'])}"
    return marker(entry["mark"], entry["before"] or entry["after"])
