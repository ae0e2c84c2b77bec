"""`secg explain PARTY`: the explanation report of one party, in short or in full."""

from __future__ import annotations

import argparse

from secg.code.selection import REQUEST
from secg.commands import options
from secg.commands.output import emit, is_terminal, show
from secg.messages import Faults, catalogue, nearest
from secg.report.build import build_report
from secg.report.document import Report
from secg.report.explanation import explanation_of
from secg.report.outline import NAMES, SYNONYMS
from secg.report.rendering import FORMATS, render_brief, render_part, render_report


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("party", metavar="PARTY", help="the party, named as its file in facts/")
    parser.add_argument("--full", action="store_true", help="all of the report as text; other formats always have it")
    parser.add_argument("--section", metavar="NAME", help=f"one part of the report as text: {', '.join(NAMES)}")
    options.add_report_options(parser, FORMATS, of_a_day=True)


def run(arguments: argparse.Namespace) -> int:
    """Print the report. Raises Faults."""
    form = options.check_format(arguments, FORMATS)
    section = _section(arguments.section, form)
    report = explain_report(options.load_world(arguments), arguments.party)
    content = _rendered(report, form, section, arguments)
    if isinstance(content, str) and form == "text" and arguments.out is None and is_terminal():
        show(content)
    else:
        emit(content, arguments)
    return 0


def explain_report(world: options.World, party: str) -> Report:
    """The report of one party. Raises Faults E411 where there is no such party."""
    world.situations.party(party)
    explanation = explanation_of(world.policies, world.code, world.facts, party)
    return build_report(explanation, world.situations, party, world.warnings)


def _rendered(report: Report, form: str, section: str, arguments: argparse.Namespace) -> str | bytes:
    """The report as it was asked for; templates of one's own lay out the full text."""
    templates = options.templates_folder(arguments)
    if section:
        return render_part(report, section, templates)
    if form == "text" and not arguments.full and not arguments.templates:
        return render_brief(report)
    return render_report(report, form, templates)


def _section(asked: str | None, form: str) -> str:
    """The part asked for, empty where none is. Raises Faults E504 and E507."""
    if asked is None:
        return ""
    if form != "text":
        raise options.usage("`--section` is for text; other formats hold all parts")
    name = SYNONYMS.get(asked, asked.lower().replace("-", ""))
    if name not in NAMES:
        near = nearest(asked, [*NAMES, *SYNONYMS])
        raise Faults([catalogue.OPTION_SECTION.at(REQUEST, nearest=near, text=asked, parts=", ".join(NAMES))])
    return name
