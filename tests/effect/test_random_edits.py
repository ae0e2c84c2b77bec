"""Two hundred random edits of rules: an effect is reported exactly where brute force over a small domain finds one."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies, load_policies
from secg.code.selection import version_named
from secg.effect.effect import effect_between
from secg.effect.sides import Change
from secg.language.model import Rule
from secg.language.program_checks import check_program
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.outcomes.states import Key, OutcomeKind
from secg.outcomes.witness import facts_of, states_under
from secg.symbolic.slicing import bearing_rules
from tests.effect.edits import brute_outcomes, random_edit, small_domain, with_rule

EDITS, A_TIME = 200, 10
LABELS = ("5.20", "SECMP0044", "SECMP0059", "MP087")
SILENCES = ("silent", "not_said", "read_in_two_ways")
EXAMINED = ("required_assessment", *SILENCES, "annual_assessment")
OUTCOMES = ("required_assessment", *SILENCES, "counted_domestic_premises", "counted_non_domestic_premises")


def assessment_rules(code: Code) -> tuple[Rule, ...]:
    """The rules on which assessments rest."""
    return bearing_rules(code.rules, EXAMINED)


Differences = set[tuple[str, tuple[str, ...], tuple[str, ...]]]


@cache
def outcomes_before(repository: Path, label: str) -> dict[str, set[tuple[str, tuple[str, ...]]]]:
    """Brute force over a version as it stands."""
    policies = load_policies(repository / "policies", repository)
    facts, parties = small_domain(policies.vocabulary)
    code = consolidate(policies, version_named(policies, label))
    return brute_outcomes(assessment_rules(code), facts, parties, policies.vocabulary)


def differences(repository: Path, label: str, after: Code, vocabulary: Vocabulary) -> Differences:
    """What brute force finds changed."""
    facts, parties = small_domain(vocabulary)
    before = outcomes_before(repository, label)
    now = brute_outcomes(assessment_rules(after), facts, parties, vocabulary)
    found: Differences = set()
    none = ("none", "none", "none")
    for party in parties:
        sides = [dict(entry[party]) for entry in (before, now)]
        for capacity in {*sides[0], *sides[1]}:
            old, new = (side.get(capacity, none) for side in sides)
            if old != new:
                found.add((capacity, old, new))
    return found


def flips(change: Change, before: Code, after: Code, vocabulary: Vocabulary) -> bool:
    """Whether the witness of a change has the outcomes that the change says, derived from its files."""
    found = []
    for code in (before, after):
        states = states_under(with_guards(code.rules, vocabulary), facts_of(change.witness, vocabulary), vocabulary)
        keys = [
            Key(OutcomeKind.ANSWER, "required_assessment", (change.subject.arguments[0], year)) for year in (1, 2, 3)
        ]
        found.append(tuple(states.get(key, "none") for key in keys))
    return found == [change.before, change.after]


@pytest.mark.parametrize("group", range(EDITS // A_TIME))
def test_an_effect_is_reported_exactly_where_brute_force_finds_one(
    policies: Policies, repository: Path, group: int
) -> None:
    vocabulary = policies.vocabulary
    source = random.Random(group)
    done = 0
    while done < A_TIME:
        label = source.choice(LABELS)
        code = consolidate(policies, version_named(policies, label))
        rules = [rule for rule in assessment_rules(code) if rule.head.predicate in OUTCOMES]
        rule, edited = random_edit(rules, source, vocabulary)
        after = with_rule(code, rule, edited)
        if check_program(after.rules, vocabulary):
            continue
        done += 1
        effect = effect_between(code, after, policies, code.in_force)
        assert not effect.undecided
        shown = f"seed {group}, edit {done}: {rule.span} under {label}, {edited}"
        reported = {
            (str(change.subject.arguments[0]), change.before, change.after)
            for change in effect.changes
            if change.subject.kind == "answer"
        }
        brute = differences(repository, label, after, vocabulary)
        assert brute <= reported, shown
        for change in effect.changes:
            told = (str(change.subject.arguments[0]), change.before, change.after)
            if change.subject.kind == "answer" and told not in brute:
                # the small domain has no such party: the witness itself must change, by derivation alone
                assert flips(change, code, after, vocabulary), shown
