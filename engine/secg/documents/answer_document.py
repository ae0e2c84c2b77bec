"""The typed documents of the questions about one party: why not, and what if.

They are printed as JSON, and shown by the templates; no schema is published of them.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from secg.documents.document import Change, CodeEntry, Shortfall, Step
from secg.documents.shown_document import Section


class AttemptEntry(TypedDict):
    """A rule that could give a conclusion (`rule`: its file, line and column), and what it lacks."""

    paragraph: str
    gist: str
    rule: dict[str, str | int]
    lacking: int
    shortfalls: list[Shortfall]


class Cited(TypedDict):
    """A sentence with its paragraphs."""

    sentence: str
    paragraphs: list[str]


class Proved(Cited):
    """A conclusion that holds, with its proof."""

    proof: Step


class TakenAway(Proved):
    """What takes a conclusion away, with the facts that it rests on."""

    because: list[Shortfall]


class GoalEntry(TypedDict):
    """A conclusion that was asked about: whether it holds, what takes it away, or what each rule lacks.

    `denial` is the sentence of its absence.
    """

    sentence: str
    denial: str
    holds: bool
    instead: list[Cited]
    attempts: list[AttemptEntry]
    paragraphs: NotRequired[list[str]]
    proof: NotRequired[Step]
    taken_away: NotRequired[TakenAway]


class AnswerHead(TypedDict):
    """Of whom, of which day and by which Code an answer is."""

    party: str
    name: str
    as_at: str
    code: CodeEntry


class WhyNotDocument(AnswerHead):
    """The answer to `why not`."""

    asked: str
    conclusion: str
    holds: bool
    goals: list[GoalEntry]


class CitedStep(Step):
    """A proof with all paragraphs that it rests on."""

    cited: list[str]


class ShownChange(Change):
    """A change of the outcome, with the proofs of both sides where they were asked for."""

    before_proof: NotRequired[CitedStep]
    before_section: NotRequired[Section]
    after_proof: NotRequired[CitedStep]
    after_section: NotRequired[Section]


class SupposedFact(TypedDict):
    """A changed fact in words, what the facts say now, who changes it, and the options that suppose it."""

    fact: str
    by: str
    set: str
    sentence: str
    now: NotRequired[str]
    difference: NotRequired[int]


class OutcomeDifference(TypedDict):
    """The outcomes that differ, as data and in sentences."""

    changes: list[ShownChange]
    sentences: list[str]


class SupposedDocument(AnswerHead, OutcomeDifference):
    """The answer to `what if` some facts are supposed."""

    supposed: list[SupposedFact]


class Tried(TypedDict):
    """What was searched, in words, whether a bound ended that, and how many changes were tried, single and together."""

    ended: bool
    sentences: list[str]
    single: int
    together: int


class SmallestAnswer(OutcomeDifference):
    """One of the smallest changes."""

    own: bool
    distance: int
    facts: list[SupposedFact]


class SearchDocument(AnswerHead):
    """The smallest changes that reach or avoid a conclusion."""

    asked: str
    conclusion: str
    sentence: str
    reach: bool
    already: bool
    tried: Tried
    more: int
    answers: list[SmallestAnswer]
