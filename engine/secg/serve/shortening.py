"""A short answer: what a report concludes, leaves undetermined and warns of, in one list of at most 4 kB."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from secg.code.consolidation import Code
from secg.records import record
from secg.report.nodes import STRENGTH

SIZE_LIMIT = 4096
"""The most bytes of an answer, as UTF-8."""
_SENTENCE = 420
"""The most characters of one sentence; law is long, and a name can be."""
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

    Entries that do not fit are left out from the end and counted by their kind, so that no reader takes the list for
    all there is.
    """
    entries = [_entry(entry) for entry in said[:_MOST]]
    while True:
        answer = {**head, "conclusions": entries, "weakest_provenance": provenance, **_left_out(said, len(entries))}
        text = json.dumps({**answer, "report": report}, ensure_ascii=False)
        if len(text.encode()) <= SIZE_LIMIT or not entries:
            return text
        entries.pop()


def _entry(said: Said) -> dict[str, object]:
    entry: dict[str, object] = {"kind": said.kind, "sentence": cut(said.sentence), **dict(said.more)}
    if said.paragraphs:
        entry["paragraphs"] = [cut(paragraph) for paragraph in said.paragraphs[:_CITED]]
    if len(said.paragraphs) > _CITED:
        entry["more_paragraphs"] = len(said.paragraphs) - _CITED
    return entry


def _left_out(said: Sequence[Said], kept: int) -> dict[str, object]:
    if kept == len(said):
        return {}
    kinds = Counter(entry.kind for entry in said[kept:])
    return {"left_out": dict(kinds), "left_out_because": "the answer is kept short; the report has all"}


def cut(text: str) -> str:
    """A sentence as an answer can show it."""
    return text if len(text) <= _SENTENCE else f"{text[: _SENTENCE - 1]}…"
