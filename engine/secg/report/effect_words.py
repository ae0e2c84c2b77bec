"""Words for the states of outcomes, alone and over the years of a cycle."""

from __future__ import annotations

from collections.abc import Sequence

from secg.derive.outcomes import APPLIES, CONFLICT, DISCHARGED, EXCUSED, UNSETTLED
from secg.effect.states import CONTRADICTORY, NONE, OWED, SILENT, UNANSWERED
from secg.language.vocabulary import Vocabulary

_ANSWER = {
    SILENT: "undetermined",
    UNANSWERED: "no answer",
    CONTRADICTORY: "contradictory answers",
    NONE: "not assessed",
}
_DUTY = {
    APPLIES: "applies",
    EXCUSED: "excused",
    DISCHARGED: "done",
    UNSETTLED: "not settled",
    CONFLICT: "contradictory: set and left open",
    NONE: "no duty",
}
_ADDRESSEE = {OWED: "owed to it", NONE: "not owed to it"}


def state_words(predicate: str, state: str, vocabulary: Vocabulary) -> str:
    """One state in words: the label of an answer, `undetermined`, `no duty`."""
    declared = vocabulary.predicates[predicate]
    if declared.kind == "owed_to":
        return _ADDRESSEE[state]
    if declared.kind != "answer":
        return _DUTY.get(state, state)
    return _ANSWER.get(state) or vocabulary.label(declared.arguments[-1].type, state)


def cycle_words(predicate: str, states: Sequence[str], vocabulary: Vocabulary) -> str:
    """The states of a cycle: `Full User Security Assessment each year`, or year by year where they differ."""
    words = [state_words(predicate, state, vocabulary) for state in states]
    if vocabulary.predicates[predicate].kind != "answer" or len(words) == 1:
        return words[0]
    if len(set(states)) == 1:
        return words[0] if states[0] in _ANSWER else f"{words[0]} each year"
    return ", ".join(f"year{'s' if ' ' in year else ''} {year}: {word}" for year, word in _runs(words))


def _runs(words: Sequence[str]) -> list[tuple[str, str]]:
    """The years that share a state together: `2 and 3`."""
    runs: list[tuple[list[int], str]] = []
    for year, word in enumerate(words, 1):
        if runs and runs[-1][1] == word:
            runs[-1][0].append(year)
        else:
            runs.append(([year], word))
    return [(" and ".join(map(str, years)), word) for years, word in runs]
