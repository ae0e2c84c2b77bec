"""The face for Python: typed, immutable, lazy, and the same answers as the command line."""

from __future__ import annotations

import dataclasses
import doctest
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import secg
from secg.cli import main
from tests.report.reports import REPOSITORY

DAY = "2019-03-01"
ACME = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}


@pytest.mark.parametrize("party", ["large-supplier", "small-supplier-on-a-shared-platform", "utrn-generator"])
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
    assert outcome.assessments or outcome.duties or outcome.cautions


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
    ],
    ids=str,
)
def test_a_fault_of_a_dictionary_has_its_place(facts: dict[str, object], place: str, code: str) -> None:
    with pytest.raises(secg.Faults) as raised:
        secg.load(DAY).explain({"party": "acme", "facts": facts})
    first = raised.value.diagnostics[0]
    assert first.span.file.startswith(place) and first.kind.code.startswith(code)


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
