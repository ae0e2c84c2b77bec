"""Which extra of the installation holds each library that not every command needs."""

from __future__ import annotations

from secg.code.selection import REQUEST
from secg.messages import Faults, catalogue

EXTRAS = {
    "z3": "prove",
    "duckdb": "bulk",
    "sqlglot": "bulk",
    "pyarrow": "bulk",
    "rich": "bulk",
    "typst": "print",
    "docxtpl": "print",
    "docx": "print",
    "pyspark": "spark",
}
"""The import name of each library, and its extra in pyproject.toml."""


def missing_extra(error: ModuleNotFoundError) -> Faults | None:
    """The message E508 where a library of an extra is not installed; None where another module is missing."""
    library = (error.name or "").partition(".")[0]
    if library not in EXTRAS:
        return None
    return Faults([catalogue.EXTRA_MISSING.at(REQUEST, library=library, extra=EXTRAS[library])])
