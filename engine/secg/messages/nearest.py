"""The right name that was probably meant by a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

MOST_SLIPS = 6


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate fewest single-letter slips away from `name`, or None when none is near.

    Slips are a letter too many, too few, another or two swapped; a third of the name's length is still near,
    but no more than six.
    Among equals the first in alphabetical order is taken, so that the answer is the same on every run.
    """
    limit = min(max(1, len(name) // 3), MOST_SLIPS)
    best: tuple[int, str] | None = None
    letters = set(name.lower())
    for candidate in sorted(set(candidates)):
        # a letter that only one of the two has is a slip at least
        apart = max(len(letters.difference(candidate.lower())), len(set(candidate.lower()) - letters))
        if max(apart, abs(len(candidate) - len(name))) > limit:
            continue
        distance = _slips(name.lower(), candidate.lower(), limit if best is None else best[0])
        if distance <= limit and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _slips(left: str, right: str, limit: int) -> int:
    """The Damerau-Levenshtein distance (optimal string alignment) of two words, cut off beyond `limit`."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit and min(previous) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
