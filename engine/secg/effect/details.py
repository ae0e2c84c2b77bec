"""What an outcome is told with: days, the next assessment, warnings, and why something is open.

A detail is a set of values: the days on which a duty falls due, the categories of the next assessment. It is compared
where both Codes give what it is of. What differs is told for each duty, capacity or warning together, with the
smallest party of all that have such a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from secg.derive.outcomes import Model, Status, answers_of, duties_of
from secg.effect.assignment import Assignment
from secg.effect.candidates import SUBJECT, Row
from secg.effect.compiler import FREE, Goal, Pattern, SymbolicCode
from secg.effect.formulas import Guard, Symbolic, both, compare, either, opposite
from secg.effect.slicing import Touched, duty_patterns
from secg.effect.states import CONTRADICTORY, NONE, SILENT, UNANSWERED, Key, States, answer_state, duty_key
from secg.language.model import Value
from secg.language.operators import Comparator
from secg.language.vocabulary import PredicateKind, Vocabulary
from secg.records import record

GIVEN, DONE = "given", "done"
DETAILS = ("due", "next_due", "next_assessment", "warning", "silence", "contradiction", "unsettled", "done")
"""The kinds of details: the last four tell why a question or duty is open or contradictory, and whether a duty that
is excused was done besides.
"""


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
        return state_text(
            date.fromordinal(party.number(entry.value)) if not isinstance(entry.value, str | date) else entry.value
            for entry in self.holding(party)
        )


def state_text(values: Iterable[Value]) -> str:
    """The values of a detail as one text, in their order; `none` for no value."""
    return "; ".join(sorted({str(value) for value in values})) or NONE


def subject_of(key: Key) -> tuple[Value, ...]:
    """What the details are of that are told together: a duty, a capacity, or what a warning says."""
    return key.arguments[-1:] if key.kind == PredicateKind.WARNING else key.arguments[:1]


def differing(before: Detail, after: Detail) -> Guard:
    """When both Codes give what a detail is of, and another set of values."""
    if {(entry.value, entry.guard) for entry in before.values} == {
        (entry.value, entry.guard) for entry in after.values
    }:
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
    one_sided = [both([guard, opposite(other)]) for pair in pairs for guard, other in (pair, pair[::-1])]
    return both([before.there, after.there, either(one_sided)])


def _lacking(values: Sequence[DetailValue], others: Sequence[DetailValue]) -> Guard:
    """When one of the values is none of the others."""
    return either(
        both([entry.guard, *(opposite(both([other.guard, _equal(entry, other)])) for other in others)])
        for entry in values
    )


def _equal(entry: DetailValue, other: DetailValue) -> Guard:
    return compare(Comparator.EQUAL, entry.value, other.value)


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
        for kind in (PredicateKind.DUE, PredicateKind.NEXT_DUE, PredicateKind.NEXT_ASSESSMENT, PredicateKind.WARNING):
            duties = [duty for name, duty in self._touched.details if name == kind]
            for declared in self._vocabulary.of_kind(kind) if duties else ():
                width = declared.arity - 1 if kind is PredicateKind.WARNING else declared.arity - 2
                for pattern in duty_patterns(duties) if kind is PredicateKind.DUE else [(SUBJECT,)]:
                    open_pattern = (*pattern, *([FREE] * (declared.arity - len(pattern))))
                    for row in self._code.rows(declared.name, open_pattern):
                        yield Key(kind, declared.name, Row(row.terms[: width + 1], True).values[1:])
                if kind is PredicateKind.NEXT_ASSESSMENT:
                    for name in (*next_questions(self._vocabulary)[0], *next_questions(self._vocabulary)[1]):
                        for row in self._code.rows(name, (SUBJECT, *([FREE] * width))):
                            yield Key(kind, declared.name, row.values[1:])
        for key, states in self._states.items():
            if key.kind == "answer" and (SILENT in states.guards or CONTRADICTORY in states.guards):
                yield Key("silence", key.predicate, key.arguments)
                yield Key("contradiction", key.predicate, key.arguments)
        yield from self._duty_keys("unsettled", PredicateKind.UNSETTLED)
        yield from self._duty_keys("done", PredicateKind.EXCUSE)

    def _duty_keys(self, kind: str, asked: PredicateKind) -> Iterator[Key]:
        for declared in self._vocabulary.of_kind(asked):
            for pattern in duty_patterns(self._touched.duties):
                for row in self._code.rows(declared.name, pattern):
                    yield Key(kind, duty_key((), self._vocabulary).predicate, row.values[1:])

    def detail(self, key: Key) -> Detail:
        """One detail with its values under this Code."""
        row: Pattern = (SUBJECT, *key.arguments)
        match key.kind:
            case "due":
                return Detail(
                    key,
                    self._given((PredicateKind.OBLIGATION, PredicateKind.UNSETTLED), row),
                    self._last(key.predicate, row),
                )
            case "next_due":
                return Detail(key, True, self._last(key.predicate, row))
            case "next_assessment":
                questions, silences = next_questions(self._vocabulary)
                told = (*self._last(key.predicate, row), *self._of(silences, row))
                none = opposite(either(entry.guard for entry in told))
                asked = self._of(questions, row)
                open_values = [DetailValue(UNANSWERED, both([entry.guard, none]), entry.goal) for entry in asked]
                return Detail(key, True, (*told, *(entry for entry in open_values if entry.guard is not False)))
            case "warning":
                guard = either(given.guard for given in self._code.rows(key.predicate, row))
                return Detail(key, True, (DetailValue(GIVEN, guard, (key.predicate, row)),))
            case "unsettled":
                names = [declared.name for declared in self._vocabulary.of_kind(PredicateKind.UNSETTLED)]
                return Detail(key, self._given((PredicateKind.UNSETTLED,), row), self._of(names, row))
            case "done":
                settled = opposite(self._given((PredicateKind.UNSETTLED,), row))
                there = both(
                    [settled, self._given((PredicateKind.OBLIGATION,), row), self._given((PredicateKind.EXCUSE,), row)]
                )
                names = [declared.name for declared in self._vocabulary.of_kind(PredicateKind.DISCHARGE)]
                done = either(entry.guard for entry in self._of(names, row))
                return Detail(key, there, (DetailValue(DONE, done, (names[0], row)),) if names else ())
            case _:
                return self._of_answer(key, row)

    def _of_answer(self, key: Key, row: Pattern) -> Detail:
        states = self._states.get(Key("answer", key.predicate, key.arguments))
        question = self._vocabulary.predicates[key.predicate].question
        silences = [item.name for item in self._vocabulary.silences_about(question)]
        open_kind = SILENT if key.kind == "silence" else CONTRADICTORY
        answers = self._last(key.predicate, row) if key.kind == "contradiction" else ()
        there = states.guard(open_kind) if states is not None else False
        return Detail(key, there, (*answers, *self._of(silences, row)))

    def _given(self, kinds: Iterable[PredicateKind], row: Pattern) -> Guard:
        names = [declared.name for declared in self._vocabulary.of_kind(*kinds)]
        return either(entry.guard for entry in self._of(names, row))

    def _of(self, names: Iterable[str], row: Pattern) -> tuple[DetailValue, ...]:
        """The names of those predicates that hold of something."""
        return tuple(
            DetailValue(name, given.guard, (name, row)) for name in names for given in self._code.rows(name, row)
        )

    def _last(self, predicate: str, row: Pattern) -> tuple[DetailValue, ...]:
        """What stands last in the rows of a predicate."""
        return tuple(
            DetailValue(given.terms[-1], given.guard, (predicate, (*row, FREE)))
            for given in self._code.rows(predicate, (*row, FREE))
        )


def next_questions(vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions about the next assessment, which no answer predicate answers, and the silences about them."""
    silences = vocabulary.next_silences
    return tuple(dict.fromkeys(predicate.question for predicate in silences)), tuple(
        predicate.name for predicate in silences
    )


