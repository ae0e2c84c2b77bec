"""Reading a policy document: front matter, then a heading, provenance, paraphrase and rules for each paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from secg.language.documents import (
    Amendment,
    Instrument,
    InstrumentStatus,
    Limb,
    Paragraph,
    Parsed,
    Part,
    Provenance,
    WrittenRules,
)
from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber, parse_paragraph_number
from secg.language.parser import parse_rules
from secg.language.provenance_reader import read_provenance
from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.sources.markdown import CODE, RULES, UNCLOSED, Block, front_matter_end, parse_blocks
from secg.sources.yaml_tree import Node, YamlReader, parse_yaml

PART_KEYS = ("part", "title", "sources", "note")
INSTRUMENT_KEYS = (
    *("instrument", "title", "status", "in_force", "certainty", "because"),
    *("question", "alternative_to", "sources", "note"),
)
_KEYS = {
    "part": (PART_KEYS, ("part", "title")),
    "instrument": (INSTRUMENT_KEYS, ("instrument", "title", "status", "sources")),
}
"""The keys of the front matter of each kind of document, and those that it must have."""
CERTAINTIES = ("confirmed", "planned", "inferred", "recalled")
"""How well a day on which something comes into force is known, from best to least."""
_OPERATIONS = ("Insert", "Substitute", "Repeal", "Renumber")
_LIMB = re.compile(r"^((?:\([a-z0-9]+\))+)(?:\s+(.*))?$")
_PART_FORMS = (
    "a paragraph starts `## G8.41: its title`, "
    'or `## G10 "what it is about": its title` where no source gives the number'
)
_AMENDMENT_FORMS = (
    "an amendment starts `## Insert G10.5: title`, `## Substitute G8.41: title`, "
    "`## Repeal G8.43` or `## Renumber G7.16 as G7.19`"
)
_HEADINGS = (
    "a heading starts its line with `#`, `##` or `###`, one blank and its words; "
    "a line of `-` or `=` right below words makes a heading of them"
)


def read_document(text: str, shown: str, faults: list[Diagnostic]) -> Part | Instrument | None:
    """The part or instrument of a document, its faults added to `faults`; None where the front matter can't be used."""
    document = read_words(text, shown, faults)
    for paragraph in document.paragraphs if document is not None else ():
        faults.extend(paragraph.rule_faults)
    return document


def read_words(text: str, shown: str, faults: list[Diagnostic]) -> Part | Instrument | None:
    """The same, with the faults of its rules left to those who ask for the rules."""
    lines = text.split("\n")
    end = front_matter_end(lines)
    if not end:
        faults.append(catalogue.FRONT_MATTER.at(Span(shown, 1, 1)))
        return None
    tree = parse_yaml("\n".join(lines[1 : end - 1]), shown, 2)
    reader = YamlReader()
    kind = _kind_of(tree, reader, shown)
    result: Part | Instrument | None = None
    if kind is not None:
        front = reader.mapping(tree, "the front matter", *_KEYS[kind])
        body = _Body(shown, faults, kind == "part", reader.text_of(front, "part"))
        body.read(parse_blocks(text))
        if kind == "part":
            paragraphs = tuple(filter(None, (amendment.paragraph for amendment in body.amendments)))
            result = Part(body.part, reader.text_of(front, "title"), body.introduction, paragraphs, shown)
        elif kind in front:  # not where the key is only meant: an instrument without a name could not be told apart
            result = _instrument(front, reader, body)
    faults.extend(reader.faults)
    return result


def _kind_of(tree: Node | None, reader: YamlReader, shown: str) -> str | None:
    """Whether the front matter is that of a `part` or of an `instrument`; None with a fault where it is of neither."""
    if tree is None:
        reader.faults.append(catalogue.FRONT_MATTER.at(Span(shown, 1, 1)))
        return None
    keys = {key.text for key in reader.any_mapping(tree, "the front matter")}
    unknown = sorted(keys - {*PART_KEYS, *INSTRUMENT_KEYS})
    # a document whose key is misspelt is read as what it is meant to be, so that its other faults are told as well
    meant = keys | {nearest(key, _KEYS) for key in unknown}
    for kind in _KEYS:
        if kind in meant:
            return kind
    if not reader.faults:
        words = {"what": "the front matter", "key": "part` or `instrument"}  # the message quotes it as a whole
        reader.faults.append(catalogue.YAML_MISSING_KEY.at(tree.span, words))
    return None


