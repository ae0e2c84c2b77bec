"""What is wrong with a table is told with file, column and row; other rows are worked on; output is whole or none."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from secg.bulk.engines.duckdb_engine import Database
from secg.cli import main
from tests.bulk.short_law import short_law

AS_AT = ("--as-at", "2019-12-01", "--version", "SECMP0059", "--policies", short_law())
HEAD = "party,user_role,domestic_premises,non_domestic_premises\n"
GOOD = "good,import_supplier;gas_supplier,100,5\n"


def derive(path: Path, out: Path, *more: str) -> int:
    return main(["derive", "--facts", str(path), *AS_AT, "--format", "csv", "--out", str(out), *more])


def write_parquet(query: str, path: Path) -> None:
    rows = duckdb.sql(query)
    assert rows is not None
    rows.write_parquet(str(path))


def parties_in(out: Path) -> set[str]:
    with out.open() as stream:
        return {row["party"] for row in csv.DictReader(stream)}


def test_a_table_without_faults_gives_its_conclusions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD)
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 0
    assert parties_in(tmp_path / "out.csv") == {"good"}
    assert "error" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "bad,import_supplier,many,5\n",
            "p.csv:3:1: error E806: row 3, column `domestic_premises`: `many` is not a count",
        ),
        ("bad,import_supplier,1.5,5\n", "column `domestic_premises`: `1.5` is not a count"),
        (
            "bad,import_supplier,-3,5\n",
            "row 3, column `domestic_premises`: `-3` is not a count: a whole number from 0 up",
        ),
        ("bad,import_supplier,9000000000,5\n", "column `domestic_premises`: `9000000000` is not a count"),
        (",import_supplier,1,5\n", "row 3, column `party`: nothing is not a name"),
        ("bad,import_suplier,1,5\n", "row 3, column `user_role`: `import_suplier` is not a value of role"),
    ],
)
def test_a_cell_of_another_type_is_told_and_its_row_left_out(
    row: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD + row)
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    assert "good" in parties_in(tmp_path / "out.csv")
    told = capsys.readouterr().err
    assert message in told
    assert "rows are left out" in told


def test_many_rows_alike_are_told_in_three_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD + "".join(f"p{n},other_user,x,1\n" for n in range(50)))
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert told.count("E806") == 3
    assert "; 47 more rows alike" in told
    assert "50 of 51 rows are left out" in told


def test_a_party_with_two_rows_is_told_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD + "twice,other_user,,\ntwice,other_user,,\n")
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    assert parties_in(tmp_path / "out.csv") == {"good"}
    assert "row 4, column `party`: `twice` stands in row 3 already" in capsys.readouterr().err


def test_a_provider_that_is_no_party_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "parties.csv").write_text(HEAD + GOOD)
    (tmp_path / "shared_resource.csv").write_text("party,provider,extent\ngood,nobody,whole\nnobody,good,whole\n")
    assert derive(tmp_path, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "shared_resource.csv:2:1: error E808: row 2, column `provider`: there is no party `nobody`" in told
    assert "row 3, column `party`: there is no party `nobody`" in told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("user_role\nother_user\n", "error E803: the column `party` of `parties` is missing"),
        ("party,domestic_premisses\nx,1\n", "did you mean `domestic_premises`?"),
        ("", "E80"),
        ("party\n", "error E802: there is no row in it"),
    ],
)
def test_a_table_of_another_shape_is_refused(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(content)
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("odd", ["Party", "USER_ROLE", "row number", "Row Number", "column 2", "a\nb", '"'])
def test_a_column_that_a_database_takes_for_another_is_told_as_one_that_is_not_known(
    odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "p.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("party", "user_role", odd), ("a", "gas_supplier", "x")])
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    assert "p.csv: error E804" in capsys.readouterr().err


def test_a_column_with_the_name_of_the_place_of_rows_is_not_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_parquet("SELECT 'a' AS party, 5 AS \"row number\"", tmp_path / "p.parquet")
    with duckdb.connect(tmp_path / "p.duckdb") as connection:
        connection.execute("CREATE TABLE parties AS SELECT 'a' AS party, 5 AS \"row number\"")
    for file in ("p.parquet", "p.duckdb"):
        assert derive(tmp_path / file, tmp_path / "out.csv") == 2
        assert "error E804: `row number` is not a column of `parties`" in capsys.readouterr().err


@pytest.mark.parametrize("keep", [0, 10, -20])
def test_a_truncated_parquet_file_is_refused(keep: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.parquet"
    write_parquet("SELECT 'a' || range AS party FROM range(100)", path)
    path.write_bytes(path.read_bytes()[:keep])
    assert derive(path, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "p.parquet: error E801: the file can't be read as Parquet" in told
    assert "Traceback" not in told


def test_a_parquet_file_truncated_between_its_ends_leaves_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.parquet"
    write_parquet("SELECT 'party' || hash(range) AS party FROM range(300000)", path)
    content = bytearray(path.read_bytes())
    content[2000:400_000] = bytes(398_000)
    path.write_bytes(content)
    assert derive(path, tmp_path / "out.csv") == 2
    assert "error" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["p.parquet"]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.duckdb").write_text("not a database, but long enough to look at" * 500)
    assert derive(tmp_path / "p.duckdb", tmp_path / "out.csv") == 2
    assert "can't be read as a DuckDB database" in capsys.readouterr().err


def test_facts_come_out_of_a_duckdb_file_with_tables_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "p.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE parties AS SELECT 'a' AS party, 5 AS non_domestic_premises")
        connection.execute("CREATE TABLE user_role AS SELECT 'a' AS party, 'gas_supplier' AS role")
        connection.execute(
            "CREATE TABLE domestic_premises AS SELECT 'a' AS party, 100 AS count, NULL::DATE AS \"from\" "
            "UNION ALL SELECT 'a', 300000, DATE '2019-06-01' UNION ALL SELECT 'a', 1, DATE '2020-01-01'"
        )
    assert derive(path, tmp_path / "out.csv") == 0
    assert ",assessment,other_user,1,,,full,G1.1" in (tmp_path / "out.csv").read_text()


def test_a_run_that_needs_more_memory_than_it_may_use_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["population", str(tmp_path / "p.parquet"), "--size", "50_000"]) == 0
    out = tmp_path / "out.csv"
    assert derive(tmp_path / "p.parquet", out, "--memory", "4MB") == 2
    assert "error E812: the run needs more memory than it may use (4MB)" in capsys.readouterr().err
    assert not out.exists()


def test_an_output_that_can_not_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD)
    assert derive(tmp_path / "p.csv", tmp_path / "no-such-folder" / "out.csv") == 2
    assert "error E811: the result can't be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here to stand for a full disk")
def test_a_full_disk_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from secg.bulk import deriving

    (tmp_path / "p.csv").write_text(HEAD + GOOD)
    full = deriving.write

    def write(database: Database, query: exp.Query, form: str, out: str | None) -> None:
        with Path("/dev/full").open("w") as stream:
            stream.write("x" * 100_000)
        full(database, query, form, out)

    monkeypatch.setattr(deriving, "write", write)
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    assert "can't be written: no space left on device" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--memory", "lots"), "`lots` is not a size"),
        (("--threads", "0"), "`0` is not a number of threads"),
        (("--engine", "duckdbb"), "did you mean `duckdb`?"),
        (("--engine", "pydatalog"), "use `--engine duckdb`"),
        (("--versions", "some"), "`--versions all` takes every version"),
    ],
)
def test_options_that_can_not_be_are_refused(
    more: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(HEAD + GOOD)
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv", *more) == 2
    assert message in capsys.readouterr().err


def test_a_row_that_names_a_record_which_its_party_lacks_is_told_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party,user_role\none,import_supplier\nother,import_supplier\n")
    (folder / "responsible_for.csv").write_text(
        "party,id,component,generation\none,meters,smart_metering_system,smets1\n"
    )
    (folder / "vulnerability.csv").write_text(
        "party,id,in,aware\none,a,meters,2019-01-01\none,b,user_systems,2019-01-01\nother,c,meters,2019-01-01\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert (
        "vulnerability.csv:4:1: error E808: row 4, column `in`: there is no id of responsible_for of its party" in told
    )
    assert told.count("E808") == 1
    with (tmp_path / "out.csv").open() as stream:
        assert {row["about"] for row in csv.DictReader(stream)} >= {"a", "b"}


@pytest.mark.parametrize(
    "rows",
    [
        "one,a,meters,2019-01-01,2019-01-05,\none,a,user_systems,2019-02-01,,\n",
        "one,a,meters,2019-01-01,2019-01-05,2019-02-01\none,a,user_systems,2019-02-01,,\n",
        "one,a,user_systems,2019-01-01,2019-01-05,\none,a,user_systems,2019-02-01,,\n",
    ],
)
def test_records_of_one_name_are_told_and_left_out(
    rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party,user_role\none,import_supplier\nother,import_supplier\n")
    (folder / "responsible_for.csv").write_text(
        "party,id,component,generation\none,meters,smart_metering_system,smets2_plus\n"
    )
    (folder / "vulnerability.csv").write_text(
        f"party,id,in,aware,put_right,to\n{rows}other,a,user_systems,2019-01-01,,\none,b,user_systems,2019-01-01,,\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "vulnerability.csv:3:1: error E830: row 3, column `id`: `a` is the name of another record" in told
    assert told.count("E830") == 1
    with (tmp_path / "out.csv").open() as stream:
        about = {(row["party"], row["about"]) for row in csv.DictReader(stream)}
    assert ("one", "a") not in about
    assert about >= {("one", "b"), ("other", "a")}


def test_a_record_that_says_again_what_another_says_of_some_day_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party\none\nother\n")
    (folder / "user_role.csv").write_text(
        "party,role,from,to\n"
        "one,import_supplier,2018-01-01,2018-03-01\none,import_supplier,2018-03-01,\none,gas_supplier,2018-03-01,\n"
        "other,import_supplier,2018-01-01,2018-02-28\nother,import_supplier,2018-03-01,\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "user_role.csv:3:1: error E807: row 3, column `party`: `one` stands in row 2 already" in told
    assert told.count("E807") == 1


def test_a_name_may_be_given_again_once_its_record_has_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party,user_role\none,import_supplier\n")
    (folder / "vulnerability.csv").write_text(
        "party,id,in,aware,to\none,a,user_systems,2019-01-01,2019-01-31\none,a,user_systems,2019-02-01,\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 0
    assert "error" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            "approved,2019-03-10,",
            "assessment.csv:3:1: error E827: row 3, column `status_set`: "
            "2019-03-10 is before `completed` on 2019-03-14",
        ),
        ("approved,,2019-03-13", "row 3, column `response_amended`: 2019-03-13 is before `completed` on 2019-03-14"),
        (
            "rejected,,",
            "assessment.csv:3:1: error E828: row 3, column `status`: `rejected` is no value of `status` on 2019-03-14:"
            " Rejected is one from 2020-02-27 on (W3)",
        ),
        ("provisionally_approved,2020-02-27,", "`provisionally_approved` is no value of `status` on 2020-02-27"),
    ],
)
def test_a_row_that_a_file_could_not_state_is_told_and_left_out(
    cells: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party,user_role\none,import_supplier\n")
    (folder / "assessment.csv").write_text(
        "party,category,completed,status,status_set,response_amended\n"
        "one,full,2018-03-14,approved,2018-03-14,2018-03-14\n"
        f"one,full,2019-03-14,{cells}\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert message in told
    assert "1 of 2 rows are left out" in told


def test_a_record_that_ends_before_the_day_of_its_key_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "parties.csv").write_text("party,user_role\none,import_supplier\nplatform,\n")
    (folder / "shared_resource.csv").write_text(
        "party,provider,extent,user_told_ssc,to\none,platform,whole,2019-03-14,2019-03-13\n"
    )
    assert derive(folder, tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert "E825: row 2, column `to`: the value ends on 2019-03-13, before it starts on 2019-03-14" in told
