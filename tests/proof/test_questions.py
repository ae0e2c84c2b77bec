"""The commands why-not, what-if and verify as people use them: what they say, and one clear message for each fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secg.cli import main

SMALL = "small-supplier-on-a-shared-platform"
HUB = "supplier-with-a-smets1-hub"


@pytest.fixture(autouse=True)
def in_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return " ".join(capsys.readouterr().out.split())


def faulted(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert not captured.out
    return captured.err


def test_why_not_names_the_condition_and_by_how_much_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "why-not", SMALL, "full", "year", "2", "--as-at", "2018-09-01")
    assert "come to 180,000; more than 250,000 is needed (70,001 more)" in text
    assert f"(facts/{SMALL}.yaml, line" in text


def test_why_not_goes_down_to_the_fact_of_another_component(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("why-not", HUB, "G3.20(b) about hub-at-10-acacia-avenue", "--as-at", "2018-08-01")
    text = said(capsys, *words)
    assert "a SMETS1 Communications Hub Function; needed: Smart Metering System" in text


def test_why_not_says_so_where_a_fact_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "silent.yaml").write_text("party: silent\nfacts:\n  user_role: gas_supplier\n")
    words = ("why-not", "silent", "full year 2", "--as-at", "2019-04-01", "--facts", str(tmp_path))
    assert "a fact is missing" in said(capsys, *words).lower()


def test_why_not_says_so_where_the_conclusion_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert "It does hold" in said(capsys, "why-not", SMALL, "full year 1", "--as-at", "2018-09-01")


def test_why_not_tells_the_number_that_is_compared_only_once_there_is_a_role(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = "user_role: [electricity_distributor]\n  domestic_premises: 100000\n  non_domestic_premises: 0\n"
    (tmp_path / "a.yaml").write_text(f"party: a\nname: A\nbasis: test\nfacts:\n  {facts}")
    asked = ["why-not", "a", "--facts", str(tmp_path), "--as-at", "2019-07-01", "full year 2 as supplier party"]
    assert main(asked) == 0
    ways = " ".join(capsys.readouterr().out.split()).split("another way:")
    needed = (
        "the Domestic Premises",
        "5 × the Non-Domestic Premises",
        "as Supplier Party + 5 × the Non-Domestic Premises",
    )
    assert len(ways) == len(needed)
    for way, number in zip(ways, needed, strict=True):
        later = way.partition("Then also needed: ")[2]
        assert number in later and "come to more than 250,000" in later


def test_why_not_through_negation_names_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "why-not", "supplier-whose-manufacturer-already-knows", "G3.18(a)", "--as-at", "2019-12-01")
    assert "But:" in text and "[G3.19]" in text


@pytest.mark.parametrize("asked", ["full year 2", "Full User Security Assessment year two", "fu year 2", "FULL YEAR 2"])
def test_a_conclusion_may_be_written_in_many_ways(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "why not full year 2" in said(capsys, "why-not", SMALL, asked, "--as-at", "2018-09-01")


def test_what_if_shows_both_sides_with_their_proofs(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "what-if", SMALL, "--set", "domestic_premises=250001", "--as-at", "2018-09-01")
    assert "Before: Verification User Security Assessment" in text
    assert "After: Full User Security Assessment" in text
    assert "[G8.42]" in text and "[G8.41]" in text


def test_what_if_counts_up_and_down(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "what-if", SMALL, "--set", "domestic_premises+=70_001", "--as-at", "2018-09-01")
    assert "250,001" in text
    text = said(capsys, "what-if", SMALL, "--set", "domestic_premises-=1", "--as-at", "2018-09-01")
    assert "Nothing changes" in text


def test_reach_finds_the_one_count_that_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "what-if", SMALL, "--reach", "full year 2", "--as-at", "2018-09-01")
    assert "--set domestic_premises=count:250001,from:2017-10-01" in text and "It can change this itself" in text


def test_reach_proposes_a_provider_that_the_party_has_no_tie_to_yet(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("what-if", "supplier-after-its-first-assessment", "--reach", "full year 2", "--as-at", "2018-08-01")
    provider = said(capsys, *words).partition("--set shared_resource+=provider:shared-platform,extent:part")
    assert "Shared Resources provided by Shared Platform" in provider[0]
    assert provider[0].rstrip().endswith("It can change this itself.")
    assert "Full User Security Assessment in years two and three" in provider[2]


def test_reach_looks_past_a_condition_that_fails_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "what-if", "non-domestic-supplier", "--reach", "full year 2", "--as-at", "2018-08-01")
    assert "--set domestic_premises=250001" in text


def test_avoid_tells_the_partys_own_changes_from_those_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "what-if", SMALL, "--avoid", "full year 2", "--as-at", "2018-08-01")
    own, _, others = text.partition("This is not its own to change.")
    assert "--set shared_resource-=provider:shared-platform" in own
    assert "It can change this itself" in own and others


def test_the_commands_that_reach_shows_do_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--reach", "G3.20(b) about hub-at-10-acacia-avenue", "--as-at", "2018-08-01", "--format", "json")
    report = json.loads(said(capsys, "what-if", HUB, *asked))
    for answer in report["answers"]:
        words = [word for fact in answer["facts"] for word in fact["set"].split()]
        text = said(capsys, "what-if", HUB, *words, "--as-at", "2018-08-01")
        assert "It would have the duty" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("why-not", SMALL, "fulll year 2"), "did you mean `full year 2`?"),
        (("why-not", SMALL, "full year 7"), "the cycle has the years 1, 2 and 3"),
        (("why-not", SMALL, "full year 2 as othr user"), "did you mean"),
        (("why-not", SMALL, "G99.1"), "the Code applied has no paragraph G99.1"),
        (("why-not", SMALL, "G8.16"), "no rule of G8.16 can conclude that"),
        (("why-not", "smal-supplier", "full year 2"), "there is no party"),
        (("why-not", HUB, "G3.20(b) about hub-at-10-acacia-avenu"), "did you mean `hub-at-10-acacia-avenue`?"),
        (("what-if", SMALL), "nothing is asked"),
        (("what-if", SMALL, "--set", "domestic_premises"), "is not a change of a fact"),
        (("what-if", SMALL, "--set", "domestic_premise=1"), "did you mean `domestic_premises`?"),
        (("what-if", SMALL, "--set", "domestic_premises=many"), "`many` is not a count"),
        (("what-if", SMALL, "--set", "domestic_premises=-1"), "`-1` is not a count"),
        (("what-if", SMALL, "--set", "domestic_premises-=999_999"), "a number that can be taken away"),
        (("what-if", SMALL, "--set", "user_role+=other_usr"), "did you mean `other_user`?"),
        (("what-if", SMALL, "--set", "user_role-=other_user"), "there is no such fact to take away"),
        (("what-if", SMALL, "--set", "required_assessment=full"), "concluded by the Code"),
        (("what-if", SMALL, "--set", "enrolled_on=2018-01-01"), "`enrolled_on` is not a fact"),
        (
            ("what-if", SMALL, "--set", "responsible_for+=id:hub,component:hub,generation:smets1"),
            "`hub` is not a value",
        ),
        (("what-if", SMALL, "--set", "nobody.domestic_premises=1"), "there is no party `nobody`"),
        (("verify", "no-such-report.json"), "can't be read"),
        (("verify", "README.md"), "this is not JSON"),
    ],
)
def test_bad_input_gives_one_clear_message(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = () if words[0] == "verify" else ("--as-at", "2018-09-01")
    text = faulted(capsys, *words, *dated)
    assert message in text
    assert text.count("error E") == 1


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    assert main(["explain", SMALL, "--as-at", "2018-08-01", "--format", "json", "--out", str(path)]) == 0
    return path


def test_a_report_as_it_was_written_is_verified(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the report holds" in said(capsys, "verify", str(report))


def test_an_edited_byte_is_found_and_named(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = report.read_text().split("\n")
    written = [number for number, line in enumerate(lines) if any(letter.isalnum() for letter in line)]
    for number in (written[8], written[len(written) // 3], written[len(written) // 2], written[-8]):
        edited = [*lines]
        line = edited[number]
        at = next(index for index, letter in enumerate(line) if letter.isalnum())
        edited[number] = f"{line[:at]}{'7' if line[at] != '7' else '8'}{line[at + 1 :]}"
        report.write_text("\n".join(edited))
        assert main(["verify", str(report)]) in (1, 2)
        told = capsys.readouterr().err
        assert f"{report}:{number + 1}:{at + 1}" in told or "error E522" in told  # a key was edited


def test_an_altered_proof_step_is_rejected_by_the_checker(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report.write_text(report.read_text().replace("906000", "906001"))
    assert main(["verify", str(report)]) == 1
    error = capsys.readouterr().err
    assert "a proof of the report is rejected" in error and "does not follow" in error
    assert "has been changed since it was made" in error


def test_a_report_from_other_facts_is_refused_with_one_message(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    (facts / f"{SMALL}.yaml").write_text(f"party: {SMALL}\nfacts:\n  user_role: gas_supplier\n")
    text = faulted(capsys, "verify", str(report), "--facts", str(facts))
    assert "the report was made from other facts" in text and text.count("error E") == 1


def test_a_report_without_a_key_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    path.write_text("{}")
    assert "the report lacks `schema`" in faulted(capsys, "verify", str(path))


def test_why_not_says_needed_only_of_what_every_way_needs_and_names_the_number_that_is_counted_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = "assessment: [{category: self, completed: 2018-06-02}]"
    sizes = "domestic_premises: 300000\n  non_domestic_premises: 0"
    (tmp_path / "a.yaml").write_text(f"party: a\nname: A\nfacts:\n  user_role: [gas_supplier]\n  {sizes}\n  {past}\n")
    at = ("a", "--facts", str(tmp_path), "--as-at", "2019-07-01")
    text = said(capsys, "why-not", *at, "next self")
    ways = text.partition("Then also needed, one of these: ")[2].partition(" - Then also needed: ")
    assert "none of them Full, is 0" in ways[0] and "none of them Full, is 2 or more" in ways[0]
    assert ways[2].startswith("the number of the assessments of A as Supplier Party since its last Full one, none")
    # what is told, in its first way: a Full one that nothing led up to, one lighter since, and 250,000 premises
    mended = ("--set", "assessment+=category:full,completed:2018-06-01", "--set", "domestic_premises=250000")
    text = said(capsys, "what-if", *at, *mended)
    assert "Its next assessment as a Supplier Party would be a User Security Self-Assessment" in text


def test_why_not_tells_the_number_that_is_counted_where_another_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    had = (("full", "2016-10-10"), ("verification", "2017-10-10"), ("self", "2018-10-10"))
    past = ", ".join(f"{{category: {category}, completed: {day}}}" for category, day in had)
    sizes = "domestic_premises: 1000\n  non_domestic_premises: 0\n  assessment"
    (tmp_path / "a.yaml").write_text(f"party: a\nname: A\nfacts:\n  user_role: [gas_supplier]\n  {sizes}: [{past}]\n")
    text = said(capsys, "why-not", "a", "--facts", str(tmp_path), "--as-at", "2019-07-01", "next self")
    assert "since its last Full one, none of them Full, is 2; needed: 1" in text
    assert "None of these fits" not in text
