"""`secg export`: the rules of a Code, or of every Code, as JSON that other engines and pages can run.

`secg schema`: the JSON Schema of the parties' files, made from the vocabulary, or those of other files.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from secg.commands import options
from secg.commands.output import emit, write_folder
from secg.documents.report_file import FILE_NAME as REPORT_SCHEMA
from secg.documents.report_file import canonical, report_schema
from secg.editor.schemas import schemas
from secg.facts.loading import FILE_NAME
from secg.facts.loading import schema_text as facts_schema_text
from secg.portable.compatibility import broken_promises, not_compared, read_model
from secg.portable.model import model_schema, portable_model
from secg.sources.files import path_from_here
from secg.sources.folder import SHIPPED

FORMATS = ("model", "schema")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_code_options(parser)
    parser.add_argument("--all", action="store_true", help="every version, and each proposal and reading by itself")
    parser.add_argument(
        "--since", metavar="FILE", help="only say what party files and readers of this older model would be broken by"
    )
    options.add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Write the model or its schema, or tell what has changed since another model. Raises Faults."""
    if arguments.format is None:
        arguments.format = "model"  # whatever the file is called: the schema is JSON too
    form = options.check_format(arguments, FORMATS)
    if form == "schema":
        options.refuse_unused(arguments, ("since",), "beside --format schema")
        emit(canonical(model_schema()), arguments)
        return 0
    policies = options.load_named_policies(arguments)
    model = portable_model(policies, options.selected_codes(arguments, policies, every=arguments.all))
    if arguments.since:
        older = read_model(Path(arguments.since))
        broken = broken_promises(older, model)
        lines = broken or ["nothing that party files or readers rest on has changed"]
        lines = [*lines, "not compared: " + "; ".join(not_compared(older))]
        emit("".join(f"{line}\n" for line in lines), arguments)
        return 1 if broken else 0
    emit(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", arguments)
    return 0


def configure_schema(parser: argparse.ArgumentParser) -> None:
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


def run_schema(arguments: argparse.Namespace) -> int:
    """Write the schema and say where. Raises Faults."""
    if arguments.report:
        options.refuse_unused(arguments, ("every",), "beside --report")
    if arguments.every:
        options.refuse_unused(arguments, ("out",), "beside --every")
    # what comes with an installed tool is not written to
    installed = SHIPPED and options.working_tree() is None
    facts, reports = options.facts_folder(arguments), options.repository() / "reports"
    if installed:
        reports = Path()
        if options.is_of_tool(facts):
            facts = Path()
    if arguments.report:
        arguments.out = arguments.out or str(reports / REPORT_SCHEMA)
        emit(canonical(report_schema()), arguments)
        print(path_from_here(Path(arguments.out)))
        return 0
    vocabulary = options.load_named_vocabulary(arguments)
    if arguments.every:
        files = {f"{kind}.schema.json": canonical(schema).encode() for kind, schema in schemas(vocabulary).items()}
        write_folder(Path(arguments.every), files)
        for name in files:
            print(path_from_here(Path(arguments.every) / name))
        return 0
    if arguments.out is None:
        arguments.out = str(facts / FILE_NAME)
    emit(facts_schema_text(vocabulary), arguments)
    print(path_from_here(Path(arguments.out)))
    return 0
