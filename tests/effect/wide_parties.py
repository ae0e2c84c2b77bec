"""Random Codes with one edit, and random populations wider than the solver's universe on which its claims are tried.

A population draws its texts, numbers and days from the constants of both Codes, several records of each kind,
neighbours of neighbours, a party that provides to itself, the whole and a part of one provider, and dated facts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta

from secg.bulk.deriving import models_of
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.derive.outcomes import Model, Status, outcomes_of
from secg.effect.effect import Effect, effect_between
from secg.effect.sides import Change
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Situation
from secg.language.calculation import shift_date
from secg.language.model import Constant, Rule, Value, literal_atoms
from secg.language.operators import Unit
from secg.language.predicate_kinds import PredicateKind
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.logic.quantities import days_that_matter
from secg.messages import Faults
from secg.outcomes.details import concrete_details, subject_of
from secg.outcomes.states import (
    CONTRADICTORY,
    NONE,
    SILENT,
    DetailKind,
    Key,
    OutcomeKind,
    concrete_addressees,
    concrete_states,
)
from tests.bulk.random_tables import Drawer, Population, Record, read_as_yaml
from tests.effect.edits import edits_of, random_edit, wider_edits_of, with_rule
from tests.effect.new_rules import with_new_rule

HIGHEST = 2_000_000_000
APART = 6
"""So many populations are tried each by itself, where parties must not meet."""


@dataclass(frozen=True)
class Compared:
    """What rules compare with: their constants, the days at which they turn, and the constants of each fact's atoms."""

    values: tuple[Value, ...]
    turning_days: tuple[date, ...]
    of_facts: Mapping[str, tuple[Value, ...]]


def compared_by(rules: Sequence[Rule], day: date) -> Compared:
    """What these rules compare with, asked on a day."""
    of_facts: dict[str, list[Value]] = {}
    for rule in rules:
        for atom in (atom for literal in rule.body for atom, _ in literal_atoms(literal)):
            of_facts.setdefault(atom.predicate, []).extend(constants(atom.terms))
    return Compared(
        tuple(sorted({value for rule in rules for value in constants(rule)}, key=str)),
        days_that_matter(rules, day)[0],
        {name: tuple(values) for name, values in of_facts.items()},
    )


class WideDrawer(Drawer):
    """Draws a population from what rules compare with, and from what none of them does."""

    def __init__(
        self, vocabulary: Vocabulary, compared: Compared, day: date, source: random.Random, prefix: str, alone: bool
    ):
        super().__init__(vocabulary, day, source, prefix)
        self._alone = alone
        values = compared.values
        days = [value for value in values if isinstance(value, date)]
        self._days += [shift_date(day, sign, 1, Unit.DAYS) for day in days for sign in (1, -1)] + days
        if alone:
            self._parties = self._parties[:1]
            self._days = list(compared.turning_days)
        whole = [value for value in values if isinstance(value, int)]
        self._numbers = [
            str(number) for other in whole for number in (other - 1, other, other + 1) if 0 <= number <= HIGHEST
        ]
        symbols = {symbol for kind in vocabulary.types.values() for symbol in kind.labels}
        symbols |= (
            {text for word in vocabulary.predicates for text in (word, word.replace("_", "-"))} if alone else set()
        )
        targets = {name for fact in vocabulary.facts for name in fact.refers.values()} if alone else set()
        known = symbols | {text for target in targets for text in target.split(" or ")}
        self._texts = [*(value for value in values if isinstance(value, str) and value not in known), "a", "another"]
        self._own: list[str] = []
        self._kinds: dict[str, str] = {}
        self._asked = {
            name: [str(value) for value in values if value in self._texts] for name, values in compared.of_facts.items()
        }

    def call_parties(self, names: Sequence[str]) -> None:
        """Have the parties called so, and no text be the name of one."""
        self._parties = list(names)
        self._texts = [text for text in self._texts if text not in names]
        self._asked = {name: [text for text in texts if text not in names] for name, texts in self._asked.items()}

    def _record(self, fact: Predicate, stated: Mapping[str, Sequence[Record]]) -> Record:
        self._own = self._asked.get(fact.name, [])
        record = dict(super()._record(fact, stated))
        for place, argument in enumerate(fact.arguments):
            if self._alone and place == fact.naming:
                # a claim may be of parties that call no two records of different kinds alike
                named_before = self._kinds.setdefault(record[argument.name], fact.name)
                record[argument.name] += "" if named_before == fact.name else f" of {fact.name}"
        return record

    def _value(self, argument: Argument) -> str:
        if argument.type in ("count", "integer") and self._numbers and self._source.random() < 0.8:
            return self._source.choice(self._numbers)
        if argument.type == "text":
            return self._source.choice(self._own if self._own and self._source.random() < 0.5 else self._texts)
        return super()._value(argument)

    def named(self) -> Population:
        """The population, each party stating most of the numbers for which the rules ask."""
        found: dict[str, dict[str, Sequence[Record]]] = {}
        for party, facts in self.population().items():
            found[party] = {name: records[:2] if self._alone else records for name, records in facts.items()}
            for fact in self._vocabulary.facts:
                if fact.absent == "unknown" and (self._alone or self._source.random() < 0.8):
                    found[party][fact.name] = [{fact.arguments[1].name: self._value(fact.arguments[1])}]
        return found


