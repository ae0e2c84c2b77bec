"""Goals searched with a stand-in for a name or a day, each held against the search for itself alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from secg.derive.outcomes import Model
from secg.documents.explanation import Explanation, explanation_of
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.messages import Span
from secg.proof import stand_in as sharing
from secg.proof.stand_in import Shapes, stand_in_for
from secg.proof.why_not import Attempt, Goal, WhyNot
from tests.proof.random_parties import PARTY, PLACE, policies, random_explanation

SEEDS = range(12)
COPIES = 4
"""How many records like it each named record gets: the first is searched by itself, the others with a stand-in."""


def with_copies(given: Explanation, chance: random.Random) -> Explanation:
    """The same with copies of every record that an id names, some of them some days earlier."""
    vocabulary = policies().vocabulary
    named = {row[1] for name in _records(given) for row in given.facts.rows.get(name, {}) if row[0] == PARTY}
    rows: dict[str, dict[Row, Span]] = {name: dict(spans) for name, spans in given.facts.rows.items()}
    for item in sorted(map(str, named)):
        for number in range(COPIES):
            earlier = timedelta(days=chance.choice((0, 0, 1, 40)))
            for name, spans in given.facts.rows.items():
                for row in spans:
                    if row[0] == PARTY and item in row and vocabulary.predicates[name].is_fact:
                        rows[name][tuple(_copied(value, item, f"{item}-{number}", earlier) for value in row)] = PLACE
    return explanation_of(given.policies, given.code, replace(given.facts, rows=rows), PARTY)


def _records(given: Explanation) -> list[str]:
    facts = given.policies.vocabulary.facts
    return [fact.name for fact in facts if fact.arity > 2 and fact.arguments[1].type == "text" and not fact.field]


def _copied(value: Value, item: str, name: str, earlier: timedelta) -> Value:
    if isinstance(value, date):
        return value - earlier
    return name if value == item else value


def goals_of(given: Explanation) -> Iterator[Goal]:
    """Every duty about every thing that the party's facts name, and every absence by name and by day."""
    vocabulary, model = given.policies.vocabulary, given.model
    items = sorted({str(row[1]) for name in _records(given) for row in model.rows_with(name, 0, PARTY)})
    for duty in vocabulary.types["duty"].labels:
        for item in items:
            yield Goal("obligation", (PARTY, duty, item))
    days = sorted({row[2] for row in model.rows_with("assessment", 0, PARTY) if isinstance(row[2], date)})
    for predicate in vocabulary.of_kind(PredicateKind.DERIVED):
        kinds = [argument.type for argument in predicate.arguments]
        if kinds[0] == "party" and kinds[-1] in ("text", "date"):
            for value in items if kinds[-1] == "text" else days:
                yield Goal(predicate.name, (PARTY, *[None] * (len(kinds) - 2), value)[: len(kinds)])


def plain(attempt: Attempt) -> object:
    """An attempt with its choices in tuples, however they are kept."""
    failures = []
    for failure in attempt.failures:
        failures.append(replace(failure, attempts=tuple(map(plain, failure.attempts))))  # type: ignore[arg-type]
    return replace(attempt, failures=tuple(failures), others=tuple(attempt.others))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_goal_searched_with_a_stand_in_lacks_what_it_lacks_alone(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = with_copies(random_explanation(seed), random.Random(seed))
    goals = list(goals_of(given))
    asking = WhyNot(given.program, given.model)
    shared = [(asking.lacking(goal), list(map(plain, asking.attempts(goal)))) for goal in goals]
    monkeypatch.setattr(sharing, "KINDS", 0)  # without any, each goal is searched by itself
    alone = WhyNot(given.program, given.model)
    for goal, attempts in zip(goals, shared, strict=True):
        assert attempts == (alone.lacking(goal), list(map(plain, alone.attempts(goal)))), goal


def test_what_is_compared_with_a_day_is_asked_of_the_others() -> None:
    stand_in = stand_in_for(date(2019, 3, 1), Shapes(Model({})))
    assert stand_in < date(2019, 4, 1)
    assert stand_in + timedelta(days=1) == date(2019, 3, 2)
    answers = [[question(day, *others) for question, others in stand_in.questions] for day in DAYS]
    assert answers[0] == [True, date(2019, 3, 2)]
    assert [answer[0] for answer in answers] == [True, True, False]


DAYS = (date(2019, 3, 1), date(2019, 3, 31), date(2019, 4, 1))


def test_records_that_differ_only_where_no_rule_looks_have_one_shape() -> None:
    rows: dict[str, tuple[Row, ...]] = {"seen": (("a", "x", 1), ("a", "y", 2), ("b", "z", 1))}
    shapes = Shapes(Model(rows))
    assert shapes.number("x", "seen", 1, (0,)) == shapes.number("y", "seen", 1, (0,))
    assert shapes.number("x", "seen", 1, (0, 2)) != shapes.number("y", "seen", 1, (0, 2))
    assert shapes.number("x", "seen", 1, (0,)) != shapes.number("z", "seen", 1, (0,))
