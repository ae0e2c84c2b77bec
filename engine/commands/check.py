"""`secg check`: static checks of policies and facts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from engine.code.consolidation import consolidate
from engine.code.policies import Policies
from engine.commands.options import (
    add_folder_options,
    load_named_policies,
    load_named_situations,
    load_named_vocabulary,
)
from engine.messages import Diagnostic, Faults

_T = TypeVar("_T")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check everything; 0 with what was checked, or 1 with every fault of policies and facts."""
    faults: list[Diagnostic] = []
    policies = _gathered(faults, lambda: load_named_policies(arguments))
    if policies is not None:
        for consolidation in _consolidations(policies):
            _gathered(faults, consolidation)
    vocabulary = (
        policies.vocabulary if policies is not None else _gathered([], lambda: load_named_vocabulary(arguments))
    )
    situations = None
    if vocabulary is not None:
        situations = _gathered(faults, lambda: load_named_situations(arguments, vocabulary))
    if faults or policies is None or situations is None:
        for one in Faults(faults).diagnostics:
            print(one, file=sys.stderr)
        return 1
    versions = len(policies.versions.versions)
    instruments = len(policies.instruments)
    print(f"no fault: {versions} versions, {instruments} instruments and readings, {len(situations.parties)} parties")
    return 0


def _consolidations(policies: Policies) -> Iterator[Callable[[], object]]:
    """Every version, and every proposal and reading on the first version that has all the paragraphs it amends."""
    for version in policies.versions.versions:
        yield partial(consolidate, policies, version)
    for instrument in policies.instruments.values():
        if instrument.status == "implemented":
            continue
        fitting = policies.versions.versions[-1]
        amended = {one.number for one in instrument.amendments if one.operation != "insert"}
        for version in policies.versions.versions:
            if amended <= consolidate(policies, version).paragraphs.keys():
                fitting = version
                break
        yield partial(consolidate, policies, fitting, (instrument.name,))


def _gathered(faults: list[Diagnostic], read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except Faults as found:
        faults.extend(found.diagnostics)
        return None
