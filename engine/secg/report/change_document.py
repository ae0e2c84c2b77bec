"""The typed documents of the questions about a change of the Code: difference, impact and proof."""

from __future__ import annotations

from typing import TypedDict


class CaseChange(TypedDict):
    """A test case that the Code before satisfies and the one after does not."""

    case: str
    file: str
    differences: list[str]
