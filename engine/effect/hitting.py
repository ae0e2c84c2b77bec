"""The smallest set that has a member of each of several sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count


def first_smallest_hitting(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """Of the smallest sets of numbers that meet every one of the sets, the one whose sorted numbers come first."""
    forced: set[int] = set()
    rest: list[frozenset[int]] = []
    for one in sorted(sets, key=len):
        if len(one) == 1:
            forced |= one
        elif not any(other <= one for other in rest):
            rest.append(one)
    rest = [one for one in rest if not one & forced]
    for size in count():
        found = sorted(tuple(sorted(forced.union(more))) for more in _hitting(rest, size))
        if found:
            return frozenset(found[0])
    raise AssertionError  # counting never ends before a set is found


def _hitting(sets: Sequence[frozenset[int]], size: int) -> Iterator[tuple[int, ...]]:
    """Every way to meet all sets with at most so many numbers."""
    if not sets:
        yield ()
    elif size:
        for number in sorted(sets[0]):
            for rest in _hitting([one for one in sets[1:] if number not in one], size - 1):
                yield (number, *rest)
