"""`secg diff`: what changes between two Codes: the redline, and the effect on any possible party, proved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from engine.code.comparison import Compared
from engine.code.policies import Policies
from engine.code.redline import redline
from engine.commands.comparison_options import (
    add_comparison_options,
    add_timeout,
    compared_codes,
    warn_undecided,
)
from engine.commands.options import (
    add_folder_options,
    add_output_options,
    add_templates_option,
    as_at,
    check_format,
    load_named_policies,
    load_named_situations,
    repository,
    templates_folder,
)
from engine.commands.output import emit, write_folder
from engine.effect.effect import Effect, effect_begun
from engine.facts.loading import facts_on
from engine.report.difference import difference_report
from engine.report.difference_rendering import FORMATS, prepare_rendering, render_as
from engine.sources.files import is_folder


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="two versions, instruments, proposals or days to compare"
    )
    add_comparison_options(
        parser,
        modification="what this instrument alone changes",
        overlays="apply a proposal or reading on both sides; repeatable",
        as_at="the day of the facts for --impact (default: today)",
    )
    parser.add_argument("--impact", action="store_true", help="add the parties in facts and the cases that change")
    parser.add_argument("--witnesses", metavar="DIR", help="write each smallest party to a folder of its own below DIR")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 where there is a difference")
    add_timeout(parser)
    add_folder_options(parser)
    add_output_options(parser, FORMATS)
    add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the difference; with --exit-code, 1 where there is one or where it is not decided. Raises Faults."""
    form = check_format(arguments, FORMATS)
    policies = load_named_policies(arguments)
    compared = compared_codes(arguments, policies, "diff")
    with difference_effect(compared, policies, arguments.timeout) as wait_for_effect:
        changes = redline(compared.before.code, compared.after.code, policies.vocabulary)
        prepare_rendering("diff", form, templates_folder(arguments))
        effect = wait_for_effect()
    report = difference_report(compared, changes, effect, policies)
    if arguments.impact:
        _add_impact(report, compared, policies, arguments)
    if arguments.witnesses:
        write_witnesses(report["effect"]["changes"], Path(arguments.witnesses))
    colour = form == "text" and not arguments.out and sys.stdout.isatty()
    emit(render_as("diff", report, form, templates_folder(arguments), colour), arguments)
    warn_undecided(effect.undecided, arguments.timeout)
    return 1 if arguments.exit_code and (changes or not effect.proved_unchanged) else 0


def difference_effect(
    compared: Compared, policies: Policies, seconds: float
) -> AbstractContextManager[Callable[[], Effect]]:
    """The effect on any possible party, asked about the day on which the later Code comes into force; from now on it is
    worked out, and what is given waits for it.
    """
    instrument = compared.modification
    day = instrument.in_force if instrument is not None and instrument.in_force else compared.after.code.in_force
    return effect_begun(compared.before.code, compared.after.code, policies, day, seconds)


def write_witnesses(changes: list[dict[str, Any]], folder: Path) -> None:
    """Write each witness to `folder/1`, `folder/2` and so on, one file for each party."""
    files: dict[str, bytes] = {}
    for number, change in enumerate(changes, 1):
        for file in change["witness"]["files"]:
            files[f"{number}/{file['party']}.yaml"] = file["text"].encode()
    write_folder(folder, files)


def _add_impact(report: dict[str, Any], compared: Compared, policies: Policies, arguments: argparse.Namespace) -> None:
    from engine.cases.case_reader import read_cases
    from engine.report.case_changes import case_changes
    from engine.report.impact import impact_entries

    situations = load_named_situations(arguments, policies.vocabulary)
    facts = facts_on(situations, as_at(arguments), policies.vocabulary)
    report["impact"] = impact_entries(compared.before.code, compared.after.code, policies, facts)
    folder = repository() / "tests" / "regression"
    if is_folder(folder):
        cases = read_cases(folder, repository(), policies, load_named_situations(arguments, policies.vocabulary))
        report["cases"] = case_changes(cases, compared.before.code, compared.after.code, policies)
