"""Which conditions give variables their values, and an order of evaluation in which each is bound before it is used.

Binders come first, as written: a positive atom binds its variables, `Variable = expression` binds the variable once the
expression's variables are bound, an aggregate binds its result once its group variables are bound. Comparisons and
negations follow as soon as their variables are bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.language.model import (
    Aggregate,
    Atom,
    Comparison,
    Literal,
    Negation,
    Rule,
    Variable,
    expression_variables,
    group_variables,
    literal_variables,
)
from secg.language.operators import Comparator


def names(variables: Iterable[Variable]) -> set[str]:
    """The names of variables."""
    return {variable.name for variable in variables}


def assigned(comparison: Comparison, bound: set[str]) -> Variable | None:
    """The variable that `=` gives a value here: the one unbound variable that stands alone on a side, if any."""
    if comparison.operator is not Comparator.EQUAL:
        return None
    for target, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        if isinstance(target, Variable) and target.name not in bound and names(expression_variables(other)) <= bound:
            return target
    return None


def is_ready(literal: Literal, bound: set[str], rule: Rule | None) -> bool:
    """Whether a literal can be evaluated with these variables bound; `rule` gives an aggregate its group variables."""
    if isinstance(literal, Atom):
        return True
    if isinstance(literal, Negation):
        return names(literal_variables(literal)) <= bound
    if isinstance(literal, Comparison):
        return names(literal_variables(literal)) <= bound or assigned(literal, bound) is not None
    group = set(group_variables(literal, rule)) if rule is not None else set()
    return group - {literal.result.name} <= bound


def binds(literal: Literal, bound: set[str]) -> set[str]:
    """The names that have a value after the literal."""
    if isinstance(literal, Atom):
        return {term.name for term in literal.terms if isinstance(term, Variable)}
    if isinstance(literal, Aggregate):
        return {literal.result.name}
    if isinstance(literal, Comparison):
        target = assigned(literal, bound)
        return {target.name} if target is not None else set()
    return set()


def evaluation_order(
    body: Sequence[Literal], rule: Rule | None, bound: Iterable[str] = ()
) -> tuple[tuple[Literal, ...], tuple[Literal, ...]]:
    """The literals in an order in which each can be evaluated, and those that can't be at all (unsafe ones).

    Tests (comparisons and negations of bound variables) come as early as they can, atoms in the order written.
    """
    known = set(bound)
    waiting = list(body)
    ordered: list[Literal] = []
    while waiting:
        chosen, best = None, len(_RANKS)
        for position, literal in enumerate(waiting):
            rank = _RANKS[type(literal)]
            if rank < best and is_ready(literal, known, rule):
                chosen, best = position, rank
        if chosen is None:
            break
        literal = waiting.pop(chosen)
        ordered.append(literal)
        known |= binds(literal, known)
    return tuple(ordered), tuple(waiting)


_RANKS: Mapping[type[Literal], int] = {Comparison: 0, Negation: 1, Atom: 2, Aggregate: 3}