def _instrument(front: Mapping[str, Node], reader: YamlReader, body: _Body) -> Instrument:
    status = reader.text_of(front, "status")
    statuses = {known.value: known for known in InstrumentStatus}
    if "status" in front and status not in statuses:
        near = nearest(status, statuses)
        reader.faults.append(catalogue.STATUS_UNKNOWN.at(front["status"].span, nearest=near, status=status))
    certainty, because = read_certainty(front, reader)
    return Instrument(
        name=reader.text_of(front, "instrument"),
        title=reader.text_of(front, "title"),
        status=statuses.get(status),
        in_force=reader.date_of(front, "in_force"),
        certainty=certainty,
        because=because,
        question=reader.text_of(front, "question"),
        alternative_to=reader.text_of(front, "alternative_to"),
        sources=reader.texts_of(front, "sources"),
        introduction=body.introduction,
        amendments=tuple(body.amendments),
        span=front["instrument"].span,
    )


def read_certainty(entry: Mapping[str, Node], reader: YamlReader) -> tuple[str, str]:
    """How well a day is known and why, of an entry with the keys `certainty` and `because`; E312 goes to the faults."""
    certainty = reader.text_of(entry, "certainty") or "confirmed"
    because = reader.text_of(entry, "because")
    near = None
    if certainty not in CERTAINTIES:
        near = nearest(certainty, CERTAINTIES)
    elif certainty == "confirmed" or because:
        return certainty, because
    # without the key the day is confirmed, so that a fault always has its place
    reader.faults.append(catalogue.CERTAINTY.at(entry["certainty"].span, nearest=near, certainty=certainty))
    return certainty, because


@dataclass
class _Draft:
    """A paragraph while its blocks are read."""

    operation: str
    number: ParagraphNumber
    title: str
    span: Span
    target: ParagraphNumber | None = None
    provenance: Provenance | None = None
    quoted: bool = False
    paraphrase: list[str] = field(default_factory=list)
    limbs: list[Limb] = field(default_factory=list)
    rules: list[Callable[[], Parsed]] = field(default_factory=list)
    limb: str = ""
    ruled: bool = False
    disordered: bool = False


