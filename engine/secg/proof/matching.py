"""Matching the conditions of rules against a finished model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import assert_never

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.calculation import comparison_holds, evaluate, fold
from secg.language.program import Plan, aggregate_plan
from secg.language.safety import assigned, binds
from secg.proof.followed import Followed
from secg.proof.stand_in import StandIn
from secg.records import Same

Values = Mapping[str, m.Value]


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
    group = {name: values[name] for name in m.group_variables(aggregate, rule) if name in values}
    group.pop(aggregate.result.name, None)  # what is counted does not rest on the total
    ordered, names = aggregate_plan(aggregate, group), sorted(m.variable_names(*aggregate.body))
    groups: dict[tuple[m.Value, ...], dict[str, m.Value]] = {}
    for solution in solve(ordered, group, model, rule):
        key = tuple(solution[name] for name in names)
        groups.setdefault(key, {name: solution[name] for name in names})
    return list(groups.values())


def aggregate_value(aggregate: m.Aggregate, values: Values, model: Model, rule: m.Rule) -> m.Value | None:
    """The value of an aggregate for its group; None for `min` and `max` of nothing."""
    parts: list[m.Value] = []
    for other in contributions(aggregate, values, model, rule):
        part = evaluate(aggregate.value, {**values, **other}) if aggregate.value is not None else 1
        if part is not None:
            parts.append(part)
    return fold(aggregate.function, parts)
