"""Small worlds within the bound of a claim, in which the parties that the rules call by name live too.

And the other half of a refutation: each change that an effect tells is derived from the files of its witness, by all
the rules of both Codes, on the default engine.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.pydatalog_engine import derive
from secg.effect.effect import Effect
from secg.effect.sides import Change
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts
from secg.language.vocabulary import Predicate, Vocabulary
from secg.outcomes.details import subject_of
from secg.outcomes.states import HAS_DUTY, NONE, SETTLED, DetailKind, Key, year_position
from secg.outcomes.witness import load_witness
from secg.symbolic.candidates import SUBJECT
from tests.bulk.random_tables import Record
from tests.effect.wide_parties import State, WideDrawer, compared_by, constants, differing, readable, states_of_party

EXAMINED = "subject"
"""The party of a world of which a claim is."""
Stated = dict[str, dict[str, Sequence[Record]]]


def world(code: Code, policies: Policies, seed: int) -> Facts:
    """One party within every bound, beside those that the rules name, one other and one other User of that."""
    vocabulary, day, source = policies.vocabulary, code.in_force, random.Random(seed)
    drawer = WideDrawer(vocabulary, compared_by(code.rules, day), day, source, "", alone=True)
    names = sorted({value for rule in code.rules for value in constants(rule) if isinstance(value, str)})
    symbols = {symbol for kind in vocabulary.types.values() for symbol in kind.labels}
    named = [name for name in names if name not in symbols and source.random() < 0.6]
    drawer.call_parties([EXAMINED, *named, "other", "other user"])
    stated = {party: dict(facts) for party, facts in drawer.named().items()}
    for fact in vocabulary.facts:
        if any(argument.type == "party" for argument in fact.arguments[1:]):
            _tie(fact, stated)
    return facts_on(Situations(readable(stated, vocabulary, source), "", ""), day, vocabulary)


def _tie(fact: Predicate, stated: Stated) -> None:
    """Leave the party one other, which has none itself, and that one other User."""
    place = next(argument.name for argument in fact.arguments[1:] if argument.type == "party")
    own = [record[place] for record in stated[EXAMINED].get(fact.name, ())]
    target = own[0] if own else EXAMINED
    users = 0
    for party, facts in stated.items():
        records = [record for record in facts.get(fact.name, ()) if record[place] in stated]
        if party == EXAMINED:
            records = [record for record in records if record[place] == target]
        else:
            users += any(record[place] in (target, EXAMINED) for record in records)
            if party == target or users > 1:
                records = [record for record in records if record[place] not in (target, EXAMINED)]
            records = [] if party == target else records[:1]
        facts[fact.name] = records
        if not records:
            del facts[fact.name]


def changed_in(before: Code, after: Code, policies: Policies, facts: Facts) -> list[State]:
    """What differs of the party examined in a world."""
    vocabulary = policies.vocabulary
    models = [derive(code.program, facts) for code in (before, after)]
    entry, other = (states_of_party(model, vocabulary, EXAMINED) for model in models)
    return differing(entry, other, vocabulary)


def untrue(before: Code, after: Code, effect: Effect, policies: Policies) -> list[str]:
    """The changes that an effect tells and that their witnesses do not show."""
    vocabulary = policies.vocabulary
    refuted = []
    for change in effect.changes:
        facts = facts_on(load_witness(change.witness, vocabulary), change.witness.as_at, vocabulary)
        models = [derive(code.program, facts) for code in (before, after)]
        entry, other = (states_of_party(model, vocabulary, SUBJECT) for model in models)
        if not _shows(change, entry, other, vocabulary):
            refuted.append(f"{change.subject}: {change.before} became {change.after}: {change.witness.facts}")
    return refuted


def _shows(change: Change, entry: Mapping[Key, str], other: Mapping[Key, str], vocabulary: Vocabulary) -> bool:
    subject = change.subject
    if isinstance(subject.kind, DetailKind):
        return any(
            (entry.get(key, NONE), other.get(key, NONE)) == (change.before[0], change.after[0])
            for key in {*entry, *other}
            if key.kind == subject.kind and subject_of(key) == subject.arguments
        )
    keys = [Key(subject.kind, subject.predicate, subject.arguments)]
    if subject.years:
        place = year_position(Key(subject.kind, subject.predicate, ()), vocabulary) or 0
        arguments = subject.arguments
        keys = [
            Key(subject.kind, subject.predicate, (*arguments[:place], year, *arguments[place:]))
            for year in subject.years
        ]
    states = [tuple(side.get(key, NONE) for key in keys) for side in (entry, other)]
    if HAS_DUTY in (*change.before, *change.after):  # whichever way the duty stands on the side that has it
        states = [(HAS_DUTY,) if state[0] in SETTLED else state for state in states]
    return states == [change.before, change.after] and states[0] != states[1]
