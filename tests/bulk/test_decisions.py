"""Decision tables: what they leave out, what excludes what, and the general way where they would grow too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from secg.bulk.engines.duckdb_engine import Database, open_database, renamed, run
from secg.bulk.population import write_population
from secg.bulk.sql import decisions
from secg.bulk.sql.analysis import Stored
from secg.bulk.sql.conclusions import compile_conclusions
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.states import never_together
from secg.language.model import Rule
from secg.language.parser import parse_rules
from secg.language.program import Program
from secg.language.vocabulary import Vocabulary
from tests.bulk.comparing import population_of
from tests.bulk.test_agreement import policies, rules_of

DAY = date(2020, 1, 31)


def condition(text: str) -> tuple[exp.Expr, ...]:
    return tuple(parse_one(word) for word in text.split(" and "))


@pytest.mark.parametrize(
    ("text", "other"),
    [("a > 5", "a <= 5"), ("b = 1 and a > 0", "a = 0"), ("a = 1", "a = 2"), ("a < -3", "a >= -3"), ("a > 1", "a < 2")],
)
def test_conditions_that_leave_no_number_exclude_each_other(text: str, other: str) -> None:
    assert never_together(condition(text), condition(other))
    assert never_together(condition(other), condition(text))


@pytest.mark.parametrize(
    ("text", "other"), [("a > 5", "a <= 6"), ("a > 5", "b <= 5"), ("a >= 5", "a <= 5"), ("a > b", "a <= b")]
)
def test_conditions_that_can_both_hold_do_not(text: str, other: str) -> None:
    assert not never_together(condition(text), condition(other))


def cited_conclusions(database: Database, rules: Sequence[Rule]) -> set[Sequence[object]]:
    """Every conclusion with the paragraphs that it rests on."""
    compiled = compile_conclusions(Program(tuple(rules), policies().vocabulary), DAY)
    return set(database.rows(renamed(compiled.select, run(database, compiled.program))))


@pytest.mark.parametrize("version", ["baseline", "SECMP0059"])
def test_the_general_way_concludes_what_decision_tables_do(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, rules = tmp_path / "parties.parquet", rules_of(version)
    with open_database(threads=1) as database:
        write_population(database, 2_000, 3, path)
        population_of(database, path, DAY, policies())
        by_tables = cited_conclusions(database, rules)
        monkeypatch.setattr(decisions, "MOST_ROWS", 0)
        assert cited_conclusions(database, rules) == by_tables


def tables_of_assessments() -> set[str]:
    """The relations that are made for the assessments alone."""
    vocabulary = policies().vocabulary
    declared = {name: one for name, one in vocabulary.predicates.items() if one not in vocabulary.duties}
    compiled = compile_conclusions(Program(rules_of("SECMP0059"), replace(vocabulary, predicates=declared)), DAY)
    return {step.table for step in compiled.program.steps}


def test_only_what_is_asked_is_written() -> None:
    assert not any("obligation" in table for table in tables_of_assessments())


def test_no_row_is_made_for_each_year_of_a_party() -> None:
    # a Party applies in a capacity in which it does not act, so that no row of the question comes from both rules
    assert not any("annual_assessment" in table for table in tables_of_assessments())


def test_sums_are_joined_to_the_question_and_make_no_table_for_each_answer() -> None:
    assert not any(table.startswith("decided_") for table in tables_of_assessments())


@pytest.mark.parametrize(
    ("reader", "removed"),
    [
        ("seen(Q) :- either(P), likes(P, Q).", False),
        ("seen(P) :- one(P), not either(P).", False),
        ("seen(P) :- either(P), one(P).", True),
        ("seen(N) :- N = count : { either(P) }.", True),
        ("seen(N) :- one(Q), N = count : { either(P), likes(P, Q) }.", True),
    ],
)
def test_equal_rows_are_removed_before_they_are_read_only_where_they_would_count(reader: str, removed: bool) -> None:
    rules, _ = parse_rules(f"either(P) :- likes(P, _). either(P) :- one(P). {reader}")
    one = Stored("one", ("name",), (frozenset({0}),))
    likes = Stored("likes", ("name", "other"), (frozenset({0, 1}),))
    compiler = Compiler(Program(rules, Vocabulary({}, {}, "")), DAY, base={"one": one, "likes": likes})
    [either] = [step.select for step in compiler.program(["seen"]).steps if step.table == "derived_either"]
    assert either.args["distinct"] == removed