def constants(part: object) -> Iterator[Value]:
    """Every constant of a rule."""
    if isinstance(part, Constant):
        yield part.value
    elif isinstance(part, tuple):
        for entry in part:
            yield from constants(entry)
    elif is_dataclass(part):
        for field in fields(part):
            yield from constants(getattr(part, field.name))


def drawn_facts(
    codes: Sequence[Code], policies: Policies, seeds: Sequence[int], alone: bool, asked: date | None = None
) -> Facts:
    """Several random populations, their parties apart; with `alone`, of one party within every bound of a claim.

    They are asked about on the day on which the first Code comes into force, or on the given one.
    """
    vocabulary, day = policies.vocabulary, asked or codes[0].in_force
    rules = [rule for code in codes for rule in code.rules]
    # a claim names the days on which the rules turn as at the day on which the Code comes into force
    compared = compared_by(rules, codes[0].in_force)
    parties: dict[str, Situation] = {}
    for seed in seeds:
        drawer = WideDrawer(vocabulary, compared, day, random.Random(seed), f"p{seed} ", alone)
        parties.update(readable(drawer.named(), vocabulary, random.Random(seed)))
    facts = facts_on(Situations(parties, "", ""), day, vocabulary)
    if alone and any(facts.missing.values()):
        # the reader has refused a number that a claim may ask of its parties
        refused = set().union(*facts.missing.values())
        stating = {name: situation for name, situation in parties.items() if name not in refused}
        facts = facts_on(Situations(stating, "", ""), day, vocabulary)
    return facts


def readable(population: Population, vocabulary: Vocabulary, source: random.Random) -> Mapping[str, Situation]:
    """The parties as the reader takes them: of a party that it refuses, records are left out until it does not."""
    left = {party: dict(facts) for party, facts in population.items()}
    while True:
        try:
            return read_as_yaml(left, vocabulary).parties
        except Faults as faults:
            for fault in faults.diagnostics:
                facts = left[fault.span.file.removesuffix(".yaml")]
                if facts:
                    name = source.choice(list(facts))
                    facts[name] = facts[name][1:]
                    left[fault.span.file.removesuffix(".yaml")] = {text: rows for text, rows in facts.items() if rows}


TOLD_BESIDE = (
    *(PredicateKind.DUE, PredicateKind.NEXT_DUE, PredicateKind.NEXT_ASSESSMENT, PredicateKind.WARNING),
    *(PredicateKind.SILENCE, PredicateKind.UNSETTLED, PredicateKind.DISCHARGE),
)
"""Kinds of what is told beside categories and duties: every other edit is of a rule that bears on one of them alone."""


