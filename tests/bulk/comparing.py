"""The conclusions of the oracle and of DuckDB in one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from secg.bulk.engines.duckdb_engine import Database, load_facts, open_database, renamed, run
from secg.bulk.sql.conclusions import compile_conclusions
from secg.bulk.sql.decisions import SEPARATOR
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.one_party import situations_of
from secg.bulk.tables.sources import find_tables
from secg.code.policies import Policies
from secg.derive.neighbourhood import is_connected
from secg.derive.outcomes import Model, answers_of, duties_of, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations
from secg.facts.situation import Facts, Row, Situation
from secg.language.model import Rule, Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.safety import evaluation_order
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.proof.matching import pattern, solve

Conclusion = tuple[Value | frozenset[str] | None, ...]
"""party, conclusion, capacity, year, duty, about, outcome, and the paragraphs whose rules conclude it"""


def conclusions_of(model: Model, rules: Sequence[Rule], vocabulary: Vocabulary) -> set[Conclusion]:
    """What a model of the rules says of every party, as `secg derive` lists it."""
    settled, unsettled = (
        [predicate.name for predicate in vocabulary.of_kind(kind)]
        for kind in (PredicateKind.OBLIGATION, PredicateKind.UNSETTLED)
    )
    answers = list(vocabulary.of_kind(PredicateKind.ANSWER))
    silences = {
        answer.name: [predicate.name for predicate in vocabulary.silences_about(answer.question)] for answer in answers
    }
    names = [*settled, *unsettled, *silences, *chain.from_iterable(silences.values())]
    cited = paragraphs_concluding(names, model, rules)
    found: set[Conclusion] = set()
    for outcome in answers_of(model, vocabulary):
        rows = [(outcome.predicate, (*outcome.question, value)) for value in outcome.values]
        rows += [(name, outcome.question) for name in silences[outcome.predicate]]
        paragraphs = frozenset(chain.from_iterable(cited.get(row, ()) for row in rows))
        found.add((outcome.question[0], "assessment", *outcome.question[1:], None, None, outcome.value, paragraphs))
    for duty in duties_of(model, vocabulary):
        given = unsettled if duty.status == "unsettled" else settled
        paragraphs = frozenset(chain.from_iterable(cited.get((name, duty.row), ()) for name in given))
        found.add((duty.row[0], "duty", None, None, *duty.row[1:], duty.status, paragraphs))
    return found


def paragraphs_concluding(
    predicates: Iterable[str], model: Model, rules: Sequence[Rule]
) -> dict[tuple[str, Row], set[str]]:
    """For each row of predicates the paragraphs of the rules whose conditions hold for it."""
    found: dict[tuple[str, Row], set[str]] = {}
    wanted = set(predicates)
    for rule in rules:
        if rule.head.predicate in wanted:
            for values in solve(evaluation_order(rule.body, rule)[0], {}, model, rule):
                row = tuple(value for value in pattern(rule.head, values) if value is not None)
                found.setdefault((rule.head.predicate, row), set()).add(str(rule.citation))
    return found


def listed_conclusion(row: Sequence[Value | None]) -> Conclusion:
    """One row of a table of conclusions in the same form."""
    *own, paragraphs = row
    return (*own, frozenset(str(paragraphs).split(SEPARATOR)) if paragraphs else frozenset())


def bulk_conclusions(database: Database, rules: Sequence[Rule], day: Value, vocabulary: Vocabulary) -> set[Conclusion]:
    """The conclusions over the facts that are loaded; each comes once."""
    compiled = compile_conclusions(Program(tuple(rules), vocabulary), day)
    rows = database.rows(renamed(compiled.select, run(database, compiled.program)))
    found = set(map(listed_conclusion, rows))
    assert len({row[:-1] for row in found}) == len(rows)
    return found


def conclusions_from_facts(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> set[Conclusion]:
    """The conclusions of DuckDB over facts from YAML."""
    with open_database(threads=1) as database:
        load_facts(database, facts, vocabulary)
        return bulk_conclusions(database, rules, facts.day, vocabulary)


def population_of(database: Database, path: Path, day: date, policies: Policies) -> Situations:
    """The facts of a population, loaded into the database, as situations too."""
    tables = find_tables(database, path, path.name, policies.vocabulary)
    report = load_population(database, tables, day, policies.vocabulary)
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


def derive_in_slices(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary, size: int = 400) -> Model:
    """What pyDatalog derives, slice by slice of parties that facts do not tie to one another, where the rules allow it.

    pyDatalog looks through lists that grow with the population; of a slice they stay short.
    """
    if not all(is_connected(rule, vocabulary) for rule in rules):
        return derive(Program(tuple(rules), vocabulary), facts)
    relations: dict[str, list[Row]] = {}
    for slice_ in _slices(facts, size):
        for predicate, rows in derive(Program(tuple(rules), vocabulary), slice_).relations.items():
            relations.setdefault(predicate, []).extend(rows)
    return Model({predicate: sorted_rows(set(rows)) for predicate, rows in relations.items()})


def _slices(facts: Facts, size: int) -> Iterator[Facts]:
    """The facts of groups of parties that no fact ties together, small groups put together; parties come in order."""
    group = {party: party for party in facts.names}

    def first(party: str) -> str:
        while group[party] != party:
            group[party] = group[group[party]]
            party = group[party]
        return party

    for spans in facts.rows.values():
        for row in spans:
            tied = {first(value) for value in row if isinstance(value, str) and value in group}
            for text in tied:
                group[text] = min(tied)
    members = Counter(first(party) for party in group)
    number: dict[str, int] = {}
    index, held = 0, 0
    for start, count in sorted(members.items()):
        if held and held + count > size:
            index, held = index + 1, 0
        number[start] = index
        held += count
    rows: list[dict[str, dict[Row, Span]]] = [{name: {} for name in facts.rows} for _ in range(index + 1)]
    for predicate, spans in facts.rows.items():
        for row, span in spans.items():
            owner = next((value for value in row if isinstance(value, str) and value in group), None)
            for own in rows if owner is None else (rows[number[first(owner)]],):
                own[predicate][row] = span
    missing: list[dict[str, set[str]]] = [{fact: set() for fact in facts.missing} for _ in range(index + 1)]
    for fact, parties in facts.missing.items():
        for party in parties:
            missing[number[first(party)]][fact].add(party)
    for own, absent in zip(rows, missing, strict=True):
        yield replace(facts, rows=own, missing={fact: frozenset(parties) for fact, parties in absent.items()})
