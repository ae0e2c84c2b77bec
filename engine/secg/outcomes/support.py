"""The paragraphs that an outcome of a symbolic party rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from secg.language.model import Rule, Value
from secg.language.paragraph_number import Citation
from secg.logic.assignment import Assignment
from secg.logic.formulas import Quantity, Symbolic
from secg.symbolic.compiler import IGNORED, Goal, Pattern, Reason, SymbolicCode
from secg.symbolic.slicing import head_duty

Reasons = Callable[[Goal], Iterable[Reason]]
"""The ways in which rules give a goal to a party."""


def supporting(code: SymbolicCode, goals: Iterable[Goal], party: Assignment) -> tuple[Citation, ...]:
    """The paragraphs whose rules give the goals to a party, those of the conclusion itself first."""
    return cited(goals, reasons_in(code, party))


def concluding(code: SymbolicCode, goals: Iterable[Goal], party: Assignment | None = None) -> tuple[Citation, ...]:
    """The paragraphs whose rules give the goals themselves: to a party, or to any."""
    citations: dict[Citation, None] = {}
    for goal in goals:
        for reason in code.reasons(*goal):
            if party is None or party.holds(reason.guard):
                citations[reason.rule.citation] = None
    return tuple(citations)


def giving(rules: Iterable[Rule], predicate: str, duty: Value) -> tuple[Citation, ...]:
    """The paragraphs that give a duty to some party."""
    about = (rule for rule in rules if rule.head.predicate == predicate and head_duty(rule) in (duty, None))
    return tuple(dict.fromkeys(rule.citation for rule in about))


def reasons_in(code: SymbolicCode, party: Assignment) -> Reasons:
    """The ways in which the rules of a Code give goals to a party."""
    return lambda goal: [reason for reason in code.reasons(*goal) if party.holds(reason.guard)]


def cited(
    goals: Iterable[Goal], reasons: Reasons, place: Callable[[Rule], Citation] = lambda rule: rule.citation
) -> tuple[Citation, ...]:
    """The paragraphs of all the rules by which reasons give goals, and what these rest on; `place` tells where a rule
    stands.
    """
    citations: dict[Citation, None] = {}
    seen: set[Goal] = set()
    waiting = list(goals)
    while waiting:
        goal = waiting.pop(0)  # the first first, so that the conclusion is cited before what it rests on
        if goal in seen:
            continue
        seen.add(goal)
        for reason in reasons(goal):
            citations.setdefault(place(reason.rule))
            waiting.extend(premise_goals(reason))
    return tuple(citations)


def premise_goals(reason: Reason) -> list[Goal]:
    """What a use of a rule rests on."""
    return [(premise.goal[0], _fixed(premise.terms, premise.goal)) for premise in reason.premises]


def _fixed(terms: tuple[Symbolic, ...], goal: Goal) -> Pattern:
    """The goal with the constants of the row that answered it, so that only that row's rules count."""
    return tuple(
        wanted if wanted is IGNORED or isinstance(term, Quantity) else term
        for term, wanted in zip(terms, goal[1], strict=True)
    )
