"""Reading the lists that policies/ holds beside the law itself.

`code.yaml`: how the Code is called, where it stands and how its paragraphs are numbered. `versions.yaml` and
`sources.yaml`. `coverage.yaml`: every paragraph known to exist, with what is held of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from secg.language.document_reader import read_certainty
from secg.language.documents import Instrument, Part, Source
from secg.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from secg.messages import Diagnostic, Faults, Span, catalogue, nearest
from secg.records import record
from secg.sources.yaml_tree import Node, YamlReader, read_yaml, root_span

CODE_FILE = "code.yaml"
_NAMES = ("title", "of", "version", "folder", "numbers")
_LETTERS = re.compile(r"[A-Z]{1,2}")
# one name, so that it leads nowhere but below policies/
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]*")


@record
class CodeNames:
    """The names of a Code, as in `Section G` of `the Smart Energy Code`, whose versions are `SEC 5.20`.

    `folder` is the folder below policies/ with the parts of the baseline, `numbers` the letters with which the numbers
    of its paragraphs begin (`G` of `G8.41`).
    """

    title: str
    of: str
    version: str
    folder: str
    numbers: str


def read_code_names(path: Path, shown: str, taken: Iterable[str]) -> CodeNames:
    """The names that a file gives. `taken` are the folders that hold something else.

    Raises Faults with every fault of the file.
    """
    reader = YamlReader()
    tree = read_yaml(path, shown)
    if tree is None:
        raise catalogue.YAML_EMPTY.fault(root_span(shown), hint=f"it has the keys {', '.join(_NAMES)}")
    top = reader.mapping(tree, "the names of the Code", _NAMES, _NAMES)
    texts = {key: reader.text(node, f"`{key}`") for key, node in top.items()}
    faults = list(reader.faults)
    if not faults and not _LETTERS.fullmatch(texts["numbers"]):
        words = "`numbers` is one or two capital letters, as the `G` of `G8.41`"
        faults.append(catalogue.CODE_NAME.at(top["numbers"].span, text=texts["numbers"], key="numbers", hint=words))
    if not faults and (not _FOLDER.fullmatch(texts["folder"]) or texts["folder"] in taken):
        words = f"name a folder of its own in small letters, none of {', '.join(taken)}"
        faults.append(catalogue.CODE_NAME.at(top["folder"].span, text=texts["folder"], key="folder", hint=words))
    if faults:
        raise Faults(faults)
    return CodeNames(**texts)


def check_numbers(documents: Iterable[Part | Instrument], names: CodeNames) -> list[Diagnostic]:
    """A fault for each paragraph whose number does not begin with the letters of the Code."""
    faults: list[Diagnostic] = []
    for document in documents:
        entries = document.paragraphs if isinstance(document, Part) else document.amendments
        for entry in entries:
            if entry.number.part.rstrip("0123456789") != names.numbers:
                words = {"number": entry.number, "title": names.title, "letters": names.numbers}
                faults.append(catalogue.PARAGRAPH_LETTERS.at(entry.span, words))
    return faults


VERSION_KEYS = ("label", "number", "in_force", "not_before", "instruments", "certainty", "because", "source", "note")


@record
class Version:
    """One version of the Code: `number` is its SEC version number, empty where no source gives it.

    Where the day is not certain, `not_before` is the earliest that the sources leave possible (None: the day on which
    the version before it comes into force).
    """

    label: str
    number: str
    in_force: date
    instruments: tuple[str, ...]
    certainty: str
    because: str
    source: str
    note: str
    span: Span
    not_before: date | None = None


@record
class Versions:
    """All versions in order, the earliest day that is answered for, and the last up to which instruments were sought.

    `described` is the day on which a source describes the text that is taken to hold from the earliest day on.
    """

    earliest: date
    earliest_because: str
    versions: tuple[Version, ...]
    file: str
    surveyed_to: date
    surveyed_because: str
    described: date | None = None

    def undecided_at(self, day: date) -> Iterator[Version]:
        """The versions that may already be in force on a day that lies before the one given for them."""
        for before, version in pairwise(self.versions):
            first = version.not_before or before.in_force
            if version.certainty != "confirmed" and first <= day < version.in_force:
                yield version


def read_versions(path: Path, shown: str, faults: list[Diagnostic]) -> Versions:
    """The versions of a file; faults are added to `faults`. Raises Faults where there is nothing to go on with."""
    reader = YamlReader()
    tree = read_yaml(path, shown)
    if tree is None:
        hint = "it has the keys earliest, surveyed_to and versions"
        raise catalogue.YAML_EMPTY.fault(root_span(shown), hint=hint)
    keys = ("earliest", "surveyed_to", "versions")
    top = reader.mapping(tree, "the list of versions", keys, keys)
    dated = ("date", "because", "source")
    first = reader.mapping(top.get("earliest"), "`earliest`", (*dated, "described"), ("date", "because"))
    survey = reader.mapping(top.get("surveyed_to"), "`surveyed_to`", dated, ("date", "because"))
    # where a day can't be read any other will do: its fault is raised before it is asked for
    earliest = reader.date_of(first, "date") or date.min
    because = reader.text_of(first, "because")
    described = reader.date_of(first, "described")
    surveyed = reader.date_of(survey, "date") or date.min
    surveyed_because = reader.text_of(survey, "because")
    versions: list[Version] = []
    nodes = reader.sequence(top.get("versions"), "`versions`")
    # a list of another shape is told by the reader, and is no empty one
    if "versions" in top and not nodes and not reader.faults:
        words = {"what": "`versions`", "wanted": "a list of versions", "found": "empty"}
        reader.faults.append(catalogue.YAML_SHAPE.at(top["versions"].span, words, hint="start with the baseline"))
    for node in nodes:
        version = _version(node, reader)
        if version is None:
            continue  # its faults are gathered; the others are held against each other without it
        for other in versions:
            if other.label == version.label:
                reader.faults.append(catalogue.VERSION_TWICE.at(version.span, label=version.label))
        if versions and version.in_force < versions[-1].in_force:
            reader.faults.append(catalogue.VERSION_ORDER.at(version.span))
        versions.append(version)
    faults.extend(reader.faults)
    return Versions(earliest, because, tuple(versions), shown, surveyed, surveyed_because, described)


def _version(node: Node, reader: YamlReader) -> Version | None:
    entry = reader.mapping(node, "a version", VERSION_KEYS, ("label", "in_force", "instruments"))
    if not {"label", "in_force"} <= entry.keys():
        return None
    in_force = reader.date_of(entry, "in_force")
    number = reader.text_of(entry, "number")
    certainty, because = read_certainty(entry, reader)
    if in_force is None:
        return None
    return Version(
        label=reader.text_of(entry, "label"),
        number="" if number == "null" else number,  # `secg code` writes null, which stays a text here
        in_force=in_force,
        instruments=reader.texts_of(entry, "instruments"),
        certainty=certainty,
        because=because,
        source=reader.text_of(entry, "source"),
        note=reader.text_of(entry, "note"),
        span=entry["label"].span,
        not_before=reader.date_of(entry, "not_before"),
    )


def read_sources(path: Path, shown: str, faults: list[Diagnostic]) -> Mapping[str, Source]:
    """The sources by key; faults are added to `faults`. Raises Faults where the file is empty."""
    reader = YamlReader()
    tree = read_yaml(path, shown)
    if tree is None:
        raise catalogue.YAML_EMPTY.fault(root_span(shown), hint="list each source with its title")
    sources: dict[str, Source] = {}
    for key, node in reader.any_mapping(tree, "the list of sources").items():
        entry = reader.mapping(node, f"the source `{key.text}`", ("title", "date", "where", "note"), ("title", "where"))
        title, where = reader.text_of(entry, "title"), reader.text_of(entry, "where")
        sources[key.text] = Source(key.text, title, reader.text_of(entry, "date"), where)
    faults.extend(reader.faults)
    return sources


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
        text, state = reader.text_of(entry, "paragraph"), reader.text_of(entry, "state")
        number = parse_paragraph_number(text)
        if number is None:
            reader.faults.append(catalogue.PARAGRAPH_UNKNOWN.at(node.span, number=text))
            continue
        if state not in STATES:
            reader.faults.append(catalogue.LEDGER_STATE.at(node.span, nearest=nearest(state, STATES), state=state))
        if number in entries:
            first = entries[number].span.line
            reader.faults.append(catalogue.LEDGER_TWICE.at(node.span, number=number.written, first=first))
        cited = reader.texts_of(entry, "sources")
        for key in cited:
            if key not in sources:
                reader.faults.append(catalogue.SOURCE_UNKNOWN.at(node.span, nearest=nearest(key, sources), key=key))
        # `text: none` is for a definition or a procedure alone: rules need words, and no source held has none
        has_text = state != "no source held"
        if "text" in entry:
            has_text = reader.text_of(entry, "text") != "none" or state not in TEXTS
            if has_text:
                reader.faults.append(catalogue.LEDGER_TEXT.at(entry["text"].span, number=number.written))
        reason = reader.text_of(entry, "reason")
        since = reader.text_of(entry, "since")
        if since and since not in labels:
            near = nearest(since, labels)
            reader.faults.append(catalogue.VERSION_UNKNOWN.at(entry["since"].span, nearest=near, name=since))
        entries[number] = LedgerEntry(number, state, reason, cited, has_text, node.span, since)
    faults.extend(reader.faults)
    return entries
