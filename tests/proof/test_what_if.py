"""Why not, what if and thresholds of random parties over all versions, each held against the engine itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from secg.derive.neighbourhood import are_connected
from secg.derive.pydatalog_engine import derive
from secg.documents.explanation import Explanation
from secg.language.program import Program
from secg.language.sentences import Wording
from secg.proof import what_if
from secg.proof.matching import literal_solutions
from secg.proof.trial import Change, Trial, apply
from secg.proof.what_if import Answer, Search, WhatIf, distance
from secg.proof.why_not import FIXED, Goal, WhyNot
from secg.report.party_changes import outcome_state
from secg.report.thresholds import threshold_entries
from tests.proof.random_parties import PARTY, explained, over_many, random_explanation

SEEDS = range(15)
MANY = range(10_000, 11_500)
TEN_THOUSAND = range(20_000, 30_000)


def goals_of(given: Explanation) -> Iterator[Goal]:
    """A few conclusions that may or may not hold: categories of years, and duties."""
    vocabulary = given.policies.vocabulary
    for category in ("full", "verification", "self"):
        for year in (2, 3):
            yield Goal(
                "required_assessment",
                (PARTY, "supplier_party", year, category),
                unless=("silent", "not_said", "read_in_two_ways"),
            )
    for duty in ("keep_secure", "notify_manufacturer", "arrange_to_be_told"):
        if duty in vocabulary.types["duty"].labels:
            yield Goal("obligation", (PARTY, duty, "first-item"), unless=("excused",))


def trial_of(given: Explanation) -> Trial:
    alone = PARTY if are_connected(given.program) else None
    return Trial(given.program, given.facts, given.model, alone)


def holds_anew(given: Explanation, goal: Goal, changes: tuple[Change, ...]) -> bool:
    """Whether the goal holds when everything is derived from the changed facts by the engine."""
    vocabulary = given.policies.vocabulary
    model = (
        derive(Program(given.program.rules, vocabulary), apply(changes, given.facts, vocabulary))
        if changes
        else given.model
    )
    return next(WhyNot(given.program, model).holding(goal), None) is not None


def nearer(change: Change) -> Change | None:
    """The same change of a number, smaller by one; None where that is no change."""
    if not distance(change) or not change.removed:
        return None
    before, after = change.removed[0][-1], change.added[0][-1]
    assert isinstance(before, int) and isinstance(after, int)
    closer = after + (1 if before > after else -1)
    return None if closer == before else Change(change.predicate, change.removed, ((*change.added[0][:-1], closer),))


def check_answer(given: Explanation, goal: Goal, answer: Answer, reach: bool, where: str) -> None:
    assert holds_anew(given, goal, answer.changes) == reach, where
    for size in range(len(answer.changes)):
        for part in combinations(answer.changes, size):
            assert holds_anew(given, goal, part) != reach, f"{where}: {part} is enough"
    for at, change in enumerate(answer.changes):
        closer = nearer(change)
        if closer is not None:
            smaller = (*answer.changes[:at], closer, *answer.changes[at + 1 :])
            assert holds_anew(given, goal, smaller) != reach, f"{where}: {closer} is enough"


def searches(seed: int) -> int:
    """Each goal of one party, reached where it does not hold and averted where it does."""
    given = random_explanation(seed, newly_tied=True)
    return sum(searched(given, goal, seed, most=3) for goal in goals_of(given))


def one_search(seed: int) -> int:
    """One goal of one party, and the first answer."""
    given = random_explanation(seed, newly_tied=True)
    goal = random.Random(seed).choice(list(goals_of(given)))
    return searched(given, goal, seed, most=1)


def searched(given: Explanation, goal: Goal, seed: int, most: int) -> int:
    """How many answers to a question were checked."""
    reach = is_absent(given, goal)
    answers = WhatIf(trial_of(given), PARTY, [goal], reach).search().answers[:most]
    for answer in answers:
        check_answer(given, goal, answer, reach, f"seed {seed}, {goal}, {answer.changes}")
    return len(answers)


def test_every_answer_flips_the_conclusion_on_replay_and_no_part_of_it_is_enough() -> None:
    assert sum(map(searches, range(2))) > 7


@pytest.mark.fuzz
def test_answers_for_ten_thousand_parties_flip_the_conclusion_on_replay_and_no_part_of_them_is_enough() -> None:
    assert over_many(one_search, TEN_THOUSAND) > 5_000


def test_a_search_ends_with_the_rows_that_it_may_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    given = random_explanation(0, newly_tied=True)
    goal = next(goal for goal in goals_of(given) if len(asked(given, goal).answers) > 1)
    whole = asked(given, goal)
    assert not whole.ended
    monkeypatch.setattr(what_if, "ROWS", 20_000)
    confirmed = asked(given, goal)  # which takes the engine more rows than trying takes
    assert confirmed.ended and 0 < len(confirmed.answers) < len(whole.answers)
    assert confirmed.answers == whole.answers[: len(confirmed.answers)]
    monkeypatch.setattr(what_if, "ROWS", 1)
    tried = asked(given, goal)
    assert tried.ended and tried.singles < whole.singles and len(tried.answers) < 2


def asked(given: Explanation, goal: Goal) -> Search:
    """What is tried so that a goal holds, or no longer does."""
    return WhatIf(trial_of(given), PARTY, [goal], is_absent(given, goal)).search()


def is_absent(given: Explanation, goal: Goal) -> bool:
    """Whether a goal does not hold yet, so that it can be reached."""
    return WhatIf(trial_of(given), PARTY, [goal], False).suffices(given.model)


def check_trial(seed: int) -> None:
    given = random_explanation(seed)
    trial = trial_of(given)
    for predicate in ("domestic_premises", "non_domestic_premises", "user_role", "responsible_for"):
        for row in list(given.facts.rows.get(predicate, {}))[:2]:
            changes = [Change(predicate, (row,), ())]
            again = explained(given, trial.changed_facts(changes))
            for model in (trial.tried(changes), trial.replayed(changes)):
                for rule in given.program.rules:
                    name = rule.head.predicate
                    own = [row for row in model.rows(name) if row and row[0] == PARTY]
                    assert own == [row for row in again.model.rows(name) if row and row[0] == PARTY], (seed, name)


def test_a_trial_and_its_replay_agree_with_the_engine() -> None:
    for seed in range(5):
        check_trial(seed)


def check_thresholds(seed: int) -> int:
    given = random_explanation(seed)
    vocabulary = given.policies.vocabulary
    now = outcome_state(given.model, vocabulary, PARTY)
    found = 0
    for entry in threshold_entries(trial_of(given), PARTY, Wording(vocabulary, given.facts.names)):
        for side, step in ((entry["up"], -1), (entry["down"], 1)):
            if side is None:
                continue
            found += 1
            old = (PARTY, entry["count"])
            for value, same in ((side["count"], False), (side["count"] + step, True)):
                change = Change(entry["fact"], (old,), ((PARTY, value),))
                again = explained(given, apply([change], given.facts, vocabulary))
                state = outcome_state(again.model, vocabulary, PARTY)
                assert (state == now) == same, f"seed {seed}: {entry['fact']} at {value}"
    return found


def test_a_threshold_is_exactly_where_the_outcome_changes() -> None:
    assert sum(map(check_thresholds, SEEDS)) > 4


@pytest.mark.fuzz
def test_many_thresholds_are_exactly_where_the_outcome_changes() -> None:
    assert sum(map(check_thresholds, MANY)) > 300


def check_why_not(seed: int) -> int:
    given = random_explanation(seed)
    why = WhyNot(given.program, given.model)
    found = 0
    for goal in goals_of(given):
        attempts = why.attempts(goal)
        if next(why.concluded(goal), None) is not None:
            assert attempts[0].weight == 0, f"seed {seed}: {goal} holds, and its nearest rule lacks something"
            continue
        for attempt in attempts:
            assert attempt.failures, f"seed {seed}: {goal} does not hold, and {attempt.rule.citation} lacks nothing"
            for failure in attempt.failures:
                solutions = literal_solutions(failure.literal, failure.values, given.model, attempt.rule)
                assert next(solutions, None) is None, f"seed {seed}: {goal}: a condition holds that is said to fail"
            found += attempt.weight < FIXED
    return found


def test_every_condition_said_to_fail_fails() -> None:
    assert sum(map(check_why_not, SEEDS)) > 60


@pytest.mark.fuzz
def test_every_condition_of_many_parties_said_to_fail_fails() -> None:
    assert sum(map(check_why_not, MANY)) > 5_000
