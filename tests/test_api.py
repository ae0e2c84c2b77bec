"""The face for Python: typed, immutable, lazy, and the same answers as the command line."""

from __future__ import annotations

import dataclasses
import doctest
import json
import subprocess
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import secg
from secg.cli import main
from tests.report.reports import REPOSITORY

DAY = "2019-03-01"
ACME = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
COUNTED = {
    "party": "acme",
    "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000, "non_domestic_premises": 0},
}


@pytest.mark.parametrize(
    "party", ["large-supplier", "small-supplier-on-a-shared-platform", "utrn-generator", "registered-supplier-agent"]
)
def test_it_says_what_the_report_says(party: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = REPOSITORY / "facts"
    others = [path for path in facts.glob("*.yaml") if path.stem != party]
    outcome = secg.load(DAY).explain(facts / f"{party}.yaml", others)
    assert main(["explain", party, "--as-at", DAY, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (outcome.party, outcome.as_at, outcome.law) == (party, date(2019, 3, 1), report["digest"]["policies"])
    assert [
        (assessment.capacity, assessment.year, assessment.category, list(assessment.paragraphs))
        for assessment in outcome.assessments
    ] == [
        (assessment["capacity"], assessment["year"], assessment["category"], assessment["paragraphs"])
        for assessment in report["assessments"]
    ]
    assert [(duty.duty, duty.about, duty.status, duty.due and duty.due.isoformat()) for duty in outcome.duties] == [
        (obligation["duty_id"], obligation["about"], obligation["status"], obligation.get("due"))
        for obligation in report["obligations"]
    ]
    assert [open_question.words for open_question in outcome.open_questions] == [
        entry["question"] for entry in report["undetermined"]
    ]
    assert list(outcome.cautions) == report["warnings"]
    assert [(entry.capacity, entry.category, entry.due) for entry in outcome.next_assessments] == [
        (entry["capacity"], entry["category"], entry["due"] and date.fromisoformat(entry["due"]))
        for entry in report["next"]
    ]
    assert [list(duty.doubts) for duty in outcome.duties] == [
        [doubt["text"] for doubt in obligation.get("doubts", ())] for obligation in report["obligations"]
    ]
    assert outcome.assessments or outcome.duties or outcome.cautions


def test_it_tells_what_the_report_calls_a_conflict() -> None:
    twice = [{"category": category, "completed": "2018-11-02"} for category in ("full", "verification")]
    twice[0]["status_set"] = "2018-11-09"
    facts = {"user_role": "import_supplier", "domestic_premises": 5, "non_domestic_premises": 0, "assessment": twice}
    outcome = secg.load(DAY).explain({"party": "acme", "facts": facts})
    assert any("2 November 2019" in answer for conflict in outcome.conflicts for answer in conflict.answers)


@pytest.mark.parametrize("day", [datetime(2019, 3, 1, 12), 20190301, "2019-02-30"])
def test_what_is_no_day_is_told(day: Any) -> None:
    for asked in (lambda: secg.load(day), lambda: secg.impact("SECMP0059", [COUNTED], day)):
        with pytest.raises(secg.Faults, match="is not a date"):
            asked()


PARTY = "small-supplier-on-a-shared-platform"
FILES = [REPOSITORY / "facts" / f"{PARTY}.yaml"]
FILES += [path for path in sorted((REPOSITORY / "facts").glob("*.yaml")) if path not in FILES]


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command prints as JSON."""
    assert main([*words, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_derives_what_the_command_lists(capsys: pytest.CaptureFixture[str]) -> None:
    rows = secg.load(DAY).derive(FILES)
    listed = printed(["derive", "--as-at", DAY], capsys)
    assert [(row.party, row.capacity, row.year or "", row.duty, row.about, row.outcome) for row in rows] == [
        tuple(row[key] for key in ("party", "capacity", "year", "duty", "about", "outcome")) for row in listed
    ]
    assert [list(row.paragraphs) for row in rows] == [row["paragraphs"] for row in listed]
    assert secg.load(DAY).derive([]) == ()


@pytest.mark.parametrize("conclusion", ["full year 2", "self year 3", "G8.24"])
def test_why_gives_the_proof_or_what_is_lacking(conclusion: str, capsys: pytest.CaptureFixture[str]) -> None:
    reason = secg.load(DAY).why(FILES[0], conclusion, FILES[1:])
    report = printed(["why-not", PARTY, conclusion, "--as-at", DAY], capsys)
    assert reason.holds == report["holds"] == bool(reason.proofs)
    assert [attempt.paragraph for attempt in reason.attempts] == [
        attempt["paragraph"] for goal in report["goals"] for attempt in goal["attempts"]
    ]
    assert reason.proofs or reason.instead or reason.taken_away or reason.attempts
    assert all(attempt.lacks for attempt in reason.attempts)


def test_what_if_and_the_smallest_change_are_those_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    code = secg.load(DAY)
    supposed = ["domestic_premises=300_000", "non_domestic_premises=0"]
    supposition = code.what_if(FILES[0], *supposed, others=FILES[1:])
    options = [word for text in supposed for word in ("--set", text)]
    report = printed(["what-if", PARTY, *options, "--as-at", DAY], capsys)
    assert list(supposition.sentences) == report["sentences"]
    assert [change.kind for change in supposition.changes] == [change["what"] for change in report["changes"]]
    smallest = code.smallest_change(COUNTED, "self year 3")
    change = smallest.changes[0]
    assert not smallest.already and not smallest.ended and smallest.tried
    # what is suggested can be supposed as it stands, and does what it says
    again = code.what_if(COUNTED, *change.supposed)
    assert again.sentences == change.sentences
    assert ("answer", "supplier_party", 3, "full", "self") in [
        (each.kind, each.about, each.year, each.before, each.after) for each in again.changes
    ]


def test_the_impact_is_that_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    changes = secg.impact("SECMP0059", FILES)
    report = printed(["impact", "--modification", "SECMP0059"], capsys)
    assert [(change.party, change.about, change.before, change.after) for change in changes] == [
        (entry["party"], change["what"], change["before_words"], change["after_words"])
        for entry in report["impact"]
        for change in entry["changes"]
    ]


def test_tables_of_any_kind_go_in_and_rows_at_fault_are_told() -> None:
    polars = pytest.importorskip("polars")
    code = secg.load(DAY)
    columns = {"party": ["a", "b", "c"], "user_role": ["gas_supplier"] * 3, "domestic_premises": [5, 300_000, -1]}
    derived = code.derive_table(polars.DataFrame(columns))
    assert [diagnostic.kind.code for diagnostic in derived.told] == ["E806", "W851"]
    described = [
        {"party": name, "facts": {"user_role": "gas_supplier", "domestic_premises": size}}
        for name, size in zip("ab", (5, 300_000), strict=True)
    ]
    rows = [(row["party"], row["year"] or 0, row["duty"] or "", row["outcome"]) for row in derived.table.to_pylist()]
    assert sorted(rows) == sorted((row.party, row.year, row.duty, row.outcome) for row in code.derive(described))
    records = polars.DataFrame({"party": ["b"], "category": ["full"], "completed": [date(2018, 1, 1)]})
    with_records = code.derive_table(polars.DataFrame(columns), {"assessment": records})
    assert with_records.table.num_rows >= derived.table.num_rows
    with pytest.raises(secg.Faults, match=r"E805.*\.\./parties"):
        code.derive_table(polars.DataFrame(columns), {"../parties": records})


def test_a_dictionary_and_a_file_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(json.dumps(ACME))
    code = secg.load(DAY)
    assert code.explain(ACME) == code.explain(path)


def test_what_comes_back_cannot_be_changed() -> None:
    outcome = secg.load(DAY).explain(ACME)
    with pytest.raises(dataclasses.FrozenInstanceError):
        outcome.party = "other"  # type: ignore[misc]
    assert isinstance(outcome.assessments, tuple)
    assert outcome.assessments[0].proof.premises[0].conclusion


def test_a_version_and_a_reading_are_named() -> None:
    code = secg.load(DAY, version="5.20")
    assert (code.label, code.overlays, code.day) == ("5.20", (), date(2019, 3, 1))
    reading = "one-assessment-for-two-capacities"
    assert secg.load(version="62.0", overlays=[reading]).overlays == (reading,)


@pytest.mark.parametrize(
    ("facts", "place", "code"),
    [
        ({"domestic_premises": 1.5}, "situation.facts.domestic_premises", "E114"),
        ({"domestic_premises": "5"}, "situation.facts.domestic_premises", "E406"),
        ({"user_role": ["gas"]}, "situation.facts.user_role[0]", "E407"),
        (
            {"assessment": [{"category": "full", "completed": "2018-1-1"}]},
            "situation.facts.assessment[0].completed",
            "E118",
        ),
        ({"shared_resource": [{"provider": "nobody"}]}, "situation.facts.shared_resource[0]", "E"),
        ({"user_role": "gas\x00"}, "situation.facts.user_role", "E122"),
        ({"incident": [{"id": "a\nb", "occurred": "2018-05-01"}]}, "situation.facts.incident[0].id", "E122"),
    ],
    ids=str,
)
def test_a_fault_of_a_dictionary_has_its_place(facts: dict[str, object], place: str, code: str) -> None:
    with pytest.raises(secg.Faults) as raised:
        secg.load(DAY).explain({"party": "acme", "facts": facts})
    first = raised.value.diagnostics[0]
    assert first.span.file.startswith(place) and first.kind.code.startswith(code)


def test_a_fault_of_one_of_several_situations_names_it_and_the_place_that_it_is_told_beside() -> None:
    twice = {"party": "twice", "facts": {"user_role": ["gas_supplier", "gas_supplier"]}}
    with pytest.raises(secg.Faults) as raised:
        secg.load(DAY).derive([ACME, twice])
    [fault] = raised.value.diagnostics
    assert str(fault.span) == "situations[1].facts.user_role[1]"
    assert fault.sentence == "the same value of `user_role` stands at situations[1].facts.user_role[0]"


def test_what_is_no_dictionary_is_told_as_a_file_that_is_none() -> None:
    with pytest.raises(secg.Faults, match="situation: error E114"):
        secg.load(DAY).explain([ACME])  # type: ignore[arg-type]


def test_a_single_situation_is_not_taken_for_a_list() -> None:
    for asked in (secg.load(DAY).derive, partial(secg.load(DAY).explain, ACME), partial(secg.impact, "MP087")):
        for single in (ACME, "acme.yaml"):
            with pytest.raises(TypeError, match="a list of situations"):
                asked(single)


def test_a_dictionary_within_itself_ends() -> None:
    facts: dict[str, object] = {}
    facts["assessment"] = facts
    with pytest.raises(secg.Faults, match="E113"):
        secg.load(DAY).explain({"party": "acme", "facts": facts})


def test_a_party_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="`acme`"):
        secg.load(DAY).explain(ACME, [ACME])


def test_a_day_that_is_none_and_an_unknown_version_are_told() -> None:
    with pytest.raises(secg.Faults, match="E501"):
        secg.load("1 March 2019")
    with pytest.raises(secg.Faults, match="E320"):
        secg.load(version="99")


def test_importing_it_imports_nothing_more() -> None:
    program = "import secg, sys; print(sorted(one for one in sys.modules if one.startswith('secg')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['secg']\n"
    assert set(secg.__all__) <= {name for name in secg.__all__ if getattr(secg, name)}


def test_the_guide_runs() -> None:
    text = (REPOSITORY / "engine" / "README.md").read_text(encoding="utf-8")
    example = doctest.DocTestParser().get_doctest(text.replace("\n```", "\n\n"), {}, "README", None, None)
    results = doctest.DocTestRunner().run(example)
    assert results.attempted > 4 and not results.failed
