"""The regression cases of the law: one test for each, named by its sentence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from secg.cases.case import Case
from secg.cases.case_reader import CaseFile, read_case_files
from secg.cases.findings import Finder
from secg.cases.judging import judge
from secg.code.policies import Policies, load_policies
from secg.commands.cases import failure_text
from secg.facts.loading import load_situations

ROOT = Path(__file__).resolve().parents[2]


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@cache
def finder() -> Finder:
    return Finder(policies())


@cache
def case_files() -> tuple[CaseFile, ...]:
    situations = load_situations(ROOT / "facts", ROOT, policies().vocabulary)
    return read_case_files(ROOT / "tests" / "regression", ROOT, policies(), situations)


@pytest.mark.parametrize("file", [pytest.param(case_file, id=case_file.shown) for case_file in case_files()])
def test_the_file_of_cases_can_be_read(file: CaseFile) -> None:
    if file.faults:
        pytest.fail("\n".join(map(str, file.faults)), pytrace=False)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case_file in case_files() for case in case_file.cases]
)
def test_the_code_gives_what_the_case_expects(case: Case) -> None:
    findings = finder()(case)
    mismatches = judge(findings)
    if mismatches:
        pytest.fail(failure_text(findings, mismatches), pytrace=False)
