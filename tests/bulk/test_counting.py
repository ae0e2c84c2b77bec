"""Counting premises from an inventory: the Code's unit, what is left out and why."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from secg.bulk.engines.duckdb_engine import Database, open_database
from secg.bulk.population import write_inventory, write_population
from secg.cli import main
from secg.code.policies import load_policies

ROOT = Path(__file__).resolve().parents[2]
HEAD = "point,premises,supplier,fuel,kind,generation,enrolled\n"


def count(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any], str]:
    status = main(
        ["count", str(path), "--as-at", "2020-06-01", "--format", "json", "--rejected", f"{path}.rejected", *more]
    )
    told = capsys.readouterr()
    rows = {supplier["party"]: supplier for supplier in json.loads(told.out)["suppliers"]} if told.out else {}
    return status, rows, told.err


def inventory(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "inventory.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def test_premises_with_both_fuels_from_one_supplier_count_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inventory(tmp_path, "1,home,a,electricity,domestic,smets1,", "2,home,a,gas,domestic,smets2_plus,2020-01-01")
    status, rows, _ = count(path, capsys)
    assert (status, rows["a"]["domestic_premises"], rows["a"]["enrolled_devices"]) == (0, 1, 1)


def test_premises_with_two_suppliers_count_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = inventory(tmp_path, "1,home,a,electricity,domestic,smets1,", "2,home,b,gas,domestic,smets1,")
    _, rows, _ = count(path, capsys)
    assert [rows[name]["domestic_premises"] for name in "ab"] == [1, 1]


def test_premises_with_several_businesses_are_one_with_the_meters_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inventory(tmp_path, *(f"{n},tower,a,electricity,non_domestic,smets2_plus," for n in range(7)))
    _, rows, told = count(path, capsys)
    assert (rows["a"]["non_domestic_premises"], rows["a"]["non_domestic_meters"]) == (1, 7)
    assert "W852" not in told


def test_a_device_enrolled_later_is_not_enrolled_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = inventory(tmp_path, "1,h,a,gas,domestic,smets1,2020-06-01", "2,h,a,gas,domestic,smets1,2020-06-02")
    _, rows, _ = count(path, capsys)
    assert rows["a"]["enrolled_devices"] == 1


def test_the_day_of_the_count_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = inventory(tmp_path, "1,h,a,gas,domestic,smets1,2020-06-01")
    assert main(["count", str(path), "--as-at", "2020-06-01"]) == 0
    assert "\nCounted as at 1 June 2020 by\nDomestic Premises: " in capsys.readouterr().out


def test_a_threshold_between_premises_and_meters_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import duckdb

    path = tmp_path / "inventory.parquet"
    points = duckdb.sql(
        "SELECT range AS point, range // 2 AS premises, 'a' AS supplier, 'gas' AS fuel, 'non_domestic' AS kind, "
        "'smets1' AS generation FROM range(50002)"
    )
    assert points is not None
    points.write_parquet(str(path))
    status, rows, told = count(path, capsys)
    assert (status, rows["a"]["unit_decides"]) == (0, True)
    assert "warning W852: a serves 25,001 Non-Domestic Premises" in told
    assert "with the 50,002 meters in them it would be" in told


def test_rows_at_fault_go_to_a_file_with_the_reason_and_are_not_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inventory(
        tmp_path,
        "1,home,a,electricity,domestic,smets1,",
        "2,,a,gas,domestic,smets1,",
        "3,home-3,a,oil,domestic,smets1,",
        "4,home-4,a,gas,domestic,smets1,soon",
        "5,home-5,a,gas,domestic,smets1,",
        "5,home-6,a,gas,domestic,smets1,",
        "6,home-7,stranger,gas,domestic,smets1,",
    )
    (tmp_path / "known.txt").write_text("a\nb\n")
    status, rows, told = count(path, capsys, "--suppliers", str(tmp_path / "known.txt"))
    assert (status, set(rows), rows["a"]["domestic_premises"]) == (2, {"a"}, 1)
    with Path(f"{path}.rejected").open() as stream:
        reasons = {row["row"]: row["reason"] for row in csv.DictReader(stream)}
    assert reasons == {
        "3": "premises: not a name",
        "4": "fuel: not a value of fuel",
        "5": "enrolled: not a date",
        "6": "point: in several rows",
        "7": "point: in several rows",
        "8": "supplier: unknown",
    }
    assert "inventory.csv:8:1: error E808: row 8, column `supplier`: there is no Supplier `stranger`" in told
    assert "inventory.csv: warning W851: 6 of 7 rows are left out" in told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "point,premises,supplier,fuel,kind\n1,h,a,gas,domestic\n",
            "the column `generation` of `inventory` is missing",
        ),
        (HEAD, "there is no row in it"),
    ],
)
def test_an_inventory_of_another_shape_is_refused(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inventory.csv").write_text(content)
    status, _, told = count(tmp_path / "inventory.csv", capsys)
    assert status == 2
    assert message in told


def test_the_same_seed_makes_the_same_inventory_and_hand_written_sql_counts_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import duckdb

    path, again = tmp_path / "one.parquet", tmp_path / "two.parquet"
    with open_database() as database:
        write_inventory(database, 20_000, 4, path)
        write_inventory(database, 20_000, 4, again)
    assert not duckdb.execute(f"SELECT * FROM '{path}' EXCEPT ALL SELECT * FROM '{again}'").fetchall()
    _, rows, _ = count(path, capsys)
    wanted = duckdb.execute(
        "SELECT supplier, count(DISTINCT premises) FILTER (kind = 'domestic'), "
        "count(DISTINCT premises) FILTER (kind = 'non_domestic'), count(*) FILTER (kind = 'non_domestic'), "
        f"count(*) FILTER (enrolled <= DATE '2020-06-01') FROM '{path}' GROUP BY supplier"
    ).fetchall()
    names = ("domestic_premises", "non_domestic_premises", "non_domestic_meters", "enrolled_devices")
    assert sorted((name, *(entry[key] for key in names)) for name, entry in rows.items()) == sorted(wanted)


def changed_counting(tmp_path: Path, old: str, new: str) -> Path:
    """The policies of this repository with one change to the rules of counting."""
    policies = tmp_path / "policies"
    shutil.copytree(ROOT / "policies", policies)
    document = policies / "counting" / "premises.md"
    text = document.read_text()
    assert old in text
    document.write_text(text.replace(old, new, 1))
    return policies


@pytest.mark.parametrize("alone", [False, True])
def test_a_fault_in_the_rules_of_counting_is_found_by_the_check(
    alone: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policies = changed_counting(tmp_path, "metering_point(", "metering_pint(")
    named = [str(policies / "counting" / "premises.md")] if alone else []
    assert main(["check", *named, "--policies", str(policies), "--facts", str(ROOT / "facts")]) == 1
    told = capsys.readouterr().err
    assert "policies/counting/premises.md:" in told and "`metering_pint`" in told


def test_the_rules_of_counting_are_checked_by_themselves_without_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "policies" / "counting" / "premises.md")]) == 0
    assert capsys.readouterr().err == ""


def test_an_unknown_source_of_a_rule_of_counting_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policies = changed_counting(tmp_path, "> provenance: inferred (", "> provenance: inferred (S99, ")
    assert main(["check", "--policies", str(policies), "--facts", str(ROOT / "facts")]) == 1
    assert "E208" in capsys.readouterr().err


def test_the_digest_of_the_policies_covers_the_rules_of_counting(tmp_path: Path) -> None:
    policies = changed_counting(tmp_path, "metering", "Metering")
    assert load_policies(policies, tmp_path).digest != load_policies(ROOT / "policies", ROOT).digest


@pytest.mark.parametrize("write", [write_population, write_inventory])
def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(
    write: Callable[[Database, int, int, Path], None], tmp_path: Path
) -> None:
    made = []
    for name, seed, threads in (("one", 7, 1), ("again", 7, 2), ("other", 8, 2)):
        with open_database(threads=threads) as database:
            write(database, 300_000, seed, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1] != made[2]


DATED = "point,premises,supplier,fuel,kind,generation,from,to\n"


def test_a_metering_point_counts_for_the_supplier_of_the_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(
        DATED + "1,a,alpha,electricity,domestic,smets1,2017-01-01,2020-04-30\n"
        "1,a,beta,electricity,domestic,smets1,2020-05-01,\n2,b,beta,electricity,domestic,smets1,2017-01-01,\n"
    )
    status, rows, told = count(path, capsys)
    assert (status, told) == (0, "")
    assert {name: row["domestic_premises"] for name, row in rows.items()} == {"beta": 2}


def test_a_metering_point_with_two_suppliers_on_the_day_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(
        DATED + "1,a,alpha,electricity,domestic,smets1,2017-01-01,2017-12-31\n"
        "1,a,beta,electricity,domestic,smets1,2018-01-01,\n1,a,gamma,electricity,domestic,smets1,2019-01-01,\n"
        "2,b,beta,electricity,domestic,smets1,2017-01-01,\n"
    )
    status, rows, told = count(path, capsys)
    assert (status, {name: row["domestic_premises"] for name, row in rows.items()}) == (2, {"beta": 1})
    assert "row 4, column `point`: `1` stands in row 3 already" in told
    assert Path(f"{path}.rejected").read_text().count("point: in several rows") == 2


def test_a_row_of_an_inventory_that_ends_before_it_starts_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(
        DATED + "1,a,alpha,electricity,domestic,smets1,2019-01-01,2018-01-01\n2,b,b,gas,domestic,smets1,,\n"
    )
    status, rows, told = count(path, capsys)
    assert (status, list(rows)) == (2, ["b"])
    assert "row 2, column `to`: the value ends on 2018-01-01, before it starts on 2019-01-01" in told


def test_a_supplier_whose_name_holds_blanks_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = inventory(tmp_path, "1,home,Alpha Ltd,electricity,domestic,smets1,")
    (tmp_path / "s.txt").write_bytes(b"\xef\xbb\xbf Alpha Ltd \r\n\r\nBeta Ltd\r\n")
    status, rows, _ = count(path, capsys, "--suppliers", str(tmp_path / "s.txt"))
    assert (status, list(rows)) == (0, ["Alpha Ltd"])


def test_a_folder_of_an_inventory_states_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "supplier=zeta").mkdir()
    path = inventory(tmp_path / "supplier=zeta", "1,home,alpha,electricity,domestic,smets1,")
    assert list(count(path, capsys)[1]) == ["alpha"]


def parquet_inventory(tmp_path: Path, suppliers: str) -> Path:
    """A Parquet inventory with a metering point for each of these SQL values of `supplier`; none for no value."""
    path = tmp_path / "inventory.parquet"
    columns = "'electricity' AS fuel, 'domestic' AS kind, 'smets1' AS generation"
    rows = (
        f"SELECT supplier AS point, supplier AS premises, supplier, {columns} FROM (VALUES {suppliers}) AS s(supplier)"
    )
    with open_database(threads=1) as database:
        database.connection.execute(f"COPY ({rows} WHERE supplier IS NOT NULL) TO '{path}' (FORMAT parquet)")
    return path


def test_numbers_that_name_suppliers_are_held_against_names_with_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("abc\n7\n")
    status, rows, told = count(parquet_inventory(tmp_path, "(7), (8)"), capsys, "--suppliers", str(names))
    assert (status, list(rows)) == (2, ["7"])
    assert "Supplier" in told and "E599" not in told


def test_a_parquet_inventory_without_a_row_is_refused_as_one_of_csv_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["count", str(parquet_inventory(tmp_path, "(NULL::INTEGER)"))]) == 2
    assert "error E802: there is no row in it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("--rejected {inventory}", "inventory.csv"),
        ("--out {inventory}", "inventory.csv"),
        ("--suppliers {names} --out {names}", "names.txt"),
        ("--suppliers {names} --rejected {folder}/other/../names.txt", "names.txt"),
        ("--out {folder}/counts.csv --rejected {folder}/counts.csv", "counts.csv"),
    ],
)
def test_no_file_is_written_over_one_that_is_read_or_written_too(
    options: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    names = tmp_path / "names.txt"
    names.write_text("a\n")
    path = inventory(tmp_path, "1,home,a,electricity,domestic,smets1,", "2,home,,gas,domestic,smets1,")
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    words = options.format(inventory=path, names=names, folder=tmp_path).split()
    assert main(["count", str(path), *words]) == 2
    told = capsys.readouterr().err
    assert f"{named}` can't be written: the same command reads or writes it too" in told
    assert {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before


def test_a_table_of_parties_is_not_written_over_by_what_is_derived_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    tables = tmp_path / "tables"
    tables.mkdir()
    parties = tables / "parties.csv"
    parties.write_text("party\na\n")
    for facts in (parties, tables):
        assert main(["derive", "--facts", str(facts), "--as-at", "2020-06-01", "--out", str(parties)]) == 2
        assert "can't be written: the same command reads or writes it too" in capsys.readouterr().err
    command = ["impact", "MP087", "--population", str(tables), "--as-at", "2020-06-01", "--out", str(parties)]
    assert main(command) == 2
    assert "can't be written" in capsys.readouterr().err
    assert parties.read_text() == "party\na\n"
