"""Sums over those who state a number, `Least = stated sum D : { … }`: they may be less than the whole, and never more.

A missing number can only add to such a sum. So that a fact that is not stated still only takes away conclusions, the
sum may be used only in comparisons that a larger number makes true, and only counts that facts state may be added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import assert_never

from secg.language.model import (
    Aggregate,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Rule,
    Variable,
    expression_variables,
    literal_variables,
)
from secg.language.operators import Calculation, Comparator
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, catalogue


def misused_sums(rule: Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """A fault for each use of a stated sum where more of it could do harm, and for each value that may be negative."""
    sums = [literal for literal in rule.body if isinstance(literal, Aggregate) and literal.stated]
    names = {aggregate.result.name for aggregate in sums}
    for literal in (rule.head, *rule.body):
        for variable in _uses(literal, sums):
            if variable.name in names and not _grows(literal, names):
                words = {"variable": variable.name}
                yield catalogue.STATED_USE.at(variable.span, words, paragraph=str(rule.citation))
    for aggregate in sums:
        if not _is_count(aggregate.value, _counts(aggregate, vocabulary)):
            words = {"variable": aggregate.result.name}
            yield catalogue.STATED_VALUE.at(aggregate.span, words, paragraph=str(rule.citation))


def _uses(literal: Literal, sums: Collection[Aggregate]) -> Iterator[Variable]:
    """The variables of a condition, but for the name that a stated sum gives its value."""
    own = literal.result if literal in sums and isinstance(literal, Aggregate) else None
    return (variable for variable in literal_variables(literal) if variable is not own)


def _grows(literal: Literal, names: Collection[str]) -> bool:
    """Whether a condition that holds still holds where these variables are larger."""
    if not isinstance(literal, Comparison):
        return False
    left, right = _direction(literal.left, names), _direction(literal.right, names)
    match literal.operator:
        case Comparator.MORE | Comparator.AT_LEAST:
            return left in (0, 1) and right in (0, -1)
        case Comparator.LESS | Comparator.AT_MOST:
            return left in (0, -1) and right in (0, 1)
        case Comparator.EQUAL | Comparator.UNEQUAL:
            return False
        case _:
            assert_never(literal.operator)


def _direction(expression: Expression, names: Collection[str]) -> int | None:
    """Whether a calculation grows (1) or shrinks (-1) with these variables; 0 without them, None if it may do both."""
    if isinstance(expression, Variable):
        return 1 if expression.name in names else 0
    if isinstance(expression, Constant):
        return 0
    if isinstance(expression, DateShift):
        return None if any(variable.name in names for variable in expression_variables(expression)) else 0
    left, right = _direction(expression.left, names), _direction(expression.right, names)
    if left is None or right is None:
        return None
    match expression.operator:
        case Calculation.PLUS:
            return _joint(left, right)
        case Calculation.MINUS:
            return _joint(left, -right)
        case Calculation.TIMES:
            return _of_product(expression, left, right)
        case Calculation.MODULO:
            return 0 if left == right == 0 else None
        case _:
            assert_never(expression.operator)


def _joint(left: int, right: int) -> int | None:
    """The direction of a sum whose two parts have these directions."""
    return None if left * right < 0 else left or right


def _of_product(expression: Arithmetic, left: int, right: int) -> int | None:
    """The direction of a product; known where one factor is a constant."""
    if left == right == 0:
        return 0
    factor, other = (expression.left, right) if left == 0 else (expression.right, left)
    if not isinstance(factor, Constant) or not isinstance(factor.value, int):
        return None
    return other if factor.value >= 0 else -other


def _counts(aggregate: Aggregate, vocabulary: Vocabulary) -> set[str]:
    """The variables between the braces to which a fact gives a count."""
    bounded: set[str] = set()
    for literal in aggregate.body:
        declared = vocabulary.predicates.get(literal.predicate) if isinstance(literal, Atom) else None
        if isinstance(literal, Atom) and declared is not None and declared.kind == "fact":
            for term, argument in zip(literal.terms, declared.arguments, strict=False):
                if isinstance(term, Variable) and argument.type == "count":
                    bounded.add(term.name)
    return bounded


def _is_count(value: Expression | None, counts: Collection[str]) -> bool:
    """Whether a value is never below zero."""
    if isinstance(value, Variable):
        return value.name in counts
    if isinstance(value, Constant):
        return isinstance(value.value, int) and value.value >= 0
    if isinstance(value, Arithmetic):
        return (
            value.operator in (Calculation.PLUS, Calculation.TIMES)
            and _is_count(value.left, counts)
            and _is_count(value.right, counts)
        )
    return False
