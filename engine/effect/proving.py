"""Proofs about one Code over all possible parties: no gap or contradiction, no idle or implied rule, every property."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import z3

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.derive.pydatalog_engine import derive
from engine.effect.compiler import FREE, Pattern, Reason, SymbolicCode, holds
from engine.effect.guards import Guard, both, compare, either, identity, opposite
from engine.effect.notes import space_notes
from engine.effect.properties import BREACH, Property, with_breach
from engine.effect.question_proofs import IDLE, IMPLIED, PROPERTY, Finding, QuestionProofs
from engine.effect.rule_memory import RuleMemory, RuleVerdict
from engine.effect.solving import TIME_LIMIT, Solving, Undecided
from engine.effect.space import SUBJECT, Space
from engine.effect.support import supporting
from engine.effect.witness import internal, load_witness, witness_of
from engine.facts.loading import facts_on
from engine.language.model import Rule, literal_atoms
from engine.language.phrases import Phrases
from engine.language.unknowns import is_internal, with_guards


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

    `memory` carries what is known of rules from one version to the next, where nothing that they rest on changed.
    """
    return _Proving(code, policies, properties, day, seconds, memory or RuleMemory()).run()


class _Proving:
    def __init__(
        self,
        code: Code,
        policies: Policies,
        properties: Sequence[Property],
        day: date,
        seconds: float,
        memory: RuleMemory,
    ) -> None:
        self._code = code
        self._vocabulary = with_breach(policies.vocabulary)
        self._properties = properties
        self._seconds = seconds
        self._memory = memory
        stated = [rule for one in properties for rule in one.rules]
        self._rules = with_guards([*code.rules, *stated], self._vocabulary)
        self._space = Space(self._vocabulary, self._rules, day, policies.versions.earliest)
        self._symbolic = SymbolicCode(self._rules, self._space)
        self._undecided: list[str] = []

    def run(self) -> Proved:
        questions = QuestionProofs(self._code, self._rules, self._space, self._symbolic, self._seconds)
        findings, silences = questions.run(self._memory)
        self._undecided.extend(questions.undecided)
        findings.extend(self._idle_and_implied())
        for stated in self._properties:
            key = self._memory.cited_key(stated.title, self._words_of(stated), self._rules)
            findings.extend(self._memory.result(key, partial(self._breaches, stated)))
        return Proved(
            tuple(findings),
            tuple(silences),
            tuple(self._undecided),
            space_notes(self._space),
            len(questions.states),
            len(self._code.rules),
            len(self._properties),
        )

    @staticmethod
    def _words_of(stated: Property) -> list[str]:
        return [atom.predicate for rule in stated.rules for literal in rule.body for atom, _ in literal_atoms(literal)]

    def _idle_and_implied(self) -> Iterator[Finding]:
        by_head: dict[str, list[Rule]] = {}
        stated = {id(rule) for one in self._properties for rule in one.rules}
        for rule in self._rules:
            if not is_internal(rule.head.predicate) and rule.head.predicate != BREACH and id(rule) not in stated:
                by_head.setdefault(rule.head.predicate, []).append(rule)
        phrases = Phrases(self._vocabulary, {})
        for predicate, rules in by_head.items():
            for rule, verdict in zip(rules, self._verdicts(predicate, rules), strict=True):
                if verdict == RuleVerdict.UNDECIDED:
                    self._undecided.append(f"whether a rule of {rule.citation} can apply: {phrases.conclusion(rule)}")
                elif verdict != RuleVerdict.SOUND:
                    kind = IDLE if verdict == RuleVerdict.IDLE else IMPLIED
                    yield Finding(kind, phrases.conclusion(rule), (rule.citation,))

    def _verdicts(self, predicate: str, rules: Sequence[Rule]) -> list[RuleVerdict]:
        key = self._memory.key(predicate, self._rules)
        known = self._memory.known(key)
        if known is None:
            found = self._judge(predicate, rules)
            self._memory.keep(key, rules, found)
            return found
        return self._memory.verdicts(known, rules)

    def _judge(self, predicate: str, rules: Sequence[Rule]) -> list[RuleVerdict]:
        """For each rule of one predicate, whether some party makes it apply, and some party it alone."""
        declared = self._vocabulary.predicates[predicate]
        first = SUBJECT if declared.arguments and declared.arguments[0].type == "party" else FREE
        pattern: Pattern = (first, *([FREE] * (declared.arity - 1)))
        found = [self._symbolic.rule_reasons(rule, pattern) for rule in rules]
        solving = Solving(
            self._space, [reason.guard for reasons in found for reason in reasons], min(self._seconds, TIME_LIMIT)
        )
        return [self._verdict(number, found, solving) for number in range(len(rules))]

    def _verdict(self, number: int, found: Sequence[Sequence[Reason]], solving: Solving) -> RuleVerdict:
        own = found[number]
        others = [reason for place, reasons in enumerate(found) if place != number for reason in reasons]
        try:
            if not any(_fits(solving, [reason.guard]) for reason in own):
                return RuleVerdict.IDLE
            for reason in own:
                twins = either(
                    both([other.guard, *_equal_terms(reason, other)])
                    for other in others
                    if False not in _equal_terms(reason, other)
                )
                if _fits(solving, [reason.guard, opposite(twins)]):
                    return RuleVerdict.SOUND
        except Undecided:
            return RuleVerdict.UNDECIDED
        return RuleVerdict.IMPLIED

    def _breaches(self, stated: Property) -> list[Finding]:
        """The breaches of a property, with the smallest party of each thing that they are about."""
        findings: list[Finding] = []
        found: dict[object, list[Reason]] = {}
        for rule in stated.rules:
            guarded = next((one for one in self._rules if one.span == rule.span and one.head == rule.head), rule)
            for reason in self._symbolic.rule_reasons(guarded, (SUBJECT, FREE)):
                found.setdefault(reason.terms[1], []).append(reason)
        for about, reasons in found.items():
            guard = either(reason.guard for reason in reasons)
            try:
                model = Solving(self._space, [guard], self._seconds).smallest([guard])
            except Undecided:
                self._undecided.append(f"property “{stated.title}”")
                continue
            if model is not None:
                findings.append(self._breach(stated, str(about), guard, reasons, model))
        return findings

    def _breach(
        self, stated: Property, about: str, guard: Guard, reasons: Sequence[Reason], model: z3.ModelRef
    ) -> Finding:
        words = self._space.describe(about)
        witness = witness_of(self._space, model, f"smallest party that breaks “{stated.title}” ({words})", [guard])
        facts = facts_on(load_witness(witness, self._vocabulary), witness.as_at, self._vocabulary)
        rules = [rule for rule in self._rules if rule.head.predicate != BREACH]
        own = {rule.span for rule in stated.rules}
        rules.extend(rule for rule in self._rules if rule.head.predicate == BREACH and rule.span in own)
        if not derive(rules, facts, self._vocabulary).holds(BREACH, (SUBJECT, about)):
            raise internal(f"derivation does not find the breach of “{stated.title}” that the solver found")
        goals = [premise.goal for one in reasons if holds(model, one.guard) for premise in one.premises]
        paragraphs = supporting(self._symbolic, goals, model)
        return Finding(PROPERTY, f"{stated.title}: {words}", paragraphs, (), None, witness, stated.reason)


def _fits(solving: Solving, guards: Sequence[Guard]) -> bool:
    """Whether some party fits; plain truth needs no solver."""
    whole = both(guards)
    return whole if isinstance(whole, bool) else solving.model([whole]) is not None


def _equal_terms(one: Reason, other: Reason) -> list[Guard]:
    """When two conclusions are the same one."""
    return [
        True if identity(left) == identity(right) else compare("=", left, right)
        for left, right in zip(one.terms, other.terms, strict=True)
    ]
