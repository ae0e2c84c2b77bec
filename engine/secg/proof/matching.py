"""What holds in a finished model: the values under which conditions hold, and the smallest proof of each atom.

There is one proof for an atom, the same on every run. Its size is the number of its nodes. Among proofs of one size the
one with the fewest rules under paragraphs whose numbers no source gives is taken: of two ways to a conclusion the
better known one is cited. Then the rule that stands first in the Code is taken, then the first match in the model's
order. An atom of the model that no rule instance supports is an internal error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import assert_never

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.calculation import comparison_holds, evaluate, fold
from secg.language.program import Plan, Program, aggregate_plan
from secg.language.safety import assigned, binds
from secg.language.unknowns import is_internal
from secg.messages import REQUEST, Faults, catalogue
from secg.proof.followed import Followed
from secg.proof.proofs import Absent, Compared, Concluded, Counted, Proof, Stated, Values
from secg.proof.stand_in import StandIn
from secg.records import Same


def unify(terms: Sequence[m.Term], row: Sequence[m.Value | None], values: Values) -> dict[str, m.Value] | None:
    """`values` extended so that the terms read as the row, in which None is any value; None where they can't."""
    result = dict(values)
    for term, value in zip(terms, row, strict=True):
        if value is None:
            continue
        if isinstance(term, m.Constant):
            if term.value != value:
                return None
        elif isinstance(term, m.Variable) and result.setdefault(term.name, value) != value:
            return None
    return result


def candidates(atom: m.Atom, values: Values, model: Model) -> Sequence[Row]:
    """The rows worth trying for an atom: those that agree in the rarest bound argument."""
    best: Sequence[Row] = model.rows(atom.predicate)
    for position, term in enumerate(atom.terms):
        value = term_value(term, values)
        if value is not None:
            if isinstance(value, StandIn):  # by the rows of another value it would be compared with each of its own
                return value.rows(atom, position, model)
            rows = model.rows_with(atom.predicate, position, value)
            if len(rows) < len(best):
                best = rows
    return best


def term_value(term: m.Term, values: Values) -> m.Value | None:
    """The value of a term, None where it has none yet."""
    if isinstance(term, m.Constant):
        return term.value
    return values.get(term.name) if isinstance(term, m.Variable) else None


def pattern(atom: m.Atom, values: Values) -> tuple[m.Value | None, ...]:
    """The atom's arguments as far as they have values."""
    return tuple(term_value(term, values) for term in atom.terms)


def matches(atom: m.Atom, values: Values, model: Model) -> Iterator[tuple[Row, dict[str, m.Value]]]:
    """The rows of the model that an atom matches, with the values each gives."""
    for row in candidates(atom, values, model):
        extended = unify(atom.terms, row, values)
        if extended is not None:
            yield row, extended


def solve(ordered: Sequence[m.Literal], values: Values, model: Model, rule: m.Rule) -> Iterator[dict[str, m.Value]]:
    """All values under which the ordered conditions hold."""
    if not ordered:
        yield dict(values)
        return
    for extended in literal_solutions(ordered[0], values, model, rule):
        yield from solve(ordered[1:], extended, model, rule)


def conclusions(plan: Plan, model: Model) -> Iterator[Row]:
    """Everything that a rule by itself concludes from a finished model, some of it perhaps more than once."""
    if plan.is_idle(model.relations):
        return
    at, names = _ending(Same(plan))
    ending = plan.conditions[at:]
    known: dict[tuple[m.Value, ...], bool] = {}

    def ends_well(values: Values) -> bool:
        """Whether the last conditions hold, asked once for all values that they do not tell apart."""
        if not ending:
            return True
        key = tuple(values[name] for name in names)
        # to look up a number that is followed would compare it
        followed = any(isinstance(value, Followed) for value in key)
        if not followed and key in known:
            return known[key]
        # all of them, though the first would do: each may compare a number that is followed
        holds = bool(list(solve(ending, dict(zip(names, key, strict=True)), model, plan.rule)))
        if not followed:
            known[key] = holds
        return holds

    for values in solve(plan.conditions[:at], {}, model, plan.rule):
        if ends_well(values):
            yield tuple(value for term in plan.rule.head.terms if (value := term_value(term, values)) is not None)


@lru_cache(maxsize=20_000)
def _ending(same: Same[Plan]) -> tuple[int, tuple[str, ...]]:
    """Where those conditions of a rule begin that only have to hold, and the names that they share with the others.

    They give no value to the conclusion, and some value met before them is nothing to them.
    """
    plan = same.value
    wanted = {term.name for term in plan.rule.head.terms if isinstance(term, m.Variable)}
    bound: set[str] = set()
    for at, literal in enumerate(plan.conditions):
        later = m.variable_names(*plan.conditions[at:])
        new = later - bound
        if at and new and bound - later and not new & wanted:
            return at, tuple(sorted(bound & later))
        bound |= binds(literal, bound)
    return len(plan.conditions), ()


