"""`secg lsp`: a language server, which an editor starts and speaks with over standard input and output."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from secg.commands.check import everything, files_alone
from secg.commands.options import add_folder_options, cases_folder, facts_folder, policies_folder
from secg.editor.repository import Checked, Folders
from secg.messages import Diagnostic


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command; editors add `--stdio`, which is what it does anyway."""
    add_folder_options(parser)
    parser.add_argument("--stdio", action="store_true", help="speak over standard input and output (always so)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor leaves; 0."""
    from secg.editor.server import Checks, serve

    serve(Checks(partial(_folders, arguments), partial(_files, arguments), partial(_faults, arguments)))
    return 0


def _folders(arguments: argparse.Namespace) -> Folders:
    return Folders(policies_folder(arguments), facts_folder(arguments), cases_folder(arguments))


def _files(arguments: argparse.Namespace) -> Checked:
    return Checked(*files_alone(arguments))


def _faults(arguments: argparse.Namespace) -> Sequence[Diagnostic]:
    return everything(arguments)[0]
