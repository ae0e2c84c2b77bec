"""`secg parties`, `modifications` and `readings`: lists by which one finds what to ask about."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from secg.cli import main
from secg.code.policies import load_policies
from secg.derive.outcomes import Model
from secg.facts.situation import Facts, Situation
from secg.rendering.party_list import listed_parties

ROOT = Path(__file__).resolve().parents[2]
AS_AT = ("--as-at", "2019-03-01")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_every_party_is_listed_with_the_next_assessments_of_its_report_and_what_its_report_calls_overdue(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(printed(capsys, "parties", "--format", "json", *AS_AT))
    assert sorted(entry["party"] for entry in listed) == sorted(path.stem for path in (ROOT / "facts").glob("*.yaml"))
    for entry in [*listed[:4], *listed[-4:]]:
        report = json.loads(printed(capsys, "explain", entry["party"], "--format", "json", *AS_AT))
        overdue = [duty for duty in report["obligations"] if duty.get("overdue")]
        assert (entry["name"], entry["overdue"]) == (report["name"], len(overdue))
        categories = {entry["capacity_label"]: entry["category_label"] for entry in report["next"]}
        shown = {item["capacity"]: item["category"] for item in entry["next"]}
        assert categories.items() <= shown.items()
        assert all(shown[name] in ("left open", "conflict") for name in shown.keys() - categories)


def test_the_parties_with_something_overdue_come_first_and_can_be_asked_for_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(printed(capsys, "parties", "--format", "json", *AS_AT))
    counts = [entry["overdue"] for entry in listed]
    assert counts == sorted(counts, reverse=True) and counts[0] > 0 == counts[-1]
    lines = printed(capsys, "parties", "--overdue", *AS_AT).splitlines()
    assert len(lines) == 1 + sum(count > 0 for count in counts)
    assert lines[0].split() == ["party", "overdue", "due", "next", "next", "assessment"]


def test_what_may_have_been_done_since_the_facts_stop_is_not_called_overdue_without_saying_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    later = ("--as-at", "2020-06-01")
    [entry] = [
        party
        for party in json.loads(printed(capsys, "parties", "--format", "json", *later))
        if party["party"] == "large-supplier"
    ]
    assert "overdue since 11 April 2019 unless done" in printed(capsys, "explain", "large-supplier", *later)
    assert entry["facts_stop"] == "2018-06-19"
    assert "large-supplier" in printed(capsys, "parties", "--overdue", *later).split("1, unless done since")[0]
    assert "unless done since" not in printed(capsys, "parties", "--overdue", *AS_AT)


def test_modifications_and_readings_name_every_instrument_once(capsys: pytest.CaptureFixture[str]) -> None:
    named = [
        entry["name"]
        for command in ("modifications", "readings")
        for entry in json.loads(printed(capsys, command, "--format", "json"))
    ]
    assert sorted(named) == sorted(load_policies(ROOT / "policies", ROOT).instruments)
    assert "2019-11-04  Correction to SEC Section G" in printed(capsys, "modifications")
    assert "proposed" in printed(capsys, "modifications")
    assert "srp-domestic-only" in printed(capsys, "readings")


def test_an_instrument_alone_is_compared_with_the_code_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "diff", "MP087") == printed(capsys, "diff", "--modification", "MP087")


@pytest.mark.parametrize(
    "words",
    [
        ("parties",),
        ("derive",),
        ("code",),
        ("what-if", "large-supplier", "--set", "domestic_premises=5"),
        ("what-if", "large-supplier", "--reach", "full year 2"),
        ("why-not", "large-supplier", "verification year 2"),
    ],
)
def test_every_day_after_the_survey_carries_a_warning(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, warned in (("2022-11-04", True), ("2022-11-03", False)):
        out = ("--out", str(tmp_path / day)) if words == ("code",) else ()
        assert main([*words, "--as-at", day, *out]) == 0
        assert ("W601" in capsys.readouterr().err) == warned


@pytest.mark.parametrize(
    ("text", "meant"), [("1/3/2019", "2019-03-01"), ("2019-3-1", "2019-03-01"), ("3.1.2019", "2019-01-03")]
)
def test_a_day_in_another_form_is_answered_with_the_day_that_was_meant(
    text: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "large-supplier", "--as-at", text]) == 2
    assert f"did you mean `{meant}`?" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["31/2/2019", "1/3/19", "soon", "1/3", "٣/٣/2019"])
def test_no_day_is_guessed_where_none_can_be_meant(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "large-supplier", "--as-at", text]) == 2
    assert "did you mean" not in capsys.readouterr().err


def test_help_of_a_command_is_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "help", "parties") == printed(capsys, "parties", "--help")
    assert printed(capsys, "help") == printed(capsys, "--help")


def test_where_days_contradict_each_other_nothing_is_called_overdue() -> None:
    vocabulary = load_policies(ROOT / "policies", ROOT).vocabulary
    duty = ("acme", "schedule_assessment", "x")
    days = [(*duty, date(2018, 1, 1)), (*duty, date(2018, 2, 1))]
    facts = Facts(date(2019, 3, 1), {}, {"acme": "Acme"}, {}, {})
    parties = {"acme": Situation("acme", "Acme", "", (), "facts")}
    for known, overdue in ((days[:1], 1), (days, 0)):
        model = Model({"obligation": (duty,), "due": tuple(known)})
        assert [party.overdue for party in listed_parties(model, facts, vocabulary, parties)] == [overdue]
