"""What a report says where the Code gives answers that differ to a question which has one: all of them, none chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from secg.derive.outcomes import CONFLICT, AnswerOutcome, DutyOutcome, Model, Status
from secg.facts.situation import Row
from secg.language.sentences import Wording
from secg.language.vocabulary import PredicateKind, Vocabulary
from secg.report.document import Answered, Claim, Conflict, ConflictAnswer, Place
from secg.report.nodes import whole

Claimed = Callable[[str, Row], Claim]
"""Gives an atom that the report claims, with its paragraphs and its proof."""

SILENT = "silent"


class Conflicts:
    """The conflicts of one party's outcomes in one model."""

    def __init__(self, model: Model, vocabulary: Vocabulary, wording: Wording, claim: Claimed) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._wording = wording
        self._claim = claim

    def of_answers(self, outcomes: Sequence[AnswerOutcome], kind: str) -> Iterator[Conflict]:
        """The questions with several answers, or with an answer beside a silence."""
        for outcome in outcomes:
            if outcome.value != CONFLICT:
                continue
            answers = [
                self._answer(outcome.predicate, (*outcome.question, value), {"category": str(value)})
                for value in outcome.values
            ]
            for predicate in self._vocabulary.of_kind(PredicateKind.SILENCE):
                if (
                    outcome.silent
                    and self._is_about(predicate.question, outcome)
                    and self._model.holds(predicate.name, outcome.question)
                ):
                    answers.append(self._answer(predicate.name, outcome.question, {"category": SILENT}))
            place: Place = {"capacity": str(outcome.question[1])}
            if len(outcome.question) > 2:
                place["year"] = whole(outcome.question[2])
            yield {"kind": kind, **place, "question": self._question(outcome), "answers": answers}

    def of_next_days(self, outcomes: Sequence[AnswerOutcome]) -> Iterator[Conflict]:
        """The next assessments with several last days."""
        for outcome in outcomes:
            days = rows_about(self._model, self._vocabulary, PredicateKind.NEXT_DUE, outcome.question)
            if len(days) > 1:
                capacity = self._wording.value(outcome.question[1], self._vocabulary.group_type)
                question = (
                    f"by which day {self._name(outcome.question)} is to schedule its next assessment as {capacity}"
                )
                yield {
                    "kind": "next_due",
                    "capacity": str(outcome.question[1]),
                    "question": question,
                    "answers": [self._answer(name, row, {"due": str(row[-1])}) for name, row in days],
                }

    def of_duties(self, duties: Sequence[DutyOutcome]) -> Iterator[Conflict]:
        """The duties that one paragraph sets and another leaves open, and those that are due on several days."""
        for duty in duties:
            place: Place = {"duty_id": str(duty.row[1]), "about": str(duty.row[2])}
            obligation = self._vocabulary.of_kind(PredicateKind.OBLIGATION)[0]
            words = self._wording.value(duty.row[1], obligation.arguments[1].type)
            about = f"to {words} ({self._wording.value(duty.row[2], 'text')})"
            if duty.status is Status.CONFLICT:
                answers: list[ConflictAnswer] = []
                for predicate in self._vocabulary.duties:
                    if self._model.holds(predicate.name, duty.row):
                        sets = predicate.kind is PredicateKind.OBLIGATION
                        status = Status.APPLIES if sets else Status.UNSETTLED
                        answers.append(self._answer(predicate.name, duty.row, {"status": status}))
                question = f"whether {self._name(duty.row)} must {about[3:]}"
                yield {"kind": "status", **place, "question": question, "answers": answers}
            days = rows_about(self._model, self._vocabulary, PredicateKind.DUE, duty.row)
            if len(days) > 1:
                yield {
                    "kind": "due",
                    **place,
                    "question": f"on which day the duty of {self._name(duty.row)} {about} falls due",
                    "answers": [self._answer(name, row, {"due": str(row[-1])}) for name, row in days],
                }

    def _answer(self, predicate: str, row: Row, given: Answered) -> ConflictAnswer:
        return {**given, "sentence": self._wording.atom(predicate, row), **self._claim(predicate, row)}

    def _name(self, row: Row) -> str:
        return self._wording.value(row[0], "party")

    def _question(self, outcome: AnswerOutcome) -> str:
        question = self._vocabulary.predicates[outcome.predicate].question
        if question:
            return self._wording.atom(question, outcome.question)
        capacity = self._wording.value(outcome.question[1], self._vocabulary.group_type)
        return f"which assessment of {self._name(outcome.question)} as {capacity} is next"

    def _is_about(self, question: str, outcome: AnswerOutcome) -> bool:
        own = self._vocabulary.predicates[outcome.predicate].question
        if own:
            return question == own
        return question not in {predicate.question for predicate in self._vocabulary.of_kind(PredicateKind.ANSWER)}


def rows_about(model: Model, vocabulary: Vocabulary, kind: PredicateKind, about: Row) -> list[tuple[str, Row]]:
    """The rows of a kind that begin with `about`, each once with a predicate that has it."""
    rows: dict[Row, str] = {}
    for predicate in vocabulary.of_kind(kind):
        # of a party with many records, few rows are about the same one
        places = (model.rows_with(predicate.name, place, value) for place, value in enumerate(about))
        for row in min(places, key=len):
            if row[: len(about)] == about:
                rows.setdefault(row, predicate.name)
    return [(name, row) for row, name in rows.items()]
