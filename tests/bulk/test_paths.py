"""A path is a path: the file that it names is read, and no other, and nothing in it states a fact."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from secg.cli import main
from tests.bulk.short_law import short_law

AS_AT = ("--as-at", "2019-03-01", "--version", "SECMP0059", "--policies", short_law(), "--format", "csv")


def parties_of(path: Path | str, out: Path) -> set[str]:
    """The parties of which something is derived."""
    out.unlink(missing_ok=True)
    if main(["derive", "--facts", str(path), *AS_AT, "--out", str(out)]) or not out.exists():
        return set()
    with out.open() as stream:
        return {row["party"] for row in csv.DictReader(stream)}


def write(path: Path, party: str) -> None:
    if path.suffix.lower() == ".parquet":
        parquet.write_table(arrow.table({"party": [party], "user_role": ["other_user"]}), path)
    else:
        path.write_text(f"party,user_role\n{party},other_user\n")


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".CSV", ".Parquet", ".tsv"])
@pytest.mark.parametrize("name", ["x[ab]", "parties[2]", "*", "?", "[!q]", "~", "**", "{xa,xb}", "s3:", "x%41", "'q'"])
def test_the_file_that_is_named_is_read(name: str, ending: str, tmp_path: Path) -> None:
    for other in ("xa", "xb", "parties2", "xA"):
        write(tmp_path / f"{other}{ending}", "wrong")
    write(tmp_path / f"{name}{ending}", "right")
    assert parties_of(tmp_path / f"{name}{ending}", tmp_path / "out") == {"right"}


def test_a_folder_whose_name_is_a_pattern_or_a_home_is_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("~", "x[ab]", "xa"):
        (tmp_path / folder).mkdir()
        for ending in (".parquet", ".csv"):
            write(tmp_path / folder / f"parties{ending}", "right" if folder != "xa" else "wrong")
    assert parties_of("~/parties.parquet", tmp_path / "out") == {"right"}
    assert parties_of("~/parties.csv", tmp_path / "out") == {"right"}
    for folder in ("x[ab]", "xa"):
        (tmp_path / folder / "parties.csv").unlink()
    assert parties_of("x[ab]", tmp_path / "out") == {"right"}


@pytest.mark.parametrize("folder", ["domestic_premises=300000", "year=2019", "user_role=gas_supplier", "party=zeta"])
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_name_of_a_folder_states_nothing(folder: str, ending: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    for place in (tmp_path, tmp_path / folder):
        write(place / f"p{ending}", "alpha")
    assert parties_of(tmp_path / folder / f"p{ending}", tmp_path / "one") == {"alpha"}
    assert parties_of(tmp_path / f"p{ending}", tmp_path / "other") == {"alpha"}
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("name", ["p.csv.gz", "p.xlsx", "p.json", "p"])
def test_another_form_is_told_the_forms_that_there_are(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("party\na\n")
    assert parties_of(tmp_path / name, tmp_path / "out") == set()
    assert "the forms are .parquet, .csv and .tsv" in capsys.readouterr().err


def folder_of_tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    write(folder / "parties.csv", "alpha")
    return folder


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder"])
def test_a_folder_of_tables_holds_files_of_its_own(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").mkdir()
    folder = folder_of_tables(tmp_path / "a")
    secret, place = tmp_path / "secret.csv", folder / "domestic_premises.csv"
    secret.write_text("party,count\nalpha,SECRET\n")
    if kind == "link":
        place.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "device":
        place.symlink_to("/dev/zero")
    else:
        place.mkdir()
    assert parties_of(folder, tmp_path / "out") == set()
    told = capsys.readouterr().err
    assert "tables/domestic_premises.csv: error E105" in told
    assert "SECRET" not in told


def test_what_is_no_table_in_a_folder_of_tables_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of_tables(tmp_path)
    (folder / "domestic_premises.csv.gz").write_bytes(b"")
    assert parties_of(folder, tmp_path / "out") == set()
    assert "tables/domestic_premises.csv.gz: error E810" in capsys.readouterr().err
