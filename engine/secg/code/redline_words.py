"""Two texts word by word: what stays, what goes, what comes; spaces and line breaks never count."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from secg.records import record

SAME, DELETED, INSERTED = "same", "deleted", "inserted"
_ISLAND = 2
"""So few words that stay, between words that change on both sides, are shown as changed with them."""


@record
class Piece:
    """Words that stay, go or come; `\\n\\n` between words starts a new paragraph of the text."""

    mark: str
    text: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of the two texts, in order: deleted words before the ones inserted in their place."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for block in _blocks(old, new):
        tag, i1, i2, j1, j2 = block
        if tag == "equal":
            pieces.append(Piece(SAME, _joined(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece(DELETED, _joined(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(INSERTED, _joined(new[j1:j2])))
    return tuple(pieces)


def is_changed(pieces: Sequence[Piece]) -> bool:
    """Whether any word goes or comes."""
    return any(piece.mark != SAME for piece in pieces)


_Block = tuple[str, int, int, int, int]


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    # `autojunk` would match no word that is frequent in 200 words or more, as `the` is
    blocks: list[_Block] = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    merged: list[_Block] = []
    for place, (kind, i1, i2, j1, j2) in enumerate(blocks):
        inner = 0 < place < len(blocks) - 1  # at an end of the text nothing changes on the other side
        island = kind == "equal" and inner and i2 - i1 <= _ISLAND and "\n\n" not in old[i1:i2]
        tag = "replace" if island else kind
        if merged and merged[-1][0] != "equal" and tag != "equal":
            _, a1, _, b1, _ = merged.pop()
            merged.append(("replace", a1, i2, b1, j2))
        else:
            merged.append((tag, i1, i2, j1, j2))
    return merged


def _words(text: str) -> list[str]:
    words: list[str] = []
    for paragraph in text.split("\n\n"):
        if words:
            words.append("\n\n")
        words.extend(paragraph.split())
    return words


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace(" \n\n ", "\n\n")
