"""Numbers that 32 bits do not hold: bulk derives what the default engine does, or says that a number is too large."""

from __future__ import annotations

import pytest

from secg.bulk.deriving import models_of
from secg.derive.pydatalog_engine import derive
from secg.language.program import Program
from secg.messages import Faults
from tests.trust.programs import VOCABULARY, read_program

LARGE = {
    "a constant": "I1 = 2_000_000_000, I0 = I1 + I1",
    "a constant below zero": "I1 = -2_000_000_000, I0 = I1 - 2_000_000_000",
    "a product": "I1 = 2_000_000_000, I0 = I1 * 7",
    "a remainder": "I1 = 2_000_000_000, I0 = 7 mod I1 + I1",
    "constants in turn": "I1 = 2_000_000_000, I2 = I1, I0 = I2 + I2 * 5",
    "a least value": "I1 = min 2_000_000_000 : { party(P1) }, I0 = I1 + I1",
    "a greatest value": "I1 = max 2_000_000_000 : { party(P1) }, I0 = I1 * 3",
    "a sum": "I1 = sum 2_000_000_000 : { party(P1) }, I0 = I1 + 2_000_000_000",
    "a count": "I1 = count : { party(P1) }, I0 = 2_000_000_000 * I1",
    "a sum of none": "I1 = sum 2_000_000_000 : { likes(P1, red) }, I0 = I1 + 2_000_000_000 + 2_000_000_000",
    "a rule's constant": "d1(P0, I1), I0 = I1 + I1",
    "a comparison": "I1 = 2_000_000_000, I1 + I1 > 3, I0 = I1",
    "a day moved far": "I1 = 2_000_000_000, 2020-02-29 + (I1 + I1) days = D2, D2 > 2020-02-29, I0 = I1",
    "a day moved back": "I1 = 2_000_000_000, 2020-02-29 - (I1 + I1) months = D2, D2 < 2020-02-29, I0 = I1",
}


@pytest.mark.parametrize("body", LARGE.values(), ids=list(LARGE))
def test_bulk_calculates_with_large_numbers_as_the_default_engine_does(body: str) -> None:
    written = read_program(f"d1(P0, 2_000_000_000) :- party(P0).\nd4(P0, red, I0) :- party(P0), {body}.", "large")
    assert not written.faults
    program = Program(written.guarded, VOCABULARY)
    [model] = models_of([program], written.facts)
    rows = model.rows_with("d4", 0, "anna")
    assert list(rows) == list(derive(program, written.facts).rows_with("d4", 0, "anna")) != []


BEYOND = {
    "what 64 bits do not hold": "I1 = 2_000_000_000, I0 = I1 * I1 * I1",
    "a product of 19 digits": "I1 = 2_000_000_000, I0 = I1 * I1",
    "a part of 19 digits": "I1 = 2_000_000_000, I0 = I1 * I1 - 1_999_999_999 * 2_000_000_000",
    "a sum": "I1 = 1_000_000_000, I2 = I1 * 900_000_000, I0 = I2 + I2",
    "a difference": "I1 = 1_000_000_000, I2 = I1 * 900_000_000, I0 = 0 - I2 - I2",
    "a sum over rows": "I1 = 1_000_000_000, I0 = sum 900_000_000 * I1 : { party(P1) }",
    "a comparison": "I1 = 2_000_000_000, I1 * I1 > 3, I0 = 1",
}


@pytest.mark.parametrize("body", BEYOND.values(), ids=list(BEYOND))
def test_a_result_of_more_than_18_digits_is_refused_as_by_the_default_engine(body: str) -> None:
    written = read_program(f"d1(P0, I0) :- party(P0), {body}.", "too large")
    assert not written.faults
    program = Program(written.guarded, VOCABULARY)
    with pytest.raises(Faults, match="E813"):
        derive(program, written.facts)
    with pytest.raises(Faults, match="E813"):
        models_of([program], written.facts)


def test_the_largest_result_is_given() -> None:
    written = read_program("d1(P0, I0) :- party(P0), I0 = 1_000_000_000 * 1_000_000_000 - 1.", "large")
    with pytest.raises(Faults, match="E813"):
        models_of([Program(written.guarded, VOCABULARY)], written.facts)
    written = read_program("d1(P0, I0) :- party(P0), I0 = 999_999_999 * 1_000_000_000 + 999_999_999.", "large")
    [model] = models_of([Program(written.guarded, VOCABULARY)], written.facts)
    assert list(model.rows_with("d1", 0, "anna")) == [("anna", 10**18 - 1)]
