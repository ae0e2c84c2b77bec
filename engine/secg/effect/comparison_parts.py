"""What the parts of a comparison find: the changes, and what sentences mean that come to mean something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secg.effect.compiler import Goal
from secg.effect.conditions import Condition, describe
from secg.effect.guards import both, either, opposite
from secg.effect.replaying import Claim
from secg.effect.sides import LABELS, Change, Pair, Sides
from secg.effect.solver import Undecided
from secg.effect.solving import AskAbout
from secg.records import record


@record
class Meaning:
    """A sentence that the change gives another meaning: when it comes to be true of a party, and when it ceases to."""

    words: str
    gained: Condition
    lost: Condition


@record
class PartialComparison:
    """What was found of a comparison: changes with what they claim of their witnesses, and the rest.

    `meanings` are by the words of the sentence.
    """

    changes: list[Change]
    claims: list[Claim]
    impossible: list[Pair]
    undecided: list[str]
    meanings: dict[str, Meaning]


def no_parts() -> PartialComparison:
    """The beginning of a comparison."""
    return PartialComparison([], [], [], [], {})


def joined(parts: Iterable[PartialComparison]) -> PartialComparison:
    """What was found in several parts of a comparison."""
    whole = no_parts()
    for part in parts:
        whole.changes.extend(part.changes)
        whole.impossible.extend(part.impossible)
        whole.undecided.extend(part.undecided)
        whole.claims.extend(part.claims)
        for words, meaning in part.meanings.items():
            whole.meanings.setdefault(words, meaning)
    return whole


def find_meanings(examined: PartialComparison, sides: Sides, solving: AskAbout) -> None:
    """Add what the sentences mean that the conditions of the changes say with a label."""
    waiting = [reason for change in examined.changes for reason in change.condition.unclear]
    seen: set[str] = set()
    for words, goal in waiting:
        if words in seen:
            continue
        seen.add(words)
        try:
            meaning = _meaning(words, goal, sides, solving)
        except Undecided:
            examined.undecided.append(f"when it is true that {words}")
            continue
        waiting.extend([*meaning.gained.unclear, *meaning.lost.unclear])
        examined.meanings[words] = meaning


def _meaning(words: str, goal: Goal, sides: Sides, solving: AskAbout) -> Meaning:
    symbolic = [side.symbolic for side in sides.both]
    before, after = (either(row.guard for row in code.rows(*goal)) for code in symbolic)
    described = sides.descriptions.of([(code, [goal], label) for code, label in zip(symbolic, LABELS, strict=True)])
    descriptors = [descriptor for descriptor in described if descriptor.unclear != words]
    questions = solving([before, after])
    gained, lost = (
        _whole(describe(guard, True, descriptors, questions))
        for guard in (both([after, opposite(before)]), both([before, opposite(after)]))
    )
    return Meaning(words, gained, lost)


def _whole(condition: Condition) -> Condition:
    """A condition as the meaning of words: where it does not cover every case, it tells less than the redline."""
    return condition if condition.complete else Condition((), False)


def in_order(meanings: dict[str, Meaning], changes: Sequence[Change]) -> list[Meaning]:
    """The meanings in the order in which changes say the sentences, and then other meanings."""
    waiting = [words for change in changes for words, _ in change.condition.unclear]
    ordered: dict[str, Meaning] = {}
    for words in waiting:
        if words in meanings and words not in ordered:
            ordered[words] = meanings[words]
            waiting.extend(reason for reason, _ in (*meanings[words].gained.unclear, *meanings[words].lost.unclear))
    return list(ordered.values())
