"""Rules in other words: variables replaced by terms."""

from __future__ import annotations

from collections.abc import Mapping

from secg.language.model import (
    Aggregate,
    Anything,
    Arithmetic,
    Atom,
    Comparison,
    DateShift,
    Expression,
    Literal,
    Negation,
    Term,
    Variable,
)


def rename_literal(literal: Literal, words: Mapping[str, Term], suffix: str) -> Literal:
    """The condition with each variable replaced by its term of `words`, or by itself with `suffix` behind its name."""
    if isinstance(literal, Atom):
        terms = tuple(_term(term, words, suffix) for term in literal.terms)
        return Atom(literal.predicate, terms, literal.span)
    if isinstance(literal, Negation):
        atom = rename_literal(literal.atom, words, suffix)
        assert isinstance(atom, Atom)
        return Negation(atom, literal.span)
    if isinstance(literal, Comparison):
        left = _expression(literal.left, words, suffix)
        return Comparison(literal.operator, left, _expression(literal.right, words, suffix), literal.span)
    value = _expression(literal.value, words, suffix) if literal.value is not None else None
    result = _term(literal.result, words, suffix)
    assert isinstance(result, Variable)
    body = tuple(rename_literal(one, words, suffix) for one in literal.body)
    return Aggregate(result, literal.function, value, body, literal.span, literal.stated)


def _term(term: Term, words: Mapping[str, Term], suffix: str) -> Term:
    if isinstance(term, Variable):
        return words.get(term.name) or Variable(f"{term.name}{suffix}", term.span)
    return term


def _expression(expression: Expression, words: Mapping[str, Term], suffix: str) -> Expression:
    if isinstance(expression, Arithmetic):
        left = _expression(expression.left, words, suffix)
        return Arithmetic(expression.operator, left, _expression(expression.right, words, suffix), expression.span)
    if isinstance(expression, DateShift):
        base, amount = (_expression(one, words, suffix) for one in (expression.base, expression.amount))
        return DateShift(base, expression.sign, amount, expression.unit, expression.span)
    replaced = _term(expression, words, suffix)
    assert not isinstance(replaced, Anything)
    return replaced
