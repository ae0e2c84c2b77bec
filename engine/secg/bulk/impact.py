"""What a change of the Code does to a population: how many parties go from what to what, and who is near an edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from secg.bulk.deriving import load
from secg.bulk.engines.duckdb_engine import Database, bulk_run, renamed, run, sql_text
from secg.bulk.sql.analysis import PARTIES
from secg.bulk.sql.conclusions import compile_conclusions
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import rule_select, union_all
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import CONFLICT, UNDETERMINED
from secg.language import model as m
from secg.language.operators import ORDERS, Calculation, Comparator
from secg.language.predicate_kinds import PredicateKind, RowKind
from secg.language.program import Program
from secg.messages import Diagnostic
from secg.outcomes.states import CONTRADICTORY, SILENT, UNANSWERED
from secg.records import record

COMPARED = ("assessment of a year of the cycle", "duty", "excuse", "discharge")
"""What is compared, and what `secg impact` compares besides for the parties of files; in the words of `secg diff`."""
NOT_COMPARED = (
    "addressee of a duty",
    "day on which a duty falls due",
    "next assessment",
    "day by which it is to be scheduled",
    "warning",
    "reason why something is open or contradictory",
    "discharge of a duty that is excused",
)
BEFORE, AFTER = "before", "after"

KEY = ("party", "conclusion", "capacity", "year", "duty", "about")
SHOWN = 3
_LEAST_EDGE = 1_000
"""Smaller constants are years and the like, not numbers of premises."""


@record
class Move:
    """How many parties went from the state `before` to `after`; None where there was, or is, no such conclusion."""

    conclusion: str
    capacity: str | None
    year: int | None
    duty: str | None
    before: str | None
    after: str | None
    paragraphs_before: str | None
    paragraphs_after: str | None
    parties: int


@record
class Edge:
    """A number at which outcomes change, what about (a capacity), the paragraphs that set it, and who is nearest to it.

    Each party stands with its own number: how far it is above the edge, or, negative or zero, at or below it. `under`
    tells which of the Codes measure so: `before`, `after` or both.
    """

    number: int
    about: str
    paragraphs: tuple[str, ...]
    below: tuple[tuple[str, int], ...]
    above: tuple[tuple[str, int], ...]
    under: tuple[str, ...] = ()


@record
class PopulationImpact:
    """The moves of a population, its parties and those of them that change, its edges, and what to tell of its rows."""

    parties: int
    changed: int
    moves: tuple[Move, ...]
    edges: tuple[Edge, ...]
    findings: tuple[Diagnostic, ...]


def population_impact(
    before: Code, after: Code, policies: Policies, population: Path, day: date, memory: str | None = None
) -> PopulationImpact:
    """The difference between two Codes over a population as at a day. Raises Faults."""
    with bulk_run(memory, None) as (database, step):
        report = load(database, policies, population, day, step)
        codes = {BEFORE: before, AFTER: after}
        for name, code in codes.items():
            step(f"deriving: {name}")
            compiled = compile_conclusions(code.program, day)
            select = renamed(compiled.select, run(database, compiled.program))
            database.create(f"side_{name}", f"{_STATES} FROM ({sql_text(select)})")
        step("comparing")
        database.create("moved", _MOVED)
        parties = int(database.rows(f"SELECT count(*) FROM {PARTIES}")[0][0])
        number = int(database.rows("SELECT count(DISTINCT party) FROM moved")[0][0])
        moves = tuple(Move(*row) for row in database.rows(_SUMMARY))
        edges = tuple(_edges(database, codes, policies, day))
        return PopulationImpact(parties, number, moves, edges, tuple(report.summary()))


_STATES = f"""
SELECT * REPLACE (CASE
    WHEN conclusion = '{RowKind.ASSESSMENT}' AND outcome = '{CONFLICT}' THEN '{CONTRADICTORY}'
    WHEN outcome <> '{UNDETERMINED}' THEN outcome
    WHEN concluding_paragraphs = '' THEN '{UNANSWERED}'
    ELSE '{SILENT}' END AS outcome)
"""
"""The states of `secg impact`: a question that a paragraph leaves open is not one that nothing answers."""

# of a key most columns are null: a duty has no year, an assessment none of what duties are about
_MOVED = f"""
SELECT
    {", ".join(f"COALESCE(before.{name}, after.{name}) AS {name}" for name in KEY)},
    before.outcome AS outcome_before, after.outcome AS outcome_after,
    before.concluding_paragraphs AS paragraphs_before, after.concluding_paragraphs AS paragraphs_after
