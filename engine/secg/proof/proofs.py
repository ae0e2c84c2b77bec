"""What proofs are made of, and what a proof tells of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import assert_never

from secg.facts.situation import Row
from secg.language.model import Aggregate, Comparison, Rule, Value
from secg.language.vocabulary import Vocabulary
from secg.records import record

Values = Mapping[str, Value]
"""The values of variables by name."""


@record
class Stated:
    """A leaf: the atom is a fact, or given."""

    predicate: str
    row: Row
    size: int = 1
    unnumbered: int = 0


@record
class Compared:
    """A leaf: a comparison that holds under `values`."""

    comparison: Comparison
    values: Values
    rule: Rule
    size: int = 1
    unnumbered: int = 0


@record
class Absent:
    """A leaf: no row of the predicate fits the pattern (None: anything)."""

    predicate: str
    pattern: tuple[Value | None, ...]
    size: int = 1
    unnumbered: int = 0


@record
class Counted:
    """An aggregate with its value, the proof of each contribution, and the values of its variables in each."""

    aggregate: Aggregate
    value: Value
    contributions: tuple[tuple[Proof, ...], ...]
    instances: tuple[Values, ...]
    rule: Rule
    size: int
    unnumbered: int


@record
class Concluded:
    """An atom concluded by a rule, with a proof of each of its conditions in the order in which they are written.

    `values` are those of the rule's variables; `unnumbered` is how many rules of the proof stand under a paragraph
    whose number no source gives.
    """

    predicate: str
    row: Row
    rule: Rule
    values: Values
    premises: tuple[Proof, ...]
    size: int
    unnumbered: int


Proof = Stated | Compared | Absent | Counted | Concluded


def premises_of(proof: Proof) -> Iterable[Proof]:
    """What a proof rests on, in its order; nothing for a leaf."""
    match proof:
        case Concluded():
            return proof.premises
        case Counted():
            return chain.from_iterable(proof.contributions)
        case Stated() | Compared() | Absent():
            return ()
        case _:
            assert_never(proof)


def concluded_nodes(proof: Proof) -> Iterator[Concluded]:
    """Every concluded node of a proof, the root first, then its premises in order."""
    if isinstance(proof, Concluded):
        yield proof
    for premise in premises_of(proof):
        yield from concluded_nodes(premise)


def stated_leaves(proof: Proof) -> Iterator[tuple[str, Row]]:
    """The facts that a proof rests on, in its order."""
    if isinstance(proof, Stated):
        yield proof.predicate, proof.row
    for premise in premises_of(proof):
        yield from stated_leaves(premise)


def done_on(proof: Proof, vocabulary: Vocabulary) -> date | None:
    """The day on which a duty was done: the last of the days of the facts that the discharge itself asks for."""
    if not isinstance(proof, Concluded):
        return None
    days: list[date] = []
    for premise in proof.premises:
        if isinstance(premise, Stated):
            declared = vocabulary.predicates[premise.predicate]
            place = declared.position(declared.begins)
            if place is not None and isinstance(day := premise.row[place], date):
                days.append(day)
    return max(days, default=None)


def late_days(proof: Proof, due: date, vocabulary: Vocabulary) -> int:
    """By how many days a discharge came after the day by which its duty was due; 0 where it came in time."""
    done = done_on(proof, vocabulary)
    if done is None:
        return 0
    return max((done - due).days, 0)
