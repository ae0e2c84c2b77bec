"""Predicates that no rule of a version concludes: bulk calculates with their values as the default engine does."""

from __future__ import annotations

import pytest

from secg.bulk.deriving import models_of
from secg.derive.pydatalog_engine import derive
from secg.language.program import Program
from tests.trust.programs import VOCABULARY, read_program

BODIES = {
    "a day moved by months": "d3(P0, D1), D2 = D1 + 6 months, D2 > 2020-01-01, I0 = 1",
    "a day moved back by days": "d3(P0, D1), D1 - 3 days > 2020-01-01, I0 = 1",
    "a day moved by a number": "d1(P0, I1), 2020-01-01 + I1 months > 2020-02-01, I0 = I1",
    "a sum and a product": "d1(P0, I1), I0 = I1 * 2 + 1",
    "a remainder": "d1(P0, I1), I0 = I1 mod 3",
    "a comparison": "d1(P0, I1), I1 > 3, d3(P0, D1), D1 < 2020-01-01, I0 = I1",
    "a total": "I0 = sum I1 : { d1(P0, I1) }",
    "a total of a calculation": "I0 = sum I1 * 2 : { d1(P0, I1) }",
    "a count": "I0 = count : { d3(P0, D1), D1 + 6 months > 2020-01-01 }",
    "a least day": "D1 = min D2 : { d3(P0, D2) }, D1 + 6 months > 2020-01-01, I0 = 1",
    "a denial": "party(P1), not d2(P0, P1), I0 = 1",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_what_no_rule_concludes_is_calculated_with_as_by_the_default_engine(body: str) -> None:
    written = read_program(f"d4(P0, red, I0) :- party(P0), {body}.", "no rules")
    assert not written.faults
    program = Program(written.guarded, VOCABULARY)
    [model] = models_of([program], written.facts)
    assert model.rows("d4") == derive(program, written.facts).rows("d4")