FROM side_before AS before FULL JOIN side_after AS after
    ON {" AND ".join(f"before.{name} IS NOT DISTINCT FROM after.{name}" for name in KEY)}
WHERE before.outcome IS DISTINCT FROM after.outcome
"""
"""The conclusions whose outcome differs, or that one side alone has."""

_SUMMARY = """
SELECT
    conclusion, capacity, year, duty, outcome_before, outcome_after, paragraphs_before, paragraphs_after,
    count(DISTINCT party)
FROM moved GROUP BY ALL ORDER BY ALL
"""
"""The fields of the moves, in their order."""


def _edges(database: Database, codes: Mapping[str, Code], policies: Policies, day: date) -> list[Edge]:
    """The numbers that counts are compared with in the rules of answers; once where both Codes measure alike."""
    answers = {predicate.name for predicate in policies.vocabulary.of_kind(PredicateKind.ANSWER)}
    under: dict[Edge, dict[str, None]] = {}
    for name, code in codes.items():
        for edge in _measured(database, code.program, answers, day):
            under.setdefault(edge, {})[name] = None
    edges = [replace(edge, under=tuple(names)) for edge, names in under.items()]
    return sorted(edges, key=lambda edge: (edge.number, edge.about))


def _measured(database: Database, program: Program, answers: Set[str], day: date) -> Iterator[Edge]:
    """The edges of one Code: each with all parties that any of its rules measures."""
    compiler = Compiler(program, day)
    measuring: dict[tuple[int, str, str], list[m.Rule]] = {}
    for rule in program.rules:
        if rule.head.predicate in answers:
            for number, measured in _measures(rule):
                about = [str(term.value) for term in rule.head.terms[1:2] if isinstance(term, m.Constant)]
                measuring.setdefault((number, "".join(about), str(measured.body[-1])), []).append(measured)
    columns = (("party", "TEXT"), ("distance", "BIGINT"))
    for (number, capacity, _), rules in measuring.items():
        query = union_all([rule_select(rule, columns, compiler.relations, compiler.names) for rule in rules])
        became = run(database, compiler.program(queries=[query]))
        database.create("measured", f"SELECT DISTINCT * FROM ({sql_text(renamed(query, became))})")
        citations = dict.fromkeys(str(rule.citation) for rule in rules)
        below, above = _nearest(database, "<= 0", "DESC"), _nearest(database, "> 0", "ASC")
        yield Edge(number, capacity, tuple(citations), below, above)


def _nearest(database: Database, side: str, order: str) -> tuple[tuple[str, int], ...]:
    rows = f"SELECT party, distance FROM measured WHERE distance {side}"
    return tuple(database.rows(f"{rows} ORDER BY distance {order}, party LIMIT {SHOWN}"))


def _measures(rule: m.Rule) -> Iterator[tuple[int, m.Rule]]:
    """For each comparison of a rule with a number, the rule that measures how far a party is from it."""
    # the sum of who states a number is only the least that it can be, and no distance
    least = {literal.result.name for literal in rule.body if isinstance(literal, m.Aggregate) and literal.stated}
    for literal in rule.body:
        if not isinstance(literal, m.Comparison) or not ORDERS[literal.operator]:
            continue
        if least & m.variable_names(literal):
            continue
        for number, measured in ((literal.right, literal.left), (literal.left, literal.right)):
            if isinstance(number, m.Constant) and isinstance(number.value, int) and number.value >= _LEAST_EDGE:
                yield number.value, _measuring(rule, literal, measured, number)


def _measuring(rule: m.Rule, literal: m.Comparison, measured: m.Expression, number: m.Constant) -> m.Rule:
    distance = m.Variable("Distance from edge", literal.span)
    edge = m.Comparison(
        Comparator.EQUAL, distance, m.Arithmetic(Calculation.MINUS, measured, number, literal.span), literal.span
    )
    needed = m.variable_names(measured)
    rest = tuple(
        other
        for other in rule.body
        if other is not literal and not (isinstance(other, m.Aggregate) and other.result.name not in needed)
    )
    head = m.Atom("edge", (rule.head.terms[0], distance), rule.span)
    return replace(rule, head=head, body=(*rest, edge))
