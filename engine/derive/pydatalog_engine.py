"""From the rule model to pyDatalog's own engine objects, and back to a model.

Nothing is ever handed to pyDatalog as text. Each run has a fresh `Logic()`. Predicates are derived layer by layer:
the rows of a finished predicate are asserted as facts for the layers above, so that negation and aggregates look at
finished relations only; conditions are put in an order in which each is bound before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pyDatalog import Logic, pyEngine

from engine.derive.model import Model, base_relations, sorted_rows
from engine.facts.situation import Facts, Row
from engine.language.binding import assigned, binds, evaluation_order
from engine.language.calculation import COMPARE, evaluate, fold
from engine.language.model import (
    Aggregate,
    Anything,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    Expression,
    Literal,
    Negation,
    Rule,
    Term,
    Value,
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

    def _body(self, ordered: Sequence[Literal], rule: Rule, given: Iterable[str] = ()) -> list[Any] | None:
        """The engine literals of a body; None where some relation is empty, so that the rule gives nothing."""
        body: list[Any] = []
        bound = set(given)
        for literal in ordered:
            if isinstance(literal, Atom):
                part = self._atom(literal)
            elif isinstance(literal, Aggregate):
                part = self._aggregate(literal, rule, body)
            elif isinstance(literal, Negation):
                part = self._negation(literal)
            else:
                part = _comparison(literal, bound)
            if part is None:
                return None
            body.extend(part)
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

    def _aggregate(self, aggregate: Aggregate, rule: Rule, before: Sequence[Any]) -> list[Any] | None:
        """The aggregate as a relation from group to value, folded from what pyDatalog finds between the braces.

        `before` are the engine literals of the conditions that come first: they give the groups.
        """
        group = [name for name in group_variables(aggregate, rule) if name != aggregate.result.name]
        groups = self._solutions(group, before)
        inner_order, _ = evaluation_order(aggregate.body, None, group)
        variables = [one for literal in aggregate.body for one in literal_variables(literal)]
        inner_names = sorted({one.name for one in variables} - set(group))
        group_name = self._helper("group")
        contributions: dict[Row, list[Row]] = {row: [] for row in groups}
        if groups:
            self._assert(group_name, groups)
            inner = self._body(inner_order, rule, group)
            if inner is not None:
                terms = [_variable(name) for name in group] or [pyEngine.Const(0)]
                found = self._solutions([*group, *inner_names], [pyEngine.Literal(group_name, terms), *inner])
                for row in found:
                    contributions[row[: len(group)] or (0,)].append(row[len(group) :])
        values: list[Row] = []
        for key, rows in contributions.items():
            # a row has a value of its own, 0, where nothing is named
            inner_values = [dict(zip(inner_names, row, strict=False)) for row in rows]
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

    def _solutions(self, names: Sequence[str], body: Sequence[Any]) -> tuple[Row, ...]:
        """The distinct values of the named variables under which the body holds; `(0,)` stands for no names."""
        name = self._helper("solutions")
        terms = [_variable(one) for one in names] or [pyEngine.Const(0)]
        pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(name, terms), list(body)))
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
        return [tuple(row) for row in answer] if answer else []


def _variable(name: str) -> Any:
    return pyEngine.Var(name)


def _term(term: Term) -> Any:
    if isinstance(term, Constant):
        return pyEngine.Const(term.value)
    if isinstance(term, Variable):
        return _variable(term.name)
    return pyEngine.Var(f"_ {term.span.line} {term.span.column}")


def _comparison(comparison: Comparison, bound: set[str]) -> list[Any] | None:
    """The literals of a comparison; None where it can't hold whatever the variables are."""
    target = assigned(comparison, bound)
    if target is not None:
        return _assignment(target, comparison.right if comparison.left is target else comparison.left)
    sides = [comparison.left, comparison.right]
    names = sorted({one.name for side in sides for one in expression_variables(side)})
    if not names:
        return [] if _holds(comparison, {}) else None
    if all(map(_is_native, sides)):
        return [pyEngine.Literal(_COMPARISONS[comparison.operator], [_expression(side) for side in sides])]

    def holds(*values: Value) -> int:
        return int(_holds(comparison, dict(zip(names, values, strict=True))))

    return [pyEngine.Literal("==", [_call(holds, names), pyEngine.Const(1)])]


def _assignment(target: Variable, expression: Expression) -> list[Any] | None:
    """`target = expression`, with a second literal that stops where the expression has no value."""
    names = sorted({one.name for one in expression_variables(expression)})
    if _is_native(expression):
        return [pyEngine.Literal("==", [_variable(target.name), _expression(expression)])]
    if not names:
        value = evaluate(expression, {})
        return None if value is None else [pyEngine.Literal("==", [_variable(target.name), pyEngine.Const(value)])]

    def calculated(*values: Value) -> Value:
        value = evaluate(expression, dict(zip(names, values, strict=True)))
        return NO_VALUE if value is None else value

    given = pyEngine.Literal("==", [_variable(target.name), _call(calculated, names)])
    return [given, pyEngine.Literal("!=", [_variable(target.name), pyEngine.Const(NO_VALUE)])]


def _holds(comparison: Comparison, values: dict[str, Value]) -> bool:
    left, right = evaluate(comparison.left, values), evaluate(comparison.right, values)
    return left is not None and right is not None and COMPARE[comparison.operator](left, right)


def _call(function: Callable[..., Value], names: Sequence[str]) -> Any:
    """pyDatalog turns an exception of the function into a value, so the function must not raise any."""
    return pyEngine.Operation(pyEngine.Const(0), function, pyEngine.VarTuple([_variable(name) for name in names]))


def _is_native(expression: Expression) -> bool:
    """Whether pyDatalog calculates the expression itself: it has no `mod`, which may have no value, and no dates."""
    if isinstance(expression, Arithmetic):
        return expression.operator in ("+", "-", "*") and _is_native(expression.left) and _is_native(expression.right)
    return isinstance(expression, Constant | Variable)


def _expression(expression: Expression) -> Any:
    if isinstance(expression, Arithmetic):
        return pyEngine.Operation(_expression(expression.left), expression.operator, _expression(expression.right))
    assert isinstance(expression, Constant | Variable)
    return _term(expression)