def concrete_details(model: Model, vocabulary: Vocabulary, party: str) -> dict[Key, str]:
    """The same, read from a replayed model: the values of each detail of a party, as one text."""
    values: dict[Key, list[Value]] = {}

    def add(kind: str, predicate: str, arguments: Sequence[Value], *more: Value) -> None:
        values.setdefault(Key(kind, predicate, tuple(arguments)), []).extend(more)

    for kind in (PredicateKind.DUE, PredicateKind.NEXT_DUE, PredicateKind.NEXT_ASSESSMENT):
        for declared in vocabulary.of_kind(kind):
            for row in model.rows_with(declared.name, 0, party):
                add(kind, declared.name, row[1:-1], row[-1])
    for declared in vocabulary.of_kind(PredicateKind.WARNING):
        for row in model.rows_with(declared.name, 0, party):
            add(PredicateKind.WARNING, declared.name, row[1:], GIVEN)
    questions, silences = next_questions(vocabulary)
    for declared in vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT):
        for name in silences:
            for row in model.rows_with(name, 0, party):
                add(PredicateKind.NEXT_ASSESSMENT, declared.name, row[1:], name)
        for row in (row for name in questions for row in model.rows_with(name, 0, party)):
            if Key(PredicateKind.NEXT_ASSESSMENT, declared.name, row[1:]) not in values:
                add(PredicateKind.NEXT_ASSESSMENT, declared.name, row[1:], UNANSWERED)
    for answer in answers_of(model, vocabulary, party):
        state, question = answer_state(answer), vocabulary.predicates[answer.predicate].question
        if state in (SILENT, CONTRADICTORY):
            names = [item.name for item in vocabulary.silences_about(question)]
            holding = [name for name in names if model.holds(name, answer.question)]
            add(
                "silence" if state == SILENT else "contradiction",
                answer.predicate,
                answer.question[1:],
                *answer.values,
                *holding,
            )
    for declared in vocabulary.of_kind(PredicateKind.UNSETTLED):
        for row in model.rows_with(declared.name, 0, party):
            add("unsettled", duty_key((), vocabulary).predicate, row[1:], declared.name)
    for duty in duties_of(model, vocabulary, party):
        if duty.status == Status.EXCUSED and duty.done:
            add("done", duty_key((), vocabulary).predicate, duty.row[1:], DONE)
    return {key: state_text(entries) for key, entries in values.items()}
