"""`secg lsp`: a language server, which an editor starts and speaks with over standard input and output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from secg.commands.check import everything, files_alone
from secg.commands.options import (
    add_folder_options,
    cases_folder,
    facts_folder,
    party_repository,
    policies_folder,
    working_tree,
)
from secg.commands.processes import end_at_interrupt
from secg.editor.repository import Checked, Folders
from secg.messages import Diagnostic
from secg.sources.folder import INSTALLED


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command; editors add `--stdio`, which is what it does anyway."""
    add_folder_options(parser)
    parser.add_argument("--stdio", action="store_true", help="speak over standard input and output (always so)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor leaves; 0."""
    from secg.editor.requests import serve
    from secg.editor.server import Checks

    if sys.stdin.isatty():
        print("an editor starts this and speaks with it; engine/editors/README.md says how", file=sys.stderr)
    end_at_interrupt()
    # no functions made here: the checks go to another process, by the names of what is called
    serve(Checks(partial(_folders, arguments), partial(_files, arguments), partial(_faults, arguments)))
    return 0


def _folders(arguments: argparse.Namespace) -> Folders | None:
    """The folders that `secg check` would take here; None where nothing here or above is a repository."""
    named = arguments.policies or arguments.facts
    if not named and working_tree() is None and party_repository() is None:
        return None
    folders = (policies_folder(arguments), facts_folder(arguments), cases_folder(arguments))
    return Folders(*(folder.resolve() for folder in folders))


def _of(arguments: argparse.Namespace, folders: Folders) -> argparse.Namespace:
    """The options that name these folders, whatever is removed from them while they are open."""
    own = folders.policies != (INSTALLED / "policies").resolve()
    policies = str(folders.policies) if own else arguments.policies
    return argparse.Namespace(policies=policies, facts=str(folders.facts))


def _files(arguments: argparse.Namespace, folders: Folders) -> Checked:
    return Checked(*files_alone(_of(arguments, folders)))


def _faults(arguments: argparse.Namespace, folders: Folders) -> Sequence[Diagnostic]:
    return everything(_of(arguments, folders))[0]
