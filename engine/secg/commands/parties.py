"""`secg parties`: the parties of a folder, each with its next assessment and what is overdue."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from secg.commands.options import World, add_code_options, add_output_options, check_format, load_world
from secg.commands.output import emit, emit_json, tell
from secg.language.sentences import date_words
from secg.report.explanation import Explanation, explanation_of
from secg.report.naming import sentence
from secg.report.party_list import HEADINGS, ListedParty, columns, listed_parties
from secg.report.register import duty_sheet, party_sheet
from secg.report.sheets import about_sheet, workbook
from secg.report.standing import code_entry

FORMATS = ("text", "json", "xlsx")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_code_options(parser)
    add_output_options(parser, FORMATS)
    parser.add_argument("--overdue", action="store_true", help="only the parties with a duty that is overdue")


def run(arguments: argparse.Namespace) -> int:
    """Print the parties. Raises Faults."""
    form = check_format(arguments, FORMATS)
    world = load_world(arguments)
    explanation = explanation_of(world.policies, world.code, world.facts)
    parties = listed_parties(explanation.model, world.facts, world.policies.vocabulary)
    if arguments.overdue:
        parties = [party for party in parties if party.overdue]
    if form == "json":
        emit_json([_as_json(party) for party in parties], arguments)
    elif form == "xlsx":
        emit(_workbook(world, explanation, parties), arguments)
    else:
        emit(columns(HEADINGS, [party.cells for party in parties]), arguments)
    tell(world.warnings)
    return 0


def _workbook(world: World, explanation: Explanation, parties: Sequence[ListedParty]) -> bytes:
    """The parties and the register of their duties, with the Code and its cautions."""
    code = sentence(code_entry(world.policies, world.code)["sentence"])
    about = [("Facts as at", date_words(world.day)), ("Code", code)]
    about += [("Caution", warning.sentence) for warning in world.warnings]
    sheets = [party_sheet(parties), duty_sheet(explanation), about_sheet(about)]
    return workbook(sheets, f"Parties and their duties, {date_words(world.day)}", world.day)


def _as_json(party: ListedParty) -> dict[str, object]:
    return {
        "party": party.party,
        "name": party.name,
        "next": [{"capacity": capacity, "category": category} for capacity, category in party.next_assessments],
        "overdue": party.overdue,
        "due_next": None if party.due_next is None else party.due_next.isoformat(),
    }
