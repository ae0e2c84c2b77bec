"""`secg impact`: the parties whose outcome a modification changes, before and after, with the paragraphs.

With `--population FILE`, what the modification does to a whole population, in numbers.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from secg.code.comparison import Compared
from secg.code.policies import Policies
from secg.commands import options
from secg.commands.comparison_options import add_comparison_options, compared_codes, impact_day
from secg.commands.output import emit, emit_json, tell
from secg.documents.change_document import ImpactDocument
from secg.documents.naming import plural
from secg.facts.loading import Situations, facts_on
from secg.language.predicate_kinds import TREATMENT, PredicateKind
from secg.language.sentences import Wording, date_words
from secg.language.vocabulary import Vocabulary
from secg.outcomes.details import state_text
from secg.outcomes.states import NONE, DetailKind, duty_key
from secg.rendering.change_table import FORMATS, render_as
from secg.rendering.sheets import about_sheet, impact_sheet, workbook
from secg.report.change_groups import state_words
from secg.report.change_report import doubts
from secg.report.impact import KINDS, Detail, impact_entries, reason_words, reasons_apart, value_words

if TYPE_CHECKING:
    from secg.bulk.impact import DetailMove, Move, PopulationImpact

IMPACT_FORMATS = (*FORMATS, "xlsx")
POPULATION_FORMATS = ("text", "json")
_POPULATION = "count over the parties of a table instead (see derive)"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_comparison_options(
        parser,
        modification="the instrument, proposal or reading to assess",
        overlays="apply a proposal or reading on both sides; where nothing else is named, assess it; repeatable",
        as_at="facts as at this day (default: when the change comes into force; today for a proposal)",
    )
    parser.add_argument("--population", metavar="FILE", help=_POPULATION)
    parser.add_argument("--memory", metavar="SIZE", help="with --population, the most memory to use, e.g. 4GB")
    options.add_report_options(parser, IMPACT_FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the parties that change. Raises Faults."""
    if arguments.population is None:
        options.refuse_unused(arguments, ("memory",), "without --population")
        options.check_format(arguments, IMPACT_FORMATS)
    else:
        options.refuse_unused(arguments, ("facts", "templates"), "beside --population")
    if not arguments.modification and not arguments.codes and arguments.overlays:
        *arguments.overlays, arguments.modification = arguments.overlays  # the last, on top of the others
    policies = options.load_named_policies(arguments)
    compared = compared_codes(arguments, policies, "impact")
    if arguments.population is not None:
        return _run_on_population(arguments, policies, compared)
    day = impact_day(arguments, compared)
    report = impact_report(compared, policies, options.load_named_situations(arguments, policies.vocabulary), day)
    if arguments.format == "xlsx":
        emit(_workbook(report, day), arguments)
    else:
        emit(render_as("impact", report, arguments.format, options.templates_folder(arguments)), arguments)
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
        "dates": doubts(compared, policies),
        "as_at": day.isoformat(),
        "parties": len(facts.names),
        "impact": impact_entries(compared.before.code, compared.after.code, policies, facts),
    }


def _run_on_population(arguments: argparse.Namespace, policies: Policies, compared: Compared) -> int:
    """Print the counts; 2 where rows had to be left out. Raises Faults."""
    from secg.bulk.impact import population_impact  # with DuckDB

    options.check_outputs((arguments.population,), (arguments.out,))
    form, day = options.check_format(arguments, POPULATION_FORMATS), impact_day(arguments, compared)
    before, after = compared.before, compared.after
    impact = population_impact(before.code, after.code, policies, Path(arguments.population), day, arguments.memory)
    content: dict[str, object] = {**asdict(impact), "before": before.title, "after": after.title}
    content |= {"as_at": day.isoformat(), "dates": doubts(compared, policies)}
    del content["findings"]  # told on standard error
    if form == "json":
        emit_json(content, arguments)
    else:
        emit(_population_text(impact, compared, policies, day), arguments)
    return tell(impact.findings)


def _population_text(impact: PopulationImpact, compared: Compared, policies: Policies, day: date) -> str:
    vocabulary = policies.vocabulary
    changed = f"{impact.changed:,} of {impact.parties:,} parties"
    lines = [
        f"before: {compared.before.title}",
        f"after: {compared.after.title}",
        *(f"! {words}" for words in doubts(compared, policies)),
        "",
        f"Facts as at {date_words(day)}: {changed} change.",
        "Of the paragraphs, those are named whose rules conclude what changes.",
        "",
    ]
    for move in impact.moves:
        about, before_words, after_words = _move_words(move, vocabulary)
        paragraphs = " -> ".join(cited or "none" for cited in (move.paragraphs_before, move.paragraphs_after))
        lines.append(f"{move.parties:>12,}  {about}: {before_words} -> {after_words} ({paragraphs})")
    for edge in impact.edges:
        number = f"{edge.number:,}"
        if edge.about:
            number += f" as {vocabulary.label(vocabulary.group_type, edge.about)}"
        lines.extend(["", f"Nearest to {number}, {' and '.join(edge.under)} ({'; '.join(edge.paragraphs)}):"])
        for party, distance in (*edge.below, *edge.above):
            where = "exactly on it"
            if distance > 0:
                where = f"{distance:,} above"
            elif distance < 0:
                where = f"{-distance:,} below"
            lines.append(f"  {party}: {where}")
    return "".join(f"{line}\n" for line in lines)


def _move_words(move: Move | DetailMove, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """What moves, from what and to what."""
    from secg.bulk.impact import Move

    of = f"the duty to {vocabulary.label(vocabulary.duty_type, move.duty)}"
    if move.duty is None:
        of = vocabulary.label(vocabulary.group_type, move.capacity)
        if move.year is not None:
            of += f", year {move.year}"
    if isinstance(move, Move):
        answer, predicate = vocabulary.first_of_kind(PredicateKind.ANSWER), duty_key((), vocabulary).predicate
        if move.duty is None and answer is not None:
            predicate = answer.name
        before, after = (state_words(predicate, state or NONE, vocabulary) for state in (move.before, move.after))
        return of, before, after
    values = (move.before, move.after)
    kind = next((kind for kind in KINDS if kind == move.conclusion), None)
    if kind is not None:
        if kind is PredicateKind.WARNING and move.duty is not None:
            of = f"about {of}"
        elif move.duty is None:
            of = f"as {of}"
        heading = TREATMENT[kind].heading.format(of=of)
        if kind in (PredicateKind.DUE, PredicateKind.NEXT_DUE):
            return heading, *_day_words(len(move.before), len(move.after), move.moved_days)
        detail, wording = Detail(kind, move.predicate, ()), Wording(vocabulary, {})
        before, after = (value_words(detail, each, wording, vocabulary) for each in values)
        return heading, before, after
    reason = DetailKind(move.conclusion)
    if reason is DetailKind.NEXT_ASSESSMENT:
        of = f"as {of}"
    before, after = (state_text(each) for each in values)
    return reason_words(reason, of), *reasons_apart(reason, move.predicate, (before, after), vocabulary)


def _day_words(before: int, after: int, moved: tuple[int, int] | None) -> tuple[str, str]:
    """How many days there are on either side, and by how many days one moves."""
    if moved is not None:
        least, most = sorted(map(abs, moved))
        by = f"{most:,}" if least == most else f"{least:,} to {most:,}"
        return "a day", f"{by} {plural(most, 'day')} {'later' if moved[0] > 0 else 'earlier'}"
    first, other = (f"{number} days" if number > 1 else ("no day", "a day")[number] for number in (before, after))
    return first, f"{after} other days" if before == after else other
