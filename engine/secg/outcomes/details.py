"""What an outcome is told with: days, the next assessment, warnings, and why something is open.

A detail is a set of values: the days on which a duty falls due, the categories of the next assessment. It is compared
where both Codes give what it is of. What differs is told for each duty, capacity or warning together, with the
smallest party of all that have such a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import assert_never

from secg.derive.outcomes import Model, Status, answers_of, duties_of
from secg.language.model import Value
from secg.language.operators import Comparator
from secg.language.predicate_kinds import TREATMENT, Compared, PredicateKind, Role
from secg.language.vocabulary import Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Symbolic, both, compare, either, opposite
from secg.outcomes.states import (
    CONTRADICTORY,
    NONE,
    SILENT,
    UNANSWERED,
    DetailKind,
    Key,
    OutcomeKind,
    States,
    answer_state,
    applies,
    duty_key,
)
from secg.records import record
from secg.symbolic.candidates import SUBJECT, Row
from secg.symbolic.compiler import FREE, Goal, Pattern, SymbolicCode
from secg.symbolic.slicing import Touched, duty_patterns

GIVEN, DONE = "given", "done"


_CONCLUDED = {
    kind: DetailKind.WARNING if TREATMENT[kind].role is Role.WARNING else DetailKind(kind)
    for kind in PredicateKind
    if TREATMENT[kind].compared in (Compared.DETAIL, Compared.DETAIL_OF_DUTY)
}
"""The details that predicates of their own conclude, which have their names: sentences all that of warnings."""


@record
class DetailValue:
    """One value of a detail, when it is so, and what to ask of the rules for it."""

    value: Symbolic
    guard: Guard
    goal: Goal


@record
class Detail:
    """One detail under one Code: when that gives what the detail is of, and the values that it may have."""

    key: Key
    there: Guard
    values: tuple[DetailValue, ...]

    def holding(self, party: Assignment) -> list[DetailValue]:
        """The values that a party has."""
        return [entry for entry in self.values if party.holds(entry.guard)]

    def state_of(self, party: Assignment) -> str:
        """The values that a party has, in one text."""
        return state_text(_known(entry.value, party) for entry in self.holding(party))


def _known(value: Symbolic, party: Assignment) -> Value:
    """What a value is of a party: a number is that of a day."""
    if isinstance(value, str | date):
        return value
    return date.fromordinal(party.number(value))


def state_text(values: Iterable[Value]) -> str:
    """The values of a detail as one text, in their order; `none` for no value."""
    # sorted, as solver and engine must give the same text for the same values
    return "; ".join(sorted({str(value) for value in values})) or NONE


def subject_of(key: Key) -> tuple[Value, ...]:
    """What the details are of that are told together: a duty, a capacity, or what a warning says."""
    return key.arguments[-1:] if isinstance(key.kind, DetailKind) and key.kind.is_sentence else key.arguments[:1]


def differing(before: Detail, after: Detail) -> Guard:
    """When both Codes give what a detail is of, and another set of values."""
    values, others = ({(entry.value, entry.guard) for entry in detail.values} for detail in (before, after))
    # where the rules below are the same nothing is asked of the solver
    if values == others:
        return False
    lacking = [_lacking(before.values, after.values), _lacking(after.values, before.values)]
    return both([before.there, after.there, either(lacking)])


def unlike(before: Detail, after: Detail) -> Guard:
    """When one of the values is so under one Code alone, two values that come to the same apart: wherever the sets
    differ, and a plainer question to the solver.
    """
    guards: dict[Symbolic, tuple[list[Guard], list[Guard]]] = {}
    for place, detail in enumerate((before, after)):
        for entry in detail.values:
            guards.setdefault(entry.value, ([], []))[place].append(entry.guard)
    pairs = [(either(first), either(other)) for first, other in guards.values()]
    one_sided: list[Guard] = []
    for first, other in pairs:
        one_sided.extend((both([first, opposite(other)]), both([other, opposite(first)])))
    return both([before.there, after.there, either(one_sided)])


def _lacking(values: Sequence[DetailValue], others: Sequence[DetailValue]) -> Guard:
    """When one of the values is none of the others."""
    return either(both([entry.guard, *(_differs(entry, other) for other in others)]) for entry in values)


def _differs(entry: DetailValue, other: DetailValue) -> Guard:
    return opposite(both([other.guard, compare(Comparator.EQUAL, entry.value, other.value)]))


class DetailReader:
    """The details that one Code may give the party, among those that a change touches."""

    def __init__(
        self, code: SymbolicCode, vocabulary: Vocabulary, touched: Touched, states: Mapping[Key, States]
    ) -> None:
        self._code = code
        self._vocabulary = vocabulary
        self._touched = touched
        self._states = states

    def possible(self) -> Iterator[Key]:
        """What details there may be, some of them more than once."""
        for kind, told in _CONCLUDED.items():
            duties = [duty for name, duty in self._touched.details if name == kind]
            for declared in self._vocabulary.of_kind(kind) if duties else ():
                # the last argument is the day or the category, but of a warning a part of what it says
                width = declared.arity if told.is_sentence else declared.arity - 1
                for pattern in duty_patterns(duties) if told is DetailKind.DUE else [(SUBJECT,)]:
                    open_pattern = (*pattern, *([FREE] * (declared.arity - len(pattern))))
                    for row in self._code.rows(declared.name, open_pattern):
                        yield Key(told, declared.name, Row(row.terms[:width], True).values[1:])
                if kind is PredicateKind.NEXT_ASSESSMENT:
                    for name in chain.from_iterable(next_questions(self._vocabulary)):
                        for row in self._code.rows(name, (SUBJECT, *([FREE] * (width - 1)))):
                            yield Key(told, declared.name, row.values[1:])
        for key, states in self._states.items():
            if key.kind is OutcomeKind.ANSWER and (SILENT in states.guards or CONTRADICTORY in states.guards):
                yield Key(DetailKind.SILENCE, key.predicate, key.arguments)
                yield Key(DetailKind.CONTRADICTION, key.predicate, key.arguments)
        yield from self._duty_keys(DetailKind.UNSETTLED, PredicateKind.UNSETTLED)
        yield from self._duty_keys(DetailKind.DONE, PredicateKind.EXCUSE)

    def _duty_keys(self, kind: DetailKind, asked: PredicateKind) -> Iterator[Key]:
        for declared in self._vocabulary.of_kind(asked):
            for pattern in duty_patterns(self._touched.duties):
                for row in self._code.rows(declared.name, pattern):
                    yield Key(kind, duty_key((), self._vocabulary).predicate, row.values[1:])

    def detail(self, key: Key) -> Detail:
        """One detail with its values under this Code."""
        row: Pattern = (SUBJECT, *key.arguments)
        match key.kind:
            case DetailKind.DUE:
                there = self._given(PredicateKind.OBLIGATION, PredicateKind.UNSETTLED, row=row)
                return Detail(key, there, self._last(key.predicate, row))
            case DetailKind.NEXT_DUE:
                return Detail(key, True, self._last(key.predicate, row))
            case DetailKind.NEXT_ASSESSMENT:
                questions, silences = next_questions(self._vocabulary)
                told = (*self._last(key.predicate, row), *self._of(silences, row))
                none = opposite(either(entry.guard for entry in told))
                asked = self._of(questions, row)
                open_values = [DetailValue(UNANSWERED, both([entry.guard, none]), entry.goal) for entry in asked]
                return Detail(key, True, (*told, *(entry for entry in open_values if entry.guard is not False)))
            case DetailKind.WARNING:
                goal: Goal = (key.predicate, row)
                is_doubt = self._vocabulary.predicates[key.predicate] in self._vocabulary.warnings_of_duties
                # a report gives the doubt about a duty beside the duty, where that is to be done
                there = applies(self._code, key.arguments[0], self._vocabulary) if is_doubt else True
                return Detail(key, there, (DetailValue(GIVEN, self._code.holds([goal]), goal),))
            case DetailKind.UNSETTLED:
                unsettled = self._given(PredicateKind.UNSETTLED, row=row)
                return Detail(key, unsettled, self._of(self._names(PredicateKind.UNSETTLED), row))
            case DetailKind.DONE:
                settled = opposite(self._given(PredicateKind.UNSETTLED, row=row))
                given = self._given(PredicateKind.OBLIGATION, row=row)
                there = both([settled, given, self._given(PredicateKind.EXCUSE, row=row)])
                done = self._given(PredicateKind.DISCHARGE, row=row)
                # any of the predicates says the same of the duty, so the first stands for all
                goals = [(name, row) for name in self._names(PredicateKind.DISCHARGE)[:1]]
                return Detail(key, there, tuple(DetailValue(DONE, done, goal) for goal in goals))
            case DetailKind.SILENCE:
                return self._of_answer(key, SILENT, self._silences(key, row))
            case DetailKind.CONTRADICTION:
                values = (*self._last(key.predicate, row), *self._silences(key, row))
                return self._of_answer(key, CONTRADICTORY, values)
            case OutcomeKind.ANSWER | OutcomeKind.DUTY | OutcomeKind.OWED_TO:
                raise ValueError(f"{key.kind} is compared by its states")
            case _:
                assert_never(key.kind)

    def _of_answer(self, key: Key, state: str, values: tuple[DetailValue, ...]) -> Detail:
        states = self._states.get(Key(OutcomeKind.ANSWER, key.predicate, key.arguments))
        return Detail(key, states.guard(state) if states is not None else False, values)

    def _silences(self, key: Key, row: Pattern) -> tuple[DetailValue, ...]:
        """What says that the question of an answer is left open."""
        question = self._vocabulary.predicates[key.predicate].question
        return self._of([item.name for item in self._vocabulary.silences_about(question)], row)

    def _names(self, *kinds: PredicateKind) -> list[str]:
        return [declared.name for declared in self._vocabulary.of_kind(*kinds)]

    def _given(self, *kinds: PredicateKind, row: Pattern) -> Guard:
        return self._code.holds((name, row) for name in self._names(*kinds))

    def _of(self, names: Iterable[str], row: Pattern) -> tuple[DetailValue, ...]:
        """The names of those predicates that hold of something."""
        values: list[DetailValue] = []
        for name in names:
            values.extend(DetailValue(name, given.guard, (name, row)) for given in self._code.rows(name, row))
        return tuple(values)

    def _last(self, predicate: str, row: Pattern) -> tuple[DetailValue, ...]:
        """What stands last in the rows of a predicate."""
        return tuple(
            DetailValue(given.terms[-1], given.guard, (predicate, (*row, FREE)))
            for given in self._code.rows(predicate, (*row, FREE))
        )


def next_questions(vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions about the next assessment, which no answer predicate answers, and the silences about them."""
    silences = vocabulary.next_silences
    # several silences may be about one question
    questions = dict.fromkeys(predicate.question for predicate in silences)
    return tuple(questions), tuple(predicate.name for predicate in silences)


