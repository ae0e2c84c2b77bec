"""`secg coverage --rules`: which rules, and which conditions of them, the regression cases exercise, per version."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from secg.cases.case_reader import read_cases
from secg.cases.law_coverage import RuleCoverage, VersionCoverage, coverage_of_law, never_exercised
from secg.code.policies import Policies
from secg.commands.options import load_named_situations, repository, templates_folder
from secg.commands.output import emit
from secg.derive.pydatalog_engine import derive
from secg.language.rule_text import atom_text
from secg.messages import Faults, Span, case_catalogue
from secg.report.rendering import render


def show_rules(arguments: argparse.Namespace, policies: Policies, form: str) -> int:
    """Print the coverage of the rules, or with `--check` the rules that no case exercises; 1 where there is one."""
    folder = Path(arguments.cases) if arguments.cases else repository() / "tests" / "regression"
    situations = load_named_situations(arguments, policies.vocabulary)
    versions = coverage_of_law(read_cases(folder, repository(), policies, situations), policies, derive)
    lacking = never_exercised(versions)
    if arguments.check:
        faults = [case_catalogue.RULE_NO_CASE.at(rule.span, paragraph=str(rule.citation)) for rule in lacking]
        for fault in Faults(faults).diagnostics:
            print(fault, file=sys.stderr)
        if not faults:
            print("no fault: regression cases exercise every rule")
        return 1 if faults else 0
    never = {rule.span for rule in lacking}
    values = {"versions": [_version(coverage, never) for coverage in versions], "lacking": len(lacking)}
    suffix = {"text": "txt", "md": "md", "html": "html"}[form]
    emit(render(f"law-coverage.{suffix}.j2", values, templates_folder(arguments)), arguments)
    return 0


def _version(version: VersionCoverage, never: set[Span]) -> dict[str, Any]:
    return {
        "name": version.name,
        "rules": [_rule(coverage, never) for coverage in version.rules],
        "exercised": version.exercised,
        "seen": version.seen,
        "conditions": version.conditions,
    }


def _rule(coverage: RuleCoverage, never: set[Span]) -> dict[str, Any]:
    return {
        "paragraph": str(coverage.rule.citation),
        "place": f"{coverage.rule.span.file}, line {coverage.rule.span.line}",
        "concludes": atom_text(coverage.rule.head),
        "cases": coverage.cases,
        "never": coverage.rule.span in never,
        "conditions": [
            {"text": condition.text, "held": condition.held, "failed": condition.failed}
            for condition in coverage.conditions
        ],
    }
