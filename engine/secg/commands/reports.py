"""`secg reports`: the explanation of every party in every form, and a page that lists them."""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.code.selection import REQUEST
from secg.commands.options import add_code_options, add_templates_option, load_world, templates_folder
from secg.commands.output import with_progress, write_folder
from secg.messages import Faults, catalogue, nearest
from secg.report.build import build_report
from secg.report.explanation import explanation_of
from secg.report.party_list import file_name, index_entry, index_page
from secg.report.rendering import FORMATS, render_report


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_code_options(parser)
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="FORMAT",
        help=f"write only this form; repeatable: {', '.join(FORMATS)} (default: all)",
    )
    parser.add_argument("--out", default=".reports", metavar="DIR", help="the folder to write to (default: .reports)")
    add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write all reports and say where. Raises Faults."""
    forms = _forms(arguments.format)
    world = load_world(arguments)
    folder = Path(arguments.out)
    templates = templates_folder(arguments)
    entries, reports = [], []
    files: dict[str, bytes] = {}
    for party in with_progress(sorted(world.situations.parties), "writing the reports"):
        explanation = explanation_of(world.policies, world.code, world.facts, party)
        report = build_report(explanation, world.situations, party, world.warnings)
        for form in forms:
            content = render_report(report, form, templates)
            files[file_name(party, form)] = content if isinstance(content, bytes) else content.encode()
        entries.append(index_entry(report, forms))
        reports.append(report)
    files["index.html"] = index_page(entries, reports, templates).encode()
    write_folder(folder, files)
    print(f"{len(reports)} parties as {', '.join(forms)}: {folder / 'index.html'}")
    return 0


def _forms(asked: list[str]) -> tuple[str, ...]:
    """The forms asked for, all of them where none is. Raises Faults E502."""
    for name in asked:
        if name not in FORMATS:
            near = nearest(name, FORMATS)
            raise Faults([catalogue.OPTION_FORMAT.at(REQUEST, nearest=near, text=name, formats=", ".join(FORMATS))])
    return tuple(dict.fromkeys(asked)) or FORMATS
