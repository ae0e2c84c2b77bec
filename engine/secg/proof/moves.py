"""The single changes of facts that a search tries: of what is stated, and of what could be stated beside it.

They are the changes of the facts that a goal can rest on, of the party asked about and of the parties that facts tie to
it: a fact or an optional key taken away, a key with another value, and a new record, alone or with one key. Names come
from the parties described and from the records that a key refers to, days from what is stated: `days_beside`.

The values of a count at which something is decided, looked for outward from the value that it has.

At each place the count is followed into the comparisons that it takes part in. Where all of these come out the same as
at a place looked at before, no rule can tell the two values apart, and there is no need to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product

from secg.derive.neighbourhood import tied_to
from secg.derive.outcomes import Model
from secg.facts.situation import Facts, Row
from secg.language.calculation import shift_date
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Rule, Value, atoms_of
from secg.language.operators import Unit
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.proof.followed import Met, crossings, same_at
from secg.proof.matching import unify
from secg.proof.trial import Change, Trial, is_of_record, record_places
from secg.proof.why_not import Goal
from secg.records import record

NEW_ID = "a-new-one"
"""The name of a record that nobody states yet."""


def days_beside(facts: Facts, predicate: str, party: Value) -> list[Value]:
    """The day asked for, the days that a party's facts of one kind state, and the days on either side of these."""
    days: dict[Value, None] = {facts.day: None}
    for row in facts.rows.get(predicate, {}):
        if row[0] != party:
            continue
        for day in (value for value in row if isinstance(value, date)):
            for step in (-1, 0, 1):  # rules compare days by `<` as by `<=`: what is decided turns on either side
                days[shift_date(day, 1, step, Unit.DAYS)] = None
    return list(days)


def rested_on(trial: Trial, goals: Sequence[Goal]) -> frozenset[str]:
    """The facts that rules ask for on the way to a goal, or to what takes it away."""
    waiting: list[Rule] = []
    for goal in goals:
        for rule in trial.program.by_head.get(goal.predicate, ()):
            if unify(rule.head.terms, goal.pattern, {}) is not None:
                waiting.append(rule)
        for predicate in goal.unless:
            waiting.extend(trial.program.by_head.get(predicate, ()))
    seen: set[str] = set()
    while waiting:
        names = {atom.predicate for atom in atoms_of(waiting.pop().body)} - seen
        seen |= names
        for name in names:
            waiting.extend(trial.program.by_head.get(name, ()))
    known = trial.program.vocabulary.predicates
    return frozenset(name for name in seen if name in known and known[name].is_fact)


