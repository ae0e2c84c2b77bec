"""`secg verify REPORT`: replay a report: its digests, its version of the Code, every proof step and every byte."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.code.selection import code_warnings, select_code
from engine.commands.options import add_folder_options, load_named_policies, load_named_situations
from engine.facts.loading import facts_on
from engine.language.unknowns import with_guards
from engine.messages import Faults, Span, catalogue, question_catalogue
from engine.report.build import build_report, explanation_of
from engine.report.digest import with_digest
from engine.report.verification import check_digests, count_of_steps, edited_lines, read_report, rejected_claims
from engine.sources.yaml_reader import parse_date


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("report", metavar="REPORT", help="a report written with `secg explain PARTY --format json`")
    add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Say that the report holds, or name what does not; 1 where something does not. Raises Faults."""
    path: str = arguments.report
    text = _read(path)
    report = read_report(text, path)
    policies = load_named_policies(arguments)
    situations = load_named_situations(arguments, policies.vocabulary)
    check_digests(report, policies.digest, situations.digest, path)
    day = parse_date(str(report["as_at"]))
    if day is None:
        raise Faults([catalogue.OPTION_DATE.at(Span(path, 1, 1), text=report["as_at"])])
    label, readings = str(report["code"]["label"]), [str(one) for one in report["code"]["readings"]]
    code = select_code(policies, day, label, readings)
    facts = facts_on(situations, day, policies.vocabulary)
    situations.party(str(report["party"]))
    explanation = explanation_of(policies, code, facts, str(report["party"]))
    warnings = code_warnings(policies, code, day)
    anew = with_digest(build_report(explanation, situations, str(report["party"]), warnings))
    findings = [
        *rejected_claims(report, with_guards(code.rules, policies.vocabulary), facts, policies.vocabulary, path),
        *edited_lines(text, report, anew, path),
    ]
    for one in findings:
        print(one, file=sys.stderr)
    if findings:
        return 1
    number, steps = count_of_steps(report)
    print(
        f"the report holds: {number} proofs with {steps} steps accepted by the independent checker, "
        f"and every byte as the policies {policies.digest[:12]} and the facts {situations.digest[:12]} give it"
    )
    return 0


def _read(path: str) -> str:
    try:
        return Path(path).read_bytes().decode()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Faults([question_catalogue.REPORT_UNREADABLE.at(Span("", 0, 0), path=path, reason=reason)]) from None
    except UnicodeDecodeError:
        raise Faults(
            [question_catalogue.REPORT_UNREADABLE.at(Span("", 0, 0), path=path, reason="it is not UTF-8")]
        ) from None
