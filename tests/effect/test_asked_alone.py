"""A rule that asks whether a number is stated, whatever it is: the witness of a change, of a gap, states it."""

from __future__ import annotations

import pytest

from secg.effect.effect import effect_between
from secg.proving.questions import prove_questions
from tests.effect.small_codes import small_code, small_policies
from tests.trust.programs import read_program

ASKING = {
    "any number": "asked(P0, red, 3) :- premises(P0, _), balance(P0, 2).",
    "a number used for nothing": "asked(P0, red, 3) :- premises(P0, C1), C1 + 5 = C2, balance(P0, C3), C3 = 2.",
    "the number of another party": "asked(P0, red, 3) :- serves(P0, P1), premises(P1, _), balance(P0, 2).",
    "a rule that asks": "d1(P0, C1) :- premises(P0, C1).\nasked(P0, red, 3) :- d1(P0, _), balance(P0, 2).",
    "how many there are": "asked(P0, red, 1) :- balance(P0, 2), C1 = count : { premises(P0, _) }, C1 > 0.",
}


@pytest.mark.parametrize("asking", ASKING.values(), ids=list(ASKING))
def test_a_number_that_is_asked_for_alone_is_stated(asking: str) -> None:
    before, after = small_code(read_program(asking, "before").rules), small_code(())
    effect = effect_between(before, after, small_policies(), before.in_force)
    assert effect.changes
    assert all("premises:" in change.witness.files[-1].facts for change in effect.changes)
    gap, *_ = prove_questions(before, small_policies(), before.in_force).findings
    assert gap.witness is not None


def test_a_number_on_which_nothing_rests_is_left_out() -> None:
    asking = "asked(P0, red, 3) :- balance(P0, 2).\nasked(P0, blue, 3) :- premises(P0, C1), C1 > 7, balance(P0, 2)."
    before, after = small_code(read_program(asking, "before").rules), small_code(())
    effect = effect_between(before, after, small_policies(), before.in_force)
    files = {str(change.subject.arguments[0]): change.witness.files[0].facts for change in effect.changes}
    assert files == {"blue": "facts:\n  premises: 8\n  balance: [2]\n", "red": "facts:\n  balance: [2]\n"}
