"""No search leaves out a single change that suffices and that it says it tries: held against brute force."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from secg.proof.moves import Moves
from secg.proof.trial import Change
from secg.proof.what_if import WhatIf
from tests.proof.brute_force import BruteForce, some_pair
from tests.proof.random_parties import PARTY, over_many, random_explanation
from tests.proof.test_printed_answers import asked_of, conclusion_of
from tests.proof.test_what_if import holds_anew, trial_of

SHORT = (70_021, 70_032, 70_048)
"""Short searches with answers of one fact."""
MANY = range(71_000, 71_200)
PAIRS = 200
"""So many pairs are drawn where a search found nothing."""


def check_search(seed: int) -> int:
    """One search: each fact of which a single change suffices is in an answer of one fact; how many changes suffice."""
    given = random_explanation(seed, newly_tied=True)
    vocabulary = given.vocabulary
    text = asked_of(given, random.Random(seed))
    goals = conclusion_of(given, text).goals
    reach = WhatIf(trial_of(given), PARTY, goals, False).suffices(given.model)
    search = WhatIf(trial_of(given), PARTY, goals, reach).search()
    if search.ended:
        return 0

    def changed(change: Change) -> tuple[str, object]:
        return vocabulary.owner_of(vocabulary.predicates[change.predicate]).name, (change.added or change.removed)[0][0]

    told = {changed(answer.changes[0]) for answer in search.answers if len(answer.changes) == 1}
    force, found = BruteForce(given, PARTY, goals, reach), 0
    for change in force.changes():
        if force.suffices(change):
            found += 1
            where = f"seed {seed}: {'reach' if reach else 'avoid'} {text}: {change}"
            assert changed(change) in told, f"{where} is enough, and no answer changes that fact alone"
    return found


def pairs_beyond(seed: int) -> int:
    """Whether a pair drawn at random suffices where a search found nothing: it says that it does not try them all."""
    given, chance = random_explanation(seed, newly_tied=True), random.Random(seed)
    goals = conclusion_of(given, asked_of(given, chance)).goals
    reach = WhatIf(trial_of(given), PARTY, goals, False).suffices(given.model)
    search = WhatIf(trial_of(given), PARTY, goals, reach).search()
    if search.answers or search.ended:
        return 0
    pair = some_pair(BruteForce(given, PARTY, goals, reach), chance, PAIRS)
    if pair is not None:
        assert any(holds_anew(given, goal, pair) for goal in goals) == reach, f"seed {seed}: {pair}"
        print(f"seed {seed}: {pair}")
    return int(pair is not None)


def test_no_single_change_that_suffices_is_left_out() -> None:
    assert sum(map(check_search, SHORT)) > 3


@pytest.mark.fuzz
def test_no_single_change_that_suffices_is_left_out_of_many_searches() -> None:
    assert over_many(check_search, MANY) > 1_000


@pytest.mark.fuzz
def test_pairs_that_no_condition_calls_for_are_told_where_a_search_found_nothing() -> None:
    print(f"{over_many(pairs_beyond, MANY)} searches that found nothing, and a pair that suffices")


def nothing(*given: object) -> tuple[()]:
    return ()


PLANTED: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no record is new": lambda patch: patch.setattr(Moves, "_new", nothing),
    "numbers alone are tried": lambda patch: patch.setattr(Moves, "__iter__", lambda moves: iter(())),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_what_a_search_leaves_out_is_found(
    planted: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch)
    with pytest.raises(AssertionError, match="is enough, and no answer"):
        sum(map(check_search, SHORT))
