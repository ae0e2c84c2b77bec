"""How far each count of a party is from changing the outcome, up and down, found by trying and then replayed."""

from __future__ import annotations

import re
from collections.abc import Callable

from secg.derive.outcomes import Model
from secg.documents.document import Threshold, ThresholdSide
from secg.documents.naming import difference_words
from secg.facts.situation import Row
from secg.language.sentences import Wording
from secg.language.vocabulary import Predicate
from secg.messages import REQUEST, catalogue
from secg.proof.moves import Thresholds
from secg.proof.trial import Change, Trial
from secg.report.party_changes import State, change_entries, change_sentences, outcome_state

# in the sentence of a fact, what it counts stands behind the number
_COUNTED = re.compile(r"\{count\} ((?:[A-Z][\w-]*(?: |$))+)")


def threshold_entries(trial: Trial, party: str, wording: Wording) -> list[Threshold]:
    """For each count that the party states: the nearest values up and down at which its outcome changes."""
    entries: list[Threshold] = []
    for declared in trial.program.vocabulary.facts:
        if not declared.is_count:
            continue
        for row in trial.facts.rows.get(declared.name, {}):
            if row[0] == party:
                entries.append(_Count(trial, declared, row, wording).entry())
    return entries


class _Count:
    """One count of a party."""

    def __init__(self, trial: Trial, declared: Predicate, row: Row, wording: Wording) -> None:
        self._trial = trial
        self._declared = declared
        self._row = row
        self._wording = wording
        self._noun = counted_noun(declared)
        self._party = str(row[0])
        self._base = outcome_state(trial.model, trial.program.vocabulary, self._party)
        self._states: dict[int, State] = {}  # by one value for all that no rule tells from it
        assert isinstance(row[1], int)
        self._now = row[1]
        self._thresholds = Thresholds(trial, declared.name, row)

    def entry(self) -> Threshold:
        """The count with its thresholds; `up` and `down` are None where nothing changes in that direction."""
        noun = self._noun
        up, down = self._side(1), self._side(-1)
        intervals = [interval for side in (up, down) if side for interval in (side, side.get("beyond")) if interval]
        sentence = "; ".join(interval["sentence"] for interval in intervals)
        if not sentence and self._thresholds.exhausted:
            sentence = f"no other number of {noun} that was tried would change the outcome"
        elif not sentence:
            sentence = f"no other number of {noun} would change the outcome"
        return {
            "fact": self._declared.name,
            "counted": noun,
            "count": self._now,
            "up": up,
            "down": down,
            "sentence": sentence,
        }

    def _side(self, direction: int) -> ThresholdSide | None:
        nearest = self._nearest(direction)
        if nearest is None:
            return None
        side = self._interval(nearest, direction)
        if side["end"] is not None:
            beyond = side["end"] + direction
            if beyond >= 0 and self._state(beyond) != self._base:  # nobody has fewer than none
                side["beyond"] = self._interval(beyond, direction)
        return side

    def _interval(self, nearest: int, direction: int) -> ThresholdSide:
        """The values from `nearest` on that share its outcome, replayed, and what they change. Raises Faults E599."""
        # the engine itself has to give what was found by trying
        if self._of(self._trial.replayed([self._change(nearest)])) != self._state(nearest):
            what = f"with {nearest:,} {self._noun} of {self._party} a trial and its replay differ"
            raise catalogue.INTERNAL.fault(REQUEST, what=what)
        changes = change_entries(self._base, self._state(nearest), self._wording)
        difference = nearest - self._now
        end = self._end(nearest, direction)
        bound = f"{_bound(nearest, end, direction, self._noun)} ({difference_words(difference)} than now)"
        sentence = f"{bound}, {', and '.join(change_sentences(changes))}"
        return {"count": nearest, "end": end, "difference": difference, "changes": changes, "sentence": sentence}

    def _end(self, nearest: int, direction: int) -> int | None:
        """The last value, going on from a threshold, with the outcome there; None where it stays so for good."""
        state, last = self._state(nearest), nearest
        for place in self._thresholds.outward(direction):
            if self._state(place.value) != state:
                return bisect(last, place.value, lambda number: self._state(number) != state) - direction
            # a place that is looked at tells of others, which may lie nearer than itself
            last = max(last, place.value, key=lambda value: value * direction)
        return last if self._thresholds.exhausted else None

    def _nearest(self, direction: int) -> int | None:
        """The value nearest to the present one, in a direction, at which the outcome is another."""
        for place in self._thresholds.outward(direction):
            if self._state(place.value) != self._base:
                return bisect(self._now, place.value, lambda number: self._state(number) != self._base)
        return None

    def _change(self, value: int) -> Change:
        return Change(self._declared.name, (self._row,), ((self._party, value),))

    def _state(self, value: int) -> State:
        place = self._thresholds.like(value)
        if place is not None:  # no rule tells the value from one whose model is known
            value = place.value
        if value not in self._states:
            model = place.model if place is not None else self._trial.tried([self._change(value)])
            self._states[value] = self._of(model)
        return self._states[value]

    def _of(self, model: Model) -> State:
        return outcome_state(model, self._trial.program.vocabulary, self._party)


def _bound(nearest: int, end: int | None, direction: int, noun: str) -> str:
    """The range of values over which a sentence holds."""
    if end is None and direction > 0:
        return f"from {nearest:,} {noun} on"
    if nearest == 0 and end in (0, None):
        return f"with no {noun}"
    if end is None:
        return f"at {nearest:,} {noun} or fewer"
    if end == nearest:
        return f"at {nearest:,} {noun}"
    return f"from {min(nearest, end):,} to {max(nearest, end):,} {noun}"


def bisect(same: int, other: int, differs: Callable[[int], bool]) -> int:
    """The value nearest to `same`, on the way to `other`, that differs; `other` does."""
    while abs(other - same) > 1:
        middle = (same + other) // 2
        if differs(middle):
            other = middle
        else:
            same = middle
    return other


def counted_noun(declared: Predicate) -> str:
    """What a fact counts: `Domestic Premises`."""
    match = _COUNTED.search(declared.says)
    if match is None:
        return declared.name.replace("_", " ")
    return match.group(1).strip()
