"""The redline of two Codes: paragraph by paragraph what was inserted, substituted, repealed or renumbered."""

from __future__ import annotations

from secg.code.consolidation import Code, Standing, standing_rules
from secg.code.redline_rules import RuleChange, rule_changes
from secg.code.redline_words import Piece, is_changed, word_changes
from secg.language.documents import Paragraph
from secg.language.paragraph_number import ParagraphNumber
from secg.language.phrases import Phrases
from secg.language.vocabulary import Vocabulary
from secg.records import record


@record
class LimbChange:
    """A limb whose words changed (an empty letter: the paragraph's own words)."""

    letter: str
    pieces: tuple[Piece, ...]


@record
class ParagraphChange:
    """One paragraph: `operation` is inserted, substituted, repealed or renumbered; `previous` its number before.

    `note` is what the editors note beside it; a paragraph of which nothing else changes does not differ.
    """

    number: ParagraphNumber
    previous: ParagraphNumber
    operation: str
    instrument: str
    title: tuple[Piece, ...]
    limbs: tuple[LimbChange, ...]
    rules: tuple[RuleChange, ...]
    provenance: tuple[Piece, ...]
    note: tuple[Piece, ...]


def redline(before: Code, after: Code, vocabulary: Vocabulary) -> tuple[ParagraphChange, ...]:
    """The paragraphs that differ, in the order of the Code; formatting and order never show."""
    phrases = Phrases(vocabulary, {})
    changes: list[ParagraphChange] = []
    pairs = _pairs(before, after)
    for old, new in pairs:
        change = _change(old, new, after, phrases)
        if change is not None:
            changes.append(change)
    return tuple(sorted(changes, key=lambda change: change.number.sort_key))


def _pairs(before: Code, after: Code) -> list[tuple[Standing | None, Standing | None]]:
    """The same paragraph on either side: under its number, or, renumbered, by its origin."""
    # a number may have gone to another paragraph, so that only the origin says which one is the same
    by_origin = {standing.origin: standing for standing in after.paragraphs.values()}
    pairs: list[tuple[Standing | None, Standing | None]] = []
    taken: set[ParagraphNumber] = set()
    for number, old in before.paragraphs.items():
        new = after.paragraphs.get(number)
        if new is None or new.origin != old.origin:
            new = by_origin.get(old.origin)
        if new is not None:
            taken.add(new.number)
        pairs.append((old, new))
    pairs.extend((None, new) for number, new in after.paragraphs.items() if number not in taken)
    return pairs


def _change(old: Standing | None, new: Standing | None, after: Code, phrases: Phrases) -> ParagraphChange | None:
    if old is not None and new is not None and old.paragraph is new.paragraph and old.number == new.number:
        return None
    texts = [_limb_texts(standing.paragraph if standing else None) for standing in (old, new)]
    letters = [*texts[0], *(letter for letter in texts[1] if letter not in texts[0])]
    limbs = [
        LimbChange(letter, word_changes(texts[0].get(letter, ""), texts[1].get(letter, "")))
        for letter in sorted(letters)
    ]
    rules = rule_changes(
        standing_rules(old) if old is not None else (), standing_rules(new) if new is not None else (), phrases
    )
    title = word_changes(old.paragraph.title if old else "", new.paragraph.title if new else "")
    known = word_changes(_known(old), _known(new))
    moved = old is not None and new is not None and old.number != new.number
    if not (
        moved or rules or is_changed(title) or is_changed(known) or any(is_changed(change.pieces) for change in limbs)
    ):
        return None
    standing = new or old
    assert standing is not None
    return ParagraphChange(
        number=standing.number,
        previous=(old or standing).number,
        operation=_operation(old, new),
        instrument=new.instrument if new is not None else _repealing(after),
        title=title,
        limbs=tuple(change for change in limbs if is_changed(change.pieces) or change.letter == ""),
        rules=rules,
        provenance=known,
        note=word_changes(old.paragraph.provenance.note if old else "", new.paragraph.provenance.note if new else ""),
    )


def _operation(old: Standing | None, new: Standing | None) -> str:
    if old is None:
        return "inserted"
    if new is None:
        return "repealed"
    return "renumbered" if old.paragraph is new.paragraph else "substituted"


def _repealing(after: Code) -> str:
    """The last instrument applied: the one that can have repealed what was there before it."""
    applied = (*after.instruments, *after.overlays)
    return applied[-1] if applied else ""


def _limb_texts(paragraph: Paragraph | None) -> dict[str, str]:
    if paragraph is None:
        return {}
    texts = {"": paragraph.paraphrase}
    for limb in paragraph.limbs:
        texts[limb.letter] = f"{limb.words}\n\n{limb.paraphrase}".strip()
    return texts


def _known(standing: Standing | None) -> str:
    """How the paragraph is known, as words."""
    if standing is None:
        return ""
    provenance = standing.paragraph.provenance
    grounds = "; ".join(str(ground) for ground in provenance.grounds)
    return f"{provenance.kind} ({grounds}), number {provenance.number}"
