"""Where in a text a fault is underlined, and the change that mends it where the right name is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from secg.messages import Diagnostic

_WORD = re.compile(r'"[^"\n]*"|\w+(?:[-.]\w+)*|\S')
_TICKED = re.compile(r"`([^`]+)`")
_PART = re.compile(r"[\w-]+")
LIKE = 0.5
"""How like the right name a word has to be, of 1, to be taken for the wrong one."""
_HEADING = re.compile(r"^#{1,3} ")


class Range(NamedTuple):
    """A piece of one line: the line counts from 1, the columns from 0."""

    line: int
    start: int
    end: int


class Fix(NamedTuple):
    """The text that takes the place of a piece of a line."""

    place: Range
    text: str


def range_of(fault: Diagnostic, lines: Sequence[str]) -> Range:
    """The piece of the text that a fault is about: the words it names, else the word or the heading at its place."""
    if fault.span.line == 0:
        return Range(1, 0, len(lines[0]))
    number = min(fault.span.line, len(lines))  # a file may have been shortened since it was checked
    line = lines[number - 1]
    start = min(max(fault.span.column - 1, 0), len(line))
    for named in _TICKED.findall(fault.sentence):
        if line.startswith(named, start):
            return Range(number, start, start + len(named))
    # the form of a heading, a mark or a fence is a fault of the whole line, and tells no column
    if start == 0 and (_HEADING.match(line) or line.startswith((">", "`"))):
        return Range(number, 0, len(line))
    word = _WORD.match(line, start)
    if word is None:  # at the end of a line, what stands last in it
        return Range(number, max(len(line.rstrip()) - 1, 0), len(line))
    return Range(number, start, word.end())


def fix_of(fault: Diagnostic, lines: Sequence[str]) -> Fix | None:
    """The wrong name replaced by the right one, where it stands once from the fault's place to the next heading."""
    if not fault.nearest or "…" in fault.nearest or fault.span.line == 0:
        return None  # what holds a `…` shows a form and is no name
    wrong = _misspelt(fault)
    if wrong is None:
        return None
    whole = re.compile(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])")
    first = fault.span.line
    places: list[Range] = []
    for number, line in enumerate(lines[first - 1 :], first):
        if number == first and (at := whole.match(line, fault.span.column - 1)):
            return Fix(Range(first, at.start(), at.end()), fault.nearest)
        if number > first and line.startswith("## "):
            break
        places.extend(Range(number, match.start(), match.end()) for match in whole.finditer(line))
    # of several places nobody can say which the fault is about
    return Fix(places[0], fault.nearest) if len(places) == 1 else None


def _misspelt(fault: Diagnostic) -> str | None:
    """The wrong name: of all that the sentence names, what is most like the right one."""
    words: list[str] = []
    # a sentence may name more than what is wrong: `enroled` is not part of `responsible_for`
    for named in _TICKED.findall(fault.sentence):
        words.extend((named, *_PART.findall(named)))
    likeness = {word: SequenceMatcher(None, word, fault.nearest).ratio() for word in words}
    alike = [word for word in words if likeness[word] >= LIKE]
    return max(alike, key=likeness.__getitem__, default=None)
