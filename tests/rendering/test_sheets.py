"""Workbooks: what is in the reports is in the register; texts stay texts, days are days, the same bytes every time."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from secg.cli import main
from secg.rendering.sheets import LEDGER_COLUMNS, LONGEST, Cell, Column, Sheet, ledger_sheet, workbook
from tests.report.reports import REPOSITORY

AS_AT = ["--as-at", "2019-03-01"]
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(content: bytes, number: int = 1) -> list[list[Cell]]:
    """The cells of a sheet as a spreadsheet takes them: numbers in a format of days are days."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in item.iter(f"{SPACE}t")) for item in strings]
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(sheet.iter(f"{SPACE}f")), "no cell holds a formula"
    formats = [style.attrib["numFmtId"] for style in styles.iter(f"{SPACE}cellXfs").__next__()]
    days = {item.attrib["numFmtId"] for item in styles.iter(f"{SPACE}numFmt") if "yyyy" in item.attrib["formatCode"]}
    rows: list[list[Cell]] = []
    for row in sheet.iter(f"{SPACE}row"):
        cells: dict[str, Cell] = {}
        for cell in row:
            value = cell.find(f"{SPACE}v")
            assert value is not None and value.text is not None
            column = re.sub(r"\d", "", cell.attrib["r"])
            if cell.get("t") == "s":
                cells[column] = texts[int(value.text)]
            elif formats[int(cell.attrib["s"])] in days:
                cells[column] = date(1899, 12, 30) + timedelta(days=int(value.text))
            else:
                cells[column] = int(value.text)
        rows.append([cells.get(chr(ord("A") + place)) for place in range(ord(max(cells)) - ord("A") + 1)])
    return rows


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-1", "@SUM(A1)", "1", "2019-03-01", "https://example.org", "=" * LONGEST]
)
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    sheet = Sheet("A", (Column("Head", 10),), ((text,),))
    assert read(workbook([sheet], "title", date(2020, 1, 1))) == [["Head"], [text]]


def test_a_text_that_no_cell_can_hold_says_that_it_is_cut() -> None:
    sheet = Sheet("A", (Column("Head", 10),), (("x" * (LONGEST + 1),),))
    (cell,) = read(workbook([sheet], "title", date(2020, 1, 1)))[1]
    assert isinstance(cell, str) and len(cell) == LONGEST and cell.endswith("(cut: the report has all of it)")


@pytest.mark.parametrize("day", [date(1900, 3, 1), date(2019, 3, 1), date(9999, 12, 31)])
def test_a_day_is_a_day(day: date) -> None:
    sheet = Sheet("A", (Column("Head", 10), Column("Other", 10)), ((day, 12),))
    assert read(workbook([sheet], "title", date(2020, 1, 1)))[1] == [day, 12]


def test_a_day_that_spreadsheets_count_differently_stands_as_text() -> None:
    sheet = Sheet("A", (Column("Head", 10),), ((date(1899, 1, 1),),))
    assert read(workbook([sheet], "title", date(2020, 1, 1)))[1] == ["1899-01-01"]


def test_the_register_has_every_duty_of_every_report_and_the_same_bytes_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for file in files:
        assert main(["parties", *AS_AT, "--out", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    headings, *rows = read(files[0].read_bytes(), 2)
    assert headings[:6] == ["Party", "Duty", "About", "Paragraph", "Due", "State"]
    capsys.readouterr()
    for party in ("shared-platform", "supplier-with-a-smets1-hub", "large-supplier"):
        assert main(["explain", party, *AS_AT, "--format", "json"]) == 0
        report = json.loads(capsys.readouterr().out)
        expected = [
            (
                *(duty["duty"], duty["about_label"], duty.get("due"), state_of(duty)),
                *("; ".join(duty.get("owed_to", [])), duty["provenance"]),
            )
            for duty in report["obligations"]
        ]
        own = [row for row in rows if row[9] == party]
        shown = [(row[1], row[2], str(row[4]) if row[4] else None, row[5], row[6] or "", row[7]) for row in own]
        assert sorted(shown, key=str) == sorted(expected, key=str)


def state_of(duty: dict[str, Any]) -> str:
    """How the register calls the status of a duty of a report."""
    if duty.get("overdue"):
        return "overdue"
    status = str(duty["status"])
    return {"discharged": "done", "unsettled": "not settled"}.get(status, status)


def test_the_table_of_an_impact_and_the_ledger_have_a_row_for_each_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.xlsx"
    assert main(["impact", "--modification", "SECMP0059", "--out", str(file)]) == 0
    rows = read(file.read_bytes())
    assert main(["impact", "--modification", "SECMP0059", "--format", "json"]) == 0
    entries = json.loads(capsys.readouterr().out)["impact"]
    assert len(rows) == 1 + sum(len(entry["changes"]) for entry in entries) > 1
    assert rows[1][:4] == [
        "Non-Domestic Supplier",
        "as Supplier Party, year 2",
        "undetermined",
        entries[0]["changes"][0]["after_words"],
    ]


def test_the_ledger_says_of_each_paragraph_what_the_coverage_command_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY / "tests" / "foreign")
    assert main(["coverage", "--out", str(tmp_path / "ledger.xlsx")]) == 0
    headings, *rows = read((tmp_path / "ledger.xlsx").read_bytes())
    assert headings == [column.heading for column in LEDGER_COLUMNS]
    assert main(["coverage", "--format", "json"]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    expected = []
    for entry in entries:
        words = [entry["paragraph"], entry["title"], entry["state"], entry["reason"]]
        lists = ["; ".join(entry["sources"]), "; ".join(entry["instruments"])]
        expected.append([*words, *lists, entry["rules"][-1], len(entry["cases"])])
    assert len(rows) == 3 and any(row[5] for row in expected) and all(row[6] and row[7] for row in expected)
    assert [[cell or "" for cell in row] for row in rows] == expected


def test_the_ledger_of_the_sheet_gives_a_paragraph_of_which_nothing_is_held_no_rules_and_no_title() -> None:
    words = {"paragraph": "G5, number not held (counting)", "title": "", "state": "not_held", "reason": "=1+1"}
    sheet = ledger_sheet([{**words, "sources": [], "instruments": [], "rules": [], "cases": []}])
    assert read(workbook([sheet], "title", date(2020, 1, 1)))[1][:4] == ["G5 § counting", "", "not_held", "=1+1"]
    assert read(workbook([sheet], "title", date(2020, 1, 1)))[1][6:] == [0, 0]
