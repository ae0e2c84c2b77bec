"""`secg impact`: the parties whose outcome a modification changes, before and after, with the paragraphs."""

from __future__ import annotations

import argparse
from datetime import date

from secg.code.comparison import Compared
from secg.code.policies import Policies
from secg.commands.comparison_options import add_comparison_options, compared_codes, impact_day
from secg.commands.options import (
    add_folder_options,
    add_output_options,
    add_templates_option,
    check_format,
    load_named_policies,
    load_named_situations,
    templates_folder,
)
from secg.commands.output import emit
from secg.facts.loading import Situations, facts_on
from secg.language.sentences import date_words
from secg.report.change_document import ImpactDocument
from secg.report.change_table import FORMATS, render_as
from secg.report.difference import dates_in_doubt
from secg.report.impact import impact_entries
from secg.report.register import impact_sheet
from secg.report.sheets import about_sheet, workbook

IMPACT_FORMATS = (*FORMATS, "xlsx")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_comparison_options(
        parser,
        modification="the instrument, proposal or reading to assess",
        overlays="apply a proposal or reading on both sides; without --modification, assess it; repeatable",
        as_at="facts as at this day (default: when the change comes into force; today for a proposal)",
    )
    parser.add_argument("--population", metavar="FILE", help="count over the parties of a table instead (see derive)")
    parser.add_argument("--memory", metavar="SIZE", help="with --population, the most memory to use, e.g. 4GB")
    add_folder_options(parser)
    add_output_options(parser, IMPACT_FORMATS)
    add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the parties that change. Raises Faults."""
    form = check_format(arguments, IMPACT_FORMATS) if arguments.population is None else ""
    if not arguments.modification and arguments.overlays:
        *arguments.overlays, arguments.modification = arguments.overlays
    policies = load_named_policies(arguments)
    compared = compared_codes(arguments, policies, "impact")
    if arguments.population is not None:
        from secg.commands.population_impact import run_on_population

        titles = (compared.before.title, compared.after.title)
        return run_on_population(arguments, policies, compared.before.code, compared.after.code, titles)
    day = impact_day(arguments, compared)
    report = impact_report(compared, policies, load_named_situations(arguments, policies.vocabulary), day)
    if form == "xlsx":
        emit(_workbook(report, day), arguments)
    else:
        emit(render_as("impact", report, form, templates_folder(arguments)), arguments)
    return 0


def _workbook(report: ImpactDocument, day: date) -> bytes:
    """The table of an impact, with what is compared."""
    changed = f"{len(report['impact'])} of {report['parties']}"
    about = [("Before", report["before"]["title"]), ("After", report["after"]["title"])]
    about += [("Facts as at", date_words(day)), ("Parties that change", changed)]
    about += [("Caution", words) for words in report["dates"]]
    return workbook([impact_sheet(report["impact"]), about_sheet(about)], f"Impact: {report['after']['title']}", day)


def impact_report(compared: Compared, policies: Policies, situations: Situations, day: date) -> ImpactDocument:
    """The parties whose outcome on a day differs between two Codes. Raises Faults."""
    facts = facts_on(situations, day, policies.vocabulary)
    return {
        "before": {"title": compared.before.title, "label": compared.before.code.label},
        "after": {"title": compared.after.title, "label": compared.after.code.label},
        "dates": dates_in_doubt(compared),
        "as_at": day.isoformat(),
        "parties": len(facts.names),
        "impact": impact_entries(compared.before.code, compared.after.code, policies, facts),
    }
