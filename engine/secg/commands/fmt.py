"""`secg fmt`: lay out the Datalog blocks of the policies in the one way."""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.code.selection import REQUEST
from secg.commands.options import policies_folder
from secg.commands.output import write_file
from secg.language.rule_text import format_document
from secg.messages import Diagnostic, Faults, catalogue
from secg.sources.files import display_path, read_text
from secg.sources.folder import INSTALLED, SHIPPED


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="the documents (default: all of the policies folder)")
    parser.add_argument("--check", action="store_true", help="change nothing, only name what would change")
    parser.add_argument("--policies", metavar="DIR", help="the folder of policies (default: policies/)")


def run(arguments: argparse.Namespace) -> int:
    """Rewrite the documents whose layout differs, naming each; with `--check`, 1 where there is one. Raises Faults."""
    folder = policies_folder(arguments)
    if SHIPPED and not arguments.files and folder == INSTALLED / "policies":
        # the law that comes with an installed tool is not for editing
        raise Faults([catalogue.FOLDER_MISSING.at(REQUEST, path="policies", option="--policies")])
    paths = [Path(file) for file in arguments.files] or sorted(folder.rglob("*.md"))
    faults: list[Diagnostic] = []
    changed = 0
    for path in paths:
        shown = display_path(path, folder.resolve().parent)
        try:
            text = read_text(path, shown)
        except Faults as raised:
            faults.extend(raised.diagnostics)
            continue
        laid_out = format_document(text)
        if laid_out != text:
            changed += 1
            print(shown)
            if not arguments.check:
                write_file(path, laid_out.encode())
    if faults:
        raise Faults(faults)
    return 1 if changed and arguments.check else 0
