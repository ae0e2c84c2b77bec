"""The versions of the Code that are encoded, its modifications and its readings; `secg --version`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import TypedDict

from secg.code.policies import Policies
from secg.commands import options
from secg.commands.output import emit, emit_json, emit_report
from secg.language.documents import Instrument, InstrumentStatus
from secg.language.sentences import date_words
from secg.rendering.party_list import columns

FORMATS = ("text", "md", "json")


class InstrumentEntry(TypedDict):
    """An instrument of a version, and what it does to which paragraph, where a source held says so (`held`)."""

    name: str
    title: str
    held: bool
    amends: list[str]


class VersionEntry(TypedDict):
    """A version: its first day, how well that is known, and its instruments."""

    label: str
    number: str | None
    in_force: str
    certainty: str
    because: str
    source: str
    note: str
    instruments: list[InstrumentEntry]


class OverlayEntry(TypedDict):
    """A proposal or a reading, which can be applied by its name."""

    name: str
    title: str
    status: str
    question: str


class VersionsDocument(TypedDict):
    """What `secg versions` shows; `earliest` is the first day of which anything is held (`date`), and why."""

    title: str
    earliest: dict[str, str]
    versions: list[VersionEntry]
    overlays: list[OverlayEntry]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_report_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the versions, the proposals and the readings. Raises Faults."""
    options.check_format(arguments, FORMATS)
    emit_report("versions", history(options.load_named_policies(arguments)), arguments)
    return 0


def history(policies: Policies) -> VersionsDocument:
    """Every version in order with its instruments, and the overlays that can be applied by name."""
    held = policies.versions
    return {
        "title": policies.names.title,
        "earliest": {"date": held.earliest.isoformat(), "because": held.earliest_because},
        "versions": [
            {
                "label": version.label,
                "number": version.number or None,
                "in_force": version.in_force.isoformat(),
                "certainty": version.certainty,
                "because": version.because,
                "source": version.source,
                "note": version.note,
                "instruments": [_instrument(policies.instruments[name]) for name in version.instruments],
            }
            for version in held.versions
        ],
        "overlays": [
            {
                "name": instrument.name,
                "title": instrument.title,
                "status": instrument.status or "",
                "question": instrument.question,
            }
            for instrument in policies.instruments.values()
            if instrument.is_overlay
        ],
    }


def _instrument(instrument: Instrument) -> InstrumentEntry:
    amends: list[str] = []
    for amendment in instrument.amendments:
        amends.append(f"{amendment.operation} {amendment.number}")
        if amendment.target:
            amends[-1] += f" as {amendment.target}"
    return {"name": instrument.name, "title": instrument.title, "held": bool(amends), "amends": amends}


def version_text() -> str:
    """The tool's version; then the law found from here: its last version, how far it was surveyed, digest and place.

    Raises Faults where there is no law, or a faulty one.
    """
    arguments = argparse.Namespace(policies=None)
    policies = options.load_named_policies(arguments)
    last = policies.versions.versions[-1].label
    folder = options.policies_folder(arguments)
    place = "the package" if options.is_of_tool(folder) else folder
    return (
        f"secg {metadata.version('secg')}\n"
        f"law: up to {last}, modifications surveyed to {date_words(policies.versions.surveyed_to)}\n"
        f"policies: sha256 {policies.digest}, from {place}\n"
    )


LIST_FORMATS = ("text", "json")


def configure_list(parser: argparse.ArgumentParser) -> None:
    """The options of `secg modifications` and of `secg readings`."""
    options.add_folder_options(parser)
    options.add_output_options(parser, LIST_FORMATS)


configure_modifications = configure_readings = configure_list


def run_modifications(arguments: argparse.Namespace) -> int:
    """Print the modifications in the order of their days, proposals last. Raises Faults."""
    options.check_format(arguments, LIST_FORMATS)
    policies = options.load_named_policies(arguments)
    entries = []
    for version in policies.versions.versions:
        for name in version.instruments:
            title = policies.instruments[name].title
            entries.append({"name": name, "title": title, "in_force": version.in_force.isoformat()})
    for instrument in policies.instruments.values():
        if instrument.status is InstrumentStatus.PROPOSAL:
            entries.append({"name": instrument.name, "title": instrument.title, "in_force": ""})
    rows = [(entry["name"], entry["in_force"] or "proposed", entry["title"]) for entry in entries]
    return _emit_list(arguments, entries, [("modification", "in force", "title"), *rows])


def run_readings(arguments: argparse.Namespace) -> int:
    """Print the readings in the order of their names. Raises Faults."""
    options.check_format(arguments, LIST_FORMATS)
    entries = []
    for _, instrument in sorted(options.load_named_policies(arguments).instruments.items()):
        if instrument.status is InstrumentStatus.READING:
            entries.append({"name": instrument.name, "question": instrument.question, "title": instrument.title})
    rows = [(entry["name"], entry["question"]) for entry in entries]
    return _emit_list(arguments, entries, [("reading", "question"), *rows])


def _emit_list(
    arguments: argparse.Namespace, entries: Sequence[Mapping[str, str]], lines: Sequence[tuple[str, ...]]
) -> int:
    if arguments.format == "json":
        emit_json(entries, arguments)
    else:
        emit(columns(lines), arguments)
    return 0
