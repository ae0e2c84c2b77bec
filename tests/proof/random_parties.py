"""Random parties: every fact of the vocabulary, stated at random of a party, its neighbours and a provider."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies, load_policies
from secg.documents.explanation import Explanation, explanation_of
from secg.facts.situation import Facts, Row, misfits
from secg.language.model import Value
from secg.language.vocabulary import Argument, Predicate
from secg.messages import Span

ROOT = Path(__file__).resolve().parents[2]
PARTY = "the-party"
PARTIES = (PARTY, "a-neighbour", "another-neighbour", "a-provider")
COUNTS = (0, 1, 40_000, 50_000, 50_001, 199_999, 200_000, 250_000, 250_001, 600_000)
ITEMS = ("first-item", "second-item", "user_systems", "user-systems")
PLACE = Span("facts/the-party.yaml", 7, 3)


@cache
def policies() -> Policies:
    """The real policies."""
    return load_policies(ROOT / "policies", ROOT)


@cache
def codes() -> tuple[Code, ...]:
    """The Code of every version."""
    return tuple(consolidate(policies(), version) for version in policies().versions.versions)


def random_explanation(seed: int, newly_tied: bool = False) -> Explanation:
    """A version of the Code, random facts on a day in its time, and the model; the same for the same seed.

    With `newly_tied`, over all parties that could bear on PARTY once other facts tie it to them.
    """
    chance = random.Random(seed)
    code = chance.choice(codes())
    day = code.in_force + timedelta(days=chance.randrange(120))
    return explanation_of(policies(), code, random_facts(chance, day), PARTY, newly_tied)


def random_facts(chance: random.Random, day: date) -> Facts:
    """Facts of all PARTIES as at a day."""
    vocabulary = policies().vocabulary
    rows: dict[str, dict[Row, Span]] = {"as_at": {(day,): PLACE}, "party": {(party,): PLACE for party in PARTIES}}
    stated = [predicate for predicate in vocabulary.facts if not predicate.field]
    for party in PARTIES:
        for declared in stated:
            if chance.random() < _likelihood(declared, party):
                _state(declared, party, day, chance, rows)
    missing = {
        predicate.name: frozenset(
            party for party in PARTIES if all(row[0] != party for row in rows.get(predicate.name, {}))
        )
        for predicate in vocabulary.facts
        if predicate.absent == "unknown"
    }
    for predicate in vocabulary.facts:
        if predicate.absent == "default":
            for party in PARTIES:
                if all(row[0] != party for row in rows.get(predicate.name, {})):
                    rows.setdefault(predicate.name, {})[(party, int(predicate.default))] = Span("", 0, 0)
    names = {party: party.replace("-", " ").capitalize() for party in PARTIES}
    return Facts(day, rows, names, dict.fromkeys(PARTIES, ""), missing)


def _likelihood(declared: Predicate, party: str) -> float:
    if declared.name in ("user_role", "domestic_premises", "non_domestic_premises"):
        return 0.9
    return 0.4 if party == PARTY else 0.25


def _state(declared: Predicate, party: str, day: date, chance: random.Random, rows: dict[str, dict[Row, Span]]) -> None:
    for _ in range(1 if declared.one_at_a_time else chance.choice((1, 1, 2, 3))):
        row = (party, *(_value(argument, party, day, chance) for argument in declared.arguments[1:]))
        if row in rows.get(declared.name, {}) or _taken(declared, row, rows):
            continue
        fields = {predicate.key: predicate for predicate in policies().vocabulary.fields.get(declared.name, ())}
        values = {argument.name: value for argument, value in zip(declared.arguments, row, strict=True)}
        if any(misfits(values, declared, fields, policies().vocabulary)):
            continue
        rows.setdefault(declared.name, {})[row] = PLACE
        for key, field in fields.items():
            if chance.random() < 0.4:
                stated = {
                    argument.name: _value(argument, party, day, chance) for argument in field.arguments[1:]
                } | values
                if key in stated and any(misfits(values | {key: stated[key]}, declared, fields, policies().vocabulary)):
                    continue
                values |= {key: stated[key]} if key in stated else {}
                own = tuple(stated[argument.name] for argument in field.arguments[1:])
                rows.setdefault(field.name, {})[(party, *own)] = PLACE


def _taken(declared: Predicate, row: Row, rows: dict[str, dict[Row, Span]]) -> bool:
    """Whether a record with this id is stated already."""
    record = declared.arity > 2 and declared.arguments[1].type in ("text", "party")
    return record and any(other[:2] == row[:2] for other in rows.get(declared.name, {}))


def _value(argument: Argument, party: str, day: date, chance: random.Random) -> Value:
    enumeration = policies().vocabulary.types.get(argument.type)
    if enumeration is not None:
        return chance.choice(sorted(enumeration.labels))
    if argument.type == "date":
        return day - timedelta(days=chance.choice((0, 1, 30, 200, 365, 400, 800)))
    if argument.type == "party":
        return chance.choice([other for other in PARTIES if other != party])
    if argument.type == "text":
        return chance.choice(ITEMS)
    return chance.choice(COUNTS)


def explained(given: Explanation, facts: Facts) -> Explanation:
    """The same Code over other facts, derived anew by the engine."""
    return explanation_of(given.policies, given.code, replace(facts), PARTY)


def over_many(check: Callable[[int], int], seeds: Sequence[int]) -> int:
    """The sum of a check over many parties, saying after each thousand how far it is (shown with `pytest -s`)."""
    found = 0
    for number, seed in enumerate(seeds, 1):
        found += check(seed)
        if number % 1_000 == 0:
            print(f"{number:,} parties, {found:,} checked", flush=True)
    return found
