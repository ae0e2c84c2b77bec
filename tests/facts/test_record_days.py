"""The first and last day of a record as facts: since when it holds, and that it has ended, in files and in tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from secg.bulk.engines.duckdb_engine import open_database
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.sources import find_tables
from secg.code.policies import load_policies
from secg.facts.loading import facts_on, load_situations
from secg.facts.situation import Row

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = load_policies(ROOT / "policies", ROOT).vocabulary
DAYS = (
    "user_role_from",
    "shared_resource",
    "shared_resource_began",
    "shared_resource_left",
    "shared_resource_left_began",
)


def in_files(folder: Path, records: str, day: str) -> dict[str, list[Row]]:
    """What a file with these records states on a day."""
    (folder / "a.yaml").write_text(f"party: a\nfacts: {records}\n", encoding="utf-8")
    for name in ("p", "q"):
        (folder / f"{name}.yaml").write_text(f"party: {name}\nfacts: {{}}\n", encoding="utf-8")
    facts = facts_on(load_situations(folder, folder, VOCABULARY), date.fromisoformat(day), VOCABULARY)
    return {name: sorted(facts.rows[name]) for name in DAYS if facts.rows.get(name)}


def in_tables(folder: Path, tables: dict[str, str], day: str) -> dict[str, list[Row]]:
    """What tables with these rows state on a day."""
    (folder / "parties.csv").write_text("party\na\np\nq\n", encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with open_database() as database:
        report = load_population(
            database, find_tables(database, folder, "tables", VOCABULARY), date.fromisoformat(day), VOCABULARY
        )
        assert not report.faults
        found = {}
        for name in DAYS:
            relation = database.connection.sql(f"select * from fact_{name}").fetchall()
            if relation:
                found[name] = sorted(tuple(row) for row in relation)
        return found


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_role_is_known_from_its_first_day_on(tmp_path: Path) -> None:
    records = "{user_role: [import_supplier, {role: other_user, from: 2020-06-01}]}"
    assert in_files(tmp_path, records, "2020-05-31") == {}
    assert in_files(tmp_path, records, "2020-06-01") == {"user_role_from": [("a", "other_user", day("2020-06-01"))]}


@pytest.mark.parametrize("key", ["began", "from"])
def test_a_shared_resource_holds_from_the_day_on_which_its_user_began(tmp_path: Path, key: str) -> None:
    records = f"{{shared_resource: {{provider: p, extent: whole, {key}: 2019-06-01}}}}"
    assert in_files(tmp_path, records, "2019-05-31") == {}
    assert in_files(tmp_path, records, "2019-06-01") == {
        "shared_resource": [("a", "p", "whole")],
        "shared_resource_began": [("a", "p", day("2019-06-01"))],
    }


def test_a_later_extent_leaves_the_beginning_as_it_is(tmp_path: Path) -> None:
    records = (
        "{shared_resource: [{provider: p, extent: part, began: 2017-01-01, to: 2018-12-31},"
        " {provider: p, extent: whole, began: 2017-01-01, from: 2019-01-01}]}"
    )
    assert in_files(tmp_path, records, "2019-01-01") == {
        "shared_resource": [("a", "p", "whole")],
        "shared_resource_began": [("a", "p", day("2017-01-01"))],
    }


def test_a_record_that_has_ended_says_so(tmp_path: Path) -> None:
    records = (
        "{shared_resource: [{provider: p, extent: whole, from: 2018-01-01, to: 2019-05-31},"
        " {provider: q, extent: whole}]}"
    )
    assert "shared_resource_left" not in in_files(tmp_path, records, "2019-05-31")
    assert in_files(tmp_path, records, "2019-06-01") == {
        "shared_resource": [("a", "q", "whole")],
        "shared_resource_left": [("a", "p", day("2019-06-01"))],
        "shared_resource_left_began": [("a", "p", day("2019-06-01"), day("2018-01-01"))],
    }


ROWS = """\
party,provider,extent,began,from,to
a,p,whole,2018-01-01,,2019-05-31
a,q,part,,2018-03-01,2018-12-31
a,q,whole,2018-03-01,2019-01-01,
p,q,part,,,2018-06-30
"""
RECORDS = """{user_role: [import_supplier, {role: other_user, from: 2019-01-01}], shared_resource: [
  {provider: p, extent: whole, began: 2018-01-01, to: 2019-05-31},
  {provider: q, extent: part, from: 2018-03-01, to: 2018-12-31},
  {provider: q, extent: whole, began: 2018-03-01, from: 2019-01-01}]}"""
ROLES = "party,role,from\na,import_supplier,\na,other_user,2019-01-01\n"


@pytest.mark.parametrize("asked", ["2017-12-31", "2018-02-28", "2018-03-01", "2018-12-31", "2019-01-01", "2019-06-01"])
def test_tables_state_the_days_of_records_as_files_do(tmp_path: Path, asked: str) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "tables").mkdir()
    tables = in_tables(tmp_path / "tables", {"shared_resource": ROWS, "user_role": ROLES}, asked)
    of_a = {name: [row for row in rows if row[0] == "a"] for name, rows in tables.items()}
    assert {name: rows for name, rows in of_a.items() if rows} == in_files(tmp_path / "files", RECORDS, asked)


def test_a_row_that_ended_without_a_first_day_has_none(tmp_path: Path) -> None:
    found = in_tables(tmp_path, {"shared_resource": ROWS}, "2018-07-01")
    assert [row for row in found["shared_resource_left"] if row[0] == "p"] == [("p", "q", day("2018-07-01"))]
    assert "shared_resource_left_began" not in found
