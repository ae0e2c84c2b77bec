"""What `secg new` leaves for an author to say, and where a file still says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secg.messages import Diagnostic, Span, catalogue

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
        line_start = text.rfind("\n", 0, match.start()) + 1
        place = Span(file, text.count("\n", 0, match.start()) + 1, match.start() - line_start + 1)
        yield catalogue.UNWRITTEN.at(place, words=" ".join(match.group().split()))
