"""The parts of a report and their order, the answer first: the one place that holds it for every form."""

from __future__ import annotations

from secg.records import record


@record
class Part:
    """One part: the name by which it can be asked for, its heading, and whether it stands on the first page."""

    name: str
    title: str
    first: bool = False


PARTS = (
    Part("answer", "The answer", first=True),
    Part("cautions", "Cautions", first=True),
    Part("todo", "What is to do", first=True),
    Part("open", "What is left open"),
    Part("duties", "Duties"),
    Part("near", "How near other outcomes are"),
    Part("why", "Why"),
    Part("whynot", "Why not"),
    Part("paragraphs", "The paragraphs relied on"),
    Part("facts", "The facts"),
    Part("sources", "The sources"),
)

NAMES = tuple(part.name for part in PARTS)
"""The names of the parts."""

HELD_BY: dict[str, tuple[str, ...]] = {
    "answer": ("conclusions",),
    "cautions": ("cautions",),
    "todo": ("coming", "duties"),
    "open": ("questions",),
    "duties": ("duties",),
    "near": ("nearness",),
    "why": ("why",),
    "whynot": ("missed",),
    "paragraphs": ("paragraphs",),
    "facts": ("facts", "basis"),
    "sources": ("sources",),
}
"""The keys of a shown report that hold each part; a part is there where one of them has something."""

SYNONYMS = {"proof": "why"}
"""Other names of parts."""


def title_of(name: str) -> str:
    """The heading of a part."""
    return next(part.title for part in PARTS if part.name == name)
