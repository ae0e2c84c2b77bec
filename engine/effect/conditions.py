"""When a change bears on a party, in Section G words: conditions that are exactly enough, found by the solver.

The words come from the conditions of the rules that give the outcome on either side. Each alternative is a smallest set
of them that suffices; the alternatives together cover every party concerned, or the description says that it is not
complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import z3

from engine.effect.compiler import Goal, holds
from engine.effect.descriptors import Descriptor
from engine.effect.guards import Guard, both, formula, opposite
from engine.effect.solving import Solving

MOST_ALTERNATIVES = 6

Unclear = tuple[str, Goal]
"""A sentence whose meaning the change alters, and what it asks of the rules."""


@dataclass(frozen=True)
class Condition:
    """Alternatives, each a list of conditions that all hold; `complete` where together they cover every party.

    `unclear` are the sentences said with a label, because the change alters what they mean.
    """

    alternatives: tuple[tuple[str, ...], ...]
    complete: bool
    unclear: tuple[Unclear, ...] = ()


def describe(concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving) -> Condition:
    """The condition under which a party is concerned, among those of which `given` holds. Raises Undecided."""
    alternatives: list[tuple[str, ...]] = []
    unclear: dict[Unclear, None] = {}
    covered: list[Guard] = []
    for _ in range(MOST_ALTERNATIVES):
        model = solving.model([concerned, given, *(opposite(one) for one in covered)])
        if model is None:
            return Condition(tuple(alternatives), True, tuple(unclear))
        chosen = _smallest_cube(model, concerned, given, descriptors, solving)
        if chosen is None:
            return Condition(tuple(alternatives), False, tuple(unclear))
        alternatives.append(tuple(one.words if positive else one.denied for one, positive in chosen))
        unclear.update({(one.unclear, one.goal): None for one, _ in chosen if one.unclear and one.goal is not None})
        covered.append(both(one.guard if positive else opposite(one.guard) for one, positive in chosen))
    left = solving.model([concerned, given, *(opposite(one) for one in covered)])
    return Condition(tuple(alternatives), left is None, tuple(unclear))


def _smallest_cube(
    model: z3.ModelRef, concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving
) -> list[tuple[Descriptor, bool]] | None:
    """Descriptors, as they are in the model, that together make every party one that is concerned."""
    literals: dict[str, tuple[Descriptor, bool]] = {}
    guards: list[Guard] = []
    marks: list[z3.BoolRef] = []
    for number, one in enumerate(descriptors):
        positive = holds(model, one.guard)
        mark = z3.Bool(f"descriptor {number}")
        literals[str(mark)] = (one, positive)
        marks.append(mark)
        guards.append(z3.Implies(mark, formula(one.guard if positive else opposite(one.guard))))
    fixed = [given, opposite(concerned), *guards]
    core = _plainest_core(fixed, marks, [one.rank for one in descriptors], solving)
    if core is None:
        return None
    kept = sorted(core, key=lambda mark: (-literals[str(mark)][0].rank, not literals[str(mark)][1], str(mark)))
    for mark in list(kept):
        fewer = [one for one in kept if not one.eq(mark)]
        if solving.core(fixed, fewer) is not None:
            kept = fewer
    order = {str(mark): number for number, mark in enumerate(marks)}
    return [literals[str(mark)] for mark in sorted(kept, key=lambda one: order[str(one)])]


def _plainest_core(
    fixed: Sequence[Guard], marks: Sequence[z3.BoolRef], ranks: Sequence[int], solving: Solving
) -> list[z3.BoolRef] | None:
    """Marks that suffice, none of a higher rank than is needed."""
    for rank in sorted(set(ranks)):
        core = solving.core(fixed, [mark for mark, own in zip(marks, ranks, strict=True) if own <= rank])
        if core is not None:
            return core
    return None
