"""`secg explain PARTY`: the explanation report of one party."""

from __future__ import annotations

import argparse

from secg.commands.options import (
    add_code_options,
    add_output_options,
    add_templates_option,
    check_format,
    load_world,
    templates_folder,
)
from secg.commands.output import emit
from secg.report.build import build_report, explanation_of
from secg.report.rendering import FORMATS, render_report


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("party", metavar="PARTY", help="the party, named as its file in facts/")
    add_code_options(parser)
    add_output_options(parser, FORMATS)
    add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the report. Raises Faults."""
    form = check_format(arguments, FORMATS)
    world = load_world(arguments)
    world.situations.party(arguments.party)
    explanation = explanation_of(world.policies, world.code, world.facts, arguments.party)
    report = build_report(explanation, world.situations, arguments.party, world.warnings)
    emit(render_report(report, form, templates_folder(arguments)), arguments)
    return 0
