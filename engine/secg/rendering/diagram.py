"""The diagram of a proof: few boxes with short texts, laid out in layers for SVG, or written for Mermaid.

A diagram is plain data. Its boxes are those of one proof, with what is said twice drawn once; the arrows lead from what
is concluded to what it rests on. Long sums are cut short and say by how much.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import TypedDict

from secg.documents.document import Step
from secg.documents.naming import Naming, capital, naming_of
from secg.documents.shown_document import ShownReport
from secg.report.outline import premises_of

BOXES = 14
"""A diagram has at most so many boxes; what lies further down is left to the outline."""
BRANCHES = 4
"""At most so many boxes for the parts of a sum or count; the others are counted in one more box."""
COLUMNS, LINES, MARK = 22, 7, 19
"""Characters in a line of a box, lines in a box, and characters in the paragraph above them."""
_KINDS = {"paragraph": "concluded", "fact": "stated", "absence": "absent"}
"""The kind of a box by the key that a step of the kind has."""
_CORNERS = {"stated": ("(", ")"), "absent": ("(", ")")}
"""How Mermaid draws a box: facts with round corners, all else with square ones."""
WIDTH, LINE, PADDING, GAP, LAYER_GAP = 174, 15, 8, 10, 36
"""Sizes in the units of the SVG: a box's width, the height of a line, and the spaces."""


class Box(TypedDict):
    """A step of a proof: its kind, its paragraph (`mark`), its text whole and in lines, and what it rests on.

    `below` has the numbers of other boxes; `more` says that it rests on steps that are not drawn.
    """

    kind: str
    mark: str
    text: str
    lines: list[str]
    below: list[int]
    more: bool


class PlacedText(TypedDict):
    """A line of a box, and how far below its top it stands."""

    text: str
    y: int


class PlacedBox(Box):
    """A box with its place and size in the units of the SVG."""

    x: int
    y: int
    width: int
    height: int
    texts: list[PlacedText]


class Layout(TypedDict):
    """The boxes in their places, the paths of the arrows, and the size of the whole."""

    boxes: list[PlacedBox]
    arrows: list[str]
    width: int
    height: int


class Diagram(Layout):
    """A diagram with its title, drawn and as Mermaid."""

    title: str
    mermaid: str


_MARKUP = re.compile(r"[^\w ,.()\-+×=−…’'/:]|_")
"""Every character but letters, digits and plain signs."""


def diagrams_of(shown: ShownReport) -> list[Diagram]:
    """One diagram for each capacity: the proof of the year that takes most steps to prove."""
    diagrams: list[Diagram] = []
    naming = naming_of(shown)
    for group in shown["capacities"]:
        years = [year for year in group["years"] if year["category"] != "undetermined"]
        if not years:
            continue
        year = max(years, key=lambda year: _size(year["proof"]))
        title = f"{group['capacity']}, {year['years']}: {year['category_label']}"
        boxes = _boxes(year["proof"], naming)
        diagrams.append({"title": title, "mermaid": mermaid(boxes), **layout(boxes)})
    return diagrams


def _size(node: Step) -> int:
    return 1 + sum(map(_size, premises_of(node)))


def _is_shown(node: Step) -> bool:
    # which years are alike, and the rows of tables, a reader sees without a box
    return not node.get("table") and not (node.get("condition") and node["conclusion"].startswith("year "))


def _boxes(root: Step, naming: Naming) -> list[Box]:
    """The boxes, breadth first: each with its `kind`, `mark`, `lines`, full `text` and the numbers of those `below`."""
    boxes = [_box(root, naming)]
    known = {root["conclusion"]: 0}
    waiting = [(root, 0)]
    while waiting:
        node, number = waiting.pop(0)  # the nearest first: what there is no room for lies furthest down
        premises = [entry for entry in premises_of(node) if _is_shown(entry)]
        kept = premises
        if "aggregate" in node and len(premises) > BRANCHES:
            kept = premises[: BRANCHES - 1]  # the box that counts the others takes the place of the last
        for premise in kept:
            if premise["conclusion"] in known:
                below = known[premise["conclusion"]]
                # an arrow back up would make a circle of what is only said twice
                if below > number and below not in boxes[number]["below"]:
                    boxes[number]["below"].append(below)
            elif len(boxes) < BOXES:
                known[premise["conclusion"]] = len(boxes)
                boxes[number]["below"].append(len(boxes))
                waiting.append((premise, len(boxes)))
                boxes.append(_box(premise, naming))
            else:
                boxes[number]["more"] = True
        if len(kept) < len(premises):
            boxes[number]["below"].append(len(boxes))
            text = f"and {len(premises) - len(kept)} more like these"
            counting: Box = {"kind": "condition", "mark": "", "text": text, "lines": [text], "below": [], "more": False}
            boxes.append(counting)
    return boxes


