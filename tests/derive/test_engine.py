"""What a program concludes: each kind of condition, on the smallest facts that show it."""

from __future__ import annotations

from datetime import date

import pytest

from secg.derive.outcomes import Relations
from tests.policy_tree import PolicyTree


@pytest.fixture
def parties(tree: PolicyTree) -> PolicyTree:
    """Anna uses what bob and cleo provide, bob what cleo provides; dora states nothing."""
    tree.party("anna", "premises: 10\nshares: [{provider: bob}, {provider: cleo}]\nuser_role: [supplier, network]")
    tree.party("bob", "premises: 20\nshares: [{provider: cleo}]\nuser_role: supplier")
    return tree.party("cleo", "premises: 30").party("dora")


def concluded(tree: PolicyTree, rules: str, predicate: str = "large") -> list[object]:
    """The rows of a predicate, those with one value as that value, and dates as they are written."""
    rows = tree.rules(rules).derive().rows(predicate)
    shown = [tuple(str(item) if isinstance(item, date) else item for item in row) for row in rows]
    return [row[0] if len(row) == 1 else row for row in shown]


CONDITIONS = {
    "a fact": ("large(User) :- premises(User, _).", ["anna", "bob", "cleo"]),
    "a fact of one value": ("large(User) :- premises(User, 20).", ["bob"]),
    "a party by name": ('large("bob") :- premises("anna", 10).', ["bob"]),
    "two facts that share a party": ("large(User) :- shares(User, P), shares(P, _).", ["anna"]),
    "the same party twice": ("large(User) :- shares(User, User).", []),
    "a comparison of numbers": ("large(User) :- premises(User, N), N >= 20.", ["bob", "cleo"]),
    "a comparison of parties": ("large(User) :- shares(User, P), shares(User, Q), P != Q.", ["anna"]),
    "a comparison of days": (
        "large(User) :- party(User), as_at(Day), Day < 2018-06-02.",
        ["anna", "bob", "cleo", "dora"],
    ),
    "a comparison of constants that holds": ("large(User) :- premises(User, 10), 1 + 1 = 2.", ["anna"]),
    "a comparison of constants that does not": ("large(User) :- premises(User, 10), 1 + 1 > 2.", []),
    "a comparison of days that are constants": (
        "large(User) :- premises(User, 10), 2018-01-31 + 1 month < 2018-03-01.",
        ["anna"],
    ),
    "a negation": ("large(User) :- party(User), not shares(User, _).", ["cleo", "dora"]),
    "a negation of a pair": ("large(User) :- shares(User, P), not shares(P, _).", ["anna", "bob"]),
    "a negation with anything first": ("large(User) :- party(User), not shares(_, User).", ["anna", "dora"]),
    "a negation of anything at all": (
        "large(User) :- party(User), not weakness(User, _, _, _).",
        ["anna", "bob", "cleo", "dora"],
    ),
    "a negation of a value": ("large(User) :- user_role(User, _), not user_role(User, network).", ["bob"]),
    "a negation written first": ("large(User) :- not shares(User, _), party(User).", ["cleo", "dora"]),
    "a comparison written first": ("large(User) :- N > 15, premises(User, N).", ["bob", "cleo"]),
    "anything, twice": ("large(User) :- weakness(User, _, _, _).", []),
    "anything, for two different values": ("large(User) :- shares(_, User), shares(User, _).", ["bob"]),
    "two rules": ("large(User) :- premises(User, 10).\nlarge(User) :- premises(User, 20).", ["anna", "bob"]),
    "a layer above a negation": (
        "small(User) :- party(User), not shares(User, _).\nlarge(User) :- party(User), not small(User).",
        ["anna", "bob"],
    ),
}


