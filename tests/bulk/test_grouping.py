"""Totals between groups of parties are those of the pairs, row by row; where groups will not do, pairs are read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from secg.bulk.engines.duckdb_engine import load_facts, open_database, relation_rows, run
from secg.bulk.sql import program
from secg.bulk.sql.grouping import find_pairings
from secg.bulk.sql.program import Compiler
from secg.facts.situation import Facts
from secg.language.model import Rule, Value
from secg.language.program import Program
from secg.language.unknowns import with_guards
from secg.messages import Span
from tests.bulk.test_agreement import policies
from tests.policy_tree import read_rules

DAY = date(2020, 1, 31)

PAIRS = """
meets(One, Other, Role) :-
    shared_resource(One, Thing, _), shared_resource(Other, Thing, _), One != Other, user_role(Other, Role).
touches(One, Other) :- shared_resource(One, Thing, _), shared_resource(Other, Thing, _).
narrow(Other, One) :-
    shared_resource(Other, Thing, _), shared_resource(One, Thing, _), Other != One,
    user_role(Other, Role), role_counts(Role), domestic_premises(Other, Count), Count > 2,
    not shared_resource(Other, _, part).
role_counts(gas_supplier).
role_counts(import_supplier).
"""

GROUPED = {
    "premises": """premises(A, T) :- user_role(A, _),
        T = sum D : { meets(A, B, gas_supplier), domestic_premises(B, D) }.""",
    "with_own": """with_own(A, T) :- domestic_premises(A, Own),
        S = sum D : { meets(A, B, gas_supplier), domestic_premises(B, D) }, T = Own + S.""",
    "with_itself": "with_itself(A, T) :- user_role(A, _), T = sum D : { touches(A, B), domestic_premises(B, D) }.",
    "calculated": """calculated(A, T) :- user_role(A, _),
        T = sum 2 * D + 1 : { meets(A, B, _), domestic_premises(B, D), D != 3, not user_role(B, other_user) }.""",
    "in_each_role": "in_each_role(A, N) :- user_role(A, _), N = count : { meets(A, B, Role) }.",
    "in_any_role": "in_any_role(A, N) :- user_role(A, _), N = count : { meets(A, B, _) }.",
    "narrowly": "narrowly(A, N) :- user_role(A, _), N = count : { narrow(B, A) }.",
    "exactly_one": "exactly_one(A) :- user_role(A, _), N = count : { touches(A, B) }, N = 1.",
    "two_totals": """two_totals(A, T) :- user_role(A, _),
        S = sum D : { meets(A, B, gas_supplier), domestic_premises(B, D) },
        N = count : { meets(A, B, import_supplier) }, T = 10 * S + N.""",
    "someone": "someone(A) :- meets(A, _, other_user).",
    "nobody": "nobody(A) :- user_role(A, _), not meets(A, _, _).",
    "nobody_of_its_role": "nobody_of_its_role(A, Role) :- user_role(A, Role), not meets(A, _, Role).",
    "one_of_its_role": "one_of_its_role(A, Role) :- user_role(A, Role), meets(A, B, Role), domestic_premises(B, 3).",
    "a_role_met": "a_role_met(A, Role) :- meets(A, _, Role).",
    "one_wholly": "one_wholly(A) :- meets(A, B, gas_supplier), not shared_resource(B, _, part).",
}

BY_PAIRS = {
    "rows": "rows(A, B) :- meets(A, B, gas_supplier).",
    "most": "most(A, M) :- user_role(A, _), M = max D : { meets(A, B, _), domestic_premises(B, D) }.",
    "bigger": "bigger(A) :- domestic_premises(A, Own), meets(A, B, _), domestic_premises(B, D), D > Own.",
    "bigger_total": """bigger_total(A, T) :- domestic_premises(A, Own),
        T = sum D : { meets(A, B, _), domestic_premises(B, D), D > Own }.""",
    "by_role": "by_role(A, Role, N) :- user_role(A, Role), N = count : { meets(A, B, Role) }.",
    "itself": "itself(A) :- touches(A, A).",
    "everybody": "everybody(N) :- N = count : { touches(A, B) }.",
    "named": "named(A) :- user_role(A, _), user_role(B, other_user), not meets(A, B, _).",
}

Party = tuple[Sequence[str], Sequence[str], int | None]
"""The providers that a party uses, its roles, and its premises, None where it does not state them."""


def facts_of(parties: Sequence[Party]) -> Facts:
    """The facts of parties a0, a1, … as at a day."""
    place = Span("parties.yaml", 1, 1)
    rows: dict[str, dict[tuple[Value, ...], Span]] = {"shared_resource": {}, "user_role": {}, "domestic_premises": {}}
    for number, (providers, roles, premises) in enumerate(parties):
        name = f"a{number}"
        for index, provider in enumerate(providers):
            # several rows for one provider, some of them: a set has it once
            rows["shared_resource"][name, provider, "whole"] = place
            if index % 2:
                rows["shared_resource"][name, provider, "part"] = place
        rows["user_role"].update({(name, role): place for role in roles})
        if premises is not None:
            rows["domestic_premises"][name, premises] = place
    names = {f"a{number}": "" for number in range(len(parties))}
    missing = {
        fact.name: frozenset(names) - {str(row[0]) for row in rows.get(fact.name, ())}
        for fact in policies().vocabulary.facts
        if fact.absent == "unknown"
    }
    return Facts(DAY, rows, names, {}, missing)


def rules_for(*texts: str) -> tuple[Rule, ...]:
    rules, faults = read_rules("\n".join((PAIRS, *texts)))
    assert [str(diagnostic) for diagnostic in faults] == []
    return with_guards(rules, policies().vocabulary)


def concluded(parties: Sequence[Party], rules: Sequence[Rule], names: Sequence[str]) -> dict[str, list[str]]:
    """The rows of these predicates."""
    compiler = Compiler(Program(tuple(rules), policies().vocabulary), DAY)
    compiled = compiler.program(names)
    with open_database(threads=1) as database:
        load_facts(database, facts_of(parties), policies().vocabulary)
        became = run(database, compiled)
        return {name: sorted(map(repr, relation_rows(database, compiled, became, name))) for name in names}


def read_pairs(text: str, name: str) -> bool:
    """Whether the statements for a predicate read the pairs."""
    compiler = Compiler(Program(rules_for(text), policies().vocabulary), DAY)
    return any(step.table.endswith(("_meets", "_touches", "_narrow")) for step in compiler.program([name]).steps)


@pytest.mark.parametrize("name", GROUPED)
def test_totals_and_questions_whether_there_is_another_do_without_pairs(name: str) -> None:
    assert not read_pairs(GROUPED[name], name)


@pytest.mark.parametrize("name", BY_PAIRS)
def test_whatever_else_is_asked_reads_the_pairs(name: str) -> None:
    assert read_pairs(BY_PAIRS[name], name)


@pytest.mark.parametrize(
    "text",
    [
        "meets(One, Other) :- shared_resource(One, Thing, Extent), shared_resource(Other, Thing, Extent).",
        "meets(One, Other) :- shared_resource(One, Thing, whole), shared_resource(Other, Thing, part).",
        "meets(One, Other) :- shared_resource(One, Thing, _), shared_resource(Other, Thing, _), user_role(Thing, _).",
        "meets(One, Other, Thing) :- shared_resource(One, Thing, _), shared_resource(Other, Thing, _).",
        """meets(One, Other) :- shared_resource(One, Thing, _), shared_resource(Other, Thing, _),
            user_role(One, Role), user_role(Other, Role).""",
        """meets(One, Other) :- shared_resource(One, Thing, _), shared_resource(Other, Thing, _).
           meets(One, Other) :- shared_resource_left(One, Other, _), user_role(Other, _).""",
    ],
)
def test_a_rule_that_pairs_parties_in_another_way_is_left_as_it_is(text: str) -> None:
    rules, faults = read_rules(text)
    assert not faults
    assert find_pairings(rules, lambda name: name.startswith("shared_resource")) == {}


GAS, IMPORT, OTHER = "gas_supplier", "import_supplier", "other_user"

OVERLAPPING: Sequence[Party] = [
    (["p1"], [GAS], 1),
    (["p1", "p2"], [GAS, IMPORT], 10),
    (["p2", "p1"], [GAS], 100),
    (["p2", "p3"], [GAS], 1_000),
    (["p4"], [GAS], 10_000),
    ([], [GAS], 100_000),
    (["p5"], [GAS], 1),
    (["p5"], [IMPORT], None),
    (["p5", "p6"], [OTHER], 5),
]


def test_each_other_party_counts_once_and_the_party_itself_never() -> None:
    rows = concluded(OVERLAPPING, rules_for(*GROUPED.values()), list(GROUPED))
    totals = ["('a0', 110)", "('a1', 1101)", "('a2', 1011)", "('a3', 110)", "('a4', 0)", "('a5', 0)"]
    # of those that use p5, one is no gas supplier: its unstated premises do not count
    assert rows["premises"] == [*totals, "('a6', 0)", "('a7', 1)", "('a8', 1)"]
    assert rows["nobody"] == ["('a4',)", "('a5',)"]
    # nobody meets a party without providers, not even itself; the premises of a7 are not known
    assert rows["with_itself"][:6] == [
        "('a0', 111)",
        "('a1', 1111)",
        "('a2', 1111)",
        "('a3', 1110)",
        "('a4', 10000)",
        "('a5', 0)",
    ]
    assert len(rows["with_itself"]) == 6


def random_parties(seed: int) -> list[Party]:
    """Many small neighbourhoods, each with providers of its own."""
    choose = random.Random(seed)
    parties: list[Party] = []
    for number in range(150):
        providers = [f"p{number}.{index}" for index in range(choose.randint(1, 4))]
        for _ in range(choose.randint(1, 6)):
            used = choose.sample(providers, choose.randint(0, min(3, len(providers))))
            roles = choose.sample([GAS, IMPORT, OTHER], choose.randint(0, 2))
            parties.append((used, roles, choose.choice([None, 0, 2, 3, 3, 7, 7, 7])))
    return parties


@pytest.mark.parametrize("seed", range(3))
def test_groups_and_pairs_give_the_same_rows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parties, names = random_parties(seed), [*GROUPED, *BY_PAIRS]
    rules = rules_for(*GROUPED.values(), *BY_PAIRS.values())
    by_groups = concluded(parties, rules, names)
    monkeypatch.setattr(program, "find_pairings", lambda rules, is_table: {})
    by_pairs = concluded(parties, rules, names)
    assert by_groups == by_pairs
    assert all(by_groups.values())
