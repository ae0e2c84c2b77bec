"""The typed documents of the questions about a change of the Code: difference, impact, and the proof of one version.

They are printed as JSON, and shown by the templates; no schema is published of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from secg.code.redline_rules import RuleChange
from secg.code.redline_words import Piece
from secg.documents.document import JsonValue


class LimbEntry(TypedDict):
    """A limb whose words change; an empty letter stands for the paragraph's own words."""

    letter: str
    words: tuple[Piece, ...]


class RedlineEntry(TypedDict):
    """One paragraph of the redline."""

    paragraph: str
    previous: str
    operation: str
    instrument: str
    title: tuple[Piece, ...]
    limbs: list[LimbEntry]
    rules: tuple[RuleChange, ...]
    provenance: tuple[Piece, ...]
    otherwise_known: tuple[Piece, ...]
    note: tuple[Piece, ...]


class ConditionEntry(TypedDict):
    """Any of the alternatives, each with all its conditions; not `complete` where there are more."""

    alternatives: list[list[str]]
    complete: bool


class WitnessFile(TypedDict):
    """A party of a witness: its file, and its facts in words."""

    party: str
    text: str
    facts: list[str]


class WitnessEntry(TypedDict):
    """A smallest party: its files, and the commands that explain it under each Code."""

    as_at: str
    files: list[WitnessFile]
    commands: list[str]


class CauseEntry(TypedDict):
    """What becomes true, or ceases to be, for several changes at once; each has its own condition `besides`."""

    words: str
    gained: bool
    besides: ConditionEntry


class SubjectEntry(TypedDict):
    """What changes: the category of a capacity, a duty about something, to whom it is owed, or a detail `of` one."""

    kind: str
    heading: str
    duty: NotRequired[str]
    about: NotRequired[str]
    about_words: NotRequired[str]
    owed_to: NotRequired[str]
    owed_to_words: NotRequired[str]
    of: NotRequired[str | None]
    capacity: NotRequired[str]


class Outcomes(TypedDict):
    """The outcomes of a subject before and after, year by year, and in words."""

    before: list[str]
    after: list[str]
    before_words: str
    after_words: str


class Grounds(TypedDict):
    """The paragraphs that the outcomes before and after rest on."""

    paragraphs_before: list[str]
    paragraphs_after: list[str]


class EffectChange(SubjectEntry, Outcomes, Grounds):
    """A change of the outcomes of possible parties, when it bears on a party, and a smallest such party."""

    years: list[int]
    cause: CauseEntry | None
    condition: ConditionEntry
    moved_days: int | None
    witness: WitnessEntry


class ImpossiblePair(SubjectEntry, Outcomes):
    """A pair of outcomes that no possible party has."""

    asked_on_both_sides: bool


class MeaningEntry(TypedDict):
    """What it means that something becomes true of a party, or ceases to be."""

    words: str
    gained: ConditionEntry
    lost: ConditionEntry


class GroupCause(TypedDict):
    """The cause of a group, with the condition on which it comes about."""

    words: str
    gained: bool
    condition: ConditionEntry | None


class GroupedDuties(Grounds):
    """A duty with all that it is about where it rests on the same paragraphs under a condition of one form."""

    heading: str
    about: list[str]
    besides: ConditionEntry | None
    worded_for: str | None


class ChangeGroup(Outcomes, Grounds):
    """Changes that a reader takes in together.

    `condition` is what its duties share (None where each has its own), `always` what to say where that asks for
    nothing; `witness` is the smallest party of its first change.
    """

    kind: str
    title: str
    cause: GroupCause | None
    condition: ConditionEntry | None
    always: str
    worded_for: str | None
    duties: list[GroupedDuties]
    witness: WitnessEntry
    witness_about: str | None
    changes: int


class ToldGroup(ChangeGroup):
    """A group, and whether it is an earlier one the other way round."""

    same_duties: bool


class ImpactSubject(TypedDict):
    """What an outcome of a party is about, in words, and by the arguments that the vocabulary names."""

    kind: str
    what: str
    capacity: NotRequired[JsonValue]
    year: NotRequired[JsonValue]
    duty: NotRequired[JsonValue]
    about: NotRequired[JsonValue]
    of: NotRequired[list[JsonValue]]


class ImpactChange(ImpactSubject, Grounds):
    """An outcome of a party that differs; of a detail, all its values."""

    before: str | list[JsonValue]
    after: str | list[JsonValue]
    before_words: str
    after_words: str


