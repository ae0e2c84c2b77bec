"""What a change of the Code does to a population: how many parties go from what to what, and who is near an edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from secg.bulk.deriving import load
from secg.bulk.engines.duckdb_engine import Database, bulk_run, renamed, run, sql_text
from secg.bulk.sql.analysis import PARTIES
from secg.bulk.sql.decisions import SEPARATOR
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import rule_select, union_all
from secg.bulk.sql.told import compile_told, differing_predicates
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Status
from secg.language import model as m
from secg.language.operators import ORDERS, Calculation, Comparator
from secg.language.predicate_kinds import PredicateKind, RowKind
from secg.language.program import Program
from secg.messages import Diagnostic
from secg.outcomes.states import CONTRADICTORY, SILENT, UNANSWERED, DetailKind
from secg.records import record

BEFORE, AFTER = "before", "after"

KEY = ("party", "conclusion", "capacity", "year", "duty", "about")
SHOWN = 3
DAY = "day"
"""What stands for each day among the values of a move."""
_TOLD_KEY = (*KEY, "predicate")
_OF = tuple(name for name in KEY if name != "conclusion")
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
class DetailMove:
    """How many parties are told other values of a detail, which a predicate gives.

    A day is given as `DAY`, as days are as many as parties: where there is one before and after, `moved_days` is by how
    many days it moved, at least and at most.
    """

    conclusion: str
    capacity: str | None
    year: int | None
    duty: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    paragraphs_before: str | None
    paragraphs_after: str | None
    parties: int
    predicate: str
    moved_days: tuple[int, int] | None


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
    moves: tuple[Move | DetailMove, ...]
    edges: tuple[Edge, ...]
    findings: tuple[Diagnostic, ...]


def population_impact(
    before: Code, after: Code, policies: Policies, population: Path, day: date, memory: str | None = None
) -> PopulationImpact:
    """The difference between two Codes over a population as at a day. Raises Faults."""
    with bulk_run(memory, None) as (database, step):
        report = load(database, policies, population, day, step)
        codes = {BEFORE: before, AFTER: after}
        differing = differing_predicates(before.program, after.program)
        for name, code in codes.items():
            step(f"deriving: {name}")
            told = compile_told(code.program, day, differing)
            became = run(database, told.program)
            database.create(f"side_{name}", f"{_STATES} FROM ({sql_text(renamed(told.conclusions, became))})")
            database.create(f"told_{name}", f"{_TOLD} FROM ({sql_text(renamed(told.values, became))}) GROUP BY ALL")
        step("comparing")
        database.create("moved", _MOVED)
        database.create("told_moved", _TOLD_MOVED)
        parties = int(database.rows(f"SELECT count(*) FROM {PARTIES}")[0][0])
        number = int(database.rows(_CHANGED)[0][0])
        moves = tuple(_moves(database, codes))
        edges = tuple(_edges(database, codes, policies, day))
        return PopulationImpact(parties, number, moves, edges, tuple(report.summary()))


def _moves(database: Database, codes: Mapping[str, Code]) -> Iterator[Move | DetailMove]:
    """The moves with their paragraphs in the order of the Code."""
    places: dict[str, tuple[object, ...]] = {}
    for code in codes.values():
        places.update((str(rule.citation), rule.citation.sort_key) for rule in code.program.rules)

    def cited(names: list[str] | None) -> str | None:
        return None if names is None else SEPARATOR.join(sorted(filter(None, names), key=places.__getitem__))

    for *about, first, other, parties in database.rows(_SUMMARY):
        yield Move(*(*about, cited(first), cited(other), parties))
    for *about, before, after, first, other, parties, predicate, least, most in database.rows(_TOLD_SUMMARY):
        moved = (int(least), int(most)) if least is not None else None
        values = (tuple(before), tuple(after))
        yield DetailMove(*(*about, *values, cited(first), cited(other), parties, predicate, moved))


_STATES = f"""
SELECT * REPLACE (CASE
    WHEN conclusion = '{RowKind.ASSESSMENT}' AND outcome = '{CONFLICT}' THEN '{CONTRADICTORY}'
    WHEN outcome <> '{UNDETERMINED}' THEN outcome
    WHEN concluding_paragraphs = '' THEN '{UNANSWERED}'
    ELSE '{SILENT}' END AS outcome)
"""
"""The states of `secg impact`: a question that a paragraph leaves open is not one that nothing answers."""

_TOLD = f"""
SELECT
    {", ".join(_TOLD_KEY)}, list_sort(list_distinct(list("value"))) AS told,
    flatten(list(string_split(paragraphs, '{SEPARATOR}'))) AS paragraphs
