"""What one Code says of the symbolic party: for each question and each duty, the states it may be in and when.

The states of a question are its answers, `silent` (a rule says that the Code is silent), `unanswered` (neither),
`contradictory` (two answers, or an answer and a silence) and `none` (the question does not arise). The states of a
duty are those of `secg.derive.outcomes`, and `none`. Those of an addressee are `owed` (the duty is owed to it),
`none` (the duty is there, or may be, and is not owed to it) and `no duty`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import assert_never

from secg.derive.outcomes import CONFLICT, AnswerOutcome, Model, Outcomes, Status
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Predicate, Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, both, either, opposite
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Goal, Pattern, SymbolicCode
from secg.symbolic.slicing import DUTY_KINDS, EVERYTHING, Touched, duty_patterns

NONE, SILENT, UNANSWERED, CONTRADICTORY = "none", "silent", "unanswered", "contradictory"
OWED, NO_DUTY = "owed", "no duty"
HAS_DUTY = "has the duty"
"""What a duty that comes or goes changes to or from, whichever of `SETTLED` it is."""
SETTLED = (Status.APPLIES, Status.EXCUSED, Status.DISCHARGED)


class OutcomeKind(StrEnum):
    """What kinds of outcomes are compared by their states."""

    ANSWER = "answer"
    DUTY = "duty"
    OWED_TO = "owed_to"


@record
class DetailSaid:
    """How a kind of detail is said: what it tells of a duty or in a capacity, and that it has no value."""

    heading: str
    nothing: str


class DetailKind(StrEnum):
    """What kinds of details an outcome is told with; they are compared by their values.

    The last four tell why a question or duty is open or contradictory, and whether a duty that is excused was done
    besides.
    """

    DUE = "due"
    NEXT_DUE = "next_due"
    NEXT_ASSESSMENT = "next_assessment"
    WARNING = "warning"
    SILENCE = "silence"
    CONTRADICTION = "contradiction"
    UNSETTLED = "unsettled"
    DONE = "done"

    @property
    def is_day(self) -> bool:
        """Whether its values are days."""
        return self in (DetailKind.DUE, DetailKind.NEXT_DUE)

    @property
    def is_sentence(self) -> bool:
        """Whether it is there or not, and has no other value: its last argument is a part of what it says."""
        return self is DetailKind.WARNING

    @property
    def words(self) -> DetailSaid:
        """How it is said."""
        match self:
            case DetailKind.DUE:
                return DetailSaid("by when the duty to {} is to be done", "no day")
            case DetailKind.NEXT_DUE:
                return DetailSaid("by when the next assessment as {} is to be scheduled", "no day")
            case DetailKind.NEXT_ASSESSMENT:
                return DetailSaid("which assessment comes next as {}", "none")
            case DetailKind.WARNING:
                return DetailSaid("the warning “{}”", "not given")
            case DetailKind.SILENCE:
                return DetailSaid("why the assessment of a year as {} is undetermined", "no reason given")
            case DetailKind.CONTRADICTION:
                return DetailSaid("which answers contradict one another about a year as {}", "no reason given")
            case DetailKind.UNSETTLED:
                return DetailSaid("why it is not settled whether there is the duty to {}", "no reason given")
            case DetailKind.DONE:
                return DetailSaid("whether the duty to {}, which is excused, was done besides", "not done")
            case _:
                assert_never(self)


@record
class Key:
    """What an outcome is about: an answer predicate with its question, an obligation with duty and subject, or that and
    to whom it is owed.
    """

    kind: OutcomeKind | DetailKind
    predicate: str
    arguments: tuple[Value, ...]


@record
class States:
    """The states that an outcome may have, with their guards (exactly one holds) and the goals that give each."""

    key: Key
    guards: Mapping[str, Guard]
    goals: Mapping[str, tuple[Goal, ...]]

    def giving(self, state: str) -> tuple[Goal, ...]:
        """The goals that give a state of a change: of a duty that comes or goes, those that give the duty."""
        return self.goals.get(Status.APPLIES if state == HAS_DUTY else state, ())

    def guard(self, state: str) -> Guard:
        """When the outcome has the state."""
        return self.guards.get(state, False)

    @property
    def every_goal(self) -> list[Goal]:
        """What gives any of the states."""
        return list(chain.from_iterable(self.goals.values()))

    def state_of(self, party: Assignment) -> str:
        """The state that a party has."""
        return next(state for state, guard in self.guards.items() if party.holds(guard))


def states_of(code: SymbolicCode, vocabulary: Vocabulary, touched: Touched = EVERYTHING) -> dict[Key, States]:
    """Every outcome, among those to be looked at, that the Code may give the party."""
    states: list[States] = []
    for answer in vocabulary.of_kind(PredicateKind.ANSWER):
        places = {place for name, place in touched.answers if name == answer.name}
        if touched is EVERYTHING or None in places:
            places = {None}
        for place in sorted(places, key=str):  # a set of texts has another order on every run
            states.extend(_answers(code, answer, place, vocabulary))
    for pattern in duty_patterns(touched.duties):
        states.extend(_duties(code, pattern, vocabulary))
    return {outcome.key: outcome for outcome in states}


def _answers(code: SymbolicCode, answer: Predicate, place: Value | None, vocabulary: Vocabulary) -> Iterator[States]:
    open_pattern: Pattern = (SUBJECT, *([FREE] * (answer.arity - 2)))
    if place is not None:
        open_pattern = (SUBJECT, place, *open_pattern[2:])
    silent_rows: dict[str, dict[tuple[Value, ...], Guard]] = {}
    for silence in vocabulary.silences_about(answer.question):
        silent_rows[silence.name] = {row.values: row.guard for row in code.rows(silence.name, open_pattern)}
    answers: dict[tuple[Value, ...], dict[Value, Guard]] = {}
    for row in code.rows(answer.name, (*open_pattern, FREE)):
        answers.setdefault(row.values[:-1], {})[row.values[-1]] = row.guard
    for row in code.rows(answer.question, open_pattern):
        about, asked = row.values, row.guard
        values = answers.get(about, {})
        silent = either(rows.get(about, False) for rows in silent_rows.values())
        guards: dict[str, Guard] = {NONE: opposite(asked)}
        goals: dict[str, tuple[Goal, ...]] = {}
        clashes: list[Guard] = []
        for value, guard in values.items():
            others = [other for name, other in values.items() if name != value]
            guards[str(value)] = both([asked, guard, *map(opposite, others), opposite(silent)])
            goals[str(value)] = ((answer.name, (*about, value)),)
            clashes.append(both([guard, either([silent, *others])]))
        none_given = both(map(opposite, values.values()))
        guards[SILENT] = both([asked, silent, none_given])
        goals[SILENT] = tuple((name, about) for name, rows in silent_rows.items() if about in rows)
        guards[UNANSWERED] = both([asked, opposite(silent), none_given])
        guards[CONTRADICTORY] = both([asked, either(clashes)])
        goals[CONTRADICTORY] = tuple((answer.name, (*about, value)) for value in values) + goals[SILENT]
        # nothing answers it, so that what asks is all there is to cite
        goals[UNANSWERED] = ((answer.question, about),)
        yield States(Key(OutcomeKind.ANSWER, answer.name, about[1:]), _possible(guards), goals)


def _possible(guards: Mapping[str, Guard]) -> dict[str, Guard]:
    """The states that some party may have."""
    return {state: guard for state, guard in guards.items() if guard is not False}


def _duties(code: SymbolicCode, pattern: Pattern, vocabulary: Vocabulary) -> Iterator[States]:
    rows: dict[PredicateKind, dict[tuple[Value, ...], Guard]] = {}
    names: dict[PredicateKind, list[str]] = {}
    for kind in DUTY_KINDS:
        names[kind] = [declared.name for declared in vocabulary.of_kind(kind)]
        by_value: dict[tuple[Value, ...], list[Guard]] = {}
        for name in names[kind]:
            for row in code.rows(name, pattern):
                by_value.setdefault(row.values, []).append(row.guard)
        rows[kind] = {terms: either(guards) for terms, guards in by_value.items()}
    duties, excuses, discharges, unsettled = rows.values()
    given = names[PredicateKind.OBLIGATION]
    sources = {
        Status.APPLIES: given,
        Status.EXCUSED: given + names[PredicateKind.EXCUSE],
        Status.DISCHARGED: given + names[PredicateKind.DISCHARGE],
        CONFLICT: given + names[PredicateKind.UNSETTLED],
        Status.UNSETTLED: names[PredicateKind.UNSETTLED],
    }
    # a duty that is nowhere given nor left open is not there, whatever excuses it
    for terms in dict.fromkeys([*duties, *unsettled]):
        there, doubt = duties.get(terms, False), unsettled.get(terms, False)
        excuse, discharge = excuses.get(terms, False), discharges.get(terms, False)
        settled = both([there, opposite(doubt)])
        guards = {
            Status.APPLIES: both([settled, opposite(excuse), opposite(discharge)]),
            Status.EXCUSED: both([settled, excuse]),
            Status.DISCHARGED: both([settled, opposite(excuse), discharge]),
            CONFLICT: both([there, doubt]),
            Status.UNSETTLED: both([opposite(there), doubt]),
            NONE: both([opposite(there), opposite(doubt)]),
        }

        goals: dict[str, tuple[Goal, ...]] = {}
        for state, giving in sources.items():
            goals[state] = tuple((name, terms) for name in giving)
        yield States(duty_key(terms[1:], vocabulary), _possible(guards), goals)


def applies(code: SymbolicCode, duty: Value, vocabulary: Vocabulary) -> Guard:
    """When some duty of this name is to be done by the party: neither excused nor done, and not left open."""
    [pattern] = duty_patterns([duty])
    return either(states.guard(Status.APPLIES) for states in _duties(code, pattern, vocabulary))


def duty_key(about: tuple[Value, ...], vocabulary: Vocabulary) -> Key:
    """The key of a duty, whichever predicate concludes it: a duty is the same one under each of them."""
    declared = vocabulary.first_of_kind(PredicateKind.OBLIGATION) or vocabulary.first_of_kind(PredicateKind.UNSETTLED)
    return Key(OutcomeKind.DUTY, declared.name if declared is not None else "", about)


def addressee_keys(code: SymbolicCode, vocabulary: Vocabulary, duties: Iterable[Value | None]) -> dict[Key, None]:
    """To whom the Code may have these duties owed."""
    keys: dict[Key, None] = {}
    for declared in vocabulary.of_kind(PredicateKind.OWED_TO):
        for pattern in duty_patterns(duties):
            rows = code.rows(declared.name, (*pattern, FREE))
            keys.update((Key(OutcomeKind.OWED_TO, declared.name, row.values[1:]), None) for row in rows)
    return keys


def addressee_states(code: SymbolicCode, vocabulary: Vocabulary, keys: Iterable[Key]) -> dict[Key, States]:
    """Whether a duty is owed to each of these, under one Code."""
    states: dict[Key, States] = {}
    for key in keys:
        about: Pattern = (SUBJECT, *key.arguments[:-1])
        goal: Goal = (key.predicate, (SUBJECT, *key.arguments))
        there = code.holds((declared.name, about) for declared in vocabulary.duties)
        owed = code.holds([goal])
        guards = {OWED: both([there, owed]), NONE: both([there, opposite(owed)]), NO_DUTY: opposite(there)}
        states[key] = States(key, _possible(guards), {OWED: (goal,)})
    return states


def concrete_addressees(model: Model, vocabulary: Vocabulary, party: str) -> dict[Key, str]:
    """The same, read from a replayed model: to whom the duties of the party are owed."""
    states: dict[Key, str] = {}
    for declared in vocabulary.of_kind(PredicateKind.OWED_TO):
        for row in model.rows_with(declared.name, 0, party):
            states[Key(OutcomeKind.OWED_TO, declared.name, row[1:])] = OWED
    return states


def concrete_states(outcomes: Outcomes, vocabulary: Vocabulary) -> dict[Key, str]:
    """The same states, read from what a replayed model says of the party; what is not there is `none`."""
    states: dict[Key, str] = {}
    for answer in outcomes.answers:
        states[Key(OutcomeKind.ANSWER, answer.predicate, answer.question[1:])] = answer_state(answer)
    for duty in outcomes.duties:
        states[duty_key(duty.row[1:], vocabulary)] = duty.status
    return states


def answer_state(answer: AnswerOutcome) -> str:
    """The state of a question in a model."""
    if len(answer.values) > 1 or (answer.values and answer.silent):
        return CONTRADICTORY
    if answer.silent:
        return SILENT
    return str(answer.values[0]) if answer.values else UNANSWERED


StatePair = tuple[tuple[str, ...], tuple[str, ...], Guard]
"""The states before, the states after, and the parties that have both."""


def with_or_without(pairs: Sequence[StatePair]) -> list[StatePair]:
    """The pairs with one for all in which a duty comes, and one for all in which it goes, where it may apply then.

    A party that comes to have a duty may be excused from it, or have done it: that is no change of its own.
    """
    there = {(first, other) for first, other, _ in pairs}
    merged: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Guard]] = {}
    for first, other, guard in pairs:
        if first == (NONE,) and other[0] in SETTLED and (first, (Status.APPLIES,)) in there:
            other = (HAS_DUTY,)
        elif other == (NONE,) and first[0] in SETTLED and ((Status.APPLIES,), other) in there:
            first = (HAS_DUTY,)
        merged.setdefault((first, other), []).append(guard)
    return [(first, other, either(guards)) for (first, other), guards in merged.items()]


def statuses(state: str) -> tuple[str, ...]:
    """The states of which a state of a change is one."""
    return SETTLED if state == HAS_DUTY else (state,)


def year_position(key: Key, vocabulary: Vocabulary) -> int | None:
    """Which argument of a question (the party apart) is the year of the cycle."""
    if key.kind is not OutcomeKind.ANSWER:
        return None
    arguments = vocabulary.predicates[key.predicate].arguments[1:-1]
    return next((place for place, argument in enumerate(arguments) if argument.type == "year"), None)


def years_of(keys: Iterable[Key], vocabulary: Vocabulary) -> list[int]:
    """The years of the cycle of which questions are; none where they are of no year."""
    years: list[int] = []
    for key in keys:
        place = year_position(key, vocabulary)
        if place is not None:
            years.append(int(str(key.arguments[place])))
    return years


def without_year(key: Key, vocabulary: Vocabulary) -> tuple[Value, ...]:
    """The arguments of an outcome, the year apart."""
    year = year_position(key, vocabulary)
    return tuple(value for place, value in enumerate(key.arguments) if place != year)
