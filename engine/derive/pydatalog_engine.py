"""From the rule model to pyDatalog's own engine objects, and back to a model.

Nothing is ever handed to pyDatalog as text. Each run has a fresh `Logic()`. Predicates are derived layer by layer:
the rows of a finished predicate are asserted as facts for the layers above, so that negation and aggregates look at
finished relations only; conditions are put in an order in which each is bound before it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pyDatalog import Logic, pyEngine

from engine.derive.model import Model, base_relations, sorted_rows
from engine.facts.situation import Facts, Row
from engine.language.binding import assigned, binds, evaluation_order
from engine.language.calculation import calculate, evaluate, fold, shift_date
from engine.language.model import (
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
    expression_variables,
    group_variables,
    literal_variables,
)
from engine.language.program_checks import strata
from engine.language.vocabulary import Vocabulary

_COMPARISONS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
NO_VALUE = "no value"
"""Stands for a calculation without a value, `mod` by zero; no name in a policy holds a blank, so nothing equals it."""


def derive(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> Model:
    """The model of checked rules (guards included) over the facts of a day; its rows do not depend on the run."""
    relations = base_relations(facts)
    run = _Run(relations)
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    for layer in strata(rules):
        for predicate in layer:
            run.derive(predicate, by_head[predicate])
    return Model(run.relations)


class _Run:
    """One derivation: relations grow predicate by predicate."""

    def __init__(self, relations: dict[str, tuple[Row, ...]]) -> None:
        self.relations = relations
        self._asserted: set[str] = set()
        self._helpers = 0
        Logic()

    def derive(self, predicate: str, rules: Sequence[Rule]) -> None:
        """Ask for every row of `predicate`."""
        arity = len(rules[0].head.terms)
        name = self._helper("derived")
        for rule in rules:
            ordered, _ = evaluation_order(rule.body, rule)
            body = self._body(ordered, rule)
            if body is not None:
                head = pyEngine.Literal(name, [_term(term) for term in rule.head.terms])
                pyEngine.assert_(pyEngine.Clause(head, body))
        self.relations[predicate] = sorted_rows(self._ask(name, arity))

    def _body(self, ordered: Sequence[Literal], rule: Rule) -> list[Any] | None:
        """The engine literals of a body; None where some relation is empty, so that the rule gives nothing."""
        body: list[Any] = []
        done: list[Literal] = []
        bound: set[str] = set()
        for literal in ordered:
            if isinstance(literal, Atom):
                part = self._atom(literal)
            elif isinstance(literal, Aggregate):
                part = self._aggregate(literal, rule, done)
            elif isinstance(literal, Negation):
                part = self._negation(literal)
            else:
                part = _comparison(literal, bound)
            if part is None:
                return None
            body.extend(part)
            done.append(literal)
            bound |= binds(literal, bound)
        return body

    def _atom(self, atom: Atom) -> list[Any] | None:
        rows = self.relations.get(atom.predicate, ())
        if not rows:
            return None
        name = f"rows of {atom.predicate}".replace(".", " ")
        self._assert(name, rows)
        return [pyEngine.Literal(name, [_term(term) for term in atom.terms])]

    def _negation(self, negation: Negation) -> list[Any]:
        """`not`, over the rows cut down to the arguments that are not `_`."""
        atom = negation.atom
        kept = [index for index, term in enumerate(atom.terms) if not isinstance(term, Anything)]
        rows = sorted_rows(tuple(row[index] for index in kept) for row in self.relations.get(atom.predicate, ()))
        if not rows:
            return []
        if not kept:
            return [pyEngine.Literal("==", [pyEngine.Const(0), pyEngine.Const(1)])]
        name = f"rows of {atom.predicate} at {' '.join(map(str, kept))}".replace(".", " ")
        self._assert(name, rows)
        return [pyEngine.Literal(f"~{name}", [_term(atom.terms[index]) for index in kept])]

    def _aggregate(self, aggregate: Aggregate, rule: Rule, before: Sequence[Literal]) -> list[Any] | None:
        """The aggregate as a relation from group to value, folded from what pyDatalog finds between the braces."""
        group = [name for name in group_variables(aggregate, rule) if name != aggregate.result.name]
        outer = self._body([one for one in before if not isinstance(one, Aggregate)], rule)
        if outer is None:
            return None
        groups = self._solutions(group, outer)
        inner_order, _ = evaluation_order(aggregate.body, None, group)
        variables = [one for literal in aggregate.body for one in literal_variables(literal)]
        inner_names = sorted({one.name for one in variables} - set(group))
        group_name = self._helper("group")
        contributions: dict[Row, list[Row]] = {row: [] for row in groups}
        if groups:
            self._assert(group_name, groups)
            inner = self._body(inner_order, rule)
            if inner is not None:
                terms = [_variable(name) for name in group] or [pyEngine.Const(0)]
                found = self._solutions([*group, *inner_names], [pyEngine.Literal(group_name, terms), *inner])
                for row in found:
                    contributions[row[: len(group)] or (0,)].append(row[len(group) :])
        values: list[Row] = []
        for key, rows in contributions.items():
            inner_values = [dict(zip(inner_names, row, strict=True)) for row in rows]
            grouped = dict(zip(group, key, strict=False))
            parts = [
                evaluate(aggregate.value, {**grouped, **one}) if aggregate.value is not None else 1
                for one in inner_values
            ]
            value = fold(aggregate.function, [part for part in parts if part is not None])
            if value is not None:
                values.append((*key, value))
        if not values:
            return None
        name = self._helper("value")
        self._assert(name, sorted_rows(values))
        terms = [_variable(one) for one in group] or [pyEngine.Const(0)]
        return [pyEngine.Literal(name, [*terms, _variable(aggregate.result.name)])]

    def _solutions(self, names: Sequence[str], body: list[Any]) -> tuple[Row, ...]:
        """The distinct values of the named variables under which the body holds; `(0,)` stands for no names."""
        name = self._helper("solutions")
        terms = [_variable(one) for one in names] or [pyEngine.Const(0)]
        pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(name, terms), body))
        return sorted_rows(self._ask(name, len(terms)))

    def _assert(self, name: str, rows: Iterable[Row]) -> None:
        if name in self._asserted:
            return
        self._asserted.add(name)
        for row in rows:
            pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(name, [pyEngine.Const(value) for value in row]), []))

    def _helper(self, what: str) -> str:
        self._helpers += 1
        return f"{what} {self._helpers}"

    def _ask(self, name: str, arity: int) -> list[Row]:
        predicate = pyEngine.Pred(name, arity)
        if predicate.id not in Logic(True).Db:
            return []
        answer = pyEngine.Literal(name, [pyEngine.Var(f"V{index}") for index in range(arity)]).ask()
        rows: list[Row] = [tuple(row) for row in answer] if answer else []
        return [row for row in rows if NO_VALUE not in row]


def _variable(name: str) -> Any:
    return pyEngine.Var(name)


def _term(term: Term) -> Any:
    if isinstance(term, Constant):
        return pyEngine.Const(term.value)
    if isinstance(term, Variable):
        return _variable(term.name)
    return pyEngine.Var(f"_ {term.span.line} {term.span.column}")


def _comparison(comparison: Comparison, bound: set[str]) -> list[Any]:
    target = assigned(comparison, bound)
    if target is not None:
        other = comparison.right if comparison.left is target else comparison.left
        return [pyEngine.Literal("==", [_variable(target.name), _expression(other)])]
    sides = [comparison.left, comparison.right]
    names = {one.name for side in sides for one in expression_variables(side)}
    if not names:
        values = [evaluate(side, {}) for side in sides]
        return [pyEngine.Literal(_COMPARISONS[comparison.operator], [pyEngine.Const(value) for value in values])]
    return [pyEngine.Literal(_COMPARISONS[comparison.operator], [_expression(side) for side in sides])]


def _expression(expression: Expression) -> Any:
    if isinstance(expression, Constant | Variable):
        return _term(expression)
    if isinstance(expression, DateShift):
        sign, unit = expression.sign, expression.unit
        arguments = pyEngine.VarTuple([_expression(expression.base), _expression(expression.amount)])
        return pyEngine.Operation(pyEngine.Const(0), lambda day, amount: shift_date(day, sign, amount, unit), arguments)
    assert isinstance(expression, Arithmetic)
    if expression.operator == "mod":
        arguments = pyEngine.VarTuple([_expression(expression.left), _expression(expression.right)])
        return pyEngine.Operation(pyEngine.Const(0), _modulo, arguments)
    return pyEngine.Operation(_expression(expression.left), expression.operator, _expression(expression.right))


def _modulo(left: int, right: int) -> int | str:
    value = calculate("mod", left, right)
    return NO_VALUE if value is None else value
