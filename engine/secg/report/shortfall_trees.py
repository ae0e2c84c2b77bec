"""What is missing as trees: what a shortfall comes down to, ways of which one is enough, what is needed only later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from secg.documents.answer_document import AttemptEntry
from secg.documents.document import Shortfall
from secg.documents.naming import plural

LATER = "later"
"""The kind of a condition that is not known to fail, and may once the others hold."""
ALSO = "then also needed: "
"""What stands before such a condition."""
WAYS = 3
"""At most so many ways are shown in which a condition deeper down could hold."""

_Entry = TypeVar("_Entry", AttemptEntry, Shortfall)


def roots(node: Shortfall) -> frozenset[str]:
    """The sentences at the bottom of a shortfall: the facts that it comes down to."""
    return frozenset(leaf["sentence"] for leaf in bottom(node, "stated", LATER))


def bottom(node: Shortfall, *apart: str) -> Iterator[Shortfall]:
    """What a shortfall comes down to, the kinds `apart` left out; itself where nothing stands below it."""
    below = [node_below for node_below in node.get("because", ()) if node_below["kind"] not in apart]
    if not below:
        yield node
    for node_below in below:
        yield from bottom(node_below, *apart)


def later_below(node: Shortfall) -> Iterator[Shortfall]:
    """What is needed later for a shortfall that is not told, as what it comes down to is told already."""
    if node["kind"] == "one_of":
        # of several ways any one is enough: nothing is needed that one of them can do without
        ways = [[*later_below(way)] for way in node["because"] if way["kind"] != "stated"]
        if all(ways):
            yield from map(_one_of_later, one_of_ways(ways))
        return
    for node_below in node.get("because", ()):
        if node_below["kind"] == LATER:
            yield node_below
        yield from later_below(node_below)


def _one_of_later(node: Shortfall) -> Shortfall:
    """Ways in which what is needed later could hold, headed as such once; a condition of all ways as it is."""
    if node["kind"] == LATER:
        return node
    ways: list[Shortfall] = []
    for way in node["because"]:
        bare: Shortfall = {**way, "sentence": way["sentence"].removeprefix(ALSO)}
        ways.append(bare)
    return {"kind": LATER, "sentence": "then also needed, one of these:", "because": ways}


def facts_below(node: Shortfall) -> frozenset[str]:
    """The facts, stated or not, that a shortfall comes down to, by the place where they stand or by their sentence."""
    leaves = bottom(node, LATER)
    return frozenset(f"{leaf['file']}:{leaf['line']}" if "file" in leaf else leaf["sentence"] for leaf in leaves)


def more_facts(number: int, what: str) -> list[Shortfall]:
    """What is said in place of the facts that are not shown."""
    if number <= 0:
        return []
    return [{"kind": "stated", "sentence": f"and {number} more {plural(number, 'fact')} {what}"}]


def one_of_ways(ways: Sequence[list[Shortfall]], unwritten: int = 0) -> list[Shortfall]:
    """Ways in which a condition could hold, each with all that it lacks; of several, any one is enough.

    `unwritten` is how many more there are than those given, which then are as many as are shown.
    """
    # several rules of a paragraph may lack the same
    distinct = [way for at, way in enumerate(ways) if way and way not in ways[:at]]
    if len(distinct) < 2:
        return list(chain.from_iterable(distinct))
    shown: list[Shortfall] = []
    for way in distinct[:WAYS]:
        all_of: Shortfall = {"kind": "all_of", "sentence": "all of these together:", "because": way}
        shown.append(way[0] if len(way) == 1 else all_of)
    more = len(distinct) - WAYS + unwritten
    if more > 0:
        shown.append({"kind": "stated", "sentence": f"or in {more} more {plural(more, 'way')}"})
    return [{"kind": "one_of", "sentence": "one of these is needed:", "because": shown}]


def cited(node: Shortfall, paragraph: str) -> Shortfall:
    """A node with the paragraph that asks for it; of ways, each has its own."""
    if "because" in node and node["kind"] in ("one_of", "all_of", LATER):
        return {**node, "because": [cited(node_below, paragraph) for node_below in node["because"]]}
    if node["kind"] == "stated":  # no paragraph asks for what is stated
        return node
    return {"paragraph": paragraph, **node}


def distinct_entries(nodes: Iterable[_Entry]) -> list[_Entry]:
    """The nodes without repeats: those of one paragraph that lack the same count once."""
    distinct: list[_Entry] = []
    for node in nodes:
        shown = (node.get("paragraph"), node.get("shortfalls"), node.get("sentence"))
        if all(shown != (told.get("paragraph"), told.get("shortfalls"), told.get("sentence")) for told in distinct):
            distinct.append(node)
    return distinct