def edited_code(policies: Policies, source: random.Random) -> tuple[Code, Code, str]:
    """A Code, the same with one rule edited, and the edit in words."""
    vocabulary = policies.vocabulary
    while True:
        version = source.choice(policies.versions.versions)
        code = consolidate(policies, version)
        rules: Sequence[Rule] = code.rules
        if source.random() < 0.5:
            kind = source.choice(TOLD_BESIDE)
            names = {predicate.name for predicate in vocabulary.of_kind(kind)}
            rules = [rule for rule in code.rules if rule.head.predicate in names] or rules
        rule, edited = random_edit(rules, source, vocabulary, source.choice((edits_of, wider_edits_of)))
        after = with_rule(code, rule, edited)
        # a reader of policies takes neither a rule at fault nor rules at fault together
        if not check_rule(edited, vocabulary) and not check_program(after.rules, vocabulary):
            return code, after, f"{rule.span} under {version.label}: {edited}"


def code_with_new_rule(policies: Policies, source: random.Random) -> tuple[Code, Code, str]:
    """A Code, the same with one random rule more, and the rule in words."""
    version = source.choice(policies.versions.versions)
    code = consolidate(policies, version)
    values = compared_by(code.rules, code.in_force).values
    after, rule = with_new_rule(code, policies.vocabulary, values, source)
    return code, after, f"under {version.label}: {rule}"


def states_of_party(model: Model, vocabulary: Vocabulary, party: str) -> dict[Key, str]:
    """Every outcome of a party, with its details."""
    states = concrete_states(outcomes_of(model, vocabulary, party), vocabulary)
    states.update(concrete_addressees(model, vocabulary, party))
    states.update(concrete_details(model, vocabulary, party))
    return states


def _duty_state(side: Mapping[Key, str], about: Sequence[Value]) -> str:
    states = [state for key, state in side.items() if key.kind is OutcomeKind.DUTY and key.arguments == tuple(about)]
    return states[0] if states else NONE


def _is_compared(key: Key, states: Sequence[Mapping[Key, str]], vocabulary: Vocabulary) -> bool:
    """Whether both Codes give what an addressee or detail is of; where one does not, that is told of the duty."""

    def given(side: Mapping[Key, str]) -> bool:
        if key.kind in (DetailKind.DUE, OutcomeKind.OWED_TO):
            of = key.arguments if key.kind is DetailKind.DUE else key.arguments[:-1]
            return _duty_state(side, of) != NONE
        if key.kind is DetailKind.WARNING and vocabulary.predicates[key.predicate] in vocabulary.warnings_of_duties:
            duties = [
                other for other, state in side.items() if other.kind is OutcomeKind.DUTY and state == Status.APPLIES
            ]
            return any(duty.arguments[0] == key.arguments[0] for duty in duties)
        if key.kind in OPEN:
            return side.get(Key(OutcomeKind.ANSWER, key.predicate, key.arguments)) == OPEN[key.kind]
        if key.kind is DetailKind.UNSETTLED:
            return key in side
        return key.kind is not DetailKind.DONE or _duty_state(side, key.arguments) == Status.EXCUSED

    return all(given(side) for side in states)


def _subject_of(change: Change) -> tuple[str, Value]:
    return change.subject.kind, change.subject.arguments[0]


def _told_states(change: Change) -> Iterator[tuple[str, str]]:
    """The pairs of states that a change tells: one for each year."""
    for before, after in zip(change.before, change.after, strict=True):
        yield _states_told(change.subject.kind, before, after)


def _states_told(kind: OutcomeKind | DetailKind, before: str, after: str) -> tuple[str, str]:
    """What is told of a pair of states: of days only that there are some, of duties that they change."""
    if kind in (OutcomeKind.DUTY, OutcomeKind.OWED_TO):
        return ("", "")
    if isinstance(kind, DetailKind) and kind.is_day:
        return ("none" if before == NONE else "some", "none" if after == NONE else "some")
    return (before, after)


def _subject(key: Key) -> tuple[str, Value]:
    """What a change is told of."""
    return key.kind, subject_of(key)[0] if isinstance(key.kind, DetailKind) else key.arguments[0]


