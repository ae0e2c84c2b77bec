"""A comparison as a Word document: the paragraphs that change, with tracked changes, and what follows as comments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from docx import Document as new_document
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from secg.code.comparison import Compared
from secg.code.consolidation import Standing
from secg.code.policies import Policies
from secg.code.redline import ParagraphChange, changed_words, plain_marker, redline, redline_words
from secg.code.redline_words import DELETED, INSERTED, SAME, word_changes
from secg.documents.change_document import DifferenceDocument
from secg.documents.naming import framed, sentence, short_labels
from secg.records import record
from secg.rendering.change_table import ChangeRow, change_rows, is_of
from secg.rendering.printed import archive_faults, undated
from secg.sources.files import is_file
from secg.sources.folder import OWN_TEMPLATES

TEMPLATE = "diff.docx"
"""A document in the folder of templates whose styles and page are used; without one, those of the reports."""
HEADING, BODY, LIMB = "Heading 2", "Normal", "List Continue"
_LIST_ITEM = re.compile(r"\s*\n\s*(?=(?:[*+-]|\d+[.)])\s)")
_ELEMENTS = {DELETED: "w:del", INSERTED: "w:ins"}
_TEXTS = {SAME: "w:t", DELETED: "w:delText", INSERTED: "w:t"}


@record
class Passage:
    """Text of one style on either side; `\\n\\n` separates paragraphs of the document, empty text is none."""

    style: str
    before: str
    after: str


@record
class _Side:
    """The texts of a paragraph of the Code on one side; all are empty where it does not stand there."""

    heading: str
    words: str
    limbs: Mapping[str, str]


def passages(old: Standing | None, new: Standing | None) -> Iterator[Passage]:
    """The heading, the words and the limbs of a paragraph of the Code, each with its text on either side."""
    before, after = _side(old), _side(new)
    yield Passage(HEADING, before.heading, after.heading)
    yield Passage(BODY, before.words, after.words)
    letters = [list(before.limbs), list(after.limbs)]
    # limbs are told apart by their letters: one whose words are all new is still the same limb changed
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, letters[0], letters[1], autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Passage(LIMB, before.limbs[letter], after.limbs[letter]) for letter in letters[0][i1:i2])
            continue
        yield from (Passage(LIMB, before.limbs[letter], "") for letter in letters[0][i1:i2])
        yield from (Passage(LIMB, "", after.limbs[letter]) for letter in letters[1][j1:j2])


def _side(standing: Standing | None) -> _Side:
    if standing is None:
        return _Side("", "", {})
    paragraph = standing.paragraph
    limbs: dict[str, str] = {}
    for limb in paragraph.limbs:
        limbs[limb.letter] = _document_text(f"({limb.letter}) " + framed("", limb.words, "\n\n") + limb.paraphrase)
    return _Side(f"{standing.number}: {paragraph.title}", _document_text(paragraph.paraphrase), limbs)


def _document_text(text: str) -> str:
    """The text with each item of a list in a paragraph of its own."""
    return _LIST_ITEM.sub("\n\n", text).strip()


def tracked_document(report: DifferenceDocument, compared: Compared, policies: Policies, templates: Path) -> bytes:
    """The comparison that `report` tells of as a Word file; the same bytes for the same comparison.

    Accepting all changes leaves the paragraphs as they are after, rejecting all leaves them as before, word for word.
    Raises Faults E505 for a template that is no Word document.
    """
    template = templates / TEMPLATE
    is_own = not is_file(template)
    if is_own:
        template = OWN_TEMPLATES / "explain.docx"
    with archive_faults(template):
        document = new_document(io.BytesIO(template.read_bytes()))
    _prepare(document)
    if is_own:
        footer = document.sections[0].footer.paragraphs[0]
        footer.runs[0].text = f"Paraphrased; no legal advice.  {_title(report)}.  Page "
    before, after = compared.before.code, compared.after.code
    changes = redline(before, after, policies.vocabulary)
    rows = change_rows(report)
    writer = _Writer(document, policies)
    writer.plain("Title", _title(report), _general(report, rows, changes))
    for change in changes:
        # the number of one that comes or goes may be another paragraph's on the other side
        old = new = None
        if change.operation != "inserted":
            old = before.paragraphs[change.previous]
        if change.operation != "repealed":
            new = after.paragraphs[change.number]
        comment = "\n".join(_about(change, rows))
        for passage in passages(old, new):
            writer.passage(passage, change.instrument, comment)
            comment = ""
    rest = "other paragraph" if changes else "paragraph"
    writer.plain(BODY, f"The words and rules of no {rest} encoded here change.")
    document.core_properties.title = _title(report)[:255]  # the library refuses a longer one
    document.core_properties.language = "en-GB"
    draft = io.BytesIO()
    document.save(draft)
    return undated(draft)


def _title(report: DifferenceDocument) -> str:
    modification = report["modification"]
    if modification is not None:
        return f"{modification['id']}: {modification['title']}"
    return sentence(f"{report['after']['title']}, compared with {report['before']['title']}").rstrip(".")


def _prepare(document: Document) -> None:
    """Take out what a template holds beside its styles and its page, and make the language British English."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for element in (
        *document.styles.element.iter(qn("w:lang")),
        *document.settings.element.iter(qn("w:themeFontLang")),
    ):
        element.set(qn("w:val"), "en-GB")