def concrete_details(model: Model, vocabulary: Vocabulary, party: str) -> dict[Key, str]:
    """The same, read from a replayed model: the values of each detail of a party, as one text."""
    values: dict[Key, list[Value]] = {}

    def add(kind: DetailKind, predicate: str, arguments: Sequence[Value], *more: Value) -> None:
        values.setdefault(Key(kind, predicate, tuple(arguments)), []).extend(more)

    for kind, told in _CONCLUDED.items():
        for declared in vocabulary.of_kind(kind):
            for row in model.rows_with(declared.name, 0, party):
                if told.is_sentence:
                    add(told, declared.name, row[1:], GIVEN)
                else:
                    add(told, declared.name, row[1:-1], row[-1])
    questions, silences = next_questions(vocabulary)
    for declared in vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT):
        for name in silences:
            for row in model.rows_with(name, 0, party):
                add(DetailKind.NEXT_ASSESSMENT, declared.name, row[1:], name)
        for row in chain.from_iterable(model.rows_with(name, 0, party) for name in questions):
            # neither a category nor a reason why there is none
            if Key(DetailKind.NEXT_ASSESSMENT, declared.name, row[1:]) not in values:
                add(DetailKind.NEXT_ASSESSMENT, declared.name, row[1:], UNANSWERED)
    for answer in answers_of(model, vocabulary, party):
        state, question = answer_state(answer), vocabulary.predicates[answer.predicate].question
        if state in (SILENT, CONTRADICTORY):
            reason = DetailKind.SILENCE if state == SILENT else DetailKind.CONTRADICTION
            names = [item.name for item in vocabulary.silences_about(question)]
            holding = [name for name in names if model.holds(name, answer.question)]
            add(reason, answer.predicate, answer.question[1:], *answer.values, *holding)
    for declared in vocabulary.of_kind(PredicateKind.UNSETTLED):
        for row in model.rows_with(declared.name, 0, party):
            add(DetailKind.UNSETTLED, duty_key((), vocabulary).predicate, row[1:], declared.name)
    for duty in duties_of(model, vocabulary, party):
        if duty.status == Status.EXCUSED and duty.done:
            add(DetailKind.DONE, duty_key((), vocabulary).predicate, duty.row[1:], DONE)
    return {key: state_text(entries) for key, entries in values.items()}
