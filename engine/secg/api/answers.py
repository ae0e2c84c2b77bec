"""The typed answers of the face for Python, each read from the entry of the report that says the same."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date

from secg.commands.derive import ConclusionRow
from secg.documents.answer_document import OutcomeDifference, SearchDocument, ShownChange, SupposedFact, WhyNotDocument
from secg.documents.change_document import EffectChange, ImpactEntry
from secg.documents.document import Assessment as AssessmentEntry
from secg.documents.document import Conflict as ConflictEntry
from secg.documents.document import NextAssessment as NextEntry
from secg.documents.document import Obligation, Report, Step
from secg.documents.document import OpenQuestion as OpenEntry
from secg.records import record
from secg.report.shortfall_trees import roots


@record
class Proof:
    """One step: what is concluded, under which paragraph (empty for a fact or a condition), and from what."""

    conclusion: str
    paragraph: str
    premises: tuple[Proof, ...]


@record
class Assessment:
    """The category of one year of the cycle in one capacity: a category, `undetermined` or `conflict`."""

    capacity: str
    year: int
    category: str
    paragraphs: tuple[str, ...]
    provenance: str
    proof: Proof


@record
class Duty:
    """One duty. `status`: applies, excused, discharged, unsettled, conflict; `due`: the day where the Code sets one.

    `doubts`: what is in doubt about a duty that applies. Of two days neither is `due`: they are a conflict.
    """

    duty: str
    words: str
    about: str
    status: str
    due: date | None
    overdue: bool
    paragraphs: tuple[str, ...]
    provenance: str
    proof: Proof
    doubts: tuple[str, ...]


@record
class NextAssessment:
    """The next assessment in one capacity: a category, `undetermined` or `conflict`; `due`: its last day, if set."""

    capacity: str
    category: str
    due: date | None
    paragraphs: tuple[str, ...]
    provenance: str


@record
class Conflict:
    """A question to which the Code gives several answers, each in words; none of them is chosen."""

    words: str
    answers: tuple[str, ...]


@record
class OpenQuestion:
    """What the sources or the facts leave open; `doubt` says which of them."""

    words: str
    doubt: str
    because: str
    paragraphs: tuple[str, ...]


@record
class Outcome:
    """What a Code says of one party as at a day, with the digest of the policies that say so."""

    party: str
    as_at: date
    code: str
    assessments: tuple[Assessment, ...]
    duties: tuple[Duty, ...]
    open_questions: tuple[OpenQuestion, ...]
    cautions: tuple[str, ...]
    law: str
    next_assessments: tuple[NextAssessment, ...]
    conflicts: tuple[Conflict, ...]


@record
class Conclusion:
    """One row for each assessment and each duty of a party; what does not apply to its kind is empty (year: 0)."""

    party: str
    conclusion: str
    capacity: str
    year: int
    duty: str
    about: str
    outcome: str
    paragraphs: tuple[str, ...]


@record
class Attempt:
    """A rule that could give a conclusion: its paragraph, and the sentences of what it lacks."""

    paragraph: str
    lacks: tuple[str, ...]


@record
class Reason:
    """Why a conclusion holds (`proofs`), or does not.

    Where it does not: what the question is answered with instead, the proof of what takes it away, the rules that
    could give it, nearest first. With none of these no paragraph of the Code can give it.
    """

    conclusion: str
    holds: bool
    proofs: tuple[Proof, ...]
    instead: tuple[str, ...]
    taken_away: tuple[Proof, ...]
    attempts: tuple[Attempt, ...]


@record
class OutcomeChange:
    """An outcome of a party that differs, before and after; empty where there is none.

    `kind`: answer, next or next_due (about a capacity), duty, due, owed_to or done (about a duty), conflict, warning.
    """

    kind: str
    about: str
    year: int
    before: str
    after: str


@record
class Supposition:
    """Supposed facts: each in words, as `what_if` takes them, and the outcomes that they change."""

    facts: tuple[str, ...]
    supposed: tuple[str, ...]
    sentences: tuple[str, ...]
    changes: tuple[OutcomeChange, ...]


@record
class SmallestChange:
    """The smallest changes of facts that reach or avert a conclusion, equally small, and what was tried for them.

    `already`: nothing need change. `ended`: a bound ended the search, so that a smaller one may have been missed.
    """

    conclusion: str
    already: bool
    changes: tuple[Supposition, ...]
    tried: tuple[str, ...]
    ended: bool


@record
class Change:
    """One change of outcome for the parties that fit one of `when`, and for no others where `complete`.

    `witness` is a smallest such party with those that it needs, as YAML files.
    """

    about: str
    before: str
    after: str
    when: tuple[tuple[str, ...], ...]
    complete: bool
    paragraphs_before: tuple[str, ...]
    paragraphs_after: tuple[str, ...]
    witness: tuple[str, ...]


@record
class Effect:
    """All changes for possible parties. `claim` says of which other parties and outcomes nothing else changes.

    `proved`: that holds of every party that a file can describe, and of every outcome. `undecided`: what was not
    settled.
    """

    changes: tuple[Change, ...]
    claim: str
    proved: bool
    undecided: tuple[str, ...]


@record
class Impact:
    """What an instrument changes for one party: each outcome in words, before and after, with the paragraphs."""

    party: str
    about: str
    before: str
    after: str
    paragraphs_before: tuple[str, ...]
    paragraphs_after: tuple[str, ...]


def outcome_of(report: Report, day: date) -> Outcome:
    """The outcome that a report of one party tells."""
    return Outcome(
        report["party"],
        day,
        report["code"]["sentence"],
        tuple(map(_assessment, report["assessments"])),
        tuple(map(_duty, report["obligations"])),
        tuple(map(_open_question, report["undetermined"])),
        tuple(report["warnings"]),
        report["digest"]["policies"],
        tuple(map(_next_assessment, report["next"])),
        tuple(map(_conflict, report["conflicts"])),
    )


def _assessment(entry: AssessmentEntry) -> Assessment:
    rests_on = (tuple(entry["paragraphs"]), entry["provenance"], proof_of(entry["proof"]))
    return Assessment(entry["capacity"], entry["year"], entry["category"], *rests_on)


def _duty(entry: Obligation) -> Duty:
    # no day: where the Code sets none, and where it sets two, which are a conflict
    due = date.fromisoformat(entry["due"]) if "due" in entry else None
    rests_on = (tuple(entry["paragraphs"]), entry["provenance"], proof_of(entry["proof"]))
    named = (entry["duty_id"], entry["duty"], entry["about"], entry["status"])
    doubts = tuple(doubt["text"] for doubt in entry.get("doubts", ()))
    return Duty(*named, due, entry.get("overdue", False), *rests_on, doubts)


def _next_assessment(entry: NextEntry) -> NextAssessment:
    due = None if entry["due"] is None else date.fromisoformat(entry["due"])
    rests_on = (tuple(entry["paragraphs"]), entry["provenance"])
    return NextAssessment(entry["capacity"], entry["category"], due, *rests_on)


def _conflict(entry: ConflictEntry) -> Conflict:
    return Conflict(entry["question"], tuple(answer["sentence"] for answer in entry["answers"]))


def _open_question(entry: OpenEntry) -> OpenQuestion:
    return OpenQuestion(entry["question"], str(entry["doubt"]), entry["because"], tuple(entry["paragraphs"]))


def proof_of(node: Step) -> Proof:
    """The proof that a node of a report begins."""
    # what is stated, calculated or absent rests on no paragraph and on no further step
    return Proof(node["conclusion"], node.get("paragraph", ""), tuple(map(proof_of, node.get("premises", ()))))


def conclusion_of(row: ConclusionRow) -> Conclusion:
    """One row of what `secg derive` lists."""
    year = row["year"] or 0
    named = (row["party"], row["conclusion"], row["capacity"], year, row["duty"], row["about"])
    return Conclusion(*named, row["outcome"], tuple(row["paragraphs"]))


def reason_of(report: WhyNotDocument) -> Reason:
    """Why, or why not, out of a report that answers it."""
    proofs: list[Proof] = []
    instead: list[str] = []
    taken_away: list[Proof] = []
    attempts: list[Attempt] = []
    for goal in report["goals"]:
        if goal["holds"]:
            proofs.append(proof_of(goal["proof"]))
        if "taken_away" in goal:
            taken_away.append(proof_of(goal["taken_away"]["proof"]))
        instead.extend(answer["sentence"] for answer in goal["instead"])
        for entry in goal["attempts"]:
            # a set that keeps its order: several conditions of a rule may come down to the same fact
            lacks: dict[str, None] = {}
            for node in entry["shortfalls"]:
                lacks.update(dict.fromkeys(sorted(roots(node))))
            attempts.append(Attempt(entry["paragraph"], tuple(lacks)))
    sentences = (tuple(proofs), tuple(instead), tuple(taken_away), tuple(attempts))
    return Reason(report["conclusion"], report["holds"], *sentences)


def supposition_of(supposed: Sequence[SupposedFact], entry: OutcomeDifference) -> Supposition:
    """Supposed facts with the outcomes that they change."""
    facts = tuple(fact["sentence"] for fact in supposed)
    texts: list[str] = []
    for fact in supposed:
        # a report has them as the command line takes them: `--set TEXT --set TEXT`
        texts.extend(shlex.split(fact["set"])[1::2])
    return Supposition(facts, tuple(texts), tuple(entry["sentences"]), tuple(map(_outcome_change, entry["changes"])))


def _outcome_change(entry: ShownChange) -> OutcomeChange:
    # by its kind a change is about one of these, and has no other
    about = entry.get("duty_id") or entry.get("capacity") or entry.get("warning") or entry.get("reason", "")
    before, after = (_text(outcome) for outcome in (entry["before"], entry["after"]))
    return OutcomeChange(entry["what"], about, entry.get("year", 0), before, after)


def _text(outcome: object) -> str:
    # a duty is owed to several, and values that contradict each other stand together
    if isinstance(outcome, list):
        return ", ".join(map(str, outcome))
    return "" if outcome is None else str(outcome)


def smallest_of(report: SearchDocument) -> SmallestChange:
    """The smallest changes that a search reports."""
    changes = tuple(supposition_of(answer["facts"], answer) for answer in report["answers"])
    tried = report["tried"]
    return SmallestChange(report["sentence"], report["already"], changes, tuple(tried["sentences"]), tried["ended"])


def change_of(entry: EffectChange) -> Change:
    """One change of the effect of an instrument."""
    when = tuple(map(tuple, entry["condition"]["alternatives"]))
    paragraphs = (tuple(entry["paragraphs_before"]), tuple(entry["paragraphs_after"]))
    witness = tuple(file["text"] for file in entry["witness"]["files"])
    complete = entry["condition"]["complete"]
    return Change(entry["heading"], entry["before_words"], entry["after_words"], when, complete, *paragraphs, witness)


def impacts_of(entry: ImpactEntry) -> tuple[Impact, ...]:
    """What changes for one party, out of the entries of `secg impact`."""
    impacts: list[Impact] = []
    for change in entry["changes"]:
        paragraphs = (tuple(change["paragraphs_before"]), tuple(change["paragraphs_after"]))
        words = (change["what"], change["before_words"], change["after_words"])
        impacts.append(Impact(entry["party"], *words, *paragraphs))
    return tuple(impacts)
