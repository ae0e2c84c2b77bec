"""`secg why-not PARTY CONCLUSION`: why a party does not have a conclusion, down to the facts that fail it."""

from __future__ import annotations

import argparse
import json

from secg.commands import options
from secg.commands.output import emit
from secg.report.answer_document import WhyNotDocument
from secg.report.answers import why_not_report
from secg.report.explanation import explanation_of
from secg.report.naming import labelled
from secg.report.rendering import render

FORMATS = ("text", "md", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("party", metavar="PARTY", help="the party, named as its file in facts/")
    parser.add_argument("conclusion", metavar="CONCLUSION", nargs="+", help="e.g. full year 2, or G3.20(b)")
    options.add_code_options(parser)
    options.add_output_options(parser, FORMATS)
    options.add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the nearest failing conditions, or that the conclusion holds. Raises Faults."""
    form = options.check_format(arguments, FORMATS)
    report = why_report(options.load_world(arguments), arguments.party, " ".join(arguments.conclusion))
    if form == "json":
        emit(json.dumps(report, ensure_ascii=False, indent=1) + "\n", arguments)
    else:
        suffix = {"text": "txt", "md": "md"}[form]
        emit(
            render(f"why-not.{suffix}.j2", {"report": labelled(report)}, options.templates_folder(arguments)), arguments
        )
    return 0


def why_report(world: options.World, party: str, conclusion: str) -> WhyNotDocument:
    """Why a party has a conclusion, or why not. Raises Faults E411 and E510 to E512."""
    world.situations.party(party)
    return why_not_report(explanation_of(world.policies, world.code, world.facts, party), party, conclusion)
