"""What a search prints can be typed in: each `--set`, read back by the product's reader, gives the facts of its answer.

Random parties, and small situations for which changes were once written, or what they change once told, wrongly.
"""

from __future__ import annotations

import json
import random
import shlex
from pathlib import Path
from typing import Any

import pytest

from secg.cli import main
from secg.documents.explanation import Explanation
from secg.documents.supposing import SupposedReader, options, suppositions
from secg.facts.situation import Facts
from secg.proof.trial import records_of
from secg.proof.what_if import WhatIf
from secg.proof.why_not import Goal
from tests.proof.random_parties import PARTY, over_many, policies, random_explanation
from tests.proof.test_what_if import goals_of, holds_anew, trial_of

SEEDS = range(40_009, 40_018)
MANY = range(41_000, 43_000)
SHOWN = 6

GAS = "{user_role: [gas_supplier]}"
CYCLE = (
    "{user_role: [gas_supplier], domestic_premises: 1000, non_domestic_premises: 0, assessment: "
    "[{category: full, completed: 2016-10-10}, {category: verification, completed: 2017-10-10}, "
    "{category: %s, completed: 2018-10-10}]}"
)
TWO_FULL = (
    "{user_role: [gas_supplier], assessment: [{category: full, completed: 2017-01-10}, "
    "{category: full, completed: 2018-01-10, status: deferred}]}"
)
GAS_PROXY = (
    "{user_role: [gas_supplier], responsible_for: "
    "[{id: meter, component: gas_proxy_function, generation: smets1, enrolled: 2019-06-01}]}"
)
LARGE = (
    "{user_role: [import_supplier], domestic_premises: 300000, non_domestic_premises: 10, "
    "assessment: [{category: full, completed: 2018-01-10, status: approved}]}"
)


WEAKNESS = (
    "{user_role: [import_supplier], vulnerability: "
    "[{id: cve, in: user_systems, aware: 2018-01-10, put_right: 2018-02-01}], "
    "responsible_for: [{id: meter, component: smart_metering_system, generation: smets2_plus}]}"
)


def plain(facts: Facts) -> object:
    return {name: set(rows) for name, rows in facts.rows.items() if rows}, facts.missing


def any_goal(given: Explanation, chance: random.Random) -> Goal:
    """A year's category, a next assessment, or any duty of the vocabulary."""
    kind = chance.randrange(3)
    if kind == 0:
        return chance.choice(list(goals_of(given)))
    if kind == 1:
        capacity = chance.choice(("supplier_party", "other_user", "shared_resource_provider"))
        return Goal("next_assessment", (PARTY, capacity, chance.choice(("full", "verification", "self"))))
    duty = chance.choice(sorted(policies().vocabulary.types["duty"].labels))
    return Goal("obligation", (PARTY, duty, None), unless=("excused",))


def check_commands(seed: int) -> int:
    """Each answer to one goal of a random party is typed in again, and derived anew."""
    given = random_explanation(seed, newly_tied=True)
    vocabulary = policies().vocabulary
    goal = any_goal(given, random.Random(seed))
    # what there is not to be reached is to be averted
    reach = WhatIf(trial_of(given), PARTY, [goal], False).suffices(given.model)
    answers = WhatIf(trial_of(given), PARTY, [goal], reach).search().answers[:SHOWN]
    for answer in answers:
        where = f"seed {seed}, {goal}, {answer.changes}"
        after = trial_of(given).changed_facts(answer.changes)
        typed = " ".join(options(texts) for texts in suppositions(answer.changes, given.facts, vocabulary, PARTY))
        texts = [word for word in shlex.split(typed) if word != "--set"]
        reader = SupposedReader(vocabulary, given.facts, PARTY)
        changes = reader.read(texts)
        assert plain(reader.facts) == plain(after), where
        assert holds_anew(given, goal, changes) == reach, where
        for declared in vocabulary.facts:
            if declared.field:
                for row in after.rows.get(declared.name, {}):
                    assert records_of(vocabulary, after, declared, [row]), f"{where}: {row} is of nothing stated"
    return len(answers)


def test_every_printed_change_is_the_change_that_it_stands_under() -> None:
    assert sum(map(check_commands, SEEDS)) > 10


@pytest.mark.fuzz
def test_every_printed_change_of_many_parties_is_the_change_that_it_stands_under() -> None:
    assert over_many(check_commands, MANY) > 4_000


