"""Proofs about rules: each can apply to some possible party, and none says only what others already say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.candidates import SUBJECT
from secg.effect.compiler import FREE, Pattern, Reason, SymbolicCode
from secg.effect.elsewhere import other_codes
from secg.effect.guards import Guard, both, compare, either, opposite
from secg.effect.open_space import OpenSpace
from secg.effect.question_proofs import ELSEWHERE, IDLE, IMPLIED, Finding
from secg.effect.rule_memory import RuleMemory, RuleVerdict
from secg.effect.solver import Undecided
from secg.effect.solving import Solving
from secg.language.model import Rule
from secg.language.operators import Comparator
from secg.language.phrases import Phrases
from secg.language.unknowns import is_internal, with_guards

Speaks = Callable[[Code, Rule, Sequence[Rule]], bool]
"""Whether a rule of a Code concludes something of some party that other rules do not conclude."""


class RuleProofs:
    """The rules of one Code, examined predicate by predicate."""

    def __init__(
        self,
        code: Code,
        policies: Policies,
        day: date,
        seconds: float,
        memory: RuleMemory,
        speaks: Speaks | None = None,
    ) -> None:
        self._code = code
        self._policies = policies
        self._day = day
        self._speaks = speaks
        self._vocabulary = policies.vocabulary
        self._seconds = seconds
        self._memory = memory
        self.rules = with_guards(code.rules, self._vocabulary)
        # a rule may be there for a party that need not state its number, and say what others say of all the rest
        self.space = OpenSpace(self._vocabulary, self.rules, day, policies.versions.earliest)
        self._symbolic = SymbolicCode(self.rules, self.space)
        self.undecided: list[str] = []
        self._others: dict[int, RuleProofs] = {}

    def findings(self) -> Iterator[Finding]:
        """The rules that no party makes apply, and those that say nothing of their own."""
        by_head: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if not is_internal(rule.head.predicate):
                by_head.setdefault(rule.head.predicate, []).append(rule)
        phrases = Phrases(self._vocabulary, {})
        for predicate, rules in by_head.items():
            for rule, verdict in zip(rules, self._verdicts(predicate, rules), strict=True):
                if verdict == RuleVerdict.UNDECIDED:
                    self.undecided.append(f"whether a rule of {rule.citation} can apply: {phrases.conclusion(rule)}")
                elif verdict != RuleVerdict.SOUND:
                    kind = IDLE if verdict == RuleVerdict.IDLE else IMPLIED
                    where = self._use_elsewhere(rule)
                    if where is not None:
                        kind = ELSEWHERE
                    reason = "" if where is None else f"the rule has its use {where}."
                    yield Finding(kind, phrases.conclusion(rule), (rule.citation,), reason=reason)

    def is_sound(self, rule: Rule) -> bool:
        """Whether a rule of another Code stands in this one too, and says something of its own here."""
        rules = [other for other in self.rules if other.head.predicate == rule.head.predicate]
        if rule.span not in [rule.span for rule in rules]:
            return False
        verdicts = self._verdicts(rule.head.predicate, rules)
        return any(
            other.span == rule.span and verdict == RuleVerdict.SOUND
            for other, verdict in zip(rules, verdicts, strict=True)
        )

    def _use_elsewhere(self, rule: Rule) -> str | None:
        """Where, beside a Code with overlays, a rule of it has its use."""
        for number, (other, where) in enumerate(other_codes(self._code, self._policies)):
            if number not in self._others:
                self._others[number] = RuleProofs(
                    other, self._policies, self._day, self._seconds, self._memory, self._speaks
                )
            if self._others[number].is_sound(rule):
                return where
        return None

    def _verdicts(self, predicate: str, rules: Sequence[Rule]) -> list[RuleVerdict]:
        key = self._memory.key(predicate, self.rules)
        known = self._memory.known(key)
        if known is None:
            verdicts = self._judge(predicate, rules)
            self._memory.keep(key, rules, verdicts)
            return verdicts
        return self._memory.verdicts(known, rules)

    def _judge(self, predicate: str, rules: Sequence[Rule]) -> list[RuleVerdict]:
        """For each rule of one predicate, whether some party makes it apply, and some party it alone."""
        declared = self._vocabulary.predicates[predicate]
        first = SUBJECT if declared.arguments and declared.arguments[0].type == "party" else FREE
        pattern: Pattern = (first, *([FREE] * (declared.arity - 1)))
        rule_reasons = [self._symbolic.rule_reasons(rule, pattern) for rule in rules]
        solving = Solving(self.space, [reason.guard for reasons in rule_reasons for reason in reasons], self._seconds)
        verdicts = [self._verdict(number, rule_reasons, solving) for number in range(len(rules))]
        return [self._tried(rule, rules, verdict) for rule, verdict in zip(rules, verdicts, strict=True)]

    def _tried(self, rule: Rule, rules: Sequence[Rule], verdict: RuleVerdict) -> RuleVerdict:
        """The verdict, unless some party beyond those examined refutes it."""
        if self._speaks is None or verdict not in (RuleVerdict.IDLE, RuleVerdict.IMPLIED):
            return verdict
        others = [other for other in rules if other is not rule] if verdict == RuleVerdict.IMPLIED else []
        return RuleVerdict.SOUND if self._speaks(self._code, rule, others) else verdict

    def _verdict(self, number: int, rule_reasons: Sequence[Sequence[Reason]], solving: Solving) -> RuleVerdict:
        own = rule_reasons[number]
        others = [reason for place, reasons in enumerate(rule_reasons) if place != number for reason in reasons]
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


def _fits(solving: Solving, guards: Sequence[Guard]) -> bool:
    """Whether some party fits; plain truth needs no solver."""
    whole = both(guards)
    return whole if isinstance(whole, bool) else solving.fits([whole])


def _equal_terms(reason: Reason, other: Reason) -> list[Guard]:
    """When two conclusions are the same one."""
    return [
        True if left == right else compare(Comparator.EQUAL, left, right)
        for left, right in zip(reason.terms, other.terms, strict=True)
    ]
