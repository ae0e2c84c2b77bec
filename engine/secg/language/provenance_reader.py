"""Reading the quotation under a paragraph's heading: how the paragraph is known, and what is open about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secg.language.documents import Ground, Provenance
from secg.messages import Diagnostic, Span, catalogue, nearest

_KEYS = ("provenance", "words", "silence", "reasoning", "open", "note")
"""`words` is for people alone: `secg code` says there which instrument gave a paragraph its words."""
_KINDS = ("text", "reported", "inferred")
_MARKS = ("confirmed", "inferred", "recalled")
_ENTRY = re.compile(r"^([a-z]+)(?: \(([a-z][a-z0-9_]*)\))?:\s*(.*)$")
"""`open: words`, or `open (predicate): words` for the doubt that is the reason of one conclusion."""
_SILENCE = re.compile(r"^reported\s*\((.+)\)$")
_FORM = re.compile(r"^(\w+)\s*\((.+)\)\s*(?:·\s*number:\s*(\w+))?$")


def read_provenance(text: str, span: Span, cited: str, faults: list[Diagnostic]) -> Provenance | None:
    """The provenance that the lines of a quotation give; faults are added to `faults`."""
    entries = _entries(text, span, cited, faults)
    values: dict[str, list[str]] = {}
    for key, _, value in entries:
        values.setdefault(key, []).append(value)
    if "provenance" not in values:
        faults.append(catalogue.PROVENANCE_MISSING.at(span, paragraph=cited))
        return None
    written = values["provenance"][0]
    match = _FORM.match(written)
    if match is None or match.group(1) not in _KINDS:
        kind = match.group(1) if match else written.partition(" ")[0]
        near = nearest(kind, _KINDS) if kind not in _KINDS else None
        faults.append(catalogue.PROVENANCE_FORM.at(span, paragraph=cited, nearest=near, text=written))
        return None
    mark = match.group(3) or "confirmed"
    if mark not in _MARKS:
        faults.append(catalogue.NUMBER_MARK.at(span, paragraph=cited, nearest=nearest(mark, _MARKS), mark=mark))
    reasoning = " ".join(values.get("reasoning", []))
    if match.group(1) == "inferred" and not reasoning:
        faults.append(catalogue.REASONING_MISSING.at(span, paragraph=cited))
    grounds = _grounds(match.group(2))
    note = " ".join(values.get("note", []))
    about = tuple(name for key, name, _ in entries if key == "open")
    silence = _silence(values.get("silence", []), span, cited, faults)
    return Provenance(match.group(1), grounds, mark, reasoning, tuple(values.get("open", ())), note, about, silence)


def _silence(written: Sequence[str], span: Span, cited: str, faults: list[Diagnostic]) -> tuple[Ground, ...]:
    """The sources that say that the Code is silent."""
    grounds: list[Ground] = []
    for text in written:
        match = _SILENCE.match(text)
        if match is None:
            faults.append(catalogue.SILENCE_FORM.at(span, paragraph=cited, text=text))
        else:
            grounds.extend(_grounds(match.group(1)))
    return tuple(grounds)


def _grounds(text: str) -> tuple[Ground, ...]:
    parts = (ground.partition(",") for ground in text.split(";"))
    return tuple(Ground(key.strip(), place.strip()) for key, _, place in parts)


def _entries(text: str, span: Span, cited: str, faults: list[Diagnostic]) -> list[tuple[str, str, str]]:
    """The keys of the quotation, what each is about, and its text; a line without a key goes on with the one before."""
    entries: list[tuple[str, str, list[str]]] = []
    for index, line in enumerate(text.split("\n")):
        match = _ENTRY.match(line)
        place = Span(span.file, span.line + index, span.column)
        if match is not None and match.group(1) in _KEYS:
            entries.append((match.group(1), match.group(2) or "", [match.group(3).strip()]))
        elif match is not None and (near := nearest(match.group(1), _KEYS)) is not None:
            faults.append(catalogue.QUOTE_KEY.at(place, paragraph=cited, nearest=near, key=match.group(1)))
        elif entries and line:
            entries[-1][2].append(line)  # a sentence may begin with a word and a colon, none near to a key
        elif line:
            faults.append(catalogue.PROVENANCE_FORM.at(place, paragraph=cited, text=line))
    return [(key, about, " ".join(lines).strip()) for key, about, lines in entries]
