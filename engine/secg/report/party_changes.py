"""What differs between two outcomes of one party, as plain data and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import assert_never

from secg.derive.outcomes import CONFLICT, UNDETERMINED, Model, Status, answers_of, duties_of, next_of, warnings_of
from secg.documents.document import Change
from secg.documents.naming import OPEN, framed, joined, year_words
from secg.documents.nodes import whole
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind, Role, kinds_with
from secg.language.sentences import Wording, with_article
from secg.language.vocabulary import Predicate, Vocabulary
from secg.report.unanswered import rows_about

State = Mapping[Row, Value | tuple[Value, ...]]
"""Each question (`answer`, capacity, year), duty (`duty`, duty, about) and `next` assessment, with its outcome.

Beside these, each a tuple: the last days of the next assessment (`next_due`, capacity); the days of a duty (`due`, …)
and to whom it is owed (`owed_to`, …); the answers that are in conflict (`conflict`, question); and, for each warning
that there is (`warning`, predicate, …), nothing. `done` says of an excused duty that it was done as well; `reason`
(predicate, party, and the key of an outcome), likewise, that by this predicate the outcome is open or in conflict.
"""

STANDING: Mapping[str, str] = {
    Status.APPLIES: "it applies",
    Status.EXCUSED: "it is excused",
    Status.DISCHARGED: "it is done",
    Status.UNSETTLED: "left open",
    Status.CONFLICT: "in conflict",
}
"""How a duty stands, for a reader."""
_TYPES = {"due": "date", "next_due": "date"}
"""The types of what has several values, where these are no texts."""


def outcome_state(model: Model, vocabulary: Vocabulary, party: str) -> State:
    """Everything that a reader would call the outcome of a party."""
    return dict(chain.from_iterable(_told(role, model, vocabulary, party) for role in Role))


def _told(
    role: Role, model: Model, vocabulary: Vocabulary, party: str
) -> Iterator[tuple[Row, Value | tuple[Value, ...]]]:
    match role:
        case Role.ANSWER:
            for answer in answers_of(model, vocabulary, party):
                if len(answer.question) == 3:
                    yield ("answer", *answer.question[1:]), answer.value
                    if answer.value == CONFLICT:
                        yield ("conflict", *answer.question[1:]), answer.values
        case Role.DUTY:
            for duty in duties_of(model, vocabulary, party):
                about = duty.row[1:]
                yield ("duty", *about), duty.status
                if duty.done and duty.status == Status.EXCUSED:  # of any other, the status says whether it was done
                    yield ("done", *about), ()
                for kind in kinds_with(Role.OF_DUTY):
                    if rows := rows_about(model, vocabulary, kind, duty.row):
                        yield (kind, *about), tuple(sorted({row[-1] for _, row in rows}, key=str))
        case Role.NEXT:
            for answer in next_of(model, vocabulary, party):
                capacity = answer.question[1]
                yield ("next", capacity), answer.value
                if answer.value == CONFLICT:
                    yield ("conflict", capacity), answer.values
                if rows := rows_about(model, vocabulary, PredicateKind.NEXT_DUE, answer.question):
                    yield ("next_due", capacity), tuple(sorted({row[-1] for _, row in rows}, key=str))
        case Role.WARNING:
            for warning, row in warnings_of(model, vocabulary, party):
                yield ("warning", warning.name, *row), ()  # that it is there is all that there is of it
        case Role.KNOWN | Role.STEP | Role.QUESTION | Role.OF_DUTY:
            pass  # no outcome, or told with its duty
        case _:
            assert_never(role)


def open_reasons(model: Model, vocabulary: Vocabulary, party: str) -> State:
    """By which predicates of the vocabulary an outcome of a party is open, or in conflict with its answers."""
    reasons: dict[Row, tuple[Value, ...]] = {}

    def add(what: str, predicates: Iterable[Predicate], about: Row) -> None:
        for predicate in predicates:
            if model.holds(predicate.name, about):
                reasons["reason", predicate.name, party, what, *about[1:]] = ()

    for answer in answers_of(model, vocabulary, party):
        if not answer.is_decided:
            question = vocabulary.predicates[answer.predicate].question
            add("answer", vocabulary.silences_about(question), answer.question)
    for answer in next_of(model, vocabulary, party):
        if not answer.is_decided:
            add("next", vocabulary.next_silences, answer.question)
    for duty in duties_of(model, vocabulary, party):
        add("duty", vocabulary.of_kind(PredicateKind.UNSETTLED), duty.row)
    return reasons


def change_entries(before: State, after: State, wording: Wording) -> list[Change]:
    """Each part of the outcome that differs; `before` or `after` is None where there is none."""
    entries: list[Change] = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, becomes = before.get(key), after.get(key)
        # why an outcome is open is told where it stays open: that it becomes open is told itself
        if was == becomes or (key[0] == "reason" and before.get(key[3:]) != after.get(key[3:])):
            continue
        entry: Change = {"what": str(key[0]), "before": _plain(was), "after": _plain(becomes)}
        if key[0] == "warning":
            entry["warning"] = wording.atom(str(key[1]), key[2:])
        elif key[0] == "reason":
            entry["reason"] = wording.atom(str(key[1]), (key[2], *key[4:]))
        elif key[0] in ("duty", "due", "owed_to", "done"):
            entry.update({"duty_id": str(key[1]), "duty": wording.outcome(key[1], "duty"), "about": str(key[2])})
            entry["about_label"] = wording.value(key[2], "text")
            entry["kept"] = all(("duty", *key[1:]) in state for state in (before, after))
        else:
            entry.update({"capacity": str(key[1]), "capacity_label": wording.outcome(key[1], "group")})
            entry["kept"] = all(("next", key[1]) in state for state in (before, after))
        entry["before_label"] = _label(str(key[0]), was, wording)
        entry["after_label"] = _label(str(key[0]), becomes, wording)
        if len(key) == 3 and key[0] in ("answer", "conflict"):
            entry["year"] = whole(key[2])
        entries.append(entry)
    return entries


def _plain(value: Value | tuple[Value, ...] | None) -> str | list[str] | None:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return None if value is None else str(value)


def _label(what: str, value: Value | tuple[Value, ...] | None, wording: Wording) -> str | None:
    """What stands for a part of the outcome, for a reader; None where there is no such part."""
    if value is None:
        return None
    if value == ():
        return "it is so"
    if isinstance(value, tuple):
        if what == "conflict":
            return joined([wording.outcome(item, "value") for item in value])
        return joined([wording.value(item, _TYPES.get(what, "text")) for item in value])
    if what == "duty":
        return STANDING[str(value)]
    return wording.outcome(value, "value")


def change_sentences(entries: list[Change]) -> list[str]:
    """The changes in words, years alike together, each a clause about `it`."""
    answers = [entry for entry in entries if entry["what"] == "answer"]
    told = (_other(entry, entries) for entry in entries if entry["what"] != "answer")
    return [*_answers(answers), *(text for text in told if text)]


def _answers(entries: list[Change]) -> Iterator[str]:
    for label, of_capacity in groupby(entries, key=lambda entry: str(entry["capacity_label"])):
        capacity, parts, instead = with_article(label), [], dict[str, None]()
        for _, alike in groupby(of_capacity, key=lambda entry: str(entry["after_label"])):
            years = list(alike)
            when, after = year_words([year["year"] for year in years]), years[0]["after"]
            if after is None:
                yield f"it would no longer be assessed as {capacity} in {when}"
            elif str(after) in OPEN:
                yield f"what it has as {capacity} in {when} would be {OPEN[str(after)]}"
            else:
                parts.append(f"{_with_article(years[0]['after_label'])} in {when}")
                instead.update((_with_article(year["before_label"]), None) for year in years if year["before_label"])
        if parts:
            # instead of what is open there is nothing to name
            told = [text for text in instead if not text.endswith((UNDETERMINED, CONFLICT))]
            yield f"as {capacity} it would have {joined(parts)}{framed(', instead of ', joined(told))}"


def _other(entry: Change, entries: list[Change]) -> str:
    """One change but for those of yearly assessments; empty where it is told with what comes or goes as a whole."""
    what, before, after = entry["what"], entry["before_label"] or "", entry["after_label"] or ""
    if what == "duty":
        if entry["before"] is None:
            return f"{_duty(entry)}{_details(entry, entries)}"
        return _duty(entry)
    if what == "next":
        return _next(entry)
    if what == "warning":
        told = entry["warning"].split("; ", 1)[0]
        if told.startswith("a possible problem for "):  # whose, each of these sentences says as `it`
            told = told.partition(": ")[2]
        if not after:
            return f"it would no longer be warned: {told}"
        return f"it would be warned: {told}"
    if what == "reason":
        return f"this would {'' if after else 'no longer '}be why something stays open: {entry['reason']}"
    if what == "conflict":
        if before and after:
            return f"the answers in conflict would be {after}, not {before}"
        return ""
    # the last day of an assessment that comes is told, as the sentence of that does not tell it
    if not entry["kept"] and not (what == "next_due" and after):
        return ""
    instead = framed(", not ", before)
    if what == "next_due":
        of = f"its next assessment as {with_article(entry['capacity_label'])}"
        if not after:
            return f"there would be no last day to schedule {of} any more"
        return f"the last day to schedule {of} would be {after}{instead}"
    of = f"the duty to {entry['duty']} ({entry['about_label']})"
    if what == "owed_to":
        return f"{of} would be owed to {after or 'nobody that the Code names'}{instead}"
    if what == "due":
        return f"{of} would fall due on {after or 'no day'}{instead}"
    if not after:
        return f"{of}, which is excused, would no longer be done"
    return f"{of}, which is excused, would also be done"


def _details(duty: Change, entries: list[Change]) -> str:
    """When a duty that comes falls due, and to whom it is owed."""
    words = {"due": "due on", "owed_to": "owed to"}
    told: list[str] = []
    for entry in entries:
        is_of_it = (entry.get("duty_id"), entry.get("about")) == (duty["duty_id"], duty["about"])
        if is_of_it and entry["what"] in words and entry["after"]:
            told.append(f"{words[entry['what']]} {entry['after_label']}")
    return framed(", ", joined(told))


def _next(entry: Change) -> str:
    capacity, after = with_article(entry["capacity_label"]), entry["after"]
    if after == CONFLICT:
        return f"which assessment comes next as {capacity} would be in conflict"
    if after not in (None, UNDETERMINED):
        return f"its next assessment as {capacity} would be {_with_article(entry['after_label'])}"
    if entry["before"] not in (None, UNDETERMINED):
        return f"its next assessment as {capacity} could no longer be told"
    if after is None:
        return ""
    return f"its next assessment as {capacity} would be undetermined"


def _with_article(label: str | None) -> str:
    """The label of a state that there is, with its article."""
    assert label is not None
    return with_article(label)


def _duty(entry: Change) -> str:
    duty = f"{entry['duty']} ({entry['about_label']})"
    if entry["after"] is None:
        if entry["before"] == Status.UNSETTLED:
            return f"it would no longer be left open whether it has the duty to {duty}: it would not have it"
        return f"it would no longer have the duty to {duty}"
    after = Status(str(entry["after"]))
    match after:
        case Status.APPLIES:
            return f"it would have the duty to {duty}"
        case Status.UNSETTLED:
            return f"it would not be settled whether it has the duty to {duty}"
        case Status.CONFLICT:
            return f"whether it has the duty to {duty} would be in conflict"
        case Status.EXCUSED | Status.DISCHARGED:
            return f"the duty to {duty} would be {after}"
        case _:
            assert_never(after)
