"""Strangers: parties tied to nobody in a world, with the same record names as its parties and opposite facts.

Four strangers stand beside each party. They differ from it, and from each other, in what a rule could mistake for a
fact of the party: the values, the days, which optional facts of a record are stated, and which facts at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from secg.facts.situation import Facts, Row
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Span

KINDS = 4
NUMBERS = (600_000, 0, 250_001, 1)
DAYS = (0, 400, 1, 200)
"""By which number of days the record of a stranger of each kind lies before that of the party."""
_NOWHERE = Span("", 0, 0)
_AT_MOST = 2
"""So many records of one fact a stranger has of each value that tells records apart."""


def with_strangers(facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts with the strangers of every party beside them."""
    crowd = _Crowd(facts, vocabulary)
    rows = {name: dict(own) for name, own in facts.rows.items()}
    for party in facts.names:
        for kind in range(KINDS):
            for predicate, row in crowd.stated(party, kind):
                rows.setdefault(predicate, {})[row] = _NOWHERE
    strangers = {stranger(party, kind): party for party in facts.names for kind in range(KINDS)}
    given = [
        predicate
        for predicate in vocabulary.of_kind(PredicateKind.GIVEN)
        if [each.type for each in predicate.arguments] == ["party"]
    ]
    for declared in given:
        rows.setdefault(declared.name, {}).update({(name,): _NOWHERE for name in strangers})
    missing = dict(facts.missing)
    for fact in facts.missing:
        stated = {row[0] for row in rows.get(fact, {})}
        missing[fact] = facts.missing[fact] | {name for name in strangers if name not in stated}
    names = {**facts.names, **{name: name for name in strangers}}
    return replace(facts, rows=rows, names=names, bases=dict.fromkeys(names, ""), missing=missing)


def with_further_records(facts: Facts, party: str, vocabulary: Vocabulary, left_out: Set[str] = frozenset()) -> Facts:
    """The facts with further records of a party beside those that it has, of other names; without some facts."""
    crowd = _Crowd(facts, vocabulary)
    rows = {name: dict(own) for name, own in facts.rows.items()}
    for kind in range(KINDS):
        for predicate, row in crowd.further(party, kind, left_out):
            rows.setdefault(predicate, {})[row] = _NOWHERE
    return replace(facts, rows=rows)


def is_record(declared: Predicate) -> bool:
    """Whether a fact is a record with a name of its own."""
    if declared.arity < 3 or declared.field:
        return False
    name = declared.arguments[1]
    return name.type == "text" and name.name not in declared.refers


def stranger(party: str, kind: int) -> str:
    """The name of a stranger."""
    return f"{party} stranger {kind}"


