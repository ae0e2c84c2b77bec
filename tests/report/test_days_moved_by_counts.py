"""A day that moves by a number of the party: which other numbers matter is not known, and is not said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on
from secg.proof.trial import Trial
from secg.report.answers import WhatIfWriter
from secg.report.thresholds import threshold_entries
from tests.policy_tree import PolicyTree

RULES = """
asked(User, supplier, 1) :- user_role(User, supplier).
answered(User, As, 1, full) :- asked(User, As, 1), premises(User, N), weakness(User, _, _, Aware), as_at(Today),
    Late = Aware + N {}, Late > Today.
"""
FACTS = "user_role: [supplier]\npremises: 5\nweakness: [{id: w, in: systems, aware: 2017-01-05}]"


@pytest.mark.parametrize("unit", ["days", "months"])
def test_no_number_is_denied_that_may_move_a_day_far_enough(tmp_path: Path, unit: str) -> None:
    tree = PolicyTree(tmp_path).rules(RULES.format(unit)).party("one", FACTS)
    policies, day = tree.load(), date(2018, 6, 1)
    given = explanation_of(policies, tree.code(), facts_on(tree.situations(), day, policies.vocabulary), "one")
    searched = WhatIfWriter(given, "one").searched("full year 1", True)
    assert searched["tried"]["ended"]
    assert searched["tried"]["sentences"][-1] == "Not all of these could be tried within the bounds of the search."
    trial = Trial(given.focused, given.facts, given.model)
    told = [threshold["sentence"] for threshold in threshold_entries(trial, "one", given.wording)]
    assert told[0] == "no other number of premises that was tried would change the outcome"


def test_of_what_holds_already_nothing_is_said_to_be_tried(tmp_path: Path) -> None:
    rules = "asked(User, supplier, 1) :- user_role(User, supplier).\nanswered(User, As, 1, full) :- asked(User, As, 1)."
    tree = PolicyTree(tmp_path).rules(rules).party("one", FACTS)
    policies, day = tree.load(), date(2018, 6, 1)
    given = explanation_of(policies, tree.code(), facts_on(tree.situations(), day, policies.vocabulary), "one")
    searched = WhatIfWriter(given, "one").searched("full year 1", True)
    assert searched["already"]
    assert searched["tried"]["sentences"] == []
