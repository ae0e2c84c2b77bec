"""The engines under test, each as a function from a program to its model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from duckdb import DuckDBPyConnection, connect

from secg.bulk.engines.duckdb_engine import Database, load_facts, relation_rows, run
from secg.bulk.sql.program import Compiler
from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Row
from secg.language import program as written
from tests.bulk.comparing import Conclusion, bulk_conclusions, conclusions_of
from tests.oracle.oracle import derive_with_clingo
from tests.trust.evaluator import derive_by_matching
from tests.trust.programs import VOCABULARY, Program

Engine = Callable[[Program], Model]


CONCLUSIONS = "listed conclusions"
"""The relation of what `secg derive` lists of a model: questions with their answers, duties with their status."""


def guarded(program: Program) -> written.Program:
    """The rules of a random program as every engine takes them."""
    return written.Program(program.guarded, VOCABULARY)


def pydatalog(program: Program) -> Model:
    """The default engine."""
    return _with_conclusions(derive(guarded(program), program.facts), program)


def clingo(program: Program) -> Model:
    """The independent oracle."""
    return _with_conclusions(derive_with_clingo(program.guarded, program.facts, VOCABULARY), program)


def matching(program: Program) -> Model:
    """The matcher that proofs are built with, run from the facts up."""
    return _with_conclusions(derive_by_matching(program.guarded, program.facts, VOCABULARY), program)


def _with_conclusions(model: Model, program: Program) -> Model:
    return _and_conclusions(model.relations, conclusions_of(model, program.guarded, VOCABULARY))


def _and_conclusions(relations: Mapping[str, tuple[Row, ...]], conclusions: Iterable[Conclusion]) -> Model:
    rows = [
        tuple("; ".join(sorted(cell)) if isinstance(cell, frozenset) else str(cell) for cell in row)
        for row in conclusions
    ]
    return Model({**relations, CONCLUSIONS: sorted_rows(rows)})


@cache
def _instance() -> DuckDBPyConnection:
    return connect(":memory:", config={"threads": 1})


def duckdb(program: Program) -> Model:
    """The SQL of bulk work, on DuckDB: one instance for all programs, with tables of its own for each."""
    rules, facts = program.guarded, program.facts
    predicates = list(dict.fromkeys(rule.head.predicate for rule in rules))
    database = Database(_instance().cursor())
    try:
        load_facts(database, facts, VOCABULARY)
        compiled = Compiler(guarded(program), facts.day).program(predicates)
        became = run(database, compiled)
        found = {
            predicate: sorted_rows(map(tuple, relation_rows(database, compiled, became, predicate)))
            for predicate in predicates
        }
        conclusions = bulk_conclusions(database, rules, facts.day, VOCABULARY)
    finally:
        database.connection.close()
    return _and_conclusions({**base_relations(facts), **found}, conclusions)


ENGINES: Mapping[str, Engine] = {"pyDatalog": pydatalog, "clingo": clingo, "matching": matching}
SLOW: Mapping[str, Engine] = {"DuckDB": duckdb}
"""Engines that plan each statement before they run it, and so are given fewer programs."""
