"""Which parties a claim is of: what a party of another kind could make false is named in it."""

from __future__ import annotations

import re

import pytest

from secg.code.policies import Policies
from secg.effect.effect import Effect, effect_between
from secg.outcomes.bounds import Joins
from secg.outcomes.states import HAS_DUTY
from tests.effect.small_codes import small_code, small_policies
from tests.trust.programs import read_program


def effect_of(text: str) -> Effect:
    """The effect of doing without these rules."""
    before, after = small_code(read_program(text, "before").rules), small_code(())
    return effect_between(before, after, small_policies(), before.in_force)


NAMED = {
    "who serves whom": 'must(P0, red, P0) :- party(P0), serves("anna", "bob").',
    "whom a named party serves": 'must(P0, red, P0) :- serves("anna", P0), likes(P0, red).',
    "what they like whom it serves": 'must(P0, red, P0) :- party(P0), serves("anna", P1), likes(P1, red).',
}


@pytest.mark.parametrize("text", NAMED.values(), ids=list(NAMED))
def test_a_party_that_rules_name_may_serve_others(text: str) -> None:
    [change] = effect_of(text).changes
    assert (change.before, change.after) == ((HAS_DUTY,), ("none",))
    assert "anna" in [party_file.party for party_file in change.witness.files]


STRANGERS = {
    "what it likes": "must(P0, red, P0) :- likes(P0, red), likes(P1, green), P1 != P0.",
    "that there is one": "must(P0, red, P0) :- likes(P0, red), party(P1), P1 != P0.",
    "how many there are": "must(P0, red, P0) :- likes(P0, red), C1 = count : { party(P1) }, C1 > 1.",
    "its number": "must(P0, red, P0) :- likes(P0, red), premises(P1, C1), premises(P0, C2), C1 > C2.",
}


@pytest.mark.parametrize("text", STRANGERS.values(), ids=list(STRANGERS))
def test_a_rule_that_looks_for_any_party_at_all_finds_one(text: str) -> None:
    effect = effect_of(text)
    assert [(change.before, change.after) for change in effect.changes] == [((HAS_DUTY,), ("none",))]
    assert effect.bound is not None
    assert "one further party" in effect.bound


def test_a_claim_is_of_parties_whose_provider_has_none_itself() -> None:
    bound = effect_of("must(P0, red, P0) :- serves(P0, P1), serves(P1, P2), P0 != P1, P1 != P2, P0 != P2.").bound
    assert bound is not None
    assert "one other that has none itself" in bound


MIXED = {
    "in one rule": "must(P0, red, P0) :- likes(P0, red), owns(P1, P0, D1, I1).",
    "through conclusions": (
        "d0(P0) :- likes(P0, red).\nd6(P0) :- owns(P1, P0, D1, I1).\nmust(P0, red, P0) :- d0(P0), d6(P0)."
    ),
    "compared": "must(P0, red, P0) :- likes(P0, red), owns(P1, T1, D1, I1), T1 = P0.",
    "negated": "must(P0, red, P0) :- likes(P0, red), not owns(_, P0, _, _).",
    "in an excuse": ("must(P0, red, P0) :- likes(P0, red).\nlet_off(P0, red, T1) :- owns(P0, T1, D1, I1)."),
}


@pytest.mark.parametrize("text", MIXED.values(), ids=list(MIXED))
def test_a_text_that_may_be_the_name_of_a_party_is_told(text: str) -> None:
    bound = effect_of(text).bound
    assert bound is not None
    assert "calls nothing by the name of a party" in bound


ORDERED = {
    "parties": "must(P0, red, P0) :- serves(P0, P1), P0 < P1.",
    "a party and a name in a rule": 'must(P0, red, P0) :- likes(P0, red), P0 < "bob".',
    "records": "must(P0, red, P0) :- owns(P0, T1, D1, I1), owns(P0, T2, D2, I2), T1 < T2.",
    "the least": "must(P0, red, P0) :- likes(P0, red), P2 = min P1 : { serves(P0, P1) }, P2 != P0.",
    "between braces": "must(P0, red, P0) :- likes(P0, red), C1 = count : { serves(P0, P1), P1 > P0 }, C1 > 0.",
    "through conclusions": "d0(P1) :- serves(P0, P1).\nmust(P0, red, P0) :- likes(P0, red), d0(P1), P1 <= P0.",
}


