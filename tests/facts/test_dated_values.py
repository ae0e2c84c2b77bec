"""A party's values in time: what holds on a day, where one value ends another, and the dates that can't be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy_tree import PolicyTree, codes_of, paragraph, places_of, unmarked


@pytest.fixture(autouse=True)
def _policies(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: One"))


def premises(tree: PolicyTree, day: str) -> list[object]:
    """How many premises anna has on a day; nothing where she states none."""
    return [row[1] for row in tree.facts(day).rows.get("premises", {})]


def test_a_bare_value_holds_always(tree: PolicyTree) -> None:
    tree.party("anna", "premises: 5")
    assert premises(tree, "1900-01-01") == premises(tree, "2999-12-31") == [5]


def test_a_value_holds_from_its_first_to_its_last_day(tree: PolicyTree) -> None:
    tree.party("anna", "premises: {count: 5, from: 2018-03-01, to: 2018-03-31}")
    days = ["2018-02-28", "2018-03-01", "2018-03-31", "2018-04-01"]
    assert [premises(tree, day) for day in days] == [[], [5], [5], []]


def test_a_later_value_ends_the_earlier_one(tree: PolicyTree) -> None:
    tree.party("anna", "premises:\n  - {count: 7, from: 2018-06-01}\n  - {count: 5, from: 2018-03-01}")
    days = ["2018-02-28", "2018-05-31", "2018-06-01", "2030-01-01"]
    assert [premises(tree, day) for day in days] == [[], [5], [7], [7]]


def test_a_dated_value_ends_one_that_held_always(tree: PolicyTree) -> None:
    tree.party("anna", "premises: [5, {count: 7, from: 2018-06-01}]")
    assert [premises(tree, day) for day in ("2018-05-31", "2018-06-01")] == [[5], [7]]


def test_a_gap_between_two_values_is_a_gap(tree: PolicyTree) -> None:
    tree.party("anna", "premises: [{count: 5, to: 2018-03-31}, {count: 7, from: 2018-06-01}]")
    assert [premises(tree, day) for day in ("2018-03-31", "2018-04-01", "2018-06-01")] == [[5], [], [7]]


def test_several_values_of_a_fact_that_allows_them_hold_side_by_side(tree: PolicyTree) -> None:
    tree.party("anna", "user_role: [supplier, {role: network, from: 2018-06-01}]")
    rows = [sorted(row[1] for row in tree.facts(day).rows["user_role"]) for day in ("2018-05-31", "2018-06-01")]
    assert rows == [["supplier"], ["network", "supplier"]]


def test_a_fact_begins_on_the_day_that_it_names(tree: PolicyTree) -> None:
    tree.party("anna", "weakness: [{id: w, in: systems, aware: 2018-06-15}]")
    assert [len(tree.facts(day).rows.get("weakness", {})) for day in ("2018-06-14", "2018-06-15")] == [0, 1]


def test_a_day_that_is_all_a_fact_says_is_the_day_on_which_it_begins(tree: PolicyTree) -> None:
    tree.declares('joined: {kind: fact, args: {user: party, on: date}, begins: on, says: "{user} joined on {on}"}')
    tree.party("anna", "joined: 2018-06-15")
    assert [len(tree.facts(day).rows.get("joined", {})) for day in ("2018-06-14", "2018-06-15")] == [0, 1]


def test_an_optional_part_begins_on_its_own_day_and_ends_with_its_fact(tree: PolicyTree) -> None:
    tree.party("anna", "weakness: [{id: w, in: systems, aware: 2018-06-15, owner_told: 2018-06-20, to: 2018-07-01}]")
    days = ["2018-06-15", "2018-06-19", "2018-06-20", "2018-07-01", "2018-07-02"]
    assert [len(tree.facts(day).rows.get("owner_told", {})) for day in days] == [0, 0, 1, 1, 0]


def test_a_true_part_holds_as_long_as_its_fact_and_a_false_one_never(tree: PolicyTree) -> None:
    text, other = (f"{{id: {id}, in: systems, aware: 2018-06-15, owner_knows: " for id in "wv")
    tree.party("anna", f"weakness: [{text}true}}, {other}false}}]")
    assert list(tree.facts("2018-06-15").rows["owner_knows"]) == [("anna", "w")]
    assert "owner_knows" not in tree.facts("2018-06-14").rows


def test_an_optional_part_of_a_fact_with_one_value_at_a_time_ends_with_its_value(tree: PolicyTree) -> None:
    tree.declares(
        """
        counted: {kind: fact, field: premises.counted, args: {user: party, counted: date}, says: "x"}
        """
    )
    tree.party("anna", "premises: [{count: 5, counted: 2018-01-01}, {count: 7, from: 2018-06-01, counted: 2018-05-30}]")
    rows = [[str(row[1]) for row in tree.facts(day).rows["counted"]] for day in ("2018-05-31", "2018-06-01")]
    assert rows == [["2018-01-01"], ["2018-05-30"]]


FAULTS = {
    "an end before its start": (["E408"], "premises: {count: 5, from: 2018-03-01, to: ▸2018-02-28}"),
    "an end before the day on which the fact begins": (
        ["E408"],
        "weakness: [{id: w, in: systems, aware: 2018-06-15, to: ▸2018-06-14}]",
    ),
    "two values from one day on": (
        ["E409"],
        "premises:\n  - {count: 5, from: 2018-03-01}\n  - ▸{count: 6, from: 2018-03-01}",
    ),
    "two values that both hold always": (["E409"], "premises: [5, ▸6]"),
    "a value that holds always and one from the first day of the calendar": (
        ["E409"],
        "premises: [{count: 5}, ▸{count: 6, from: 0001-01-01}]",
    ),
    "three values from one day on": (["E409", "E409"], "premises: [5, ▸6, ▸7]"),
    "a value that ends after the next one starts": (
        ["E410"],
        "premises: [▸{count: 5, to: 2018-06-01}, {count: 6, from: 2018-06-01}]",
    ),
    "the same value twice": (["E412"], "user_role: [supplier, ▸supplier]"),
    "the same value twice for some days": (
        ["E412"],
        "user_role:\n  - {role: supplier, from: 2018-01-01, to: 2018-03-01}\n  - ▸{role: supplier, from: 2018-03-01}",
    ),
    "the same value from two days on": (
        ["E412"],
        "user_role: [{role: supplier, from: 2018-02-01}, ▸{role: supplier, from: 2018-01-01}]",
    ),
    "the same value of one at a time twice": (["E412"], "premises: [5, ▸5]"),
    "two records of one name, of which one was told of": (
        ["E420"],
        "weakness:\n  - {id: w, in: systems, aware: 2018-06-15, owner_told: 2018-06-20}\n"
        "  - ▸{id: w, in: systems, aware: 2019-06-15}",
    ),
    "two records of one name that meet on one day": (
        ["E420"],
        "weakness: [{id: w, in: systems, aware: 2018-06-15, to: 2018-07-01}, ▸{id: w, in: systems, aware: 2018-07-01}]",
    ),
    "three records of one name": (
        ["E420", "E420"],
        "weakness: [{id: w, in: systems, aware: 2018-06-15}, ▸{id: w, in: systems, aware: 2018-06-16},"
        " ▸{id: w, in: systems, aware: 2018-06-17}]",
    ),
    "a day that is none": (["E118"], "premises: {count: 5, from: ▸2018-02-30}"),
}


@pytest.mark.parametrize(("codes", "facts"), FAULTS.values(), ids=FAULTS.keys())
def test_dates_that_can_not_be_are_reported_once_and_at_their_place(
    codes: list[str], facts: str, tree: PolicyTree
) -> None:
    text, places = unmarked(facts)
    diagnostics = tree.party("anna", text).faults()
    assert codes_of(diagnostics) == codes, [str(diagnostic) for diagnostic in diagnostics]
    assert places_of(diagnostics) == [(line + 3, column + 2) for line, column in places]


def test_a_name_may_be_given_again_once_its_record_has_ended(tree: PolicyTree) -> None:
    ended = "{id: w, in: systems, aware: 2018-06-15, to: 2018-07-01}"
    tree.party("anna", f"weakness: [{ended}, {{id: w, in: systems, aware: 2018-07-02}}]")
    assert [len(tree.facts(day).rows["weakness"]) for day in ("2018-07-01", "2018-07-02")] == [1, 1]


DAYS = st.integers(0, 40).map(lambda number: date(2018, 1, 1) + timedelta(number))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(starts=st.dictionaries(DAYS, st.integers(0, 9), min_size=1, max_size=5), day=DAYS)
def test_on_any_day_the_value_is_the_last_that_has_started(
    starts: dict[date, int], day: date, tree: PolicyTree
) -> None:
    entries = "\n".join(f"  - {{count: {count}, from: {start}}}" for start, count in starts.items())
    tree.party("anna", f"premises:\n{entries}")
    started = [start for start in starts if start <= day]
    assert premises(tree, day.isoformat()) == ([starts[max(started)]] if started else [])
