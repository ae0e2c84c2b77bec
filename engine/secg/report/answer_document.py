"""The typed documents of the questions about one party: why not, and what if.

They are printed as JSON, and shown by the templates; no schema is published of them.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from secg.report.document import CodeEntry, Shortfall, Step


class RulePlace(TypedDict):
    """Where a rule stands."""

    file: str
    line: int
    column: int


class AttemptEntry(TypedDict):
    """A rule that could give a conclusion, and what it lacks."""

    paragraph: str
    gist: str
    rule: RulePlace
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
    """A conclusion that was asked about: whether it holds, what takes it away, or what each rule lacks."""

    sentence: str
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
