"""Proofs about properties: that no possible party breaks one, or the smallest party that does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.properties import BREACH, Property, with_breach
from secg.derive.pydatalog_engine import derive
from secg.language.model import Rule
from secg.language.program import Program
from secg.language.unknowns import with_guards
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Undecided, both, either, opposite
from secg.outcomes.bounds import Bound, bound_in
from secg.outcomes.support import supporting
from secg.outcomes.witness import facts_of, internal, witness_of
from secg.proving.questions import Finding, FindingKind
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Goal, Reason, SymbolicCode
from secg.symbolic.days import day_grounds
from secg.symbolic.rule_memory import RuleMemory, instances, reached_rules
from secg.symbolic.solving import TIME_LIMIT, Solving
from secg.symbolic.space import Space


class PropertyVerdict(NamedTuple):
    """What was found, what was not decided, and which parties were examined."""

    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    bounds: tuple[Bound, ...]


def prove_properties(
    code: Code,
    policies: Policies,
    properties: Sequence[Property],
    day: date,
    seconds: float = TIME_LIMIT,
    memory: RuleMemory | None = None,
    without: Code | None = None,
) -> PropertyVerdict:
    """The properties that some possible party breaks. Raises Faults E599 where a witness does not replay.

    With `without`, those that some party breaks under the Code and does not break, about the same, without what is laid
    over it: so what is accepted of a version does not hide what an overlay adds.
    """
    known = memory or RuleMemory()
    findings: list[Finding] = []
    undecided: list[str] = []
    bounds: list[Bound] = []
    for stated in properties:
        proof = _PropertyProof(code, policies, stated, day, seconds, known)
        if without is None:
            breaches = known.result(proof.key, proof.run)
        else:
            plain = _PropertyProof(without, policies, stated, day, seconds, known).rules
            breaches = proof.run(plain) if set(plain) != set(proof.rules) else PropertyVerdict((), (), ())
        findings.extend(breaches.findings)
        undecided.extend(breaches.undecided)
        bounds.extend(breaches.bounds)
    return PropertyVerdict(tuple(findings), tuple(undecided), tuple(bounds))


class _PropertyProof:
    """One property under one Code."""

    def __init__(
        self, code: Code, policies: Policies, stated: Property, day: date, seconds: float, memory: RuleMemory
    ) -> None:
        self._stated = stated
        self._seconds = seconds
        self._day = day
        self._earliest = policies.versions.earliest
        self._memory = memory
        self._vocabulary = with_breach(policies.vocabulary)
        rules = with_guards([*code.rules, *stated.rules], self._vocabulary)
        stated_breaches = (rule for rule in rules if rule.head.predicate == BREACH)
        # each constant by itself: a rule about every duty would hold the names of records against all that any is about
        self._breaches = list(chain.from_iterable(instances(rule, rules) for rule in stated_breaches))
        self._others = [rule for rule in rules if rule.head.predicate != BREACH]
        self.rules = self._bearing_on(self._breaches)

    def _bearing_on(self, breaches: Sequence[Rule]) -> tuple[Rule, ...]:
        return reached_rules(breaches, [*self._others, *breaches])

    @property
    def key(self) -> tuple[str, ...]:
        """What the breaches rest on."""
        # fewer rules may be examined than these, of which none looks at the day
        grounds = day_grounds(self.rules, self._vocabulary, self._day, ())
        return (*self._memory.cited_key(self._stated.title, [BREACH], self.rules), *grounds)

    def run(self, without: Sequence[Rule] = ()) -> PropertyVerdict:
        """The breaches of parties that have none by the rules `without`, with the smallest party of each."""
        tried = [(rule, *self._tried_alone(rule)) for rule in self._breaches]
        possible = [rule for rule, is_possible, _ in tried if is_possible]
        bounds = [bound for _, _, bound in tried]
        if not possible:
            return PropertyVerdict((), (), tuple(bounds))
        # fewer rules hold fewer names against each other, so that fewer records are examined
        self.rules = self._bearing_on(possible)
        self._space = Space(self._vocabulary, tuple(dict.fromkeys([*without, *self.rules])), self._day, self._earliest)
        self._symbolic = SymbolicCode(self.rules, self._space)
        otherwise = SymbolicCode(without, self._space)
        findings: list[Finding] = []
        undecided: list[str] = []
        by_value: dict[object, list[Reason]] = {}
        try:
            for reason in self._symbolic.reasons(BREACH, (SUBJECT, FREE)):
                by_value.setdefault(reason.terms[1], []).append(reason)
        except Undecided:
            return PropertyVerdict((), (self._words,), tuple(bounds))
        for about, reasons in by_value.items():
            try:
                known = otherwise.holds([(BREACH, (SUBJECT, str(about)))]) if without else False
                guard = both([either(reason.guard for reason in reasons), opposite(known)])
                party = Solving(self._space, [guard], self._seconds).smallest([guard])
            except Undecided:
                undecided.append(self._words)
                continue
            if party is not None:
                kind = FindingKind.ADDED if without else FindingKind.BREACH
                findings.append(self._breach(kind, str(about), guard, reasons, party))
        bounds.append(bound_in(self._space, self.rules))
        return PropertyVerdict(tuple(findings), tuple(undecided), tuple(bounds))

    @property
    def _words(self) -> str:
        return f"property “{self._stated.title}”"

    def _tried_alone(self, breach: Rule) -> tuple[bool, Bound]:
        """Whether some party breaks the property by one rule alone, or that is not decided; and who was examined."""
        rules = self._bearing_on([breach])
        grounds = day_grounds(rules, self._vocabulary, self._day, rules)
        key = (*self._memory.shape_key(BREACH, rules), *grounds)
        return self._memory.result(key, partial(self._some_party, rules))

    def _some_party(self, rules: Sequence[Rule]) -> tuple[bool, Bound]:
        space = Space(self._vocabulary, rules, self._day, self._earliest)
        try:
            guard = SymbolicCode(rules, space).holds([(BREACH, (SUBJECT, FREE))])
            fits = guard if isinstance(guard, bool) else Solving(space, [guard], self._seconds).fits([guard])
        except Undecided:
            fits = True
        return fits, bound_in(space, rules)

    def _breach(
        self, kind: FindingKind, about: str, guard: Guard, reasons: Sequence[Reason], party: Assignment
    ) -> Finding:
        stated, words = self._stated, self._space.inventory.describe(about)
        witness = witness_of(self._space, party, f"smallest party that breaks “{stated.title}” ({words})", [guard])
        facts = facts_of(witness, self._vocabulary)
        if not derive(Program(self.rules, self._vocabulary), facts).holds(BREACH, (SUBJECT, about)):
            raise internal(f"derivation does not find the breach of “{stated.title}” that the solver found")
        goals: list[Goal] = []
        for reason in reasons:
            if party.holds(reason.guard):
                goals.extend(premise.goal for premise in reason.premises)
        paragraphs = supporting(self._symbolic, goals, party)
        return Finding(kind, f"{stated.title}: {words}", paragraphs, (), None, witness, stated.reason)