"""
"""The values of each detail together."""


def _same(names: Iterable[str], first: str, other: str) -> str:
    # of a key most columns are null: a duty has no year, an assessment none of what duties are about
    return " AND ".join(f"{first}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in names)


def _cited(side: str) -> str:
    """The paragraphs of a side's conclusions; null where it has none."""
    names = f"{side}.concluding_paragraphs"
    return f"flatten(list(string_split({names}, '{SEPARATOR}')) FILTER ({names} IS NOT NULL))"


def _either(names: Iterable[str]) -> str:
    return ", ".join(f"COALESCE(before.{name}, after.{name}) AS {name}" for name in names)


_MOVED = f"""
SELECT
    {_either(KEY)}, before.outcome AS outcome_before, after.outcome AS outcome_after,
    {_cited("before")} AS paragraphs_before,
    {_cited("after")} AS paragraphs_after
FROM side_before AS before FULL JOIN side_after AS after ON {_same(KEY, "before", "after")}
WHERE before.outcome IS DISTINCT FROM after.outcome
GROUP BY ALL
"""
"""The conclusions whose outcome differs, or that one side alone has; a duty may be laid on a party by several rows."""

_TOLD_MOVED = f"""
WITH differing AS (
    SELECT
        {_either(_TOLD_KEY)}, COALESCE(before.told, []) AS told_before, COALESCE(after.told, []) AS told_after,
        before.paragraphs AS paragraphs_before, after.paragraphs AS paragraphs_after
    FROM told_before AS before FULL JOIN told_after AS after ON {_same(_TOLD_KEY, "before", "after")}
    WHERE before.told IS DISTINCT FROM after.told
)
SELECT DISTINCT differing.* FROM differing
LEFT JOIN side_before AS before ON {_same(_OF, "before", "differing")}
LEFT JOIN side_after AS after ON {_same(_OF, "after", "differing")}
WHERE CASE
    WHEN differing.conclusion IN ('{DetailKind.DUE}', '{PredicateKind.OWED_TO}')
        THEN before.outcome <> '{Status.UNSETTLED}' AND after.outcome <> '{Status.UNSETTLED}'
    WHEN differing.conclusion = '{DetailKind.SILENCE}'
        THEN before.outcome = '{SILENT}' AND after.outcome = '{SILENT}'
    WHEN differing.conclusion = '{DetailKind.CONTRADICTION}'
        THEN before.outcome = '{CONTRADICTORY}' AND after.outcome = '{CONTRADICTORY}'
    WHEN differing.conclusion = '{DetailKind.UNSETTLED}' THEN before.outcome = after.outcome
    WHEN differing.conclusion = '{DetailKind.DONE}'
        THEN before.outcome = '{Status.EXCUSED}' AND after.outcome = '{Status.EXCUSED}'
    WHEN differing.conclusion = '{DetailKind.WARNING}' AND differing.duty IS NOT NULL THEN (
        (differing.party, differing.duty) IN (
            SELECT (party, duty) FROM side_before WHERE outcome = '{Status.APPLIES}'
        ) AND (differing.party, differing.duty) IN (
            SELECT (party, duty) FROM side_after WHERE outcome = '{Status.APPLIES}'
        )
    )
    ELSE TRUE
END
"""
"""The details that differ where both sides give what they are of, and nothing else tells of it: as `report.impact`."""

_CHANGED = "SELECT count(*) FROM (SELECT party FROM moved UNION SELECT party FROM told_moved)"

_CITED = (
    "list_sort(list_distinct(paragraphs_before)), list_sort(list_distinct(paragraphs_after)), count(DISTINCT party)"
)
_SUMMARY = f"""
SELECT conclusion, capacity, year, duty, outcome_before, outcome_after, {_CITED}
FROM moved GROUP BY ALL ORDER BY ALL
"""
"""The fields of the moves, in their order."""


def _without_days(values: str) -> str:
    return f"CASE WHEN {_DAYS} THEN list_transform({values}, lambda each: '{DAY}') ELSE {values} END"


_DAYS = f"conclusion IN ('{DetailKind.DUE}', '{DetailKind.NEXT_DUE}')"
_TOLD_SUMMARY = f"""
WITH shown AS (
    SELECT
        * REPLACE (
            {_without_days("told_before")} AS told_before, {_without_days("told_after")} AS told_after
        ),
        CASE WHEN {_DAYS} AND len(told_before) = 1 AND len(told_after) = 1
            THEN date_diff('day', CAST(told_before[1] AS DATE), CAST(told_after[1] AS DATE)) END AS moved_days
    FROM told_moved
)
SELECT * EXCLUDE (direction) FROM (
    SELECT
        conclusion, capacity, year, duty, told_before, told_after, {_CITED}, predicate,
        min(moved_days) AS least, max(moved_days) AS most, sign(moved_days) AS direction
    FROM shown GROUP BY ALL
) ORDER BY ALL
"""
"""The same of details; days are as many as there are parties, so that only earlier and later ones are told apart."""


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
