"""`secg cases`: whether the Code gives what the regression cases expect."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from secg.cases.case_reader import READ, CaseFile, read_case_files
from secg.cases.case_runner import Finder, judge
from secg.cases.failure_text import failure_text
from secg.commands.options import (
    add_folder_options,
    cases_folder,
    load_named_policies,
    load_named_situations,
)
from secg.derive.pydatalog_engine import derive
from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.sources.files import is_there


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of cases (default: all of tests/regression)")
    add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what does not hold, each with the proof of what holds instead; 1 where there is any. Raises Faults."""
    policies = load_named_policies(arguments)
    situations = load_named_situations(arguments, policies.vocabulary)
    folder = cases_folder(arguments)
    files = read_case_files(folder, folder.parents[1], policies, situations)
    chosen = _chosen([Path(file) for file in arguments.files], files) if arguments.files else files
    faults = list(chain.from_iterable(file.faults for file in chosen))
    if faults:
        raise Faults(faults)
    finder = Finder(policies, derive)
    cases = list(chain.from_iterable(file.cases for file in chosen))
    failed = 0
    for case in cases:
        findings = finder(case)
        mismatches = judge(findings)
        if mismatches:
            failed += 1
            print(f"{failure_text(findings, mismatches)}\n")
    print(_summary(len(cases), failed))
    return 1 if failed else 0


def _chosen(paths: Sequence[Path], files: Sequence[CaseFile]) -> list[CaseFile]:
    """The files that are named. Raises Faults for each that is none of cases."""
    by_path = {file.path.resolve(): file for file in files}
    faults = list(_unread([path for path in paths if path.resolve() not in by_path]))
    if faults:
        raise Faults(faults)
    return [by_path[path] for path in dict.fromkeys(map(Path.resolve, paths))]


def _unread(paths: Sequence[Path]) -> Iterator[Diagnostic]:
    for path in paths:
        if is_there(path):
            place = Span(path.as_posix(), 0, 0)
            yield catalogue.NOT_READ.at(place, folder="tests/regression", patterns=", ".join(READ))
        else:
            yield catalogue.FILE_MISSING.at(Span("", 0, 0), path=path.as_posix())


def _summary(total: int, failed: int) -> str:
    """
    >>> _summary(1, 0), _summary(3, 0), _summary(3, 1)
    ('the case holds', 'all 3 cases hold', '1 of 3 cases do not hold')
    """
    if failed:
        return f"{failed} of {total} cases do not hold"
    return "the case holds" if total == 1 else f"all {total} cases hold"