@pytest.mark.parametrize(("rules", "rows"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_condition_holds_where_it_says(rules: str, rows: list[object], parties: PolicyTree) -> None:
    assert concluded(parties, rules) == rows


VALUES = {
    "a calculation": (
        "number",
        "number(User, N) :- premises(User, A), N = (A + 2) * 3 - A mod 7.",
        [("anna", 33), ("bob", 60), ("cleo", 94)],
    ),
    "a negative number": (
        "number",
        "number(User, N) :- premises(User, A), N = 15 - A.",
        [("anna", 5), ("bob", -5), ("cleo", -15)],
    ),
    "the remainder of a negative number": (
        "number",
        "number(User, N) :- premises(User, 10), N = (0 - 3) mod 5.",
        [("anna", 2)],
    ),
    "a value defined by a value that is defined later": (
        "number",
        "number(User, N) :- N = M + 1, M = A * 2, premises(User, A), A < 20.",
        [("anna", 21)],
    ),
    "a name for a constant": ("number", "number(User, N) :- premises(User, 10), N = 7.", [("anna", 7)]),
    "a name for another name": (
        "linked",
        "linked(User, Other) :- shares(User, P), Other = P, premises(P, 20).",
        [("anna", "bob")],
    ),
    "an equation that only tests": ("number", "number(User, A) :- premises(User, A), A = 5 * 4.", [("bob", 20)]),
    "the last day of a month": (
        "day",
        "day(User, D) :- premises(User, 10), D = 2019-01-31 + 1 month.",
        [("anna", "2019-02-28")],
    ),
    "the last day of a leap month": (
        "day",
        "day(User, D) :- premises(User, 10), D = 2020-01-31 + 1 month.",
        [("anna", "2020-02-29")],
    ),
    "a day before": ("day", "day(User, D) :- premises(User, 10), as_at(T), D = T - 1 day.", [("anna", "2018-05-31")]),
    "a day moved by a value": (
        "day",
        "day(User, D) :- premises(User, N), as_at(T), D = T + N months, N < 20.",
        [("anna", "2019-04-01")],
    ),
    "a day beyond the calendar": (
        "day",
        "day(User, D) :- premises(User, 10), D = 9999-12-31 + 2_000_000_000 days.",
        [("anna", "9999-12-31")],
    ),
    "a sum": (
        "total",
        "total(User, N) :- party(User), N = sum D : { shares(User, P), premises(P, D) }.",
        [("anna", 50), ("bob", 30), ("cleo", 0), ("dora", 0)],
    ),
    "a sum of calculations": (
        "total",
        "total(User, N) :- party(User), N = sum D * 2 : { shares(User, P), premises(P, D) }, N > 60.",
        [("anna", 100)],
    ),
    "a count": (
        "total",
        "total(User, N) :- party(User), N = count : { shares(User, P) }.",
        [("anna", 2), ("bob", 1), ("cleo", 0), ("dora", 0)],
    ),
    "a count of nothing named": (
        "total",
        "total(User, N) :- party(User), N = count : { shares(User, _) }.",
        [("anna", 1), ("bob", 1), ("cleo", 0), ("dora", 0)],
    ),
    "a count of everybody": ("total", "total(User, N) :- premises(User, 10), N = count : { party(P) }.", [("anna", 4)]),
    "the least": (
        "total",
        "total(User, N) :- party(User), N = min D : { shares(User, P), extra(P, D) }.",
        [("anna", 7), ("bob", 7)],
    ),
    "the greatest": (
        "total",
        "total(User, N) :- premises(User, 10), N = max D : { shares(P, _), extra(P, X), D = X + 1 }.",
        [("anna", 8)],
    ),
    "the greatest of nothing": (
        "total",
        'total(User, N) :- party(User), N = max D : { weakness(User, D2, _, _), extra(User, D), D2 != "x" }.',
        [],
    ),
    "the last day of several": (
        "day",
        "day(User, D) :- premises(User, 10), D = max X : { as_at(T), X = T + 1 day }.",
        [("anna", "2018-06-02")],
    ),
    "equal parts counted each": (
        "total",
        "total(User, N) :- premises(User, 10), N = sum D : { shares(User, P), extra(P, D) }.",
        [("anna", 14)],
    ),
    "a sum that is compared": (
        "large",
        "large(User) :- party(User), N = sum D : { shares(User, P), premises(P, D) }, N >= 30.",
        ["anna", "bob"],
    ),
    "a sum that is tested for a value": (
        "number",
        "number(User, A) :- extra(User, A), A = count : { party(_), shares(User, _) }.",
        [],
    ),
    "two sums": (
        "total",
        "total(User, N) :- premises(User, 20), N = A + 10 * B, "
        "A = count : { shares(User, P) }, B = count : { shares(P, User) }.",
        [("bob", 11)],
    ),
    "a sum grouped by a sum": (
        "total",
        "total(User, N) :- party(User), A = count : { shares(User, P) }, N = count : { extra(Q, C), C > 5 * A }.",
        [("anna", 0), ("bob", 4), ("cleo", 4), ("dora", 4)],
    ),
    "a sum whose conditions are negated": (
        "total",
        "total(User, N) :- premises(User, 10), N = count : { shares(User, P), not shares(P, _) }.",
        [("anna", 1)],
    ),
}


@pytest.mark.parametrize(("predicate", "rules", "rows"), VALUES.values(), ids=VALUES.keys())
def test_a_value_is_what_it_is_said_to_be(predicate: str, rules: str, rows: list[object], parties: PolicyTree) -> None:
    assert concluded(parties, rules, predicate) == rows


NO_VALUE = [
    "N = A mod 0",
    "N = A mod (A - 10)",
    "N = A mod (0 - 3)",
    "N = 1 + A mod 0",
    "N = 2 * (5 mod 0)",
    "N = 1, A mod 0 = A mod 0",
    "N = 1, A mod 0 != 5",
    "N = 1, A mod 0 < 5",
    "N = 1, 5 mod 0 = 5 mod 0",
    "N = max D : { extra(User, X), D = X mod 0 }",
]


@pytest.mark.parametrize("condition", NO_VALUE)
def test_a_remainder_by_nothing_has_no_value_and_concludes_nothing(condition: str, parties: PolicyTree) -> None:
    assert concluded(parties, f"number(User, N) :- premises(User, A), A = 10, {condition}.", "number") == []


def test_what_has_no_value_adds_nothing_to_a_sum(parties: PolicyTree) -> None:
    parties.party("dora", "extra: 9")
    rules = "total(User, N) :- premises(User, 10), N = sum D mod (D - 7) : { extra(_, D) }."
    assert concluded(parties, rules, "total") == [("anna", 1)]


def test_rules_over_relations_that_are_empty_conclude_what_they_should(tree: PolicyTree) -> None:
    tree.party("anna")
    rules = """
    large(User) :- premises(User, _).
    middle(User) :- large(User), party(User).
    small(User) :- party(User), not shares(User, _), not linked(User, _).
    linked(User, Other) :- shares(User, Other).
    total(User, N) :- party(User), N = count : { shares(User, _) }.
    number(User, N) :- party(User), N = min A : { weakness(User, A2, _, _), premises(User, A), A2 = "x" }.
    """
    model = tree.rules(rules).derive()
    assert [model.rows(value) for value in ("large", "middle", "linked", "number")] == [(), (), (), ()]
    assert model.rows("small") == (("anna",),)
    assert model.rows("total") == (("anna", 0),)


def test_a_rule_without_conditions_is_always_concluded(tree: PolicyTree) -> None:
    tree.party("anna")
    assert concluded(tree, 'large("anna").') == ["anna"]


def test_a_rule_of_two_hundred_conditions_is_derived(tree: PolicyTree) -> None:
    tree.party("anna", "premises: 5")
    conditions = ", ".join(f"premises(User, N{n}), N{n} > {n - 200}" for n in range(100))
    assert concluded(tree, f"large(User) :- {conditions}.") == ["anna"]


def test_a_calculation_of_a_hundred_steps_is_derived(tree: PolicyTree) -> None:
    tree.party("anna", "premises: 5")
    assert concluded(tree, f"number(User, N) :- premises(User, A), N = A{' + 1' * 100}.", "number") == [("anna", 105)]


def test_two_versions_in_one_process_know_nothing_of_each_other(tree: PolicyTree) -> None:
    def model(count: int, rule: str) -> Relations:
        tree.party("anna", f"premises: {count}")
        return tree.rules(rule).derive().relations

    before = model(5, "large(User) :- premises(User, N), N > 3.")
    other = model(9, "large(User) :- premises(User, N), N > 20.\nsmall(User) :- premises(User, N), N < 20.")
    assert (before["large"], other["large"], other["small"]) == ((("anna",),), (), (("anna",),))
    assert other["premises"] == (("anna", 9),)
    assert model(5, "large(User) :- premises(User, N), N > 3.") == before
