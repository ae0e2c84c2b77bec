"""Paragraph numbers of a Code, and citations down to the limb.

The letters with which a Code numbers its paragraphs stand in its `code.yaml`; here any will do.
"""

from __future__ import annotations

import re
from string import ascii_uppercase
from typing import NamedTuple

_WRITTEN = re.compile(r'^([A-Z]{1,2}\d{1,3})(?:\.(\d{1,3}[A-Z]?)| "([^"]+)")?$')
_LETTERS = re.compile(r"^[A-Za-z]{1,2}(?=\d)")
_CITED = re.compile(r"^([A-Z]{1,2}\d{1,3}(?:\.\d{1,3}[A-Z]?)?)((?:\([a-z0-9]+\))*)$")


class ParagraphNumber(NamedTuple):
    """`G8.41`, or `G10 "notice of Users"` where no source held gives the number."""

    part: str
    number: str = ""
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return f"{self.part}, number not held ({self.name})"
        return f"{self.part}.{self.number}" if self.number else self.part

    @property
    def written(self) -> str:
        """As it is written in a policy heading."""
        return f'{self.part} "{self.name}"' if self.name else str(self)

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """The order of the Code: G3.9 before G3.17, lettered paragraphs after their number, unnumbered ones last."""
        digits = re.match(r"\d+", self.number)  # three at most, so that 1000 comes behind all
        return (int(self.part.lstrip(ascii_uppercase)), int(digits.group()) if digits else 1000, self.number, self.name)


class Citation(NamedTuple):
    """A paragraph, or a limb of it: `G3.18(c)`."""

    paragraph: ParagraphNumber
    limb: str = ""

    def __str__(self) -> str:
        if self.paragraph.name and self.limb:
            return f"{self.paragraph}, limb ({self.limb})"
        return f"{self.paragraph}({self.limb})" if self.limb else str(self.paragraph)

    @property
    def sort_key(self) -> tuple[tuple[int, int, str, str], str]:
        """The order of the Code."""
        return (self.paragraph.sort_key, self.limb)


def parse_paragraph_number(text: str) -> ParagraphNumber | None:
    """`G8.41`, `G8` or `G10 "words"`; None where the text is none of these."""
    match = _WRITTEN.match(text.strip())
    if match is None:
        return None
    return ParagraphNumber(match.group(1), match.group(2) or "", match.group(3) or "")


def parse_citation(text: str) -> Citation | None:
    """`G3.18(c)` or `G8.41` as people type it, in either case; None where the text is neither."""
    typed = text.strip().replace(" ", "")
    # only the letters of the number: those of limbs are small
    match = _CITED.match(_LETTERS.sub(lambda letters: letters.group().upper(), typed, count=1))
    if match is None:
        return None
    paragraph = parse_paragraph_number(match.group(1))
    if paragraph is None:
        return None
    return Citation(paragraph, match.group(2)[1:-1].replace(")(", ")("))
