"""`secg versions`: the versions of the Code that are encoded, with what changed them; `secg --version`."""

from __future__ import annotations

import argparse
import json
from importlib import metadata
from typing import TypedDict

from secg.code.policies import Policies
from secg.commands import options
from secg.commands.output import emit
from secg.language.documents import Amendment
from secg.language.sentences import date_words
from secg.report.rendering import render
from secg.sources.folder import INSTALLED, SHIPPED

FORMATS = ("text", "md", "json")


class InstrumentEntry(TypedDict):
    """An instrument of a version, and what it does to which paragraph."""

    name: str
    title: str
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


class EarliestDay(TypedDict):
    """The first day of which anything is held, and why."""

    date: str
    because: str


class VersionsDocument(TypedDict):
    """What `secg versions` shows."""

    title: str
    earliest: EarliestDay
    versions: list[VersionEntry]
    overlays: list[OverlayEntry]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_folder_options(parser)
    options.add_output_options(parser, FORMATS)
    options.add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the versions, the proposals and the readings. Raises Faults."""
    form = options.check_format(arguments, FORMATS)
    entries = history(options.load_named_policies(arguments))
    if form == "json":
        emit(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", arguments)
    else:
        template = {"text": "versions.txt.j2", "md": "versions.md.j2"}[form]
        emit(render(template, entries, options.templates_folder(arguments)), arguments)
    return 0


def history(policies: Policies) -> VersionsDocument:
    """Every version in order with its instruments, and the overlays that can be applied by name."""
    versions: list[VersionEntry] = []
    for version in policies.versions.versions:
        instruments = [policies.instruments[name] for name in version.instruments]
        versions.append(
            {
                "label": version.label,
                "number": version.number or None,
                "in_force": version.in_force.isoformat(),
                "certainty": version.certainty,
                "because": version.because,
                "source": version.source,
                "note": version.note,
                "instruments": [
                    {
                        "name": instrument.name,
                        "title": instrument.title,
                        "amends": [_amendment(change) for change in instrument.amendments],
                    }
                    for instrument in instruments
                ],
            }
        )
    overlays: list[OverlayEntry] = [
        {
            "name": instrument.name,
            "title": instrument.title,
            "status": instrument.status,
            "question": instrument.question,
        }
        for instrument in policies.instruments.values()
        if instrument.status != "implemented"
    ]
    earliest: EarliestDay = {
        "date": policies.versions.earliest.isoformat(),
        "because": policies.versions.earliest_because,
    }
    return {"title": policies.names.title, "earliest": earliest, "versions": versions, "overlays": overlays}


def _amendment(amendment: Amendment) -> str:
    target = f" as {amendment.target}" if amendment.target else ""
    return f"{amendment.operation} {amendment.number}{target}"


def version_text() -> str:
    """The tool's version; then the law found from here: its last version, how far it was surveyed, digest and place.

    Raises Faults where there is no law, or a faulty one.
    """
    arguments = argparse.Namespace(policies=None)
    policies = options.load_named_policies(arguments)
    folder = options.policies_folder(arguments)
    last = policies.versions.versions[-1].label
    place = "the package" if SHIPPED and folder == INSTALLED / "policies" else str(folder)
    return (
        f"secg {metadata.version('secg')}\n"
        f"law: up to {last}, modifications surveyed to {date_words(policies.versions.surveyed_to)}\n"
        f"policies: sha256 {policies.digest}, from {place}\n"
    )
