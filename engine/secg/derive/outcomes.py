"""The finished model, in a fixed order, and what it says of a party: the category of each assessment, the status of
each duty, and what is left open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from secg.facts.situation import Facts, Row
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.unknowns import ASKED, missing_predicate
from secg.language.vocabulary import Predicate, Vocabulary
from secg.records import record

Relations = Mapping[str, tuple[Row, ...]]
"""Per predicate its rows, sorted."""


def row_key(row: Row) -> tuple[tuple[int, Value], ...]:
    """A sorting key for rows of mixed types: numbers, then days, then texts."""
    return tuple((_type_order(value), value) for value in row)


def _type_order(value: Value) -> int:
    match value:
        case int():  # a number that is followed is an int of its own kind
            return 0
        case date():
            return 1
        case str():
            return 2


def sorted_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The distinct rows in their fixed order."""
    distinct = set(rows)
    return tuple(sorted(distinct, key=row_key) if len(distinct) > 1 else distinct)


def base_relations(facts: Facts, party: str | None = None) -> dict[str, tuple[Row, ...]]:
    """The stated and given rows, with `missing <fact>` for each fact whose absence means nothing.

    `party` is the party that a focused program is asked about.
    """
    relations = {predicate: sorted_rows(rows) for predicate, rows in facts.rows.items()}
    for fact, parties in facts.missing.items():
        relations[missing_predicate(fact)] = sorted_rows((lacking,) for lacking in parties)
    if party is not None:
        relations[ASKED] = ((party,),)
    return relations


@dataclass
class Model:
    """The relations of a model, with an index for looking rows up by one argument, and the totals worked out so far."""

    relations: Relations
    totals: dict[Hashable, Value | None] = field(default_factory=dict, repr=False)
    _index: dict[str, dict[int, dict[Value, list[Row]]]] = field(default_factory=dict, repr=False)
    _sets: dict[str, frozenset[Row]] = field(default_factory=dict, repr=False)

    def rows(self, predicate: str) -> tuple[Row, ...]:
        """All rows of a predicate, in order."""
        return self.relations.get(predicate, ())

    def holds(self, predicate: str, row: Row) -> bool:
        """Whether the atom is in the model."""
        if predicate not in self._sets:
            self._sets[predicate] = frozenset(self.rows(predicate))
        return row in self._sets[predicate]

    def rows_with(self, predicate: str, position: int, value: Value) -> list[Row]:
        """The rows whose argument at `position` is `value`, in order."""
        places = self._index.setdefault(predicate, {})
        if position not in places:
            index: dict[Value, list[Row]] = {}
            for row in self.rows(predicate):
                index.setdefault(row[position], []).append(row)
            places[position] = index
        return places[position].get(value, [])

    def revised(self, relations: Relations) -> Model:
        """The model with these relations in place of its own; what was looked up in the others stays indexed."""
        kept = dict(self._index)
        for predicate in relations:
            kept.pop(predicate, None)  # its rows are others now
        return Model({**self.relations, **relations}, _index=kept)


UNDETERMINED = "undetermined"
CONFLICT = "conflict"
"""What is said of a question to which the Code gives answers that differ; none of them is chosen."""


class Status(StrEnum):
    """How a duty stands. UNSETTLED: whether it is there is left open; CONFLICT: that is left open and answered."""

    APPLIES = "applies"
    EXCUSED = "excused"
    DISCHARGED = "discharged"
    UNSETTLED = "unsettled"
    CONFLICT = "conflict"


@record
class AnswerOutcome:
    """One question with its answers: none is undetermined, more than one a conflict; `silent` where a rule says so."""

    predicate: str
    question: Row
    values: tuple[Value, ...]
    silent: bool

    @property
    def is_decided(self) -> bool:
        """Whether it has one answer and no rule leaves it open."""
        return len(self.values) == 1 and not self.silent

    @property
    def value(self) -> Value:
        """The one answer, `undetermined` without one, or `conflict`: several answers, or one beside a silence."""
        if len(self.values) + self.silent > 1:
            return CONFLICT
        return next(iter(self.values), UNDETERMINED)


@record
class DutyOutcome:
    """One duty of a party, `(party, duty, about)`, and how it stands; an excused duty may have been done as well."""

    row: Row
    status: Status
    done: bool = False


@record
class Outcomes:
    """Everything a model says of one party."""

    party: str
    answers: tuple[AnswerOutcome, ...]
    duties: tuple[DutyOutcome, ...]


