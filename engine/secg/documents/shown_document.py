"""The report as its templates show it: what is said in sentences and gathered, beside all that the report holds."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from secg.documents.document import Assessment, Digests, Obligation, OpenQuestion, ParagraphEntry, Report, ReportHead
from secg.records import record


@record
class Part:
    """One part: the name by which it can be asked for, its heading, and whether it stands on the first page.

    `held_by` are the keys of a shown report that hold it; it is there where one of them has something.
    """

    name: str
    title: str
    held_by: tuple[str, ...]
    first: bool = False


@record
class Cautions:
    """The cautions in full, as sentences, and all of them in a line or two."""

    own: tuple[str, ...]
    general: tuple[str, ...]
    line: str

    def __len__(self) -> int:
        # a page tells how many there are, and without any the part is left out
        return len(self.own) + len(self.general)


@record
class Answer:
    """The answer in one capacity: a sentence and what decides it, both with their paragraphs."""

    sentence: str
    reason: str


@record
class Task:
    """Something to do: when, what and under which paragraphs."""

    when: str
    what: str
    paragraphs: tuple[str, ...]
    overdue: bool = False


@record
class Brief:
    """What fits on one screen; every text is a sentence or a short phrase without markup."""

    name: str
    day: str
    code: str
    answers: tuple[Answer, ...]
    near: tuple[str, ...]
    cautions: Cautions
    tasks: tuple[Task, ...]
    counts: tuple[Task, ...]
    open: tuple[str, ...]
    why: str


class ShownStep(TypedDict):
    """A step of a proof, or a condition that fails, as it is shown.

    `kind` is concluded, stated, absent, assumed or condition, or the kind of a shortfall; `first` the id of the step
    that gives its reasons, where those were shown before.
    """

    text: str
    kind: str
    steps: list[ShownStep]
    paragraph: NotRequired[str]
    anchor: NotRequired[str]
    source: NotRequired[str]
    note: NotRequired[str]
    first: NotRequired[str]
    id: NotRequired[str]


class OutlineRow(ShownStep):
    """A step as a row of an outline: its depth, paragraph (`mark`), what stands in brackets, and all in one line."""

    depth: int
    mark: str
    aside: str
    again: bool
    line: str


class Section(TypedDict):
    """A section of an outline: its heading (in `line` with its paragraphs), its steps nested and as rows."""

    title: str
    line: str
    paragraphs: list[str]
    note: str
    steps: list[ShownStep]
    rows: list[OutlineRow]


class AlikeYears(Assessment):
    """Years of one capacity with the same category by the same paragraphs: the first of them, and which they are."""

    all_years: list[int]
    years: str


class CapacityGroup(TypedDict):
    """A capacity: its pattern (`Full, Verification, Self`), a sentence, and its years, those alike together."""

    capacity: str
    pattern: str
    sentence: str
    years: list[AlikeYears]


class DutyGroup(Obligation):
    """Duties of one paragraph, status and day: the first of them, and what all are about."""

    abouts: list[str]
    standing: str
    anchor: str


class GatheredQuestion(OpenQuestion):
    """Open questions of one capacity with the same reason: the first of them, and the years of all."""

    years: list[int]


class ComingDay(TypedDict):
    """A day that the report sets (`date`, ISO, is empty where none can be given), and on what uncertain day it rests.

    `key` is the same whenever the same thing falls due, `line` has all of it; `task` is what to do by then, for where
    the day is told as a last one.
    """

    date: str
    what: str
    about: str
    paragraphs: list[str]
    overdue: bool
    rests: str
    key: str
    line: str
    task: str


class ReadingSentence(TypedDict):
    """What another reading would change, in a sentence, and the name to apply it by."""

    text: str
    question: str
    reading: str


class SourceEntry(TypedDict):
    """A source of the paragraphs relied on."""

    key: str
    title: str


class AnswerLine(TypedDict):
    """A conclusion with what decides it; one with a reason `leads`, `next` says which assessment comes next."""

    text: str
    reason: str
    leads: bool
    next: bool


class ShownParagraph(ParagraphEntry):
    """A paragraph with the id of its entry, its sources in one text, and what changed it last (empty: nothing)."""

    anchor: str
    grounds: str
    changed: str


class ShownBody(ReportHead):
    """A report with all that is shown besides, but for what is made of this."""

    paragraphs: list[ShownParagraph]
    digest: Digests
    when: str
    capacities: list[CapacityGroup]
    conclusions: list[str]
    duties: list[DutyGroup]
    questions: list[GatheredQuestion]
    coming: list[ComingDay]
    other_readings: list[ReadingSentence]
    why: list[Section]
    missed: list[Section]
    nearness: list[str]
    sources: list[SourceEntry]
    cautions: Cautions


class ShownReport(ShownBody):
    """A report as its templates show it."""

    brief: Brief
    answers: list[AnswerLine]
    sizes: dict[str, str]
    parts: list[Part]


AnyReport = Report | ShownBody | ShownReport
