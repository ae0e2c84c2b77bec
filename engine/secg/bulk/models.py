"""Whole models from DuckDB: what several Codes give for many parties, each relation that they share derived once."""

from __future__ import annotations

from collections.abc import Sequence

from secg.bulk.duckdb_engine import load_facts, open_database, relation_rows, run
from secg.bulk.program import Compiler
from secg.derive.model import Model, base_relations, sorted_rows
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.vocabulary import Vocabulary


def models_of(programs: Sequence[Sequence[Rule]], facts: Facts, vocabulary: Vocabulary) -> tuple[Model, ...]:
    """The model of each program of checked and guarded rules over the facts of a day.

    Raises Faults for what SQL can't derive.
    """
    stated = base_relations(facts)
    models: list[Model] = []
    with open_database() as database:
        load_facts(database, facts, vocabulary)
        for rules in programs:
            predicates = list(dict.fromkeys(rule.head.predicate for rule in rules))
            program = Compiler(rules, vocabulary, facts.day).program(predicates)
            became = run(database, program)
            relations = {
                name: sorted_rows(map(tuple, relation_rows(database, program, became, name))) for name in predicates
            }
            models.append(Model({**stated, **relations}))
    return tuple(models)
