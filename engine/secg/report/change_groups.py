"""The changes of an effect as a reader takes them in: what changes for one cause, or alike, together.

Words for the states of outcomes, alone and over the years of a cycle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from secg.derive.outcomes import Status
from secg.documents import change_document as doc
from secg.documents.naming import SHORT, STANDINGS, about_words, joined, plural
from secg.language.predicate_kinds import PredicateKind, left_open
from secg.language.sentences import date_words
from secg.language.vocabulary import Vocabulary
from secg.outcomes.states import CONTRADICTORY, HAS_DUTY, NONE, OWED, SILENT, UNANSWERED, DetailKind

_DETAILS = frozenset(DetailKind)
_TITLES = {
    (HAS_DUTY, NONE): "Duties that end, whether they applied or were excused or done",
    (NONE, HAS_DUTY): "Duties that begin, whether they apply or are excused or done",
    (NONE, Status.UNSETTLED): "Duties that come into question",
    (Status.UNSETTLED, NONE): "Duties in question that fall away",
    (Status.UNSETTLED, Status.APPLIES): "Duties in question that come to bind",
    (Status.APPLIES, Status.UNSETTLED): "Duties in force that come into question",
}


def change_groups(changes: Sequence[doc.EffectChange], meanings: Mapping[str, doc.MeaningEntry]) -> list[doc.ToldGroup]:
    """The changes in groups: each kind of assessment change by itself, duties by what they change from and to and why,
    and to whom a duty is owed by that and the paragraphs.

    `same_duties` says that a group is an earlier one the other way round.
    """
    groups: dict[tuple[object, ...], list[doc.EffectChange]] = {}
    for change in changes:
        groups.setdefault(_key(change), []).append(change)
    # what a cause does comes after what changes by itself
    ordered = sorted(groups.values(), key=lambda alike: (alike[0]["kind"], _cause_order(alike[0]["cause"])))
    told: list[doc.ToldGroup] = []
    for alike in ordered:
        group = _group(alike, meanings)
        told.append({**group, "same_duties": any(_is_reverse(group, earlier) for earlier in told)})
    return told


def _cause_order(cause: doc.CauseEntry | None) -> tuple[str, bool]:
    return ("", False) if cause is None else (cause["words"], cause["gained"])


def _is_reverse(first: doc.ChangeGroup, other: doc.ChangeGroup) -> bool:
    """Whether a group is another one the other way round: the same duties, paragraphs and conditions for one cause."""
    if first["cause"] is None or other["cause"] is None or first["cause"]["words"] != other["cause"]["words"]:
        return False
    turned = [
        {**duty, "paragraphs_before": duty["paragraphs_after"], "paragraphs_after": duty["paragraphs_before"]}
        for duty in other["duties"]
    ]
    words = (other["after_words"], other["before_words"])
    # a single duty is named in the title of its group, and not told again
    return (first["before_words"], first["after_words"]) == words and len(turned) > 1 and first["duties"] == turned


def _key(entry: doc.EffectChange) -> tuple[object, ...]:
    kind, states = entry["kind"], (tuple(entry["before"]), tuple(entry["after"]))
    if kind == "assessment" or kind in _DETAILS:
        return (kind, entry["heading"], *states)
    if kind == "owed_to":
        shape = _shape(entry, entry["condition"])
        return (kind, entry["heading"], entry["owed_to"], shape, *_paragraphs(entry), *states)
    # what one cause does to several duties is told once, whatever else each of them asks for
    if entry["cause"] is not None:
        return (kind, entry["cause"]["words"], entry["cause"]["gained"], *states)
    return (kind, _shape(entry, entry["condition"]), *states)


def _paragraphs(entry: doc.EffectChange) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(entry["paragraphs_before"]), tuple(entry["paragraphs_after"])


def _group(alike: Sequence[doc.EffectChange], meanings: Mapping[str, doc.MeaningEntry]) -> doc.ChangeGroup:
    first = alike[0]
    kind, cause = first["kind"], first["cause"]
    items: list[doc.GroupedDuties] = []
    title, always = first["heading"], "whenever the question arises"
    condition: doc.ConditionEntry | None = None
    if cause is None and kind not in _DETAILS:
        condition = first["condition"]
    worded_for: str | None = None
    if kind == "owed_to":
        about = about_words(title, [other["about_words"] for other in alike])
        title = f"the duty to {title}{about}, as owed to {first['owed_to_words']}"
        always = "wherever the party has the duty"
    if kind == "duty":
        items = _items(alike)
        words = f"{first['before_words']} → {first['after_words']}"
        # a duty has one state on either side, whatever the year
        title = _TITLES.get((first["before"][0], first["after"][0]), f"Duties that change: {words}")
        if len(items) == 1:
            title = f"the duty to {items[0]['heading']}{about_words(items[0]['heading'], items[0]['about'])}"
        if cause is None:
            worded_for = _worded_for(alike, first["condition"])
    witness_about: str | None = None
    if "about_words" in first and len(alike) > 1:
        witness_about = f"{first['heading']}{about_words(first['heading'], [first['about_words']])}"
    return {
        "kind": kind,
        "title": title,
        "before": first["before"],
        "after": first["after"],
        "before_words": first["before_words"],
        "after_words": first["after_words"],
        "cause": _cause(cause, meanings),
        "condition": condition,
        "always": always,
        "worded_for": worded_for,
        "duties": items,
        "paragraphs_before": first["paragraphs_before"],
        "paragraphs_after": first["paragraphs_after"],
        "witness": first["witness"],
        "witness_about": witness_about,
        "changes": len(alike),
    }


def _cause(cause: doc.CauseEntry | None, meanings: Mapping[str, doc.MeaningEntry]) -> doc.GroupCause | None:
    if cause is None:
        return None
    condition: doc.ConditionEntry | None = None
    if cause["words"] in meanings:
        meaning = meanings[cause["words"]]
        condition = meaning["gained"] if cause["gained"] else meaning["lost"]
    return {"words": cause["words"], "gained": cause["gained"], "condition": condition}


def _items(changes: Sequence[doc.EffectChange]) -> list[doc.GroupedDuties]:
    """Each duty with what it is about, together where it rests on the same paragraphs under a condition of one form."""
    by_shape: dict[tuple[object, ...], list[doc.EffectChange]] = {}
    for change in changes:
        key = (change["duty"], _shape(change, _besides(change)), *_paragraphs(change))
        by_shape.setdefault(key, []).append(change)
    items: list[doc.GroupedDuties] = []
    for alike in by_shape.values():
        first, besides = alike[0], _besides(alike[0])
        items.append(
            {
                "heading": first["heading"],
                "about": [change["about_words"] for change in alike],
                "besides": besides,
                "worded_for": _worded_for(alike, besides),
                "paragraphs_before": first["paragraphs_before"],
                "paragraphs_after": first["paragraphs_after"],
            }
        )
    return items


def _besides(change: doc.EffectChange) -> doc.ConditionEntry | None:
    """The condition of a change beside that of its cause."""
    return change["cause"]["besides"] if change["cause"] is not None else None


def _worded_for(alike: Sequence[doc.EffectChange], condition: doc.ConditionEntry | None) -> str | None:
    """What a condition that several changes share is worded for, where it names that."""
    about, text = alike[0]["about_words"], repr(condition).lower()
    if condition is None or len(alike) == 1 or not any(words.lower() in text for words in _names(about)):
        return None
    return about


def _shape(entry: doc.EffectChange, condition: doc.ConditionEntry | None) -> str:
    """A condition with what the change is about left open: duties about several things share it."""
    if condition is None:
        return ""
    text = repr(condition)  # all that it says, whatever its form
    for words in _names(entry["about_words"]):
        text = re.sub(re.escape(words), "…", text, flags=re.IGNORECASE)
    return text


def _names(about: str) -> list[str]:
    """By what words conditions may name what a duty is about: `a weakness in User Systems`, without its article."""
    bare = re.sub(r"^(?:an?|the) ", "", about)
    return [words for words in (bare, bare.partition(" in ")[2]) if words]


_ANSWER = {
    SILENT: "undetermined",
    UNANSWERED: "no answer",
    CONTRADICTORY: "contradictory answers",
    NONE: "not assessed",
}
_DUTY: Mapping[str, str] = {
    **STANDINGS,
    Status.APPLIES: "applies",
    Status.CONFLICT: "contradictory: set and left open",
    NONE: "no duty",
}
_ADDRESSEE = {OWED: "owed to it", NONE: "not owed to it"}


def state_words(predicate: str, state: str, vocabulary: Vocabulary) -> str:
    """One state in words: the label of an answer, `undetermined`, `no duty`."""
    declared = vocabulary.predicates[predicate]
    if declared.kind == PredicateKind.OWED_TO:
        return _ADDRESSEE[state]
    if declared.kind != PredicateKind.ANSWER:
        return _DUTY.get(state, state)
    return _ANSWER.get(state) or vocabulary.label(declared.arguments[-1].type, state)


def detail_words(kind: DetailKind, predicate: str, state: str, vocabulary: Vocabulary) -> str:
    """The values of a detail in words: days, categories, kinds of doubt."""
    if state == NONE:
        return kind.words.nothing
    return joined([_value_words(kind, predicate, value, vocabulary) for value in state.split("; ")])


def _value_words(kind: DetailKind, predicate: str, value: str, vocabulary: Vocabulary) -> str:
    if kind.is_day:
        return date_words(date.fromisoformat(value))
    if value in vocabulary.predicates:  # what says that something is open
        because = left_open(vocabulary.predicates[value].doubt).removeprefix("open: ")
        # beside a category, a reason alone would be taken for a name of another
        return f"open ({because})" if kind is DetailKind.NEXT_ASSESSMENT else because
    if value == UNANSWERED:
        return _ANSWER[UNANSWERED]
    if kind in (DetailKind.NEXT_ASSESSMENT, DetailKind.CONTRADICTION):
        return vocabulary.label(vocabulary.predicates[predicate].arguments[-1].type, value)
    return value


def cycle_words(predicate: str, states: Sequence[str], vocabulary: Vocabulary) -> str:
    """The states of a cycle: `Full each year`, or year by year where they differ: `Full, Verification, Self`."""
    words = [state_words(predicate, state, vocabulary) for state in states]
    if vocabulary.predicates[predicate].kind != PredicateKind.ANSWER or len(words) == 1:
        return words[0]
    if len(set(states)) == 1:
        return words[0] if states[0] in _ANSWER else f"{SHORT.get(states[0], words[0])} each year"
    if set(states) <= SHORT.keys() | _ANSWER.keys():
        return ", ".join(SHORT.get(state, word) for state, word in zip(states, words, strict=True))
    told: list[str] = []
    for word, alike in groupby(enumerate(words, 1), key=itemgetter(1)):
        years = [str(year) for year, _ in alike]
        told.append(f"{plural(len(years), 'year')} {' and '.join(years)}: {word}")
    return ", ".join(told)
