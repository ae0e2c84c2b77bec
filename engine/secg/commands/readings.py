"""`secg readings`: the questions that the sources leave open and that can be answered for one run with `--with`."""

from __future__ import annotations

import argparse
import json

from secg.commands.options import add_folder_options, add_output_options, check_format, load_named_policies
from secg.commands.output import emit
from secg.report.party_list import columns

FORMATS = ("text", "json")
HEADINGS = ("reading", "question")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_folder_options(parser)
    add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the readings in the order of their names. Raises Faults."""
    form = check_format(arguments, FORMATS)
    instruments = load_named_policies(arguments).instruments
    readings = [instrument for _, instrument in sorted(instruments.items()) if instrument.status == "reading"]
    if form == "json":
        entries = [
            {"name": instrument.name, "question": instrument.question, "title": instrument.title}
            for instrument in readings
        ]
        emit(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", arguments)
    else:
        emit(columns(HEADINGS, [(reading.name, reading.question) for reading in readings]), arguments)
    return 0
