"""Claims where the names that the examination gives to parties and records could hide what some party has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.effect.effect import Effect, effect_between
from tests.effect.added_facts import with_added_facts
from tests.effect.test_any_party import BY_ITSELF, with_duty

MORE = """
deal:
  kind: fact
  args: {user: party, id: text, agent: party}
  says: "{user} has the deal {id} with {agent}"
  absent: none
  because: a situation lists each
broker:
  kind: fact
  field: deal.broker
  args: {user: party, id: text, broker: party}
  says: "{broker} brokered the deal {id} of {user}"
  absent: none
  because: a situation says who brokered a deal
memo:
  kind: fact
  args: {user: party, id: text, about: text}
  says: "{user} has the memo {id} about {about}"
  absent: none
  because: a situation lists each
audit:
  kind: fact
  args: {user: party, id: text, category: category}
  says: "{user} had the audit {id} of the kind {category}"
  absent: none
  because: a situation lists each
visit:
  kind: fact
  args: {user: party, id: text, category: category}
  says: "{user} had the visit {id} of the kind {category}"
  absent: none
  because: a situation lists each
owner:
  kind: fact
  args: {user: party, the_party: party}
  says: "{user} belongs to {the_party}"
  absent: none
  because: a situation lists each
measure:
  kind: fact
  args: {user: party, on: date, count: count}
  says: "{user} measured {count} on {on}"
  absent: none
  because: a situation lists each
measured_by:
  kind: fact
  field: measure.by
  args: {user: party, on: date, count: count, by: text}
  says: "{by} measured {count} of {user} on {on}"
  absent: none
  because: a situation says who measured
event:
  kind: fact
  args: {user: party, on: date, category: category}
  says: "{user} had an event of the kind {category} on {on}"
  absent: none
  because: a situation lists each
event_until:
  kind: fact
  field: event.until
  args: {user: party, category: category, until: date}
  says: "an event of the kind {category} of {user} lasted until {until}"
  absent: none
  because: a situation says how long an event lasted
lease:
  kind: fact
  args: {user: party, id: text, category: category}
  says: "{user} has the lease {id} of the kind {category}"
  absent: none
  because: a situation lists each
lease_left:
  kind: fact
  args: {user: party, id: text, category: category, left: date}
  begins: left
  ended: lease
  says: "{user} gave up the lease {id} of the kind {category} on {left}"
  absent: none
  because: a situation says so where a lease has ended
special:
  kind: derived
  args: {user: party}
  says: "{user} is special"
