"""Proofs about rules: each can apply to some possible party, and none says only what others already say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import chain

from secg.code.consolidation import Code, consolidate, fitting_version
from secg.code.policies import Policies
from secg.language.documents import InstrumentStatus
from secg.language.model import Rule
from secg.language.operators import Comparator
from secg.language.phrases import Phrases
from secg.language.unknowns import is_internal, with_guards
from secg.logic.formulas import Guard, Undecided, both, compare, either, opposite
from secg.messages import Faults
from secg.proving.questions import Finding, FindingKind
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Pattern, Reason, SymbolicCode
from secg.symbolic.days import day_grounds
from secg.symbolic.open_space import OpenSpace
from secg.symbolic.rule_memory import RuleMemory
from secg.symbolic.slicing import bearing_rules
from secg.symbolic.solving import Solving


class RuleVerdict(Enum):
    """Of a rule: some party makes it, and it alone, apply; none does; others always say the same; not decided."""

    SOUND = "sound"
    IDLE = "idle"
    IMPLIED = "implied"
    UNDECIDED = "undecided"


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
                if verdict is RuleVerdict.UNDECIDED:
                    self.undecided.append(f"whether a rule of {rule.citation} can apply: {phrases.conclusion(rule)}")
                elif verdict is not RuleVerdict.SOUND:
                    yield self._useless(rule, phrases.conclusion(rule), verdict)

    def _useless(self, rule: Rule, words: str, verdict: RuleVerdict) -> Finding:
        """A rule that says nothing of its own in this Code."""
        where = self._use_elsewhere(rule)
        if where is not None:
            return Finding(FindingKind.ELSEWHERE, words, (rule.citation,), reason=f"the rule has its use {where}.")
        return Finding(
            FindingKind.IDLE if verdict is RuleVerdict.IDLE else FindingKind.IMPLIED, words, (rule.citation,)
        )

    def is_sound(self, rule: Rule) -> bool:
        """Whether a rule of another Code stands in this one too, and says something of its own here."""
        rules = [other for other in self.rules if other.head.predicate == rule.head.predicate]
        # rules that are equal may stand in several places, and only the one in this place is asked about
        places = [other.span for other in rules]
        if rule.span not in places:
            return False
        verdicts = self._verdicts(rule.head.predicate, rules)
        return (rule.span, RuleVerdict.SOUND) in zip(places, verdicts, strict=True)

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
        """The verdicts of the rules that conclude a predicate, each judged once."""
        # verdicts name no paragraph, so that rules which moved to another keep theirs
        bearing = bearing_rules(self.rules, [predicate])
        grounds = day_grounds(bearing, self._vocabulary, self._day, self.rules)
        key = (*self._memory.shape_key(predicate, bearing), *grounds)
        shapes = list(map(self._memory.shape, rules))
        known = self._memory.result(key, lambda: dict(zip(shapes, self._judge(predicate, rules), strict=True)))
        verdicts = [known[shape] for shape in shapes]
        # the parties from elsewhere are others on the day of another version
        return [self._tried(rule, rules, verdict) for rule, verdict in zip(rules, verdicts, strict=True)]

    def _judge(self, predicate: str, rules: Sequence[Rule]) -> list[RuleVerdict]:
        """For each rule of one predicate, whether some party makes it apply, and some party it alone."""
        declared = self._vocabulary.predicates[predicate]
        first = SUBJECT if declared.arguments and declared.arguments[0].type == "party" else FREE
        pattern: Pattern = (first, *([FREE] * (declared.arity - 1)))
        try:
            rule_reasons = [self._symbolic.rule_reasons(rule, pattern) for rule in rules]
        except Undecided:
            return [RuleVerdict.UNDECIDED for _ in rules]
        solving = Solving(self.space, [reason.guard for reasons in rule_reasons for reason in reasons], self._seconds)
        return [self._verdict(number, rule_reasons, solving) for number in range(len(rules))]

    def _tried(self, rule: Rule, rules: Sequence[Rule], verdict: RuleVerdict) -> RuleVerdict:
        """The verdict, unless some party beyond those examined refutes it."""
        if self._speaks is None or verdict not in (RuleVerdict.IDLE, RuleVerdict.IMPLIED):
            return verdict
        others: list[Rule] = []
        if verdict is RuleVerdict.IMPLIED:
            others = [other for other in rules if other is not rule]
        return RuleVerdict.SOUND if self._speaks(self._code, rule, others) else verdict

    def _verdict(self, number: int, rule_reasons: Sequence[Sequence[Reason]], solving: Solving) -> RuleVerdict:
        own = rule_reasons[number]
        others = list(chain.from_iterable([*rule_reasons[:number], *rule_reasons[number + 1 :]]))
        try:
            # of a rule that nobody meets it is not said that others say the same
            if not any(_fits(solving, [reason.guard]) for reason in own):
                return RuleVerdict.IDLE
            for reason in own:
                twins = either(_said_by(other, reason) for other in others)
                if _fits(solving, [reason.guard, opposite(twins)]):
                    return RuleVerdict.SOUND
        except Undecided:
            return RuleVerdict.UNDECIDED
        return RuleVerdict.IMPLIED


def _fits(solving: Solving, guards: Sequence[Guard]) -> bool:
    """Whether some party fits; plain truth needs no solver."""
    whole = both(guards)
    return whole if isinstance(whole, bool) else solving.fits([whole])


def _said_by(other: Reason, reason: Reason) -> Guard:
    """When another use of a rule gives the very conclusion of this one."""
    guards: list[Guard] = [other.guard]
    for left, right in zip(reason.terms, other.terms, strict=True):
        if left != right:
            guards.append(compare(Comparator.EQUAL, left, right))
    return both(guards)


def other_codes(code: Code, policies: Policies) -> Iterator[tuple[Code, str]]:
    """The Code of the version without overlays, the later versions with the same, and each proposal with them.

    Each comes with the words for it. None where the Code has no overlay. A proposal or reading may leave a rule of the
    Code nothing to say, and one that is written for several versions, or for use with a proposal, may have a rule that
    only some of them need. Neither is a fault of drafting.
    """
    if not code.overlays:
        return
    yield consolidate(policies, code.version), "without what is laid over it"
    versions = policies.versions.versions
    laid = [(version, code.overlays) for version in versions[versions.index(code.version) + 1 :]]
    for proposal in policies.instruments.values():
        if proposal.status is InstrumentStatus.PROPOSAL and proposal.name not in code.overlays:
            laid.append((fitting_version(policies, proposal), (proposal.name, *code.overlays)))
    for version, overlays in laid:
        try:
            other = consolidate(policies, version, overlays)
        except Faults:
            continue  # they do not fit together
        yield other, f"in the Code of {version.label} with {' and '.join(overlays)}"
