"""Loading the whole policies folder, with every check that needs no particular version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TypeVar

from secg.code import lists
from secg.language.document_reader import documents_rules, read_words
from secg.language.documents import Instrument, InstrumentStatus, Paragraph, Part, Source
from secg.language.paragraph_number import ParagraphNumber
from secg.language.predicate_kinds import Doubt
from secg.language.rule_checks import check_rule
from secg.language.safety import asked_of_anybody
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue, nearest
from secg.records import kept, record
from secg.sources.files import digest_of, display_path, is_file, is_folder, read_text
from secg.sources.folder import files_in

_T = TypeVar("_T")

FOLDERS = {
    "modifications": InstrumentStatus.IMPLEMENTED,
    "proposals": InstrumentStatus.PROPOSAL,
    "readings": InstrumentStatus.READING,
}

_LISTS = (lists.CODE_FILE, "vocabulary.yaml", "versions.yaml", "sources.yaml")
LEDGER = "coverage.yaml"
COUNTING = "counting"
"""The folder with the rules by which an inventory is counted; they have words of their own, but one digest with all."""

BESIDE_RULES = (*_LISTS, LEDGER, "properties.md", "kinds.md", f"{COUNTING}/*.md", f"{COUNTING}/vocabulary.yaml")
"""What a folder of policies holds beside its Code and its instruments."""

READ = (*BESIDE_RULES, *(f"{subfolder}/*.md" for subfolder in FOLDERS))
"""What a folder of policies holds beside the parts of its Code. The properties are read where they are asked for."""


def policy_files(names: lists.CodeNames) -> tuple[str, ...]:
    """The patterns of all files that a folder of policies holds.

    >>> policy_files(lists.CodeNames("Section G", "the Smart Energy Code", "SEC", "section-g", "G"))[-1]
    'section-g/*.md'
    """
    return (*READ, f"{names.folder}/*.md")


def names_of(folder: Path, shown: str) -> lists.CodeNames:
    """The names of the Code that a folder of policies holds. Raises Faults where they can't be read."""
    return lists.read_code_names(folder / lists.CODE_FILE, f"{shown}/{lists.CODE_FILE}", (*FOLDERS, COUNTING))


def policy_files_of(folder: Path) -> tuple[str, ...]:
    """The patterns of all files that this folder of policies holds, of its Code's parts only if its names are known."""
    try:
        return policy_files(names_of(folder, folder.as_posix()))
    except Faults:
        return READ


@record
class Texts:
    """What the paragraphs of policies say in words, in each version; their rules may be faulty."""

    parts: tuple[Part, ...]
    instruments: Mapping[str, Instrument]
    versions: lists.Versions


@record
class Policies(Texts):
    """Everything that policies/ says, and `names`, what its Code is called.

    `digest` is the SHA-256 of its files, names and contents.
    """

    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    digest: str
    names: lists.CodeNames
    ledger: tuple[lists.LedgerEntry, ...] = ()


class _Reading:
    """The documents, versions and sources of a folder as far as they can be read, with the faults met so far."""

    def __init__(self, folder: Path, root: Path, names: lists.CodeNames | None) -> None:
        self.faults: list[Diagnostic] = Gathered()
        self.shown = display_path(folder, root)
        if not is_folder(folder):
            words = {"path": self.shown, "option": "--policies"}
            raise catalogue.FOLDER_MISSING.fault(Span(self.shown, 0, 0), words)
        if names is None or is_file(folder / lists.CODE_FILE):
            names = names_of(folder, self.shown)
        self.names = names
        self.files = files_in(folder, self.shown, policy_files(names), (), self.faults)
        self.texts: dict[str, str] = {}
        self.documents = list(self._documents())
        # each by itself, so that the faults of all files are told together
        faults, versions, sources = self.faults, folder / "versions.yaml", folder / "sources.yaml"
        self.versions = gathered(faults, lambda: lists.read_versions(versions, f"{self.shown}/{versions.name}", faults))
        self.sources = gathered(faults, lambda: lists.read_sources(sources, f"{self.shown}/{sources.name}", faults))
        self.instruments = _instruments(self.documents, faults)
        self.parts = tuple(part for part in self.documents if isinstance(part, Part))
        baseline = chain.from_iterable(part.paragraphs for part in self.parts)
        _check_once(((paragraph.number, paragraph.span) for paragraph in baseline), faults)
        faults.extend(lists.check_numbers(self.documents, names))
        if self.sources is not None:
            check_sources(self.documents, self.sources, faults)

    def _documents(self) -> Iterator[Part | Instrument]:
        for subfolder in (self.names.folder, *FOLDERS):
            for path, name in self.files:
                if path.parent.name == subfolder:
                    document = _document(path, name, self.texts, self.faults)
                    if document is not None:
                        _check_folder(document, subfolder, self.faults)
                        yield document


