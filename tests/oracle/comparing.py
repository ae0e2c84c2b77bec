"""Setting two models side by side."""

from __future__ import annotations

from secg.derive.outcomes import Model


def differences(model: Model, other: Model) -> list[str]:
    """The atoms that only one of two models has, in words."""
    found: list[str] = []
    for predicate in sorted({*model.relations, *other.relations}):
        left, right = set(model.rows(predicate)), set(other.rows(predicate))
        found.extend(f"only the first: {predicate}{row}" for row in sorted(left - right, key=repr))
        found.extend(f"only the second: {predicate}{row}" for row in sorted(right - left, key=repr))
    return found
