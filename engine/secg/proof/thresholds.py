"""The values of a count at which something is decided, looked for outward from the value that it has.

At each place the count is followed into the comparisons that it takes part in. Where all of these come out the same as
at a place looked at before, no rule can tell the two values apart, and there is no need to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secg.derive.model import Model
from secg.facts.situation import Row
from secg.language.lexer import INTEGER_LIMIT
from secg.proof.followed import Met, crossings, same_at
from secg.proof.trial import Change, Trial
from secg.records import record

TRIES = 60
"""At most so many values of one count are looked at; rules compare it with a handful."""


@record
class Place:
    """A value of the count, the model there and the comparisons met there."""

    value: int
    model: Model
    met: Met

    def like(self, value: int) -> bool:
        """Whether no rule tells another value from this one."""
        return same_at(self.met, value - self.value)

    def turns(self) -> Iterator[int]:
        """The values near which a comparison comes out otherwise than here."""
        for terms in self.met:
            for crossing in crossings(terms, -self.value, INTEGER_LIMIT - self.value):
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
            value = min(further, key=lambda number: (abs(number - self._start), number), default=None)
            if value is None:
                return
            yield self._look(value)

    @property
    def exhausted(self) -> bool:
        """Whether the number of tries ended the search before it was through."""
        return len(self._places) >= TRIES

    def like(self, value: int) -> Place | None:
        """A place looked at that no rule tells from this value."""
        return next((place for place in self._places if place.like(value)), None)

    def _look(self, value: int) -> Place:
        place = Place(value, *self._trial.followed(self._predicate, (*self._named, value), self._changes))
        self._places.append(place)
        turns = self._waiting.union(turn for turn in place.turns() if 0 <= turn <= INTEGER_LIMIT)
        self._waiting = {number for number in turns if self.like(number) is None}
        return place