class _Body:
    """Reads the blocks behind the front matter into amendments; in a part, every paragraph counts as an `original`."""

    def __init__(self, shown: str, faults: list[Diagnostic], is_part: bool, part: str) -> None:
        self.introduction = ""
        self.amendments: list[Amendment] = []
        self.part = part
        self._shown = shown
        self._faults = faults
        self._is_part = is_part
        self._draft: _Draft | None = None
        self._lost = False

    def read(self, blocks: tuple[Block, ...]) -> None:
        introduction: list[str] = []
        for block in blocks:
            span = Span(self._shown, block.line, 1)
            if block.kind == "heading" and block.level in (0, 2):
                self._close()
                self._open(block, span)
            elif self._lost:
                continue  # what stands below a heading that can't be read would only repeat its fault
            elif block.kind in (CODE, UNCLOSED):
                self._faults.append(code_fault(block, span, self._cited()))
            elif block.kind == RULES and (self._draft is None or self._draft.operation in ("repeal", "renumber")):
                self._faults.append(catalogue.RULE_OUTSIDE.at(span, paragraph=self._cited()))
            elif self._draft is not None:
                self._inside(self._draft, block, span)
            elif block.kind in ("paragraph", "list"):
                introduction.append(block.text)
            elif block.kind != "heading" or block.level != 1:
                self._faults.append(catalogue.ORDER.at(span, what="this"))
        self._close()
        self.introduction = "\n\n".join(introduction)

    def _open(self, block: Block, span: Span) -> None:
        self._draft = None
        if block.level:
            self._draft = self._part_heading(block, span) if self._is_part else self._amendment_heading(block, span)
        self._lost = self._draft is None
        if self._draft is None:
            self._misformed(block, span)
        elif self.part and self._draft.number.part != self.part:
            self._faults.append(catalogue.WRONG_PART.at(span, paragraph=str(self._draft.number), part=self.part))

    def _misformed(self, block: Block, span: Span) -> None:
        """E202, with the forms that a heading may have here."""
        where, forms, near = "a part", _PART_FORMS, None
        if not block.level:
            forms = _HEADINGS
        elif not self._is_part:
            where, forms = "an instrument", _AMENDMENT_FORMS
            operation = block.text.partition(" ")[0]
            near = nearest(operation, _OPERATIONS)
            if operation in _OPERATIONS:
                near = None
                forms = f"the operation is right, what follows is not: whole paragraphs are amended; {forms}"
        self._faults.append(catalogue.HEADING_FORM.at(span, nearest=near, text=block.text, where=where, forms=forms))

    def _part_heading(self, block: Block, span: Span) -> _Draft | None:
        number, title = _numbered(block.text)
        if number is None or not title:
            return None
        return _Draft("original", number, title, span)

    def _amendment_heading(self, block: Block, span: Span) -> _Draft | None:
        operation, _, rest = block.text.partition(" ")
        if operation not in _OPERATIONS:
            return None
        if operation == "Renumber":
            old, _, new = rest.partition(" as ")
            number, target = parse_paragraph_number(old), parse_paragraph_number(new)
            if number is None or target is None:
                return None
            return _Draft("renumber", number, "", span, target)
        number, title = _numbered(rest)
        if number is None or (not title and operation != "Repeal"):
            return None
        return _Draft(operation.lower(), number, title, span)

    def _cited(self) -> str:
        return str(Citation(self._draft.number, self._draft.limb)) if self._draft is not None else ""

    def _inside(self, draft: _Draft, block: Block, span: Span) -> None:
        cited = self._cited()
        if block.kind == "heading":
            self._limb(draft, block, span)
        elif block.kind == "quote":
            if draft.quoted or draft.paraphrase or draft.ruled or draft.limbs:
                self._disorder(draft, span, cited, "a quotation")
            if not draft.quoted:
                draft.quoted = True
                draft.provenance = read_provenance(block.text, span, cited, self._faults)
        elif block.kind == RULES:
            draft.ruled = True
            citation = Citation(draft.number, draft.limb)
            draft.rules.append(partial(parse_rules, block.text, self._shown, span.line + 1, citation))
        elif block.kind in ("paragraph", "list"):
            self._prose(draft, block, span, cited)
        else:
            self._disorder(draft, span, cited, "this")

    def _disorder(self, draft: _Draft, span: Span, cited: str, what: str) -> None:
        """What stands in the wrong place is reported where the order is first lost."""
        if not draft.disordered:
            self._faults.append(catalogue.ORDER.at(span, paragraph=cited, what=what))
        draft.disordered = True

    def _prose(self, draft: _Draft, block: Block, span: Span, cited: str) -> None:
        # a list keeps its lines, which are its items
        text = " ".join(block.text.split()) if block.kind == "paragraph" else block.text
        if draft.ruled:  # of this limb: the next has words of its own again
            self._disorder(draft, span, cited, "text behind the rules")
        if draft.limb:
            last = draft.limbs[-1]
            draft.limbs[-1] = Limb(last.letter, last.words, f"{last.paraphrase}\n\n{text}".strip(), last.span)
        else:
            draft.paraphrase.append(text)

    def _limb(self, draft: _Draft, block: Block, span: Span) -> None:
        match = _LIMB.match(block.text)
        if match is None or block.level != 3:
            words = {"where": "a limb", "forms": "a limb starts `### (a)`, with words behind it if you like"}
            self._faults.append(catalogue.HEADING_FORM.at(span, words, paragraph=str(draft.number), text=block.text))
            return
        letter = match.group(1)[1:-1]  # of `(a)(i)` it is `a)(i`, around which a citation puts the outer brackets
        for limb in draft.limbs:
            if limb.letter == letter:
                cited = str(Citation(draft.number, letter))
                self._faults.append(catalogue.PARAGRAPH_TWICE.at(span, paragraph=cited, first=limb.span))
        draft.limb = letter
        draft.ruled = False
        draft.limbs.append(Limb(letter, match.group(2) or "", "", span))

    def _close(self) -> None:
        draft = self._draft
        self._draft = None
        if draft is None:
            return
        if draft.operation == "renumber":
            self.amendments.append(Amendment("renumber", draft.number, draft.span, None, draft.target))
            return
        cited = str(draft.number)
        if not draft.quoted:
            self._faults.append(catalogue.PROVENANCE_MISSING.at(draft.span, paragraph=cited))
        if not draft.paraphrase and not any(limb.paraphrase for limb in draft.limbs):
            self._faults.append(catalogue.PARAPHRASE_MISSING.at(draft.span, paragraph=cited))
        # its faults are told already, so that any provenance will do
        provenance = draft.provenance or Provenance("reported", ())
        paraphrase, limbs, rules = "\n\n".join(draft.paraphrase), tuple(draft.limbs), WrittenRules(draft.rules)
        paragraph = Paragraph(draft.number, draft.title, paraphrase, provenance, limbs, rules, draft.span)
        self.amendments.append(Amendment(draft.operation, draft.number, draft.span, paragraph))


def code_fault(block: Block, span: Span, cited: str = "") -> Diagnostic:
    """What is wrong with code that is not read as rules."""
    language = block.info.partition(" ")[0]
    if block.kind == UNCLOSED or "datalog" in language.lower() or not block.info:
        return catalogue.CODE_FORM.at(span, paragraph=cited)
    return catalogue.FENCE_LANGUAGE.at(span, paragraph=cited, language=language)


def _numbered(text: str) -> tuple[ParagraphNumber | None, str]:
    """The number and title of `G8.41: Title`; the title may be missing."""
    number, colon, title = text.partition(": ")
    if not colon:
        number = number.removesuffix(":")
    return parse_paragraph_number(number), title.strip()


def documents_rules(documents: Iterable[Part | Instrument]) -> Iterator[Rule]:
    """Every rule of every document, in order."""
    for document in documents:
        for paragraph in document.paragraphs:
            yield from paragraph.rules
