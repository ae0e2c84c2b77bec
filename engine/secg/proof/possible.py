"""What could be concluded of parties if they stated what they leave unstated: perhaps more than that, and never less.

A fact with `absent: unknown` that a party does not state may have any value. It stands in a row that has None, any
value, in all places but the first; a condition on a value that is not known may hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from secg.derive.outcomes import Model
from secg.facts.situation import Facts
from secg.language import model as m
from secg.language.program import Program, aggregate_plan
from secg.language.safety import is_ready
from secg.language.unknowns import is_internal
from secg.proof.matching import candidates, literal_solutions, pattern, unify
from secg.proof.proofs import Values

Possible = tuple[m.Value | None, ...]
"""The arguments of an atom that may hold; None is a value that is not known."""


def possible_rows(program: Program, model: Model, facts: Facts) -> Mapping[str, Sequence[Possible]]:
    """For each predicate that rests on what some party does not state, the rows that may hold besides its own."""
    search = _Possible(model)
    for fact, parties in facts.missing.items():
        arity = program.vocabulary.predicates[fact].arity
        search.rows[fact] = [(party, *[None] * (arity - 1)) for party in sorted(parties)]
    for predicate in program.resting_on(search.rows):
        rows: dict[Possible, None] = {}
        for plan in program.plans(predicate):
            for values, is_open in search.solve(plan.conditions, {}, plan.rule):
                if is_open:
                    rows[pattern(plan.rule.head, values)] = None
        known: set[Possible] = set(model.rows(predicate))
        search.rows[predicate] = [row for row in rows if row not in known]
    return search.rows


class _Possible:
    """The possible solutions of rules, layer by layer; `rows` are the possible rows so far."""

    def __init__(self, model: Model) -> None:
        self.rows: dict[str, Sequence[Possible]] = {}
        self._model = model

    def solve(
        self, ordered: Sequence[m.Literal], values: Values, rule: m.Rule, is_open: bool = False
    ) -> Iterator[tuple[Values, bool]]:
        """The values under which conditions hold or may hold, each with whether one of them waits for a fact."""
        if not ordered:
            yield values, is_open
            return
        for extended, waits in self._solutions(ordered[0], values, rule):
            yield from self.solve(ordered[1:], extended, rule, is_open or waits)

    def _solutions(self, literal: m.Literal, values: Values, rule: m.Rule) -> Iterator[tuple[Values, bool]]:
        if isinstance(literal, m.Atom):
            for row in candidates(literal, values, self._model):
                yield from self._unified(literal, row, values, is_open=False)
            for possible in self.rows.get(literal.predicate, ()):
                yield from self._unified(literal, possible, values, is_open=True)
            return
        counts = isinstance(literal, m.Aggregate)
        is_guard = isinstance(literal, m.Negation) and is_internal(literal.atom.predicate)
        if is_guard or not is_ready(literal, set(values), rule):
            yield values, counts  # a guard is asked for with its aggregate; what has no values may hold
        elif isinstance(literal, m.Aggregate) and self._may_have_more(literal, values, rule):
            yield values, True
        else:
            for extended in literal_solutions(literal, values, self._model, rule):
                yield extended, False

    def _unified(self, atom: m.Atom, row: Possible, values: Values, is_open: bool) -> Iterator[tuple[Values, bool]]:
        extended = unify(atom.terms, row, values)
        if extended is not None:
            yield extended, is_open

    def _may_have_more(self, aggregate: m.Aggregate, values: Values, rule: m.Rule) -> bool:
        """Whether what an aggregate ranges over for its group waits for a fact."""
        group = {name: values[name] for name in m.group_variables(aggregate, rule)}
        solutions = self.solve(aggregate_plan(aggregate, group), group, rule)
        return any(is_open for _, is_open in solutions)
