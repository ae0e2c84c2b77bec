"""The ledger policies/coverage.yaml: every paragraph known to exist, what is held of it, and why no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from secg.code.consolidation import Code, Standing, every_code
from secg.code.lists import TEXTS, LedgerEntry, read_entries
from secg.code.policies import Policies
from secg.language.paragraph_number import ParagraphNumber
from secg.messages import Diagnostic, Faults, Gathered, catalogue


def read_ledger(path: Path, shown: str, policies: Policies) -> tuple[LedgerEntry, ...]:
    """The entries in the order of the Code.

    Raises Faults: states that don't exist, unknown sources, paragraphs listed twice, and every difference between the
    ledger and the policies.
    """
    faults: list[Diagnostic] = Gathered()
    labels = [version.label for version in policies.versions.versions]
    entries = read_entries(path, shown, policies.sources, labels, faults)
    faults.extend(_differences(entries, paragraphs_held(every_code(policies)), shown))
    if faults:
        raise Faults(faults)
    return tuple(sorted(entries.values(), key=lambda entry: entry.number.sort_key))


def paragraphs_held(codes: Iterable[Code]) -> Mapping[ParagraphNumber, tuple[Standing, ...]]:
    """Every text that a paragraph has in some version, by its number there."""
    held: dict[ParagraphNumber, list[Standing]] = {}
    for code in codes:
        for number, standing in code.paragraphs.items():
            texts = held.setdefault(number, [])
            if standing not in texts:  # most stand in many versions as they are
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
        standings = held.get(number, ())
        ruled = any(standing.paragraph.rules for standing in standings)
        wrong = ""
        if entry.state == "encoded" and not ruled:
            wrong = "no version of it has rules"
        elif entry.state in TEXTS and ruled:
            wrong = "it has rules"
        elif entry.has_text and not standings:
            wrong = "the policies hold no text of it"
        elif standings and not entry.has_text:
            wrong = "the policies hold a text of it"
        if wrong:
            words = {"number": number.written, "state": entry.state, "found": wrong}
            faults.append(catalogue.LEDGER_DIFFERS.at(entry.span, words))
    return faults


def known_and_held(policies: Policies, code: Code) -> tuple[int, int]:
    """How many paragraphs, or whole parts, of a Code are known to exist in its version, and of how many a text is held.

    What a proposal or a reading inserts counts as well.
    """
    labels = [version.label for version in policies.versions.versions]
    place = labels.index(code.version.label)
    # what another version holds is no gap of this one: it came later, or was repealed
    elsewhere = paragraphs_of_all(policies)
    unheld = [
        entry
        for entry in policies.ledger
        if entry.number not in elsewhere and (not entry.since or labels.index(entry.since) <= place)
    ]
    return len(code.paragraphs) + len(unheld), len(code.paragraphs)


def paragraphs_of_all(policies: Policies) -> frozenset[ParagraphNumber]:
    """Every number under which some document holds a text: what is not among them is held of no version."""
    numbers: set[ParagraphNumber] = set()
    for part in policies.parts:
        numbers.update(paragraph.number for paragraph in part.paragraphs)
    for instrument in policies.instruments.values():
        numbers.update(amendment.target or amendment.number for amendment in instrument.amendments)
    return frozenset(numbers)
