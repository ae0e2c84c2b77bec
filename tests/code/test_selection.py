"""Which Code is meant: by a day, a label, an SEC version number or an instrument; and what a reader is told of it."""

from __future__ import annotations

from datetime import date

import pytest

from secg.code.selection import code_warnings
from secg.messages import Faults
from tests.policy_tree import PolicyTree, paragraph


@pytest.fixture
def coded(tree: PolicyTree) -> PolicyTree:
    """Versions with and without a number, one of them planned; a reading; and an instrument without its content."""
    tree.part(paragraph("G1.1: One"))
    tree.instrument("designation", paragraph("Insert G1.2: Two"), in_force="2018-07-18")
    tree.instrument("SECMP0001", in_force="2018-07-18").instrument(
        "SECMP0002", paragraph("Repeal G1.2"), in_force="2019-02-28"
    )
    tree.instrument("my-reading", paragraph("Substitute G1.1: Otherwise"))
    tree.version("5.20", "2018-07-18", "designation", "SECMP0001", more=', number: "5.20"')
    tree.version("quiet", "2018-09-01")
    return tree.version(
        "SECMP0002", "2019-02-28", "SECMP0002", more=", certainty: planned, because: no later word is held"
    )


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2018-01-01", "baseline"),
        ("2018-07-17", "baseline"),
        ("2018-07-18", "5.20"),
        ("2018-08-31", "5.20"),
        ("2018-09-01", "quiet"),
        ("2019-02-27", "quiet"),
        ("2019-02-28", "SECMP0002"),
        ("2999-12-31", "SECMP0002"),
    ],
)
def test_the_version_of_a_day_is_the_last_one_in_force_by_then(day: str, label: str, coded: PolicyTree) -> None:
    assert coded.code(day=day).label == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("baseline", "baseline"),
        ("5.20", "5.20"),
        ("designation", "5.20"),
        ("SECMP0001", "5.20"),
        ("SECMP0002", "SECMP0002"),
    ],
)
def test_a_version_is_named_by_label_number_or_instrument(name: str, label: str, coded: PolicyTree) -> None:
    assert coded.code(name).label == label


def message(tree: PolicyTree, version: str | None, *overlays: str, day: str = "2018-06-01") -> str:
    with pytest.raises(Faults) as refused:
        tree.code(version, *overlays, day=day)
    (fault,) = refused.value.diagnostics
    return str(fault)


def test_a_day_before_the_earliest_is_refused_with_its_reason(coded: PolicyTree) -> None:
    assert message(coded, None, day="2017-12-31") == (
        "error E321: the Code of 2017-12-31 is not held: no source describes an earlier text\n  help: "
        "choose 2018-01-01 or a later date"
    )


def test_a_version_that_is_none_names_the_nearest(coded: PolicyTree) -> None:
    assert message(coded, "5.2") == (
        "error E320: there is no version `5.2`\n  help: did you mean `5.20`? `secg versions` lists them"
    )


def test_a_reading_that_is_none_names_the_nearest(coded: PolicyTree) -> None:
    assert "did you mean `my-reading`?" in message(coded, None, "my-readng")


def test_an_instrument_in_force_is_no_reading(coded: PolicyTree) -> None:
    assert "`SECMP0002` is in force by itself" in message(coded, None, "SECMP0002")


def test_a_reading_is_no_version(coded: PolicyTree) -> None:
    assert message(coded, "my-reading").startswith("error E320")


def test_a_reading_named_twice_is_applied_once(coded: PolicyTree) -> None:
    assert coded.code("baseline", "my-reading", "my-reading").overlays == ("my-reading",)


def warnings(tree: PolicyTree, day: str) -> list[str]:
    diagnostics = code_warnings(tree.load(), tree.code(day=day), date.fromisoformat(day))
    return [f"{diagnostic.kind.code} {diagnostic.sentence}" for diagnostic in diagnostics]


def test_the_baseline_has_no_warning(coded: PolicyTree) -> None:
    assert warnings(coded, "2018-01-01") == []


def test_a_change_whose_content_is_not_held_is_said_as_long_as_it_counts(coded: PolicyTree) -> None:
    for day in ("2018-07-18", "2018-12-01", "2019-02-28"):
        assert any(
            warning.startswith("W603 SECMP0001 (About SECMP0001) changed Section G on 18 July 2018")
            for warning in warnings(coded, day)
        )


def test_a_version_whose_day_is_not_confirmed_says_so(coded: PolicyTree) -> None:
    known = "is taken to be in force from 28 February 2019, which is planned: no later word is held"
    assert f"W602 the Code of SECMP0002 {known}" in warnings(coded, "2019-02-28")


def surveyed(tree: PolicyTree, day: str, later: str = "") -> PolicyTree:
    """The same tree with another day up to which instruments were sought, and further versions at the end."""
    path = tree.root / "policies" / "versions.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "{date: 2030-01-01, because: nothing later", f"{{date: {day}, because: nothing later"
    )
    path.write_text(text + later, encoding="utf-8")
    return tree


def test_each_day_after_the_survey_carries_one_caution_and_its_own_day_none(coded: PolicyTree) -> None:
    tree = surveyed(coded, "2019-02-28")
    assert not any(warning.startswith("W601") for warning in warnings(tree, "2019-02-28"))
    (caution,) = [warning for warning in warnings(tree, "2019-03-01") if warning.startswith("W601")]
    assert "instruments were looked for up to 28 February 2019 only" in caution


def test_a_version_encoded_for_later_takes_the_caution_from_no_day(coded: PolicyTree) -> None:
    tree = surveyed(coded, "2019-02-28", "  - {label: later, in_force: 2027-01-01, instruments: []}\n")
    for day in ("2019-03-01", "2026-11-28", "2027-01-01", "2028-06-01"):
        assert len([warning for warning in warnings(tree, day) if warning.startswith("W601")]) == 1, day


def test_the_day_before_an_uncertain_one_says_that_the_next_text_may_apply_already(coded: PolicyTree) -> None:
    (caution,) = [warning for warning in warnings(coded, "2019-02-27") if warning.startswith("W605")]
    known = "its day, 28 February 2019, is planned: no later word is held"
    assert caution == f"W605 the Code of SECMP0002 may be in force already: {known}"
    assert not any(warning.startswith("W605") for warning in warnings(coded, "2019-02-28"))


def test_no_text_may_apply_before_the_earliest_day_that_the_sources_leave(coded: PolicyTree) -> None:
    path = coded.root / "policies" / "versions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("in_force: 2019-02-28", "in_force: 2019-02-28, not_before: 2019-02-20"), encoding="utf-8"
    )
    assert not any(warning.startswith("W605") for warning in warnings(coded, "2019-02-19"))
    assert any(warning.startswith("W605") for warning in warnings(coded, "2019-02-20"))


def test_a_text_that_a_source_describes_later_says_so_until_that_day(coded: PolicyTree) -> None:
    path = coded.root / "policies" / "versions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("{date: 2018-01-01, because", "{date: 2018-01-01, described: 2018-06-01, because"),
        encoding="utf-8",
    )
    (caution,) = [warning for warning in warnings(coded, "2018-05-31") if warning.startswith("W606")]
    assert "the one described on 1 June 2018, taken to have stood since 1 January 2018" in caution
    assert not any(warning.startswith("W606") for warning in warnings(coded, "2018-06-01"))
