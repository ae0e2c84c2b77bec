"""`secg cases`: whether the Code gives what the regression cases expect, with the proof of what it gives instead."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from secg.cases.case_reader import READ, CaseFile, cases_of, read_case_files
from secg.cases.findings import Finder, Findings
from secg.cases.judging import Mismatch, judge
from secg.code.policies import Policies
from secg.commands import options
from secg.facts.loading import Situations, load_situations
from secg.language.sentences import variable_types
from secg.messages import REQUEST, Diagnostic, Faults, Span, catalogue
from secg.proof.proofs import Absent, Compared, Concluded, Proof, Stated, premises_of
from secg.sources.files import is_folder, is_there, path_from_here


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of cases (default: all of tests/regression)")
    options.add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what does not hold, each with the proof of what holds instead; 1 where there is any. Raises Faults."""
    policies = options.load_named_policies(arguments)
    named = options.load_named_situations(arguments, policies.vocabulary)
    files: Sequence[CaseFile] = load_case_files(arguments, policies, named)
    shown = path_from_here(options.cases_folder(arguments))
    if arguments.files:
        files = _chosen([Path(file) for file in arguments.files], files, shown)
    finder = Finder(policies)
    cases = cases_of(files)
    if not cases:  # to say that all of them hold would hide that none was found
        raise catalogue.NO_CASES.fault(REQUEST, place=", ".join(arguments.files) or shown)
    failed = 0
    for case in cases:
        findings = finder(case)
        mismatches = judge(findings)
        if mismatches:
            failed += 1
            print(f"{failure_text(findings, mismatches)}\n")
    print(_summary(len(cases), failed))
    return 1 if failed else 0


def load_case_files(arguments: argparse.Namespace, policies: Policies, named: Situations) -> tuple[CaseFile, ...]:
    """The regression cases, about the parties beside them whatever facts are `named`. Raises Faults."""
    folder = options.cases_folder(arguments)
    own, parties = folder.parents[1] / "facts", named
    if is_folder(own) and own.resolve() != options.facts_folder(arguments).resolve():
        parties = load_situations(own, own.parent, policies.vocabulary)
    return read_case_files(folder, folder.parents[1], policies, parties)


def _chosen(paths: Sequence[Path], files: Sequence[CaseFile], folder: str) -> list[CaseFile]:
    """The files that are named. Raises Faults for each that is none of cases in the `folder`."""
    by_path = {file.path.resolve(): file for file in files}
    faults: list[Diagnostic] = []
    for path in paths:
        place = Span(path.as_posix(), 0, 0)
        if is_folder(path):
            faults.append(catalogue.UNREADABLE.at(place, reason="it is a folder", hint="name the files of cases in it"))
        elif is_there(path) and path.resolve() not in by_path:
            faults.append(catalogue.NOT_READ.at(place, folder=folder, patterns=", ".join(READ)))
        elif path.resolve() not in by_path:
            faults.append(catalogue.FILE_MISSING.at(REQUEST, path=path.as_posix()))
    if faults:
        raise Faults(faults)
    # a file that is named twice counts once
    return [by_path[path] for path in dict.fromkeys(map(Path.resolve, paths))]


def _summary(total: int, failed: int) -> str:
    """
    >>> _summary(1, 0), _summary(3, 0), _summary(3, 1)
    ('the case holds', 'all 3 cases hold', '1 of 3 cases do not hold')
    """
    if failed:
        return f"{failed} of {total} cases do not hold"
    return "the case holds" if total == 1 else f"all {total} cases hold"


def failure_text(findings: Findings, mismatches: Sequence[Mismatch]) -> str:
    """The mismatches of a case in words, each with its proofs."""
    case = findings.case
    lines = [f"{case.span}: {case.sentence}", f"  the Code of {case.label}, as at {case.day}, source: {case.source}"]
    for mismatch in mismatches:
        lines += ["", f"  {mismatch.what}", f"    expected: {mismatch.expected}", f"    actual:   {mismatch.actual}"]
        for proof in mismatch.proofs:
            lines += [f"    {line}" for line in proof_lines(findings, proof)]
    return "\n".join(lines)


def proof_lines(findings: Findings, proof: Proof, depth: int = 0) -> Iterator[str]:
    """A proof as an indented outline: each conclusion with its paragraph, each fact with its place."""
    yield f"{'  ' * depth}- {_line(findings, proof)}"
    for premise in premises_of(proof):
        yield from proof_lines(findings, premise, depth + 1)


def _line(findings: Findings, proof: Proof) -> str:
    wording = findings.wording
    if isinstance(proof, Concluded):
        return f"{wording.atom(proof.predicate, proof.row)}  [{proof.rule.citation}]"
    if isinstance(proof, Stated):
        words = wording.atom(proof.predicate, proof.row)
        span = findings.facts.rows.get(proof.predicate, {}).get(proof.row)
        if span is None or not span.file:  # what holds where a file states nothing else stands in no file
            return words
        return f"{words}  [{span}]"
    if isinstance(proof, Absent):
        return wording.denial(proof.predicate, proof.pattern)
    types = variable_types(proof.rule, findings.policies.vocabulary)
    if isinstance(proof, Compared):
        return wording.comparison(proof.comparison, proof.values, types)
    kind = types.get(proof.aggregate.result.name, "integer")
    return wording.aggregate(proof.aggregate, proof.value, len(proof.contributions), kind)
