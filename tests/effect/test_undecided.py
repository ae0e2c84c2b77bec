"""A solver that runs out of time says what it did not decide; that is never read as no change."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import z3

from secg.cli import main
from secg.effect.effect import effect_between
from secg.language.operators import Calculation, Comparator
from secg.logic import formulas
from secg.logic.formulas import Formula, Formulas, Symbolic, Undecided, compare, compute
from secg.logic.solver import Solver, Translation
from tests.effect.small_codes import small_code, small_policies
from tests.policy_tree import PolicyTree, paragraph
from tests.trust.programs import read_program

PLAIN = "not to be read as proved"


def out_of_time(patch: pytest.MonkeyPatch) -> None:
    """No question to the solver is answered in its time."""
    patch.setattr(z3, "Z3_solver_check_assumptions", lambda *_: z3.Z3_L_UNDEF)


def out_of_steps(patch: pytest.MonkeyPatch) -> None:
    """No rules can be worked out in the steps of a space."""
    patch.setattr(formulas, "STEPS", 500)


def out_of_steps_at_last(patch: pytest.MonkeyPatch) -> None:
    """Some rules can, and some can't."""
    patch.setattr(formulas, "STEPS", 5_000)


ASKED = """
asked(User, supplier, 1) :- user_role(User, supplier).
answered(User, As, Year, full) :- asked(User, As, Year).
"""
CALCULATED = ASKED + "asked(User, supplier, Year) :- premises(User, N), Year = N mod 3 + 1.\n"


@pytest.mark.parametrize("words", [["diff", "MP1"], ["prove", "--version", "MP1"]])
def test_a_question_that_is_calculated_from_a_number_of_the_party_is_not_decided(
    words: list[str], tree: PolicyTree, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.part(paragraph("G1.1: Which category", ASKED, "Full each year."))
    calculated = paragraph("Substitute G1.1: Which category", CALCULATED, "Full in a year that is calculated.")
    tree.instrument("MP1", calculated, in_force="2018-03-01").version("MP1", "2018-03-01", "MP1")
    tree.party("alpha", "user_role: [supplier]\npremises: 15")
    monkeypatch.chdir(tree.root)
    main(words)
    shown, told = capsys.readouterr()
    assert "warning W701: not decided within" in told and "E599" not in told
    assert PLAIN in shown or "Not decided" in shown


CASES = {
    "diff out of time": (out_of_time, ["diff", "--modification", "MP087"]),
    "prove out of time": (out_of_time, ["prove", "--version", "5.20"]),
    "diff out of steps": (out_of_steps, ["diff", "--modification", "MP087"]),
    "prove out of steps at last": (out_of_steps_at_last, ["prove", "--version", "5.20"]),
    "applies out of steps": (out_of_steps, ["applies", "--version", "5.20", "--kind", "Import Supplier"]),
}


@pytest.mark.parametrize(("lack", "words"), CASES.values(), ids=CASES)
def test_what_is_not_decided_in_bounds_is_told_and_not_taken_for_proved(
    lack: Callable[[pytest.MonkeyPatch], None],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lack(monkeypatch)
    main(words)
    shown, told = capsys.readouterr()
    assert "warning W701: not decided within" in told
    assert "give more time with --timeout SECONDS" in told
    assert not re.search(r"\bproved\b", shown.lower().replace(PLAIN, ""))


JOINING = """
d0("cleo") :- party("dora"), serves(_, "bob").
d6("cleo") :-
    owns(P0, P0, D1, I2),
    L4 = stated sum C3 : { premises(_, C3), balance(P0, C3) },
    I2 < 2 * L4.
asked(P0, blue, -7) :-
    balance(P0, -7),
    L3 = stated sum C2 : { premises(P1, C2), likes(P1, _), not likes(P0, green) },
    -1 + L3 > 5 * 2.
answered(P1, blue, 1, blue) :- d6(P0), joined(P1, 2020-01-31), P0 = "anna", owns(P0, P1, 2019-12-31, I2).
answered(P0, C1, I2, C1) :- asked(P0, C1, I2), balance(P0, 2).
mute(P0, C1, 1) :-
    likes(P0, C1),
    answered(P0, _, _, C1),
    I4 = sum 0 mod -2 : { likes(P2, C3), P2 >= "bob", not party("anna") },
    I6 = min I4 : { balance(P0, 0), premises(P5, _), not as_at(_) },
    L10 = stated sum C8 * 2 : { premises(P7, C8), owns(P9, P7, _, I6), likes(P7, _) },
    I4 mod I6 + L10 > I4.
mute(P0, C1, I2) :-
    asked(P0, C1, I2),
    I10 = min I2 : { joined(P4, D5), owns(P6, T7, D8, I9), not balance(_, 2) }.
must(P3, red, P3) :-
    d6(_),
    mute(P0, C1, I2),
    serves(P3, P0),
    I7 = sum I2 : { owns(P4, P0, D5, _), owns(P6, P9, D8, I10), d0(P6), not joined(P4, D5) }.
"""


def test_rules_that_join_too_many_facts_are_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few more conditions like these took minutes and gigabytes."""
    monkeypatch.setattr(formulas, "STEPS", 6_000)
    rules = read_program(JOINING, "joining").rules
    before, after = small_code(rules), small_code(rules[:-1])
    effect = effect_between(before, after, small_policies(), before.in_force)
    assert effect.undecided == ("whether any outcome changes",)
    assert not effect.proved
    assert not effect.unchanged


def test_squares_chained_over_many_rules_are_not_decided() -> None:
    """Multiplied out, the thirtieth is a power that no memory holds."""
    table = Formulas()
    number: Symbolic = table.number("premises")
    for _ in range(30):
        number = compute(Calculation.TIMES, number, number)[0]
    guard = compare(Comparator.MORE, number, 3)
    assert isinstance(guard, Formula)
    with pytest.raises(Undecided):
        Solver(Translation(apart=True), 1.0).fits([guard])


HARD = """
import os, random, signal, threading
from functools import reduce
from secg.logic.formulas import Formulas
from secg.logic.formulas import compare, compute
from secg.logic.formulas import Undecided
from secg.logic.solver import Solver
from secg.logic.solver import Translation
from secg.language.operators import Calculation, Comparator

source, formulas = random.Random(1), Formulas()
numbers = [formulas.number(str(place)) for place in range(60)]
asked = [compare(Comparator.AT_LEAST, number, 0) for number in numbers]
asked += [compare(Comparator.AT_MOST, number, 30) for number in numbers]
for _ in range(90):
    terms = [compute(Calculation.TIMES, one, source.choice([-3, -2, 2, 3, 5]))[0] for one in source.sample(numbers, 12)]
    total = reduce(lambda one, other: compute(Calculation.PLUS, one, other)[0], terms)
    asked.append(compare(Comparator.EQUAL, total, source.randint(1, 50)))
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its jobs in the background ignore interrupts
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    Solver(Translation(), 3.0).fits(asked)
except KeyboardInterrupt:
    print("stopped")
except Undecided:
    print("undecided")
"""


def test_an_interrupted_question_is_not_taken_for_one_out_of_time(repository: Path) -> None:
    finished = subprocess.run([sys.executable, "-c", HARD], cwd=repository, capture_output=True, text=True, check=False)
    assert (finished.stdout, finished.stderr) == ("stopped\n", "")