def answers_of(model: Model, vocabulary: Vocabulary, party: str | None = None) -> Iterator[AnswerOutcome]:
    """Every question that arises (about `party`, or all) with what answers it, in the order of the model."""
    for answer in vocabulary.of_kind(PredicateKind.ANSWER):
        silences = vocabulary.silences_about(answer.question)
        values = _values(_rows(model, answer.name, party))
        for question in _rows(model, answer.question, party):
            silent = any(model.holds(predicate.name, question) for predicate in silences)
            yield AnswerOutcome(answer.name, question, tuple(values.get(question, ())), silent)


def duties_of(model: Model, vocabulary: Vocabulary, party: str | None = None) -> Iterator[DutyOutcome]:
    """Every duty (of `party`, or all) with its status, in the order of the model."""

    def holds(kind: PredicateKind, row: Row) -> bool:
        return any(model.holds(predicate.name, row) for predicate in vocabulary.of_kind(kind))

    seen: set[Row] = set()
    for obligation in vocabulary.of_kind(PredicateKind.OBLIGATION):
        for row in _rows(model, obligation.name, party):
            if row in seen:
                continue
            seen.add(row)
            done = holds(PredicateKind.DISCHARGE, row)
            # the first that is so: no excuse settles what is left open, and an excuse goes before what was done
            if holds(PredicateKind.UNSETTLED, row):
                status = Status.CONFLICT
            elif holds(PredicateKind.EXCUSE, row):
                status = Status.EXCUSED
            elif done:
                status = Status.DISCHARGED
            else:
                status = Status.APPLIES
            yield DutyOutcome(row, status, done)
    for unsettled in vocabulary.of_kind(PredicateKind.UNSETTLED):
        for row in _rows(model, unsettled.name, party):
            if row not in seen:
                seen.add(row)
                yield DutyOutcome(row, Status.UNSETTLED)


def applying_duties(model: Model, vocabulary: Vocabulary, party: str) -> list[DutyOutcome]:
    """The duties of a party that are to be done: neither excused nor done, and not left open."""
    return [duty for duty in duties_of(model, vocabulary, party) if duty.status == Status.APPLIES]


def next_of(model: Model, vocabulary: Vocabulary, party: str) -> Iterator[AnswerOutcome]:
    """The next assessment in each capacity in which the question arises or has an answer, in the order of the model."""
    silences = vocabulary.next_silences
    # a silence speaks of a question that arises, and may be concluded where the question itself is not
    names: dict[str, None] = {}
    for predicate in silences:
        names.update(dict.fromkeys((predicate.question, predicate.name)))
    for answer in vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT):
        values = _values(model.rows_with(answer.name, 0, party))
        questions: dict[Row, object] = dict.fromkeys(values)
        for name in names:
            questions.update(dict.fromkeys(model.rows_with(name, 0, party)))
        for question in questions:
            silent = any(model.holds(predicate.name, question) for predicate in silences)
            yield AnswerOutcome(answer.name, question, tuple(values.get(question, ())), silent)


def warnings_of(model: Model, vocabulary: Vocabulary, party: str) -> Iterator[tuple[Predicate, Row]]:
    """The warnings that a report on the party gives: one about a duty stands beside that, so only where it applies."""
    for warning in vocabulary.warnings:
        rows = model.rows_with(warning.name, 0, party)
        if rows and warning in vocabulary.warnings_of_duties:
            applying = {duty.row[1] for duty in applying_duties(model, vocabulary, party)}
            rows = [row for row in rows if row[1] in applying]
        for row in rows:
            yield warning, row


def outcomes_of(model: Model, vocabulary: Vocabulary, party: str) -> Outcomes:
    """Everything that the model says of one party."""
    return Outcomes(party, tuple(answers_of(model, vocabulary, party)), tuple(duties_of(model, vocabulary, party)))


def outcome_table(outcomes: Outcomes) -> Mapping[Row, Value]:
    """The outcomes as one table, for comparing two Codes: question or duty, without the party, to answer or status."""
    table: dict[Row, Value] = {
        (outcome.predicate, *outcome.question[1:]): outcome.value for outcome in outcomes.answers
    }
    table.update({("duty", *outcome.row[1:]): outcome.status for outcome in outcomes.duties})
    return table


def _rows(model: Model, predicate: str, party: str | None) -> Sequence[Row]:
    return model.rows(predicate) if party is None else model.rows_with(predicate, 0, party)


def _values(answers: Iterable[Row]) -> dict[Row, list[Value]]:
    """The values of answers, which stand last, by their questions."""
    values: dict[Row, list[Value]] = {}
    for row in answers:
        values.setdefault(row[:-1], []).append(row[-1])
    return values
