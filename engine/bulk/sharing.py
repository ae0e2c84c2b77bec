"""Conditions that several aggregates share become one relation, so that large tables are filtered once for all.

Two atoms of which the second only filters the rows of the first, as the users of a provider that are Suppliers, are
taken together wherever they stand between braces, or in the rules that guard such braces. Filters that differ in words
only, as the users that are Suppliers and those that are Network Parties, are one relation, with the words beside.
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
    asked: dict[str, dict[tuple[Constant, ...], Rule]] = {name: {} for name in shared.values()}

    def over_shared(body: tuple[Literal, ...], rule: Rule) -> tuple[Literal, ...]:
        for first, second in _filters(body, is_table):
            name = shared.get(_shape(first, second))
            if name is not None:
                named, words = _once([term for term in first.terms if isinstance(term, Variable)]), _words(second)
                places = tuple(Variable(f"Word {index}", first.span) for index in range(len(words)))
                waiting = iter(places)
                general = tuple(next(waiting) if term in words else term for term in second.terms)
                listed = Atom(f"words of {name}", places, first.span)
                rows = Atom(name, (*named, *places), first.span)
                conditions = (first, replace(second, terms=general), *([listed] if words else ()))
                made.setdefault(name, Rule(rows, conditions, rule.citation, first.span))
                if words:
                    told = Rule(replace(listed, terms=words), (), rule.citation, first.span)
                    asked[name].setdefault(words, told)
                head = replace(rows, terms=(*named, *words))
                return over_shared(tuple(head if one is first else one for one in body if one is not second), rule)
        return body

    result: list[Rule] = []
    for rule in rules:
        body = over_shared(rule.body, rule) if is_internal(rule.head.predicate) else rule.body
        inner = tuple(
            replace(one, body=over_shared(one.body, rule)) if isinstance(one, Aggregate) else one for one in body
        )
        result.append(replace(rule, body=inner))
    return (*(told for words in asked.values() for told in words.values()), *made.values(), *result)


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


def _words(filtering: Atom) -> tuple[Constant, ...]:
    """The words that an atom asks for."""
    return tuple(term for term in filtering.terms if isinstance(term, Constant) and isinstance(term.value, str))


def _shape(first: Atom, second: Atom) -> tuple[object, ...]:
    """A pair with its variables numbered, without the words that the second asks for, so that equal pairs are one."""
    numbers: dict[str, int] = {}
    written: list[object] = []
    for atom in (first, second):
        written.append(atom.predicate)
        for term in atom.terms:
            if isinstance(term, Variable):
                written.append(numbers.setdefault(term.name, len(numbers)))
            elif atom is second and isinstance(term, Constant) and isinstance(term.value, str):
                written.append("word")
            else:
                written.append(("constant", term.value) if isinstance(term, Constant) else "_")
    return tuple(written)
