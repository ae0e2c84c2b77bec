"""Every day from the earliest that is held to the end of 2022, over all situations of facts/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.derive.outcomes import Model, answers_of, outcome_table, outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.documents.explanation import Explanation
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Facts, Row
from secg.language.model import Rule, Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.unknowns import with_guards
from secg.report.unanswered import Silences

ROOT = Path(__file__).parents[2]
FIRST, LAST = date(2017, 12, 15), date(2022, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
Tables = dict[str, Mapping[Row, Value]]


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@pytest.fixture(scope="module")
def situations(policies: Policies) -> Situations:
    return load_situations(ROOT / "facts", ROOT, policies.vocabulary)


def days(year: int) -> Iterator[date]:
    """The days of the sweep in a year, led by the last one of the year before where that is held."""
    day = max(FIRST, date(year, 1, 1) - timedelta(days=1))
    while day <= min(LAST, date(year, 12, 31)):
        yield day
        day += timedelta(days=1)


def model_on(policies: Policies, situations: Situations, day: date) -> tuple[tuple[Rule, ...], Facts, Model]:
    """What the Code in force on a day gives for all situations."""
    rules = with_guards(select_code(policies, day, None, ()).rules, policies.vocabulary)
    facts = facts_on(situations, day, policies.vocabulary)
    return rules, facts, derive(Program(rules, policies.vocabulary), facts)


def tables(policies: Policies, situations: Situations, model: Model) -> Tables:
    """Every party's outcomes, with its next assessments."""
    result: Tables = {}
    for party in situations.parties:
        table = dict(outcome_table(outcomes_of(model, policies.vocabulary, party)))
        for kind in policies.vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT):
            table.update({("next", *row[1:-1]): row[-1] for row in model.rows_with(kind.name, 0, party)})
        result[party] = table
    return result


def dated(situations: Situations) -> set[date]:
    """Every day on which some statement begins to hold or has ceased to, and every day that a statement names."""
    days: set[date] = set()
    for situation in situations.parties.values():
        for statement in situation.statements:
            days.update(item for item in statement.row if isinstance(item, date))
            if statement.start is not None:
                days.add(statement.start)
            if statement.end is not None:
                days.add(statement.end + timedelta(days=1))
    return days


def check_answers(day: date, model: Model, policies: Policies, silences: Silences) -> int:
    """Each question has one answer, a stated silence or a missing fact; how many questions there were."""
    outcomes = list(answers_of(model, policies.vocabulary))
    for outcome in outcomes:
        assert len(outcome.values) <= 1, f"on {day} two answers to {outcome.question}: {outcome.values}"
        if not outcome.values and not outcome.silent:
            reason = silences.reason(outcome).because
            assert reason.startswith("A fact is missing"), f"on {day} no answer to {outcome.question}: {reason}"
    return len(outcomes)


@pytest.mark.trust
@pytest.mark.parametrize("year", YEARS)
def test_on_every_day_each_question_has_an_answer_or_a_stated_silence_and_changes_have_a_cause(
    year: int, policies: Policies, situations: Situations
) -> None:
    causes = {version.in_force for version in policies.versions.versions} | dated(situations)
    before: Tables | None = None
    checked = 0
    for day in days(year):
        rules, facts, model = model_on(policies, situations, day)
        after = tables(policies, situations, model)
        if before is not None and day not in causes:
            changed = [party for party in after if after[party] != before[party]]
            assert not changed, f"on {day} the outcomes of {changed} change without a cause"
        if after != before:
            code = select_code(policies, day, None, ())
            program = Program(rules, policies.vocabulary)
            silences = Silences(Explanation(policies, code, program, program, facts, model))
            checked += check_answers(day, model, policies, silences)
        before = after
    assert checked > 0


def test_a_version_that_leaves_section_g_alone_gives_every_situation_the_outcomes_of_the_one_before(
    policies: Policies, situations: Situations
) -> None:
    unchanged = 0
    for earlier, version in zip(policies.versions.versions, policies.versions.versions[1:], strict=False):
        if version.instruments:
            continue
        facts = facts_on(situations, version.in_force, policies.vocabulary)
        found = []
        for label in (earlier.label, version.label):
            rules = with_guards(select_code(policies, version.in_force, label, ()).rules, policies.vocabulary)
            found.append(tables(policies, situations, derive(Program(rules, policies.vocabulary), facts)))
        assert found[0] == found[1], f"{version.label} changes outcomes"
        unchanged += 1
    assert unchanged >= 4
