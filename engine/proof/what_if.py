"""The smallest changes of facts that bring a conclusion about, or avert it.

Changes are proposed by what keeps the conclusion from holding, or by what its proof rests on, and tried one, two and
three at a time until some number of them succeeds. Of those that change the same facts the smallest is kept. Every one
is minimal (no part of it is enough) and replayed on the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations

from engine.derive.model import Model
from engine.facts.situation import Row
from engine.language.model import Aggregate, Atom, Comparison, Negation, Rule, Value, literal_variables
from engine.language.unknowns import is_internal, missing_fact
from engine.language.vocabulary import Argument, Predicate
from engine.messages import Faults, Span, catalogue
from engine.proof.matching import Values, matches, pattern, term_value
from engine.proof.proofs import Absent, Concluded, Counted, Proof, Stated
from engine.proof.thresholds import Thresholds
from engine.proof.trial import Change, Trial
from engine.proof.why_not import FIXED, Failure, Goal, Pattern, WhyNot
from engine.records import record

MOST = 3
"""At most so many facts are changed together."""
TRIES = 1500
"""At most so many sets of changes are tried; a search that needs more says that it found none."""


@record
class Answer:
    """A set of changes that does what was asked, with the model that it leads to.

    `distance` is by how much its numbers change; `own` says whether the party can make every change itself.
    """

    changes: tuple[Change, ...]
    distance: int
    own: bool
    model: Model


class WhatIf:
    """Looks for changes of the facts of one party and its neighbours."""

    def __init__(self, trial: Trial, party: str) -> None:
        self._trial = trial
        self._search = trial
        self._party = party

    def holds(self, goals: Sequence[Goal], model: Model) -> bool:
        """Whether some goal holds in a model."""
        why = WhyNot(self._search.rules, model)
        return any(next(why.holding(goal), None) is not None for goal in goals)

    def answers(self, goals: Sequence[Goal], reach: bool) -> tuple[Answer, ...]:
        """The smallest changes after which a goal holds (`reach`) or none does, the party's own changes first.

        Raises Faults E599 where the engine does not confirm one.
        """
        self._search = self._trial.narrowed(name for goal in goals for name in (goal.predicate, *goal.unless))
        seen: set[frozenset[Change]] = {frozenset()}
        frontier: list[tuple[Change, ...]] = [()]
        for _ in range(MOST):
            found: list[Answer] = []
            following: list[tuple[Change, ...]] = []
            for changes in frontier:
                settled: set[Change] = set()
                for one in self._proposed(goals, changes, reach, settled):
                    more = (*changes, one)
                    if any(one.touches == other.touches for other in changes) or frozenset(more) in seen:
                        continue
                    seen.add(frozenset(more))
                    if len(seen) > TRIES:
                        return self._smallest(found, goals, reach)
                    model = self._search.tried(more)
                    if self.holds(goals, model) == reach:
                        settled.add(one)
                        found.append(Answer(more, self._distance(more), self._own(more), model))
                    else:
                        following.append(more)
            if found:
                return self._smallest(found, goals, reach)
            frontier = following
        return ()

    def _smallest(self, found: Iterable[Answer], goals: Sequence[Goal], reach: bool) -> tuple[Answer, ...]:
        kept: dict[frozenset[object], Answer] = {}
        for answer in sorted(found, key=lambda one: (not one.own, one.distance, str(one.changes))):
            touched = frozenset(change.touches for change in answer.changes)
            if touched not in kept and self._is_minimal(answer, goals, reach):
                kept[touched] = answer
        return tuple(self._confirmed(answer, goals, reach) for answer in kept.values())

    def _confirmed(self, answer: Answer, goals: Sequence[Goal], reach: bool) -> Answer:
        """The answer with the model that the engine itself gives. Raises Faults E599 where it gives another result."""
        model = self._trial.replayed(answer.changes)
        if self.holds(goals, model) != reach:
            what = f"a change of facts that a trial found is not confirmed: {answer.changes}"
            raise Faults([catalogue.INTERNAL.at(Span("", 0, 0), what=what)])
        return replace(answer, model=model)

    def _is_minimal(self, answer: Answer, goals: Sequence[Goal], reach: bool) -> bool:
        """Whether no part of the changes is enough, and no number in them can be nearer to what it is."""
        for size in range(len(answer.changes)):
            for part in combinations(answer.changes, size):
                if self.holds(goals, self._search.tried(part)) == reach:
                    return False
        return True

    def _distance(self, changes: Iterable[Change]) -> int:
        return sum(distance(change) for change in changes)

    def _own(self, changes: Iterable[Change]) -> bool:
        return all(changed_by(change, self._party, self._trial.vocabulary.predicates) == "party" for change in changes)

    def _proposed(
        self, goals: Sequence[Goal], changes: tuple[Change, ...], reach: bool, settled: Set[Change]
    ) -> Iterator[Change]:
        """The changes worth trying on top of others, each once; those `settled` do what is asked."""
        model = self._search.tried(changes) if changes else self._search.model
        proposer = _Proposer(self._search, model, changes, self._party, settled)
        seen: set[Change] = set()
        for goal in goals:
            for change in proposer.reaching(goal) if reach else proposer.averting(goal):
                declared = self._trial.vocabulary.predicates[change.predicate]
                if change not in seen and declared.changed_by != "code":
                    seen.add(change)
                    yield change


class _Proposer:
    """Proposes single changes in one model."""

    def __init__(
        self, trial: Trial, model: Model, changes: tuple[Change, ...], party: str, settled: Set[Change]
    ) -> None:
        self._trial = trial
        self._model = model
        self._changes = changes
        self._party = party
        self._facts = trial.changed_facts(changes)
        self._why = WhyNot(trial.rules, model)
        self._predicates = trial.vocabulary.predicates
        self._asked: set[Goal] = set()
        self._settled = settled
        self._recounted: set[tuple[str, Row]] = set()

    def reaching(self, goal: Goal) -> Iterator[Change]:
        """Changes that may bring a goal nearer; none where they were proposed already."""
        if goal in self._asked:
            return
        self._asked.add(goal)
        for row in self._why.concluded(goal):
            for away in self._why.taken_away(goal, row):
                yield from self._breaking(self._why.prover.prove(*away))
        for attempt in self._why.attempts(goal):
            if attempt.weight < FIXED:
                for failure in attempt.failures:
                    for values in (failure.values, *attempt.others):
                        yield from self._mending(replace(failure, values=values), attempt.rule)

    def averting(self, goal: Goal) -> Iterator[Change]:
        """Changes that may keep a goal from holding."""
        for row in self._why.holding(goal):
            yield from self._breaking(self._why.prover.prove(goal.predicate, row))
            for predicate in goal.unless:
                arity = self._predicates[predicate].arity
                yield from self.reaching(Goal(predicate, row[:arity]))

    def _breaking(self, proof: Proof) -> Iterator[Change]:
        """Changes of the facts that a proof rests on, and of those whose absence it rests on."""
        if isinstance(proof, Stated):
            yield from self._unstating(proof.predicate, proof.row)
        elif isinstance(proof, Absent):
            yield from self.reaching(Goal(proof.predicate, proof.pattern))
            if not self._predicates[proof.predicate].concluded:
                yield from self._stating(proof.predicate, proof.pattern)
        elif isinstance(proof, Concluded):
            for premise in proof.premises:
                yield from self._breaking(premise)
        elif isinstance(proof, Counted):
            for part in proof.contributions:
                for premise in part:
                    yield from self._breaking(premise)

    def _mending(self, failure: Failure, rule: Rule) -> Iterator[Change]:
        """Changes that may make a failing condition hold."""
        literal, values = failure.literal, failure.values
        if isinstance(literal, Comparison):
            for other in rule.body:
                if isinstance(other, Atom):
                    for row, _ in matches(other, values, self._model):
                        for leaf in _stated(self._why.prover.prove(other.predicate, row)):
                            yield from self._recounting(*leaf)
                    yield from self._concluding(other, literal, values)
        elif isinstance(literal, Negation):
            for row in failure.excluding:
                if is_internal(literal.atom.predicate):
                    yield from self._counting_in(literal.atom.predicate, row)
                else:
                    yield from self._breaking(self._why.prover.prove(literal.atom.predicate, row))
        else:
            atom = literal if isinstance(literal, Atom) else _first_atom(literal)
            if not self._predicates[atom.predicate].concluded:
                yield from self._stating(atom.predicate, pattern(atom, values))
            for attempt in failure.attempts:
                for inner in attempt.failures if attempt.weight < FIXED else ():
                    for one in (inner.values, *attempt.others):
                        yield from self._mending(replace(inner, values=one), attempt.rule)

    def _concluding(self, atom: Atom, comparison: Comparison, values: Values) -> Iterator[Change]:
        """Changes after which an atom may be concluded with another value of what is compared."""
        compared = {one.name for one in literal_variables(comparison)}
        if compared & {one.name for one in literal_variables(atom)} and self._predicates[atom.predicate].concluded:
            free = {name: value for name, value in values.items() if name not in compared}
            yield from self.reaching(Goal(atom.predicate, pattern(atom, free)))

    def _counting_in(self, guard: str, row: Row) -> Iterator[Change]:
        """Facts that parties counted with the party do not state."""
        for rule, values in self._why.prover.instances(guard, row):
            for literal in rule.body:
                fact = missing_fact(literal.predicate) if isinstance(literal, Atom) else None
                if isinstance(literal, Atom) and fact is not None:
                    yield from self._stating(fact, (term_value(literal.terms[0], values), None))

    def _recounting(self, predicate: str, row: Row) -> Iterator[Change]:
        """Other values of a count, where something is decided."""
        declared = self._predicates[predicate]
        if declared.kind == "fact" and declared.arguments[-1].type == "count" and isinstance(row[-1], int):
            yield from self._counts(predicate, row, (row,))

    def _counts(self, predicate: str, row: Row, instead: tuple[Row, ...]) -> Iterator[Change]:
        """Other values of a count, the nearest first, until one of them does what is asked."""
        if (predicate, row) not in self._recounted:
            self._recounted.add((predicate, row))
            for place in Thresholds(self._trial, predicate, row, self._changes).outward():
                change = Change(predicate, instead, ((*row[:-1], place.value),))
                yield change
                if change in self._settled:
                    return

    def _unstating(self, predicate: str, row: Row) -> Iterator[Change]:
        declared = self._predicates[predicate]
        if declared.kind != "fact":
            return
        yield from self._recounting(predicate, row)
        if row in self._facts.rows.get(predicate, {}) and declared.absent != "unknown":
            yield Change(predicate, (row,), ())

    def _stating(self, predicate: str, wanted: Pattern) -> Iterator[Change]:
        """Facts that would read as a pattern; what it leaves open is filled with what the facts know of."""
        declared = self._predicates[predicate]
        if declared.kind != "fact" or wanted[0] is None:
            return
        for row in self._rows(declared, wanted):
            if row in self._facts.rows.get(predicate, {}):
                continue
            instead = self._instead(declared, row)
            yield Change(predicate, instead, (row,))
            if declared.arguments[-1].type == "count" and not instead:
                yield from self._counts(predicate, row, ())

    def _instead(self, declared: Predicate, row: Pattern) -> tuple[Row, ...]:
        """The facts that a new one takes the place of: those of the same record, or the one value at a time."""
        found = [one for one in self._facts.rows.get(declared.name, {}) if one[0] == row[0]]
        if declared.one_at_a_time:
            return tuple(found)
        if declared.arity > 2 and declared.arguments[1].type in ("text", "party"):
            return tuple(one for one in found if one[1] == row[1])
        return ()

    def _rows(self, declared: Predicate, wanted: Pattern) -> Iterator[Row]:
        near = next(iter(self._instead(declared, (*wanted[:2],))), None) if declared.arity > 2 else None
        if near is not None and not declared.one_at_a_time:
            wanted = tuple(own if value is None else value for own, value in zip(near, wanted, strict=True))
        choices: list[list[Value]] = []
        for at, (argument, value) in enumerate(zip(declared.arguments, wanted, strict=True)):
            choices.append([value] if value is not None else self._choices(declared, argument, at))
        if declared.field and not self._has_record(declared, wanted):
            return
        rows: list[Row] = [()]
        for some in choices:
            rows = [(*row, one) for row in rows for one in some]
        yield from rows

    def _choices(self, declared: Predicate, argument: Argument, at: int) -> list[Value]:
        """What may stand where nothing is asked for."""
        labels = self._trial.vocabulary.types.get(argument.type)
        if labels is not None:
            return list(labels.labels)
        if argument.type == "date":
            return [self._facts.day]
        known = dict.fromkeys(row[at] for row in self._facts.rows.get(declared.name, {}))
        if argument.type == "party":
            return [one for one in known if one != self._party]
        if argument.type == "text":
            own = dict.fromkeys(row[at] for row in self._facts.rows.get(declared.name, {}) if row[0] == self._party)
            return list(own) or ["a-new-one"]
        return [0]

    def _has_record(self, declared: Predicate, wanted: Pattern) -> bool:
        owner = self._predicates[declared.field.partition(".")[0]]
        names = {argument.name: at for at, argument in enumerate(owner.arguments)}
        shared = [
            (names[argument.name], value)
            for argument, value in zip(declared.arguments, wanted, strict=True)
            if argument.name in names and value is not None and argument.type != "party"
        ]
        owned = [row for row in self._facts.rows.get(owner.name, {}) if row[0] == wanted[0]]
        return any(all(row[at] == value for at, value in shared) for row in owned)


def changed_by(change: Change, party: str, predicates: Mapping[str, Predicate]) -> str:
    """Who can make a change: `party` (the one asked about), `other` or `code`."""
    rows = change.added or change.removed
    return predicates[change.predicate].changed_by if rows[0][0] == party else "other"


def distance(change: Change) -> int:
    """By how much a number changes; 0 for a change of anything else."""
    before = change.removed[0][-1] if change.removed else 0
    after = change.added[0][-1] if change.added else before
    if isinstance(before, int) and isinstance(after, int):
        return abs(after - before)
    return 0


def _stated(proof: Proof) -> Iterator[tuple[str, Row]]:
    if isinstance(proof, Stated):
        yield proof.predicate, proof.row
    elif isinstance(proof, Concluded):
        for premise in proof.premises:
            yield from _stated(premise)
    elif isinstance(proof, Counted):
        for part in proof.contributions:
            for premise in part:
                yield from _stated(premise)


def _first_atom(aggregate: Aggregate) -> Atom:
    return next(one for one in aggregate.body if isinstance(one, Atom))
