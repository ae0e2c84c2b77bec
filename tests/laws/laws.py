"""Laws that the law keeps, whatever it says: each names what it finds against itself.

A world is the rules of a Code, the facts of a day, and the party that is looked at.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from secg.code.consolidation import consolidate
from secg.code.policies import Policies
from secg.derive.neighbourhood import of_parties, tied_to
from secg.derive.outcomes import Model, outcomes_of
from secg.facts.situation import Facts, Row
from secg.language.model import Constant, Rule, Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from tests.laws.seen import seen
from tests.laws.strangers import is_record, with_further_records, with_strangers

LATER = (1, 190, 400, 1200)
"""After so many days a world is looked at again."""
_NOWHERE = Span("", 0, 0)


@dataclass(frozen=True)
class Evidence:
    """A fact of one record that bears on some duties about others: on those that do not state a fact of their own.

    `reading` names the reading that the paragraph stands in; empty where it is part of the Code itself.
    """

    fact: str
    duties: frozenset[str]
    unless: str
    reading: str = ""


EVIDENCE = (
    # G10.8: a step is taken to follow from the last Report on record, unless the facts say from which
    Evidence("report_received", frozenset({"give_step_reports_to_users"}), "step_of_report"),
    # an enrolled SMETS1 system shows that enrolment had begun, and the duties about every other with it
    Evidence("enrolled_on", frozenset({"keep_secure", "retain_evidence"}), "enrolled_on", "smets1-programme-date"),
)
"""Which records may touch which, and in what: each as a paragraph says it."""


@dataclass(frozen=True)
class World:
    """The facts of the parties that facts tie to one party, on a day under one Code; `until` is its last day."""

    vocabulary: Vocabulary
    facts: Facts
    party: str
    until: date
    begins: Mapping[str, date]
    overlays: tuple[str, ...] = ()

    @cached_property
    def crowded(self) -> Facts:
        """The same with strangers beside every party."""
        return with_strangers(self.facts, self.vocabulary)

    @cached_property
    def doubled(self) -> Facts:
        """The same with further records of the party."""
        return with_further_records(self.facts, self.party, self.vocabulary)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What further records of the party may show about those that it has."""
        return tuple(
            item
            for item in EVIDENCE
            if item.reading in ("", *self.overlays) and any(self.is_open(row, item) for row in self._records_of(item))
        )

    @cached_property
    def doubled_without_evidence(self) -> Facts | None:
        """The same with those further records that show nothing about others; None where no record does."""
        if not self.evidence:
            return None
        left_out = {item.fact for item in self.evidence}
        return with_further_records(self.facts, self.party, self.vocabulary, left_out)

    def is_open(self, record: Row, evidence: Evidence) -> bool:
        """Whether a record, by its party and its name, leaves to others what evidence is about."""
        return not any(row[:2] == record[:2] for row in self.facts.rows.get(evidence.unless, {}))

    def _records_of(self, evidence: Evidence) -> list[Row]:
        """The records of the party that evidence may be about."""
        owner, _, _ = self.vocabulary.predicates[evidence.unless].field.partition(".")
        return [row for row in self.facts.rows.get(owner, {}) if row[0] == self.party]

    @cached_property
    def later(self) -> Facts | None:
        """The same facts on a later day of the same Code, the latest of a few; None where there is none."""
        days = [self.facts.day + timedelta(days=number) for number in LATER]
        day = next((day for day in reversed(days) if day <= self.until), None)
        if day is None:
            return None
        given = next(
            predicate
            for predicate in self.vocabulary.of_kind(PredicateKind.GIVEN)
            if predicate.arguments[0].type == "date"
        )
        return replace(self.facts, day=day, rows={**self.facts.rows, given.name: {(day,): _NOWHERE}})


