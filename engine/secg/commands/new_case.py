"""New regression cases: of a party as the Code stands on a day, or of what an instrument says and no case shows."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from pathlib import Path

from secg.cases.case_reader import read_cases, sentences_in
from secg.cases.drafting import HEAD, party_case, smallest_party_cases
from secg.cases.findings import Finder
from secg.cases.law_coverage import coverage_of_law, never_exercised
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_at, version_named
from secg.commands.options import as_at, cases_folder, load_named_policies, load_named_situations, usage
from secg.commands.output import write_folder
from secg.facts.loading import Situations
from secg.language.documents import Instrument
from secg.messages import nearest
from secg.sources.files import is_folder, is_there, path_from_here


def lay_out_case(arguments: argparse.Namespace) -> int:
    """Write cases to tests/regression/VERSION/ and say how to go on. Raises Faults; then nothing is written."""
    policies = load_named_policies(arguments)
    situations = load_named_situations(arguments, policies.vocabulary)
    if arguments.source and arguments.source not in policies.sources:
        raise usage(f"`{arguments.source}` is no source", nearest(arguments.source, policies.sources))
    name = arguments.name
    if name in policies.instruments:
        instrument = policies.instruments[name]
        code, cases = _of_instrument(arguments, instrument, policies, situations)
        if not cases:
            print(f"nothing to write: cases exercise every rule of {name} that the solver finds a party for")
            return 0
        stem = name
    else:
        names = [*situations.parties, *policies.instruments]
        if name not in situations.parties:
            raise usage(f"`{name}` is neither a party nor an instrument", nearest(name, names))
        day = as_at(arguments)
        code = consolidate(policies, version_at(policies, day))
        taken = _sentences(arguments, code)
        cases = (party_case(code, situations, name, day, policies, arguments.source or "", taken),)
        stem = f"{name}-{day}"
    path = _free(cases_folder(arguments) / code.version.label, stem)
    write_folder(path.parent, {path.name: (HEAD + "".join(cases)).encode()})
    print(f"{path_from_here(path)}\nread it against the source, then: secg check")
    return 0


def _of_instrument(
    arguments: argparse.Namespace, instrument: Instrument, policies: Policies, situations: Situations
) -> tuple[Code, Sequence[str]]:
    """The Code of an instrument, and a case for each of its rules that no case of that Code exercises."""
    if instrument.is_overlay:
        raise usage(f"`{instrument.name}` is a {instrument.status}; cases are drafted for what is in force")
    version = version_named(policies, instrument.name)
    code = consolidate(policies, version)
    folder = cases_folder(arguments)
    written = read_cases(folder, folder.parents[1], policies, situations) if is_folder(folder) else ()
    known = [case for case in written if case.label == version.label and not case.overlays]
    coverage = coverage_of_law(known, Finder(policies))
    lacking = never_exercised([covered for covered in coverage if covered.label == version.label])
    own = [rule for rule in lacking if rule.span.file == instrument.span.file]
    source = arguments.source or "; ".join(instrument.sources)
    return code, smallest_party_cases(code, own, policies, source, _sentences(arguments, code))


def _sentences(arguments: argparse.Namespace, code: Code) -> frozenset[str]:
    """The sentences of the cases that a version has."""
    folder = cases_folder(arguments) / code.version.label
    return sentences_in(folder, path_from_here(folder))


def _free(folder: Path, stem: str) -> Path:
    """The first of `stem.yaml`, `stem-2.yaml` and so on that is not there."""
    # cases that were drafted before may have been edited
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(path for name in names if not is_there(path := folder / f"{name}.yaml"))
