"""Reading policies/versions.yaml and policies/sources.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from secg.language.document_reader import read_certainty
from secg.language.documents import Source
from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.records import record
from secg.sources.yaml_tree import Node, YamlReader, read_yaml, root_span

VERSION_KEYS = (
    "label",
    "number",
    "in_force",
    "not_before",
    "instruments",
    "certainty",
    "because",
    "source",
    "note",
)


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
        raise Faults(
            [catalogue.YAML_EMPTY.at(root_span(shown), hint="it has the keys earliest, surveyed_to and versions")]
        )
    keys = ("earliest", "surveyed_to", "versions")
    top = reader.mapping(tree, "the list of versions", keys, keys)
    dated = ("date", "because", "source")
    first = reader.mapping(top.get("earliest"), "`earliest`", (*dated, "described"), ("date", "because"))
    survey = reader.mapping(top.get("surveyed_to"), "`surveyed_to`", dated, ("date", "because"))
    earliest = reader.date(first.get("date"), "`date`") or date.min
    because = reader.text(first.get("because"), "`because`")
    described = reader.date(first["described"], "`described`") if "described" in first else None
    surveyed = reader.date(survey.get("date"), "`date`") or date.min
    surveyed_because = reader.text(survey.get("because"), "`because`")
    versions: list[Version] = []
    nodes = reader.sequence(top.get("versions"), "`versions`")
    if "versions" in top and not nodes and not reader.faults:
        words = {
            "what": "`versions`",
            "wanted": "a list of versions",
            "found": "empty",
            "hint": "start with the baseline",
        }
        reader.faults.append(catalogue.YAML_SHAPE.at(top["versions"].span, words))
    for node in nodes:
        version = _version(node, reader)
        if version is None:
            continue
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
    in_force = reader.date(entry["in_force"], "`in_force`")
    number = reader.text(entry.get("number"), "`number`")
    certainty, because = read_certainty(entry, reader)
    if in_force is None:
        return None
    return Version(
        label=reader.text(entry["label"], "`label`"),
        number="" if number == "null" else number,
        in_force=in_force,
        instruments=reader.texts(entry.get("instruments"), "`instruments`"),
        certainty=certainty,
        because=because,
        source=reader.text(entry.get("source"), "`source`"),
        note=reader.text(entry.get("note"), "`note`"),
        span=entry["label"].span,
        not_before=reader.date(entry["not_before"], "`not_before`") if "not_before" in entry else None,
    )


def read_sources(path: Path, shown: str, faults: list[Diagnostic]) -> Mapping[str, Source]:
    """The sources by key; faults are added to `faults`. Raises Faults where the file is empty."""
    reader = YamlReader()
    tree = read_yaml(path, shown)
    if tree is None:
        raise Faults([catalogue.YAML_EMPTY.at(root_span(shown), hint="list each source with its title")])
    sources: dict[str, Source] = {}
    for key, node in reader.any_mapping(tree, "the list of sources").items():
        entry = reader.mapping(node, f"the source `{key.text}`", ("title", "date", "where", "note"), ("title", "where"))
        title, where = (
            reader.text(entry.get("title"), "`title`"),
            reader.text(entry.get("where"), "`where`"),
        )
        sources[key.text] = Source(key.text, title, reader.text(entry.get("date"), "`date`"), where)
    faults.extend(reader.faults)
    return sources
