"""Which parties were examined, in words, where they are not all that files can describe (SEMANTICS.md says why)."""

from __future__ import annotations

from collections.abc import Sequence

from secg.effect.constants import told_apart
from secg.effect.joins import Joins
from secg.effect.quantities import LONGEST_SHIFT
from secg.effect.rule_memory import listed_words
from secg.effect.space import OTHER, Space
from secg.language.model import Rule
from secg.language.sentences import text_words


def bound_of(space: Space, rules: Sequence[Rule]) -> str | None:
    """What follows `every party` in a claim about the parties of a space; None where they are all that can be."""
    that: list[str] = []
    having: list[str] = []
    quantities = space.quantities
    if space.inventory.compulsory:
        that.append("states every number for which the rules ask")
    if space.domains.named:
        that.append(f"is not called {_either(space.domains.named)}")
    if space.reserved_names:
        words = dict.fromkeys(text_words(name) for name in space.reserved_names)
        that.append(f"calls no record of its own {_either(list(words))}")
    joins = Joins(rules, space.vocabulary)
    if joins.kinds:
        that.append("calls no two records of different kinds alike")
    if joins.parties_and_texts:
        that.append("calls nothing by the name of a party")
    if joins.orders_names:
        that.append("gives parties and records no other names than those examined")
    if quantities.months_tried:
        that.append(f"states no other days than the {len(quantities.days)} on which the rules turn")
    if quantities.steps_tried:
        that.append(f"states no more than {LONGEST_SHIFT} months by which a day moves")
    if space.domains.relations:
        having.extend(f"one {name.replace('-', ' ')} that has none itself" for name in space.domains.relations)
        having.append(f"one {OTHER.replace('-user', ' User')} of it")
    if not space.connected:
        having.append("no further party" if space.domains.relations else "one further party")
    if told_apart(rules, space.vocabulary) & {candidate.predicate.name for candidate in space.inventory.candidates}:
        of_others = " (other parties: one of each)" if space.neighbours else ""
        having.append(f"two records of each kind{of_others}")
    parts = [
        *([f"that {listed_words(that)}"] if that else []),
        *([f"with at most {listed_words(having)}"] if having else []),
    ]
    return ", ".join(parts) or None


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)
