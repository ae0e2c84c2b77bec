"""`secg coverage`: the ledger of every paragraph known to exist, with its instruments, rules and regression cases.

`secg coverage --rules`: which rules, and which conditions of them, the regression cases exercise, per version.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from secg.cases.case import Case
from secg.cases.case_reader import cases_of, read_cases
from secg.cases.findings import Finder
from secg.cases.law_coverage import RuleCoverage, coverage_of_law, never_exercised
from secg.code.consolidation import Standing, every_code
from secg.code.ledger import paragraphs_held
from secg.code.lists import LedgerEntry
from secg.code.policies import Policies
from secg.commands import options
from secg.commands.cases import load_case_files
from secg.commands.output import emit, emit_report, tell
from secg.language.paragraph_number import ParagraphNumber
from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.rendering.sheets import ledger_sheet, workbook

FORMATS = ("text", "md", "json", "xlsx")
RULE_FORMATS = ("text", "md", "html")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--check",
        action="store_true",
        help="only say on which encoded paragraphs no regression case rests, and which rules none exercises",
    )
    parser.add_argument(
        "--rules", action="store_true", help="which rules, and conditions, regression cases exercise (text, md, html)"
    )
    parser.add_argument("--cases", metavar="DIR", help="the folder of regression cases (default: tests/regression)")
    options.add_report_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the ledger, or with `--check` the paragraphs, and then the rules, without a case; 1 where there is one.

    Raises Faults.
    """
    form = options.check_format(arguments, RULE_FORMATS if arguments.rules else FORMATS)
    policies = options.load_named_policies(arguments)
    finder = Finder(policies)
    if arguments.rules:
        return _show_rules(arguments, _named_cases(policies, arguments), finder)
    ledger = options.load_named_ledger(arguments, policies)
    every_case = _named_cases(policies, arguments)
    cases = cases_by_paragraph(every_case, finder)
    if arguments.check:
        # in one run, which takes 21 s of CPU, and two 35 s: both need the parties of all cases derived
        return _check(ledger, cases) or _show_rules(arguments, every_case, finder)
    held = paragraphs_held(every_code(policies))
    entries = {"entries": [_entry(entry, held.get(entry.number, ()), cases.get(entry.number, ())) for entry in ledger]}
    if form == "xlsx":
        day = policies.versions.versions[-1].in_force  # the ledger is of no day; the last version's keeps it the same
        emit(workbook([ledger_sheet(entries["entries"])], f"{policies.names.title}: the ledger", day), arguments)
    else:
        emit_report("coverage", entries, arguments, {**entries, "title": policies.names.title})
    return 0


def _show_rules(arguments: argparse.Namespace, cases: Sequence[Case], finder: Finder) -> int:
    """Print the coverage of the rules, or with `--check` the rules that no case exercises; 1 where there is one."""
    versions = coverage_of_law(cases, finder)
    lacking = never_exercised(versions)
    if arguments.check:
        faults = [catalogue.RULE_NO_CASE.at(rule.span, paragraph=str(rule.citation)) for rule in lacking]
        return _told(faults, "regression cases exercise every rule")
    never = {rule.span for rule in lacking}
    shown: list[dict[str, object]] = []
    for version in versions:
        rules = [_rule(coverage, never) for coverage in version.rules]
        counts = {"exercised": version.exercised, "seen": version.seen, "conditions": version.conditions}
        shown.append({"name": version.name, "rules": rules, **counts})
    emit_report("law-coverage", {"versions": shown, "lacking": len(lacking)}, arguments)
    return 0


def _rule(coverage: RuleCoverage, never: set[Span]) -> dict[str, object]:
    return {
        "paragraph": str(coverage.rule.citation),
        "place": f"{coverage.rule.span.file}, line {coverage.rule.span.line}",
        "concludes": str(coverage.rule.head),
        "cases": coverage.cases,
        "never": coverage.rule.span in never,
        "conditions": [
            {"text": condition.text, "held": condition.held, "failed": condition.failed}
            for condition in coverage.conditions
        ],
    }


def _named_cases(policies: Policies, arguments: argparse.Namespace) -> tuple[Case, ...]:
    """The regression cases that the options name. Raises Faults."""
    named = options.load_named_situations(arguments, policies.vocabulary)
    if arguments.cases:
        root = options.policies_folder(arguments).resolve().parent
        return read_cases(Path(arguments.cases), root, policies, named)
    return cases_of(load_case_files(arguments, policies, named))


def cases_by_paragraph(cases: Sequence[Case], finder: Finder) -> Mapping[ParagraphNumber, tuple[str, ...]]:
    """For each paragraph the names of the regression cases whose conclusions rest on it."""
    resting: dict[ParagraphNumber, list[str]] = {}
    for case in cases:
        for number in {citation.paragraph for citation in finder(case).cited}:
            resting.setdefault(number, []).append(case.name)
    return {number: tuple(sorted(names)) for number, names in resting.items()}


def _check(ledger: tuple[LedgerEntry, ...], cases: Mapping[ParagraphNumber, tuple[str, ...]]) -> int:
    lacking = [entry for entry in ledger if entry.state == "encoded" and entry.number not in cases]
    faults = [catalogue.LEDGER_NO_CASE.at(entry.span, number=entry.number.written) for entry in lacking]
    encoded = sum(entry.state == "encoded" for entry in ledger)
    return _told(faults, f"regression cases rest on each of the {encoded} encoded paragraphs")


def _told(faults: Sequence[Diagnostic], claim: str) -> int:
    """Print the faults, or that there is none; 1 where there is one."""
    if not faults:
        print(f"no fault: {claim}")
        return 0
    tell(Faults(faults).diagnostics)
    return 1


def _entry(entry: LedgerEntry, held: Sequence[Standing], cases: Sequence[str]) -> dict[str, object]:
    instruments = [standing.instrument for standing in held if standing.instrument]
    return {
        "paragraph": str(entry.number),
        "title": held[-1].paragraph.title if held else "",
        "state": entry.state,
        "reason": entry.reason,
        "sources": list(entry.sources),
        "instruments": list(dict.fromkeys(instruments)),
        "rules": [len(standing.paragraph.rules) for standing in held],
        "cases": list(cases),
    }
