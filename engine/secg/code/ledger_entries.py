"""Reading the entries of policies/coverage.yaml: every paragraph known to exist, with what is held of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from secg.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.records import record
from secg.sources.yaml_tree import YamlReader, read_yaml

TEXTS = ("definition", "procedural")
"""The states of a paragraph that has words and no rules."""
STATES = ("encoded", "definition", "procedural", "no source held")


@record
class LedgerEntry:
    """One paragraph, or a whole part, with its state and the reason for it.

    `has_text` is false for a paragraph of which the policies hold no text, although a source says what it is about.
    `since` is the label of the first version in which it is known to exist; empty: it is known from the baseline on.
    """

    number: ParagraphNumber
    state: str
    reason: str
    sources: tuple[str, ...]
    has_text: bool
    span: Span
    since: str = ""


def read_entries(
    path: Path, shown: str, sources: Collection[str], labels: Collection[str], faults: list[Diagnostic]
) -> Mapping[ParagraphNumber, LedgerEntry]:
    """The entries by paragraph; faults are added to `faults`. `labels` are those of the versions."""
    reader = YamlReader()
    entries: dict[ParagraphNumber, LedgerEntry] = {}
    required = ("paragraph", "state", "reason", "sources")
    for node in reader.sequence(read_yaml(path, shown), "the ledger"):
        entry = reader.mapping(node, "an entry of the ledger", (*required, "text", "since"), required)
        text, state = reader.text(entry.get("paragraph"), "`paragraph`"), reader.text(entry.get("state"), "`state`")
        number = parse_paragraph_number(text)
        if number is None:
            reader.faults.append(catalogue.PARAGRAPH_UNKNOWN.at(node.span, number=text))
            continue
        if state not in STATES:
            reader.faults.append(catalogue.LEDGER_STATE.at(node.span, nearest=nearest(state, STATES), state=state))
        if number in entries:
            first = entries[number].span.line
            reader.faults.append(catalogue.LEDGER_TWICE.at(node.span, number=number.written, first=first))
        cited = reader.texts(entry.get("sources"), "`sources`")
        for key in cited:
            if key not in sources:
                reader.faults.append(catalogue.SOURCE_UNKNOWN.at(node.span, nearest=nearest(key, sources), key=key))
        has_text = state != "no source held"
        if "text" in entry:
            has_text = reader.text(entry["text"], "`text`") != "none" or state not in TEXTS
            if has_text:
                reader.faults.append(catalogue.LEDGER_TEXT.at(entry["text"].span, number=number.written))
        reason = reader.text(entry.get("reason"), "`reason`")
        since = reader.text(entry.get("since"), "`since`")
        if since and since not in labels:
            near = nearest(since, labels)
            reader.faults.append(catalogue.VERSION_UNKNOWN.at(entry["since"].span, nearest=near, name=since))
        entries[number] = LedgerEntry(number, state, reason, cited, has_text, node.span, since)
    faults.extend(reader.faults)
    return entries