def load_texts(folder: Path, root: Path) -> Texts:
    """What the policies of a folder say in words; no rule is parsed, and no vocabulary read.

    Raises Faults with every independent fault of the documents, rules apart, and of the lists of versions and sources.
    """
    reading = _Reading(folder, root, None)
    if reading.versions is not None:
        _check_versions(reading.versions, reading.instruments, reading.faults)
    if reading.faults or reading.versions is None:
        raise Faults(reading.faults)
    return Texts(reading.parts, reading.instruments, reading.versions)


def load_policies(folder: Path, root: Path, names: lists.CodeNames | None = None) -> Policies:
    """The policies of a folder. Raises Faults with every independent fault of all files.

    `names` are those of the Code where the folder has no `code.yaml`, as one of an earlier time may not.
    """
    reading = _Reading(folder, root, names)
    shown, faults, documents, texts = reading.shown, reading.faults, reading.documents, reading.texts
    versions, sources, instruments = reading.versions, reading.sources, reading.instruments
    for paragraph in chain.from_iterable(document.paragraphs for document in documents):
        faults.extend(paragraph.rule_faults)
    vocabulary = gathered(faults, lambda: read_vocabulary(folder / "vocabulary.yaml", f"{shown}/vocabulary.yaml"))
    if vocabulary is not None:
        for document in documents:
            faults.extend(_rule_faults(document, vocabulary))
        # where a report of silence can't be read, it would follow that there is none
        misread = {fault.span.file for fault in faults if fault.kind is catalogue.SILENCE_FORM}
        for document in documents:
            for paragraph in document.paragraphs:
                if paragraph.span.file not in misread:
                    faults.extend(check_doubts(paragraph, vocabulary))
    if versions is not None:
        _check_versions(versions, instruments, faults)
    for document in documents:
        _check_rules_twice(document, faults)
    ledger: tuple[lists.LedgerEntry, ...] = ()
    if versions is not None and sources is not None and is_file(folder / LEDGER):
        labels = [version.label for version in versions.versions]
        ledger = tuple(lists.read_entries(folder / LEDGER, f"{shown}/{LEDGER}", sources, labels, faults).values())
        texts[f"{shown}/{LEDGER}"] = read_text(folder / LEDGER, f"{shown}/{LEDGER}")
    if faults or vocabulary is None or versions is None or sources is None:
        raise Faults(faults)
    for path, name in reading.files:
        # neither the kinds of party nor the properties: no conclusion rests on them
        if path.parent.name == COUNTING or path.name in _LISTS:
            texts[name] = read_text(path, name)
    digest = digest_of(texts)
    return Policies(reading.parts, instruments, versions, vocabulary, sources, digest, reading.names, ledger)


def gathered(faults: list[Diagnostic], read: Callable[[], _T]) -> _T | None:
    """What `read` gives; its faults are added to `faults`."""
    try:
        return read()
    except Faults as raised:
        faults.extend(raised.diagnostics)
        return None


def _document(path: Path, shown: str, texts: dict[str, str], faults: list[Diagnostic]) -> Part | Instrument | None:
    try:
        texts[shown] = read_text(path, shown)
        document, own_faults = _read(texts[shown], shown)
    except Faults as raised:
        faults.extend(raised.diagnostics)
        return None
    faults.extend(own_faults)
    return document


@lru_cache(maxsize=128)
def _read(text: str, shown: str) -> tuple[Part | Instrument | None, tuple[Diagnostic, ...]]:
    """The document that a text holds and its faults; kept, since an editor has every file read after each change."""
    faults: list[Diagnostic] = []
    document = read_words(text, shown, faults)
    return document, tuple(faults)


