"""Single changes of facts proposed by what keeps a goal from holding, or by what its proof rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date
from itertools import product
from typing import assert_never

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language.model import Atom, Comparison, Negation, Rule, Value, asked_for, variable_names
from secg.language.unknowns import is_internal
from secg.language.vocabulary import Argument, Predicate
from secg.proof.matching import matches, pattern
from secg.proof.moves import NEW_ID, Thresholds, choices_by_type, has_id
from secg.proof.proofs import Absent, Proof, Stated, Values, premises_of, stated_leaves
from secg.proof.trial import Change, Trial, is_of_record, record_places
from secg.proof.why_not import FIXED, Attempt, Failure, Goal, Pattern, WhyNot, fits


class Proposer:
    """Proposes single changes in one model; those `settled` do what is asked."""

    def __init__(self, trial: Trial, model: Model, changes: tuple[Change, ...], settled: Set[Change]) -> None:
        self._trial = trial
        self._model = model
        self._changes = changes
        self._facts = trial.changed_facts(changes)
        self._why = WhyNot(trial.program, model)
        self._predicates = trial.program.vocabulary.predicates
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
        yield from self._helping(self._why.attempts(goal))

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
        for premise in premises_of(proof):
            yield from self._breaking(premise)

    def _helping(self, attempts: Iterable[Attempt]) -> Iterator[Change]:
        """Changes that may make what fails in attempts hold, under each of their choices of values."""
        for attempt in attempts:
            if attempt.weight < FIXED:
                for failure in attempt.failures:
                    for values in (failure.values, *attempt.others):
                        yield from self._mending(replace(failure, values=values), attempt.rule)

    def _mending(self, failure: Failure, rule: Rule) -> Iterator[Change]:
        """Changes that may make a failing condition hold."""
        values, asked = failure.values, asked_for(failure.literal)
        match asked:
            case Comparison():
                for other in rule.body:
                    if isinstance(other, Atom):
                        for row, _ in matches(other, values, self._model):
                            for leaf in stated_leaves(self._why.prover.prove(other.predicate, row)):
                                yield from self._recounting(*leaf)
                        yield from self._concluding(other, asked, values)
            case Negation():
                for row in failure.excluding:
                    if is_internal(asked.atom.predicate):
                        yield from self._counting_in(asked.atom.predicate, row)
                    else:
                        yield from self._breaking(self._why.prover.prove(asked.atom.predicate, row))
            case Atom():
                if not self._predicates[asked.predicate].concluded:
                    yield from self._stating(asked.predicate, pattern(asked, values))
                yield from self._helping(failure.attempts)
            case _:
                assert_never(asked)

    def _concluding(self, atom: Atom, comparison: Comparison, values: Values) -> Iterator[Change]:
        """Changes after which an atom may be concluded with another value of what is compared."""
        compared = variable_names(comparison)
        if compared & variable_names(atom) and self._predicates[atom.predicate].concluded:
            free = {name: value for name, value in values.items() if name not in compared}
            yield from self.reaching(Goal(atom.predicate, pattern(atom, free)))

    def _counting_in(self, guard: str, row: Row) -> Iterator[Change]:
        """Facts that parties counted with the party do not state."""
        for fact, party in self._why.unstated(guard, row):
            yield from self._stating(fact, (party, None))

    def _recounting(self, predicate: str, row: Row) -> Iterator[Change]:
        """Other values of a count, where something is decided."""
        declared = self._predicates[predicate]
        if declared.is_fact and declared.arguments[-1].type == "count" and isinstance(row[-1], int):
            yield from self._counts(predicate, row, (row,))

    def _counts(self, predicate: str, row: Row, instead: tuple[Row, ...]) -> Iterator[Change]:
        """Other values of a count, the nearest first, until one of them does what is asked."""
        if (predicate, row) not in self._recounted:  # several failing conditions may rest on one count
            self._recounted.add((predicate, row))
            for place in Thresholds(self._trial, predicate, row, self._changes).outward():
                change = Change(predicate, instead, ((*row[:-1], place.value),))
                yield change
                # the search has tried it by the time that it asks for the next
                if change in self._settled:
                    return

    def _unstating(self, predicate: str, row: Row) -> Iterator[Change]:
        declared = self._predicates[predicate]
        if not declared.is_fact:
            return
        yield from self._recounting(predicate, row)
        # where absence means nothing, leaving it out would make it unknown and deny nothing
        if row in self._facts.rows.get(predicate, {}) and declared.absent != "unknown":
            yield Change(predicate, (row,), ())

    def _stating(self, predicate: str, wanted: Pattern) -> Iterator[Change]:
        """Facts that would read as a pattern; what it leaves open is filled with what the facts know of."""
        declared = self._predicates[predicate]
        if not declared.is_fact:
            return
        if declared.field:
            yield from self._stating_key(declared, wanted)
            return
        for row in self._rows(declared, wanted):
            if row in self._facts.rows.get(predicate, {}):
                continue
            instead = self._instead(declared, row)
            yield Change(predicate, instead, (row,))
            if declared.arguments[-1].type == "count" and not instead:
                yield from self._counts(predicate, row, ())

    def _stating_key(self, declared: Predicate, wanted: Pattern) -> Iterator[Change]:
        """A key of a record that is stated; where none is that it could be stated of, a record with it."""
        owner = self._predicates[declared.field.partition(".")[0]]
        places = record_places(self._trial.program.vocabulary, declared)
        asked: list[Value | None] = [None] * owner.arity
        for place, at in places:
            asked[place] = wanted[at]
        records = [record for record in self._facts.rows.get(owner.name, {}) if fits(record, asked)]
        for record in records or self._rows(owner, tuple(asked)):
            known = {at: record[place] for place, at in places}
            filled = tuple(known.get(at, value) for at, value in enumerate(wanted))
            for row in self._filled(declared, filled, str(record[0])):
                if records:
                    rows = self._facts.rows.get(declared.name, {})
                    stated = tuple(stated_row for stated_row in rows if is_of_record(stated_row, record, places))
                    yield Change(declared.name, stated, (row,))
                else:
                    yield Change(owner.name, self._instead(owner, record), (record,), ((declared.name, row),))

    def _instead(self, declared: Predicate, row: Pattern) -> tuple[Row, ...]:
        """The facts that a new one takes the place of: those of the same record, or the one value at a time."""
        rows = [stated_row for stated_row in self._facts.rows.get(declared.name, {}) if stated_row[0] == row[0]]
        if declared.one_at_a_time:
            return tuple(rows)
        if has_id(declared):
            return tuple(stated_row for stated_row in rows if stated_row[1] == row[1])
        return ()

    def _rows(self, declared: Predicate, wanted: Pattern) -> Iterator[Row]:
        """The rows of a fact that would read as a pattern."""
        parties = [wanted[0]]
        if wanted[0] is None:
            parties = [row[0] for row in self._facts.rows.get("party", {})]
        for party in parties:
            asked = (party, *wanted[1:])
            near = next(iter(self._instead(declared, asked)), None) if declared.arity > 2 else None
            if near is not None and not declared.one_at_a_time:
                asked = tuple(own if value is None else value for own, value in zip(near, asked, strict=True))
            yield from self._filled(declared, asked, str(party))

    def _filled(self, declared: Predicate, wanted: Pattern, party: str) -> Iterator[Row]:
        choices: list[list[Value]] = []
        for at, (argument, value) in enumerate(zip(declared.arguments, wanted, strict=True)):
            if value is None:
                choices.append(self._choices(declared, argument, at, party))
            elif argument.type == "party" and (value,) not in self._facts.rows.get("party", {}):
                return  # a duty asked about a thing, where its rule has a party
            else:
                choices.append([value])
        begins = declared.position(declared.begins)
        for row in product(*choices):
            if begins is None or not isinstance(held := row[begins], date) or held <= self._facts.day:
                yield row

    def _choices(self, declared: Predicate, argument: Argument, at: int, party: str) -> list[Value]:
        """What may stand where nothing is asked for."""
        typed = choices_by_type(declared, argument, party, self._facts, self._trial.program.vocabulary)
        if typed is not None:
            return typed
        if argument.type == "text":
            own = dict.fromkeys(row[at] for row in self._facts.rows.get(declared.name, {}) if row[0] == party)
            return list(own) or [NEW_ID]
        return [0]  # a count, whose other values `_counts` looks for from there
