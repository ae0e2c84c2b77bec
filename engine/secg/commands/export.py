"""`secg export`: the rules of a Code, or of every Code, as JSON that other engines and pages can run."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from secg.code.consolidation import every_code_with_overlays
from secg.code.selection import select_code
from secg.commands import options
from secg.commands.output import emit
from secg.portable.compatibility import broken_promises, read_model
from secg.portable.model import portable_model

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
        emit(schema_text(), arguments)
        return 0
    policies = options.load_named_policies(arguments)
    if arguments.all:
        codes = list(every_code_with_overlays(policies))
    else:
        codes = [select_code(policies, options.as_at(arguments), arguments.version, arguments.overlays)]
    model = portable_model(policies, codes)
    if arguments.since:
        broken = broken_promises(read_model(Path(arguments.since)), model)
        lines = broken or ["nothing that party files or readers rest on has changed"]
        emit("".join(f"{line}\n" for line in lines), arguments)
        return 1 if broken else 0
    emit(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", arguments)
    return 0


def schema_text() -> str:
    """The JSON Schema of the model."""
    return (Path(__file__).parents[1] / "portable" / "model.schema.json").read_text(encoding="utf-8")
