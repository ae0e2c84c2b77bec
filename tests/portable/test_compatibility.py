"""What breaks party files and readers of an older vocabulary: every attribute of a declaration is compared or named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Argument, Enumeration, Predicate, Vocabulary, Window
from secg.messages import Span
from secg.portable.compatibility import broken_promises, not_compared
from secg.portable.model import encoded_vocabulary

NOWHERE = Span("vocabulary.yaml", 1, 1)
ARGUMENTS = tuple(
    Argument(*pair) for pair in (("user", "party"), ("id", "text"), ("day", "date"), ("status", "status"))
)
FACT = Predicate("response", PredicateKind.FACT, ARGUMENTS, "", NOWHERE)
KEY = replace(FACT, name="left", field="response.left")
ANSWER = replace(FACT, name="required", kind=PredicateKind.ANSWER, question="year")
IN_2019 = Window(date(2019, 1, 1), date(2019, 12, 31), "S0")
STATUS = Enumeration("status", {"open": "Open"}, NOWHERE, {"open": IN_2019})

CHANGED: dict[str, tuple[Predicate, Any]] = {
    "kind": (FACT, PredicateKind.DERIVED),
    "arguments": (FACT, ARGUMENTS[:-1]),
    "absent": (FACT, "unknown"),
    "default": (FACT, "open"),
    "one_at_a_time": (FACT, True),
    "field": (KEY, "response.ended"),
    "begins": (FACT, "day"),
    "starts": (KEY, True),
    "ended": (FACT, "user_role"),
    "question": (ANSWER, "month"),
    "not_before": (FACT, "received"),
    "dated_by": (FACT, ("day",)),
    "refers": (FACT, {"status": "user_role.status"}),
}
WORDS = {"says", "denies", "denies_any", "term", "because", "nouns"}
SAID = {"changed_by", "doubt"}
"""What `not_compared` names."""


def model(*predicates: Predicate, status: Enumeration = STATUS) -> dict[str, Any]:
    declared = {predicate.name: predicate for predicate in predicates}
    return {"vocabulary": encoded_vocabulary(Vocabulary({"status": status}, declared, "vocabulary.yaml"))}


def of_older_tool(told: dict[str, Any]) -> dict[str, Any]:
    del told["vocabulary"]["windows"]
    return told


def test_every_attribute_of_a_predicate_is_compared_or_said_not_to_be() -> None:
    assert {field.name for field in fields(Predicate)} == CHANGED.keys() | WORDS | SAID | {"name", "span"}


@pytest.mark.parametrize("attribute", CHANGED)
def test_a_change_of_an_attribute_is_told(attribute: str) -> None:
    before, value = CHANGED[attribute]
    after = replace(before, **{attribute: value})
    assert broken_promises(model(before), model(after))
    assert broken_promises(model(before), model(before)) == []


@pytest.mark.parametrize("attribute", ["one_at_a_time", "begins", "starts", "ended", "absent"])
def test_that_an_attribute_is_taken_away_is_told(attribute: str) -> None:
    before, value = CHANGED[attribute]
    assert broken_promises(model(replace(before, **{attribute: value})), model(before))


@pytest.mark.parametrize("attribute", ["not_before", "dated_by", "refers"])
def test_what_is_refused_no_longer_breaks_nothing(attribute: str) -> None:
    before, value = CHANGED[attribute]
    assert broken_promises(model(replace(before, **{attribute: value})), model(before)) == []


def test_every_attribute_of_a_type_is_compared() -> None:
    assert {field.name for field in fields(Enumeration)} == {"name", "labels", "span", "windows"}
    assert {field.name for field in fields(Window)} == {"first", "last", "source"}


@pytest.mark.parametrize("window", [replace(IN_2019, first=date(2019, 2, 1)), replace(IN_2019, last=date(2019, 2, 1))])
def test_a_symbol_in_use_on_fewer_days_is_told(window: Window) -> None:
    narrow, always = replace(STATUS, windows={"open": window}), replace(STATUS, windows={})
    line = ["`open` of status is in use on fewer days than before"]
    assert broken_promises(model(FACT), model(FACT, status=narrow)) == line
    assert broken_promises(model(FACT, status=always), model(FACT)) == line
    assert broken_promises(model(FACT, status=narrow), model(FACT)) == []
    assert broken_promises(model(FACT), model(FACT, status=always)) == []


def test_a_new_symbol_of_some_days_breaks_nothing() -> None:
    more = replace(STATUS, labels={"open": "Open", "closed": "Closed"}, windows={"open": IN_2019, "closed": IN_2019})
    assert broken_promises(model(FACT), model(FACT, status=more)) == []


def test_a_further_reference_breaks_nothing_and_a_lost_one_does() -> None:
    few, more = (replace(FACT, refers={"id": target}) for target in ("user_role.id", "user_role.id or systems"))
    assert broken_promises(model(few), model(more)) == []
    assert broken_promises(model(more), model(few)) == [
        "party files may name in `response` what it does not refer to now"
    ]


def test_a_new_fact_that_files_state_by_the_days_of_their_records_may_be_refused() -> None:
    began = replace(FACT, name="began", field="response.from", starts=True, not_before="received")
    assert broken_promises(model(FACT), model(FACT, began)) == [
        "party files may state `began` with a day that is too early now"
    ]
    assert broken_promises(model(FACT), model(FACT, replace(began, not_before=""))) == []


def test_a_conclusion_that_becomes_a_fact_is_new_to_party_files() -> None:
    concluded = replace(FACT, name="staff", kind=PredicateKind.DERIVED)
    stated = replace(concluded, kind=PredicateKind.FACT, absent="unknown")
    assert broken_promises(model(concluded), model(stated)) == [
        "party files do not state `staff`, and what rests on it is undetermined for them"
    ]


def test_of_a_model_that_does_not_tell_an_attribute_it_is_said_that_it_is_not_compared() -> None:
    after = model(replace(FACT, not_before="received", refers={"id": "user_role.id"}))
    assert broken_promises(of_older_tool(model(FACT)), after) == []
    assert "which the older model does not tell" in not_compared(of_older_tool(model(FACT)))[-1]
    assert not_compared(model(FACT)) == not_compared(of_older_tool(model(FACT)))[:-1]
