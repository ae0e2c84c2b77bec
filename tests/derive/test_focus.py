"""Rules held to one party give of it what all rules give."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from secg.derive import neighbourhood
from secg.derive.neighbourhood import focused
from secg.derive.outcomes import Model
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Row
from secg.language.model import Variable
from secg.language.program import Program
from secg.language.unknowns import ASKED
from tests.policy_tree import PolicyTree, paragraph
from tests.proof.random_parties import PARTY, codes, random_facts


def about(model: Model, party: str) -> dict[str, list[Row]]:
    """Every row of a model whose first value is the party."""
    return {name: rows for name in model.relations if name != ASKED and (rows := list(model.rows_with(name, 0, party)))}


def both(seed: int) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """What all rules and the focused ones give of PARTY, in a random version over random facts."""
    chance = random.Random(seed)
    code = chance.choice(codes())
    facts = random_facts(chance, code.in_force + timedelta(days=chance.randrange(120)))
    program = code.program
    whole, held = derive(program, facts), derive(focused(program), facts, PARTY)
    return about(whole, PARTY), about(held, PARTY)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_concluded_of_a_random_party_is_the_same(seed: int) -> None:
    whole, held = both(seed)
    assert held == whole


def test_holding_every_rule_to_the_party_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(program: Program) -> set[str]:
        return {rule.head.predicate for rule in program.rules if not isinstance(rule.head.terms[0], Variable)}

    monkeypatch.setattr(neighbourhood, "_asked_of_any", named)
    assert any(whole != held for whole, held in map(both, range(60)))


def test_a_rule_is_held_only_where_nobody_asks_for_another_party(tree: PolicyTree) -> None:
    tree.part(
        paragraph(
            "G1.1: One",
            """
            large(User) :- premises(User, N), N > 250_000.
            middle(User) :- shares(User, Other), large(Other).
            small(User) :- middle(User), not shares(User, User).
            """,
        )
    )
    rules = tree.code().rules
    held = focused(Program(rules, tree.load().vocabulary))
    assert [len(new.body) - len(old.body) for old, new in zip(rules, held.rules, strict=True)] == [0, 1, 1]
