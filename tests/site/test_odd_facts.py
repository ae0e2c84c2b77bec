"""Facts and names that are odd and allowed: what a page makes of them is read by the engine as the page means it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from secg.cases.case_reader import read_cases
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.cli import main
from secg.code.consolidation import every_code_with_overlays
from secg.code.policies import load_policies
from secg.facts.loading import load_situations
from secg.site.data import data_script
from tests.site.browser import Browser
from tests.site.small import FOREIGN, site_of
from tests.site.test_scenario import Asked, pytestmark, told_by_pages, write_data

NAMES = ("a b", "a-b", "a_b", "x;y", "o'brien", "#h", "-x", "--full", "$(id)", "a: b", "null", "ü", "ö", "2019-01-01")
LAW = """
by_day(B, return_book, Book, Due) :-
    barred(B),
    loan(B, Book, Lent),
    Due = Lent + 7 days.
"""
BARRED = """
barred: {kind: fact, args: {borrower: party}, says: "{borrower} is barred", absent: none, because: it is told}
"""
BOOKS = """
party: cem
facts:
  barred: true
  loan: [{id: 'The Lion, the Witch', lent: 2023-05-01}, {id: 'q"uote: d', lent: 2023-05-01}]
"""

assert pytestmark


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library with borrowers whose names are odd, and a fact without a value."""
    library = Path(shutil.copytree(FOREIGN, tmp_path_factory.mktemp("odd") / "library"))
    law, words = library / "policies" / "lending" / "L2.md", library / "policies" / "vocabulary.yaml"
    law.write_text(law.read_text("utf-8").replace("warned(B, Branch, full) :-", f"{LAW}warned(B, Branch, full) :-"))
    words.write_text(words.read_text("utf-8") + BARRED, "utf-8")
    for name in NAMES:
        quoted = name.replace("'", "''")
        text = f"party: '{quoted}'\nname: Borrower {NAMES.index(name)}\nfacts: {{unpaid_fines: 0}}\n"
        (library / "facts" / f"{name}.yaml").write_text(text, "utf-8")
    (library / "facts" / "cem.yaml").write_text(BOOKS, "utf-8")
    return library


@pytest.fixture(scope="module")
def data(library: Path) -> Path:
    """What the pages of the library read, as a file for the runner."""
    policies = load_policies(library / "policies", library)
    situations = load_situations(library / "facts", library, policies.vocabulary)
    path = library.parent / "data.json"
    write_data(path, data_script(policies, list(every_code_with_overlays(policies)), situations))
    return path


def of_cem(data: Path, **asked: object) -> Mapping[str, object]:
    """What the page says of the borrower with the books."""
    question: Asked = {"party": "cem", "day": "2024-06-01", **asked}
    (told,) = told_by_pages([question], data)
    return told


def changes_by_form(data: Path, **values: object) -> list[str]:
    """The changes that the form makes where fields get values and buttons are pressed."""
    changes = of_cem(data, form={key.replace("_", "-"): value for key, value in values.items()})["changes"]
    assert isinstance(changes, list)
    return changes


def test_two_days_on_which_a_duty_is_due_are_both_told(data: Path) -> None:
    duties = of_cem(data)["duties"]
    assert isinstance(duties, Sequence)
    assert duties[0] == [["return_book", "The Lion, the Witch"], "applies", ["2023-05-08", "2023-05-22"]]


def test_a_fact_without_a_value_is_a_box_of_the_form_and_stands_in_the_file(data: Path) -> None:
    assert changes_by_form(data, fact_barred=False) == ["barred="]
    assert changes_by_form(data, fact_barred=True) == ["barred=true"]
    assert "  barred:\n    - true" in str(of_cem(data, files=True)["party"])
    gone = of_cem(data, set=["barred="], files=True)
    assert "barred" not in str(gone["party"])
    assert "write barred=true" in str(of_cem(data, set=["barred+=false"])["error"])


def test_a_record_with_marks_of_the_form_in_its_text_is_stated_and_taken_away(data: Path) -> None:
    (lion,), (quote,) = changes_by_form(data, loan_0=None), changes_by_form(data, loan_1=None)
    assert lion == 'loan-=id:"The Lion, the Witch",lent:2023-05-01'
    assert "The Lion" not in str(of_cem(data, set=[lion])["duties"])
    assert "uote" not in str(of_cem(data, set=[quote])["duties"])
    text, day = 'a, "b": c', "2023-05-01"
    (stated,) = changes_by_form(data, add_loan_id=text, add_loan_lent=day, add_loan=None)
    assert text in str(of_cem(data, set=[stated])["duties"])


@pytest.mark.parametrize("name", NAMES)
def test_the_command_and_the_files_of_a_party_with_any_name_are_taken_as_they_are(
    name: str,
    library: Path,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question: Asked = {"party": name, "day": "2024-06-01", "set": ["unpaid_fines=200"], "files": True}
    (told,) = told_by_pages([question], data)
    monkeypatch.chdir(library)
    words = shlex.split(str(told["command"]))
    assert main(words[1:]) == 0
    assert f"Borrower {NAMES.index(name)}" in capsys.readouterr().out
    place = tmp_path / "cases" / "second"
    place.mkdir(parents=True)
    (place / "scenario.yaml").write_text(str(told["case"]).replace("S0", "B0"), "utf-8")
    policies = load_policies(library / "policies", library)
    facts = Path(shutil.copytree(library / "facts", tmp_path / "facts"))
    (facts / f"{name}.yaml").write_text(str(told["party"]), "utf-8")
    situations = load_situations(facts, tmp_path, policies.vocabulary)
    (case,) = read_cases(place.parent, tmp_path, policies, situations)
    assert (case.party, judge(find(case, policies))) == (name, ())


@pytest.fixture(scope="module")
def site(library: Path) -> Mapping[str, str]:
    """The site of the library, by path; it stands beside it."""
    return site_of(library.parent / "site", library)


def test_each_party_has_pages_of_its_own_to_which_the_links_lead(site: Mapping[str, str]) -> None:
    links = dict(re.findall(r'<a href="(party/[^"]+)" data-keeps-day>(Borrower \d+)</a>', site["index.html"]))
    assert sorted(links.values()) == sorted(f"Borrower {at}" for at in range(len(NAMES)))
    for path, name in links.items():
        assert f"<h1>{name}</h1>" in site[path]
        (report,) = re.findall(r'href="\.\./(report/[^"]+)"', site[path])
        assert name in site[report]
        assert f'href="../{path}"' in site[report]


def test_contradicting_days_stand_first_and_scripts_name_pages_of_parties_as_they_are(
    site: Mapping[str, str], library: Path, browser: Browser
) -> None:
    assert site
    browser.open((library.parent / "site" / "party" / "cem.html").as_uri())
    first = browser.value("document.querySelector('#on-the-day table:last-of-type tr').children[1].textContent")
    assert first == "applies, by 8 May 2023 or 22 May 2023: the paragraphs contradict each other"
    pages = browser.value(f"{json.dumps(NAMES)}.map(partyPage)")
    assert {f"party/{page}.html" for page in pages} <= site.keys()
