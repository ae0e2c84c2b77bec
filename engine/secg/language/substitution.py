"""Substitution: literals with terms in the places of their variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from secg.language import model as m

Replacement = Callable[[m.Variable], m.Term]


def replacing(terms: Mapping[str, m.Term], suffix: str = "") -> Replacement:
    """Each variable by its term of `terms`, or by itself with `suffix` behind its name."""
    return lambda variable: terms.get(variable.name) or replace(variable, name=f"{variable.name}{suffix}")


def substitute_atom(atom: m.Atom, replacement: Replacement) -> m.Atom:
    """The atom with each variable replaced."""
    return replace(atom, terms=tuple(_term(term, replacement) for term in atom.terms))


def substitute(literal: m.Literal, replacement: Replacement) -> m.Literal:
    """The literal with each variable replaced, between braces too; the name of an aggregate's result stays a variable.

    >>> from secg.language.rule_text import literal_text
    >>> from secg.messages import Span
    >>> nowhere = Span("", 0, 0)
    >>> supplies = m.Atom("supplies", (m.Variable("User", nowhere), m.Variable("Count", nowhere)), nowhere)
    >>> literal_text(substitute(supplies, replacing({"User": m.Variable("Provider", nowhere)}, "2")))
    'supplies(Provider, Count2)'
    """
    match literal:
        case m.Atom():
            return substitute_atom(literal, replacement)
        case m.Negation():
            return replace(literal, atom=substitute_atom(literal.atom, replacement))
        case m.Comparison():
            left, right = _expression(literal.left, replacement), _expression(literal.right, replacement)
            return replace(literal, left=left, right=right)
        case m.Aggregate():
            result = replacement(literal.result)
            assert isinstance(result, m.Variable)
            return replace(
                literal,
                result=result,
                value=None if literal.value is None else _expression(literal.value, replacement),
                body=tuple(substitute(inner, replacement) for inner in literal.body),
            )
        case _:
            assert_never(literal)


def _term(term: m.Term, replacement: Replacement) -> m.Term:
    return term if isinstance(term, m.Anything | m.Constant) else replacement(term)


def _expression(expression: m.Expression, replacement: Replacement) -> m.Expression:
    match expression:
        case m.Variable():
            replaced = replacement(expression)
            assert not isinstance(replaced, m.Anything)
            return replaced
        case m.Constant():
            return expression
        case m.Arithmetic():
            left, right = _expression(expression.left, replacement), _expression(expression.right, replacement)
            return replace(expression, left=left, right=right)
        case m.DateShift():
            base, amount = _expression(expression.base, replacement), _expression(expression.amount, replacement)
            return replace(expression, base=base, amount=amount)
        case _:
            assert_never(expression)
