"""SEC Section G as literate Datalog: from policies and facts to conclusions that cite their paragraphs.

The face for Python, imported when it is first asked for: `load` a Code, then `explain` a situation with it or ask it
`why`, `what_if` and for the `smallest_change`; `compare` the Code with and without an instrument, tell its `impact` on
parties, `check` policies and facts. See secg/api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secg.api import Code, check, compare, impact, load
    from secg.api.answers import (
        Assessment,
        Attempt,
        Change,
        Conclusion,
        Conflict,
        Duty,
        Effect,
        Impact,
        NextAssessment,
        OpenQuestion,
        Outcome,
        OutcomeChange,
        Proof,
        Reason,
        SmallestChange,
        Supposition,
    )
    from secg.messages import Diagnostic, Faults

    __version__: str

__all__ = [
    "Assessment",
    "Attempt",
    "Change",
    "Code",
    "Conclusion",
    "Conflict",
    "Diagnostic",
    "Duty",
    "Effect",
    "Faults",
    "Impact",
    "NextAssessment",
    "OpenQuestion",
    "Outcome",
    "OutcomeChange",
    "Proof",
    "Reason",
    "SmallestChange",
    "Supposition",
    "__version__",
    "check",
    "compare",
    "impact",
    "load",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("secg")
    if name in __all__:
        from secg import api, messages

        for module in (api, api.answers, messages):
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module `secg` has no attribute `{name}`")
