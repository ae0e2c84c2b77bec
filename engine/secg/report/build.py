"""Building the report of one party: all that a reader is shown, as plain data with the fixed keys of the JSON form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import assert_never

from secg.derive.outcomes import (
    UNDETERMINED,
    AnswerOutcome,
    DutyOutcome,
    Status,
    answers_of,
    duties_of,
    next_of,
)
from secg.documents import document as doc
from secg.documents.explanation import Explanation
from secg.documents.naming import iso
from secg.documents.nodes import atom_text, citations_of, weakest_provenance, whole
from secg.facts.loading import Situations
from secg.facts.situation import Row, Situation
from secg.facts.situation_reader import later_acts
from secg.language.model import Value
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import PredicateKind, Role
from secg.language.sentences import date_words
from secg.messages import REQUEST, Diagnostic, catalogue
from secg.proof.proofs import Concluded, Proof, late_days, stated_leaves
from secg.proof.trial import Trial
from secg.report.goals import GoalWriter
from secg.report.readings import reading_entries
from secg.report.relied_on import code_entry, dates_in_words, doubtful_day, fact_entries, facts_stop, paragraph_entries
from secg.report.thresholds import threshold_entries
from secg.report.unanswered import Conflicts, Reason, Silences, left_open, not_told, rows_about


def build_report(
    explanation: Explanation, situations: Situations, party: str, warnings: Sequence[Diagnostic] = ()
) -> doc.Report:
    """The report of one party. Raises Faults E411 where there is no such party."""
    situation = situations.party(party)
    return _Builder(explanation, party).report(situation, situations.digest, warnings)


class _Builder:
    def __init__(self, explanation: Explanation, party: str) -> None:
        self._given = explanation
        self._party = party
        self._vocabulary = explanation.vocabulary
        self._wording = explanation.wording
        self._prover = explanation.why.prover
        self._goals = GoalWriter(explanation)
        self._nodes = self._goals.nodes
        self._silences = Silences(explanation)
        self._proofs: list[Proof] = []
        self._citations: set[Citation] = set()

    def report(self, situation: Situation, digest: str, warnings: Sequence[Diagnostic]) -> doc.Report:
        given = self._given
        outcomes = list(answers_of(given.model, self._vocabulary, self._party))
        coming = list(next_of(given.model, self._vocabulary, self._party))
        duties = list(duties_of(given.model, self._vocabulary, self._party))
        assessments: list[doc.Assessment] = []
        obligations: list[doc.Obligation] = []
        undetermined: list[doc.OpenQuestion] = []
        warned: list[doc.Warned] = []
        for role in Role:
            match role:
                case Role.ANSWER:
                    assessments.extend(map(self._assessment, outcomes))
                    undetermined.extend(self._open(outcome) for outcome in outcomes if outcome.value == UNDETERMINED)
                case Role.DUTY:
                    obligations.extend(map(self._obligation, duties))
                    unsettled = (outcome for outcome in duties if outcome.status == Status.UNSETTLED)
                    undetermined.extend(map(self._unsettled, unsettled))
                case Role.NEXT:
                    undetermined.extend(self._open_next(outcome) for outcome in coming if outcome.value == UNDETERMINED)
                case Role.WARNING:
                    warned.extend(self._warned())
                case Role.KNOWN | Role.STEP | Role.QUESTION | Role.OF_DUTY:
                    pass  # told in proofs, and beside what they are about
                case _:
                    assert_never(role)
        # cautions_of tells the warnings apart by the order in which they are put together here
        texts = [dates_in_words(diagnostic.sentence) for diagnostic in warnings]
        stop = facts_stop(situation, given.facts.day)
        if stop is not None:
            texts.append(f"the facts stop at {date_words(stop)}; what has changed or was done since is not told")
        later = [
            self._wording.atom(statement.predicate, statement.row)
            for statement in later_acts(situation, given.facts.day, self._vocabulary)
        ]
        if later:
            texts.append(catalogue.FACT_LATER.at(REQUEST, acts="; ".join(later)).sentence)
        waiting = not_told(given, self._party)
        if waiting is not None:
            texts.append(waiting.sentence)
        return {
            "schema": doc.VERSION,
            "party": self._party,
            "name": situation.name,
            "basis": situation.basis,
            "facts_stop": iso(stop),
            "facts_later": later,
            "as_at": given.facts.day.isoformat(),
            "code": code_entry(given.policies, given.code),
            "assessments": assessments,
            "next": [self._next_entry(outcome) for outcome in coming],
            "obligations": obligations,
            "undetermined": undetermined,
            "conflicts": list(Conflicts(given, self._claim).of(outcomes, coming, duties)),
            "warnings": [*texts, *(entry["text"] for entry in warned)],
            "warned": warned,
            "readings": reading_entries(given, self._party),
            "why_not": self._goals.expected(self._party),
            # the model has only what the focused program gives
            "thresholds": threshold_entries(Trial(given.focused, given.facts, given.model), self._party, self._wording),
            # these two rest on what was proved for all that stands above
            "paragraphs": paragraph_entries(given, self._citations, self._party),
            "facts": fact_entries(given, chain.from_iterable(map(stated_leaves, self._proofs))),
            "digest": {"policies": given.policies.digest, "facts": digest},
        }

    def _prove(self, predicate: str, row: Row) -> Proof:
        proof = self._prover.prove(predicate, row)
        self._proofs.append(proof)
        self._citations.update(citations_of([proof]))
        return proof

    def _rests_on(self, proofs: Iterable[Proof]) -> doc.Rested:
        citations = citations_of(proofs)
        return {
            "paragraphs": [str(citation) for citation in citations],
            "provenance": weakest_provenance(citations, self._given.code),
        }

    def _claim(self, predicate: str, row: Row) -> doc.Claim:
        """An atom that the report claims, with what it rests on and its proof."""
        proof = self._prove(predicate, row)
        return {"atom": atom_text(predicate, row), **self._rests_on([proof]), "proof": self._nodes.node(proof)}

    def _assessment(self, outcome: AnswerOutcome) -> doc.Assessment:
        _, capacity, year = outcome.question
        if outcome.is_decided:
            claim = self._claim(outcome.predicate, (*outcome.question, outcome.value))
        else:
            claim = self._claim(self._question_of(outcome), outcome.question)
        return {
            "capacity": str(capacity),
            "capacity_label": self._vocabulary.label(self._vocabulary.group_type, capacity),
            "year": whole(year),
            "category": str(outcome.value),
            "category_label": self._category_label(outcome),
            **claim,
        }

    def _category_label(self, outcome: AnswerOutcome) -> str:
        return self._vocabulary.label(self._vocabulary.value_type, outcome.value)

    def _question_of(self, outcome: AnswerOutcome) -> str:
        return self._vocabulary.predicates[outcome.predicate].question

    def _open(self, outcome: AnswerOutcome) -> doc.OpenQuestion:
        reason = self._silences.reason(outcome)
        self._citations.update(reason.citations)
        self._proofs.extend(reason.proofs)
        place: doc.Place = {**self._place(outcome), "year": whole(outcome.question[2])}
        return self._left_open((self._question_of(outcome), outcome.question), place, reason)

    def _place(self, outcome: AnswerOutcome) -> doc.Place:
        capacity = outcome.question[1]
        label = self._vocabulary.label(self._vocabulary.group_type, capacity)
        return {"capacity": str(capacity), "capacity_label": label}

    def _left_open(self, question: tuple[str, Row], place: doc.Place, reason: Reason) -> doc.OpenQuestion:
        return {
            "question": self._wording.atom(*question),
            **place,
            "doubt": reason.doubt,
            "because": reason.because,
            "paragraphs": [str(citation) for citation in reason.citations],
            "atom": atom_text(*question),
            "proof": [self._nodes.node(proof) for proof in reason.proofs],
        }

    def _obligation(self, outcome: DutyOutcome) -> doc.Obligation:
        _, duty, about = outcome.row
        predicate = self._setting(outcome)
        proof = self._prove(predicate, outcome.row)
        assert isinstance(proof, Concluded)
        return {
            "bearer": self._party,
            "paragraph": str(proof.rule.citation),
            "duty": self._vocabulary.label(self._vocabulary.duty_type, duty),
            "duty_id": str(duty),
            "about": str(about),
            "about_label": self._wording.value(about, "text"),
            "status": outcome.status,
            **self._duty_details(outcome),
            "atom": atom_text(predicate, outcome.row),
            **self._rests_on([proof]),
            "proof": self._nodes.node(proof),
        }

    def _setting(self, outcome: DutyOutcome) -> str:
        """The predicate by which a duty is there, else the one that leaves it open."""
        return next(duty.name for duty in self._vocabulary.duties if self._given.model.holds(duty.name, outcome.row))

    def _duty_details(self, outcome: DutyOutcome) -> doc.DutyDetails:
        """Who it is owed to, when it is due, and what excuses or discharges it."""
        details: doc.DutyDetails = {}
        decisive = ((PredicateKind.EXCUSE, Status.EXCUSED), (PredicateKind.DISCHARGE, Status.DISCHARGED))
        for kind, status in decisive:
            for row in self._about(kind, outcome.row)[:1]:
                # a duty that is excused may have been done as well, under another paragraph
                if outcome.status == status:
                    details["by"] = self._claim(*row)
                else:
                    details["also"] = self._claim(*row)
        owed = self._about(PredicateKind.OWED_TO, outcome.row)
        if owed:
            claims = [self._claim(*row) for row in owed]
            details["owed_to"] = [self._wording.value(row[-1], "text") for _, row in owed]
            cited = chain.from_iterable(claim["paragraphs"] for claim in claims)
            details["owed_to_paragraphs"] = list(dict.fromkeys(cited))
            details["owed_to_atoms"] = [claim["atom"] for claim in claims]
        dues = self._about(PredicateKind.DUE, outcome.row)
        if len(dues) == 1:  # as of the next assessment, several are a conflict
            details.update(self._due_details(outcome, dues[0]))
        if outcome.status == Status.APPLIES and (doubts := self._doubts(outcome.row[1])):
            details["doubts"] = doubts
        return details

    def _due_details(self, outcome: DutyOutcome, due: tuple[str, Row]) -> doc.DutyDetails:
        """By when a duty is to be done, and how late it was done."""
        day, claim = due[1][-1], self._claim(*due)
        assert isinstance(day, date)
        # what is done or excused is not overdue, however late
        overdue = outcome.status == Status.APPLIES and day < self._given.facts.day
        details: doc.DutyDetails = {"due": day.isoformat(), "overdue": overdue}
        version = doubtful_day(self._given.policies, self._prover.prove(*due))
        if version is not None:
            details["due_rests_on"] = {
                "day": version.in_force.isoformat(),
                "certainty": version.certainty,
                "because": version.because,
            }
        if outcome.status == Status.DISCHARGED:
            done = self._about(PredicateKind.DISCHARGE, outcome.row)
            details["late_days"] = min(late_days(self._prover.prove(*row), day, self._vocabulary) for row in done)
        details["due_atom"] = claim["atom"]
        details["due_proof"] = claim["proof"]
        return details

    def _about(self, kind: PredicateKind, row: Row) -> list[tuple[str, Row]]:
        return rows_about(self._given.model, self._vocabulary, kind, row)

    def _unsettled(self, outcome: DutyOutcome) -> doc.OpenQuestion:
        _, duty, about = outcome.row
        predicate = self._setting(outcome)
        proof = self._prover.prove(predicate, outcome.row)  # what it rests on is noted with the obligation
        assert isinstance(proof, Concluded)
        place: doc.Place = {
            "duty": self._vocabulary.label(self._vocabulary.duty_type, duty),
            "duty_id": str(duty),
            "about": str(about),
            "about_label": self._wording.value(about, "text"),
        }
        doubt = self._vocabulary.predicates[predicate].doubt
        because = left_open(self._given.code, self._vocabulary, proof)
        return self._left_open((predicate, outcome.row), place, Reason(doubt, because, citations_of([proof]), (proof,)))

    def _next_claim(self, outcome: AnswerOutcome) -> tuple[str, Row]:
        """What is claimed of the next assessment: its answer, the silence about it, or that the question arises."""
        if outcome.is_decided:
            return outcome.predicate, (*outcome.question, outcome.value)
        silences = self._vocabulary.next_silences
        # a silence tells more than that the question arises
        for name in (*(silence.name for silence in silences), *(silence.question for silence in silences)):
            if self._given.model.holds(name, outcome.question):
                return name, outcome.question
        return outcome.predicate, (*outcome.question, outcome.values[0])

    def _open_next(self, outcome: AnswerOutcome) -> doc.OpenQuestion:
        claim = self._next_claim(outcome)
        proof = self._prove(*claim)
        # the paragraphs are those of the claim alone, as beside the next assessment itself
        reason = replace(self._silences.reason(outcome), citations=citations_of([proof]), proofs=(proof,))
        return self._left_open(claim, self._place(outcome), reason)

    def _next_entry(self, outcome: AnswerOutcome) -> doc.NextAssessment:
        """The next assessment of a capacity, with the last day for it where the Code sets one."""
        predicate, row = self._next_claim(outcome)
        claims = [(predicate, row)]
        due: str | None = None
        due_sentence = due_atom = ""
        days = self._about(PredicateKind.NEXT_DUE, outcome.question)
        if len(days) == 1:  # of several days none is the day: they are a conflict
            name, due_row = days[0]
            claims.append((name, due_row))
            due = str(due_row[-1])
            due_sentence, due_atom = self._wording.atom(name, due_row), atom_text(name, due_row)
        proofs = [self._prove(*claim) for claim in claims]
        return {
            "capacity": str(row[1]),
            "capacity_label": self._vocabulary.label(self._vocabulary.group_type, row[1]),
            "category": str(outcome.value),
            "category_label": self._category_label(outcome),
            "due": due,
            "sentence": self._wording.atom(predicate, row),
            "due_sentence": due_sentence,
            "atom": atom_text(predicate, row),
            "due_atom": due_atom,
            **self._rests_on(proofs),
            "proof": [self._nodes.node(proof) for proof in proofs],
        }

    def _warned(self) -> list[doc.Warned]:
        """The warnings that rules conclude, each with the atom that it says; those about a duty stand beside it."""
        nodes: list[doc.Warned] = []
        for warning in self._vocabulary.warnings:
            if warning not in self._vocabulary.warnings_of_duties:
                for row in self._given.model.rows_with(warning.name, 0, self._party):
                    claim = self._claim(warning.name, row)
                    text = f"{self._wording.atom(warning.name, row)} ({', '.join(claim['paragraphs'])})"
                    nodes.append({"text": text, **claim})
        return nodes

    def _doubts(self, duty: Value) -> list[doc.Warned]:
        """The warnings about a duty."""
        nodes: list[doc.Warned] = []
        for warning in self._vocabulary.warnings_of_duties:
            for row in self._given.model.rows_with(warning.name, 0, self._party):
                if row[1] == duty:
                    claim = self._claim(warning.name, row)
                    text = self._wording.value(row[2], warning.arguments[2].type)
                    nodes.append({"text": f"{text} ({claim['proof']['paragraph']})", **claim})
        return nodes
