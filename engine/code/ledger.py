"""The ledger policies/coverage.yaml: every paragraph known to exist, what is held of it, and why no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.code.consolidation import Code, Standing, every_code
from engine.code.policies import Policies
from engine.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from engine.messages import Diagnostic, Faults, Gathered, Span, catalogue, nearest
from engine.records import record
from engine.sources.yaml_reader import YamlReader
from engine.sources.yaml_tree import read_yaml

TEXTS = ("definition", "procedural")
"""The states of a paragraph that has words and no rules."""
STATES = ("encoded", "definition", "procedural", "no source held")


@record
class LedgerEntry:
    """One paragraph, or a whole part, with its state and the reason for it.

    `has_text` is false for a paragraph of which the policies hold no text, although a source says what it is about.
    """

    number: ParagraphNumber
    state: str
    reason: str
    sources: tuple[str, ...]
    has_text: bool
    span: Span


def read_ledger(path: Path, shown: str, policies: Policies) -> tuple[LedgerEntry, ...]:
    """The entries in the order of the Code.

    Raises Faults: states that don't exist, unknown sources, paragraphs listed twice, and every difference between the
    ledger and the policies.
    """
    reader = YamlReader()
    entries: dict[ParagraphNumber, LedgerEntry] = {}
    required = ("paragraph", "state", "reason", "sources")
    for node in reader.sequence(read_yaml(path, shown), "the ledger"):
        entry = reader.mapping(node, "an entry of the ledger", (*required, "text"), required)
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
        sources = reader.texts(entry.get("sources"), "`sources`")
        for key in sources:
            if key not in policies.sources:
                reader.faults.append(
                    catalogue.SOURCE_UNKNOWN.at(node.span, nearest=nearest(key, policies.sources), key=key)
                )
        has_text = state != "no source held"
        if "text" in entry:
            has_text = reader.text(entry["text"], "`text`") != "none" or state not in TEXTS
            if has_text:
                reader.faults.append(catalogue.LEDGER_TEXT.at(entry["text"].span, number=number.written))
        reason = reader.text(entry.get("reason"), "`reason`")
        entries[number] = LedgerEntry(number, state, reason, sources, has_text, node.span)
    faults = [*reader.faults, *_differences(entries, paragraphs_held(every_code(policies)), shown)]
    if faults:
        raise Faults(faults)
    return tuple(sorted(entries.values(), key=lambda one: one.number.sort_key))


def paragraphs_held(codes: Iterable[Code]) -> Mapping[ParagraphNumber, tuple[Standing, ...]]:
    """Every text that a paragraph has in some version, by its number there."""
    held: dict[ParagraphNumber, list[Standing]] = {}
    for code in codes:
        for number, standing in code.paragraphs.items():
            texts = held.setdefault(number, [])
            if standing not in texts:
                texts.append(standing)
    return {number: tuple(texts) for number, texts in held.items()}


def _differences(
    entries: Mapping[ParagraphNumber, LedgerEntry], held: Mapping[ParagraphNumber, tuple[Standing, ...]], shown: str
) -> list[Diagnostic]:
    faults: list[Diagnostic] = Gathered()
    for number, texts in held.items():
        if number not in entries:
            span = texts[0].paragraph.span
            faults.append(catalogue.LEDGER_LACKS.at(span, number=number.written, ledger=shown))
    for number, entry in entries.items():
        found = held.get(number, ())
        ruled = any(standing.paragraph.rules for standing in found)
        wrong = ""
        if entry.state == "encoded" and not ruled:
            wrong = "no version of it has rules"
        elif entry.state in TEXTS and ruled:
            wrong = "it has rules"
        elif entry.has_text and not found:
            wrong = "the policies hold no text of it"
        elif found and not entry.has_text:
            wrong = "the policies hold a text of it"
        if wrong:
            words = {"number": number.written, "state": entry.state, "found": wrong}
            faults.append(catalogue.LEDGER_DIFFERS.at(entry.span, words))
    return faults
