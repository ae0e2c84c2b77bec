"""Claims where rules tell records by name, texts that are no names, and the words that the examination itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.effect.effect import Effect, effect_between
from secg.outcomes.states import HAS_DUTY
from tests.effect.added_facts import with_added_facts
from tests.effect.test_any_party import BY_ITSELF, with_duty


@pytest.fixture(scope="module")
def wider(policies: Policies, tmp_path_factory: pytest.TempPathFactory) -> Policies:
    """The policies with further facts in their vocabulary."""
    return with_added_facts(policies, tmp_path_factory.mktemp("vocabulary"))


@pytest.fixture(scope="module")
def code(wider: Policies) -> Code:
    """A Code to which each proposal adds one duty."""
    return replace(consolidate(wider, version_named(wider, "SECMP0059")), vocabulary=wider.vocabulary)


def effect_of(code: Code, body: str, policies: Policies, head: str = BY_ITSELF) -> Effect:
    """What a proposal changes, asked about before a status came into use."""
    return effect_between(code, with_duty(code, body, head), policies, date(2019, 3, 1))


OF_A_RECORD = "obligation(User, not_operate_triage, Name)"
SOME_HAVE_IT: Mapping[str, tuple[str, str]] = {
    "two named records, one after the other": (
        BY_ITSELF,
        'report_received(User, "draft", One), report_received(User, "final", Other), One < Other',
    ),
    "a key of one named record before another named record": (
        BY_ITSELF,
        'responded(User, "draft", One), report_received(User, "final", Other), One < Other',
    ),
    "the first of one name before the last of another": (
        BY_ITSELF,
        'user_role(User, _), First = min D : { report_received(User, "draft", D) }, '
        'Last = max E : { report_received(User, "final", E) }, First < Last',
    ),
    "a record beside one that is named": (
        OF_A_RECORD,
        'incident(User, Name, One), incident(User, "first", Other), One > Other',
    ),
    "a party that is named and has two named records": (
        BY_ITSELF,
        'user_role(User, _), incident("big", "a", One), incident("big", "b", Other), One < Other',
    ),
    "a record that has not the name which the examination gives it": (
        OF_A_RECORD,
        'incident(User, Name, _), Name != "incident"',
    ),
    "a duty about what the examination calls a second record": (
        'obligation(User, not_operate_triage, "incident-2")',
        "incident(User, One, _), incident(User, Other, _), One != Other",
    ),
    "a record that has the name of the party examined": (
        BY_ITSELF,
        'incident(User, "the-party", One), incident(User, "provider", Other), One < Other',
    ),
    "a value that a party need not state": (BY_ITSELF, "rating(User, Category), Category != full"),
    "a text that is not the one which the examination states": (
        OF_A_RECORD,
        'contract(User, Name, With, _), With != "something"',
    ),
    "a provider that has not the name which the examination gives it": (
        BY_ITSELF,
        'shared_resource(User, Party, _), Party != "provider", Party != User',
    ),
    "two texts of a record that differ": (OF_A_RECORD, "contract(User, Name, With, For), With != For"),
    "two texts that are keys": (
        BY_ITSELF,
        "inspector(User, full, _, One), inspector(User, verification, _, Other), One != Other",
    ),
}


@pytest.mark.parametrize(("head", "body"), SOME_HAVE_IT.values(), ids=SOME_HAVE_IT)
def test_a_duty_that_some_party_has_by_names_and_texts_is_a_change(
    code: Code, wider: Policies, head: str, body: str
) -> None:
    changes = effect_of(code, body, wider, head).changes
    assert {(change.before, change.after) for change in changes} == {(("none",), (HAS_DUTY,))}


@pytest.mark.parametrize("fact", ["incident(User, {}, _)", "response_step(User, {}, _)"])
def test_that_a_duty_about_one_record_is_owed_to_another_of_its_kind_is_a_change(
    code: Code, wider: Policies, fact: str
) -> None:
    duty = "report_incident" if "incident" in fact else "take_step"
    body = f"{fact.format('One')}, {fact.format('Other')}, One != Other"
    [change] = effect_of(code, body, wider, f"owed_to(User, {duty}, One, Other)").changes
    assert (change.before, change.after) == (("none",), ("owed",))


BOUNDED = {
    "a text that is the name of its record": ("contract(User, Name, Name, _)", "states no other texts"),
    "a text that is the name of another record": (
        "contract(User, _, Name, _), incident(User, Name, _)",
        "states no other texts",
    ),
    "a text that is the name of a party": ("contract(User, _, Party, _), party(Party)", "states no other texts"),
    "three texts that differ": (
        "contract(User, _, One, Other), inspector(User, _, _, Third), One != Other, One != Third, Other != Third",
        "states no other texts",
    ),
    "a status that comes into use later": ("later_status(User, rejected, _)", "is asked about as at 1 March 2019"),
    "the end of the month in which is asked": (
        "user_role(User, _), as_at(Today), Late = Today + 1 months, Back = Late - 1 months, Back != Today, "
        "Today > 2025-05-20, Today < 2025-06-10",
        "has no others moved by months",
    ),
    "the end of a month that is calculated": (
        "sec_party_since(User, Day), Day > 2018-07-20, Day < 2018-07-22, One = Day + 5 days, Other = One + 5 days, "
        "Late = Other - 1 months, Back = Late + 1 months, Back != Other",
        "has no others moved by months",
    ),
    "a day that moves back by a number of months": (
        "domestic_premises(User, Count), Months = Count - 10, sec_party_since(User, Day), Late = Day + Months months, "
        "Late < Day",
        "has no day move by fewer than 0 or more than 36 months",
    ),
    "the name of the party examined": ('user_role(User, _), User != "the-party"', "is called “the-party”"),
    "a provider that is an agent": (
        "shared_resource(User, Party, _), agent(User, Party), Party != User",
        "one provider and one agent, each another party and without any of these itself",
    ),
    "an acquaintance that shares": (
        "knows(User, Party), shares_with(User, Party, supplier_party)",
        "one provider and one other user, each another party and without any of these itself",
    ),
}
"""Duties that some party has which is not among those examined."""


@pytest.mark.parametrize(("body", "words"), BOUNDED.values(), ids=BOUNDED)
def test_a_claim_says_by_which_names_texts_and_days_it_is_bound(
    code: Code, wider: Policies, body: str, words: str
) -> None:
    effect = effect_of(code, body, wider)
    assert not effect.undecided
    assert words in (effect.bound or "")


def test_each_of_two_texts_of_which_the_same_is_so_is_told_once(code: Code, wider: Policies) -> None:
    effect = effect_of(code, "contract(User, _, Name, _)", wider, OF_A_RECORD)
    assert len(effect.changes) == 1
