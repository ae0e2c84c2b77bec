"""What a cell may be stored as: whatever says exactly a value is one, and everything else is told with its row."""

from __future__ import annotations

import csv
import decimal
from datetime import date, datetime
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from secg.cli import main
from tests.bulk.short_law import short_law

AS_AT = ("--as-at", "2019-03-01", "--version", "SECMP0059", "--policies", short_law())


def derive(path: Path, columns: dict[str, arrow.Array], capsys: pytest.CaptureFixture[str]) -> tuple[set[str], str]:
    """The parties of which something is derived, and what is told."""
    parquet.write_table(arrow.table(columns), path)
    out = path.with_suffix(".out.csv")
    out.unlink(missing_ok=True)
    main(["derive", "--facts", str(path), *AS_AT, "--format", "csv", "--out", str(out)])
    told = capsys.readouterr().err
    assert "E599" not in told
    if not out.exists():
        return set(), told
    with out.open() as stream:
        return {row["party"] for row in csv.DictReader(stream)}, told


NAMES = {"party": arrow.array(["a", "b"]), "user_role": arrow.array([["import_supplier"], ["import_supplier"]])}


@pytest.mark.parametrize(
    "counts",
    [
        arrow.array([5, 300_000], arrow.uint64()),
        arrow.array([5.0, 300_000.0]),
        arrow.array([5, None], arrow.float64()),
        arrow.array([decimal.Decimal("5.00"), decimal.Decimal("7.00")]),
        arrow.array(["5", "300000"]),
        arrow.array([None, None], arrow.null()),
    ],
    ids=str,
)
def test_a_count_is_read_from_whatever_says_it_exactly(
    counts: arrow.Array, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, told = derive(tmp_path / "p.parquet", {**NAMES, "domestic_premises": counts}, capsys)
    assert (found, told) == ({"a", "b"}, "")


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [
        ("domestic_premises", arrow.array([5, 2**64 - 1], arrow.uint64()), "`18446744073709551615` is not a count"),
        ("domestic_premises", arrow.array([5, 1.5]), "`1.5` is not a count"),
        ("domestic_premises", arrow.array([5, float("nan")]), "`nan` is not a count"),
        ("domestic_premises", arrow.array([5, 1e300]), "`1e+300` is not a count"),
        ("domestic_premises", arrow.array([b"5", b"6"]), "is not a count"),
        ("party", arrow.array([b"a", b"b"]), "is not a name\n  help: its column is stored as BLOB"),
        ("party", arrow.array(["a", "b\x1b[31m"]), "`b\\x1b[31m` is not a name"),
        ("party", arrow.array(["a", "b\u202e"]), "`b\\u202e` is not a name"),
        ("party", arrow.array(["a", "b\nc"]), "`b\\nc` is not a name"),
        ("party", arrow.array(["a", "b "]), "`b ` is not a name"),
        ("party", arrow.array(["a", "\u00a0b"]), "`\u00a0b` is not a name"),
        ("party", arrow.array(["a", "  "]), "`  ` is not a name"),
        ("name", arrow.array(["A", "B\u2028"]), "column `name`: `B\\u2028` is not a name"),
        ("sec_party_since", arrow.array(["2019-01-01", "0000-01-01"]), "`0000-01-01` is not a date"),
        ("sec_party_since", arrow.array(["2019-01-01", "2019-02-30"]), "`2019-02-30` is not a date"),
        ("sec_party_since", arrow.array([date(2019, 1, 1), -800_000], arrow.date32()), "is not a date"),
        ("sec_party_since", arrow.array([0, 2_932_897], arrow.date32()), "`10000-01-01` is not a date"),
        (
            "sec_party_since",
            arrow.array([datetime(2019, 1, 1), datetime(2019, 1, 1, 9)], arrow.timestamp("us")),
            "`2019-01-01 09:00:00` is not a date",
        ),
        ("user_role", arrow.array([{"role": "x"}, {"role": "y"}]), "is not a value of role"),
        ("user_role", arrow.array([b"gas_supplier", b"gas_supplier"]), "its column is stored as BLOB"),
        ("user_role", arrow.array([["gas_supplier"], ["x"]]), "row 2, column `user_role`: `x` is not a value of role"),
        ("user_role", arrow.array([None, 7], arrow.int64()), "row 2, column `user_role`: `7` is not a value of role"),
    ],
    ids=str,
)
def test_what_a_cell_may_not_hold_is_told_with_its_row(
    name: str, column: arrow.Array, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in derive(tmp_path / "p.parquet", {**NAMES, name: column}, capsys)[1]


@pytest.mark.parametrize("command", [("derive",), ("explain", "--full", "1")])
def test_names_stored_as_numbers_are_those_names(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet.write_table(arrow.table({"party": [1, 2]}), tmp_path / "parties.parquet")
    shared = {"party": [1], "provider": [2], "extent": ["whole"]}
    parquet.write_table(arrow.table(shared), tmp_path / "shared_resource.parquet")
    roles = {"party": [1, 2], "role": ["gas_supplier", "gas_supplier"]}
    parquet.write_table(arrow.table(roles), tmp_path / "user_role.parquet")
    shipped = AS_AT[:4]
    assert main([*command, "--facts", str(tmp_path), *shipped]) == 0
    assert "2" in capsys.readouterr().out.replace("SECMP0059", "").split()


def test_a_day_beyond_the_calendar_is_told_by_explain_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = {"party": ["a"], "report": ["r"], "received": [date(2019, 1, 1)]}
    steps["respond_by"] = arrow.array([2_932_897], arrow.date32())
    parquet.write_table(arrow.table({"party": ["a"]}), tmp_path / "parties.parquet")
    parquet.write_table(arrow.table(steps), tmp_path / "report_received.parquet")
    assert main(["explain", "a", "--facts", str(tmp_path), *AS_AT]) == 2
    assert "column `respond_by`: `10000-01-01` is not a date" in capsys.readouterr().err
