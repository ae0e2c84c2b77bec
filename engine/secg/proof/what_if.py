"""Changes of facts that bring a conclusion about, or avert it, as small as the search knows.

Every single change (proof/moves.py, and the values of counts at which something is decided) is tried. Where none
is enough, changes are tried two and three at a time: those that the failing conditions, or the proof, propose on top of
each other. Every answer is minimal (no part of it is enough) and replayed on the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from itertools import chain, combinations

from secg.derive.outcomes import Model
from secg.facts.situation import Facts, Row, misfits
from secg.language.model import Value
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import REQUEST, catalogue
from secg.proof.moves import Moves, Thresholds, has_id
from secg.proof.proposals import Proposer
from secg.proof.trial import Change, Trial, apply, record_places, record_values, records_of
from secg.proof.why_not import Goal, WhyNot
from secg.records import record

MOST = 3
"""At most so many facts are changed together."""
SINGLES = 4000
"""At most so many single changes are tried."""
TRIES = 1500
"""At most so many sets of changes are tried."""
ROWS = 5_000_000
"""At most so many rows are before the rules in all trials, and in all replays: users of one provider make them many."""


@record
class Answer:
    """A set of changes that does what was asked, with the model that it leads to.

    `distance` is by how much its numbers change; `own` says whether the party can make every change itself.
    """

    changes: tuple[Change, ...]
    distance: int
    own: bool
    model: Model


@record
class Search:
    """What a search found, and how far it went.

    `singles` and `sets` are how many single changes and sets of several were tried; `ended` says that a bound on these
    ended the search before it was through.
    """

    answers: tuple[Answer, ...]
    singles: int
    sets: int
    ended: bool


class WhatIf:
    """Looks for changes of facts of one party and its neighbours after which a goal holds (`reach`) or none does."""

    def __init__(self, trial: Trial, party: str, goals: Sequence[Goal], reach: bool) -> None:
        self._trial = trial
        self._search = trial.narrowed(chain.from_iterable((goal.predicate, *goal.unless) for goal in goals))
        self._party = party
        self._goals = goals
        self._reach = reach

    def suffices(self, model: Model) -> bool:
        """Whether a model does what is asked."""
        why = WhyNot(self._search.program, model)
        return any(next(why.holding(goal), None) is not None for goal in self._goals) == self._reach

    def search(self) -> Search:
        """The changes that do what is asked, the party's own first. Raises Faults E599 where one is not confirmed."""
        singles, answers, cut = self._single()
        if answers:
            return self._told(answers, Search((), singles, 0, cut))
        vocabulary = self._trial.program.vocabulary
        seen: set[frozenset[Change]] = {frozenset()}
        frontier: list[tuple[Change, ...]] = [()]
        for _ in range(MOST):
            following: list[tuple[Change, ...]] = []
            for changes in frontier:
                settled: set[Change] = set()
                for change in self._proposed(changes, settled):
                    more = (*changes, change)
                    if (
                        any(_touched(change, vocabulary) & _touched(other, vocabulary) for other in changes)
                        or frozenset(more) in seen
                        or not is_possible(more, self._trial.facts, vocabulary)
                    ):
                        continue
                    if len(seen) > TRIES or self._is_through:
                        return self._told(answers, Search((), singles, len(seen), True))
                    seen.add(frozenset(more))
                    model = self._search.tried(more)
                    if self.suffices(model):
                        settled.add(change)
                        answers.append(self._answer(more, model))
                    else:
                        following.append(more)
            if answers:  # of fewer changes than any that is still to come
                return self._told(answers, Search((), singles, len(seen), cut))
            frontier = following
        return Search((), singles, len(seen), cut)

    @property
    def _is_through(self) -> bool:
        """Whether the trials had as many rows before them as a search may look at."""
        return self._search.looked_at > ROWS

    def _single(self) -> tuple[int, list[Answer], bool]:
        """How many single changes were tried, those that are enough, and whether a bound left some untried."""
        answers: list[Answer] = []
        moves = Moves(self._search, self._party, self._goals)
        tried, cut = 0, False
        for predicate, row, instead in moves.counts():
            if self._is_through:
                return tried, answers, True
            thresholds = Thresholds(self._search, predicate, row)
            for place in thresholds.outward():
                tried += 1
                if self.suffices(place.model):
                    change = Change(predicate, instead, ((*row[:-1], place.value),))
                    answers.append(self._answer((change,), place.model))
                    break  # the nearest: a count further off is no smaller change
            cut = cut or thresholds.exhausted
        for change in moves:
            if self._trial.program.vocabulary.predicates[change.predicate].changed_by == "code":
                continue  # what only the Code can change is no change of facts
            if tried >= SINGLES or self._is_through:
                return tried, answers, True
            if not is_possible([change], self._trial.facts, self._trial.program.vocabulary):
                continue
            tried += 1
            model = self._search.tried([change])
            if self.suffices(model):
                answers.append(self._answer((change,), model))
        return tried, answers, cut

    def _answer(self, changes: tuple[Change, ...], model: Model) -> Answer:
        predicates = self._trial.program.vocabulary.predicates
        own = all(changed_by(change, self._party, predicates) == "party" for change in changes)
        return Answer(changes, sum(map(distance, changes)), own, model)

    def _told(self, answers: Iterable[Answer], search: Search) -> Search:
        """A search with the answers of which no part is enough, of those that differ in values only the nearest."""
        kept: dict[frozenset[object], Answer] = {}
        for answer in sorted(answers, key=self._order):
            alike = frozenset(map(_alike, answer.changes))
            if alike in kept or not self._is_minimal(answer):
                continue
            if kept and self._trial.looked_at > ROWS:  # by the engine, which confirms each
                return replace(search, answers=tuple(kept.values()), ended=True)
            kept[alike] = self._confirmed(self._nearest(answer))
        return replace(search, answers=tuple(kept.values()))

    def _order(self, answer: Answer) -> tuple[object, ...]:
        """What to show first: what the party can change itself, near numbers, what is stated, then recent days."""
        added: list[Value] = []
        for change in answer.changes:
            for row in (*change.added, *(row for _, row in change.fields)):
                added.extend(row)
        fields = sum(len(change.fields) for change in answer.changes)
        new = sum(not change.removed for change in answer.changes)
        days = sum(abs((self._trial.facts.day - value).days) for value in added if isinstance(value, date))
        return not answer.own, answer.distance, fields, new, days, str(answer.changes)

    def _confirmed(self, answer: Answer) -> Answer:
        """The answer with the model that the engine itself gives. Raises Faults E599 where it gives another result."""
        model = self._trial.replayed(answer.changes)
        if not self.suffices(model):
            what = f"a change of facts that a trial found is not confirmed: {answer.changes}"
            raise catalogue.INTERNAL.fault(REQUEST, what=what)
        return replace(answer, model=model)

    def _is_minimal(self, answer: Answer) -> bool:
        """Whether no part of the changes is enough; a part that states something of no record is none."""
        vocabulary = self._trial.program.vocabulary
        for size in range(len(answer.changes)):
            for part in combinations(answer.changes, size):
                possible = is_possible(part, self._trial.facts, vocabulary)
                if possible and self.suffices(self._search.tried(part)):
                    return False
        return True

    def _nearest(self, answer: Answer) -> Answer:
        """The answer with each of its numbers as near to what it is as the others let it be."""
        if len(answer.changes) == 1:  # a count alone was looked at outward from what it is
            return answer
        for at, change in enumerate(answer.changes):
            if not distance(change) or not change.removed:
                continue
            others = (*answer.changes[:at], *answer.changes[at + 1 :])
            for place in Thresholds(self._search, change.predicate, change.removed[0], others).outward():
                closer = replace(change, added=((*change.added[0][:-1], place.value),))
                if distance(closer) >= distance(change):
                    break
                if self.suffices(place.model):
                    answer = self._answer((*answer.changes[:at], closer, *answer.changes[at + 1 :]), place.model)
                    break
        return answer

    def _proposed(self, changes: tuple[Change, ...], settled: Set[Change]) -> Iterator[Change]:
        """The changes worth trying on top of others, each once; those `settled` do what is asked."""
        model = self._search.tried(changes) if changes else self._search.model
        proposer = Proposer(self._search, model, changes, settled)
        seen: set[Change] = set()
        for goal in self._goals:
            for change in proposer.reaching(goal) if self._reach else proposer.averting(goal):
                declared = self._trial.program.vocabulary.predicates[change.predicate]
                if change not in seen and declared.changed_by != "code":
                    seen.add(change)
                    yield change


