"""`secg verify REPORT`: replay a report: its digests, its version of the Code, every proof step and every byte."""

from __future__ import annotations

import argparse

from secg.commands.options import add_folder_options, load_named_policies, situations_about
from secg.commands.output import tell
from secg.language.sentences import date_words
from secg.messages import Faults, Span, catalogue
from secg.messages.visible import visible
from secg.report.report_file import read_report, read_report_text
from secg.report.verification import Replay, count_of_steps
from secg.sources.yaml_tree import parse_date


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("report", metavar="REPORT", help="a report written with `secg explain PARTY --format json`")
    add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Say of what the report holds, or name what does not; 1 where something does not. Raises Faults."""
    text = read_report_text(arguments.report)
    claimed = read_report(text, arguments.report)  # what is no report is told before anything else is read
    policies = load_named_policies(arguments)
    as_at = parse_date(str(claimed["as_at"]))
    if as_at is None:
        raise Faults([catalogue.OPTION_DATE.at(Span(arguments.report, 1, 1), text=claimed["as_at"])])
    situations = situations_about(arguments, str(claimed["party"]), policies, as_at)
    report, findings = Replay(policies, situations).findings(text, arguments.report)
    if findings:
        tell(findings)
        return 1
    number, steps = count_of_steps(report)
    about = f"{report['name']} (`{report['party']}`) as at {date_words(as_at)}, under {report['code']['sentence']}"
    print(f"the report holds: {visible(about)}")
    print(
        f"{number} proofs with {steps} steps accepted by the independent checker, each outcome held against its proof, "
        f"and every byte as the policies {policies.digest[:12]} and the facts {situations.digest[:12]} give it"
    )
    return 0
