"""Substitution: literals with terms in the places of their variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

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
    Term,
    Variable,
)

Replacement = Callable[[Variable], Term]


def replacing(terms: Mapping[str, Term], suffix: str = "") -> Replacement:
    """Each variable by its term of `terms`, or by itself with `suffix` behind its name."""
    return lambda variable: terms.get(variable.name) or replace(variable, name=f"{variable.name}{suffix}")


def substitute_atom(atom: Atom, replacement: Replacement) -> Atom:
    """The atom with each variable replaced."""
    return replace(atom, terms=tuple(_term(term, replacement) for term in atom.terms))


def substitute(literal: Literal, replacement: Replacement) -> Literal:
    """The literal with each variable replaced, between braces too; the name of an aggregate's result stays a variable.

    >>> from secg.language.rule_text import literal_text
    >>> from secg.messages import Span
    >>> nowhere = Span("", 0, 0)
    >>> supplies = Atom("supplies", (Variable("User", nowhere), Variable("Count", nowhere)), nowhere)
    >>> literal_text(substitute(supplies, replacing({"User": Variable("Provider", nowhere)}, "2")))
    'supplies(Provider, Count2)'
    """
    match literal:
        case Atom():
            return substitute_atom(literal, replacement)
        case Negation():
            return replace(literal, atom=substitute_atom(literal.atom, replacement))
        case Comparison():
            left, right = _expression(literal.left, replacement), _expression(literal.right, replacement)
            return replace(literal, left=left, right=right)
        case Aggregate():
            result = replacement(literal.result)
            assert isinstance(result, Variable)
            return replace(
                literal,
                result=result,
                value=None if literal.value is None else _expression(literal.value, replacement),
                body=tuple(substitute(inner, replacement) for inner in literal.body),
            )
        case _:
            assert_never(literal)


def _term(term: Term, replacement: Replacement) -> Term:
    return term if isinstance(term, Anything | Constant) else replacement(term)


def _expression(expression: Expression, replacement: Replacement) -> Expression:
    match expression:
        case Variable():
            replaced = replacement(expression)
            assert not isinstance(replaced, Anything)
            return replaced
        case Constant():
            return expression
        case Arithmetic():
            left, right = _expression(expression.left, replacement), _expression(expression.right, replacement)
            return replace(expression, left=left, right=right)
        case DateShift():
            base, amount = _expression(expression.base, replacement), _expression(expression.amount, replacement)
            return replace(expression, base=base, amount=amount)
        case _:
            assert_never(expression)
