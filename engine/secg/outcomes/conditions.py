"""When a change bears on a party, in Section G words: conditions that are exactly enough, found by the solver.

The words come from the conditions of the rules that give the outcome on either side. Each alternative is a smallest set
of them that suffices; the alternatives together cover every party concerned, or the description says that it is not
complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from secg.logic.assignment import Assignment
from secg.logic.formulas import Formula, Guard, both, opposite
from secg.outcomes.descriptors import Descriptor
from secg.records import record
from secg.symbolic.compiler import Goal
from secg.symbolic.solving import Solving

MOST_ALTERNATIVES = 6

Unclear = tuple[str, Goal]
"""A sentence whose meaning the change alters, and what it asks of the rules."""


_Cube = list[tuple[Descriptor, bool]]
"""Descriptors that all hold (or, where False, do not)."""


@record
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
    # from any party: from the smallest that is left, the changes of some random edits were not described in minutes
    while (party := solving.party([concerned, given, *(opposite(_guard(cube)) for cube in cubes)])) is not None:
        chosen = None
        if len(cubes) < MOST_ALTERNATIVES:
            chosen = _smallest_cube(party, concerned, given, descriptors, solving)
        if chosen is None:
            complete = False
            break
        cubes.append(chosen)
    order = {id(descriptor): number for number, descriptor in enumerate(descriptors)}
    needed = sorted(_needed(cubes, given, solving), key=lambda cube: [order[id(descriptor)] for descriptor, _ in cube])
    alternatives = tuple(_words(cube, given, solving) for cube in needed)
    unclear: dict[Unclear, None] = {}
    for descriptor, _ in chain.from_iterable(needed):
        if descriptor.unclear and descriptor.goal is not None:
            unclear[descriptor.unclear, descriptor.goal] = None
    return Condition(alternatives, complete, tuple(unclear))


def _words(cube: _Cube, given: Guard, solving: Solving) -> tuple[str, ...]:
    """What the descriptors of a cube say. Raises Undecided.

    A comparison that does not hold may fail because there is no such day or number. The opposite comparison is said
    only where no party of the cube lacks it.
    """
    words: list[str] = []
    for descriptor, positive in cube:
        if positive:
            words.append(descriptor.words)
        elif solving.fits([given, _guard(cube), opposite(descriptor.counts)]):
            words.append(descriptor.unmet)
        else:
            words.append(descriptor.denied)
    return tuple(words)


def _guard(cube: _Cube) -> Guard:
    return both(_literal(descriptor, positive) for descriptor, positive in cube)


def _literal(descriptor: Descriptor, positive: bool) -> Guard:
    return descriptor.guard if positive else opposite(descriptor.guard)


def _needed(cubes: list[_Cube], given: Guard, solving: Solving) -> list[_Cube]:
    """The cubes without those that the others cover."""
    kept = list(cubes)
    # the last was chosen for a party that all before it leave out
    for cube in cubes[:-1]:
        others = [other for other in kept if other is not cube]
        if not solving.fits([given, _guard(cube), *(opposite(_guard(other)) for other in others)]):
            kept = others
    return kept


def _smallest_cube(
    party: Assignment, concerned: Guard, given: Guard, descriptors: Sequence[Descriptor], solving: Solving
) -> _Cube | None:
    """Descriptors, as they are of the party, that together make every party one that is concerned."""
    literals: dict[Formula, tuple[Descriptor, bool]] = {}
    for descriptor in descriptors:
        positive = party.holds(descriptor.guard)
        literal = _literal(descriptor, positive)
        # of sentences that are so of the same parties the first is said
        if not isinstance(literal, bool):
            literals.setdefault(literal, (descriptor, positive))
    # conditions that fit no party which is not concerned are enough for being concerned
    fixed = [given, opposite(concerned)]
    order = {literal: number for number, literal in enumerate(literals)}

    def reluctance(literal: Formula) -> tuple[int, bool, int]:
        """What is least gladly said comes last. Of one rank: what is not so; of what is so what stands later in the
        rules, and of what is not so what stands earlier, as a rule goes from the general to the particular.
        """
        descriptor, positive = literals[literal]
        place = order[literal] if positive else -order[literal]
        return descriptor.rank, not positive, place

    plainest = _plainest({literal: descriptor.rank for literal, (descriptor, _) in literals.items()}, fixed, solving)
    if plainest is None:
        return None
    listed, core = plainest
    # what is least gladly said is the first that is tried to do without
    kept = sorted(listed, key=reluctance, reverse=True)
    for literal in list(kept):
        fewer = [formula for formula in kept if formula is not literal]
        # what the core does without needs no question
        formulas = solving.core(fixed, fewer) if literal in core else core
        if formulas is not None:
            kept, core = fewer, formulas
    return [literals[literal] for literal in sorted(kept, key=order.__getitem__)]


def _plainest(
    ranks: Mapping[Formula, int], fixed: Sequence[Guard], solving: Solving
) -> tuple[list[Formula], list[Formula]] | None:
    """The literals up to the lowest rank at which they suffice, with some of them that do; None where none do."""
    listed = list(ranks)
    core = solving.core(fixed, listed)
    if core is None:
        return None
    levels = sorted(set(ranks.values()))
    # what suffices up to a rank suffices up to every higher one
    low, high = 0, _level(core, ranks, levels)
    while low < high:
        middle = (low + high) // 2
        formulas = solving.core(fixed, [literal for literal in listed if ranks[literal] <= levels[middle]])
        if formulas is None:
            low = middle + 1
        else:
            high, core = _level(formulas, ranks, levels), formulas
    return [literal for literal in listed if ranks[literal] <= levels[high]], core


def _level(core: Sequence[Formula], ranks: Mapping[Formula, int], levels: Sequence[int]) -> int:
    """The place among the levels of the highest rank of a core; that of the lowest level where the core is empty."""
    return levels.index(max((ranks[literal] for literal in core), default=levels[0])) if levels else 0
