"""Proofs about one Code over all possible parties: no gap or contradiction, no idle or implied rule, every property."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.effect.notes import space_notes
from engine.effect.properties import Property
from engine.effect.property_proofs import prove_properties
from engine.effect.question_proofs import Finding, prove_questions
from engine.effect.rule_memory import RuleMemory
from engine.effect.rule_proofs import RuleProofs
from engine.effect.solving import TIME_LIMIT


@dataclass(frozen=True)
class Proved:
    """What was found: `findings` that fail the proof, and the recorded `silences`, each with its reason."""

    findings: tuple[Finding, ...]
    silences: tuple[Finding, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    questions: int
    rules: int
    properties: int


def prove_code(
    code: Code,
    policies: Policies,
    properties: Sequence[Property],
    day: date,
    seconds: float = TIME_LIMIT,
    memory: RuleMemory | None = None,
) -> Proved:
    """Everything that `secg prove` says of a Code. Raises Faults E599 where a witness does not replay.

    `memory` carries what is known from one version to the next, where nothing that it rests on changed.
    """
    known = memory or RuleMemory()
    answered = prove_questions(code, policies, day, seconds, known)
    rules = RuleProofs(code, policies, day, seconds, known)
    idle = tuple(rules.findings())
    broken, undecided = prove_properties(code, policies, properties, day, seconds, known)
    return Proved(
        (*answered.findings, *idle, *broken),
        answered.silences,
        (*answered.undecided, *rules.undecided, *undecided),
        space_notes(rules.space),
        answered.questions,
        len(code.rules),
        len(properties),
    )
