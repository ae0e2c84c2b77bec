"""What `secg` says of the parties that ship, and of a few made here: the points by which the law is recognised."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from secg.cli import main

CYCLE = ["full", "verification", "self"]
FULL = ["full", "full", "full"]
OPEN = ["full", "undetermined", "undetermined"]
Explain = Callable[..., dict[str, Any]]


@pytest.fixture
def explain(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, repository: Path) -> Explain:
    """The JSON of `secg explain PARTY --as-at DAY`, run as a user runs it."""
    monkeypatch.chdir(repository)
    monkeypatch.setenv("SECG_TRACEBACK", "1")

    def run(party: str, day: str, *more: str) -> dict[str, Any]:
        assert main(["explain", party, "--as-at", day, "--format", "json", *more]) == 0
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        return report

    return run


@pytest.fixture
def supplier(explain: Explain, tmp_path: Path) -> Explain:
    """The same for a Supplier with so many Domestic and Non-Domestic Premises, alone in a folder of facts."""

    def run(domestic: int, non_domestic: int, day: str) -> dict[str, Any]:
        facts = f"{{user_role: [gas_supplier], domestic_premises: {domestic}, non_domestic_premises: {non_domestic}}}"
        (tmp_path / "it.yaml").write_text(f"party: it\nfacts: {facts}\n")
        return explain("it", day, "--facts", str(tmp_path))

    return run


def years(report: dict[str, Any], capacity: str = "supplier_party") -> list[str]:
    """The category of each year of the cycle."""
    return [assessment["category"] for assessment in report["assessments"] if assessment["capacity"] == capacity]


def cited(report: dict[str, Any]) -> set[str]:
    """Every paragraph that an assessment rests on."""
    return {paragraph for assessment in report["assessments"] for paragraph in assessment["paragraphs"]}


def duties(report: dict[str, Any], *numbers: str, about: str) -> dict[str, str]:
    """The status of the duties of these paragraphs about a thing."""
    return {
        obligation["paragraph"]: obligation["status"]
        for obligation in report["obligations"]
        if obligation["paragraph"].startswith(numbers) and obligation["about"] == about
    }


def test_a_small_supplier_on_a_shared_platform_has_a_full_assessment_each_year_on_1_august_2018(
    explain: Explain,
) -> None:
    report = explain("small-supplier-on-a-shared-platform", "2018-08-01")
    assert years(report) == FULL
    assert {"G8.41", "G8.43"} <= cited(report)


def test_a_month_later_it_has_full_verification_self_and_the_aggregation_paragraph_is_not_cited(
    explain: Explain,
) -> None:
    report = explain("small-supplier-on-a-shared-platform", "2018-09-01")
    assert years(report) == CYCLE
    assert not {"G8.41", "G8.43"} & cited(report)


def test_years_two_and_three_of_a_non_domestic_supplier_are_undetermined_on_27_february_2019(explain: Explain) -> None:
    report = explain("non-domestic-supplier", "2019-02-27")
    assert years(report) == OPEN
    silent = [entry for entry in report["undetermined"] if entry.get("year")]
    assert [entry["year"] for entry in silent] == [2, 3]
    assert all({"G8.41", "G8.42"} <= set(entry["paragraphs"]) and entry["because"] for entry in silent)


def test_from_28_february_2019_50_000_non_domestic_premises_are_full_verification_self(explain: Explain) -> None:
    assert years(explain("non-domestic-supplier", "2019-02-28")) == CYCLE


@pytest.mark.parametrize(("premises", "expected"), [(50_000, CYCLE), (50_001, FULL)])
def test_from_28_february_2019_50_001_non_domestic_premises_are_full_each_year(
    premises: int, expected: list[str], supplier: Explain
) -> None:
    assert years(supplier(0, premises, "2019-02-28")) == expected


@pytest.mark.parametrize(
    ("domestic", "non_domestic", "expected"),
    [(0, 1, OPEN), (1, 1, CYCLE), (0, 0, CYCLE), (250_000, 0, CYCLE), (250_001, 0, FULL), (250_001, 1, FULL)],
)
def test_the_silence_before_that_is_for_suppliers_of_non_domestic_premises_and_no_domestic_ones(
    domestic: int, non_domestic: int, expected: list[str], supplier: Explain
) -> None:
    assert years(supplier(domestic, non_domestic, "2019-02-27")) == expected


@pytest.mark.parametrize(("non_domestic", "expected"), [(10_000, CYCLE), (10_001, FULL)])
def test_200_000_domestic_premises_stay_at_full_verification_self_up_to_10_000_non_domestic_ones(
    non_domestic: int, expected: list[str], supplier: Explain
) -> None:
    assert years(supplier(200_000, non_domestic, "2019-02-27")) == CYCLE
    assert years(supplier(200_000, non_domestic, "2019-02-28")) == expected


def test_a_weakness_in_a_smets1_hub_puts_its_supplier_under_g3_18_from_18_july_2018_and_not_the_day_before(
    explain: Explain,
) -> None:
    weakness = "weak-key-in-the-hub"
    assert duties(explain("supplier-with-a-smets1-hub", "2018-07-17"), "G3.18", about=weakness) == {}
    assert duties(explain("supplier-with-a-smets1-hub", "2018-07-18"), "G3.18", about=weakness) == {
        "G3.18(a)": "applies",
        "G3.18(b)": "applies",
        "G3.18(c)": "applies",
    }


def test_where_the_manufacturer_already_knows_g3_18_a_is_excused_by_g3_19(explain: Explain) -> None:
    report = explain("supplier-whose-manufacturer-already-knows", "2018-07-18")
    (duty,) = [obligation for obligation in report["obligations"] if obligation["paragraph"] == "G3.18(a)"]
    assert duty["status"] == "excused"
    assert '"G3.19"' in json.dumps(duty)
    others = {obligation["paragraph"]: obligation["status"] for obligation in report["obligations"]}
    assert (others["G3.18(b)"], others["G3.18(c)"]) == ("applies", "applies")


def test_the_arrangements_of_g3_20_b_for_that_hub_apply_from_4_november_2019_and_not_the_day_before(
    explain: Explain,
) -> None:
    hub = "hub-at-10-acacia-avenue"
    assert duties(explain("supplier-with-a-smets1-hub", "2019-11-03"), "G3.20(b)", about=hub) == {}
    assert duties(explain("supplier-with-a-smets1-hub", "2019-11-04"), "G3.20(b)", about=hub) == {"G3.20(b)": "applies"}


@pytest.mark.parametrize("day", ["2018-07-17", "2018-07-18", "2019-11-03", "2019-11-04", "2022-11-03", "2026-01-01"])
def test_the_arrangements_of_g3_20_b_never_apply_for_a_smets2_hub(day: str, explain: Explain) -> None:
    report = explain("supplier-with-a-smets2-hub", day)
    assert duties(report, "G3.20(b)", about="hub-at-7-station-road") == {}
    assert duties(report, "G3.18", about="flaw-in-the-hub") == {}


def test_a_smets1_system_not_enrolled_is_under_g3_26_and_g3_27_on_1_october_2018_and_not_on_8_november(
    explain: Explain,
) -> None:
    party, system = "supplier-with-a-smets1-system-not-enrolled", "meters-not-enrolled"
    both = {"G3.26": "applies", "G3.27": "applies"}
    assert duties(explain(party, "2018-10-01"), "G3.26", "G3.27", about=system) == both
    assert duties(explain(party, "2018-11-08"), "G3.26", "G3.27", about=system) == {}


def test_one_enrolled_on_1_october_2019_is_under_them_from_that_day(explain: Explain) -> None:
    party, system = "supplier-with-an-enrolled-smets1-system", "meters-at-22-hill-street"
    both = {"G3.26": "applies", "G3.27": "applies"}
    assert duties(explain(party, "2019-09-30"), "G3.26", "G3.27", about=system) == {}
    assert duties(explain(party, "2019-10-01"), "G3.26", "G3.27", about=system) == both


def test_a_date_before_15_december_2017_is_refused_with_its_reason(
    capsys: pytest.CaptureFixture[str], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert main(["explain", "large-supplier", "--as-at", "2017-12-14"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "no source held describes an earlier text" in err
    assert main(["explain", "large-supplier", "--as-at", "2017-12-15"]) == 0


def test_a_day_after_the_survey_carries_one_warning_that_says_so(explain: Explain) -> None:
    words = [str(warning) for warning in explain("large-supplier", "2026-11-28")["warnings"]]
    assert len([word for word in words if "instruments were looked for up to 3 November 2022 only" in word]) == 1


def test_the_json_has_the_keys_that_others_rely_on(explain: Explain) -> None:
    report = explain("supplier-that-is-also-an-other-user", "2019-03-01")
    assert {"party", "name", "as_at", "code", "assessments", "next", "obligations"} <= report.keys()
    assert {"undetermined", "conflicts", "warnings"} <= report.keys()
    assert {"label", "number", "in_force", "instruments", "readings"} <= report["code"].keys()
    for assessment in report["assessments"]:
        assert {"capacity", "year", "category", "paragraphs", "provenance", "proof"} <= assessment.keys()
    for obligation in report["obligations"]:
        assert {"paragraph", "duty", "about", "status", "paragraphs", "provenance", "proof"} <= obligation.keys()
    assert {assessment["capacity"] for assessment in report["assessments"]} == {"supplier_party", "other_user"}