def world_of(
    party: str,
    facts: Facts,
    vocabulary: Vocabulary,
    until: date,
    begins: Mapping[str, date],
    overlays: tuple[str, ...] = (),
) -> World:
    """The world of a party among others: the parties that facts tie to it."""
    near = of_parties(tied_to([party], facts), facts)
    (given,) = [
        predicate for predicate in vocabulary.of_kind(PredicateKind.GIVEN) if predicate.arguments[0].type == "party"
    ]
    names = {str(row[0]): str(row[0]) for row in near.rows[given.name]}
    return World(vocabulary, replace(near, names=names, bases=dict.fromkeys(names, "")), party, until, begins, overlays)


Derive = Callable[[Facts], Model]
Law = Callable[[World, Derive], list[str]]


def strangers_change_nothing(world: World, derive: Derive) -> list[str]:
    """Beside strangers with the same record names and opposite facts, nothing about the party changes."""
    alone, beside = derive(world.facts), derive(world.crowded)
    if seen(alone, world.vocabulary, world.party) == seen(beside, world.vocabulary, world.party):
        return []
    return [f"beside strangers another outcome: {_difference(alone, beside, world)}"]


def further_facts_of_strangers_change_nothing(world: World, derive: Derive, source: random.Random) -> list[str]:
    """Telling facts of somebody unconnected, some at a time, changes nothing about the party.

    That all of them together change nothing is a law of its own.
    """
    told = [
        (predicate, row)
        for predicate, rows in world.crowded.rows.items()
        for row in rows
        if row not in world.facts.rows.get(predicate, {}) and len(row) > 1
    ]
    source.shuffle(told)
    rows = {name: dict(own) for name, own in world.facts.rows.items()}
    rows["party"] = dict(world.crowded.rows["party"])
    before = seen(derive(world.facts), world.vocabulary, world.party)
    step = max(1, len(told) // 4)
    for start in range(0, len(told) - step, step):
        newest = told[start : start + step]
        for predicate, row in newest:
            rows.setdefault(predicate, {})[row] = _NOWHERE
        missing = {
            fact: frozenset(
                name for name in world.crowded.names if not any(row[0] == name for row in rows.get(fact, {}))
            )
            for fact in world.crowded.missing
        }
        if seen(derive(replace(world.crowded, rows=rows, missing=missing)), world.vocabulary, world.party) != before:
            return [f"another outcome once one of these is told: {newest}"]
    return []


def records_do_not_touch_each_other(world: World, derive: Derive) -> list[str]:
    """Beside further records of the party, of other names, nothing changes that is said about a record.

    Beside those that are evidence about it, what they are evidence for may change, and nothing else.
    """
    vocabulary, party = world.vocabulary, world.party
    records = {
        row[1]
        for declared in vocabulary.facts
        if is_record(declared)
        for row in world.facts.rows.get(declared.name, {})
        if row[0] == party
    }
    alone, beside = (_about(derive(facts), records, world) for facts in (world.facts, world.doubled))
    changed = {values for values in alone ^ beside if not _is_shown(values, world)}
    if world.doubled_without_evidence is not None:
        changed |= alone ^ _about(derive(world.doubled_without_evidence), records, world)
    return [f"beside further records another outcome: {values}" for values in sorted(changed, key=str)]


def _is_shown(said: Row, world: World) -> bool:
    """Whether further records may show what is said of a duty about a record."""
    _, duty, record, *_ = said
    return any(duty in item.duties and world.is_open((world.party, record), item) for item in world.evidence)


def _about(model: Model, records: Set[Value], world: World) -> set[tuple[Value, ...]]:
    """What a model says of duties about some records: their states, days and addressees."""
    duties = outcomes_of(model, world.vocabulary, world.party).duties
    found: set[tuple[Value, ...]] = {(*outcome.row, outcome.status) for outcome in duties if outcome.row[2] in records}
    rows = {outcome.row for outcome in duties if outcome.row[2] in records}
    for kind in (PredicateKind.DUE, PredicateKind.OWED_TO):
        for declared in world.vocabulary.of_kind(kind):
            found |= {row for row in model.rows_with(declared.name, 0, world.party) if row[:3] in rows}
    return found


def what_is_done_stays_done(world: World, derive: Derive) -> list[str]:
    """A later day never takes away what a completed act gives: a discharge stays one while duty and facts stay."""
    facts = world.later
    if facts is None:
        return []
    (discharge,), (duty,) = (
        list(world.vocabulary.of_kind(value)) for value in (PredicateKind.DISCHARGE, PredicateKind.OBLIGATION)
    )
    now, then = derive(world.facts), derive(facts)
    undone = [
        row
        for row in now.rows_with(discharge.name, 0, world.party)
        if now.holds(duty.name, row) and then.holds(duty.name, row) and not then.holds(discharge.name, row)
    ]
    return [f"on {facts.day} no longer done: {row}" for row in undone]


def no_day_comes_before_its_cause(world: World, derive: Derive) -> list[str]:
    """No duty falls due before the Code had it, and nothing of a capacity before that was taken up."""
    model = derive(world.facts)
    return [*_days_of_duties(world, model), *_days_of_capacities(world, model)]


LAWS: Mapping[str, Law] = {
    "strangers change nothing": strangers_change_nothing,
    "records do not touch each other": records_do_not_touch_each_other,
    "what is done stays done": what_is_done_stays_done,
    "no day comes before its cause": no_day_comes_before_its_cause,
}


def beginnings(policies: Policies) -> Mapping[str, date]:
    """For each duty, and each capacity, that a later version brought, the day on which that version came into force."""
    days: dict[str, date] = {}
    known: set[str] = set()
    heads = [
        predicate.name for predicate in policies.vocabulary.of_kind(PredicateKind.OBLIGATION, PredicateKind.QUESTION)
    ]
    for version in policies.versions.versions:
        named = {name for rule in consolidate(policies, version).rules for name in _concluded(rule, heads)}
        if version.in_force > policies.versions.earliest:
            days.update(dict.fromkeys(sorted(named - known), version.in_force))
        known |= named
    return days


def _concluded(rule: Rule, heads: Sequence[str]) -> Iterator[str]:
    """The duty or the capacity that a rule is about."""
    if rule.head.predicate in heads and isinstance(term := rule.head.terms[1], Constant):
        yield str(term.value)


def _days_of_duties(world: World, model: Model) -> Iterator[str]:
    for declared in world.vocabulary.of_kind(PredicateKind.DUE):
        for row in model.rows_with(declared.name, 0, world.party):
            first = world.begins.get(str(row[1]))
            if first is not None and isinstance(row[-1], date) and row[-1] < first and not _is_stated(row[-1], world):
                yield f"{row[1]} about {row[2]} falls due on {row[-1]}, and no Code has it before {first}"


def _days_of_capacities(world: World, model: Model) -> Iterator[str]:
    for declared in world.vocabulary.of_kind(PredicateKind.NEXT_DUE):
        for row in model.rows_with(declared.name, 0, world.party):
            first = world.begins.get(str(row[1]))
            if first is not None and isinstance(row[-1], date) and row[-1] < first:
                yield f"as {row[1]} to be scheduled by {row[-1]}, and no Code knows the capacity before {first}"


def _is_stated(day: date, world: World) -> bool:
    """Whether the party's own facts name a day."""
    return any(
        day in row
        for declared in world.vocabulary.facts
        for row in world.facts.rows.get(declared.name, {})
        if row[0] == world.party
    )


def _difference(model: Model, other: Model, world: World) -> str:
    """The rows about the party that one model has and the other has not."""
    rows: list[tuple[str, Row]] = []
    for name in sorted({*model.relations, *other.relations}):
        declared = world.vocabulary.predicates.get(name)
        if declared is not None and declared.concluded:
            differing = {*model.rows_with(name, 0, world.party)} ^ {*other.rows_with(name, 0, world.party)}
            rows.extend((name, row) for row in sorted(differing, key=str))
    return "; ".join(f"{name}{row}" for name, row in rows[:4])