class Moves:
    """The single changes of facts but for those of counts, whose values are looked for otherwise."""

    def __init__(self, trial: Trial, party: str, goals: Sequence[Goal]) -> None:
        self._facts = trial.facts
        self._vocabulary = trial.program.vocabulary
        self._goals = goals
        self._used = rested_on(trial, goals)
        self._parties = [str(row[0]) for row in self._facts.rows.get("party", {})]
        # rules that are not connected let any party bear on this one
        self._near = frozenset(self._parties) if trial.party is None else tied_to([party], self._facts)

    def counts(self) -> Iterator[tuple[str, Row, tuple[Row, ...]]]:
        """The counts of the parties tied to it, each with what is stated of it; where nothing is, it starts from 0."""
        for declared in self._declared():
            if declared.is_count:
                for party in (party for party in self._parties if party in self._near):
                    own = self._rows(declared, party)
                    yield declared.name, own[0] if own else (party, 0), tuple(own[:1])

    def __iter__(self) -> Iterator[Change]:
        for declared in self._declared():
            for party in self._parties:
                for change in self._of(declared, party):
                    if any(str(value) in self._near for value in chain(*change.removed, *change.added)):
                        yield change

    def _declared(self) -> Iterator[Predicate]:
        for declared in self._vocabulary.facts:
            names = [declared, *self._vocabulary.fields.get(declared.name, ())]
            if not declared.field and any(predicate.name in self._used for predicate in names):
                yield declared

    def _rows(self, declared: Predicate, party: str) -> list[Row]:
        return [row for row in self._facts.rows.get(declared.name, {}) if row[0] == party]

    def _of(self, declared: Predicate, party: str) -> Iterator[Change]:
        own = self._rows(declared, party)
        for row in own:
            if declared.absent != "unknown":  # else leaving it out would say nothing, not that there is none
                yield Change(declared.name, (row,), ())
            yield from self._altered(declared, row)
            yield from self._keys(declared, row)
        if not declared.is_count:
            instead = tuple(own) if declared.one_at_a_time else ()
            for row in self._new(declared, party):
                # a record with the id of one that is stated is that one altered, which is proposed above
                if row not in own and (declared.one_at_a_time or not _stated(declared, row, own)):
                    yield Change(declared.name, instead, (row,))
                    for field in self._fields(declared):
                        for stated in self._field_rows(field, row):
                            yield Change(declared.name, instead, (row,), ((field.name, stated),))

    def _fields(self, declared: Predicate) -> list[Predicate]:
        return [
            predicate for predicate in self._vocabulary.fields.get(declared.name, ()) if predicate.name in self._used
        ]

    def _altered(self, declared: Predicate, row: Row) -> Iterator[Change]:
        """A record that an id names, with another value of one of its keys."""
        if has_id(declared):
            for at in range(2, declared.arity):  # with another party or id it is another record
                for value in self._choices(declared, declared.arguments[at], str(row[0])):
                    if value != row[at] and self._holds(declared, declared.arguments[at], value):
                        yield Change(declared.name, (row,), ((*row[:at], value, *row[at + 1 :]),))

    def _keys(self, declared: Predicate, row: Row) -> Iterator[Change]:
        """An optional key of a record stated, with another value, or no longer."""
        for field in self._fields(declared):
            places = record_places(self._vocabulary, field)
            stated = [
                row_there for row_there in self._facts.rows.get(field.name, {}) if is_of_record(row_there, row, places)
            ]
            for row_there in stated:
                yield Change(field.name, (row_there,), ())
            for field_row in self._field_rows(field, row):
                if field_row not in stated:
                    yield Change(field.name, tuple(stated), (field_row,))

    def _field_rows(self, field: Predicate, row: Row) -> Iterator[Row]:
        """What a key could state of a record."""
        known = {at: row[place] for place, at in record_places(self._vocabulary, field)}
        owner = field.field.partition(".")[0]
        for values in product(*(self._field_values(field, owner, at, known, row) for at in range(field.arity))):
            yield tuple(values)

    def _field_values(self, field: Predicate, owner: str, at: int, known: dict[int, Value], row: Row) -> list[Value]:
        if at in known:
            return [known[at]]
        argument = field.arguments[at]
        if argument.type != "date":
            return self._choices(field, argument, str(row[0]))
        days = [*days_beside(self._facts, field.name, row[0]), *(value for value in row if isinstance(value, date))]
        return [day for day in dict.fromkeys(days) if self._holds(field, argument, day)]

    def _new(self, declared: Predicate, party: str) -> Iterator[Row]:
        names: dict[Value, None] = {}
        for goal in self._goals:  # a duty names in its third place what it is about
            names.update((value, None) for value in goal.pattern[2:3] if isinstance(value, str))
        names[NEW_ID] = None
        choices: list[list[Value]] = []
        for at, argument in enumerate(declared.arguments[1:], 1):
            if at == 1 and has_id(declared) and argument.type == "text" and argument.name not in declared.refers:
                choices.append(list(names))
            else:
                known_values = self._choices(declared, argument, party)
                choices.append([value for value in known_values if self._holds(declared, argument, value)])
        for values in product(*choices):
            yield (party, *values)

    def _holds(self, declared: Predicate, argument: Argument, value: Value) -> bool:
        """Whether what is stated with this value holds on the day asked for."""
        return declared.begins != argument.name or not isinstance(value, date) or value <= self._facts.day

    def _choices(self, declared: Predicate, argument: Argument, party: str) -> list[Value]:
        typed = choices_by_type(declared, argument, party, self._facts, self._vocabulary)
        if typed is not None:
            return typed
        return list(referred(declared, argument, party, self._facts, self._vocabulary.predicates)) or [NEW_ID]