@pytest.mark.parametrize("text", ORDERED.values(), ids=list(ORDERED))
def test_rules_that_look_at_the_order_of_names_bound_the_claim_to_those_examined(text: str) -> None:
    bound = effect_of(text).bound
    assert bound is not None
    assert "no other names than those examined" in bound


def test_the_order_of_numbers_and_days_is_not_that_of_names() -> None:
    bound = effect_of("must(P0, red, P0) :- premises(P0, C1), serves(P0, P1), premises(P1, C2), C1 > C2.").bound
    assert bound is not None
    assert "names" not in bound


def test_nothing_is_called_by_no_text_at_all() -> None:
    assert effect_of('must(P0, red, P0) :- owns(P0, "", D1, I1).').changes == ()
    assert effect_of('must(P0, red, P0) :- likes(P0, red), serves("", P0).').changes == ()


MOVED = "\n".join(
    f"must(P0, green, P0) :- owns(P0, T1, D1, I1), D2 = D1 + {months} months, D2 > 2018-01-0{months}."
    for months in range(1, 8)
)


def test_a_day_that_rules_name_is_tried_however_many_days_they_move() -> None:
    effect = effect_of(f"must(P0, red, P0) :- owns(P0, T1, D1, I1), D1 < 1990-01-01.\n{MOVED}")
    assert "red" in {change.subject.arguments[0] for change in effect.changes}


def test_a_claim_says_where_not_every_day_was_tried_on_which_the_rules_turn() -> None:
    bound = effect_of(MOVED).bound
    assert bound is not None
    assert re.search(r"states no other days than \d\d of the \d{3} on which the rules turn", bound)


def test_what_is_said_of_things_alone_is_proved() -> None:
    assert effect_of("must(P0, red, T1) :- owns(P0, T1, D1, I1), likes(P0, red).").bound is None


MEETING = {
    "in one rule": "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _), incident(U, X, _).",
    "by what is said of a record": (
        "obligation(U, notify_manufacturer, X) :- manufacturer_aware(U, X), incident_reported(U, X, _)."
    ),
    "through a duty": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _).\n"
        "obligation(U, take_step, X) :- obligation(U, notify_manufacturer, X), incident(U, X, _)."
    ),
    "in an excuse": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _).\n"
        "excused(U, notify_manufacturer, X) :- incident(U, X, _)."
    ),
    "in a due day": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _).\n"
        "due(U, notify_manufacturer, X, Day) :- incident(U, X, Day)."
    ),
    "in two due days": (
        "due(U, notify_manufacturer, X, 2020-01-01) :- vulnerability(U, X, _, _).\n"
        "due(U, notify_manufacturer, X, Day) :- incident(U, X, Day)."
    ),
    "in an addressee": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _).\n"
        'owed_to(U, notify_manufacturer, X, "the manufacturer") :- incident(U, X, _).'
    ),
}
APART = {
    "a record and what is said of it": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _), manufacturer_aware(U, X)."
    ),
    "two duties": (
        "obligation(U, notify_manufacturer, X) :- vulnerability(U, X, _, _).\n"
        "excused(U, take_step, X) :- incident(U, X, _)."
    ),
}


@pytest.mark.parametrize("text", [*MEETING.values(), *APART.values()], ids=[*MEETING, *APART])
def test_records_of_two_kinds_meet_where_a_name_is_asked_of_both(text: str, policies: Policies) -> None:
    rules = read_program(text, "meeting", policies.vocabulary).rules
    assert Joins(rules, policies.vocabulary).kinds == (text in MEETING.values())