"""
"""Facts of which records would have the name of a party, of a text, or of another kind of record."""


@pytest.fixture(scope="module")
def wider(policies: Policies, tmp_path_factory: pytest.TempPathFactory) -> Policies:
    """The policies with further facts in their vocabulary."""
    return with_added_facts(policies, tmp_path_factory.mktemp("vocabulary"), MORE)


@pytest.fixture(scope="module")
def code(wider: Policies) -> Code:
    """A Code to which each proposal adds one duty."""
    return replace(consolidate(wider, version_named(wider, "SECMP0059")), vocabulary=wider.vocabulary)


def effect_of(code: Code, policies: Policies, body: str, head: str = BY_ITSELF, before: str = "") -> Effect:
    """What a proposal changes, in a Code that has other rules already."""
    first, _, rest = before.removesuffix(".").rpartition(" :- ")
    replaced = with_duty(code, rest, first) if before else code
    return effect_between(replaced, with_duty(code, body, f"{before} {head}"), policies, date(2019, 3, 1))


OF_A_RECORD = "obligation(User, not_operate_triage, Name)"
OWED = "owed_to(User, not_operate_triage, {}, {})"
SOME_HAVE_IT = {
    "a record that has not the name of its agent": ("deal(User, Name, Agent), Name != Agent", OF_A_RECORD, ""),
    "a record of which no party has the name": ("deal(User, Name, _), not party(Name)", OF_A_RECORD, ""),
    "a record that has not the name of its party": ("deal(User, Name, User), Name != User", OF_A_RECORD, ""),
    "a record that has not the name of what it is about": ("memo(User, Name, About), Name != About", OF_A_RECORD, ""),
    "two kinds of records of one category, of two names": (
        "visit(User, Name, full), audit(User, Other, full), Name != Other",
        OWED.format("Name", "Other"),
        "obligation(User, not_operate_triage, Name) :- visit(User, Name, full).",
    ),
    "what is owed about one text to another": (
        "contract(User, _, With, For), With != For",
        OWED.format("With", "For"),
        "obligation(User, not_operate_triage, Name) :- contract(User, _, Name, _).",
    ),
    "what is owed about a text to a record of another": (
        "contract(User, Name, Other, _), contract(User, _, With, _), With != Other",
        OWED.format("With", "Name"),
        "obligation(User, not_operate_triage, Name) :- contract(User, _, Name, _).",
    ),
    "a party that another knows": ("knows(Other, User), Other != User", BY_ITSELF, ""),
    "a party that another knows and provides to": (
        "shared_resource(Other, User, _), knows(Other, _), Other != User",
        BY_ITSELF,
        "",
    ),
    "another User of its provider, which it does not know": (
        "shares_with(User, Other, supplier_party), knows(User, _), not knows(User, Other)",
        BY_ITSELF,
        "",
    ),
    "a duty about a provider, beside one about the word": (
        "shared_resource(User, Name, _), Name != User",
        OF_A_RECORD,
        'obligation(User, not_operate_triage, "provider") :- party(User).',
    ),
    "a duty about another User, beside one about the words": (
        "shared_resource(Name, User, _), Name != User",
        OF_A_RECORD,
        'obligation(User, not_operate_triage, "other-user") :- party(User).',
    ),
    "a second party whose words are those for the first": ("owner(User, Other), Other != User", BY_ITSELF, ""),
    "a key that names a party": ("broker(User, _, Other), user_role(Other, gas_supplier)", BY_ITSELF, ""),
    "two records of a day that only a key tells apart": (
        "event_until(User, full, One), event_until(User, full, Other), One != Other",
        BY_ITSELF,
        "",
    ),
}


@pytest.mark.parametrize(("body", "head", "before"), SOME_HAVE_IT.values(), ids=SOME_HAVE_IT)
def test_a_duty_that_some_party_has_whatever_it_calls_its_records_is_a_change(
    code: Code, wider: Policies, body: str, head: str, before: str
) -> None:
    changes = effect_of(code, wider, body, head, before).changes
    assert {change.before for change in changes} == {("none",)}


OF_PROVIDER = "shared_resource(User, Provider, _), Provider != User"
OF_USER = "shared_resource(Other, Provider, _), Other != User"
BOUNDED = {
    "a duty of a party of a name, whatever others are": (
        "user_role(_, gas_supplier)",
        'obligation("dcc", not_operate_triage, "review")',
        "",
        "is not called “dcc”",
    ),
    "a duty about the party, beside one about the word": (
        "party(User)",
        "obligation(User, not_operate_triage, User)",
        'obligation(User, not_operate_triage, "the-party") :- party(User).',
        "is called “the-party”",
    ),
    "a day moved so far that the end of the calendar holds it": (
        "assessment(User, full, Day), Late = Day + 2_914_000 days, Back = Late - 2_914_000 days, Back != Day",
        BY_ITSELF,
        "",
        "is asked about as at 1 March 2019",
    ),
    "a record of another User that has not the name of one of the provider": (
        f"{OF_PROVIDER}, incident(Provider, One, _), {OF_USER}, incident(Other, Two, _), One != Two",
        BY_ITSELF,
        "",
        "other parties: one of each, named like the first",
    ),
    "a name of a record of the provider that no record of another User has": (
        f"{OF_PROVIDER}, incident(Provider, One, _), {OF_USER}, incident(Other, _, _), not incident(Other, One, _)",
        BY_ITSELF,
        "",
        "other parties: one of each, named like the first",
    ),
    "a duty about a record of another User, beside one about those of the provider": (
        f"{OF_PROVIDER}, incident(Provider, _, _), {OF_USER}, incident(Other, Name, _)",
        OF_A_RECORD,
        f"obligation(User, not_operate_triage, Name) :- {OF_PROVIDER}, incident(Provider, Name, _).",
        "other parties: one of each, named like the first",
    ),
    "a lease that ended twice": (
        "lease_left(User, Name, _, One), lease_left(User, Name, _, Other), One < Other",
        OF_A_RECORD,
        "",
        "calls no two records alike that have ended",
    ),
    "what a party knows that another User knows": (
        "knows(User, Other), knows(Other, Third), Third != Other",
        BY_ITSELF,
        "",
        "one other user that has none itself and one further User of it",
    ),
}
"""Duties that some party has which is not among those examined."""


@pytest.mark.parametrize(("body", "head", "before", "words"), BOUNDED.values(), ids=BOUNDED)
def test_a_claim_about_parties_of_other_names_or_days_says_so(
    code: Code, wider: Policies, body: str, head: str, before: str, words: str
) -> None:
    effect = effect_of(code, wider, body, head, before)
    assert not effect.undecided
    assert words in (effect.bound or "")


NOBODY_HAS_IT = {
    "one record stated twice": "measured_by(User, Day, Count, One), measured_by(User, Day, Count, Other), One != Other",
    "a party that a key names and that is not there": "broker(User, _, Other), not party(Other)",
    "two numbers of the party that has the name examined": (
        'domestic_premises("the-party", One), domestic_premises("the-party", Other), One != Other, party(User)'
    ),
}


@pytest.mark.parametrize("body", NOBODY_HAS_IT.values(), ids=NOBODY_HAS_IT)
def test_a_duty_that_no_file_can_bring_about_is_no_change(code: Code, wider: Policies, body: str) -> None:
    assert effect_of(code, wider, body).unchanged


def test_a_duty_changes_by_another_for_which_its_excuse_asks_and_not_by_the_sentence_alone(
    code: Code, wider: Policies
) -> None:
    """Of the sentence `special` the proposal changes nothing, and through that the excuse was taken to change alone."""
    before = (
        f"special(User) :- user_role(User, gas_supplier). {BY_ITSELF} :- special(User). "
        'excused(User, not_operate_triage, "review") :- obligation(User, Duty, "new"), special(User).'
    )
    head = (
        "special(User) :- user_role(User, gas_supplier), incident(User, _, _). "
        'obligation(User, take_triage_steps, "new")'
    )
    changes = effect_of(code, wider, "domestic_premises(User, Count), Count > 5", head, before).changes
    found = {(change.subject.arguments[0], change.before, change.after) for change in changes}
    assert ("not_operate_triage", ("applies",), ("excused",)) in found
