"""The conclusions of the oracle and of DuckDB in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.bulk.conclusions import compile_conclusions
from engine.bulk.duckdb_engine import Database, load_facts, open_database, renamed, run
from engine.bulk.loading import load_population
from engine.bulk.slices import situations_of
from engine.bulk.sources import find_tables
from engine.code.policies import Policies
from engine.derive.model import Model
from engine.derive.outcomes import answers_of, duties_of
from engine.facts.loading import Situations
from engine.facts.situation import Facts, Situation
from engine.language.model import Rule, Value
from engine.language.vocabulary import Vocabulary

Conclusion = tuple[Value | None, ...]
"""party, conclusion, capacity, year, duty, about, outcome"""


def conclusions_of(model: Model, vocabulary: Vocabulary) -> set[Conclusion]:
    """What a model says of every party, as `secg derive` lists it."""
    found: set[Conclusion] = {
        (one.question[0], "assessment", *one.question[1:], None, None, one.value)
        for one in answers_of(model, vocabulary)
    }
    found |= {(one.row[0], "duty", None, None, *one.row[1:], one.status) for one in duties_of(model, vocabulary)}
    return found


def bulk_conclusions(database: Database, rules: Sequence[Rule], day: Value, vocabulary: Vocabulary) -> set[Conclusion]:
    """The conclusions over the facts that are loaded; each comes once."""
    compiled = compile_conclusions(rules, vocabulary, day)
    rows = database.rows(renamed(compiled.select, run(database, compiled.program)))
    found = {row[:7] for row in rows}
    assert len(found) == len(rows)
    return found


def conclusions_from_facts(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> set[Conclusion]:
    """The conclusions of DuckDB over facts from YAML."""
    with open_database(threads=1) as database:
        load_facts(database, facts, vocabulary)
        return bulk_conclusions(database, rules, facts.day, vocabulary)


def population_of(database: Database, path: Path, day: Value, policies: Policies) -> Situations:
    """The facts of a population, loaded into the database, as situations too."""
    tables = find_tables(database, path, path.name, policies.vocabulary)
    report = load_population(database, tables, day, policies.vocabulary)  # type: ignore[arg-type]
    assert [str(fault) for fault in report.summary()] == []
    return Situations(situations_of(database, tables, policies.vocabulary), path.name, "")


def together(groups: Iterable[tuple[str, Situations]], vocabulary: Vocabulary) -> Situations:
    """Several groups of parties as one; the groups do not meet, because each party's name gets its group's in front."""
    parties: dict[str, Situation] = {}
    for name, situations in groups:
        for situation in situations.parties.values():
            statements = []
            for statement in situation.statements:
                types = [argument.type for argument in vocabulary.predicates[statement.predicate].arguments]
                row = tuple(
                    f"{name}/{value}" if kind == "party" else value
                    for value, kind in zip(statement.row, types, strict=True)
                )
                statements.append(replace(statement, row=row))
            own = f"{name}/{situation.party}"
            parties[own] = replace(situation, party=own, statements=tuple(statements))
    return Situations(parties, "cases", "")