class _Crowd:
    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        self._facts_with_keys = [predicate for predicate in vocabulary.facts if not predicate.field]
        self._texts = self._every_text()

    def stated(self, party: str, kind: int) -> Iterator[tuple[str, Row]]:
        """The facts of one stranger of a party, each a predicate and its row."""
        for declared in self._facts_with_keys:
            own = [row for row in self._facts.rows.get(declared.name, {}) if row[0] == party]
            records = self._records(declared, party, kind, own)
            for row in records:
                yield declared.name, row
                for key in self._vocabulary.fields.get(declared.name, ()):
                    if self._states(key, kind, own, party):
                        yield key.name, self._with_key(key, declared, row, kind)

    def further(self, party: str, kind: int, left_out: Set[str]) -> Iterator[tuple[str, Row]]:
        """Further records of a party, of other names, with the details that strangers of a kind would have."""
        for declared in self._facts_with_keys:
            if not is_record(declared) or declared.name in left_out:
                continue
            own = [row for row in self._facts.rows.get(declared.name, {}) if row[0] == party]
            for record in own:
                values = self._values(declared, record, kind)
                row = (party, f"{record[1]} {kind}", *values[1:])
                yield declared.name, row
                for key in self._vocabulary.fields.get(declared.name, ()):
                    if key.name not in left_out and self._states(key, kind, own, party):
                        yield key.name, self._with_key(key, declared, row, kind)

    def _records(self, declared: Predicate, party: str, kind: int, own: Sequence[Row]) -> list[Row]:
        """The records of a fact: the opposite of what the party has, or, where it has none, one of each name."""
        me = stranger(party, kind)
        if declared.absent == "unknown" and kind == 1:
            return []
        made = [(me, *self._values(declared, row, kind)) for row in own]
        if not own or not declared.one_at_a_time:
            choices = [self._choices(argument, declared, party, kind) for argument in declared.arguments[1:]]
            made += [(me, *values) for values in product(*choices)]
        found: dict[Row, None] = {}
        named: dict[Row, None] = {}
        for row in made:
            name = row[: 1 if declared.one_at_a_time else 2]
            if (declared.one_at_a_time and name in named) or self._taken(declared, row, found):
                continue
            named[name] = None
            found[row] = None
        return list(found)

    def _taken(self, declared: Predicate, row: Row, found: dict[Row, None]) -> bool:
        """Whether a record of this name is there already."""
        keyed = declared.arity > 2 and declared.arguments[1].type in ("text", "party")
        return keyed and any(other[:2] == row[:2] for other in found)

    def _values(self, declared: Predicate, row: Row, kind: int) -> list[Value]:
        return [
            self._opposite(argument, value, kind)
            for argument, value in zip(declared.arguments[1:], row[1:], strict=True)
        ]

    def _opposite(self, argument: Argument, value: Value, kind: int) -> Value:
        enumeration = self._vocabulary.types.get(argument.type)
        if enumeration is not None:
            labels = list(enumeration.labels)
            return labels[(labels.index(str(value)) + kind) % len(labels)]
        if isinstance(value, date):
            return self._moved(value, kind)
        if argument.type == "party":
            return stranger(str(value), kind)
        return NUMBERS[kind] if isinstance(value, int) else value

    def _choices(self, argument: Argument, declared: Predicate, party: str, kind: int) -> list[Value]:
        """Values for a record that the party does not have."""
        enumeration = self._vocabulary.types.get(argument.type)
        if enumeration is not None:
            symbols: list[Value] = list(enumeration.labels)
            return [symbols[kind % len(symbols)]]
        if argument.type == "date":
            return [self._moved(self._facts.day, kind)]
        if argument.type == "party":
            others = [name for name in self._facts.names if name != party]
            return [stranger(other, kind) for other in others[:1]] or [stranger(party, kind)]
        if argument.type == "text":
            return [*self._texts[:_AT_MOST]] or ["thing"]
        return [NUMBERS[kind]]

    def _states(self, key: Predicate, kind: int, own: Sequence[Row], party: str) -> bool:
        """Whether a stranger of a kind states an optional fact of its records."""
        if kind == KINDS - 1:  # what the party does not state
            return not any(row[0] == party for row in self._facts.rows.get(key.name, {}))
        return kind != 1

    def _with_key(self, key: Predicate, declared: Predicate, row: Row, kind: int) -> Row:
        known = {argument.name: value for argument, value in zip(declared.arguments, row, strict=True)}
        values: list[Value] = []
        for argument in key.arguments:
            if argument.name in known:
                values.append(known[argument.name])
                continue
            days = [item for item in row if isinstance(item, date)]
            if argument.type == "date":
                values.append(min(self._facts.day, (days or [self._facts.day])[0] + timedelta(days=10 * kind)))
            else:
                values.append(self._choices(argument, key, str(row[0]), kind)[0])
        return tuple(values)

    def _moved(self, day: date, kind: int) -> date:
        return max(date(1900, 1, 1), day - timedelta(days=DAYS[kind]))

    def _every_text(self) -> tuple[str, ...]:
        """Every name of a record in the world."""
        found = {
            str(value): None
            for declared in self._vocabulary.facts
            for row in self._facts.rows.get(declared.name, {})
            for argument, value in zip(declared.arguments, row, strict=True)
            if argument.type == "text"
        }
        return tuple(found)
