"""The redline of two Codes, paragraph by paragraph: what was inserted, substituted, repealed or renumbered; as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from secg.code.consolidation import Code, Standing, standing_rules
from secg.code.redline_rules import ConditionChange, RuleChange, rule_changes
from secg.code.redline_words import DELETED, INSERTED, Piece, is_changed, word_changes
from secg.language.documents import Provenance
from secg.language.model import Rule
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

    `provenance` is how it is known, and what is doubted of it; `note` is what the editors note beside it. A paragraph
    of which nothing but the note changes does not differ.
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

    @property
    def otherwise_known(self) -> tuple[Piece, ...]:
        """How the paragraph is known, where nothing else of it changes; else nothing."""
        texts = (self.title, *(limb.pieces for limb in self.limbs))
        unchanged = self.previous == self.number and not self.rules and not any(map(is_changed, texts))
        return self.provenance if unchanged else ()


def redline(before: Code, after: Code, vocabulary: Vocabulary) -> tuple[ParagraphChange, ...]:
    """The paragraphs that differ, in the order of the Code; formatting and order never show."""
    phrases = Phrases(vocabulary, {})
    changes = [_change(old, new, after, phrases) for old, new in _pairs(before, after)]
    return tuple(sorted(filter(None, changes), key=lambda change: change.number.sort_key))


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
    standing = new or old
    assert standing is not None
    previous = (old or standing).number
    if old is not None and new is not None and old.paragraph is new.paragraph and previous == new.number:
        return None
    before, now = _side(old), _side(new)
    limbs = [
        LimbChange(letter, word_changes(before.limbs.get(letter, ""), now.limbs.get(letter, "")))
        for letter in sorted({**before.limbs, **now.limbs})
    ]
    rules = rule_changes(before.rules, now.rules, phrases)
    title = word_changes(before.title, now.title)
    known = word_changes(before.known, now.known)
    # not the note, which is the editors' and no part of the Code
    texts = (title, known, *(change.pieces for change in limbs))
    if previous == standing.number and not rules and not any(map(is_changed, texts)):
        return None
    if old is None:
        operation = "inserted"
    elif new is None:
        operation = "repealed"
    elif old.paragraph is new.paragraph:
        operation = "renumbered"
    else:
        operation = "substituted"
    return ParagraphChange(
        number=standing.number,
        previous=previous,
        operation=operation,
        instrument=_repealing(after) if new is None else new.instrument,
        title=title,
        limbs=tuple(change for change in limbs if is_changed(change.pieces) or change.letter == ""),
        rules=rules,
        provenance=known,
        note=word_changes(before.note, now.note),
    )


def _repealing(after: Code) -> str:
    """The last instrument applied: the one that can have repealed what was there before it."""
    return next(reversed((*after.instruments, *after.overlays)), "")


@record
class _Side:
    """What is compared of a paragraph: nothing where it does not stand on a side. `known` is how it is known."""

    limbs: Mapping[str, str]
    rules: Sequence[Rule] = ()
    title: str = ""
    known: str = ""
    note: str = ""


def _side(standing: Standing | None) -> _Side:
    if standing is None:
        return _Side({})
    paragraph, provenance = standing.paragraph, standing.paragraph.provenance
    limbs = {"": paragraph.paraphrase}
    for limb in paragraph.limbs:
        limbs[limb.letter] = f"{limb.words}\n\n{limb.paraphrase}".strip()
    return _Side(limbs, standing_rules(standing), paragraph.title, _known(provenance), provenance.note)


def _known(provenance: Provenance) -> str:
    """How a paragraph is known and what is doubted of it: all of this is printed in reports."""
    grounds = "; ".join(map(str, provenance.grounds))
    lines = [f"{provenance.kind} ({grounds}), number {provenance.number}"]
    if provenance.reasoning:
        lines.append(f"reasoning: {provenance.reasoning}")
    if provenance.silence:
        lines.append(f"silent according to {'; '.join(map(str, provenance.silence))}")
    for doubt, about in zip(provenance.open, provenance.open_about, strict=True):
        named = f" ({about})" if about else ""
        lines.append(f"open{named}: {doubt}")
    return " · ".join(lines)


Marker = Callable[[str, str], str]

_RED, _GREEN, _PLAIN = "\x1b[31;9m", "\x1b[32m", "\x1b[0m"


def plain_marker(mark: str, text: str) -> str:
    """`[-deleted-]` and `{+inserted+}`, as word diffs have it."""
    return {DELETED: f"[-{text}-]", INSERTED: f"{{+{text}+}}"}.get(mark, text)


def colour_marker(mark: str, text: str) -> str:
    """Red and struck through, or green, with the marks of the plain form."""
    shown = plain_marker(mark, text)  # for those who do not see the colours
    colour = {DELETED: _RED, INSERTED: _GREEN}.get(mark)
    return shown if colour is None else f"{colour}{shown}{_PLAIN}"


def markdown_marker(mark: str, text: str) -> str:
    """Struck through or bold, paragraph by paragraph."""
    sign = {DELETED: "~~", INSERTED: "**"}.get(mark, "")
    # emphasis does not reach over an empty line, and around nothing its signs would be text
    return "\n\n".join(f"{sign}{part}{sign}" if part else "" for part in text.split("\n\n"))


def redline_words(pieces: Sequence[Piece], marker: Marker) -> str:
    """The pieces as one text."""
    parts = [marker(piece.mark, piece.text) for piece in pieces]
    # no blank stands where a paragraph of the text ends or begins
    return " ".join(filter(None, parts)).replace(" \n\n", "\n\n").replace("\n\n ", "\n\n")


def changed_words(phrase: ConditionChange, marker: Marker) -> str:
    """A condition or conclusion that was changed, deleted or inserted."""
    if phrase.mark == "changed":
        return f"{marker(DELETED, phrase.before)} {marker(INSERTED, phrase.after)}"
    return marker(phrase.mark, phrase.before or phrase.after)
