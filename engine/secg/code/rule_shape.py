"""Rules apart from how they are written: equal shapes say the same, whatever the variables' names and the order of
conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from secg.language.model import (
    Aggregate,
    Anything,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Negation,
    Rule,
    Term,
    Variable,
    literal_variables,
)
from secg.language.operators import Calculation, Comparator
from secg.language.phrases import oriented

Shape = tuple[Any, ...]
"""Nested tuples of plain words: what a rule or condition says, with variables by their part in it."""


def rule_shape(rule: Rule) -> Shape:
    """The shape of a rule: its head, then its conditions in a fixed order, variables numbered as they first come."""
    colours = _colours(rule)
    ordered = sorted(rule.body, key=lambda literal: repr(_literal(literal, colours)))
    numbers: dict[str, str] = {}
    for literal in (rule.head, *ordered):
        for variable in _in_order(literal, colours):
            numbers.setdefault(variable, f"V{len(numbers)}")
    return (_literal(rule.head, numbers), *sorted((_literal(literal, numbers) for literal in ordered), key=repr))


def condition_shape(literal: Literal) -> Shape:
    """The shape of one condition with all its variables alike: equal for conditions that differ in names alone."""
    return _literal(literal, {})


def _colours(rule: Rule) -> Mapping[str, str]:
    """For each variable a word that tells its part in the rule, refined until variables of different parts differ."""
    literals: Sequence[Literal] = (rule.head, *rule.body)
    names = {variable.name for literal in literals for variable in literal_variables(literal)}
    colours = dict.fromkeys(names, "")
    for _ in range(min(len(names), 4)):
        occurrences: dict[str, list[str]] = {name: [] for name in names}
        for place, literal in enumerate(literals):
            mark = "head" if place == 0 else ""
            for name in {variable.name for variable in literal_variables(literal)}:
                own = {**colours, name: f"*{colours[name]}"}
                occurrences[name].append(f"{mark}{_literal(literal, own)!r}")
        ranked = {name: repr(sorted(words)) for name, words in occurrences.items()}
        order = {word: str(index) for index, word in enumerate(sorted(set(ranked.values())))}
        colours = {name: order[word] for name, word in ranked.items()}
    return colours


def _in_order(literal: Literal, colours: Mapping[str, str]) -> Iterable[str]:
    if isinstance(literal, Aggregate):
        yield literal.result.name
        for inner in sorted(literal.body, key=lambda literal: repr(_literal(literal, colours))):
            yield from _in_order(inner, colours)
    else:
        yield from (variable.name for variable in literal_variables(literal))


def _literal(literal: Literal, names: Mapping[str, str]) -> Shape:
    if isinstance(literal, Atom):
        return (literal.predicate, *(_term(term, names) for term in literal.terms))
    if isinstance(literal, Negation):
        return ("not", _literal(literal.atom, names))
    if isinstance(literal, Comparison):
        turned = oriented(literal)
        left, right = _expression(turned.left, names), _expression(turned.right, names)
        if turned.operator in (Comparator.EQUAL, Comparator.UNEQUAL) and not isinstance(turned.right, Constant):
            left, right = sorted((left, right), key=repr)
        return (turned.operator.value, left, right)
    value = _expression(literal.value, names) if literal.value is not None else ()
    inner = tuple(sorted((_literal(other, names) for other in literal.body), key=repr))
    return (literal.function.value, _term(literal.result, names), value, inner)


def _term(term: Term, names: Mapping[str, str]) -> Shape:
    if isinstance(term, Variable):
        return ("variable", names.get(term.name, ""))
    if isinstance(term, Anything):
        return ("anything",)
    value = term.value.isoformat() if isinstance(term.value, date) else term.value
    return (term.form.value, value)


def _expression(expression: Expression, names: Mapping[str, str]) -> Shape:
    if isinstance(expression, Arithmetic):
        sides = [_expression(expression.left, names), _expression(expression.right, names)]
        if expression.operator in (Calculation.PLUS, Calculation.TIMES):
            sides.sort(key=repr)
        return (expression.operator.value, *sides)
    if isinstance(expression, DateShift):
        return (
            expression.unit.value,
            expression.sign,
            _expression(expression.base, names),
            _expression(expression.amount, names),
        )
    return _term(expression, names)
