"""`secg schema`: write the JSON Schema of the parties' files, generated from the vocabulary, or that of reports."""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.commands.options import add_folder_options, repository
from secg.commands.output import emit
from secg.facts.schema import FILE_NAME, schema_text
from secg.language.vocabulary_reader import read_vocabulary
from secg.report.schema import FILE_NAME as REPORT_SCHEMA
from secg.report.schema import report_schema_text
from secg.sources.files import display_path


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `secg schema`."""
    add_folder_options(parser)
    parser.add_argument(
        "--report", action="store_true", help="write the schema of `secg explain --format json` instead"
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        help=f"write to this file (default: {FILE_NAME} in the facts folder, {REPORT_SCHEMA} in reports/)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the schema and say where. Raises Faults."""
    root = repository()
    if arguments.report:
        arguments.out = arguments.out or str(root / "reports" / REPORT_SCHEMA)
        emit(report_schema_text(), arguments)
        print(arguments.out)
        return 0
    policies = Path(arguments.policies) if arguments.policies else root / "policies"
    facts = Path(arguments.facts) if arguments.facts else root / "facts"
    vocabulary = read_vocabulary(
        policies / "vocabulary.yaml", display_path(policies / "vocabulary.yaml", policies.resolve().parent)
    )
    if arguments.out is None:
        arguments.out = str(facts / FILE_NAME)
    emit(schema_text(vocabulary), arguments)
    print(arguments.out)
    return 0
