"""`secg cases`: regression cases by the command line, for those who have no pytest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.messages.trees import printed

FOREIGN = Path(__file__).parents[1] / "foreign"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of a library's law, borrowers and cases."""
    return Path(shutil.copytree(FOREIGN, tmp_path / "library"))


def test_all_cases_hold_and_are_counted(library: Path) -> None:
    assert printed(["cases", "--policies", "policies"], library) == "exit 0\nall 5 cases hold\n"


@pytest.mark.parametrize(
    ("command", "told"),
    [(["cases"], "all 5 cases hold"), (["coverage", "--check"], "no fault: regression cases exercise every rule")],
    ids=["cases", "coverage"],
)
def test_cases_are_about_the_parties_beside_them_whatever_facts_are_named(
    command: list[str], told: str, library: Path, tmp_path: Path
) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "cem.yaml").write_text("party: cem\nfacts: {}\n")
    text = printed([*command, "--policies", "policies", "--facts", str(tmp_path / "facts")], library)
    assert text.startswith("exit 0\n") and text.endswith(f"{told}\n")


def test_a_case_that_does_not_hold_is_shown_with_the_proof_of_what_holds_instead(library: Path) -> None:
    path = library / "tests" / "regression" / "first" / "cases.yaml"
    path.write_text(path.read_text().replace("harbour: [full, full, full]", "harbour: [full, full, restricted]"))
    text = printed(["cases", "tests/regression/first/cases.yaml"], library)
    assert text.startswith("exit 1\ntests/regression/first/cases.yaml:1:3: A borrower who owes nothing")
    assert "expected: full, full, restricted" in text
    assert "[facts/ben.yaml:6:17]" in text
    assert text.endswith("1 of 3 cases do not hold\n")


@pytest.mark.parametrize(("name", "code"), [("nowhere.yaml", "E101"), ("facts/ann.yaml", "E123"), ("tests", "E105")])
def test_a_file_that_holds_no_cases_is_told(name: str, code: str, library: Path) -> None:
    text = printed(["cases", "tests/regression/first/cases.yaml", name], library)
    assert text.startswith("exit 2") or text.startswith("exit 1")
    assert code in text and name in text


def test_a_repository_of_parties_has_cases_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "regression" / "5.20"
    folder.mkdir(parents=True)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "acme.yaml").write_text(
        "# yaml-language-server: $schema=schema.json\n"
        "party: acme\nfacts: {user_role: [gas_supplier], domestic_premises: 300_000, non_domestic_premises: 0}\n"
    )
    (folder / "cases.yaml").write_text(
        "- case: Our own premises are above the threshold\n  source: S0\n  party: acme\n"
        "  expect:\n    assessments: {supplier_party: [full, full, full]}\n"
    )
    assert printed(["cases", "tests/regression/5.20/cases.yaml"], tmp_path) == "exit 0\nthe case holds\n"


@pytest.fixture
def parties(library: Path) -> Path:
    """A repository of the borrowers alone, with their cases; the law stands beside it."""
    folder = library.parent / "ours"
    for part in ("facts", "tests"):
        shutil.move(library / part, folder / part)
    return folder


def test_a_repository_of_parties_runs_its_own_cases_by_another_law_too(parties: Path) -> None:
    law = ["--policies", "../library/policies"]
    assert printed(["cases", *law], parties) == "exit 0\nall 5 cases hold\n"
    name = "tests/regression/first/cases.yaml"
    assert printed(["cases", name, *law], parties) == "exit 0\nall 3 cases hold\n"
    assert printed(["check", *law], parties).endswith("2 parties, 3 paragraphs in the ledger, 5 cases\n")
    path = parties / name
    path.write_text(path.read_text().replace("harbour: [full, full, full]", "harbour: [full, full, restricted]"))
    assert printed(["cases", *law], parties).endswith("1 of 5 cases do not hold\n")
    path.write_text(path.read_text().replace("assessments: {harbour: [full, full, restricted]}", "assessments: {}"))
    assert "E912" in printed(["check", *law], parties)


def test_a_new_case_of_another_law_stands_in_the_repository_of_its_party(parties: Path) -> None:
    shutil.rmtree(parties / "tests")
    said = printed(["new", "case", "ann", "--as-at", "2022-02-01", "--policies", "../library/policies"], parties)
    assert said.startswith("exit 0\ntests/regression/second/ann-2022-02-01.yaml\n")
    assert not (parties.parent / "library" / "tests").exists()


@pytest.mark.parametrize("words", [[], ["--policies", "../library/policies"], ["tests/regression/first/cases.yaml"]])
def test_where_no_case_is_read_none_is_said_to_hold(words: list[str], parties: Path) -> None:
    for path in parties.glob("tests/regression/*/*.yaml"):
        path.write_text("[]\n")
    text = printed(["cases", "--policies", "../library/policies", *words], parties)
    assert text.startswith("exit 2\n") and "E125" in text and "hold" not in text


def test_where_there_is_no_file_of_cases_none_is_said_to_hold(parties: Path) -> None:
    for path in parties.glob("tests/regression/*/*.yaml"):
        path.unlink()
    text = printed(["cases", "--policies", "../library/policies"], parties)
    assert text.startswith("exit 2\n") and "E125" in text


def test_cases_of_parties_in_a_folder_that_is_named_are_checked_as_they_are_run(parties: Path) -> None:
    (parties / "facts").rename(parties / "borrowers")
    words = ["--policies", "../library/policies", "--facts", "borrowers"]
    assert printed(["cases", *words], parties) == "exit 0\nall 5 cases hold\n"
    assert printed(["check", *words], parties).endswith("5 cases\n")


@pytest.mark.parametrize("text", ["[]\n", "# nothing yet\n", "{}\n"])
@pytest.mark.parametrize("command", [["cases"], ["check"]], ids=["cases", "check"])
def test_a_file_without_a_case_is_a_fault_beside_others_that_hold(command: list[str], text: str, library: Path) -> None:
    (library / "tests" / "regression" / "first" / "more.yaml").write_text(text)
    told = printed(command, library)
    assert not told.startswith("exit 0") and "tests/regression/first/more.yaml" in told


def test_a_file_that_is_named_twice_counts_once(library: Path) -> None:
    name = "tests/regression/first/cases.yaml"
    assert printed(["cases", name, f"./{name}"], library) == "exit 0\nall 3 cases hold\n"