def literal_solutions(literal: m.Literal, values: Values, model: Model, rule: m.Rule) -> Iterator[dict[str, m.Value]]:
    """The values, extended, under which one condition holds."""
    match literal:
        case m.Atom():
            yield from _distinct_solutions(literal, values, model)
        case m.Negation():
            if next(matches(literal.atom, values, model), None) is None:
                yield dict(values)
        case m.Comparison():
            yield from _comparison_solutions(literal, values)
        case m.Aggregate():
            value = aggregate_value(literal, values, model, rule)
            # another condition may have given the result a value: then it is a test of the total
            if value is not None and values.get(literal.result.name, value) == value:
                yield {**values, literal.result.name: value}
        case _:
            assert_never(literal)


def _distinct_solutions(atom: m.Atom, values: Values, model: Model) -> Iterator[dict[str, m.Value]]:
    """The solutions of an atom without repeats: rows that differ only where it has `_` give the same values."""
    if not any(isinstance(term, m.Anything) for term in atom.terms):
        for _, extended in matches(atom, values, model):
            yield extended
        return
    new = {term.name for term in atom.terms if isinstance(term, m.Variable)} - values.keys()
    seen: set[tuple[m.Value, ...]] = set()
    for _, extended in matches(atom, values, model):
        key = tuple(extended[name] for name in new)
        if key not in seen:
            seen.add(key)
            yield extended
            if not new:  # every other row would give the same values
                return


def _comparison_solutions(comparison: m.Comparison, values: Values) -> Iterator[dict[str, m.Value]]:
    given = assigned(comparison, set(values))
    if given is not None:
        target, other = given
        value = evaluate(other, values)
        if value is not None:
            yield {**values, target.name: value}
        return
    if comparison_holds(comparison, values):
        yield dict(values)


def contributions(aggregate: m.Aggregate, values: Values, model: Model, rule: m.Rule) -> list[dict[str, m.Value]]:
    """The distinct values of the named variables between the braces, for the group that `values` gives."""
    group = _group(aggregate, values, rule)
    ordered, names = aggregate_plan(aggregate, group), sorted(m.variable_names(*aggregate.body))
    groups: dict[tuple[m.Value, ...], dict[str, m.Value]] = {}
    for solution in solve(ordered, group, model, rule):
        key = tuple(solution[name] for name in names)
        groups.setdefault(key, {name: solution[name] for name in names})
    return list(groups.values())


def _group(aggregate: m.Aggregate, values: Values, rule: m.Rule) -> dict[str, m.Value]:
    group = {name: values[name] for name in m.group_variables(aggregate, rule) if name in values}
    group.pop(aggregate.result.name, None)  # what is counted does not rest on the total
    return group


def aggregate_value(aggregate: m.Aggregate, values: Values, model: Model, rule: m.Rule) -> m.Value | None:
    """The value of an aggregate for its group, kept with the model; None for `min` and `max` of nothing."""
    group = _group(aggregate, values, rule)
    key = (Same(aggregate), *group.items())
    # to look up a number that is followed would compare it
    followed = any(isinstance(value, Followed) for value in group.values())
    if not followed and key in model.totals:
        return model.totals[key]
    parts: list[m.Value] = []
    for other in contributions(aggregate, values, model, rule):
        part = evaluate(aggregate.value, {**values, **other}) if aggregate.value is not None else 1
        if part is not None:
            parts.append(part)
    total = fold(aggregate.function, parts)
    if not followed:
        model.totals[key] = total
    return total


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

    def instances(self, predicate: str, row: Row) -> Iterator[tuple[m.Rule, dict[str, m.Value]]]:
        """Every rule instance that concludes the atom, in order."""
        for plan in self._program.plans_for_row(predicate, row):
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

    def _premises(self, body: Iterable[m.Literal], values: Values, rule: m.Rule) -> tuple[Proof, ...]:
        """The proofs of conditions; a guard says only that all numbers are stated, and needs none."""
        return tuple(chain.from_iterable(self._literal(literal, values, rule) for literal in body))

    def _literal(self, literal: m.Literal, values: Values, rule: m.Rule) -> Iterator[Proof]:
        match literal:
            case m.Atom():
                rows = (row for row, _ in matches(literal, values, self._model))
                # the first of several smallest, as the rows come in the model's order
                yield min((self.prove(literal.predicate, row) for row in rows), key=_cost)
            case m.Negation():
                if not is_internal(literal.atom.predicate):
                    yield Absent(literal.atom.predicate, pattern(literal.atom, values))
            case m.Comparison():
                yield Compared(literal, values, rule)
            case m.Aggregate():
                yield self._counted(literal, values, rule)
            case _:
                assert_never(literal)

    def _counted(self, aggregate: m.Aggregate, values: Values, rule: m.Rule) -> Counted:
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
    return catalogue.INTERNAL.fault(REQUEST, what=what)