class Situation:
    """A folder with the facts of small parties, and the commands as people type them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], **facts: str) -> None:
        self._folder = folder
        self._capsys = capsys
        for party, stated in facts.items():
            text = f"party: {party}\nname: {party.upper()}\nbasis: test\nfacts: {stated}\n"
            (folder / f"{party}.yaml").write_text(text, encoding="utf-8")

    def said(self, *words: str) -> str:
        assert main([words[0], "a", "--facts", str(self._folder), *words[1:]]) == 0
        return " ".join(self._capsys.readouterr().out.split())

    def found(self, day: str, how: str, conclusion: str) -> list[dict[str, Any]]:
        report = json.loads(self.said("what-if", "--as-at", day, how, conclusion, "--format", "json"))
        answers: list[dict[str, Any]] = report["answers"]
        for answer in answers:
            words = [word for fact in answer["facts"] for word in shlex.split(fact["set"])]
            again = json.loads(self.said("what-if", "--as-at", day, *words, "--format", "json"))
            assert again["sentences"] == answer["sentences"]
        return answers


@pytest.fixture(autouse=True)
def in_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)


@pytest.mark.parametrize(
    ("facts", "day", "how", "conclusion", "printed"),
    [
        ({"a": TWO_FULL}, "2018-06-01", "--avoid", "amend response", "assessment-=category:full,completed:2018-01-10"),
        (
            {"a": CYCLE % "full"},
            "2019-07-01",
            "--reach",
            "next verification",
            "assessment+=category:self,completed:2018-10-09",
        ),
        (
            {"a": "{user_role: [gas_supplier], assessment: [{category: full, completed: 2017-01-10}]}"},
            "2018-06-01",
            "--reach",
            "amend response",
            "assessment+=category:full,completed:2017-01-10,status:deferred",
        ),
        (
            {"a": GAS_PROXY},
            "2019-07-01",
            "--reach",
            "keep secure",
            "responsible_for+=id:meter,component:smart_metering_system,generation:smets1,enrolled:2019-06-01",
        ),
        (
            {"a": CYCLE % "self"},
            "2019-07-01",
            "--reach",
            "next verification",
            "assessment+=category:full,completed:2019-07-01",
        ),
        (
            {"a": "{}", "b": GAS},
            "2019-07-01",
            "--reach",
            "become a party",
            "b.shared_resource+=provider:a,extent:whole",
        ),
        (
            {"a": GAS, "b": GAS},
            "2018-01-01",
            "--reach",
            "tell ssc of provider",
            "shared_resource+=provider:b,extent:whole",
        ),
        (
            {"a": "{user_role: [gas_supplier], domestic_premises: 100000, non_domestic_premises: 0}"},
            "2018-06-01",
            "--reach",
            "amend response",
            "assessment+=category:full,completed:2018-06-01,status:deferred",
        ),
    ],
)
def test_one_change_is_found_and_does_what_it_says(
    facts: dict[str, str],
    day: str,
    how: str,
    conclusion: str,
    printed: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = Situation(tmp_path, capsys, **facts).found(day, how, conclusion)
    assert all(len(answer["facts"]) == 1 for answer in answers)
    assert any(printed in shlex.split(answer["facts"][0]["set"]) for answer in answers)


def test_a_second_record_of_one_name_is_refused_until_the_first_is_taken_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    situation = Situation(tmp_path, capsys, a=WEAKNESS)
    again = ("--set", "vulnerability+=id:cve,in:meter,aware:2018-05-11")
    assert main(["what-if", "a", "--as-at", "2019-07-01", "--facts", str(tmp_path), *again]) == 2
    assert "error E518" in capsys.readouterr().err
    # what was done about the first says nothing of the second
    said = situation.said("what-if", "--as-at", "2019-07-01", "--set", "vulnerability-=id:cve", *again)
    assert "have the cause put right" in said


def test_five_assessments_in_the_way_leave_one_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = ", ".join(f"{{category: self, completed: 2017-0{month}-10}}" for month in (1, 3, 5, 7, 9))
    facts = f"{{user_role: [gas_supplier], domestic_premises: 1000, non_domestic_premises: 0, assessment: [{past}]}}"
    answers = Situation(tmp_path, capsys, a=facts).found("2019-07-01", "--reach", "next verification")
    assert len(answers[0]["facts"]) == 1


def test_a_change_of_two_facts_is_not_called_the_smallest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = "assessment: [{category: self, completed: 2018-06-02}]"
    facts = f"{{user_role: [gas_supplier], domestic_premises: 300000, non_domestic_premises: 0, {past}}}"
    text = Situation(tmp_path, capsys, a=facts).said("what-if", "--as-at", "2019-07-01", "--reach", "next self")
    assert "A change of 2 facts would be enough, and none that was tried of fewer" in text
    assert "--set domestic_premises=250000" in text and "completed:2018-06-01" in text
    assert "only the changes that the conditions which fail, or the proof, call for" in text


def test_a_moved_deadline_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = "assessment=category:full,completed:2018-03-10,status:approved"
    text = Situation(tmp_path, capsys, a=LARGE).said("what-if", "--as-at", "2018-06-01", "--set", moved)
    assert "Nothing changes" not in text
    assert "10 March 2019, not 10 January 2019" in text


def test_the_doubt_about_a_duty_that_does_not_apply_is_told_neither_before_nor_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = "{user_role: [registered_supplier_agent], notice_arrangement: [{about: user-systems, since: 2018-01-01}]}"
    supposed = "--as-at", "2019-03-01", "--set", "user_role=gas_supplier"
    text = Situation(tmp_path, capsys, a=facts).said("what-if", *supposed)
    assert "It would no longer be warned: it is in doubt whether A must give its personnel" in text
    # it has no incident to report, and has done what the other duty asks for
    assert "must report the incident" not in text
    assert "whether A must have arrangements" not in text


@pytest.mark.parametrize(
    ("supposed", "said", "unsaid"),
    [
        (
            ("domestic_premises=5", "domestic_premises=290000"),
            "290,000 Domestic Premises through one or more",
            "(now 5)",
        ),
        (("domestic_premises=5", "domestic_premises+=7"), "12 Domestic Premises", "serves 5 "),
        (
            ("user_role+=other_user", "user_role-=other_user"),
            "as each supposition is taken back",
            "User Role of Other User",
        ),
        (("incident+=id:fire,occurred:2018-05-01", "incident-=id:fire"), "as each supposition is taken back", "fire"),
    ],
)
def test_what_a_later_supposition_takes_back_is_not_supposed(
    supposed: tuple[str, str], said: str, unsaid: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [word for text in supposed for word in ("--set", text)]
    text = Situation(tmp_path, capsys, a=LARGE).said("what-if", "--as-at", "2018-06-01", *options)
    plain = " ".join(text.split())
    assert said in plain and unsaid not in plain
    assert ("(now 300,000" in plain) == supposed[0].startswith("domestic")


def test_the_day_of_a_number_is_kept_through_two_suppositions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ("--set", "domestic_premises=5", "--set", "domestic_premises=290000")
    text = Situation(tmp_path, capsys, a=LAST_RESORT).said("what-if", "--as-at", "2018-11-28", *numbers)
    assert "A has served 290,000 Domestic Premises since 27 November 2018" in text
    assert "(now 285,000" in text and "(now 5" not in text


def test_both_ends_of_a_range_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = "{user_role: [gas_supplier], domestic_premises: 0, non_domestic_premises: 10}"
    text = Situation(tmp_path, capsys, a=facts).said("explain", "--as-at", "2018-06-23", "--full")
    assert "From 1 to 250,000 Domestic Premises (1 more than now)" in text


def test_a_name_with_the_marks_of_the_form_is_written_and_read_between_quotes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = (
        "{user_role: [gas_supplier], responsible_for: [{id: 'it''s 10, \"Acacia\": Avenue', "
        "component: smart_metering_system, generation: smets1, enrolled: 2019-06-01}]}"
    )
    answers = Situation(tmp_path, capsys, a=facts).found("2019-07-01", "--avoid", "keep secure")
    assert any(
        'id:"it\'s 10, ""Acacia"": Avenue"' in answer["facts"][0]["set"].replace("'\"'\"'", "'") for answer in answers
    )


def test_a_fact_set_to_nothing_is_no_longer_stated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Situation(tmp_path, capsys, a=LARGE).said("what-if", "--as-at", "2018-06-01", "--set", "domestic_premises=")
    assert "No longer so: A serves 300,000 Domestic Premises" in text and "undetermined" in text


LAST_RESORT = (
    "{user_role: [gas_supplier], domestic_premises: "
    "[{count: 185000, from: 2016-05-01}, {count: 285000, from: 2018-11-27}], "
    "non_domestic_premises: 0, assessment: [{category: full, completed: 2017-01-16, status: approved}, "
    "{category: verification, completed: 2018-02-06}]}"
)


def test_a_supposed_number_keeps_the_day_of_the_one_that_it_replaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    situation = Situation(tmp_path, capsys, a=LAST_RESORT)
    for supposed in ("domestic_premises=290000", "domestic_premises+=5000"):
        text = situation.said("what-if", "--as-at", "2018-11-28", "--set", supposed)
        assert "A has served 290,000 Domestic Premises since 27 November 2018" in text
        assert "Nothing changes" in text
    near = situation.said("explain", "--as-at", "2018-11-28", "--section", "near")
    assert "At 250,000 Domestic Premises or fewer (35,000 fewer than now)" in near
    assert "285,001" not in near and "284,999" not in near


def test_a_supposed_day_takes_the_place_of_the_one_stated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    situation = Situation(tmp_path, capsys, a=LAST_RESORT)
    earlier = "domestic_premises=count:285000,from:2017-01-20"
    assert "no longer be warned" in situation.said("what-if", "--as-at", "2018-11-28", "--set", earlier)
    undated = ("--set", "domestic_premises=", "--set", "domestic_premises=285000")
    assert "no longer be warned" in situation.said("what-if", "--as-at", "2018-11-28", *undated)


@pytest.mark.parametrize(
    "duty", ["tell ssc of user", "tell ssc of provider", "tell ssc of lost user", "answer jointly"]
)
def test_a_thing_that_a_duty_is_asked_about_is_proposed_as_no_party(
    duty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = "{user_role: [gas_supplier], incident: [{id: fire, occurred: 2018-05-01}]}"
    answers = Situation(tmp_path, capsys, a=facts, b=GAS).found("2019-07-01", "--reach", f"{duty} about fire")
    assert answers == []


def test_a_record_supposed_with_a_last_day_is_one_that_has_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = "user_role+=role:other_user,to:2017-01-01"
    text = Situation(tmp_path, capsys, a=LARGE).said("what-if", "--as-at", "2018-06-01", "--set", ended)
    assert "A no longer acts in the User Role of Other User from 2 January 2017 on" in text


def test_a_variable_shared_by_conditions_has_one_value_in_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = "assessment: [{category: self, completed: 2018-06-02}]"
    facts = f"{{user_role: [gas_supplier], domestic_premises: 300000, non_domestic_premises: 0, {past}}}"
    situation = Situation(tmp_path, capsys, a=facts)
    text = situation.said("why-not", "--as-at", "2019-07-01", "next self")
    assert "that of year 3 of the cycle" in text and "in year 3 of its cycle" in text
    assert "Nothing says that A completed a Full User Security Assessment" in text
    assert "250,000 or fewer is needed (50,000 fewer)" in text
    assert "any year" not in text and "User Security Self-Assessment of 2 June 2018" not in text
    mended = ("assessment+=category:full,completed:2018-06-01", "domestic_premises=250000")
    text = situation.said("what-if", "--as-at", "2019-07-01", *(word for text in mended for word in ("--set", text)))
    assert "Its next assessment as a Supplier Party would be a User Security Self-Assessment" in text


def test_roles_of_which_one_is_needed_are_told_apart_from_what_is_needed_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = "{user_role: [electricity_distributor], domestic_premises: 100000, non_domestic_premises: 0}"
    text = Situation(tmp_path, capsys, a=facts).said(
        "why-not", "--as-at", "2019-07-01", "full year 2 as supplier party"
    )
    ways = text.partition("One of these is needed:")[2]
    assert all(role in ways for role in ("Export Supplier", "Gas Supplier", "Import Supplier"))


def test_what_is_not_shown_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = ", ".join(
        f"{{category: full, completed: 2020-03-0{day}, further_full_required: true}}" for day in range(1, 6)
    )
    later = "later_status: [{status: rejected, set: 2020-04-01}]"
    facts = f"{{user_role: [gas_supplier], assessment: [{past}], {later}}}"
    text = Situation(tmp_path, capsys, a=facts).said("why-not", "--as-at", "2020-07-01", "amend response")
    assert "And 2 more facts in the way as well" in text


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30"])
def test_the_end_of_the_calendar_holds_the_days_that_are_tried(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = "user_role: [gas_supplier]\n  assessment: [{category: full, completed: 0001-01-01}]"
    (tmp_path / "a.yaml").write_text(f"party: a\nfacts:\n  {facts}\n")
    assert main(["what-if", "a", "--facts", str(tmp_path), "--as-at", day, "--reach", "next self"]) == 0
    assert "how to reach next self" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", ["domestic_premises=250,000", "domestic_premises+=1,000", "non_domestic_premises=1,2"]
)
def test_a_comma_in_a_single_value_is_told_as_what_it_is(
    change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text("party: a\nfacts:\n  user_role: [gas_supplier]\n  domestic_premises: 5\n")
    assert main(["what-if", "a", "--facts", str(tmp_path), "--as-at", "2019-07-01", "--set", change]) == 2
    text = capsys.readouterr().err
    fact, _, value = change.replace("+", "").partition("=")
    assert text.startswith(f"error E406: `{value}` is not one value of `{fact}`"), text
    assert "as in 250_000" in text
