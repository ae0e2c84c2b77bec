"""`secg parties`: the parties of a folder, each with its next assessment and what is overdue.

`secg reports`: the explanation of every party in every form, and a page that lists them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from secg.commands import options
from secg.commands.output import emit, emit_json, tell, with_progress, write_folder
from secg.documents.explanation import Explanation, explanation_of
from secg.documents.naming import iso, sentence
from secg.language.sentences import date_words
from secg.messages import Diagnostic
from secg.rendering.party_list import HEADINGS, ListedParty, columns, file_name, index_entry, index_page, listed_parties
from secg.rendering.rendering import FORMATS as REPORT_FORMATS
from secg.rendering.rendering import form_warnings, render_report
from secg.rendering.sheets import about_sheet, duty_sheet, party_sheet, workbook
from secg.report.build import build_report
from secg.report.relied_on import code_entry

FORMATS = ("text", "json", "xlsx")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_code_options(parser)
    options.add_output_options(parser, FORMATS)
    parser.add_argument("--overdue", action="store_true", help="only the parties with a duty that is overdue")


def run(arguments: argparse.Namespace) -> int:
    """Print the parties. Raises Faults."""
    form = options.check_format(arguments, FORMATS)
    world = options.load_world(arguments)
    explanation = explanation_of(world.policies, world.code, world.facts)
    vocabulary, situations = world.policies.vocabulary, world.situations.parties
    parties = listed_parties(explanation.model, world.facts, vocabulary, situations)
    if arguments.overdue:
        parties = [party for party in parties if party.overdue]
    if form == "json":
        listed: list[dict[str, object]] = []
        for party in parties:
            coming = [{"capacity": capacity, "category": category} for capacity, category in party.next_assessments]
            of_duties = {"overdue": party.overdue, "due_next": iso(party.due_next), "facts_stop": iso(party.facts_stop)}
            listed.append({"party": party.party, "name": party.name, "next": coming, **of_duties})
        emit_json(listed, arguments)
    elif form == "xlsx":
        emit(_workbook(world, explanation, parties), arguments)
    else:
        emit(columns([HEADINGS, *(party.cells for party in parties)]), arguments)
    tell(world.warnings)
    return 0


def _workbook(world: options.World, explanation: Explanation, parties: Sequence[ListedParty]) -> bytes:
    """The parties and the register of their duties, with the Code and its cautions."""
    code = sentence(code_entry(world.policies, world.code)["sentence"])
    about = [("Facts as at", date_words(world.day)), ("Code", code)]
    about += [("Caution", warning.sentence) for warning in world.warnings]
    sheets = [party_sheet(parties), duty_sheet(explanation), about_sheet(about)]
    return workbook(sheets, f"Parties and their duties, {date_words(world.day)}", world.day)


def configure_reports(parser: argparse.ArgumentParser) -> None:
    """The options of `secg reports`."""
    options.add_code_options(parser)
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="FORMAT",
        help=f"write only this form; repeatable: {', '.join(REPORT_FORMATS)} (default: all)",
    )
    parser.add_argument("--out", default=".reports", metavar="DIR", help="the folder to write to (default: .reports)")
    options.add_templates_option(parser)


def run_reports(arguments: argparse.Namespace) -> int:
    """Write all reports and say where. Raises Faults."""
    asked = dict.fromkeys(options.known_format(name, REPORT_FORMATS) for name in arguments.format)
    forms = tuple(asked) or REPORT_FORMATS
    world = options.load_world(arguments)
    folder = Path(arguments.out)
    templates = options.templates_folder(arguments)
    entries, reports = [], []
    warnings: list[Diagnostic] = []
    files: dict[str, bytes] = {}
    for party in with_progress(sorted(world.situations.parties), "writing the reports"):
        explanation = explanation_of(world.policies, world.code, world.facts, party)
        report = build_report(explanation, world.situations, party, world.warnings)
        for form in forms:
            content = render_report(report, form, templates)
            warnings.extend(form_warnings(report, form))
            files[file_name(party, form)] = content.encode() if isinstance(content, str) else content
        entries.append(index_entry(report, forms))
        reports.append(report)
    files["index.html"] = index_page(entries, reports, templates).encode()
    write_folder(folder, files)
    tell(warnings)
    print(f"{len(reports)} parties as {', '.join(forms)}: {folder / 'index.html'}")
    return 0
