"""`secg paragraph G8.41`: the text of a paragraph now, each earlier one, and what changed it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import chain
from typing import TypedDict

from secg.code.consolidation import Chapter, Consolidated, every_text, history_of, known_numbers
from secg.code.policies import Texts
from secg.commands import options
from secg.commands.output import emit_report
from secg.documents.document import Limb
from secg.language.paragraph_number import Citation, ParagraphNumber, parse_citation, parse_paragraph_number
from secg.messages import REQUEST, Faults, catalogue, nearest
from secg.report.relied_on import known_words

FORMATS = ("text", "md", "json")


class ParagraphText(TypedDict):
    """The text of a paragraph as it stood, and how it is known."""

    number: str
    title: str
    paraphrase: str
    limbs: list[Limb]
    known: str
    reasoning: str
    open: list[str]
    note: str
    sources: list[str]
    rules: int
    file: str
    line: int


class ChapterEntry(TypedDict):
    """The text that one instrument gave a paragraph, and since when; None where it is not in the Code."""

    version: str
    in_force: str
    certainty: str
    instrument: str
    title: str
    operation: str
    paragraph: ParagraphText | None


class ParagraphDocument(TypedDict):
    """What `secg paragraph` shows: the texts of a paragraph, the latest first."""

    number: str
    chapters: list[ChapterEntry]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "number", metavar="PARAGRAPH", help='e.g. G8.41, or G10 "notice of Users" where no number is held'
    )
    options.add_report_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the paragraph's history, the latest text first. Raises Faults E323."""
    options.check_format(arguments, FORMATS)
    texts = options.load_named_texts(arguments)
    emit_report("paragraph", paragraph_history(texts, every_text(texts), arguments.number), arguments)
    return 0


def paragraph_history(texts: Texts, codes: Sequence[Consolidated], text: str) -> ParagraphDocument:
    """The texts of the paragraph that `text` names, the latest first.

    Raises Faults: E323, and what keeps the rules of one of these texts from being parsed.
    """
    number = find_number(codes, text)
    history = history_of(texts, codes, number)
    _check_limb(text, history)
    paragraphs = [chapter.standing.paragraph for chapter in history if chapter.standing is not None]
    faults = list(chain.from_iterable(paragraph.rule_faults for paragraph in paragraphs))
    if faults:
        raise Faults(faults)
    chapters = [_chapter(texts, chapter) for chapter in reversed(history)]
    return {"number": str(number), "chapters": chapters}


def find_number(codes: Sequence[Consolidated], text: str) -> ParagraphNumber:
    """The paragraph that `text` names, as written or as cited; a limb names its paragraph. Raises Faults E323."""
    known = known_numbers(codes)
    by_text: dict[str, ParagraphNumber] = {}
    for known_number in known:
        forms = (str(known_number), known_number.written, known_number.name)
        by_text.update((form.casefold(), known_number) for form in forms if form)
    paragraph_number = by_text.get(" ".join(text.split()).casefold()) or parse_paragraph_number(text)
    if paragraph_number is None:
        citation = parse_citation(text)
        paragraph_number = citation.paragraph if isinstance(citation, Citation) else None
    if paragraph_number is None or paragraph_number not in known:
        near = nearest(text, {paragraph_number.written for paragraph_number in known})
        raise catalogue.PARAGRAPH_UNKNOWN.fault(REQUEST, nearest=near, number=text)
    return paragraph_number


def _check_limb(text: str, history: Sequence[Chapter]) -> None:
    """Raises Faults E323 for a limb that the paragraph has at no time, where its limbs are held."""
    citation = parse_citation(text)
    if not isinstance(citation, Citation) or not citation.limb:
        return
    standings = [chapter.standing for chapter in history if chapter.standing is not None]
    limbs = {limb.letter for standing in standings for limb in standing.paragraph.limbs}
    if limbs and citation.limb not in limbs:
        known = {str(Citation(citation.paragraph, letter)) for letter in sorted(limbs)}
        raise catalogue.PARAGRAPH_UNKNOWN.fault(REQUEST, nearest=nearest(text, known), number=text)


def _chapter(texts: Texts, chapter: Chapter) -> ChapterEntry:
    standing = chapter.standing
    entry: ChapterEntry = {
        "version": chapter.version.label,
        "in_force": chapter.version.in_force.isoformat(),
        "certainty": chapter.version.certainty,
        "instrument": chapter.instrument or "baseline",
        "title": texts.instruments[chapter.instrument].title if chapter.instrument in texts.instruments else "",
        "operation": chapter.operation,
        "paragraph": None,
    }
    if standing is not None:
        paragraph, provenance = standing.paragraph, standing.paragraph.provenance
        entry["paragraph"] = {
            "number": str(standing.number),
            "title": paragraph.title,
            "paraphrase": paragraph.paraphrase,
            "limbs": [
                {"letter": limb.letter, "words": limb.words, "paraphrase": limb.paraphrase} for limb in paragraph.limbs
            ],
            "known": known_words(provenance),
            "reasoning": provenance.reasoning,
            "open": list(provenance.open),
            "note": provenance.note,
            "sources": [str(ground) for ground in provenance.grounds],
            "rules": len(paragraph.rules),
            "file": paragraph.span.file,
            "line": paragraph.span.line,
        }
    return entry
