"""Building the report of one party: all that a reader is shown, as plain data with the fixed keys of the JSON form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from engine.code.consolidation import Code
from engine.code.policies import Policies
from engine.derive.model import Model
from engine.derive.neighbourhood import bearing_on
from engine.derive.outcomes import APPLIES, UNSETTLED, AnswerOutcome, DutyOutcome, answers_of, duties_of
from engine.derive.pydatalog_engine import derive
from engine.facts.loading import Situations
from engine.facts.situation import Facts, Row
from engine.language.model import Rule
from engine.language.paragraph_number import Citation
from engine.language.sentences import Wording
from engine.language.unknowns import with_guards
from engine.language.vocabulary import Vocabulary
from engine.messages import Diagnostic
from engine.proof.proofs import Concluded, Proof, Prover
from engine.proof.trial import Trial
from engine.records import record
from engine.report.goals import GoalWriter
from engine.report.nodes import Node, citations_of, json_value, stated_leaves, weakest_provenance
from engine.report.readings import reading_entries
from engine.report.silence import Silences, doubts_left_open, silent_citations
from engine.report.standing import code_entry, dates_in_words, fact_entries, paragraph_entries
from engine.report.thresholds import threshold_entries

UNDETERMINED = "undetermined"


@record
class Explanation:
    """What a report is built from: the guarded rules of a Code, the facts of a day and the model that they give."""

    policies: Policies
    code: Code
    rules: tuple[Rule, ...]
    facts: Facts
    model: Model


def explanation_of(
    policies: Policies, code: Code, facts: Facts, party: str | None = None, newly_tied: bool = False
) -> Explanation:
    """Derive the model of a Code over the facts of a day; with `party`, over what can bear on that party.

    With `newly_tied`, also over what could once facts tie it to others than now.
    """
    rules = with_guards(code.rules, policies.vocabulary)
    if party is not None:
        facts = bearing_on(party, rules, facts, policies.vocabulary, newly_tied)
    return Explanation(policies, code, rules, facts, derive(rules, facts, policies.vocabulary))


def build_report(
    explanation: Explanation, situations: Situations, party: str, warnings: Sequence[Diagnostic] = ()
) -> dict[str, Any]:
    """The report of one party. Raises Faults E411 where there is no such party."""
    situation = situations.party(party)
    return _Builder(explanation, party).report(situation.name, situation.basis, situations.digest, warnings)


class _Builder:
    def __init__(self, explanation: Explanation, party: str) -> None:
        self._given = explanation
        self._party = party
        self._vocabulary: Vocabulary = explanation.policies.vocabulary
        self._wording = Wording(self._vocabulary, explanation.facts.names)
        self._prover = Prover(explanation.rules, explanation.model)
        self._goals = GoalWriter(
            explanation.rules, explanation.model, explanation.code, explanation.facts, self._vocabulary
        )
        self._nodes = self._goals.nodes
        self._proofs: list[Proof] = []
        self._citations: set[Citation] = set()

    def report(self, name: str, basis: str, digest: str, warnings: Sequence[Diagnostic]) -> dict[str, Any]:
        given = self._given
        outcomes = list(answers_of(given.model, self._vocabulary, self._party))
        assessments = [self._assessment(one) for one in outcomes]
        undetermined = [entry for one in outcomes if len(one.values) == 0 or one.silent for entry in [self._open(one)]]
        duties = list(duties_of(given.model, self._vocabulary, self._party))
        obligations = [self._obligation(one) for one in duties]
        undetermined.extend(self._unsettled(one) for one in duties if one.status == UNSETTLED)
        undetermined.extend(self._silence(name, row) for name, row in self._silent_next())
        texts = [dates_in_words(one.sentence) for one in warnings]
        texts.extend(self._warnings())
        return {
            "party": self._party,
            "name": name,
            "basis": basis,
            "as_at": given.facts.day.isoformat(),
            "code": code_entry(given.policies, given.code),
            "assessments": assessments,
            "next": self._next(),
            "obligations": obligations,
            "undetermined": undetermined,
            "conflicts": [self._conflict(one) for one in outcomes if len(one.values) > 1],
            "warnings": texts,
            "readings": reading_entries(
                given.policies, given.code, given.facts, given.model, self._party, self._wording
            ),
            "why_not": self._goals.expected(self._party),
            "thresholds": threshold_entries(
                Trial(given.rules, given.facts, given.model, self._vocabulary), self._party, self._wording
            ),
            "paragraphs": paragraph_entries(given.policies, given.code, self._citations),
            "facts": fact_entries(given.facts, self._used_facts(), self._wording),
            "digest": {"policies": given.policies.digest, "facts": digest},
        }

    def _prove(self, predicate: str, row: Row) -> Proof:
        proof = self._prover.prove(predicate, row)
        self._proofs.append(proof)
        self._citations.update(citations_of([proof]))
        return proof

    def _rests_on(self, proofs: Iterable[Proof]) -> dict[str, Any]:
        citations = citations_of(proofs)
        return {
            "paragraphs": [str(one) for one in citations],
            "provenance": weakest_provenance(citations, self._given.code),
        }

    def _assessment(self, outcome: AnswerOutcome) -> Node:
        _, capacity, year = outcome.question
        entry: Node = {
            "capacity": capacity,
            "capacity_label": self._vocabulary.label("capacity", capacity),
            "year": year,
            "category": outcome.value,
        }
        if outcome.value == UNDETERMINED:
            question = self._vocabulary.predicates[outcome.predicate].question
            proof = self._prove(question, outcome.question)
            entry["category_label"] = UNDETERMINED
            return {**entry, **self._rests_on([proof]), "proof": self._nodes.node(proof)}
        proof = self._prove(outcome.predicate, (*outcome.question, outcome.value))
        entry["category_label"] = self._vocabulary.label("category", outcome.value)
        return {**entry, **self._rests_on([proof]), "proof": self._nodes.node(proof)}

    def _open(self, outcome: AnswerOutcome) -> Node:
        given = self._given
        silences = Silences(self._vocabulary, given.code, given.rules, given.facts, given.model, self._wording)
        reason = silences.reason(outcome)
        citations = silent_citations(reason)
        self._citations.update(citations)
        self._proofs.extend(reason.proofs)
        question = self._vocabulary.predicates[outcome.predicate].question
        return {
            "question": self._wording.atom(question, outcome.question),
            "capacity": outcome.question[1],
            "capacity_label": self._vocabulary.label("capacity", outcome.question[1]),
            "year": outcome.question[2],
            "because": reason.because,
            "paragraphs": [str(one) for one in citations],
            "proof": [self._nodes.node(one) for one in reason.proofs],
        }

    def _obligation(self, outcome: DutyOutcome) -> Node:
        _, duty, about = outcome.row
        kind = "unsettled" if outcome.status == UNSETTLED else "obligation"
        predicate = next(
            one.name for one in self._vocabulary.of_kind(kind) if self._given.model.holds(one.name, outcome.row)
        )
        proof = self._prove(predicate, outcome.row)
        assert isinstance(proof, Concluded)
        entry: Node = {
            "bearer": self._party,
            "paragraph": str(proof.rule.citation),
            "duty": self._vocabulary.label(self._vocabulary.predicates[predicate].arguments[1].type, duty),
            "duty_id": duty,
            "about": about,
            "about_label": self._wording.value(about, "text"),
            "status": outcome.status,
        }
        entry.update(self._duty_details(outcome))
        return {**entry, **self._rests_on([proof]), "proof": self._nodes.node(proof)}

    def _duty_details(self, outcome: DutyOutcome) -> Node:
        """Who it is owed to, when it is due, and what excuses or discharges it."""
        details: Node = {}
        for kind in ("excuse", "discharge"):
            for one in self._vocabulary.of_kind(kind):
                if self._given.model.holds(one.name, outcome.row):
                    proof = self._prove(one.name, outcome.row)
                    details["by"] = {**self._rests_on([proof]), "proof": self._nodes.node(proof)}
        owed = [
            (one.name, row) for one in self._vocabulary.of_kind("owed_to") for row in self._about(one.name, outcome.row)
        ]
        if owed:
            details["owed_to"] = [self._wording.value(row[-1], "text") for _, row in owed]
            details["owed_to_paragraphs"] = self._rests_on([self._prove(*one) for one in owed])["paragraphs"]
        dues = [
            (one.name, row) for one in self._vocabulary.of_kind("due") for row in self._about(one.name, outcome.row)
        ]
        if dues:
            first = min(dues, key=lambda one: str(one[1][-1]))
            day = first[1][-1]
            assert isinstance(day, date)
            proof = self._prove(*first)
            details["due"] = day.isoformat()
            details["overdue"] = outcome.status == APPLIES and day < self._given.facts.day
            details["due_proof"] = self._nodes.node(proof)
        return details

    def _about(self, predicate: str, row: Row) -> list[Row]:
        found = self._given.model.rows_with(predicate, 0, row[0])
        return [one for one in found if one[: len(row)] == row]

    def _unsettled(self, outcome: DutyOutcome) -> Node:
        predicate = next(
            one.name for one in self._vocabulary.of_kind("unsettled") if self._given.model.holds(one.name, outcome.row)
        )
        proof = self._prover.prove(predicate, outcome.row)
        assert isinstance(proof, Concluded)
        doubts = doubts_left_open(self._given.code, proof.rule.citation)
        return {
            "question": self._wording.atom(predicate, outcome.row),
            "duty_id": outcome.row[1],
            "about": outcome.row[2],
            "because": " ".join(doubts) or "The sources leave this open.",
            "paragraphs": [str(one) for one in citations_of([proof])],
            "proof": [self._nodes.node(proof)],
        }

    def _silent_next(self) -> list[tuple[str, Row]]:
        """What is silent about a question that no answer is declared for: the next assessment of a capacity."""
        answered = {one.question for one in self._vocabulary.of_kind("answer")}
        silences = [one.name for one in self._vocabulary.of_kind("silence") if one.question not in answered]
        return [(name, row) for name in silences for row in self._given.model.rows_with(name, 0, self._party)]

    def _silence(self, predicate: str, row: Row) -> Node:
        proof = self._prove(predicate, row)
        assert isinstance(proof, Concluded)
        doubts = doubts_left_open(self._given.code, proof.rule.citation)
        return {
            "question": self._wording.atom(predicate, row),
            "capacity": row[1],
            "because": " ".join(doubts) or "The Code does not say it.",
            "paragraphs": [str(one) for one in citations_of([proof])],
            "proof": [self._nodes.node(proof)],
        }

    def _conflict(self, outcome: AnswerOutcome) -> Node:
        question = self._vocabulary.predicates[outcome.predicate].question
        answers = []
        for value in outcome.values:
            proof = self._prove(outcome.predicate, (*outcome.question, value))
            answers.append({"category": value, **self._rests_on([proof]), "proof": self._nodes.node(proof)})
        return {"question": self._wording.atom(question, outcome.question), "answers": answers}

    def _next(self) -> list[Node]:
        model = self._given.model
        entries: list[Node] = []
        for kind in self._vocabulary.of_kind("next_assessment"):
            for row in model.rows_with(kind.name, 0, self._party):
                label = self._vocabulary.label("category", row[2])
                entries.append(self._next_entry(kind.name, row, str(row[2]), label))
        for name, row in self._silent_next():
            entries.append(self._next_entry(name, row, UNDETERMINED, UNDETERMINED))
        return entries

    def _next_entry(self, predicate: str, row: Row, category: str, label: str) -> Node:
        """The next assessment of a capacity, with the last day for it where the Code sets one."""
        proofs = [self._prove(predicate, row)]
        due, due_sentence = None, ""
        for one in self._vocabulary.of_kind("next_due"):
            for due_row in self._about(one.name, row[:2]):
                due, due_sentence = due_row[-1], self._wording.atom(one.name, due_row)
                proofs.append(self._prove(one.name, due_row))
        entry: Node = {
            "capacity": row[1],
            "capacity_label": self._vocabulary.label("capacity", row[1]),
            "category": category,
            "category_label": label,
            "due": json_value(due),
            "sentence": self._wording.atom(predicate, row),
            "due_sentence": due_sentence,
        }
        return {**entry, **self._rests_on(proofs), "proof": [self._nodes.node(one) for one in proofs]}

    def _warnings(self) -> list[str]:
        texts: list[str] = []
        for kind in self._vocabulary.of_kind("warning"):
            for row in self._given.model.rows_with(kind.name, 0, self._party):
                cited = ", ".join(self._rests_on([self._prove(kind.name, row)])["paragraphs"])
                texts.append(f"{self._wording.atom(kind.name, row)} ({cited})")
        return texts

    def _used_facts(self) -> list[tuple[str, Row]]:
        used = {leaf for proof in self._proofs for leaf in stated_leaves(proof)}
        return sorted(used, key=lambda one: (one[0], tuple(map(str, one[1]))))
