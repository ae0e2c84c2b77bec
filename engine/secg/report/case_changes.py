"""The regression cases of a version that would come out differently under another Code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from secg.cases.case import Case
from secg.cases.case_runner import find, judge
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.pydatalog_engine import derive


def case_changes(cases: Iterable[Case], before: Code, after: Code, policies: Policies) -> list[dict[str, Any]]:
    """The cases of the version of `before` that it satisfies and `after` does not, with what differs."""
    changes: list[dict[str, Any]] = []
    for case in cases:
        if case.label != before.label or case.overlays or judge(find(case, policies, derive, before)):
            continue
        differences = judge(find(case, policies, derive, after))
        if differences:
            changes.append(
                {
                    "case": case.sentence,
                    "file": f"{case.span.file}:{case.span.line}",
                    "differences": [
                        f"{mismatch.what}: {mismatch.expected} → {mismatch.actual}" for mismatch in differences
                    ],
                }
            )
    return changes
