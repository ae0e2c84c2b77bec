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
from engine.effect.conditions import Condition, Descriptions, describe
from engine.effect.guards import Guard, both, compare, either, identity, opposite
from engine.effect.notes import space_notes
from engine.effect.properties import BREACH, Property, with_breach
from engine.effect.rule_memory import RuleMemory, RuleVerdict
from engine.effect.slicing import Touched
from engine.effect.solving import TIME_LIMIT, Solving, Undecided
from engine.effect.space import SUBJECT, Space
from engine.effect.states import CONTRADICTORY, NONE, SILENT, UNANSWERED, Key, States, states_of
from engine.effect.support import supporting
from engine.effect.witness import Witness, check_replay, internal, load_witness, names_in, replay, witness_of
from engine.facts.loading import facts_on
from engine.language.model import Rule, literal_atoms
from engine.language.paragraph_number import Citation
from engine.language.phrases import Phrases
from engine.language.unknowns import is_internal, with_guards

GAP, CONTRADICTION, IDLE, IMPLIED, PROPERTY, UNREASONED = (
    *("gap", "contradiction", "idle rule", "implied rule", "property", "silence without a reason"),
)


@dataclass(frozen=True)
class Finding:
    """Something that a reviewer must look at; `years` are those of the questions concerned."""

    kind: str
    what: str
    paragraphs: tuple[Citation, ...]
    years: tuple[int, ...] = ()
    condition: Condition | None = None
    witness: Witness | None = None
    reason: str = ""


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
        answers = frozenset((one.name, None) for one in self._vocabulary.of_kind("answer"))
        states = states_of(self._symbolic, self._vocabulary, Touched(answers, frozenset()))
        findings: list[Finding] = []
        silences: list[Finding] = []
        for group in self._capacities(states):
            found = self._memory.result(self._group_key(group), partial(self._group, group))
            findings.extend(found[0])
            silences.extend(found[1])
        findings.extend(self._idle_and_implied())
        for stated in self._properties:
            key = self._memory.cited_key(stated.title, self._words_of(stated), self._rules)
            findings.extend(self._memory.result(key, partial(self._breaches, stated)))
        return Proved(
            tuple(findings),
            tuple(silences),
            tuple(self._undecided),
            space_notes(self._space),
            len(states),
            len(self._code.rules),
            len(self._properties),
        )

    def _group(self, group: Sequence[States]) -> tuple[list[Finding], list[Finding]]:
        """The findings about the questions of one capacity, and the recorded silences."""
        findings = [*self._questions(group, UNANSWERED, GAP), *self._questions(group, CONTRADICTORY, CONTRADICTION)]
        silences = list(self._questions(group, SILENT, "silence"))
        findings.extend(
            Finding(UNREASONED, one.what, one.paragraphs, one.years, None, one.witness)
            for one in silences
            if not one.reason
        )
        return findings, silences

    def _group_key(self, group: Sequence[States]) -> tuple[str, ...]:
        """What the findings about a capacity rest on: its rules, and the doubts recorded beside their paragraphs."""
        predicate = self._vocabulary.predicates[group[0].key.predicate]
        silences = [one.name for one in self._vocabulary.of_kind("silence") if one.question == predicate.question]
        names = [predicate.name, predicate.question, *silences]
        doubts = sorted({self._reason([rule.citation]) for rule in self._code.rules if rule.head.predicate in silences})
        key = self._memory.cited_key(str(group[0].key.arguments[0]), names, self._rules)
        return (*key, *doubts)

    @staticmethod
    def _words_of(stated: Property) -> list[str]:
        return [atom.predicate for rule in stated.rules for literal in rule.body for atom, _ in literal_atoms(literal)]

    def _capacities(self, states: dict[Key, States]) -> Iterator[list[States]]:
        """The questions of one capacity together."""
        grouped: dict[tuple[object, ...], list[States]] = {}
        for key, one in states.items():
            grouped.setdefault((key.predicate, key.arguments[0]), []).append(one)
        for group in grouped.values():
            yield sorted(group, key=lambda one: str(one.key.arguments))

    def _questions(self, group: Sequence[States], state: str, kind: str) -> Iterator[Finding]:
        """The years of one capacity in which some party has a state, with the smallest such party."""
        there = [one for one in group if one.guard(state) is not False]
        if not there:
            return
        key = there[0].key
        capacity = self._vocabulary.predicates[key.predicate].arguments[1].type
        what = f"as {self._vocabulary.label(capacity, key.arguments[0])}"
        try:
            solving = Solving(self._space, [guard for one in there for guard in one.guards.values()], self._seconds)
            possible = [one for one in there if solving.model([one.guard(state)]) is not None]
            if not possible:
                return
            guard = either(one.guard(state) for one in possible)
            goals = [goal for one in possible for goal in one.goals.get(state, ())]
            every = [goal for one in possible for found in one.goals.values() for goal in found]
            descriptions = Descriptions(self._vocabulary, Phrases(self._vocabulary, names_in(self._space)))
            asked = either(opposite(one.guard(NONE)) for one in possible)
            described = descriptions.of([(self._symbolic, every if state == UNANSWERED else goals, "")])
            condition = describe(guard, asked, described, solving)
            model = solving.smallest([guard])
        except Undecided:
            self._undecided.append(f"{kind} {what}")
            return
        assert model is not None
        witness = witness_of(self._space, model, f"smallest party: {kind} {what}", [guard])
        check_replay(model, possible, replay(witness, self._rules, self._vocabulary), f"the Code of {self._code.label}")
        if state == UNANSWERED:
            paragraphs = self._answering(key)
        else:
            paragraphs = tuple(
                dict.fromkeys(
                    reason.rule.citation
                    for goal in goals
                    for reason in self._symbolic.reasons(*goal)
                    if holds(model, reason.guard)
                )
            )
        years = tuple(one.key.arguments[-1] for one in possible if isinstance(one.key.arguments[-1], int))
        reason = self._reason(paragraphs) if state == SILENT else ""
        yield Finding(kind, what, paragraphs, years, condition, witness, reason)

    def _answering(self, key: Key) -> tuple[Citation, ...]:
        """The paragraphs that answer the question for other parties."""
        pattern: Pattern = (SUBJECT, key.arguments[0], *([FREE] * len(key.arguments)))
        reasons = self._symbolic.reasons(key.predicate, pattern)
        return tuple(dict.fromkeys(one.rule.citation for one in reasons))

    def _reason(self, paragraphs: Sequence[Citation]) -> str:
        """Why a silence is recorded: the doubts, or the reasoning, that stand beside its paragraphs."""
        found: list[str] = []
        for citation in paragraphs:
            provenance = self._code.standing(citation).paragraph.provenance
            found.extend(provenance.open or ([provenance.reasoning] if provenance.reasoning else []))
        return " ".join(dict.fromkeys(found))

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
