"""Conditions that several aggregates share become one relation, so that large tables are filtered once for all.

Two atoms of which the second only filters the rows of the first, as the users of a provider that are Suppliers, are
taken together wherever they stand between braces, or in the rules that guard such braces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.language.model import Aggregate, Atom, Constant, Literal, Rule, Variable
from engine.language.unknowns import is_internal

PREFIX = "filtered "
"""How the names of these relations begin; no predicate of a policy has a blank in its name."""

Pair = tuple[Atom, Atom]


def share_filters(rules: Sequence[Rule], is_table: Callable[[str], bool]) -> tuple[Rule, ...]:
    """The rules over relations for what they share; `is_table` tells which predicates have rows to filter."""
    found = Counter(
        _shape(*pair) for rule in rules for body in _between_braces(rule) for pair in _filters(body, is_table)
    )
    shared = {shape: f"{PREFIX}{index}" for index, (shape, count) in enumerate(found.items()) if count > 1}
    if not shared:
        return tuple(rules)
    made: dict[str, Rule] = {}

    def over_shared(body: tuple[Literal, ...], rule: Rule) -> tuple[Literal, ...]:
        for first, second in _filters(body, is_table):
            name = shared.get(_shape(first, second))
            if name is not None:
                named = tuple(dict.fromkeys(term for term in first.terms if isinstance(term, Variable)))
                head = Atom(name, _once(named), first.span)
                made.setdefault(name, Rule(head, (first, second), rule.citation, first.span))
                return over_shared(tuple(head if one is first else one for one in body if one is not second), rule)
        return body

    result: list[Rule] = []
    for rule in rules:
        body = over_shared(rule.body, rule) if is_internal(rule.head.predicate) else rule.body
        inner = tuple(
            replace(one, body=over_shared(one.body, rule)) if isinstance(one, Aggregate) else one for one in body
        )
        result.append(replace(rule, body=inner))
    return (*made.values(), *result)


def _once(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    return tuple({one.name: one for one in variables}.values())


def _between_braces(rule: Rule) -> Iterator[tuple[Literal, ...]]:
    if is_internal(rule.head.predicate):
        yield rule.body
    for literal in rule.body:
        if isinstance(literal, Aggregate):
            yield literal.body


def _filters(body: Sequence[Literal], is_table: Callable[[str], bool]) -> Iterator[Pair]:
    """The pairs of atoms of which the second only filters the first."""
    atoms = [one for one in body if isinstance(one, Atom) and is_table(one.predicate)]
    for first in atoms:
        named = {term.name for term in first.terms if isinstance(term, Variable)}
        for second in atoms:
            others = [term.name for term in second.terms if isinstance(term, Variable)]
            narrower = len(others) < len(second.terms) and others and len(named) > len(others)
            if second is not first and narrower and set(others) <= named:
                yield first, second


def _shape(first: Atom, second: Atom) -> tuple[object, ...]:
    """A pair with its variables numbered, so that equal pairs of different rules are one."""
    numbers: dict[str, int] = {}
    written: list[object] = []
    for atom in (first, second):
        written.append(atom.predicate)
        for term in atom.terms:
            if isinstance(term, Variable):
                written.append(numbers.setdefault(term.name, len(numbers)))
            else:
                written.append(("constant", term.value) if isinstance(term, Constant) else "_")
    return tuple(written)
