"""`secg diff`: what changes between two Codes: the redline, and the effect on any possible party, proved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from secg.cases.case import Case
from secg.code.comparison import Compared
from secg.code.policies import Policies, load_policies
from secg.code.redline import redline
from secg.code.selection import REQUEST
from secg.commands import options
from secg.commands.comparison_options import (
    add_comparison_options,
    add_timeout,
    compared_codes,
    impact_day,
    repository_cases,
    warn_undecided,
)
from secg.commands.output import emit, write_folder
from secg.commands.refuting import Refuter
from secg.commands.since import changes_since
from secg.effect.effect import effect_between
from secg.facts.loading import Situations
from secg.messages import Faults, catalogue
from secg.report.change_document import DifferenceDocument, EffectChange, ImpactChange
from secg.report.change_table import FORMATS, render_as
from secg.report.difference import difference_report

DIFF_FORMATS = (*FORMATS, "docx")
REFUTING = 5
"""How many parties that refute a claim are told in its sentence; JSON has all of them."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = "example: secg diff SECMP0059 --out SECMP0059.docx (tracked changes)"
    parser.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="one modification, or two versions, instruments, proposals or days to compare",
    )
    add_comparison_options(
        parser,
        modification="what this instrument alone changes",
        overlays="apply a proposal or reading on both sides; repeatable",
        as_at="the day of the facts for --impact (default: when the change comes into force; today for a proposal)",
    )
    parser.add_argument("--since", metavar="DIR", help="what the policies change against those of this folder")
    parser.add_argument("--impact", action="store_true", help="add the parties in facts and the cases that change")
    parser.add_argument("--witnesses", metavar="DIR", help="write each smallest party to a folder of its own below DIR")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 where there is a difference")
    add_timeout(parser)
    options.add_folder_options(parser)
    options.add_output_options(parser, DIFF_FORMATS)
    options.add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the difference; with --exit-code, 1 where there is one or where it is not decided. Raises Faults."""
    form = options.check_format(arguments, DIFF_FORMATS)
    policies = options.load_named_policies(arguments)
    if arguments.since:
        return _since(arguments, policies, form)
    compared = compared_codes(arguments, policies, "diff")
    report, page, undecided = _page(compared, policies, arguments, form)
    if arguments.witnesses:
        write_witnesses(report["effect"]["changes"], Path(arguments.witnesses))
    emit(page, arguments)
    warn_undecided(undecided, arguments.timeout)
    return 1 if arguments.exit_code and (report["redline"] or not report["effect"]["unchanged"]) else 0


def _page(
    compared: Compared, policies: Policies, arguments: argparse.Namespace, form: str
) -> tuple[DifferenceDocument, str | bytes, tuple[str, ...]]:
    """The report of one comparison, its page (bytes: a Word document), and what the solver did not decide."""
    report, undecided = effect_report(compared, policies, arguments)
    if arguments.impact:
        situations = options.load_named_situations(arguments, policies.vocabulary)
        day = impact_day(arguments, compared)
        add_impact(report, compared, policies, situations, day, repository_cases(policies))
    if form == "docx":
        from secg.report.tracked import tracked_document  # with the library that writes it

        return report, tracked_document(report, compared, policies, options.templates_folder(arguments)), undecided
    colour = form == "text" and not arguments.out and sys.stdout.isatty()
    return report, render_as("diff", report, form, options.templates_folder(arguments), colour), undecided


def effect_report(
    compared: Compared, policies: Policies, arguments: argparse.Namespace
) -> tuple[DifferenceDocument, tuple[str, ...]]:
    """The redline and the effect of one comparison, and what the solver did not decide in `arguments.timeout`.

    That nothing changes is tried on the parties in facts and of the cases first.
    """
    before, after = compared.before.code, compared.after.code
    changes = redline(before, after, policies.vocabulary)
    effect = effect_between(before, after, policies, compared.asked_about, arguments.timeout)
    report = difference_report(compared, changes, effect, policies)
    if not effect.changes and not effect.undecided:
        _refute(report, compared, policies, arguments)
    return report, effect.undecided


def _since(arguments: argparse.Namespace, policies: Policies, form: str) -> int:
    """Print what the policies change against those of another folder, a page for each Code that changes."""
    if form not in ("text", "md"):
        forms = "text, md"
        raise Faults([catalogue.OPTION_FORMAT.at(REQUEST, text=form, formats=f"{forms} with --since")])
    folder = Path(arguments.since)
    earlier = load_policies(folder, folder.resolve().parent, policies.names)
    since, policies = changes_since(earlier, policies, arguments.since)
    pages = [since.head]
    undecided: list[str] = []
    for compared, _ in since.compared:
        _, page, left = _page(compared, policies, arguments, form)
        assert isinstance(page, str)
        pages.append(page)
        undecided.extend(left)
    emit("\n".join(pages), arguments)
    warn_undecided(tuple(undecided), arguments.timeout)
    changed = bool(since.compared or since.gone or since.predicates)
    return 1 if arguments.exit_code and changed else 0


def write_witnesses(changes: Sequence[EffectChange], folder: Path) -> None:
    """Write each witness to `folder/1`, `folder/2` and so on, one file for each party."""
    files: dict[str, bytes] = {}
    for number, change in enumerate(changes, 1):
        for file in change["witness"]["files"]:
            files[f"{number}/{file['party']}.yaml"] = file["text"].encode()
    write_folder(folder, files)


def _refute(report: DifferenceDocument, compared: Compared, policies: Policies, arguments: argparse.Namespace) -> None:
    """Try to refute that nothing changes on the parties in facts and of the cases, on the day of the effect."""
    before, after = compared.before.code, compared.after.code
    if before.rules == after.rules:
        return
    changing = Refuter(arguments, policies).changing(before, after, compared.asked_about)
    if changing:
        words = "; ".join(f"{entry['name']}: {_changes_words(entry['changes'])}" for entry in changing[:REFUTING])
        more = f"; and {len(changing) - REFUTING} more" if len(changing) > REFUTING else ""
        claim = f"Beyond what was compared, parties in facts or regression cases change. {words}{more}."
        report["effect"].update({"unchanged": False, "proved": False, "claim": claim, "refuted_by": changing})


def _changes_words(changes: Sequence[ImpactChange]) -> str:
    return ", ".join(f"{change['what']} ({change['before_words']} → {change['after_words']})" for change in changes)


def add_impact(
    report: DifferenceDocument,
    compared: Compared,
    policies: Policies,
    situations: Situations,
    day: date,
    cases: Iterable[Case] | None,
) -> None:
    """Add to a report the parties that change on a day, and the cases that do; no cases where there are none to try."""
    from secg.commands.impact import impact_report
    from secg.report.outcome_changes import case_changes

    impact = impact_report(compared, policies, situations, day)
    report["as_at"], report["parties"], report["impact"] = impact["as_at"], impact["parties"], impact["impact"]
    if cases is not None:
        report["cases"] = case_changes(cases, compared.before.code, compared.after.code, policies)
