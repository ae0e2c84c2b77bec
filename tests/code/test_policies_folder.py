"""The policies folder as a whole: faults of all files at once, and none that only follows from another."""

from __future__ import annotations

import pytest

from secg.messages import Faults
from tests.policy_tree import SOURCES, PolicyTree, paragraph


@pytest.fixture
def coded(tree: PolicyTree) -> PolicyTree:
    """A part, and an instrument with its version."""
    tree.part(paragraph("G1.1: One", "large(User) :- premises(User, N), N > 5."))
    tree.instrument("M1", paragraph("Insert G1.2: Two"), in_force="2019-01-01")
    return tree.version("M1", "2019-01-01", "M1")


def instrument_file(tree: PolicyTree, old: str, new: str) -> PolicyTree:
    """The instrument M1 with some of its words changed."""
    path = tree.root / "policies" / "modifications" / "M1.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    return tree.write("policies/modifications/M1.md", text.replace(old, new))


def test_faults_of_all_files_are_reported_together(coded: PolicyTree) -> None:
    coded.part(paragraph("G1.1: One", "large(User) :- premisses(User, _)."))
    instrument_file(coded, "text (S0)", "text (S9)")
    coded.versions(
        "earliest: {date: soon, because: a test}\nsurveyed_to: {date: 2030-01-01, because: x}\nversions: one\n"
    )
    assert coded.shown_faults() == [
        "E208 M1.md:9:1",
        "E230 G1.md:13:16",
        "E118 versions.yaml:1:18",
        "E114 versions.yaml:3:11",
    ]


def test_an_instrument_that_can_not_be_read_is_not_unknown_too(coded: PolicyTree) -> None:
    assert instrument_file(coded, "title: About M1", "title: [About").shown_faults()[0].startswith("E110 M1.md")
    assert len(coded.faults()) == 1


def test_an_instrument_whose_name_is_misspelt_is_not_unknown_too(coded: PolicyTree) -> None:
    assert instrument_file(coded, "instrument: M1", "instrumnet: M1").shown_faults() == ["E116 M1.md:2:1"]


def test_a_day_that_is_none_does_not_differ_from_another_too(coded: PolicyTree) -> None:
    assert instrument_file(coded, "2019-01-01", "2019-13-01").shown_faults() == ["E118 M1.md:6:11"]


def test_a_version_that_can_not_be_read_does_not_leave_its_instrument_unapplied(coded: PolicyTree) -> None:
    path = coded.root / "policies" / "versions.yaml"
    coded.versions(path.read_text(encoding="utf-8").replace("2019-01-01", "soon"))
    assert coded.shown_faults() == ["E118 versions.yaml:5:29"]


def test_an_instrument_in_the_wrong_folder_is_not_unapplied_too(coded: PolicyTree) -> None:
    text = (coded.root / "policies" / "modifications" / "M1.md").read_text(encoding="utf-8")
    coded.write("policies/readings/M2.md", text.replace("instrument: M1", "instrument: M2"))
    assert coded.shown_faults() == ["E310 M2.md:2:13"]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (("in_force: 2019-01-01", "in_force: 2019-02-01"), ["E306 M1.md:2:13"]),
        (("in_force: 2019-01-01\n", ""), ["E306 M1.md:2:13"]),
        (("instrument: M1", "instrument: M2"), ["E307 M1.md:2:13", "E301 versions.yaml:5:13"]),
    ],
    ids=["another day", "no day", "another name"],
)
def test_versions_and_instruments_must_agree(change: tuple[str, str], faults: list[str], coded: PolicyTree) -> None:
    assert instrument_file(coded, *change).shown_faults() == faults


def test_a_version_applies_no_proposal_and_no_reading(coded: PolicyTree) -> None:
    coded.instrument("my-reading", paragraph("Substitute G1.1: Otherwise")).version("later", "2019-03-01", "my-reading")
    assert coded.shown_faults() == ["E313 versions.yaml:6:13"]


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        (("M1", "2019-02-01"), ["E311 versions.yaml:6:13"]),
        (("early", "2018-06-01"), ["E305 versions.yaml:6:13"]),
    ],
    ids=["one label twice", "an earlier version below a later one"],
)
def test_versions_stand_once_and_in_order(more: tuple[str, str], faults: list[str], coded: PolicyTree) -> None:
    assert coded.version(*more).shown_faults() == faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "E115 versions.yaml"),
        (
            "earliest: {date: 2018-01-01, because: x}\nsurveyed_to: {date: 2030-01-01, because: x}\nversions: []\n",
            "E114 versions.yaml:3:11",
        ),
        (
            "earliest: {date: 2018-01-01, because: x}\nsurveyed_to: {date: 2030-01-01, because: x}\nversions:\n",
            "E114 versions.yaml:3:10",
        ),
        (
            "earliest: {date: 2018-01-01, because: x}\nsurveyed_to: {date: 2030-01-01, because: x}\n",
            "E117 versions.yaml:1:1",
        ),
    ],
    ids=["an empty file", "an empty list", "nothing", "no list"],
)
def test_there_is_at_least_one_version(text: str, fault: str, tree: PolicyTree) -> None:
    assert tree.part(paragraph("G1.1: One")).versions(text).shown_faults() == [fault]


def test_an_empty_list_of_sources_is_one_fault_and_not_one_for_each_citation(coded: PolicyTree) -> None:
    assert coded.sources("").shown_faults() == ["E115 sources.yaml"]


def test_the_same_paragraph_stands_once_in_the_baseline(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: One"), paragraph("G1.1: Again"))
    assert tree.shown_faults() == ["E203 G1.md:13:1"]


def test_a_missing_file_of_the_policies_is_one_fault(coded: PolicyTree) -> None:
    for name in ("vocabulary.yaml", "versions.yaml", "sources.yaml"):
        path = coded.root / "policies" / name
        text = path.read_text(encoding="utf-8")
        path.unlink()
        assert coded.shown_faults() == [f"E101 {name}"]
        path.write_text(text, encoding="utf-8")


def test_a_missing_folder_is_one_fault(tree: PolicyTree) -> None:
    with pytest.raises(Faults) as refused:
        tree.root.joinpath("policies").rename(tree.root / "elsewhere")
        tree.load()
    assert [diagnostic.kind.code for diagnostic in refused.value.diagnostics] == ["E102"]


def test_the_digest_tells_any_change_of_any_file(coded: PolicyTree) -> None:
    first = coded.load().digest
    assert coded.load().digest == first
    coded.sources(SOURCES.replace("report", "repport"))
    assert coded.load().digest != first
