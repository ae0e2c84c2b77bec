"""The folder of pages: complete, the same bytes twice, readable without scripts, and safe with strangers' names."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from secg.cli import main
from secg.code.policies import Policies
from secg.messages import Faults
from secg.site.data import days_calendar
from secg.site.pages import add_page
from tests.site.small import FOREIGN, site_of


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_every_link_leads_to_a_file_of_the_folder(folder: Path) -> None:
    broken: list[str] = []
    for name, text in pages(folder).items():
        for target in re.findall(r'(?:href|src)="([^"#]+)(?:#[^"]*)?"', text):
            if not (folder / name).parent.joinpath(unescape(target)).is_file():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_nothing_is_asked_of_another_place(folder: Path) -> None:
    for name, text in pages(folder).items():
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+\.(?:js|css|png|woff2?)"', text), name


def test_the_same_site_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = site_of(tmp_path / "again", folder.parent / "library")
    first = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    assert again == first


def test_the_name_of_a_party_is_text_in_every_page(folder: Path) -> None:
    for name, text in pages(folder).items():
        assert "<script>document.title" not in text, name
        assert "<img src=x" not in text, name


def test_without_scripts_the_pages_tell_paragraphs_duties_and_parties(folder: Path) -> None:
    index = pages(folder)["index.html"]
    assert "paragraph/L2.1.html" in index
    assert "<details" in pages(folder)["paragraph/L2.1.html"]


def test_a_question_leads_to_paragraphs_modifications_and_parties_and_runs_nothing(folder: Path) -> None:
    page = pages(folder)["question/1-fines.html"]
    for target in ("../paragraph/L2.2.html", "../modification/B7.html", "../party/ann.html#day=2024-02-01"):
        assert f'href="{target}"' in page
    assert "<script>document" not in page
    assert "javascript:" not in page


def test_the_path_of_a_file_of_cases_breaks_between_its_folders_alone(folder: Path) -> None:
    heading = re.findall(r"<h1>(.*?)</h1>", pages(folder)["case/second/cases.html"])[0]
    assert heading.count("/<wbr>") == heading.replace("<wbr>", "").count("/") > 0


def test_a_kind_of_party_has_a_page_with_its_duties(folder: Path) -> None:
    page = pages(folder)["kind/Borrower-with-a-book.html"]
    assert "return the book" in page
    assert "../duty/return-book.html" in page


@pytest.mark.parametrize("name", ["taken", "taken/below", ""])
def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.chdir(tmp_path)
    assert main(["site", "--policies", str(tmp_path / "no law"), "--out", name]) == 2
    told = capsys.readouterr().err
    assert "E503" in told
    assert f"`{name}` can't be written" in told
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_paragraph_has_the_parties_and_the_cases_that_rest_on_it(folder: Path) -> None:
    page = pages(folder)["paragraph/L2.4.html"]
    assert '<a href="../party/ann.html">' in page
    name = "A borrower who owes 120 pence has Restricted Cards and pays"
    assert f'<a href="../case/second/cases.html#line-1">{name}</a> (second)' in page
    cases = pages(folder)["case/second/cases.html"]
    assert name in cases
    assert "../../party/ann.html#day=2023-06-01" in cases
    assert "{paragraph: L2.4, about: fines, status: applies}" in cases
    assert "All hold." in cases
    assert 'id="line-1"' in cases


def test_a_case_that_does_not_hold_is_told_as_such(tmp_path: Path) -> None:
    shutil.copytree(FOREIGN, tmp_path / "law")
    (case,) = (tmp_path / "law" / "tests" / "regression" / "second").glob("*.yaml")
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("2023-05-22", "2023-05-23"), encoding="utf-8")
    law = tmp_path / "law"
    arguments = ["site", "--policies", str(law / "policies"), "--facts", str(law / "facts"), "--quick"]
    assert main([*arguments, "--out", str(tmp_path / "site")]) == 0
    written = pages(tmp_path / "site")
    assert (
        "1 do not hold" in written["case/second/cases.html"] or "1 does not hold" in written["case/second/cases.html"]
    )
    assert "expected 2023-05-23; the Code gives 2023-05-22" in written["case/second/cases.html"]
    assert "it does not hold" in written["paragraph/L2.4.html"]


def test_a_modification_has_the_parties_and_the_cases_that_change(folder: Path) -> None:
    page = pages(folder)["modification/B7.html"]
    assert "Regression cases of the earlier version that change" in page
    assert "parties change" in page


def test_the_cases_are_about_the_parties_beside_them_whatever_facts_are_named(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "cem.yaml").write_text("party: cem\nfacts: {}\n", encoding="utf-8")
    written = site_of(tmp_path / "site", FOREIGN, tmp_path / "facts")
    assert "party/cem.html" in written and "party/ann.html" not in written
    assert "All hold." in written["case/first/cases.html"]
    assert "party/ann.html" not in written["case/first/cases.html"]


def test_the_calendar_of_days_writes_out_what_has_a_meaning_there_and_folds_long_lines(policies: Policies) -> None:
    label = "1; as first issued, " + "and never numbered since " * 4
    version = replace(policies.versions.versions[0], label=label.strip(), instruments=())
    text = days_calendar(replace(policies, versions=replace(policies.versions, versions=(version,))))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:1\\; as first issued\\, and never" in text.replace("\r\n ", "")


def test_no_page_takes_the_place_of_another() -> None:
    pages: dict[str, str] = {}
    add_page(pages, "duty/keep-it.html", "keep_it")
    add_page(pages, "duty/keep-it.html", "keep_it")
    with pytest.raises(Faults) as raised:
        add_page(pages, "duty/keep-it.html", "keep__it")
    assert [fault.kind.code for fault in raised.value.diagnostics] == ["E534"]
    assert pages == {"duty/keep-it.html": "keep_it"}


def test_files_of_cases_with_similar_names_have_pages_of_their_own(tmp_path: Path) -> None:
    law = tmp_path / "law"
    shutil.copytree(FOREIGN, law)
    (case,) = (law / "tests" / "regression" / "second").glob("*.yaml")
    for name in ("late_fees", "late-fees"):
        text = case.read_text(encoding="utf-8").replace("- case: ", f"- case: Of {name}, ")
        case.with_name(f"{name}.yaml").write_text(text, encoding="utf-8")
    arguments = ["site", "--policies", str(law / "policies"), "--facts", str(law / "facts"), "--quick"]
    assert main([*arguments, "--out", str(tmp_path / "site")]) == 0
    written = pages(tmp_path / "site")
    assert "late-fees.yaml" in written["case/second/late-fees.html"]
    assert "late_fees.yaml" in written["case/second/late_5f_fees.html"]
