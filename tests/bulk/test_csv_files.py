"""A CSV file has one dialect, which none of its rows can change: right rows or a fault with its line."""

from __future__ import annotations

import csv
import random
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from secg.bulk.engines.duckdb_engine import Database, open_database
from secg.bulk.tables import csv_files
from secg.bulk.tables.csv_files import load_csv
from secg.messages import Faults

Rows = list[tuple[object, ...]]
HEAD = "party,user_role\n"


_OPEN = ExitStack()


@cache
def database() -> Database:
    """One database for all tests: a file's table takes the place of the last one's."""
    return _OPEN.enter_context(open_database(threads=1))


def rows_of(path: Path) -> Rows | list[str]:
    """The rows of a file, each with its line last, or what is told of it."""
    try:
        load_csv(database(), path, path.name, "parties")
    except Faults as faults:
        return [str(diagnostic).split("\n", 1)[0] for diagnostic in faults.diagnostics]
    return database().connection.sql('FROM raw_parties ORDER BY "row number"').fetchall()


def read(text: str | bytes, folder: Path) -> Rows | list[str]:
    path = folder / "p.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return rows_of(path)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            HEAD + "a,\n#1 Energy,gas_supplier\n# end,\n",
            [("a", None, 2), ("#1 Energy", "gas_supplier", 3), ("# end", None, 4)],
        ),
        (HEAD + "'a,x\nb,x\nc',x\nd,x\n", [("'a", "x", 2), ("b", "x", 3), ("c'", "x", 4), ("d", "x", 5)]),
        (HEAD + '"North, South & Co",x\n', [("North, South & Co", "x", 2)]),
        (HEAD + '"The ""Blue"" Co",x\n', [('The "Blue" Co', "x", 2)]),
        (HEAD + "\na,x\n\n\nb,x\n", [("a", "x", 3), ("b", "x", 6)]),
        (HEAD + '"a\nb",x\nc,x\n', [("a\nb", "x", 2), ("c", "x", 4)]),
        ("party;user_role\r\na;b,c\r\n", [("a", "b,c", 2)]),
        ("party\tuser_role\na\tb;c\n", [("a", "b;c", 2)]),
        ("\ufeffparty,user_role\na,x\n", [("a", "x", 2)]),
        ('"party","user_role"\n"a",""\n', [("a", None, 2)]),
        ("party\no'x\nx;y\n", [("o'x", 2), ("x;y", 3)]),
        (HEAD + " a , \n", [(" a ", " ", 2)]),
    ],
)
def test_a_row_is_what_the_dialect_says(text: str, rows: Rows, tmp_path: Path) -> None:
    assert read(text, tmp_path) == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Parties of 2019\n" + HEAD, ["p.csv:2:1: error E822: row 2: it has 2 cells, the header 1"]),
        (HEAD + "a,x\n# a remark\nb,x\n", ["p.csv:3:1: error E822: row 3: it has 1 cell, the header 2"]),
        (HEAD + "a,x\nb,x,\n", ["p.csv:3:1: error E822: row 3: it has 3 cells, the header 2"]),
        (HEAD + '\n"a\nb",x\nc\n', ["p.csv:5:1: error E822: row 5: it has 1 cell, the header 2"]),
        (HEAD + "a\n" * 9, ["row 2", "row 3", "row 4: it has 1 cell, the header 2; 6 more rows alike"]),
        (HEAD + 'a,"x\nb,x\n', ["p.csv:2:1: error E822: row 2: a quoted cell does not end"]),
        (
            HEAD + 'a,x\n"b"c,x\n',
            ["p.csv:3:1: error E822: row 3: a quoted cell does not end, or something stands behind"],
        ),
        (HEAD.encode() + b"a,x\nb\xe9,x\n", ["p.csv:3:2: error E104"]),
        ("\n" + HEAD + "a,x\n", ["p.csv: error E802"]),
        (HEAD, ["p.csv: error E802: there is no row in it"]),
        ("", ["p.csv: error E802"]),
        ("party,x,party\na,b,c\n", ["p.csv:1:1: error E823: the column `party` stands twice"]),
        # a spreadsheet writes a separator for each column that it shows
        (HEAD.strip() + ",,\na,x,,\n", ["p.csv:1:1: error E831: column 3 has", "p.csv:1:1: error E831: column 4 has"]),
        (HEAD.strip() + "," * 9 + "\n", ["column 3 has", "column 4 has", "column 5 has no name, as 6 more"]),
        ("sep=;\nparty;user_role\na;x\n", ["p.csv:1:1: error E831: column 2 has no name"]),
    ],
)
def test_what_is_no_row_is_told_with_its_line(text: str | bytes, told: list[str], tmp_path: Path) -> None:
    found = read(text, tmp_path)
    assert len(found) == len(told)
    assert [want for want, have in zip(told, found, strict=True) if want not in str(have)] == []


@pytest.mark.parametrize("last", ['"North, South & Co",x', '"The ""Blue"" Co",x'])
def test_a_quote_far_down_is_read_as_one_at_the_top(last: str, tmp_path: Path) -> None:
    found = read(HEAD + "".join(f"p{n},x\n" for n in range(21_000)) + last + "\n", tmp_path)
    assert found[-1] == (next(csv.reader([last]))[0], "x", 21_002)


@pytest.mark.parametrize(
    ("last", "told"),
    [(b"short", "row 21,002: it has 1 cell"), (b"b\xe9,x", "p.csv:21002:2: error E104"), (b"a;b", "row 21,002")],
)
def test_a_fault_far_down_is_told_with_its_line(last: bytes, told: str, tmp_path: Path) -> None:
    found = read(HEAD.encode() + b"".join(b"p%d,x\n" % n for n in range(21_000)) + last + b"\n", tmp_path)
    assert told in str(found[0])


def test_whatever_a_csv_writer_writes_is_read_back(tmp_path: Path) -> None:
    source, letters = random.Random(5), ["a", "#", "'", '"', ",", ";", "\t", "\n", "é", " ", "\\", "|"]
    for _ in range(60):
        rows = [["".join(source.choices(letters, k=source.randrange(4))) for _ in range(3)] for _ in range(30)]
        path, separator = tmp_path / "p.csv", source.choice(",;\t")
        with path.open("w", newline="") as stream:
            writer = csv.writer(stream, delimiter=separator, lineterminator=source.choice(("\n", "\r\n")))
            writer.writerows([["one", "two", "three"], *rows])
        assert [row[:-1] for row in rows_of(path)] == [tuple(cell or None for cell in row) for row in rows]


def test_arrow_reads_plain_files_as_the_csv_module_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, letters = random.Random(6), ["a", "b", ",", ",", "\n", "\n", "\r\n", "\r", ";", " ", "#", "'", "é"]
    files = ["".join(source.choices(letters, k=source.randrange(30))) for _ in range(150)]
    by_arrow = [read("x,y\n" + text, tmp_path) for text in files]
    monkeypatch.setattr(csv_files, "_load_plain", lambda *given: False)
    assert [read("x,y\n" + text, tmp_path) for text in files] == by_arrow


def test_most_files_without_quotes_are_read_by_arrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "_batches", lambda *given: pytest.fail("the csv module was asked"))
    assert read(HEAD + "a,x\nb,\n", tmp_path) == [("a", "x", 2), ("b", None, 3)]
    assert read("party,user_role\r\na,x\r\nb,y", tmp_path) == [("a", "x", 2), ("b", "y", 3)]
