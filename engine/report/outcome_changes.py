"""What differs between two outcomes of one party, as plain data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from engine.derive.model import Model
from engine.derive.outcomes import CONFLICT, UNDETERMINED, UNSETTLED, answers_of, duties_of, next_of
from engine.facts.situation import Row
from engine.language.model import Value
from engine.language.sentences import Wording
from engine.language.vocabulary import Vocabulary
from engine.report.phrases import joined, with_article, year_words

State = Mapping[Row, Value]
"""Each question (`answer`, capacity, year), duty (`duty`, duty, about) and `next` assessment, with its outcome."""

STANDING = {
    "applies": "it applies",
    "excused": "it is excused",
    "discharged": "it is done",
    "unsettled": "left open",
    "conflict": "in conflict",
}
"""How a duty stands, for a reader."""


def outcome_state(model: Model, vocabulary: Vocabulary, party: str) -> State:
    """Everything that a reader would call the outcome of a party."""
    state: dict[Row, Value] = {}
    for answer in answers_of(model, vocabulary, party):
        if len(answer.question) == 3:
            state[("answer", *answer.question[1:])] = answer.value
    for duty in duties_of(model, vocabulary, party):
        state[("duty", *duty.row[1:])] = duty.status
    for answer in next_of(model, vocabulary, party):
        if answer.values:
            state[("next", answer.question[1])] = answer.value
    return state


def change_entries(before: State, after: State, wording: Wording) -> list[dict[str, Any]]:
    """Each question, duty and next assessment with another outcome; `before` or `after` is None where there is none."""
    entries: list[dict[str, Any]] = []
    for key in [*before, *(one for one in after if one not in before)]:
        was, becomes = before.get(key), after.get(key)
        if was == becomes:
            continue
        entry: dict[str, Any] = {"what": key[0], "before": was, "after": becomes}
        if key[0] == "duty":
            entry.update({"duty_id": key[1], "duty": wording.value(key[1], "duty"), "about": key[2]})
            entry["about_label"] = wording.value(key[2], "text")
            entry["before_label"], entry["after_label"] = STANDING.get(str(was)), STANDING.get(str(becomes))
        else:
            entry.update({"capacity": key[1], "capacity_label": wording.value(key[1], "capacity")})
            entry["before_label"], entry["after_label"] = (_category(one, wording) for one in (was, becomes))
        if key[0] == "answer":
            entry["year"] = key[2]
        entries.append(entry)
    return entries


def _category(value: Value | None, wording: Wording) -> str | None:
    if value is None or value in (UNDETERMINED, CONFLICT):
        return None if value is None else str(value)
    return wording.value(value, "category")


def change_sentences(entries: list[dict[str, Any]]) -> list[str]:
    """The changes in words, years alike together, each a clause about `it`."""
    answers = [one for one in entries if one["what"] == "answer"]
    return [*_answers(answers), *(_other(one) for one in entries if one["what"] != "answer")]


def _answers(entries: list[dict[str, Any]]) -> Iterator[str]:
    for label, of_capacity in groupby(entries, key=lambda one: str(one["capacity_label"])):
        capacity, parts, instead = with_article(label), [], dict[str, None]()
        for _, found in groupby(of_capacity, key=lambda one: str(one["after_label"])):
            years = list(found)
            when, after = year_words([one["year"] for one in years]), years[0]["after"]
            if after is None:
                yield f"it would no longer be assessed as {capacity} in {when}"
            elif after in (UNDETERMINED, CONFLICT):
                state = "undetermined" if after == UNDETERMINED else "in conflict"
                yield f"what it has as {capacity} in {when} would be {state}"
            else:
                parts.append(f"{with_article(years[0]['after_label'])} in {when}")
                instead.update((with_article(one["before_label"]), None) for one in years if one["before_label"])
        if parts:
            told = [one for one in instead if not one.endswith((UNDETERMINED, CONFLICT))]
            yield f"as {capacity} it would have {joined(parts)}{f', instead of {joined(told)}' if told else ''}"


def _other(entry: dict[str, Any]) -> str:
    if entry["what"] == "next":
        capacity = with_article(entry["capacity_label"])
        if entry["after"] is None:
            return f"its next assessment as {capacity} could no longer be told"
        if entry["after"] == CONFLICT:
            return f"which assessment comes next as {capacity} would be in conflict"
        return f"its next assessment as {capacity} would be {with_article(entry['after_label'])}"
    duty = f"{entry['duty']} ({entry['about_label']})"
    after = entry["after"]
    if after is None and entry["before"] == UNSETTLED:
        return f"it would no longer be left open whether it has the duty to {duty}: it would not have it"
    if after is None:
        return f"it would no longer have the duty to {duty}"
    if after == "applies":
        return f"it would have the duty to {duty}"
    if after == UNSETTLED:
        return f"it would not be settled whether it has the duty to {duty}"
    if after == CONFLICT:
        return f"whether it has the duty to {duty} would be in conflict"
    return f"the duty to {duty} would be {after}"
