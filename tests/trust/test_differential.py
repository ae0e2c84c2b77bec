"""Engines that share no code agree on random programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from secg.language.parser import parse_rules
from tests.oracle.comparing import differences
from tests.trust.engines import ENGINES, SLOW, Engine
from tests.trust.programs import CITATION, Program, read_program
from tests.trust.strategies import programs

KEPT = sorted((Path(__file__).parent / "kept").glob("*.txt"))
OTHERS = [name for name in ENGINES if name != "clingo"]
relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))


def disagreement(program: Program, engine: Engine) -> str:
    """The program and the atoms that differ, or nothing."""
    found = differences(engine(program), ENGINES["clingo"](program))
    return "\n".join(["", program.text, *found]) if found else ""


@settings(relaxed, max_examples=200)
@given(programs())
def test_random_programs_pass_the_static_checks(program: Program) -> None:
    assert [str(fault) for fault in program.faults] == []


@settings(relaxed, max_examples=200)
@given(programs())
def test_a_rule_written_out_and_read_again_is_the_same_rule(program: Program) -> None:
    again = read_program(program.text, "program")
    assert again.text == program.text
    assert again.rows == program.rows
    assert parse_rules(program.text, "program", 1, CITATION)[1] == ()


@pytest.mark.parametrize("name", OTHERS)
@settings(relaxed, max_examples=150)
@given(program=programs())
def test_an_engine_agrees_with_the_oracle(name: str, program: Program) -> None:
    assert disagreement(program, ENGINES[name]) == ""


@settings(relaxed, max_examples=60)
@given(program=programs())
def test_sql_agrees_with_the_oracle(program: Program) -> None:
    assert disagreement(program, SLOW["DuckDB"]) == ""


@pytest.mark.parametrize("name", [*OTHERS, *SLOW])
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_program_that_once_divided_the_engines_does_no_more(path: Path, name: str) -> None:
    assert disagreement(read_program(path.read_text(), path.name), {**ENGINES, **SLOW}[name]) == ""
