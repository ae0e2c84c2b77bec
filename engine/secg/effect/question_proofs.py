"""Proofs about questions: over all possible parties each has exactly one answer, or a silence that is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.candidates import SUBJECT
from secg.effect.compiler import FREE, Pattern, SymbolicCode
from secg.effect.conditions import Condition, describe
from secg.effect.descriptors import Descriptions
from secg.effect.guards import either, opposite
from secg.effect.rule_memory import RuleMemory
from secg.effect.slicing import Touched, outcome_rules
from secg.effect.solver import Undecided
from secg.effect.solving import TIME_LIMIT, Solving
from secg.effect.space import Space
from secg.effect.states import (
    CONTRADICTORY,
    NONE,
    SILENT,
    UNANSWERED,
    Key,
    States,
    states_of,
    without_year,
    year_position,
)
from secg.effect.witness import Witness, check_replay, replay, witness_of
from secg.language.model import Rule
from secg.language.paragraph_number import Citation
from secg.language.phrases import Phrases
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.records import record

GAP, CONTRADICTION, IDLE, IMPLIED, PROPERTY, UNREASONED = (
    *("gap", "contradiction", "idle rule", "implied rule", "property", "silence without a reason"),
)
ACCEPTED, STALE = "accepted breach", "stale acceptance"
ELSEWHERE = "rule of use elsewhere"


@record
class Finding:
    """Something that a reviewer must look at; `years` are those of the questions concerned."""

    kind: str
    what: str
    paragraphs: tuple[Citation, ...]
    years: tuple[int, ...] = ()
    condition: Condition | None = None
    witness: Witness | None = None
    reason: str = ""


def questions_of(vocabulary: Vocabulary) -> Touched:
    """Every question, and no duty."""
    return Touched(frozenset((predicate.name, None) for predicate in vocabulary.of_kind("answer")), frozenset())


def capacity_words(key: Key, vocabulary: Vocabulary) -> str:
    """In which capacity a question is asked."""
    year = year_position(key, vocabulary)
    arguments = vocabulary.predicates[key.predicate].arguments[1:-1]
    types = [argument.type for place, argument in enumerate(arguments) if place != year]
    values = without_year(key, vocabulary)
    labels = [vocabulary.label(kind, value) for kind, value in zip(types, values, strict=True)]
    return f"as {', '.join(labels)}" if labels else "the yearly question"


@record
class Answered:
    """What was found about the questions of a Code; `silences` are recorded ones, each with its reason."""

    findings: tuple[Finding, ...]
    silences: tuple[Finding, ...]
    undecided: tuple[str, ...]
    questions: int


def prove_questions(
    code: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT, memory: RuleMemory | None = None
) -> Answered:
    """The questions of a Code: gaps, contradictions and recorded silences. Raises Faults E599."""
    vocabulary = policies.vocabulary
    rules = outcome_rules(with_guards(code.rules, vocabulary), questions_of(vocabulary), vocabulary)
    space = Space(vocabulary, rules, day, policies.versions.earliest)
    return _QuestionProofs(code, rules, space, SymbolicCode(rules, space), seconds).run(memory or RuleMemory())


_Group = tuple[list[Finding], list[Finding], list[str]]
"""Findings, silences and what was not decided about the questions of one capacity."""


class _QuestionProofs:
    """The questions of one Code, examined capacity by capacity."""

    def __init__(self, code: Code, rules: Sequence[Rule], space: Space, symbolic: SymbolicCode, seconds: float) -> None:
        self._code = code
        self._rules = rules
        self._space = space
        self._symbolic = symbolic
        self._seconds = seconds
        self._vocabulary = space.vocabulary
        self.undecided: list[str] = []
        self.states = states_of(symbolic, self._vocabulary, questions_of(self._vocabulary))

    def run(self, memory: RuleMemory) -> Answered:
        """Examine every capacity, or take what is remembered of it."""
        groups = [
            memory.result(self._group_key(group, memory), partial(self._group, group))
            for group in self._capacities(self.states)
        ]
        return Answered(
            tuple(finding for findings, _, _ in groups for finding in findings),
            tuple(finding for _, findings, _ in groups for finding in findings),
            tuple(text for _, _, openings in groups for text in openings),
            len(self.states),
        )

    def _group(self, group: Sequence[States]) -> _Group:
        """Everything about the questions of one capacity."""
        self.undecided = []
        findings = [*self._questions(group, UNANSWERED, GAP), *self._questions(group, CONTRADICTORY, CONTRADICTION)]
        silences = list(self._questions(group, SILENT, "silence"))
        findings.extend(
            Finding(UNREASONED, finding.what, finding.paragraphs, finding.years, None, finding.witness)
            for finding in silences
            if not finding.reason
        )
        return findings, silences, self.undecided

    def _group_key(self, group: Sequence[States], memory: RuleMemory) -> tuple[str, ...]:
        """What the findings about a capacity rest on: its rules, and the doubts recorded beside their paragraphs."""
        predicate = self._vocabulary.predicates[group[0].key.predicate]
        silences = [other.name for other in self._vocabulary.of_kind("silence") if other.question == predicate.question]
        names = [predicate.name, predicate.question, *silences]
        doubts = sorted({self._reason([rule.citation]) for rule in self._code.rules if rule.head.predicate in silences})
        key = memory.cited_key(str(without_year(group[0].key, self._vocabulary)), names, self._rules)
        return (*key, *doubts)

    def _capacities(self, states: dict[Key, States]) -> Iterator[list[States]]:
        """The questions of one capacity together."""
        grouped: dict[tuple[object, ...], list[States]] = {}
        for key, outcome in states.items():
            grouped.setdefault((key.predicate, without_year(key, self._vocabulary)), []).append(outcome)
        for group in grouped.values():
            yield sorted(group, key=lambda outcome: str(outcome.key.arguments))

    def _questions(self, group: Sequence[States], state: str, kind: str) -> Iterator[Finding]:
        """The years of one capacity in which some party has a state, with the smallest such party."""
        there = [outcome for outcome in group if outcome.guard(state) is not False]
        if not there:
            return
        key = there[0].key
        what = capacity_words(key, self._vocabulary)
        try:
            solving = Solving(
                self._space,
                [guard for outcome in there for guard in outcome.guards.values()],
                self._seconds,
            )
            possible = [outcome for outcome in there if solving.fits([outcome.guard(state)])]
            if not possible:
                return
            guard = either(outcome.guard(state) for outcome in possible)
            goals = [goal for outcome in possible for goal in outcome.goals.get(state, ())]
            every = [
                goal for outcome in possible for goals_of_state in outcome.goals.values() for goal in goals_of_state
            ]
            descriptions = Descriptions(self._vocabulary, Phrases(self._vocabulary, self._space.inventory.names))
            asked = either(opposite(outcome.guard(NONE)) for outcome in possible)
            described = descriptions.of([(self._symbolic, every if state == UNANSWERED else goals, "")])
            condition = describe(guard, asked, described, solving)
            party = solving.smallest([guard])
        except Undecided:
            self.undecided.append(f"{kind} {what}")
            return
        assert party is not None
        witness = witness_of(self._space, party, f"smallest party: {kind} {what}", [guard])
        check_replay(party, possible, replay(witness, self._rules, self._vocabulary), f"the Code of {self._code.label}")
        if state == UNANSWERED:
            paragraphs = self._answering(key)
        else:
            paragraphs = tuple(
                dict.fromkeys(
                    reason.rule.citation
                    for goal in goals
                    for reason in self._symbolic.reasons(*goal)
                    if party.holds(reason.guard)
                )
            )
        place = year_position(key, self._vocabulary)
        years = tuple(int(str(outcome.key.arguments[place])) for outcome in possible) if place is not None else ()
        reason = self._reason(paragraphs) if state == SILENT else ""
        yield Finding(kind, what, paragraphs, years, condition, witness, reason)

    def _answering(self, key: Key) -> tuple[Citation, ...]:
        """The paragraphs that answer the question for other parties."""
        year = year_position(key, self._vocabulary)
        known = [FREE if place == year else value for place, value in enumerate(key.arguments)]
        pattern: Pattern = (SUBJECT, *known, FREE)
        reasons = self._symbolic.reasons(key.predicate, pattern)
        return tuple(dict.fromkeys(reason.rule.citation for reason in reasons))

    def _reason(self, paragraphs: Sequence[Citation]) -> str:
        """Why a silence is recorded: the doubts, or the reasoning, that stand beside its paragraphs."""
        words: list[str] = []
        for citation in paragraphs:
            provenance = self._code.standing(citation).paragraph.provenance
            words.extend(provenance.open or ([provenance.reasoning] if provenance.reasoning else []))
        return " ".join(dict.fromkeys(words))
