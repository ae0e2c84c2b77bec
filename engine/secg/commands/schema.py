"""`secg schema`: write the JSON Schema of the parties' files, made from the vocabulary, or those of other files."""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.commands import options
from secg.commands.output import emit, write_folder
from secg.editor.schemas import schema_file, schemas
from secg.facts.loading import FILE_NAME, schema_text
from secg.report.report_file import FILE_NAME as REPORT_SCHEMA
from secg.report.report_file import report_schema_text
from secg.sources.folder import INSTALLED, SHIPPED


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `secg schema`."""
    options.add_folder_options(parser)
    parser.add_argument(
        "--report", action="store_true", help="write the schema of `secg explain --format json` instead"
    )
    parser.add_argument("--every", metavar="DIR", help="write those of all other YAML files into this folder instead")
    parser.add_argument(
        "--out",
        metavar="FILE",
        help=f"write to this file (default: {FILE_NAME} in the facts folder, {REPORT_SCHEMA} in reports/; without a "
        "repository, in the current folder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the schema and say where. Raises Faults."""
    # what comes with an installed tool is not written to
    installed = SHIPPED and options.working_tree() is None
    if arguments.report:
        arguments.out = arguments.out or (
            REPORT_SCHEMA if installed else str(options.repository() / "reports" / REPORT_SCHEMA)
        )
        emit(report_schema_text(), arguments)
        print(arguments.out)
        return 0
    vocabulary = options.load_named_vocabulary(arguments)
    if arguments.every:
        files = {f"{kind}.schema.json": schema_file(schema).encode() for kind, schema in schemas(vocabulary).items()}
        write_folder(Path(arguments.every), files)
        for name in files:
            print(Path(arguments.every) / name)
        return 0
    if arguments.out is None:
        facts = options.facts_folder(arguments)
        arguments.out = FILE_NAME if facts == INSTALLED / "facts" and installed else str(facts / FILE_NAME)
    emit(schema_text(vocabulary), arguments)
    print(arguments.out)
    return 0
