"""What holds of every program, whatever engine derives it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from secg.derive.outcomes import sorted_rows
from secg.language.unknowns import is_internal
from tests.trust.campaign import seeded_program
from tests.trust.engines import matching, pydatalog
from tests.trust.generator import NUMBERS
from tests.trust.programs import PARTIES, VOCABULARY, Program, read_program

SEEDS = (*range(150), 50_172)


def completed(program: Program, source: random.Random) -> Program:
    """The program with a value for every fact that a party does not state."""
    rows = dict(program.rows)
    for fact in VOCABULARY.facts:
        if fact.absent == "unknown":
            stated = {row[0] for row in rows[fact.name]}
            added = [(party, source.choice(NUMBERS)) for party in PARTIES if party not in stated]
            rows[fact.name] = sorted_rows([*rows[fact.name], *added])
    return replace(program, rows=rows)


def test_what_is_concluded_without_a_fact_is_concluded_whatever_the_fact_is() -> None:
    for seed in SEEDS:
        program = seeded_program(seed)
        before = matching(program)
        for number in range(3):
            after = matching(completed(program, random.Random(seed * 3 + number)))
            for predicate, rows in before.relations.items():
                if not is_internal(predicate):
                    assert set(rows) <= set(after.rows(predicate)), f"seed {seed}\n{program.text}"


BRACES = {
    "two parties, neither of whom states it": "premises(P1, I1), premises(P2, I2)",
    "one party, asked twice": "premises(P1, I1), premises(P1, I2)",
    "two parties, one of whom the rule names": "premises(P0, I1), premises(P2, I2), I2 > 3",
    "two parties that nothing names": "premises(_, I1), premises(_, I2), I1 >= I2",
    "three parties": "premises(P1, I1), premises(P2, _), premises(P3, _), serves(P1, P2)",
}
SAID = ["", 'premises("anna", 3).', 'premises("anna", 3). premises("bob", 7).']


@pytest.mark.parametrize("said", SAID, ids=["nobody states it", "one party", "two parties"])
@pytest.mark.parametrize("braces", BRACES.values(), ids=list(BRACES))
def test_a_count_that_rests_on_several_facts_waits_for_all_of_them(braces: str, said: str) -> None:
    program = read_program(
        f'{said} serves("anna", "bob"). d1(P0, I0) :- party(P0), I0 = count : {{ {braces} }}.', "several"
    )
    before, counted = matching(program), False
    for number in range(20):
        after = matching(completed(program, random.Random(number)))
        assert set(before.rows("d1")) <= set(after.rows("d1"))
        counted |= bool(after.rows("d1"))
    assert counted


def test_the_order_of_rules_and_conditions_does_not_matter() -> None:
    for seed in SEEDS:
        program, source = seeded_program(seed), random.Random(seed)
        rules = [replace(rule, body=tuple(source.sample(rule.body, len(rule.body)))) for rule in program.rules]
        shuffled = replace(program, rules=tuple(source.sample(rules, len(rules))))
        model, other = pydatalog(program), pydatalog(shuffled)
        for predicate in {rule.head.predicate for rule in program.rules}:
            assert model.rows(predicate) == other.rows(predicate), f"seed {seed}\n{program.text}"


@pytest.mark.parametrize("seed", range(0, 40))
def test_a_model_does_not_depend_on_what_was_derived_before(seed: int) -> None:
    program = seeded_program(seed)
    alone = pydatalog(program).relations
    pydatalog(seeded_program(seed + 1))
    assert pydatalog(program).relations == alone
