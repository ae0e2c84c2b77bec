"""All single changes of facts that a search says it tries, read off the vocabulary alone, and which of them suffice.

It shares no code with the search's own list of them (proof/moves.py, proof/proposals.py): a change that suffices here
and is in no answer there is one that the search left out. What the search says is `_tried` in report/answers.py.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, product

from secg.documents.explanation import Explanation
from secg.facts.situation import Row
from secg.language.model import Value, atoms_of
from secg.language.vocabulary import Argument, Predicate
from secg.proof.trial import Change, Trial
from secg.proof.what_if import is_possible
from secg.proof.why_not import Goal, WhyNot

NEW = "brand-new"
"""The name of a record that nobody states."""
_NUMBER = re.compile(r"(?<![-\w.])\d+(?![-\w])")


class BruteForce:
    """Every single change of the facts of the parties, and whether goals then hold (`reach`) or none does."""

    def __init__(self, given: Explanation, party: str, goals: Sequence[Goal], reach: bool) -> None:
        self._given = given
        self._vocabulary = given.vocabulary
        self._rows = given.facts.rows
        self._day = given.facts.day
        self._parties = [str(row[0]) for row in self._rows["party"]]
        self._near = self._tied(party)
        self._goals = goals
        self._reach = reach
        trial = Trial(given.program, given.facts, given.model)
        self._trial = trial.narrowed(chain.from_iterable((goal.predicate, *goal.unless) for goal in goals))
        self._asked = {atom.predicate for rule in self._trial.program.rules for atom in atoms_of(rule.body)}

    def suffices(self, *changes: Change) -> bool:
        """Whether the changes do what is asked."""
        why = WhyNot(self._trial.program, self._trial.tried(changes))
        return any(next(why.holding(goal), None) is not None for goal in self._goals) == self._reach

    def is_possible(self, *changes: Change) -> bool:
        """Whether a file could state what the changes leave."""
        return is_possible(changes, self._given.facts, self._vocabulary)

    def changes(self) -> Iterator[Change]:
        """Every single change that a file could state and that the search says it tries."""
        for declared in self._vocabulary.facts:
            if declared.field or declared.changed_by == "code":
                continue
            for party in self._parties:
                own = [row for row in self._rows.get(declared.name, {}) if row[0] == party]
                changes = (
                    self._counts(declared, party, own) if declared.is_count else self._records(declared, party, own)
                )
                for change in chain(changes, self._keys(declared, own)):
                    if self._concerns(change) and self._is_used(change) and self.is_possible(change):
                        yield change

    def _tied(self, party: str) -> set[str]:
        """The party, and those that facts tie to it."""
        near, size = {party}, 0
        while size < len(near):
            size = len(near)
            for row in chain.from_iterable(self._rows.values()):
                named = {str(value) for value in row if value in self._parties}
                if named & near:
                    near |= named
        return near

    def _is_used(self, change: Change) -> bool:
        """Whether a rule asks for what changes: nothing else can change what follows."""
        names = [change.predicate, *(name for name, _ in change.fields)]
        names += [field.name for field in self._vocabulary.fields.get(change.predicate, ())] if change.removed else []
        return any(name in self._asked for name in names) and all(name in self._asked for name, _ in change.fields)

    def _concerns(self, change: Change) -> bool:
        """Whether a change is of the party or one tied to it, or makes or breaks a tie to one."""
        return any(value in self._near for value in chain(*change.removed, *change.added))

    @cached_property
    def _numbers(self) -> list[int]:
        """The numbers that rules name, alone and as the fifth of it that a weight asks for, with those beside them."""
        named = {int(text) for rule in self._given.program.rules for text in _NUMBER.findall(str(rule))}
        around = {number + step for whole in named for number in (whole, whole // 5) for step in (-1, 0, 1)}
        return sorted(number for number in around if number >= 0)

    def _counts(self, declared: Predicate, party: str, own: Sequence[Row]) -> Iterator[Change]:
        for number in self._numbers:
            if (party, number) not in own:
                yield Change(declared.name, tuple(own), ((party, number),))

    def _records(self, declared: Predicate, party: str, own: Sequence[Row]) -> Iterator[Change]:
        """A record taken away, a record that has a name with another value, and a new one, also with one key stated."""
        named = declared.arity > 2 and declared.arguments[1].type in ("text", "party")
        for row in own:
            yield Change(declared.name, (row,), ())
            for at in range(2, declared.arity) if named else ():
                for value in self._values(declared, declared.arguments[at], party):
                    if value != row[at]:
                        yield Change(declared.name, (row,), ((*row[:at], value, *row[at + 1 :]),))
        instead = tuple(own) if declared.one_at_a_time else ()
        names = {row[1] for row in own} if named else set()
        for values in product(*(self._values(declared, argument, party) for argument in declared.arguments[1:])):
            row = (party, *values)
            if row in own or (values and (values[0] in names or (party, values[0]) in self._dangling)):
                continue
            yield Change(declared.name, instead, (row,))
            for field in self._vocabulary.fields.get(declared.name, ()):
                for stated in self._stated(field, row):
                    yield Change(declared.name, instead, (row,), ((field.name, stated),))

    @cached_property
    def _dangling(self) -> set[tuple[Value, Value]]:
        """Names, each with its party, to which a record refers and that no record has: a file with them is refused."""
        dangling: set[tuple[Value, Value]] = set()
        for declared in self._vocabulary.facts:
            for name, refers in declared.refers.items():
                place = declared.position(name) or 0
                for row in self._rows.get(declared.name, {}):
                    if row[place] not in self._referred(refers, str(row[0])):
                        dangling.add((row[0], row[place]))
        return dangling

    def _keys(self, declared: Predicate, own: Sequence[Row]) -> Iterator[Change]:
        """A key of a record taken away, stated, or stated otherwise."""
        for field in self._vocabulary.fields.get(declared.name, ()):
            for record in own:
                shared = self._shared(field, record)
                now = [
                    row for row in self._rows.get(field.name, {}) if all(row[at] == own for at, own in shared.items())
                ]
                for row in now:
                    yield Change(field.name, (row,), ())
                for row in self._stated(field, record):
                    if row not in now:
                        yield Change(field.name, tuple(now), (row,))

    def _shared(self, field: Predicate, record: Row) -> dict[int, Value]:
        """The places of a key's row that its record gives."""
        owner = self._vocabulary.owner_of(field)
        known = {argument.name: value for argument, value in zip(owner.arguments, record, strict=True)}
        return {at: known[own.name] for at, own in enumerate(field.arguments) if own.name in known}

    def _stated(self, field: Predicate, record: Row) -> Iterator[Row]:
        """What a key could state of a record."""
        shared = self._shared(field, record)
        choices: list[Iterable[Value]] = []
        for at, argument in enumerate(field.arguments):
            choices.append([shared[at]] if at in shared else self._values(field, argument, str(record[0])))
        yield from product(*choices)

    def _values(self, declared: Predicate, argument: Argument, party: str) -> list[Value]:
        """What an argument may be, as the search says: of days those of the records of the same kind."""
        if argument.type in self._vocabulary.types:
            return list(self._vocabulary.types[argument.type].labels)
        if argument.type == "party":
            return [other for other in self._parties if other != party]
        if argument.type == "date":
            days = self._days(declared, party)
            return [day for day in days if declared.begins != argument.name or day <= self._day]
        if argument.name in declared.refers:
            return self._referred(declared.refers[argument.name], party)
        return [NEW, *self._ids(party)]

    def _days(self, declared: Predicate, party: str) -> list[date]:
        """The day asked for, the days of the party's records of the same kind, and the days beside these."""
        owner = self._vocabulary.owner_of(declared)
        names = [owner.name, *(field.name for field in self._vocabulary.fields.get(owner.name, ()))]
        stated: set[date] = set()
        for row in chain.from_iterable(self._rows.get(name, {}) for name in names):
            if row[0] == party:
                stated.update(value for value in row if isinstance(value, date))
        beside = (day + timedelta(days=step) for day in stated for step in (-1, 0, 1))
        return sorted({self._day, *beside})

    def _referred(self, refers: str, party: str) -> list[Value]:
        """The ids that a key may name."""
        found: dict[Value, None] = {}
        for name, dot, key in (choice.partition(".") for choice in refers.split(" or ")):
            if dot:
                place = self._vocabulary.predicates[name].position(key) or 0
                found.update((row[place], None) for row in self._rows.get(name, {}) if row[0] == party)
            else:
                found[name] = None
        return list(found)

    def _ids(self, party: str) -> list[Value]:
        """The names of the party's records."""
        ids: set[str] = set()
        for declared in self._vocabulary.facts:
            if declared.naming is not None and not declared.field:
                ids.update(str(row[declared.naming]) for row in self._rows.get(declared.name, {}) if row[0] == party)
        return [*sorted(ids)]


def some_pair(force: BruteForce, chance: random.Random, most: int) -> tuple[Change, Change] | None:
    """Two changes that together do what is asked, of so many pairs drawn at random; a search promises to find none."""
    every = list(force.changes())
    for _ in range(most if len(every) > 1 else 0):
        first, second = chance.sample(every, 2)
        apart = not {*first.removed, *first.added} & {*second.removed, *second.added}
        if apart and force.is_possible(first, second) and force.suffices(first, second):
            return first, second
    return None
