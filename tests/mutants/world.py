"""The shipped law, parties and cases, loaded once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from secg.cases.case import Case
from secg.cases.case_reader import read_cases
from secg.code.policies import Policies, load_policies
from secg.facts.loading import load_situations
from tests.mutants.judging import every_rule, rule_mutants
from tests.mutants.lawful import Lawful, lawful_of
from tests.mutants.mutations import Mutant
from tests.mutants.settings import Setting, settings_of
from tests.mutants.watching import Watch

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class World:
    """What mutants are made of and judged by."""

    policies: Policies
    cases: tuple[Case, ...]
    settings: list[Setting]
    lawful: list[Lawful]
    mutants: tuple[Mutant, ...]
    watch: Watch


@cache
def world() -> World:
    """The world of this checkout."""
    policies = load_policies(ROOT / "policies", ROOT)
    situations = load_situations(ROOT / "facts", ROOT, policies.vocabulary)
    cases = read_cases(ROOT / "tests" / "regression", ROOT, policies, situations)
    settings = settings_of(cases, policies)
    programs = list({id(setting.program): setting.program for setting in settings}.values())
    return World(
        policies,
        cases,
        settings,
        lawful_of(settings, policies),
        tuple(rule_mutants(policies, programs)),
        Watch(policies, every_rule(policies)),
    )
