"""The words of a Datalog block, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from secg.language.operators import Calculation, Comparator
from secg.messages import Diagnostic, Span, catalogue
from secg.sources.yaml_tree import parse_date

INTEGER_LIMIT = 2_000_000_000
"""The largest whole number in a rule or a fact; every engine counts so far without losing a digit."""

_SIGNS = (":-", "(", ")", "{", "}", ",", ".", ":", *Comparator, *(sign for sign in Calculation if not sign.isalpha()))
# Of what begins alike the longer form comes first (date, float, integer), and what matches any character last. A day is
# taken with one digit as well, so that the message can say that it wants two.
_WORDS = re.compile(
    rf"""
  (?: (?P<space>[ \t\n]+|//[^\n]*)
  | (?P<variable>[A-Z][A-Za-z0-9_]*)
  | (?P<name>[a-z][a-z0-9_]*)
  | (?P<symbol>{"|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))})
  | (?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?![\d_]))
  | (?P<float>\d[\d_]*\.\d[\d_]*)
  | (?P<integer>\d[\d_]*)
  | (?P<text>"[^"\n]*")
  | (?P<unclosed>"[^\n]*)
  | (?P<anything>_(?![A-Za-z0-9_]))
  | (?P<other>.)
  ) [ \t]*
    """,
    re.VERBOSE | re.ASCII,
)
"""One word, in the group of its kind, and the blanks behind it."""

_SOUND = frozenset(("variable", "name", "symbol"))
"""The kinds of word in which nothing can be wrong."""


class Word(NamedTuple):
    """One word: its kind (date, integer, variable, name, text, anything, symbol or end), text and place.

    The kind `unread` is a value that can't be read, already reported: it stands wherever a value may.
    """

    kind: str
    text: str
    span: Span

    def __str__(self) -> str:
        return "the end of the block" if self.kind == "end" else f"`{self.text}`"


def scan(text: str) -> Iterator[tuple[str, str]]:
    """Every word with its kind, line breaks and comments (`space`) included, but not the blanks behind a word."""
    for match in _WORDS.finditer(text):
        kind = match.lastgroup or "other"
        yield kind, match[kind]


def split_words(text: str, file: str, first_line: int, faults: list[Diagnostic]) -> list[Word]:
    """The words of a block whose first line is line `first_line` of `file`; what is no word goes to `faults`."""
    words: list[Word] = []
    line, line_start = first_line, 0
    for match in _WORDS.finditer(text):
        kind = match.lastgroup or "other"
        word = match[kind]
        if kind == "space":
            breaks = word.count("\n")
            if breaks:
                line += breaks
                line_start = match.start() + word.rfind("\n") + 1
            continue
        span = Span(file, line, match.start() - line_start + 1)
        if kind not in _SOUND:
            fault = _fault(kind, word, span)
            if fault is not None:
                faults.append(fault)
                if kind == "other":
                    continue
                kind = "unread"
        words.append(Word(kind, word, span))
    words.append(Word("end", "", Span(file, line, len(text) - line_start + 1)))
    return words


def _fault(kind: str, word: str, span: Span) -> Diagnostic | None:
    if kind == "other":
        return catalogue.CHARACTER.at(span, character=word)
    if kind == "unclosed":
        return catalogue.TEXT_UNCLOSED.at(span)
    if kind == "float":
        return catalogue.FLOAT.at(span, text=word)
    if kind == "date" and parse_date(word) is None:
        return catalogue.BAD_DATE.at(span, text=word)
    # the length first: Python refuses to read a number of more than 4,300 digits
    if kind == "integer" and (len(word) > 20 or int(word.replace("_", "")) > INTEGER_LIMIT):
        return catalogue.INTEGER_TOO_LARGE.at(span, text=word if len(word) <= 24 else word[:20] + "…")
    return None
