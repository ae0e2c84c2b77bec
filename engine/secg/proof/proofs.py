"""One smallest proof for each atom of a model, the same on every run.

A proof's size is the number of its nodes. Among proofs of one size the one with the fewest rules under paragraphs
whose numbers no source gives is taken: of two ways to a conclusion the better known one is cited. Then the rule that
stands first in the Code is taken, then the first match in the model's order. An atom of the model that no rule instance
supports is an internal error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import assert_never

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language.model import Aggregate, Atom, Comparison, Literal, Negation, Rule, Value
from secg.language.program import Program
from secg.language.unknowns import is_internal
from secg.language.vocabulary import Vocabulary
from secg.messages import Faults, Span, catalogue
from secg.proof.matching import Values, contributions, matches, pattern, solve, unify
from secg.records import record


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


class Prover:
    """Finds the smallest proof of atoms of one model, which the program derived."""

    def __init__(self, program: Program, model: Model) -> None:
        self._model = model
        self._program = program
        self._proofs: dict[tuple[str, Row], Proof] = {}

    def prove(self, predicate: str, row: Row) -> Proof:
        """The smallest proof of an atom of the model. Raises Faults E599 for an atom that nothing supports."""
        key = (predicate, row)
        if key not in self._proofs:
            if predicate not in self._program.by_head:
                if not self._model.holds(predicate, row):
                    raise _unsupported(predicate, row)
                self._proofs[key] = Stated(predicate, row)
            else:
                self._proofs[key] = self._smallest(predicate, row)
        return self._proofs[key]

    def instances(self, predicate: str, row: Row) -> Iterator[tuple[Rule, dict[str, Value]]]:
        """Every rule instance that concludes the atom, in order."""
        for plan in self._program.plans_for_row(predicate):
            values = unify(plan.rule.head.terms, row, {})
            if values is not None:
                for match in solve(plan.conditions, values, self._model, plan.rule):
                    yield plan.rule, match

    def _smallest(self, predicate: str, row: Row) -> Concluded:
        best: Concluded | None = None
        for rule, values in self.instances(predicate, row):
            premises = self._premises(rule.body, values, rule)
            size = 1 + sum(premise.size for premise in premises)
            unnumbered = bool(rule.citation.paragraph.name) + sum(premise.unnumbered for premise in premises)
            # strictly less: of equals the rule that stands first in the Code is kept
            if best is None or (size, unnumbered) < _cost(best):
                best = Concluded(predicate, row, rule, values, premises, size, unnumbered)
        if best is None:
            raise _unsupported(predicate, row)
        return best

    def _premises(self, body: Iterable[Literal], values: Values, rule: Rule) -> tuple[Proof, ...]:
        """The proofs of conditions; a guard says only that all numbers are stated, and needs none."""
        return tuple(chain.from_iterable(self._literal(literal, values, rule) for literal in body))

    def _literal(self, literal: Literal, values: Values, rule: Rule) -> Iterator[Proof]:
        match literal:
            case Atom():
                rows = (row for row, _ in matches(literal, values, self._model))
                # the first of several smallest, as the rows come in the model's order
                yield min((self.prove(literal.predicate, row) for row in rows), key=_cost)
            case Negation():
                if not is_internal(literal.atom.predicate):
                    yield Absent(literal.atom.predicate, pattern(literal.atom, values))
            case Comparison():
                yield Compared(literal, values, rule)
            case Aggregate():
                yield self._counted(literal, values, rule)
            case _:
                assert_never(literal)

    def _counted(self, aggregate: Aggregate, values: Values, rule: Rule) -> Counted:
        parts: list[tuple[Proof, ...]] = []
        instances = contributions(aggregate, values, self._model, rule)
        for instance in instances:
            parts.append(self._premises(aggregate.body, {**values, **instance}, rule))
        proofs = list(chain.from_iterable(parts))
        size = 1 + sum(proof.size for proof in proofs)
        unnumbered = sum(proof.unnumbered for proof in proofs)
        return Counted(aggregate, values[aggregate.result.name], tuple(parts), tuple(instances), rule, size, unnumbered)


def _cost(proof: Proof) -> tuple[int, int]:
    """What is least for the proof that is taken."""
    return proof.size, proof.unnumbered


def _unsupported(predicate: str, row: Row) -> Faults:
    what = f"`{predicate}{row}` is in the model and no rule instance supports it"
    return Faults([catalogue.INTERNAL.at(Span("", 0, 0), what=what)])


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
