"""Text from outside, made safe to show: on a terminal, in a log, in a page.

The right name that was probably meant by a misspelt one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and the ends of lines
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of a text
    r"\u2028\u2029\ufeff"  # ends of lines that only some readers see, and a mark without width
    r"\ud800-\udfff]"  # bytes of a file's name that are no text
)
"""The characters that no text from outside may hold: they make it look other than it is, or do something when shown."""

_LINE = re.compile(f"{CONTROL.pattern}|[\t\r\n]")
# a forge reads a command behind blanks, too
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def visible(text: str) -> str:
    r"""The text as one line that does nothing when it is shown: what can't be seen is written out.

    >>> print(visible("a\x1b[31m\nb"))
    a\x1b[31m\nb
    """
    if text.isprintable():
        return text
    return _LINE.sub(lambda match: match.group().encode("unicode_escape", "surrogatepass").decode(), text)


def without_commands(page: str) -> str:
    r"""A page in which no line is a command to the forge in whose log it is shown: such a line begins with `::`.

    >>> print(without_commands("::error::forged"))
    \x3a:error::forged
    """
    return _COMMAND.sub(r"\1\\x3a", page) if "::" in page else page


def code_point(character: str) -> str:
    """How Unicode names a character: `U+001B`."""
    return f"U+{ord(character):04X}"


MOST_SLIPS = 6


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate fewest single-letter slips away from `name`, or None when none is near.

    Slips are a letter too many, too few, another or two swapped; a third of the name's length is still near,
    but no more than six.
    Among equals the first in alphabetical order is taken, so that the answer is the same on every run.
    """
    limit = min(max(1, len(name) // 3), MOST_SLIPS)
    best: str | None = None
    letters = set(name.lower())
    for candidate in sorted(set(candidates)):
        # a letter that only one of the two has is a slip at least
        apart = max(len(letters.difference(candidate.lower())), len(set(candidate.lower()) - letters))
        if max(apart, abs(len(candidate) - len(name))) > limit:
            continue
        distance = _slips(name.lower(), candidate.lower(), limit)
        if distance <= limit:
            limit, best = distance - 1, candidate  # what follows has to be nearer
    return best


def _slips(left: str, right: str, limit: int) -> int:
    """The Damerau-Levenshtein distance (optimal string alignment) of two words, cut off beyond `limit`."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            # letters that are swapped are one slip, and would count as two
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        # both rows, as a swap goes on from the row before
        if min(current) > limit and min(previous) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