def _general(report: DifferenceDocument, rows: Sequence[ChangeRow], changes: Sequence[ParagraphChange]) -> str:
    """What is said of the whole: the days in doubt, the claim, and effects that belong to no paragraph shown."""
    lines = [*report["dates"]]
    for row in rows:
        if not any(_is_about(row, change) for change in changes):
            lines.append(_row_words(row))
    for what in report["effect"]["undecided"]:
        lines.append(f"Not decided within the bounds of the search (not to be read as no change): {what}")
    return "\n".join(filter(None, (*lines, report["effect"]["claim"])))


def _about(change: ParagraphChange, rows: Sequence[ChangeRow]) -> Iterator[str]:
    """The lines of the comment on a paragraph: what was done to it, its rules, and what follows for whom."""
    moved = ""
    if change.previous != change.number:
        moved = f", before {change.previous}"
    yield f"{change.operation.capitalize()}{moved}{framed(' by ', change.instrument)}."
    if change.otherwise_known:
        yield f"How it is known: {redline_words(change.otherwise_known, plain_marker)}"
    if change.note:
        yield f"Note: {redline_words(change.note, plain_marker)}"
    for rule in change.rules:
        limb = framed(" in limb (", rule.limb, ")")
        where = ", where:" if rule.conditions else "."
        marker = plain_marker if rule.mark == "changed" else lambda _, text: text  # others are marked as a whole
        yield f"Rule {rule.mark}{limb}: {changed_words(rule.conclusion, marker)}{where}"
        yield from (f"– {changed_words(condition, marker)}" for condition in rule.conditions)
    yield from (f"Effect: {_row_words(row)}" for row in rows if _is_about(row, change))


def _is_about(row: ChangeRow, change: ParagraphChange) -> bool:
    numbers = (short_labels(str(change.number)), short_labels(str(change.previous)))
    return any(is_of(cited, numbers) for cited in row.paragraphs)


def _row_words(row: ChangeRow) -> str:
    words = f"{framed('', row.mark.words, '. ')}{row.who}{framed(', ', row.when)}: {row.before} → {row.after}"
    return "\n".join([words, *(f"– {change}" for change in row.told)])


