"""A stranger's database is read as far as its base tables go: nothing else is read, loaded, run or waited for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from secg.bulk.tables import databases
from secg.cli import main
from tests.bulk.short_law import short_law

AS_AT = ("--as-at", "2019-03-01", "--version", "SECMP0059", "--policies", short_law(), "--format", "csv")


def made(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def told(path: Path, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """What a command says of a database that it refuses."""
    words = command or ("derive",)
    assert main([*words, "--facts", str(path), *(AS_AT if words == ("derive",) else AS_AT[:6])]) == 2
    printed = capsys.readouterr()
    return printed.out + printed.err


PARTIES = "CREATE TABLE parties AS SELECT 'a' AS party"


@pytest.mark.parametrize("command", [("derive",), ("explain", "a")])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT content AS party FROM read_text('{secret}') WHERE CAST(content AS INT) = 1",
        "SELECT file AS party FROM glob('{folder}/*')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "SELECT 'a' AS party FROM range(1000000000) a, range(1000000000) b, range(1000000000) c",
    ],
)
def test_a_view_is_named_and_not_run(
    query: str, command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    path = made(tmp_path / "p.duckdb")
    with duckdb.connect(str(path)) as connection:
        try:
            connection.execute(f"CREATE VIEW parties AS {query.format(secret=secret, folder=tmp_path)}")
        except duckdb.Error:  # some of these are looked at when they are made
            pytest.skip("DuckDB does not make this view")
    text = told(path, capsys, *command)
    assert "p.duckdb, view parties: error E801" in text
    assert not [word for word in ("TOPSECRET", "secret.txt", "extension") if word in text]


def test_a_table_beside_a_view_is_not_read_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "p.duckdb", PARTIES, "CREATE VIEW user_role AS SELECT 'a' AS party, 'other_user' AS role")
    assert "view user_role: error E801: the file can't be read as a DuckDB database: a view" in told(path, capsys)


def test_a_calculated_column_is_named_and_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "p.duckdb", "CREATE TABLE parties (party VARCHAR, name VARCHAR AS (repeat(party, 1000000)))")
    assert "table parties: error E801" in told(path, capsys)


def test_a_table_in_two_schemas_is_told_with_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "p.duckdb", PARTIES, "CREATE SCHEMA other", "CREATE TABLE other.parties AS FROM parties")
    assert "E824: the table `parties` stands twice: the schema main and the schema other" in told(path, capsys)


def test_a_table_of_another_schema_is_read(tmp_path: Path) -> None:
    table = "CREATE TABLE other.parties AS SELECT 'a' AS party, ['other_user'] AS user_role"
    path = made(tmp_path / "p.duckdb", "CREATE SCHEMA other", table)
    assert main(["derive", "--facts", str(path), *AS_AT, "--out", str(tmp_path / "out.csv")]) == 0
    assert ",other_user,1," in (tmp_path / "out.csv").read_text()


def test_what_was_written_but_not_put_in_place_yet_is_read(tmp_path: Path) -> None:
    writer = duckdb.connect(str(tmp_path / "p.duckdb"))
    writer.execute("SET wal_autocheckpoint = '1TB'")
    writer.execute("CREATE TABLE parties AS SELECT 'a' AS party, ['other_user'] AS user_role")
    (tmp_path / "copy.duckdb").write_bytes((tmp_path / "p.duckdb").read_bytes())
    (tmp_path / "copy.duckdb.wal").write_bytes((tmp_path / "p.duckdb.wal").read_bytes())
    writer.close()
    out = tmp_path / "out.csv"
    assert main(["derive", "--facts", str(tmp_path / "copy.duckdb"), *AS_AT, "--out", str(out)]) == 0
    assert ",other_user,1," in out.read_text()


def test_an_unrelated_table_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "p.duckdb", PARTIES, "CREATE TABLE notes (text VARCHAR)")
    text = told(path, capsys)
    assert "E805: `notes` is neither the table of parties nor a fact" in text
    assert "E802" not in text


@pytest.mark.parametrize("name", ["lite.db", "lite.duckdb"])
def test_a_file_of_sqlite_is_told_so_and_nothing_is_fetched(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(tmp_path / name) as connection:
        connection.execute("CREATE TABLE parties (party TEXT)")
    text = told(tmp_path / name, capsys)
    assert "it is one of SQLite; write its tables to CSV files" in text
    assert "extension" not in text


def test_a_file_with_more_rows_than_any_population_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "MOST_ROWS", 1_000)
    path = made(tmp_path / "p.duckdb", "CREATE TABLE parties AS SELECT 'a' AS party FROM range(100000)")
    assert "it has more than 1,000 rows" in told(path, capsys)


def test_a_file_that_takes_too_long_is_let_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "SECONDS", 0)
    path = made(tmp_path / "p.duckdb", "CREATE TABLE parties AS SELECT range::VARCHAR AS party FROM range(3000)")
    assert "it takes more than 0 seconds" in told(path, capsys)


def test_the_instance_that_reads_can_reach_nothing_else(tmp_path: Path) -> None:
    path = made(tmp_path / "p.duckdb", PARTIES)
    (tmp_path / "other.txt").write_text("secret")
    with databases._locked(path) as connection:
        for query in (
            f"FROM read_text('{tmp_path}/other.txt')",
            f"ATTACH '{tmp_path}/q.duckdb'",
            f"COPY parties TO '{tmp_path}/out.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
