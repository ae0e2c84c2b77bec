"""A Code as policy files: one folder with the text in force, which is itself a baseline that can be read."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from secg.code.consolidation import Code, Standing
from secg.code.lists import CODE_FILE
from secg.code.policies import COUNTING, LEDGER, Policies
from secg.language.documents import Instrument
from secg.language.layout import format_document
from secg.language.sentences import date_words
from secg.sources.files import read_text
from secg.sources.markdown import Block, parse_blocks

COPIED = (CODE_FILE, "vocabulary.yaml", "sources.yaml")
LATER_PART = "Paragraphs inserted after the baseline"
"""The title of a part of which the baseline has no file, so that no source held names it."""


def code_files(policies: Policies, code: Code, folder: Path) -> dict[str, bytes]:
    """The files of a Code by their path: its parts, and all that `secg check` asks of a folder of policies.

    `folder` is the one that the policies were read from. A paragraph is its own lines there, under the number and the
    title that it has in this Code; above them stands what gave it its words. The same Code gives the same bytes.
    Raises Faults where a file can't be read any more.
    """
    files: dict[str, str] = {name: read_text(folder / name, name) for name in COPIED}
    for path in sorted((folder / COUNTING).glob("*")):
        if path.name == "vocabulary.yaml" or path.suffix == ".md":
            files[f"{COUNTING}/{path.name}"] = read_text(path, path.name)
    files["versions.yaml"] = _versions(policies, code)
    if policies.ledger:
        files[LEDGER] = "".join(_ledger(policies, code))
    files.update(_parts(policies, code, folder))
    return {name: text.encode() for name, text in sorted(files.items())}


def _parts(policies: Policies, code: Code, folder: Path) -> Iterator[tuple[str, str]]:
    """Each part that has paragraphs in this Code, with the name of its file."""
    titles = {part.part: part.title for part in reversed(policies.parts)}  # reversed: the first of each stays
    paragraphs: dict[str, list[str]] = {}
    for number, standing in code.paragraphs.items():
        body = paragraph_text(standing, folder)
        title = standing.paragraph.title
        closing = " ##" if title.endswith("#") else ""  # else the last `#` would be taken for the end of the heading
        heading = f"## {number.written}: {title}{closing}"
        paragraphs.setdefault(number.part, []).append(f"{heading}\n\n{_origin(policies, standing)}{body}\n")
    for part, texts in paragraphs.items():
        title = titles.get(part, LATER_PART)
        # the title between quotes, since it may hold a colon
        head = f"---\npart: {part}\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n# {part}: {title}\n"
        yield f"{policies.names.folder}/{part}.md", format_document("\n".join([head, *texts]))


def paragraph_text(standing: Standing, folder: Path) -> str:
    """The lines of a paragraph below its heading, as they are written: provenance, words, limbs and rules.

    `folder` is the one that the policies were read from. Raises Faults where the file can't be read any more.
    """
    file = standing.paragraph.span.file
    return _bodies(read_text(folder / "/".join(file.split("/")[-2:]), file))[standing.paragraph.span.line]


@lru_cache(maxsize=64)
def _bodies(text: str) -> Mapping[int, str]:
    """What stands below each heading of a paragraph, by the line of the heading in the document."""
    lines = text.split("\n")
    close = Block("heading", "", len(lines) + 1, level=2)  # the end of the text closes the last paragraph
    blocks = [*parse_blocks(text), close]
    headings = [index for index, block in enumerate(blocks) if block.kind == "heading" and block.level == 2]
    bodies: dict[int, str] = {}
    for heading, following in itertools.pairwise(headings):
        first, last = blocks[heading + 1].line, blocks[following].line
        bodies[blocks[heading].line] = "\n".join(lines[first - 1 : last - 1]).rstrip()
    return bodies


def _origin(policies: Policies, standing: Standing) -> str:
    """The line that says which instrument gave a paragraph its words, and which its number; empty for the baseline."""
    file = standing.paragraph.span.file
    words = [_dated(writing) for writing in policies.instruments.values() if writing.span.file == file]
    if standing.number != standing.paragraph.number:
        moving = _dated(policies.instruments[standing.instrument])
        words.append(f"{standing.paragraph.number.written} until it was renumbered by {moving}")
    return f"> words: {'; '.join(words)}\n>\n" if words else ""


def _dated(instrument: Instrument) -> str:
    if instrument.in_force is None:
        return f"{instrument.name} ({instrument.status})"
    return f"{instrument.name}, in force {instrument.in_force}"


def _versions(policies: Policies, code: Code) -> str:
    """The list of versions with this Code alone."""
    version, added = code.version, _added(policies, code)
    certainty, because = version.certainty, version.because
    days = [day for name in code.instruments if (day := policies.instruments[name].in_force) is not None]
    in_force = max([version.in_force, *days])
    for name in added:  # a modification by itself comes on a day of its own
        if not policies.instruments[name].is_overlay:
            certainty, because = policies.instruments[name].certainty, policies.instruments[name].because
    surveyed, unsurveyed = _surveyed(policies, code)
    label = f"{code.label} with {', '.join(added)}" if added else code.label
    entry: dict[str, object] = {
        "label": label,
        "number": None if added else code.number or None,
        "in_force": in_force.isoformat(),
        "instruments": [],
        "certainty": certainty,
    }
    # with something added the day is that of what came last
    if version.not_before is not None and not added:
        entry["not_before"] = version.not_before.isoformat()
    # a key without a text would be read as one that is empty, which `because` must not be
    entry.update({key: value for key, value in (("because", because), ("source", version.source)) if value})
    if code.instruments:
        entry["note"] = f"the baseline as changed by {', '.join((*code.instruments, *code.overlays))}"
    earliest = {"date": in_force.isoformat(), "because": f"this folder holds the Code of {label} alone"}
    lines = [
        "# The one version that this folder holds, as `secg code` wrote it.",
        f"earliest: {_flow(earliest)}",
        f"surveyed_to: {_flow({'date': surveyed, 'because': unsurveyed})}",
        "versions:",
        f"  - {_flow(entry)}",
    ]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML, and needs no rules for quoting


def _added(policies: Policies, code: Code) -> tuple[str, ...]:
    """What is applied on top of the version: a modification by itself, proposals and readings."""
    own: list[str] = []
    for version in policies.versions.versions:
        own.extend(version.instruments)
        if version is code.version:
            break
    return (*(name for name in code.instruments if name not in own), *code.overlays)


def _surveyed(policies: Policies, code: Code) -> tuple[str, str]:
    """The last day for which the folder answers without a caution, and why.

    It ends where a later version has changes, and where an instrument was applied whose content is in no source held.
    """
    versions = policies.versions
    day, because = versions.surveyed_to, versions.surveyed_because
    for name in code.instruments:
        instrument = policies.instruments[name]
        if not instrument.amendments and instrument.in_force is not None and instrument.in_force <= day:
            day = instrument.in_force - timedelta(days=1)
            because = f"what {name} changed on {date_words(instrument.in_force)} is in no source held"
    # an instrument that was applied before its time changes nothing when its version comes
    later = versions.versions[versions.versions.index(code.version) + 1 :]
    for version in later:
        missing = [name for name in version.instruments if name not in code.instruments]
        last = (version.not_before or version.in_force) - timedelta(days=1)
        if missing and last < day:
            day = last
            because = f"{', '.join(missing)} changes the Code on {date_words(version.in_force)}, not in this folder"
    return day.isoformat(), because


def _ledger(policies: Policies, code: Code) -> Iterator[str]:
    """The lines of the ledger: the paragraphs of this Code, and those known to exist in its version and not held."""
    labels = [version.label for version in policies.versions.versions]
    place = labels.index(code.version.label)
    written = dict.fromkeys(code.paragraphs, True)
    entries = {entry.number: entry for entry in policies.ledger}
    for entry in policies.ledger:
        known = not entry.since or labels.index(entry.since) <= place
        written.setdefault(entry.number, known and not entry.has_text)
    for number in sorted(written, key=lambda number: number.sort_key):
        if not written[number]:
            continue
        listed, standing = entries.get(number), code.paragraphs.get(number)
        row: dict[str, object] = {"paragraph": number.written}
        if standing is not None and standing.paragraph.rules:
            row["state"] = "encoded"
        elif listed is None or (standing is not None and listed.state == "encoded"):
            row["state"] = "procedural"  # only another version of it has rules, or none
        else:
            row["state"] = listed.state
            if standing is None and listed.state != "no source held":
                row["text"] = "none"
        if listed is not None:
            row["reason"], row["sources"] = listed.reason, list(listed.sources)
        else:
            assert standing is not None  # what is written is listed, or stands in this Code
            row["reason"] = f"put in by {standing.instrument}"
            grounds = standing.paragraph.provenance.grounds
            row["sources"] = list(dict.fromkeys(ground.source for ground in grounds))
        yield f"- {_flow(row)}\n"
