"""`secg explain PARTY`: the explanation report of one party, in short or in full.

`secg verify REPORT`: check a report: its digests, its version of the Code, its proofs, each line against one made anew.
"""

from __future__ import annotations

import argparse
import sys

from secg.commands import options
from secg.commands.output import emit, show, tell
from secg.documents.document import Report
from secg.documents.explanation import explanation_of
from secg.documents.report_file import read_report, read_report_text
from secg.language.sentences import date_words
from secg.messages import REQUEST, catalogue, nearest
from secg.messages.visible import visible
from secg.rendering.rendering import FORMATS, form_warnings, render_brief, render_part, render_report
from secg.report.build import build_report
from secg.report.outline import NAMES, SYNONYMS


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
    templates = options.templates_folder(arguments)
    content: str | bytes
    if section:
        content = render_part(report, section, templates)
    elif form == "text" and not arguments.full and not arguments.templates:  # of one's own they lay out the full text
        content = render_brief(report)
    else:
        content = render_report(report, form, templates)
    tell(form_warnings(report, form))
    if isinstance(content, str) and form == "text" and arguments.out is None and sys.stdout.isatty():
        show(content)
    else:
        emit(content, arguments)
    return 0


def explain_report(world: options.World, party: str) -> Report:
    """The report of one party. Raises Faults E411 where there is no such party."""
    world.situations.party(party)  # a party that is not there is told before anything is derived
    explanation = explanation_of(world.policies, world.code, world.facts, party)
    return build_report(explanation, world.situations, party, world.warnings)


def _section(asked: str | None, form: str) -> str:
    """The part asked for, empty where none is. Raises Faults E504 and E507."""
    if asked is None:
        return ""
    if form != "text":
        raise options.usage("`--section` is for text; other formats hold all parts")
    name = SYNONYMS.get(asked, asked.lower().replace("-", ""))
    if name not in NAMES:
        near = nearest(asked, [*NAMES, *SYNONYMS])
        raise catalogue.OPTION_SECTION.fault(REQUEST, nearest=near, text=asked, parts=", ".join(NAMES))
    return name


def configure_verify(parser: argparse.ArgumentParser) -> None:
    """The options of `secg verify`."""
    parser.add_argument("report", metavar="REPORT", help="a report written with `secg explain PARTY --format json`")
    options.add_folder_options(parser)


def run_verify(arguments: argparse.Namespace) -> int:
    """Say of what the report holds, or name what does not; 1 where something does not. Raises Faults."""
    from secg.report.verification import Replay, count_of_steps, day_of  # with the checker

    text = read_report_text(arguments.report)
    claimed = read_report(text, arguments.report)  # what is no report is told before anything else is read
    policies = options.load_named_policies(arguments)
    as_at = day_of(claimed, arguments.report)
    situations = options.situations_about(arguments, str(claimed["party"]), policies, as_at)
    report, findings = Replay(policies, situations).findings(text, arguments.report)
    if findings:
        tell(findings)
        return 1
    number, steps = count_of_steps(report)
    about = f"{report['name']} (`{report['party']}`) as at {date_words(as_at)}, under {report['code']['sentence']}"
    print(f"the report holds: {visible(about)}")
    print(
        f"{number} proofs with {steps} steps accepted by the independent checker, each outcome held against its proof, "
        "and every byte, line ends and a byte order mark apart, "
        f"as the policies {policies.digest[:12]} and the facts {situations.digest[:12]} give it"
    )
    return 0
