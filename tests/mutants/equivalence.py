"""Asking the solver about a mutant that no case notices: a party that it changes, or the proof that it changes none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.effect.effect import effect_between
from engine.messages import Faults
from tests.mutants.mutations import Mutant

SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    """`same` where it is proved that no party's outcome changes; else the files of a party that has another."""

    same: bool
    party: str = ""
    why: str = ""


def ask(mutant: Mutant, code: Code, policies: Policies, day: date) -> Answer:
    """What the solver says of the mutant in a Code that holds its rule, as at a day."""
    try:
        effect = effect_between(code, _mutated(code, mutant), policies, day, SECONDS)
    except Faults as faults:
        return Answer(False, why=faults.diagnostics[0].sentence)
    if effect.changes:
        witness = effect.changes[0].witness
        files = "\n".join(one.text for one in witness.files)
        return Answer(False, f"# as at {witness.as_at}\n{files}")
    return Answer(effect.proved_unchanged, why="; ".join(effect.undecided))


def _mutated(code: Code, mutant: Mutant) -> Code:
    """The Code with the rule changed in the paragraph that holds it."""
    paragraphs = dict(code.paragraphs)
    for number, standing in code.paragraphs.items():
        rules = standing.paragraph.rules
        if any(rule.span == mutant.original.span for rule in rules):
            changed = tuple(mutant.rule if rule.span == mutant.original.span else rule for rule in rules)
            paragraphs[number] = replace(standing, paragraph=replace(standing.paragraph, rules=changed))
    return replace(code, paragraphs=paragraphs)