@kept
def _rule_faults(document: Part | Instrument, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """The faults of the rules of a document, each by itself; kept like the documents."""
    faults: list[Diagnostic] = Gathered()
    try:
        for rule in documents_rules([document]):
            faults.extend(check_rule(rule, vocabulary))
            faults.extend(asked_of_anybody(rule, vocabulary))
    except Faults as too_many:  # caught here, so that they are kept like any others
        return too_many.diagnostics
    return tuple(faults)


def _check_folder(document: Part | Instrument, subfolder: str, faults: list[Diagnostic]) -> None:
    if not isinstance(document, Instrument) or document.status is None:
        return
    if document.status is not FOLDERS.get(subfolder):
        faults.append(catalogue.STATUS_FOLDER.at(document.span, status=document.status))


def _instruments(documents: Iterable[Part | Instrument], faults: list[Diagnostic]) -> Mapping[str, Instrument]:
    instruments: dict[str, Instrument] = {}
    for document in documents:
        if isinstance(document, Instrument):
            first = instruments.setdefault(document.name, document)
            if first is not document:
                faults.append(catalogue.INSTRUMENT_TWICE.at(document.span, name=document.name, first=first.span))
            amended = [amendment for amendment in document.amendments if amendment.operation != "insert"]
            _check_once(((amendment.number, amendment.span) for amendment in amended), faults)
            _check_once(_placed(document), faults)
    return instruments


def _placed(instrument: Instrument) -> Iterator[tuple[ParagraphNumber, Span]]:
    """The numbers under which an instrument leaves a paragraph of its making; one it moves away may be given anew."""
    for amendment in instrument.amendments:
        if amendment.operation != "repeal":
            yield amendment.target or amendment.number, amendment.span


def _check_once(numbered: Iterable[tuple[object, Span]], faults: list[Diagnostic]) -> None:
    seen: dict[object, Span] = {}
    for number, span in numbered:
        if number in seen:
            faults.append(catalogue.PARAGRAPH_TWICE.at(span, paragraph=str(number), first=seen[number]))
        seen.setdefault(number, span)


def check_sources(
    documents: Iterable[Part | Instrument], sources: Mapping[str, Source], faults: list[Diagnostic]
) -> None:
    """Add a fault for each source named that is none."""
    for document in documents:
        if isinstance(document, Instrument):
            for key in document.sources:
                if key not in sources:
                    faults.append(catalogue.SOURCE_UNKNOWN.at(document.span, nearest=nearest(key, sources), key=key))
        for paragraph in document.paragraphs:
            for ground in (*paragraph.provenance.grounds, *paragraph.provenance.silence):
                if ground.source not in sources:
                    near = nearest(ground.source, sources)
                    cited = str(paragraph.number)
                    faults.append(
                        catalogue.SOURCE_UNKNOWN.at(paragraph.span, paragraph=cited, nearest=near, key=ground.source)
                    )


def check_doubts(paragraph: Paragraph, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Only what a source reports is said to be silence of the Code, and each doubt is about what stands there."""
    cited, provenance = str(paragraph.number), paragraph.provenance
    concluded = {rule.head.predicate: rule for rule in reversed(paragraph.rules)}  # reversed: the first of each stays
    silent = [
        rule
        for name, rule in concluded.items()
        if name in vocabulary.predicates and vocabulary.predicates[name].doubt is Doubt.CODE_SILENT
    ]
    if not provenance.silence:
        for rule in silent:
            yield catalogue.SILENCE_UNREPORTED.at(rule.span, paragraph=cited, predicate=rule.head.predicate)
    elif not silent:
        yield catalogue.SILENCE_UNUSED.at(paragraph.span, paragraph=cited)
    for name in filter(None, provenance.open_about):
        if name not in concluded:
            near = nearest(name, concluded)
            yield catalogue.OPEN_ABOUT.at(paragraph.span, paragraph=cited, nearest=near, predicate=name)


def _check_rules_twice(document: Part | Instrument, faults: list[Diagnostic]) -> None:
    """A rule that is written twice, word for word, is a slip in one of the two."""
    seen: dict[str, Span] = {}
    for rule in documents_rules([document]):
        first = seen.setdefault(str(rule), rule.span)
        if first is not rule.span:
            faults.append(catalogue.RULE_TWICE.at(rule.span, paragraph=str(rule.citation), first=first))


def _check_versions(versions: lists.Versions, instruments: Mapping[str, Instrument], faults: list[Diagnostic]) -> None:
    """Versions and instruments name each other; what follows from a fault already found in one file is left out."""
    faulty = {fault.span.file for fault in faults}
    unread = {PurePosixPath(file).stem for file in faulty}  # a document is mostly called after its instrument
    misplaced = {fault.span.file for fault in faults if fault.kind is catalogue.STATUS_FOLDER}
    applied: set[str] = set()
    for version in versions.versions:
        for name in version.instruments:
            applied.add(name)
            instrument = instruments.get(name)
            if instrument is None:
                if name not in unread:
                    near = nearest(name, instruments)
                    faults.append(catalogue.INSTRUMENT_UNKNOWN.at(version.span, nearest=near, name=name))
            elif instrument.in_force is None and instrument.span.file in faulty:
                continue  # its day could not be read, which is told
            elif instrument.status is not None and instrument.is_overlay:
                words = {"name": name, "status": instrument.status}
                faults.append(catalogue.VERSION_APPLIES_OVERLAY.at(version.span, words))
            elif instrument.in_force != version.in_force:
                dates = {"instrument": instrument.in_force or "no date", "version": version.in_force}
                faults.append(catalogue.IN_FORCE_DIFFERS.at(instrument.span, dates))
    for instrument in instruments.values():
        other = instrument.alternative_to
        if other and other not in instruments:
            near = nearest(other, instruments)
            faults.append(catalogue.INSTRUMENT_UNKNOWN.at(instrument.span, nearest=near, name=other))
        # a version that could not be read may apply it; one in a folder for proposals is told to be there
        known = instrument.name in applied or versions.file in faulty or instrument.span.file in misplaced
        if not instrument.is_overlay and not known:
            faults.append(catalogue.NOT_APPLIED.at(instrument.span))
