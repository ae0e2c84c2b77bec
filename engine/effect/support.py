"""The paragraphs that an outcome of a symbolic party rests on."""

from __future__ import annotations

from collections.abc import Iterable

import z3

from engine.effect.compiler import Goal, SymbolicCode, holds
from engine.effect.guards import is_symbolic
from engine.language.paragraph_number import Citation


def supporting(code: SymbolicCode, goals: Iterable[Goal], model: z3.ModelRef) -> tuple[Citation, ...]:
    """The paragraphs whose rules give the goals to the party of a model, those of the conclusion itself first."""
    found: dict[Citation, None] = {}
    seen: set[Goal] = set()
    waiting = list(goals)
    while waiting:
        goal = waiting.pop(0)
        if goal in seen:
            continue
        seen.add(goal)
        for reason in code.reasons(*goal):
            if holds(model, reason.guard):
                found.setdefault(reason.rule.citation)
                waiting.extend((premise.goal[0], _fixed(premise.terms, premise.goal)) for premise in reason.premises)
    return tuple(found)


def _fixed(terms: tuple[object, ...], goal: Goal) -> tuple[object, ...]:
    """The goal with the constants of the row that answered it, so that only that row's rules count."""
    return tuple(
        wanted if term is None or is_symbolic(term) else term for term, wanted in zip(terms, goal[1], strict=True)
    )