def _box(node: Step, naming: Naming) -> Box:
    # the diagram is all about one party, which is `it` there
    text, short = capital(node["conclusion"]), capital(naming.within(node["conclusion"]))
    # the label of a paragraph without a number is wider than a box
    mark = textwrap.shorten(node.get("paragraph", ""), MARK, placeholder=" …")
    lines = textwrap.wrap(short, COLUMNS, break_on_hyphens=False)
    if len(lines) > LINES:
        rest = " ".join(lines[LINES - 1 :])
        lines[LINES - 1 :] = [textwrap.shorten(rest, COLUMNS, placeholder=" …")]
    kinds = (kind for key, kind in _KINDS.items() if key in node)
    kind = next(kinds, "condition")
    return {"kind": kind, "mark": mark, "text": text, "lines": lines, "below": [], "more": False}


def layout(boxes: Sequence[Box]) -> Layout:
    """The boxes placed in layers, the conclusion at the top: `boxes` with their places, `arrows`, the whole size."""
    layers = _layers(boxes)
    lefts = _lefts(boxes, layers)
    tops: dict[int, int] = {}
    top = 1
    for layer in layers:
        tops.update(dict.fromkeys(layer, top))
        top += max(_height(boxes[number]) for number in layer) + LAYER_GAP
    placed: list[PlacedBox] = []
    for number, box in enumerate(boxes):
        texts: list[PlacedText] = []
        for row, line in enumerate(box["lines"], bool(box["mark"])):
            # SVG places a text by its base line, which is 11 below the top of the line
            texts.append({"text": line, "y": PADDING + LINE * row + 11})
        x, y = lefts[number], tops[number]
        placed.append({**box, "x": x, "y": y, "width": WIDTH, "height": _height(box), "texts": texts})
    arrows: list[str] = []
    for box in placed:
        arrows.extend(_arrow(box, placed[below]) for below in box["below"])
    return {"boxes": placed, "arrows": arrows, "width": max(lefts.values()) + WIDTH + 1, "height": top - LAYER_GAP + 1}


def _layers(boxes: Sequence[Box]) -> list[list[int]]:
    """The boxes in layers, each below all that rest on it, those of a layer in the order of what is above them."""
    depth = [0] * len(boxes)
    # arrows lead to later boxes only, so that all above a box come before it; it may be reached by a short way and a
    # long one: its layer is that of the longest
    for number, box in enumerate(boxes):
        for below in box["below"]:
            depth[below] = max(depth[below], depth[number] + 1)
    layers: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for number, level in enumerate(depth):
        layers[level].append(number)
    for level in range(1, len(layers)):
        middles: dict[int, float] = {}
        for number in layers[level]:
            above = enumerate(layers[level - 1])
            middles[number] = _mean([place for place, other in above if number in boxes[other]["below"]])
        layers[level].sort(key=lambda number: (middles[number], number))  # fewer arrows cross
    return layers


def _mean(places: Sequence[float]) -> float:
    """The mean of some places; 0 without any."""
    return sum(places) / max(len(places), 1)


def _lefts(boxes: Sequence[Box], layers: Sequence[Sequence[int]]) -> dict[int, int]:
    """Where each box begins: as near to the middle of what is above it as its neighbours leave room for."""
    lefts: dict[int, float] = {}
    for layer in layers:
        # boxes are put where they want to be, moved right until none overlap, and all moved back by the mean of that
        wanted: list[float] = []
        for number in layer:
            wanted.append(_mean([lefts[other] for other in lefts if number in boxes[other]["below"]]))
        given = wanted[:1]
        for left in wanted[1:]:
            given.append(max(left, given[-1] + WIDTH + GAP))
        back = sum(first - other for first, other in zip(given, wanted, strict=True)) / len(layer)
        lefts.update({number: left - back for number, left in zip(layer, given, strict=True)})
    first = min(lefts.values())
    return {number: round(left - first) + 1 for number, left in lefts.items()}


def _height(box: Box) -> int:
    return PADDING * 2 + LINE * (len(box["lines"]) + bool(box["mark"]))


def _arrow(start: PlacedBox, end: PlacedBox) -> str:
    """The path of an arrow, from the foot of one box to the head of another."""
    x, y = start["x"] + WIDTH // 2, start["y"] + start["height"]
    to_x, to_y = end["x"] + WIDTH // 2, end["y"]
    half = f"{(y + to_y) / 2:g}"  # without a needless fraction: the same drawing is the same text everywhere
    return f"M{x} {y}C{x} {half} {to_x} {half} {to_x} {to_y}"


def mermaid(boxes: Iterable[Box]) -> str:
    """The boxes as a Mermaid flow chart, their texts written so that nothing in them is markup."""
    lines = ["flowchart TD"]
    arrows: list[str] = []
    for number, box in enumerate(boxes):
        # every character but letters, digits and plain signs as its number, as Mermaid reads it
        quoted = (_MARKUP.sub(lambda sign: f"#{ord(sign.group())};", line) for line in [box["mark"], *box["lines"]])
        text = "<br/>".join(filter(None, quoted))
        opening, closing = _CORNERS.get(box["kind"], ("[", "]"))
        lines.append(f'    n{number}{opening}"{text}"{closing}')
        arrows.extend(f"    n{number} --> n{below}" for below in box["below"])
    return "\n".join([*lines, *arrows])
