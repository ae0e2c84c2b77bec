"""`secg modifications`: the instruments that changed the Code, and those that propose to, with the day of each."""

from __future__ import annotations

import argparse
import json

from secg.code.policies import Policies
from secg.commands.options import add_folder_options, add_output_options, check_format, load_named_policies
from secg.commands.output import emit
from secg.report.party_list import columns

FORMATS = ("text", "json")
HEADINGS = ("modification", "in force", "title")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_folder_options(parser)
    add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the modifications in the order of their days, proposals last. Raises Faults."""
    form = check_format(arguments, FORMATS)
    entries = modifications(load_named_policies(arguments))
    if form == "json":
        emit(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", arguments)
    else:
        emit(
            columns(HEADINGS, [(entry["name"], entry["in_force"] or "proposed", entry["title"]) for entry in entries]),
            arguments,
        )
    return 0


def modifications(policies: Policies) -> list[dict[str, str]]:
    """Each modification with its name, its title and the day on which it came into force; empty for a proposal."""
    entries = []
    for version in policies.versions.versions:
        for name in version.instruments:
            title = policies.instruments[name].title
            entries.append({"name": name, "title": title, "in_force": version.in_force.isoformat()})
    for instrument in policies.instruments.values():
        if instrument.status == "proposal":
            entries.append({"name": instrument.name, "title": instrument.title, "in_force": ""})
    return entries
