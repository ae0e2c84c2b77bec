"""A Code that is not Section G goes through the commands: the lending rules of a library, in tests/foreign.

Its paragraphs are numbered `L2.1`, its groups are branches, the values of its answers are cards.
"""

from __future__ import annotations

import json
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from secg.cases.case_reader import read_cases
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.cli import main
from secg.code.policies import load_policies
from secg.facts.loading import load_situations

FOREIGN = Path(__file__).parent / "foreign"

COMMANDS = {
    "explain ann": "Restricted Card",
    "explain ann --full": "2 duties, of which 1 is overdue",
    "explain ben --as-at 2021-03-01": "Rules 1, in force from 1 January 2020",
    "explain ann --format md": "Restricted Card",
    "explain ann --format html": "Part L explained",
    "explain ann --format json": '"category": "restricted"',
    "explain ann --format ics": "Ann Lee: Part L",
    "why-not ann full year 2": "100 or fewer is needed",
    "why-not ann L2.4 about fines": "must pay the fines",
    "why-not ben pay about fines": "more than 100 is needed",
    "what-if ann --set unpaid_fines=20": "instead of a",
    "what-if ann --reach full": "--set unpaid_fines=100",
    "derive": "harbour year 3          full",
    "derive --engine duckdb": "harbour year 3",
    "diff B7": "Full each year → Restricted Card each year",
    "diff B7 --format html": "What B7 changed",
    "impact --modification B7": "1 of 2 parties change",
    "prove": "every question has exactly",
    "paragraph L2.1": "substituted by B7",
    "parties --overdue": "ann",
    "modifications": "Longer loans",
    "readings": "debt-from-150-pence",
    "versions --format md": "Versions of Part L encoded here",
    "coverage --format md": "What is held of Part L",
    "coverage --check": "no fault",
    "check": "no fault: 2 versions, 2 instruments and readings, 2 parties",
    "fmt --check": "",
}
"""Each command, and words that its output holds."""
FACTS = " --facts LIBRARY/facts"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the library's law and borrowers."""
    return Path(shutil.copytree(FOREIGN, tmp_path / "library"))


def run(words: str, folder: Path) -> tuple[int, str, str]:
    """The exit status of a command run in a folder, what it prints, and what it says of faults."""
    out, err = TextIOWrapper(BytesIO(), write_through=True), StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        status = main(words.split())
    return status, out.buffer.getvalue().decode(), err.getvalue()


@pytest.mark.parametrize("words", COMMANDS)
def test_each_of_these_commands_serves_a_code_that_is_not_section_g(words: str, library: Path) -> None:
    status, out, err = run(words, library)
    assert (status, err) == (0, "")
    assert COMMANDS[words] in out
    assert not [word for word in ("Section G", "SEC ", "Smart Energy") if word in out]


ANYWHERE = [words for words in COMMANDS if not words.startswith("fmt")]


@pytest.mark.parametrize("words", [*ANYWHERE, "diff B7 --impact", "coverage"])
@pytest.mark.parametrize("place", ["an empty folder", "another working tree"])
def test_policies_that_an_option_names_are_asked_with_the_parties_and_cases_beside_them(
    words: str, place: str, library: Path, tmp_path: Path, repository: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    named = f"{words} --policies {library / 'policies'}"
    if place == "another working tree":
        folder = repository
        named += "" if words.split()[0] in ("paragraph", "modifications", "readings", "versions") else FACTS
    status, out, err = run(named.replace("LIBRARY", str(library)), folder)
    assert (status, err) == (0, "")
    assert COMMANDS.get(words, "") in out
    assert not [word for word in ("Section G", "SEC ", "Smart Energy") if word in out]


def test_a_new_party_is_laid_out_beside_the_policies_that_an_option_names(library: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = run(f"new party zed --policies {library / 'policies'}", tmp_path / "empty")
    assert (status, err) == (0, "") and (library / "facts" / "zed.yaml").exists(), out


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_printed_report_is_titled_by_its_own_code(form: str, library: Path) -> None:
    assert run(f"explain ann --out report.{form}", library)[::2] == (0, "")
    assert (library / f"report.{form}").stat().st_size > 1000


def test_a_report_of_a_foreign_code_holds_before_the_independent_checker(library: Path) -> None:
    assert run("explain ann --out report.json", library)[0] == 0
    assert run("verify report.json", library)[0] == 0
    report = json.loads((library / "report.json").read_text())
    report["assessments"][0]["category"] = "full"
    (library / "report.json").write_text(json.dumps(report))
    assert run("verify report.json", library)[0] != 0


def test_both_engines_derive_the_same_of_a_foreign_code(library: Path) -> None:
    rows = [run(f"derive --format csv{engine}", library)[1] for engine in ("", " --engine duckdb")]
    told = [sorted(line.split(",")[:7] for line in text.splitlines()[1:]) for text in rows]
    assert told[0] == told[1]
    assert len(told[0]) == 11


def test_all_reports_of_a_foreign_code_are_written_with_an_index(library: Path) -> None:
    assert run("reports --out made", library)[::2] == (0, "")
    assert "Part L explained: all parties" in (library / "made" / "index.html").read_text()


def test_the_cases_of_a_foreign_code_are_read_and_hold(library: Path) -> None:
    policies = load_policies(library / "policies", library)
    situations = load_situations(library / "facts", library, policies.vocabulary)
    cases = read_cases(library / "tests" / "regression", library, policies, situations)
    assert len(cases) == 5
    assert [mismatch for case in cases for mismatch in judge(find(case, policies))] == []


@pytest.mark.parametrize("words", ["coverage --format md", "versions --format md", "explain ann --format html"])
def test_the_name_of_a_foreign_code_is_text_wherever_it_is_shown(words: str, library: Path) -> None:
    path = library / "policies" / "code.yaml"
    path.write_text(path.read_text().replace("title: Part L", 'title: "<img src=x onerror=alert(1)> *L*"'))
    status, out, _ = run(words, library)
    assert status == 0 and "<img" not in out.replace("\\<", "")  # Markdown puts a backslash before what would be markup


def test_a_year_of_another_kind_is_refused_instead_of_shown_wrongly(library: Path) -> None:
    path = library / "policies" / "vocabulary.yaml"
    path.write_text(
        path.read_text().replace(", year: year", "").replace("in year {year} ", "").replace(" in year {year}", "")
    )
    status, _, err = run("check", library)
    assert status == 1
    assert "E262: no report shows answers of the form of `given_card`" in err
