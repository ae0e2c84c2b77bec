"""The solver and the engine say the same of random single parties, and an error in the solver's adapter is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import secg.symbolic.compiler as compiler
from secg.code.consolidation import consolidate
from secg.code.policies import load_policies
from secg.code.selection import version_named
from secg.language.operators import Comparator
from secg.logic.formulas import Guard, Symbolic, compare
from secg.symbolic.candidates import Row
from tests.trust.symbolic import SymbolicParties

PARTIES = 4
LIMIT = 100
ROOT = Path(__file__).parents[2]
POLICIES = load_policies(ROOT / "policies", ROOT)


@pytest.mark.parametrize("label", [version.label for version in POLICIES.versions.versions])
def test_solver_and_engine_agree_on_random_parties(label: str) -> None:
    parties = SymbolicParties(consolidate(POLICIES, version_named(POLICIES, label)), POLICIES)
    for seed in range(PARTIES):
        party = parties.drawn(random.Random(f"{label} {seed}"))
        if parties.differences(party):
            pytest.fail(f"seed {label} {seed}: {parties.differences(parties.shrunk(party))}")


def turned_comparison(operator: Comparator, left: Symbolic, right: Symbolic) -> Guard:
    """`<=` is taken for `<`."""
    return compare(Comparator.LESS if operator is Comparator.AT_MOST else operator, left, right)


def nothing_is_absent(code: compiler.SymbolicCode, *_: object) -> Guard:
    """A negated condition always holds."""
    return True


def only_the_first(code: compiler.SymbolicCode, predicate: str, pattern: compiler.Pattern) -> tuple[Row, ...]:
    """Of the rows that fit, one is seen."""
    return PLAIN_ROWS(code, predicate, pattern)[:1]


PLAIN_ROWS = compiler.SymbolicCode.rows
PLANTED: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a turned comparison": lambda patch: patch.setattr(compiler, "compare", turned_comparison),
    "a negation that always holds": lambda patch: patch.setattr(compiler.SymbolicCode, "absence", nothing_is_absent),
    "rows that are lost": lambda patch: patch.setattr(compiler.SymbolicCode, "rows", only_the_first),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_an_error_planted_in_the_solvers_adapter_is_found(
    monkeypatch: pytest.MonkeyPatch, planted: Callable[[pytest.MonkeyPatch], None]
) -> None:
    planted(monkeypatch)
    parties = SymbolicParties(consolidate(POLICIES, version_named(POLICIES, "SECMP0059")), POLICIES)
    assert any(parties.differences(parties.drawn(random.Random(seed))) for seed in range(LIMIT))


def test_a_difference_shrinks_to_a_few_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTED["a turned comparison"](monkeypatch)
    parties = SymbolicParties(consolidate(POLICIES, version_named(POLICIES, "SECMP0059")), POLICIES)
    drawn = (parties.drawn(random.Random(seed)) for seed in range(LIMIT))
    text = parties.differences(
        parties.shrunk(next(assignment for assignment in drawn if parties.differences(assignment)))
    )[0]
    assert text.count("\n") < 10, text
