"""`secg check`: static checks of policies and facts, or of single changed files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from engine.code.consolidation import consolidate, fitting_version
from engine.code.policies import COUNTING, Policies
from engine.commands.check_files import check_files
from engine.commands.options import (
    add_folder_options,
    add_output_options,
    check_format,
    facts_folder,
    load_named_policies,
    load_named_situations,
    load_named_vocabulary,
    policies_folder,
)
from engine.commands.output import emit
from engine.facts.schema import check_schema
from engine.messages import Diagnostic, Faults, Span, catalogue
from engine.messages.renderings import as_github, as_sarif, as_text
from engine.sources.files import display_path, is_folder, is_there

_T = TypeVar("_T")
FORMATS = ("text", "sarif", "github")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="check these files only, each by itself")
    add_folder_options(parser)
    add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Check everything; 0 with what was checked, 1 with every fault of policies and facts, 2 without their folder.

    Raises Faults E101 for a file that is named and not there.
    """
    form = check_format(arguments, FORMATS)
    absent = [name for name in arguments.files if not is_there(Path(name))]
    if absent:
        raise Faults([catalogue.FILE_MISSING.at(Span("", 0, 0), path=name) for name in absent])
    alone = check_files([Path(name) for name in arguments.files], arguments) if arguments.files else None
    if alone is not None:
        found, checked = alone, f"no fault: {len(arguments.files)} files"
    else:
        found, checked = _everything(arguments)
    diagnostics = Faults(found).diagnostics
    if form == "sarif":
        from importlib.metadata import version

        emit(as_sarif(diagnostics, version("secg")), arguments)
    elif form == "github":
        emit(as_github(diagnostics), arguments)
    elif diagnostics:
        print(as_text(diagnostics), end="", file=sys.stderr)
    else:
        emit(f"{checked}\n", arguments)
    if any(one.kind is catalogue.FOLDER_MISSING for one in diagnostics):
        return 2
    return 1 if diagnostics else 0


def _everything(arguments: argparse.Namespace) -> tuple[list[Diagnostic], str]:
    """Every fault of policies and facts, and what was checked."""
    faults: list[Diagnostic] = []
    policies = _gathered(faults, lambda: load_named_policies(arguments))
    if policies is not None:
        faults.extend(_consolidation_faults(policies))
    faults.extend(_counting_faults(policies_folder(arguments)))
    vocabulary = (
        policies.vocabulary if policies is not None else _gathered([], lambda: load_named_vocabulary(arguments))
    )
    situations = None
    if vocabulary is not None:
        situations = _gathered(faults, lambda: load_named_situations(arguments, vocabulary))
        folder = facts_folder(arguments)
        faults.extend(check_schema(folder, display_path(folder, folder.resolve().parent), vocabulary))
    if policies is None or situations is None:
        return faults, ""
    versions, instruments = len(policies.versions.versions), len(policies.instruments)
    parties = len(situations.parties)
    return faults, f"no fault: {versions} versions, {instruments} instruments and readings, {parties} parties"


def _counting_faults(policies: Path) -> list[Diagnostic]:
    """The faults of the rules by which an inventory is counted, where a repository has any."""
    faults: list[Diagnostic] = []
    if is_folder(policies / COUNTING):
        from engine.bulk.counting_rules import load_counting

        _gathered(faults, lambda: load_counting(policies))
    return faults


def _consolidation_faults(policies: Policies) -> list[Diagnostic]:
    """The faults of the versions together, or, where they have none, of each proposal and reading."""
    faults: list[Diagnostic] = []
    for one in policies.versions.versions:
        _gathered(faults, partial(consolidate, policies, one))
    if not faults:
        for consolidation in _overlays(policies):
            _gathered(faults, consolidation)
    return faults


def _overlays(policies: Policies) -> Iterator[Callable[[], object]]:
    """Every proposal and reading on the first version that has all the paragraphs it amends."""
    for instrument in policies.instruments.values():
        if instrument.status != "implemented":
            yield partial(consolidate, policies, fitting_version(policies, instrument), (instrument.name,))


def _gathered(faults: list[Diagnostic], read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except Faults as found:
        faults.extend(found.diagnostics)
        return None