class _Writer:
    """Writes paragraphs before the end of the body; each insertion and deletion has a number of its own.

    LibreOffice joins changes of one kind, author and time across the end of a paragraph, and would take that end for
    changed, too. Where an end stays, the time alternates (a minute is not enough), or without a day the author's name.
    """

    def __init__(self, document: Document, policies: Policies) -> None:
        self._document = document
        self._policies = policies
        self._number = 0
        self._is_second = False

    def plain(self, style: str, text: str, comment: str = "") -> None:
        """A paragraph that is no part of the Code and stays as it is."""
        paragraph = self._paragraph(style)
        paragraph.append(self._run(text, SAME))
        if comment:
            self._comment(paragraph, comment, "", SAME)

    def passage(self, passage: Passage, instrument: str, comment: str) -> None:
        """Text with its changes. A space belongs to the side, or the two, on which words stand on both ends of it."""
        if not passage.before and not passage.after:
            return
        whole = SAME
        if not passage.after:
            whole = DELETED
        elif not passage.before:
            whole = INSERTED
        paragraph = first = self._paragraph(passage.style)
        started = {DELETED: False, INSERTED: False}  # whether words stand before this place, on either side
        for mark, text in _segments(passage):
            sides = [side for side in started if mark in (SAME, side)]
            if text == "\n\n":
                self._mark_end(paragraph, mark, instrument)
                paragraph = self._paragraph(passage.style)
                started.update(dict.fromkeys(sides, False))
                continue
            spaced = [side for side in sides if started[side]]
            if len(spaced) == len(sides):
                self._add(paragraph, f" {text}", mark, instrument)
            else:
                for side in spaced:
                    self._add(paragraph, " ", side, instrument)
                self._add(paragraph, text, mark, instrument)
            started.update(dict.fromkeys(sides, True))
        self._mark_end(paragraph, whole, instrument)
        if comment:
            self._comment(first, comment, instrument, whole)

    def _paragraph(self, style: str) -> BaseOxmlElement:
        if style not in {known.name for known in self._document.styles}:
            return self._document.add_paragraph()._p  # in the plain style of a template that lacks this one
        return self._document.add_paragraph(style=style)._p

    def _add(self, paragraph: BaseOxmlElement, text: str, mark: str, instrument: str) -> None:
        paragraph.append(self._tracked(self._run(text, mark), mark, instrument))

    def _tracked(self, run: BaseOxmlElement, mark: str, instrument: str) -> BaseOxmlElement:
        if mark == SAME:
            return run
        return self._change(mark, instrument, run)

    def _run(self, text: str, mark: str) -> BaseOxmlElement:
        run, words = OxmlElement("w:r"), OxmlElement(_TEXTS[mark])
        words.text = text
        words.set(qn("xml:space"), "preserve")  # else Word drops the blanks at either end
        run.append(words)
        return run

    def _change(self, mark: str, instrument: str, *content: BaseOxmlElement) -> BaseOxmlElement:
        """A tracked change: its author is the instrument, its date the day on which that comes into force."""
        self._number += 1
        change = OxmlElement(_ELEMENTS[mark])
        change.set(qn("w:id"), str(self._number))
        author, day = instrument or "secg", self._day(instrument)
        time = "00:30" if self._is_second else "00:00"
        if day is not None:
            change.set(qn("w:date"), f"{day}T{time}:00Z")
        elif self._is_second:
            author = f"{author} (cont.)"
        change.set(qn("w:author"), author)
        change.extend(content)
        return change

    def _day(self, instrument: str) -> date | None:
        known = self._policies.instruments.get(instrument)
        if known is None:
            return None
        return known.in_force

    def _mark_end(self, paragraph: BaseOxmlElement, mark: str, instrument: str) -> None:
        """Track the end of the paragraph: where it is inserted or deleted, two paragraphs become one without it."""
        if mark == SAME:
            self._is_second = not self._is_second
            return
        properties = OxmlElement("w:rPr")
        properties.append(self._change(mark, instrument))
        paragraph.get_or_add_pPr().append(properties)

    def _comment(self, paragraph: BaseOxmlElement, text: str, instrument: str, mark: str) -> None:
        comment = self._document.comments.add_comment(text, author=instrument or "secg", initials="secg")
        element = comment._comment_elm
        del element.attrib[qn("w:date")]  # the library writes the time of the clock
        day = self._day(instrument)
        if day is not None:
            element.set(qn("w:date"), f"{day}T00:00:00Z")
        start, end = OxmlElement("w:commentRangeStart"), OxmlElement("w:commentRangeEnd")
        reference = OxmlElement("w:commentReference")
        for anchor in (start, end, reference):
            anchor.set(qn("w:id"), str(comment.comment_id))
        run = OxmlElement("w:r")
        run.append(reference)
        # the properties of a paragraph come before all else in it
        paragraph.insert(0 if paragraph.find(qn("w:pPr")) is None else 1, start)
        paragraph.append(end)
        paragraph.append(self._tracked(run, mark, instrument))


def _segments(passage: Passage) -> Iterable[tuple[str, str]]:
    """The words that stay, go or come, and the ends of paragraphs between them, in order."""
    for piece in word_changes(passage.before, passage.after):
        for text in re.split(r"(\n\n)", piece.text):
            words = text if text == "\n\n" else text.strip()
            if words:
                yield piece.mark, words
