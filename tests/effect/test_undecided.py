"""A solver that runs out of time says what it did not decide; that is never read as no change."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import z3

from secg.cli import main

COMMANDS = {"diff": ["diff", "--modification", "MP087"], "prove": ["prove", "--version", "5.20"]}
PLAIN = "not to be read as proved"


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_what_is_not_decided_in_time_is_told_and_not_taken_for_proved(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(z3, "Z3_solver_check_assumptions", lambda *_: z3.Z3_L_UNDEF)
    main(words)
    shown, told = capsys.readouterr()
    assert "warning W701: not decided within" in told
    assert "give more time with --timeout SECONDS" in told
    assert not re.search(r"\bproved\b", shown.lower().replace(PLAIN, ""))


HARD = """
import os, random, signal, threading
from functools import reduce
from secg.effect.formulas import Formulas
from secg.effect.formulas import compare, compute
from secg.effect.solver import Solver, Undecided
from secg.effect.solver import Translation
from secg.language.operators import Calculation, Comparator

source, formulas = random.Random(1), Formulas()
numbers = [formulas.number(str(place)) for place in range(60)]
asked = [compare(Comparator.AT_LEAST, number, 0) for number in numbers]
asked += [compare(Comparator.AT_MOST, number, 30) for number in numbers]
for _ in range(90):
    terms = [compute(Calculation.TIMES, one, source.choice([-3, -2, 2, 3, 5]))[0] for one in source.sample(numbers, 12)]
    total = reduce(lambda one, other: compute(Calculation.PLUS, one, other)[0], terms)
    asked.append(compare(Comparator.EQUAL, total, source.randint(1, 50)))
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
