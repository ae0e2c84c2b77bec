"""What a report says where the Code gives answers that differ to a question which has one: all of them, none chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from secg.derive.outcomes import CONFLICT, AnswerOutcome, DutyOutcome, Model, Status
from secg.facts.situation import Row
from secg.language.vocabulary import PredicateKind, Vocabulary
from secg.report.document import Answered, Claim, Conflict, ConflictAnswer, Place
from secg.report.explanation import Explanation
from secg.report.nodes import whole

Claimed = Callable[[str, Row], Claim]
"""Gives an atom that the report claims, with its paragraphs and its proof."""

_STATED = {PredicateKind.OBLIGATION: Status.APPLIES, PredicateKind.UNSETTLED: Status.UNSETTLED}


class Conflicts:
    """The conflicts of one party's outcomes in one model."""

    def __init__(self, given: Explanation, claim: Claimed) -> None:
        self._model = given.model
        self._vocabulary = given.vocabulary
        self._wording = given.wording
        self._claim = claim

    def of(
        self, outcomes: Sequence[AnswerOutcome], coming: Sequence[AnswerOutcome], duties: Sequence[DutyOutcome]
    ) -> Iterator[Conflict]:
        """All conflicts of the assessments, the next ones and the duties."""
        yield from self._of_answers(outcomes, "assessment")
        yield from self._of_answers(coming, "next")
        yield from self._of_next_days(coming)
        yield from self._of_duties(duties)

    def _of_answers(self, outcomes: Sequence[AnswerOutcome], kind: str) -> Iterator[Conflict]:
        """The questions with several answers, or with an answer beside a silence."""
        for outcome in outcomes:
            if outcome.value != CONFLICT:
                continue
            answers: list[ConflictAnswer] = []
            for value in outcome.values:
                answers.append(self._answer(outcome.predicate, (*outcome.question, value), {"category": str(value)}))
            question = self._vocabulary.predicates[outcome.predicate].question
            silences = self._vocabulary.silences_about(question) if question else self._vocabulary.next_silences
            for silence in silences:
                if self._model.holds(silence.name, outcome.question):
                    answers.append(self._answer(silence.name, outcome.question, {"category": "silent"}))
            place: Place = {"capacity": str(outcome.question[1])}
            if len(outcome.question) > 2:
                place["year"] = whole(outcome.question[2])
            words = f"which assessment of {self._name(outcome.question)} as {self._capacity(outcome)} is next"
            if question:
                words = self._wording.atom(question, outcome.question)
            yield {"kind": kind, **place, "question": words, "answers": answers}

    def _of_next_days(self, outcomes: Sequence[AnswerOutcome]) -> Iterator[Conflict]:
        """The next assessments with several last days."""
        for outcome in outcomes:
            days = rows_about(self._model, self._vocabulary, PredicateKind.NEXT_DUE, outcome.question)
            if len(days) > 1:
                name, capacity = self._name(outcome.question), self._capacity(outcome)
                yield {
                    "kind": "next_due",
                    "capacity": str(outcome.question[1]),
                    "question": f"by which day {name} is to schedule its next assessment as {capacity}",
                    "answers": self._days(days),
                }

    def _of_duties(self, duties: Sequence[DutyOutcome]) -> Iterator[Conflict]:
        """The duties that one paragraph sets and another leaves open, and those that are due on several days."""
        for duty in duties:
            _, duty_id, about = duty.row
            place: Place = {"duty_id": str(duty_id), "about": str(about)}
            label = self._wording.value(duty_id, self._vocabulary.duty_type)
            words = f"{label} ({self._wording.value(about, 'text')})"
            if duty.status is Status.CONFLICT:
                answers: list[ConflictAnswer] = []
                for predicate in self._vocabulary.duties:
                    if self._model.holds(predicate.name, duty.row):
                        status = _STATED[predicate.kind]
                        answers.append(self._answer(predicate.name, duty.row, {"status": status}))
                question = f"whether {self._name(duty.row)} must {words}"
                yield {"kind": "status", **place, "question": question, "answers": answers}
            days = rows_about(self._model, self._vocabulary, PredicateKind.DUE, duty.row)
            if len(days) > 1:
                question = f"on which day the duty of {self._name(duty.row)} to {words} falls due"
                yield {"kind": "due", **place, "question": question, "answers": self._days(days)}

    def _answer(self, predicate: str, row: Row, given: Answered) -> ConflictAnswer:
        return {**given, "sentence": self._wording.atom(predicate, row), **self._claim(predicate, row)}

    def _days(self, rows: Sequence[tuple[str, Row]]) -> list[ConflictAnswer]:
        return [self._answer(name, row, {"due": str(row[-1])}) for name, row in rows]

    def _name(self, row: Row) -> str:
        return self._wording.value(row[0], "party")

    def _capacity(self, outcome: AnswerOutcome) -> str:
        return self._wording.value(outcome.question[1], self._vocabulary.group_type)


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
