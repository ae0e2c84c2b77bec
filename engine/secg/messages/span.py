"""Where in a file something stands."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file: `line` and `column` count from 1; line 0 means the file as a whole."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        if self.line == 0:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"