OPEN: Mapping[OutcomeKind | DetailKind, str] = {DetailKind.SILENCE: SILENT, DetailKind.CONTRADICTION: CONTRADICTORY}


State = tuple[Key, str, str]
"""What differs, with its state before and after."""


def differing(entry: Mapping[Key, str], other: Mapping[Key, str], vocabulary: Vocabulary) -> list[State]:
    """What of the states of a party differs that is compared."""
    keys = sorted({**entry, **other}, key=str)
    return [
        (key, entry.get(key, NONE), other.get(key, NONE))
        for key in keys
        if entry.get(key, NONE) != other.get(key, NONE) and _is_compared(key, (entry, other), vocabulary)
    ]


def not_told(states: Sequence[State], effect: Effect) -> list[State]:
    """What differs in a way that no change of an effect tells."""
    told = {(*_subject_of(change), *pair) for change in effect.changes for pair in _told_states(change)}
    return [
        (key, before, after)
        for key, before, after in states
        if (*_subject(key), *_states_told(key.kind, before, after)) not in told
    ]


def missed(before: Code, after: Code, effect: Effect, policies: Policies, facts: Facts) -> list[str]:
    """The parties of which an outcome or a detail differs in a way that no change of an effect tells."""
    vocabulary = policies.vocabulary
    models = models_of([code.program for code in (before, after)], facts)
    refuting = []
    for party in facts.names:
        entry, other = (states_of_party(model, vocabulary, party) for model in models)
        for key, old, new in not_told(differing(entry, other, vocabulary), effect):
            refuting.append(f"{party}: {key.arguments}: {old} became {new}")
    return refuting


@dataclass(frozen=True)
class Trial:
    """One random change tried on random populations: on no party where none is drawn within the bound of the claim."""

    unchanged: bool
    bound: str | None
    parties: int
    missed: tuple[str, ...]


Drafted = Callable[[Policies, random.Random], tuple[Code, Code, str]]
"""Draws a Code, another, and what of it differs, in words."""


NOT_DRAWN = (
    *("states no other texts than those examined", "gives parties and records no other names", " is called “"),
    *("has no others moved by months", "has no day move by fewer than 0", "each another party and without any"),
)
"""Bounds in which no random population is: it has names, texts, relations and days of its own."""


def asked_day(before: Code, effect: Effect, source: random.Random) -> date:
    """The day on which a claim is tried: that of the Code, or of a later year where the claim does not name the day."""
    if "is asked about as at" in (effect.bound or "") or source.random() < 0.5:
        return before.in_force
    days = sorted({value for rule in before.rules for value in constants(rule) if isinstance(value, date)})
    later = [day for day in days if day > before.in_force]
    later.append(before.in_force + timedelta(days=source.randrange(1, 4_000)))
    return source.choice(later)


def tried(policies: Policies, seed: int, populations: int, drafted: Drafted = edited_code) -> Trial:
    """A random change of a random version; the parties that refute what its effect says of all other outcomes."""
    source = random.Random(seed)
    before, after, edit = drafted(policies, source)
    effect = effect_between(before, after, policies, before.in_force)
    if effect.undecided or any(words in (effect.bound or "") for words in NOT_DRAWN):
        return Trial(False, effect.bound, 0, ())
    asked = asked_day(before, effect, source)
    seeds = range(seed * 10_000, seed * 10_000 + populations)
    # a rule may look for any party: within such a bound each party is tried in a world of its own
    worlds = [[number] for number in seeds[:APART]] if "further party" in (effect.bound or "") else [seeds]
    found: list[str] = []
    parties = 0
    for world in worlds:
        facts = drawn_facts((before, after), policies, world, effect.bound is not None, asked)
        parties += len(facts.names)
        found += missed(before, after, effect, policies, facts)
    words = tuple(f"seed {seed} on {asked}, {effect.bound or 'proved'}: {edit}: {text}" for text in found)
    return Trial(not effect.changes, effect.bound, parties, words)
