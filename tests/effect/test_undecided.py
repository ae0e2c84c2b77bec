"""A solver that runs out of time says what it did not decide; that is never read as no change."""

from __future__ import annotations

import pytest
import z3

from engine.cli import main

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
    assert "proved" not in shown.lower().replace(PLAIN, "")
