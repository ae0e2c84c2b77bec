"""When a change bears on a party, in Section G words: conditions that are exactly enough, found by the solver.

The words come from the conditions of the rules that give the outcome on either side. Each alternative is a smallest set
of them that suffices; the alternatives together cover every party concerned, or the description says that it is not
complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import z3

from engine.effect.compiler import Goal
from engine.effect.descriptors import Descriptor
from engine.effect.guards import Guard, both, opposite
from engine.effect.solver import Mark, holds
from engine.effect.solving import Solving

MOST_ALTERNATIVES = 6

Unclear = tuple[str, Goal]
"""A sentence whose meaning the change alters, and what it asks of the rules."""


_Cube = list[tuple[Descriptor, bool]]
"""Descriptors that all hold (or, where False, do not)."""


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
    cubes: list[_Cube] = []
    complete = True
    while (model := solving.model([concerned, given, *(opposite(_guard(one)) for one in cubes)])) is not None:
        chosen = None
        if len(cubes) < MOST_ALTERNATIVES:
            chosen = _smallest_cube(model, concerned, given, descriptors, solving)
        if chosen is None:
            complete = False
            break
        cubes.append(chosen)
    needed = _needed(cubes, given, solving)
    alternatives = tuple(tuple(one.words if positive else one.denied for one, positive in cube) for cube in needed)
    unclear = {
        (one.unclear, one.goal): None for cube in needed for one, _ in cube if one.unclear and one.goal is not None
    }
    return Condition(alternatives, complete, tuple(unclear))


def _guard(cube: _Cube) -> Guard:
    return both(one.guard if positive else opposite(one.guard) for one, positive in cube)


def _needed(cubes: list[_Cube], given: Guard, solving: Solving) -> list[_Cube]:
    """The cubes without those that the others cover."""
    kept = list(cubes)
    for one in cubes[:-1]:
        others = [other for other in kept if other is not one]
        if not solving.fits([given, _guard(one), *(opposite(_guard(other)) for other in others)]):
            kept = others
    return kept


def _smallest_cube(
    model: z3.ModelRef, concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving
) -> _Cube | None:
    """Descriptors, as they are in the model, that together make every party one that is concerned."""
    literals: dict[int, tuple[Descriptor, bool]] = {}
    marks: list[Mark] = []
    for one in descriptors:
        positive = holds(model, one.guard)
        mark = solving.mark(one.guard if positive else opposite(one.guard))
        if mark.get_id() not in literals:
            literals[mark.get_id()] = (one, positive)
            marks.append(mark)
    fixed = [given, opposite(concerned)]
    core = _plainest_core(fixed, marks, [literals[mark.get_id()][0].rank for mark in marks], solving)
    if core is None:
        return None
    order = {mark.get_id(): number for number, mark in enumerate(marks)}

    def gladly(mark: Mark) -> tuple[int, bool, int]:
        one, positive = literals[mark.get_id()]
        return (-one.rank, not positive, order[mark.get_id()])

    kept = sorted(core, key=gladly)
    for mark in list(kept):
        fewer = [one for one in kept if not one.eq(mark)]
        if len(fewer) < len(kept) and solving.core(fixed, fewer) is not None:
            kept = fewer
    return [literals[mark.get_id()] for mark in sorted(kept, key=lambda one: order[one.get_id()])]


def _plainest_core(
    fixed: Sequence[Guard], marks: Sequence[Mark], ranks: Sequence[int], solving: Solving
) -> list[Mark] | None:
    """Marks that suffice, none of a higher rank than is needed."""
    found = solving.core(fixed, marks)
    if found is None:
        return None
    levels = sorted(set(ranks))
    rank_of = {mark.get_id(): rank for mark, rank in zip(marks, ranks, strict=True)}

    def level(core: Sequence[Mark]) -> int:
        return levels.index(max((rank_of[mark.get_id()] for mark in core), default=levels[0]))

    low, high = 0, level(found)
    while low < high:
        middle = (low + high) // 2
        core = solving.core(fixed, [mark for mark in marks if rank_of[mark.get_id()] <= levels[middle]])
        if core is None:
            low = middle + 1
        else:
            high, found = level(core), core
    return found