def is_possible(changes: Sequence[Change], facts: Facts, vocabulary: Vocabulary) -> bool:
    """Whether a party's file could state the facts that changes leave: a key only of a record that is stated, and no
    days or symbols in a record that do not fit each other.
    """
    after = apply(changes, facts, vocabulary)
    for change in changes:
        declared = vocabulary.predicates[change.predicate]
        if declared.field and not all(records_of(vocabulary, after, declared, [row]) for row in change.added):
            return False
        if not _fit_their_days(change, after, vocabulary):
            return False
    return True


def _fit_their_days(change: Change, after: Facts, vocabulary: Vocabulary) -> bool:
    """Whether the values of each record that a change is of can stand beside each other."""
    declared = vocabulary.predicates[change.predicate]
    owner = vocabulary.predicates[declared.field.partition(".")[0]] if declared.field else declared
    fields = {predicate.key: predicate for predicate in vocabulary.fields.get(owner.name, ())}
    if not any(predicate.dated_by or predicate.not_before for predicate in (owner, *fields.values())):
        return True
    records: Sequence[Row] = change.added
    if declared.field:
        records = records_of(vocabulary, after, declared, (*change.added, *change.removed))
    stated = (record_values(vocabulary, after, owner, record) for record in records)
    return not any(any(misfits(values, owner, fields, vocabulary)) for values in stated)


