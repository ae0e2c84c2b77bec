"""`secg what-if PARTY`: what other facts would change, and the smallest change for or against a conclusion.

`secg why-not PARTY CONCLUSION`: why a party does not have a conclusion, down to the facts that fail it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from secg.commands import options
from secg.commands.output import emit_report, tell
from secg.documents.answer_document import SearchDocument, SupposedDocument, WhyNotDocument
from secg.documents.explanation import explanation_of
from secg.documents.naming import labelled
from secg.documents.supposing import SupposedReader
from secg.messages import REQUEST, effect_catalogue
from secg.proof.trial import Change, apply
from secg.report.answers import WhatIfWriter, why_not_report

FORMATS = ("text", "md", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("party", metavar="PARTY", help="the party, named as its file in facts/")
    parser.add_argument(
        "--set",
        dest="supposed",
        action="append",
        default=[],
        metavar="FACT=VALUE",
        help="suppose a fact: FACT=VALUE, FACT+=VALUE or FACT-=VALUE; repeatable; OTHER.FACT=VALUE for another party",
    )
    goal = parser.add_mutually_exclusive_group()
    goal.add_argument("--reach", metavar="CONCLUSION", help="a small change that brings it about: full year 2")
    goal.add_argument("--avoid", metavar="CONCLUSION", help="a small change that averts it")
    options.add_report_options(parser, FORMATS, of_a_day=True)


def run(arguments: argparse.Namespace) -> int:
    """Print what changes, before and after, or small changes. Raises Faults."""
    options.check_format(arguments, FORMATS)
    conclusion: str | None = arguments.reach or arguments.avoid
    world, party, supposed = options.load_world(arguments), arguments.party, arguments.supposed
    report: SearchDocument | SupposedDocument
    if conclusion:
        name = "what-if-search"
        report = search_report(world, party, supposed, conclusion, bool(arguments.reach))
    else:
        name, report = "what-if", supposed_report(world, party, supposed)
    emit_report(name, report, arguments, {"report": labelled(report)})
    return tell(world.warnings)


def supposed_report(world: options.World, party: str, supposed: Sequence[str]) -> SupposedDocument:
    """What supposed facts change. Raises Faults E411, E515 where there is none, and those of the supposed facts."""
    if not supposed:
        raise effect_catalogue.WHAT_IF_NOTHING.fault(REQUEST)
    changes, changed = _supposed(world, party, supposed)
    after = explanation_of(changed.policies, changed.code, changed.facts, party)
    before = explanation_of(world.policies, world.code, world.facts, party)
    return WhatIfWriter(before, party).supposed(changes, after)


def search_report(
    world: options.World, party: str, supposed: Sequence[str], conclusion: str, reach: bool
) -> SearchDocument:
    """The smallest changes that, on top of supposed facts, reach a conclusion or avert it.

    Raises Faults E411, E510 to E516, and those of the supposed facts.
    """
    _, changed = _supposed(world, party, supposed)
    after = explanation_of(changed.policies, changed.code, changed.facts, party, newly_tied=True)
    return WhatIfWriter(after, party).searched(conclusion, reach)


def _supposed(world: options.World, party: str, supposed: Sequence[str]) -> tuple[Sequence[Change], options.World]:
    """The changes of facts that are supposed, and what a question then starts from."""
    world.situations.party(party)  # a party that is not there is told before what is supposed of it
    reader = SupposedReader(world.policies.vocabulary, world.facts, party)
    changes = reader.read(supposed)
    return changes, replace(world, facts=apply(changes, world.facts, world.policies.vocabulary))


def configure_why_not(parser: argparse.ArgumentParser) -> None:
    """The options of `secg why-not`."""
    parser.add_argument("party", metavar="PARTY", help="the party, named as its file in facts/")
    parser.add_argument("conclusion", metavar="CONCLUSION", nargs="+", help="e.g. full year 2, or G3.20(b)")
    options.add_report_options(parser, FORMATS, of_a_day=True)


def run_why_not(arguments: argparse.Namespace) -> int:
    """Print the nearest failing conditions, or that the conclusion holds. Raises Faults."""
    options.check_format(arguments, FORMATS)
    world = options.load_world(arguments)
    report = why_report(world, arguments.party, " ".join(arguments.conclusion))
    emit_report("why-not", report, arguments, {"report": labelled(report)})
    return tell(world.warnings)


def why_report(world: options.World, party: str, conclusion: str) -> WhyNotDocument:
    """Why a party has a conclusion, or why not. Raises Faults E411 and E510 to E512."""
    world.situations.party(party)
    return why_not_report(explanation_of(world.policies, world.code, world.facts, party), party, conclusion)
