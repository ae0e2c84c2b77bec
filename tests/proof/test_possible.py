"""What may hold of parties that leave numbers unstated: nothing is left out, and what can't hold is not among it."""

from __future__ import annotations

import random

import pytest

from secg.language.program import Program as Rules
from secg.language.unknowns import is_internal
from secg.proof.possible import possible_rows
from secg.proof.why_not import fits
from tests.trust.campaign import seeded_program
from tests.trust.engines import matching
from tests.trust.programs import VOCABULARY, Program
from tests.trust.test_guarantees import completed


def possible(program: Program) -> dict[str, list[tuple[object, ...]]]:
    """The rows that may hold of each predicate that rules conclude."""
    rules = Rules(program.guarded, VOCABULARY)
    found = possible_rows(rules, matching(program), program.facts)
    return {name: list(rows) for name, rows in found.items() if name in rules.by_head and not is_internal(name)}


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_whatever_is_concluded_with_a_fact_was_possible_without(start: int) -> None:
    reached = 0
    for seed in range(start, start + 50):
        program = seeded_program(seed)
        before, rules = matching(program), Rules(program.guarded, VOCABULARY)
        found = possible_rows(rules, before, program.facts)
        for number in range(3):
            after = matching(completed(program, random.Random(seed * 3 + number)))
            for predicate, rows in after.relations.items():
                new = set(rows) - set(before.rows(predicate)) if predicate in rules.by_head else ()
                for row in () if is_internal(predicate) else new:
                    reached += 1
                    assert any(fits(row, other) for other in found.get(predicate, ())), (
                        f"seed {seed}: {predicate}{row}\n{program.text}"
                    )
    assert reached > 10
