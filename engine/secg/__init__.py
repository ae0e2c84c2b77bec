"""SEC Section G as literate Datalog: from policies and facts to conclusions that cite their paragraphs.

The face for Python, imported when it is first asked for: `load` a Code and `explain` a situation with it, `compare` the
Code with and without an instrument, `check` policies and facts. See secg/api.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secg.api import (
        Assessment,
        Change,
        Code,
        Duty,
        Effect,
        OpenQuestion,
        Outcome,
        Proof,
        check,
        compare,
        load,
    )
    from secg.messages import Diagnostic, Faults

    __version__: str

__all__ = [
    "Assessment",
    "Change",
    "Code",
    "Diagnostic",
    "Duty",
    "Effect",
    "Faults",
    "OpenQuestion",
    "Outcome",
    "Proof",
    "__version__",
    "check",
    "compare",
    "load",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("secg")
    if name in __all__:
        from secg import api

        return getattr(api, name)
    raise AttributeError(f"module `secg` has no attribute `{name}`")
