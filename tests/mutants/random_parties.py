"""Random situations over the real vocabulary, on the edges that the rules name."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta

from secg.cases.case_reader import THE_PARTY
from secg.facts.loading import Situations
from secg.facts.situation import Situation, misfits
from secg.facts.situation_reader import read_facts
from secg.language.model import (
    Aggregate,
    Arithmetic,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Rule,
)
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.yaml_tree import parse_yaml

PROVIDERS = ("platform", "other-user-of-the-platform")
Facts = dict[str, dict[str, object]]
"""Per party its facts, as YAML would hold them."""


def edges(rules: Sequence[Rule]) -> tuple[list[int], list[date]]:
    """The whole numbers and days that rules compare with, and their neighbours."""
    numbers: set[int] = {0, 1}
    days: set[date] = set()
    for rule in rules:
        for literal in rule.body:
            for constant in _constants(literal):
                if isinstance(constant, date):
                    days |= {constant + timedelta(days=step) for step in (-1, 0, 1)}
                elif isinstance(constant, int):
                    numbers |= {number for number in (constant - 1, constant, constant + 1) if number >= 0}
                    if constant % 5 == 0:
                        numbers |= {constant // 5, constant // 5 + 1}
    return sorted(numbers), sorted(days)


def _constants(literal: Literal) -> Iterator[object]:
    if isinstance(literal, Comparison):
        yield from _values(literal.left)
        yield from _values(literal.right)
    elif isinstance(literal, Aggregate):
        for inner in literal.body:
            yield from _constants(inner)


def _values(expression: Expression) -> Iterator[object]:
    if isinstance(expression, Constant):
        yield expression.value
    elif isinstance(expression, Arithmetic):
        yield from _values(expression.left)
        yield from _values(expression.right)
    elif isinstance(expression, DateShift):
        yield from _values(expression.base)


class Maker:
    """Makes random situations; the facts in `wanted` are stated often, others seldom."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule], day: date, source: random.Random) -> None:
        self._vocabulary = vocabulary
        self._numbers, days = edges(rules)
        steps = (-1100, -731, -366, -365, -200, -183, -182, -90, -30, -2, -1, 0, 1, 30, 200)
        self._days = [*days, *(day + timedelta(days=step) for step in steps)]
        self._source = source

    def situation(self, wanted: Sequence[str]) -> Facts:
        """One party, and mostly a provider and another party with which it shares it."""
        parties = (THE_PARTY, *PROVIDERS)
        facts: Facts = {name: {} for name in parties}
        for name in parties:
            for fact in self._vocabulary.facts:
                if fact.field:
                    continue
                often = 0.75 if fact.name in wanted else 0.08
                if self._source.random() < often:
                    facts[name][fact.name] = self._stated(fact, facts[name])
        return facts

    def _stated(self, fact: Predicate, own: Mapping[str, object]) -> object:
        if fact.one_at_a_time:
            return self._record(fact, own)
        records = [self._record(fact, own) for _ in range(self._source.choice((1, 1, 1, 2, 3)))]
        if fact.naming is None:
            return records
        name = fact.arguments[fact.naming].name
        # a party has one record of each name
        return list({record[name]: record for record in records}.values())

    def _record(self, fact: Predicate, own: Mapping[str, object]) -> dict[str, object]:
        record = {argument.name: self._value(argument, fact, own) for argument in fact.arguments[1:]}
        for optional in self._vocabulary.fields.get(fact.name, ()):
            if self._source.random() < 0.5:
                key = optional.field.partition(".")[2]
                argument = next((argument for argument in optional.arguments if argument.name == key), None)
                record[key] = True if argument is None else self._value(argument, optional, own)
        return self._fitting(record, fact)

    def _fitting(self, record: dict[str, object], fact: Predicate) -> dict[str, object]:
        """The record without the keys, or with other symbols and days, where its values cannot stand together."""
        fields = {predicate.key: predicate for predicate in self._vocabulary.fields.get(fact.name, ())}
        while True:
            values = {key: value for key, value in record.items() if isinstance(value, str | int | date)}
            misfit = next(misfits(values, fact, fields, self._vocabulary), None)
            if misfit is None:
                return record
            if misfit.key in fields:
                del record[misfit.key]
            else:
                argument = fact.arguments[fact.position(misfit.key) or 0]
                record[misfit.key] = self._value(argument, fact, {})

    def _value(self, argument: Argument, fact: Predicate, own: Mapping[str, object]) -> object:
        source = self._source
        target = fact.refers.get(argument.name)
        if target:
            choices: list[object] = []
            for choice in target.split(" or "):
                owner, dot, key = choice.partition(".")
                records = own.get(owner, [])
                found = (
                    [record[key] for record in records if isinstance(record, dict)] if isinstance(records, list) else []
                )
                choices.extend(found if dot else [owner])
            return source.choice(choices or ["thing-1"])
        if argument.type in self._vocabulary.types:
            return source.choice(list(self._vocabulary.types[argument.type].labels))
        if argument.type == "date":
            return source.choice(self._days)
        if argument.type == "party":
            return source.choice(("platform", "platform", "platform", THE_PARTY, PROVIDERS[1]))
        if argument.type == "text":
            return source.choice(("thing-1", "thing-2", "thing-3"))
        return source.choice(self._numbers)


def written(value: object) -> str:
    """A value as YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:_}" if isinstance(value, int) else str(value)


def situations_of(facts: Facts, vocabulary: Vocabulary) -> Situations | None:
    """The parties as the engine reads them; None where the facts contradict each other."""
    faults: list[Diagnostic] = []
    parties: dict[str, Situation] = {}
    try:
        for name, own in facts.items():
            statements = read_facts(parse_yaml(written(own), "party"), name, vocabulary, faults)
            parties[name] = Situation(name, name, "", statements, "party")
    except Faults:
        return None
    return None if faults else Situations(parties, "", "")


def smaller(facts: Facts) -> Iterator[Facts]:
    """The facts with one thing left out: a party, a fact, a record of several, a detail of a record."""
    for name in facts:
        if name != THE_PARTY:
            yield {other: own for other, own in facts.items() if other != name}
        for fact, value in facts[name].items():
            without = deepcopy(facts)
            del without[name][fact]
            yield without
            if isinstance(value, list) and len(value) > 1:
                for index in range(len(value)):
                    shorter = deepcopy(facts)
                    shorter[name][fact] = value[:index] + value[index + 1 :]
                    yield shorter
            records = value if isinstance(value, list) else [value]
            for index, record in enumerate(records):
                for key in record if isinstance(record, dict) and len(record) > 1 else ():
                    lacking = deepcopy(facts)
                    target = lacking[name][fact]
                    held = target[index] if isinstance(target, list) else target
                    assert isinstance(held, dict)  # a copy of the record, which is one
                    del held[key]
                    yield lacking
