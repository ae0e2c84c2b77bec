"""Proofs about questions: over all possible parties each has exactly one answer, or a silence that is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import NamedTuple

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.replaying import Claim, check_claims
from secg.effect.sides import Side
from secg.language.model import Rule
from secg.language.paragraph_number import Citation
from secg.language.phrases import Phrases
from secg.language.predicate_kinds import PredicateKind
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.logic.formulas import Undecided, either, opposite
from secg.outcomes.bounds import Bound, bound_in
from secg.outcomes.conditions import Condition, describe
from secg.outcomes.descriptors import Descriptions
from secg.outcomes.states import (
    CONTRADICTORY,
    NONE,
    SILENT,
    UNANSWERED,
    Key,
    States,
    states_of,
    without_year,
    year_position,
    years_of,
)
from secg.outcomes.support import concluding
from secg.outcomes.witness import Witness, witness_of
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Goal, SymbolicCode
from secg.symbolic.days import day_grounds
from secg.symbolic.rule_memory import RuleMemory
from secg.symbolic.slicing import Touched, bearing_rules, outcome_rules
from secg.symbolic.solving import TIME_LIMIT, Solving
from secg.symbolic.space import Space


class FindingKind(StrEnum):
    """What a proof may find."""

    GAP = "gap"
    CONTRADICTION = "contradiction"
    SILENCE = "silence"
    UNREASONED = "silence without a reason"
    NEEDLESS = "needless undetermined"
    IDLE = "idle rule"
    IMPLIED = "implied rule"
    ELSEWHERE = "rule of use elsewhere"
    BREACH = "property"
    ADDED = "added breach"
    ACCEPTED = "accepted breach"
    STALE = "stale acceptance"


@record
class Finding:
    """Something that a reviewer must look at; `years` are those of the questions concerned."""

    kind: FindingKind
    what: str
    paragraphs: tuple[Citation, ...]
    years: tuple[int, ...] = ()
    condition: Condition | None = None
    witness: Witness | None = None
    reason: str = ""


class Verdict(NamedTuple):
    """What was found, and what was not decided."""

    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]


def questions_of(vocabulary: Vocabulary) -> Touched:
    """Every question, and no duty."""
    answers = vocabulary.of_kind(PredicateKind.ANSWER)
    return Touched(frozenset((answer.name, None) for answer in answers), frozenset())


def capacity_words(key: Key, vocabulary: Vocabulary) -> str:
    """In which capacity a question is asked."""
    year = year_position(key, vocabulary)
    arguments = vocabulary.predicates[key.predicate].arguments[1:-1]
    types = [argument.type for place, argument in enumerate(arguments) if place != year]
    values = without_year(key, vocabulary)
    labels = [vocabulary.label(kind, value) for kind, value in zip(types, values, strict=True)]
    return f"as {', '.join(labels)}" if labels else "the yearly question"


def capacities(states: Iterable[States], vocabulary: Vocabulary) -> list[list[States]]:
    """The questions of each capacity together, in the order of their years."""
    grouped: dict[tuple[object, ...], list[States]] = {}
    for outcome in states:
        capacity = (outcome.key.predicate, without_year(outcome.key, vocabulary))
        grouped.setdefault(capacity, []).append(outcome)
    return [sorted(group, key=lambda outcome: str(outcome.key.arguments)) for group in grouped.values()]


def about_question(key: Key, vocabulary: Vocabulary) -> list[str]:
    """What says anything of a question: the predicates of its answers, of the question itself, and of its silences."""
    answer = vocabulary.predicates[key.predicate]
    return [answer.name, answer.question, *(silence.name for silence in vocabulary.silences_about(answer.question))]


@record
class Answered:
    """What was found about the questions of a Code; `silences` are recorded ones, each with its reason.

    `bounds` say which parties were examined.
    """

    findings: tuple[Finding, ...]
    silences: tuple[Finding, ...]
    undecided: tuple[str, ...]
    questions: int
    bounds: tuple[Bound, ...]


def prove_questions(
    code: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT, memory: RuleMemory | None = None
) -> Answered:
    """The questions of a Code: gaps, contradictions and recorded silences. Raises Faults E599."""
    vocabulary = policies.vocabulary
    rules = outcome_rules(with_guards(code.rules, vocabulary), questions_of(vocabulary), vocabulary)
    space = Space(vocabulary, rules, day, policies.versions.earliest)
    try:
        proofs = _QuestionProofs(code, rules, space, SymbolicCode(rules, space), day, seconds)
        return proofs.run(memory or RuleMemory())
    except Undecided:
        return Answered((), (), ("whether every question has one answer",), 0, ())


_Group = tuple[list[Finding], list[Finding], list[str]]
"""Findings, silences and what was not decided about the questions of one capacity."""


class _QuestionProofs:
    """The questions of one Code, examined capacity by capacity."""

    def __init__(
        self, code: Code, rules: Sequence[Rule], space: Space, symbolic: SymbolicCode, day: date, seconds: float
    ) -> None:
        self._code = code
        self._day = day
        self._rules = rules
        self._space = space
        self._symbolic = symbolic
        self._seconds = seconds
        self._vocabulary = space.vocabulary
        self._states = states_of(symbolic, self._vocabulary, questions_of(self._vocabulary))

    def run(self, memory: RuleMemory) -> Answered:
        """Examine every capacity, or take what is remembered of it."""
        findings: list[Finding] = []
        silences: list[Finding] = []
        undecided: list[str] = []
        for group in capacities(self._states.values(), self._vocabulary):
            result = memory.result(self._group_key(group, memory), partial(self._group, group))
            findings.extend(result[0])
            silences.extend(result[1])
            undecided.extend(result[2])
        bounds = (bound_in(self._space, self._rules),) if self._states else ()
        return Answered(tuple(findings), tuple(silences), tuple(undecided), len(self._states), bounds)

    def _group(self, group: Sequence[States]) -> _Group:
        """Everything about the questions of one capacity."""
        undecided: list[str] = []
        findings = [
            *self._questions(group, UNANSWERED, FindingKind.GAP, undecided),
            *self._questions(group, CONTRADICTORY, FindingKind.CONTRADICTION, undecided),
        ]
        silences = list(self._questions(group, SILENT, FindingKind.SILENCE, undecided))
        unreasoned = [finding for finding in silences if not finding.reason]
        findings.extend(replace(finding, kind=FindingKind.UNREASONED, condition=None) for finding in unreasoned)
        return findings, silences, undecided

    def _group_key(self, group: Sequence[States], memory: RuleMemory) -> tuple[str, ...]:
        """What the findings about a capacity rest on: its rules, and the doubts recorded beside their paragraphs."""
        names = about_question(group[0].key, self._vocabulary)
        silences = names[2:]
        doubts = sorted({self._reason([rule.citation]) for rule in self._code.rules if rule.head.predicate in silences})
        key = memory.cited_key(str(without_year(group[0].key, self._vocabulary)), names, self._rules)
        bearing = bearing_rules(self._rules, names)
        return (*key, *day_grounds(bearing, self._vocabulary, self._day, self._rules), *doubts)

    def _questions(
        self, group: Sequence[States], state: str, kind: FindingKind, undecided: list[str]
    ) -> Iterator[Finding]:
        """The years of one capacity in which some party has a state, with the smallest such party."""
        there = [outcome for outcome in group if outcome.guard(state) is not False]
        if not there:
            return
        key = there[0].key
        what = capacity_words(key, self._vocabulary)
        try:
            about = chain.from_iterable(outcome.guards.values() for outcome in there)
            solving = Solving(self._space, about, self._seconds)
            possible = [outcome for outcome in there if solving.fits([outcome.guard(state)])]
            if not possible:
                return
            guard = either(outcome.guard(state) for outcome in possible)
            goals: list[Goal] = []
            for outcome in possible:
                # why nothing is answered is said by the conditions of all that could be
                goals.extend(outcome.every_goal if state == UNANSWERED else outcome.goals.get(state, ()))
            descriptions = Descriptions(self._vocabulary, Phrases(self._vocabulary, self._space.inventory.names))
            asked = either(opposite(outcome.guard(NONE)) for outcome in possible)
            condition = describe(guard, asked, descriptions.of([(self._symbolic, goals, "")]), solving)
            party = solving.smallest([guard])
        except Undecided:
            undecided.append(f"{kind} {what}")
            return
        assert party is not None
        witness = witness_of(self._space, party, f"smallest party: {kind} {what}", [guard])
        claim = Claim(witness, ({outcome.key: outcome.state_of(party) for outcome in possible},))
        side = Side(self._code, tuple(self._rules), self._symbolic)
        check_claims([claim], [side], self._vocabulary, self._space.domains.calls_parties)
        if state == UNANSWERED:
            paragraphs = concluding(self._symbolic, [self._answered_in_any_year(key)])
        else:
            paragraphs = concluding(self._symbolic, goals, party)
        years = years_of((outcome.key for outcome in possible), self._vocabulary)
        reason = self._reason(paragraphs) if state == SILENT else ""
        yield Finding(kind, what, paragraphs, tuple(years), condition, witness, reason)

    def _answered_in_any_year(self, key: Key) -> Goal:
        """What asks of the rules which of them answer the question for other parties."""
        year = year_position(key, self._vocabulary)
        known = [FREE if place == year else value for place, value in enumerate(key.arguments)]
        return key.predicate, (SUBJECT, *known, FREE)

    def _reason(self, paragraphs: Sequence[Citation]) -> str:
        """Why a silence is recorded: the doubts, or the reasoning, that stand beside its paragraphs."""
        words: list[str] = []
        for citation in paragraphs:
            provenance = self._code.standing(citation).paragraph.provenance
            words.extend(provenance.open or ([provenance.reasoning] if provenance.reasoning else []))
        return " ".join(dict.fromkeys(words))