def choices_by_type(
    declared: Predicate, argument: Argument, party: str, facts: Facts, vocabulary: Vocabulary
) -> list[Value] | None:
    """What may stand for an argument, where its type says so: None for texts and numbers."""
    labels = vocabulary.types.get(argument.type)
    if labels is not None:
        return list(labels.labels)
    if argument.type == "date":
        return days_beside(facts, declared.name, party)
    if argument.type == "party":
        return [row[0] for row in facts.rows.get("party", {}) if row[0] != party]
    return None


def referred(
    declared: Predicate, argument: Argument, party: str, facts: Facts, predicates: Mapping[str, Predicate]
) -> dict[Value, None]:
    """The ids that a key may name: those of the party's records that it refers to, or what else the Code names."""
    values: dict[Value, None] = {}
    for choice in declared.refers.get(argument.name, "").split(" or "):
        owner, dot, key = choice.partition(".")
        if dot:
            place = predicates[owner].position(key) or 0
            values.update((row[place], None) for row in facts.rows.get(owner, {}) if row[0] == party)
        elif owner:
            values[owner] = None
    return values


def has_id(declared: Predicate) -> bool:
    """Whether the first key of a fact names its record, so that a party states one of each name."""
    return declared.arity > 2 and declared.arguments[1].type in ("text", "party")


def _stated(declared: Predicate, row: Row, own: Sequence[Row]) -> bool:
    return has_id(declared) and any(row_there[1] == row[1] for row_there in own)


TRIES = 60
"""At most so many values of one count are looked at; rules compare it with a handful."""


@record
class Place:
    """A value of the count, the model there and the comparisons met there; `whole` says whether these are all."""

    value: int
    model: Model
    met: Met
    whole: bool

    def like(self, value: int) -> bool:
        """Whether no rule tells another value from this one."""
        return value == self.value or (self.whole and same_at(self.met, value - self.value))

    def turns(self) -> Iterator[int]:
        """The values near which a comparison comes out otherwise than here."""
        for terms in self.met:
            for crossing in crossings(terms, -self.value, INTEGER_LIMIT - self.value):  # no file states another count
                # `<` turns at a zero and `<=` beside it; a crossing is rounded down
                yield from range(self.value + crossing - 1, self.value + crossing + 3)


class Thresholds:
    """The places met while looking outward from the value that a count has in `row`, given other changes."""

    def __init__(self, trial: Trial, predicate: str, row: Row, changes: Sequence[Change] = ()) -> None:
        start = row[-1]
        assert isinstance(start, int)
        self._trial = trial
        self._predicate = predicate
        self._named = row[:-1]
        self._changes = changes
        self._start = start
        self._places: list[Place] = []
        self._waiting: set[int] = set()
        self._look(start)

    def outward(self, direction: int = 0) -> Iterator[Place]:
        """The places where something is decided, the nearest first: upward (1), downward (-1) or both ways (0)."""
        while len(self._places) < TRIES:
            further = (number for number in self._waiting if (number - self._start) * direction >= 0)
            # of two that are as near the lower, as a set has no order and each run has to find the same
            value = min(further, key=lambda number: (abs(number - self._start), number), default=None)
            if value is None:
                return
            yield self._look(value)

    @property
    def exhausted(self) -> bool:
        """Whether values are left untried: of more than may be tried, or where it is not known which decide."""
        return len(self._places) >= TRIES or not all(place.whole for place in self._places)

    def like(self, value: int) -> Place | None:
        """A place looked at that no rule tells from this value."""
        return next((place for place in self._places if place.like(value)), None)

    def _look(self, value: int) -> Place:
        place = Place(value, *self._trial.followed(self._predicate, (*self._named, value), self._changes))
        self._places.append(place)
        turns = self._waiting.union(turn for turn in place.turns() if 0 <= turn <= INTEGER_LIMIT)
        self._waiting = {number for number in turns if self.like(number) is None}
        return place
