"""Text from outside, made safe to show: on a terminal, in a log, in a page."""

from __future__ import annotations

import re

CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and the ends of lines
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of a text
    r"\u2028\u2029\ufeff"  # ends of lines that only some readers see, and a mark without width
    r"\ud800-\udfff]"  # bytes of a file's name that are no text
)
"""The characters that no text from outside may hold: they make it look other than it is, or do something when shown."""

_LINE = re.compile(f"{CONTROL.pattern}|[\t\r\n]")
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def visible(text: str) -> str:
    r"""The text as one line that does nothing when it is shown: what can't be seen is written out.

    >>> print(visible("a\x1b[31m\nb"))
    a\x1b[31m\nb
    """
    return text if text.isprintable() else _LINE.sub(_written, text)


def without_commands(page: str) -> str:
    r"""A page in which no line is a command to the forge in whose log it is shown: such a line begins with `::`.

    >>> print(without_commands("::error::forged"))
    \x3a:error::forged
    """
    return _COMMAND.sub(r"\1\\x3a", page) if "::" in page else page


def code_point(character: str) -> str:
    """How Unicode names a character: `U+001B`."""
    return f"U+{ord(character):04X}"


def _written(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode()