def _touched(change: Change, vocabulary: Vocabulary) -> frozenset[object]:
    """The facts that a change is of: two changes of the same fact can't be made together."""
    declared = vocabulary.predicates[change.predicate]
    touched: set[object] = set(change.fields)
    for row in (*change.removed, *change.added):
        key: object = row
        if declared.field:
            key = tuple(row[at] for _, at in record_places(vocabulary, declared))
        elif declared.one_at_a_time:
            key = row[:1]
        elif has_id(declared):
            key = row[:2]
        touched.add((change.predicate, key))
    return frozenset(touched)


def _alike(change: Change) -> object:
    """What answers that differ only in the values that they state have in common."""
    if change.removed:
        return change.predicate, change.removed, bool(change.added)
    return change.predicate, tuple(tuple(map(_name, row)) for row in change.added)


def _name(value: Value) -> object:
    return value if isinstance(value, str) else type(value)


def changed_by(change: Change, party: str, predicates: Mapping[str, Predicate]) -> str:
    """Who can make a change: `party` (the one asked about), `other` or `code`."""
    rows = change.added or change.removed
    if rows[0][0] != party:
        return "other"
    makers = [predicates[name].changed_by for name in (change.predicate, *dict(change.fields))]
    return next((maker for maker in makers if maker != "party"), "party")


def distance(change: Change) -> int:
    """By how much a number changes; 0 for a change of anything else."""
    before = change.removed[0][-1] if change.removed else 0  # as `Moves.counts` starts where none is stated
    after = change.added[0][-1] if change.added else before
    if isinstance(before, int) and isinstance(after, int):
        return abs(after - before)
    return 0
