"""A short answer: what a report concludes, leaves undetermined and warns of, in one list of at most 4 kB."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from secg.code.consolidation import Code
from secg.derive.outcomes import CONFLICT, UNDETERMINED
from secg.documents.nodes import STRENGTH
from secg.records import record

SIZE_LIMIT = 4096
"""The most bytes of an answer, as UTF-8."""
_TEXT = 420
"""The most characters of one text; law is long, and a name can be."""
_LONGEST = 1500
"""The most where the end may say the opposite of the beginning; the longest of the law has some 900."""
_WHOLE = ("claim", "caution", CONFLICT, UNDETERMINED)
"""The kinds of entries whose sentences must not lose their ends."""
CUT_SHORT = "cut_short"
"""What texts are counted as that end in `…`."""
_MOST = 60
"""No answer has room for more entries than this."""
_CITED = 8
"""At most so many paragraphs are named beside one sentence; the report names all."""


@record
class Said:
    """One entry of an answer: its kind, its sentence, the paragraphs that it rests on, and what a caller may act on."""

    kind: str
    sentence: str
    paragraphs: tuple[str, ...] = ()
    more: tuple[tuple[str, object], ...] = ()


def weakest(paragraphs: Iterable[str], codes: Sequence[Code]) -> str | None:
    """The weakest provenance of the cited paragraphs in the Codes that an answer rests on.

    Where an answer cites none, as that nothing reaches a conclusion, it rests on all paragraphs.
    """
    cited = set(paragraphs)
    kinds: set[str] = set()
    for code in codes:
        for number, standing in code.paragraphs.items():
            name = str(number)
            # a limb is as well known as its paragraph
            if not cited or any(text == name or text.startswith(f"{name}(") for text in cited):
                kinds.add(standing.paragraph.provenance.kind)
    return max(kinds, key=STRENGTH.index, default=None)


def short(
    head: Mapping[str, object], said: Sequence[Said], report: Mapping[str, object], provenance: str | None
) -> str:
    """The answer as JSON of at most SIZE_LIMIT bytes.

    Entries that do not fit are left out from the end and counted by their kind, and so are texts that are cut, so that
    no reader takes what there is for all.
    """
    shown_head, cut_there = _shown(head)
    named, cut_here = _shown(report)
    shown = [_entry(entry) for entry in said[:_MOST]]
    while True:
        left_out = Counter(entry.kind for entry in said[len(shown) :])
        left_out[CUT_SHORT] = cut_there + cut_here + sum(number for _, number in shown)
        answer = {**shown_head, "conclusions": [entry for entry, _ in shown], "weakest_provenance": provenance}
        if +left_out:
            answer["left_out"] = +left_out
            answer["left_out_because"] = "the answer is kept short; the report has all"
        text = json.dumps({**answer, "report": named}, ensure_ascii=False)
        if len(text.encode()) <= SIZE_LIMIT or not shown:
            return text
        shown.pop()


def _entry(said: Said) -> tuple[dict[str, object], int]:
    """An entry as an answer shows it, and how many of its texts are cut."""
    sentence, cut_there = _shown({"sentence": said.sentence}, _LONGEST if said.kind in _WHOLE else _TEXT)
    more, cut_here = _shown(dict(said.more))
    entry: dict[str, object] = {"kind": said.kind, **sentence, **more}
    if said.paragraphs:
        entry["paragraphs"] = list(said.paragraphs[:_CITED])
    if len(said.paragraphs) > _CITED:
        entry["more_paragraphs"] = len(said.paragraphs) - _CITED
    return entry, cut_there + cut_here


def _shown(values: Mapping[str, object], most: int = _TEXT) -> tuple[dict[str, object], int]:
    """Values as an answer can show them, and how many of their texts are cut."""
    shown: dict[str, object] = {}
    number = 0
    for key, value in values.items():
        shown[key] = cut(value, most) if isinstance(value, str) else value
        number += shown[key] != value
    return shown, number


def cut(text: str, most: int = _TEXT) -> str:
    """A text as an answer can show it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def cautions(texts: Iterable[str]) -> Iterator[Said]:
    """Each caution as an entry."""
    for text in texts:
        yield Said("caution", text)
