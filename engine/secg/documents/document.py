"""The report as a typed document: each part that `secg explain` writes as JSON, with what its keys mean.

The JSON Schema of reports comes from these types (report_file.py): a text in `Annotated` is the description of a value,
a `Keyword` limits it further. Annotations are evaluated here, so that a type knows which of its keys it requires.
"""

from typing import Annotated, NotRequired, TypedDict

from secg.derive.outcomes import Status
from secg.json_schema import Keyword

VERSION = 1
"""Of the published schema of reports, which each report names."""
JsonValue = int | str | None
"""A value of a rule as JSON carries it: a day is a text."""

_PROVENANCES = Keyword("enum", ("text", "reported", "inferred"))
_CONFLICTS = Keyword("enum", ("assessment", "next", "next_due", "due", "status"))

Day = Annotated[str, Keyword("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "a day, as 2019-03-01"]
Sha256 = Annotated[str, Keyword("pattern", "^[0-9a-f]{64}$"), "SHA-256"]
Line = Annotated[int, Keyword("minimum", 0)]
Paragraphs = Annotated[list[str], "the paragraphs that it rests on, in the order of the Code"]
Provenance = Annotated[str, _PROVENANCES, "how well the least known of its paragraphs is known"]
AtomText = Annotated[str, "the atom that is claimed, as the rules write it; the proof's root is this atom"]
DueAtom = Annotated[str, "the atom of the day"]
Category = Annotated[str, "the category; `undetermined`, or `conflict` where the Code gives several answers"]
CapacityId = Annotated[str, "the capacity, as the rules name it"]
CapacityLabel = Annotated[str, "the capacity, as the Code calls it"]
DutyId = Annotated[str, "the duty, as the rules name it"]
DutyWords = Annotated[str, "the duty in words"]
About = Annotated[str, "what the duty is about"]


class Step(TypedDict):
    """A step of a proof."""

    conclusion: Annotated[str, "what is concluded, stated, absent, compared or counted, in a sentence"]
    atom: NotRequired[Annotated[str, "the atom, as the rules write it"]]
    paragraph: NotRequired[Annotated[str, "of what is concluded: the paragraph whose rule concludes it"]]
    gist: NotRequired[Annotated[str, "the paragraph's words in short"]]
    instrument: NotRequired[Annotated[str, "which instrument last amended the paragraph"]]
    provenance: NotRequired[Provenance]
    fact: NotRequired[Annotated[str, "of what is stated: the fact"]]
    given: NotRequired[Annotated[bool, "of what is stated: it is part of the question"]]
    default: NotRequired[Annotated[str, "of what is stated: why it is assumed"]]
    absence: NotRequired[Annotated[str, "of what is not so: why it is absent"]]
    aggregate: NotRequired[Annotated[str, "of what is counted: sum, count, min or max"]]
    condition: NotRequired[Annotated[bool, "it compares values"]]
    reads: NotRequired[Annotated[list[JsonValue], "predicate and values, for a checker"]]
    place: NotRequired[Annotated[list[JsonValue], "file, line and column of the rule or the fact"]]
    values: NotRequired[Annotated[dict[str, JsonValue], "the values of the rule's variables"]]
    table: NotRequired[Annotated[bool, "a row of a table, left out where proofs are shown"]]
    leads: NotRequired[Annotated[int, "of a contribution: which of its premises stands for it"]]
    # as a text: the annotation is evaluated before there is such a type
    premises: NotRequired[Annotated[list["Step"], "what it rests on"]]


class Shortfall(TypedDict):
    """A condition that keeps a conclusion from holding."""

    kind: Annotated[str, "what kind of condition fails"]
    sentence: str
    atom: NotRequired[str]
    because: NotRequired[list["Shortfall"]]
    difference: NotRequired[int]
    fact: NotRequired[str]
    file: NotRequired[str]
    line: NotRequired[Line]
    needed: NotRequired[str]
    paragraph: NotRequired[str]
    reads: NotRequired[list[JsonValue]]
    taken: NotRequired[str]


class Rested(TypedDict):
    """What a conclusion rests on."""

    paragraphs: Paragraphs
    provenance: Provenance


class Claim(Rested):
    """An atom that the report claims, with what it rests on and its proof."""

    atom: AtomText
    proof: Step


class CodeEntry(TypedDict):
    """The Code that was applied."""

    title: Annotated[str, "what the Code is called"]
    label: Annotated[str, "the version"]
    number: Annotated[str | None, "the version number, where it is held"]
    in_force: Day
    instruments: Annotated[list[str], "the instruments applied to the baseline, in order"]
    readings: Annotated[list[str], "the readings and proposals applied besides"]
    sentence: str
    certainty: Annotated[str, "how well the first day is known"]
    known: Annotated[int, "how many paragraphs, or whole parts, are known to exist in this version"]
    held: Annotated[int, "of how many of these a text is held, so that the report can speak of them"]


class Assessment(Claim):
    """The category of one year in one capacity."""

    capacity: CapacityId
    capacity_label: CapacityLabel
    year: int
    category: Category
    category_label: str


class NextAssessment(Rested):
    """The next assessment in one capacity, with the last day for it where the Code sets one."""

    capacity: CapacityId
    capacity_label: CapacityLabel
    category: Category
    category_label: str
    due: Day | None
    sentence: str
    due_sentence: str
    atom: AtomText
    due_atom: DueAtom
    proof: Annotated[list[Step], "the proof of the category and, where there is one, that of the day"]


class UncertainDay(TypedDict):
    """A day that is not certain, by which another is counted."""

    day: Day
    certainty: str
    because: str


class Warned(Claim):
    """A warning that a rule concludes."""

    text: str


class DutyDetails(TypedDict, total=False):
    """What is said of a duty besides: what excuses or discharges it, to whom it is owed, and when it is due."""

    by: Annotated[Claim, "What excuses it, or that it is done."]
    also: Annotated[Claim, "Where it is excused: that it was done as well."]
    owed_to: Annotated[list[str], "to whom it is owed"]
    owed_to_paragraphs: Paragraphs
    owed_to_atoms: list[AtomText]
    due: Day
    overdue: bool
    due_atom: DueAtom
    due_proof: Step
    late_days: Annotated[int, "where it is done: how many days after its day, 0 in time"]
    due_rests_on: Annotated[UncertainDay, "The day that is not certain, by which it is counted."]
    doubts: Annotated[list[Warned], "where it applies: the warnings that rules conclude about the duty"]


class Obligation(Claim, DutyDetails):
    """A duty of the party, and how it stands."""

    bearer: Annotated[str, "the party"]
    paragraph: Annotated[str, "the paragraph, with its limb, that sets the duty"]
    duty: DutyWords
    duty_id: DutyId
    about: About
    about_label: str
    status: Annotated[Status, "how the duty stands"]


class Place(TypedDict, total=False):
    """What a question or a change is about: a capacity and a year, or a duty."""

    capacity: CapacityId
    capacity_label: CapacityLabel
    year: int
    duty_id: DutyId
    duty: DutyWords
    about: About
    about_label: str


class OpenQuestion(Place):
    """A question that is left open."""

    question: str
    doubt: Annotated[str, "which kind of not knowing it is"]
    because: Annotated[str, "why it is undetermined"]
    paragraphs: Paragraphs
    atom: Annotated[str, "the atom that the question arises, or that it is left open"]
    proof: Annotated[list[Step], "the proofs that it is left open"]


class Answered(TypedDict, total=False):
    """What an answer in conflict says: a category, a day or a status."""

    category: str
    due: Day
    status: str


class ConflictAnswer(Claim, Answered):
    """One of several answers."""

    sentence: str


class Conflict(Place):
    """A question to which the Code gives several answers."""

    kind: Annotated[str, _CONFLICTS, "what has several answers"]
    question: str
    answers: Annotated[list[ConflictAnswer], "every answer, each with its proof"]


State = Annotated[str | list[str] | None, "an outcome; of days, addressees and answers in conflict: all of them"]


class Change(Place):
    """A part of the outcome that differs; `before` or `after` is null where there is none."""

    before: State
    after: State
    warning: NotRequired[str]
    reason: NotRequired[Annotated[str, "why something stays open or in conflict, where the reasons differ"]]
    kept: NotRequired[bool]
    what: NotRequired[str]
    year_label: NotRequired[str]
    before_label: NotRequired[str | None]
    after_label: NotRequired[str | None]


class Reading(TypedDict):
    """Another reading of the Code, and what it would change."""

    reading: str
    title: str
    question: str
    paragraphs: list[str]
    changes: list[Change]


class NearConclusion(Place):
    """A conclusion that does not hold, and what its nearest rule lacks."""

    conclusion: str
    paragraph: str
    sentence: str
    shortfalls: list[Shortfall]
    category: NotRequired[str]


class Interval(TypedDict):
    """Numbers in a row that share an outcome other than the present one."""

    count: int
    end: Annotated[int | None, "the last value, going on, with the same outcome; null: for good"]
    difference: int
    sentence: str
    changes: list[Change]


class ThresholdSide(Interval):
    """The nearest numbers in one direction with another outcome."""

    beyond: NotRequired[Annotated[Interval, "the values after `end`, where they change the outcome too"]]


class Threshold(TypedDict):
    """How near another outcome is to a number that the party states."""

    fact: str
    count: int
    counted: str
    down: ThresholdSide | None
    up: ThresholdSide | None
    sentence: str


class Limb(TypedDict):
    """A limb of a paragraph."""

    letter: str
    words: str
    paraphrase: str


class SourcePlace(TypedDict):
    """A source of a paragraph, and where in it."""

    key: str
    place: str
    title: str


class ParagraphEntry(TypedDict):
    """A paragraph that the report relies on."""

    number: str
    title: str
    paraphrase: str
    instrument: str
    instrument_label: str
    limbs: list[Limb]
    since: Day | None
    since_certainty: Annotated[str, "how well that day is known"]
    provenance: Provenance
    known: Annotated[str, "how it is known, in words"]
    reasoning: str
    open: Annotated[list[str], "the doubts about it"]
    sources: list[SourcePlace]
    file: str
    line: Line


class FactEntry(TypedDict):
    """A fact that the conclusions used."""

    sentence: str
    file: str
    basis: str
    party: str
    line: Line


class Digests(TypedDict):
    """The digests of what a report was made from."""

    policies: Sha256
    facts: Sha256


class SealedDigests(Digests):
    """The digests of what a report was made from, and its own."""

    report: Sha256


class ReportHead(TypedDict):
    """All of a report but its paragraphs and its digests."""

    schema: Annotated[int, Keyword("const", VERSION), "the version of this schema"]
    party: str
    name: str
    basis: Annotated[str, "where the situation is taken from"]
    facts_stop: Annotated[Day | None, "the last day that the facts tell of, where it is long past"]
    facts_later: Annotated[list[str], "what the facts tell of a day after the one asked about; it is not counted"]
    as_at: Day
    code: CodeEntry
    assessments: list[Assessment]
    next: Annotated[list[NextAssessment], "the next assessment in each capacity"]
    obligations: list[Obligation]
    undetermined: list[OpenQuestion]
    conflicts: list[Conflict]
    warnings: Annotated[list[str], "first those about the question, then those that rules conclude (`warned`)"]
    warned: list[Warned]
    readings: Annotated[list[Reading], "what other readings of the Code would give"]
    why_not: Annotated[list[NearConclusion], "near conclusions that do not hold"]
    thresholds: Annotated[list[Threshold], "how near other outcomes are"]
    facts: Annotated[list[FactEntry], "the facts used"]


class ReportBody(ReportHead):
    """All of a report but its digests."""

    paragraphs: Annotated[list[ParagraphEntry], "the paragraphs relied on"]


class Report(ReportBody):
    """A report as it is built."""

    digest: Digests


class SealedReport(ReportBody):
    """What a Code says of one party as at a day, as `secg explain PARTY --format json` writes it."""

    digest: SealedDigests