class NamedParty(TypedDict):
    """A party by its id and its name."""

    party: str
    name: str


class ImpactEntry(NamedParty):
    """A party whose outcomes differ."""

    changes: list[ImpactChange]


class SharedChange(Grounds):
    """A change with the parties for which it is the same."""

    what: str
    before_words: str
    after_words: str
    parties: list[NamedParty]


class EffectEntry(TypedDict):
    """What changes for possible parties, and what is claimed of everything else."""

    unchanged: bool
    proved: bool
    bound: str | None
    compared: list[str]
    not_compared: list[str]
    claim: str | None
    changes: list[EffectChange]
    groups: list[ToldGroup]
    impossible: list[ImpossiblePair]
    meanings: list[MeaningEntry]
    undecided: list[str]
    notes: list[str]
    refuted_by: NotRequired[list[ImpactEntry]]


class CaseChange(TypedDict):
    """A test case that the Code before satisfies and the one after does not."""

    case: str
    file: str
    differences: list[str]


class CodeTitle(TypedDict):
    """A Code by its title and label."""

    title: str
    label: str


class ComparedCode(CodeTitle):
    """One of two Codes that are compared; `options` select it."""

    number: str | None
    in_force: str
    certainty: str
    because: str
    instruments: list[str]
    overlays: list[str]
    options: list[str]


class ModificationEntry(TypedDict):
    """The instrument whose effect is shown."""

    id: str
    title: str
    status: str
    in_force: str | None
    certainty: str
    because: str
    summary: str


class DifferenceDocument(TypedDict):
    """What `secg diff` shows; `impact` and `cases` are None where they were not asked for."""

    before: ComparedCode
    after: ComparedCode
    dates: list[str]
    modification: ModificationEntry | None
    redline: list[RedlineEntry]
    effect: EffectEntry
    impact: list[ImpactEntry] | None
    cases: list[CaseChange] | None
    as_at: NotRequired[str]
    parties: NotRequired[int]


class ImpactDocument(TypedDict):
    """What `secg impact` shows."""

    before: CodeTitle
    after: CodeTitle
    dates: list[str]
    as_at: str
    parties: int
    impact: list[ImpactEntry]


class FindingEntry(TypedDict):
    """Something that a reviewer of a version must look at."""

    kind: str
    heading: str
    what: str
    years: list[int]
    paragraphs: list[str]
    reason: str
    condition: ConditionEntry | None
    witness: WitnessEntry | None


class ProofCounts(TypedDict):
    """How much was examined."""

    questions: int
    rules: int
    properties: int


class VersionProof(TypedDict):
    """What was found of one version."""

    label: str
    in_force: str
    overlays: list[str]
    counts: ProofCounts
    proved: bool
    bound: str | None
    claim: str | None
    findings: list[FindingEntry]
    silences: list[FindingEntry]
    accepted: list[FindingEntry]
    undecided: list[str]


class ProofDocument(TypedDict):
    """What `secg prove` shows, version by version."""

    versions: list[VersionProof]


def by_change(entries: Sequence[ImpactEntry]) -> list[SharedChange]:
    """Each change with its `parties`, that of the most parties first.

    Changes are the same where they say the same by the same paragraphs.

    >>> change = {"what": "tell", "before_words": "none", "after_words": "applies"}
    >>> change |= {"paragraphs_before": [], "paragraphs_after": ["G1.1"]}
    >>> entries = [{"party": name, "name": name.title(), "changes": [change]} for name in ("a", "b")]
    >>> [(group["what"], [party["name"] for party in group["parties"]]) for group in by_change(entries)]
    [('tell', ['A', 'B'])]
    """
    groups: dict[tuple[object, ...], SharedChange] = {}
    for entry in entries:
        for change in entry["changes"]:
            words = (change["what"], change["before_words"], change["after_words"])
            key = (*words, tuple(change["paragraphs_before"]), tuple(change["paragraphs_after"]))
            shared: SharedChange = {
                "what": change["what"],
                "before_words": change["before_words"],
                "after_words": change["after_words"],
                "paragraphs_before": change["paragraphs_before"],
                "paragraphs_after": change["paragraphs_after"],
                "parties": [],
            }
            parties = groups.setdefault(key, shared)["parties"]
            parties.append({"party": entry["party"], "name": entry["name"]})
    return sorted(groups.values(), key=lambda group: -len(group["parties"]))
