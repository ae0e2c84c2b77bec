"""Bulk work against other ways to the same result, side by side in one run; `make bench` prints it.

BULK_PARTIES (1,000,000), BULK_CURVE (largest size of the curve), BULK_POINTS (metering points of the inventory) and
BULK_OUT (where the report and the curve go) change what is measured. Nothing is asserted about times.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from engine.bulk.checking import Report
from engine.bulk.conclusions import compile_conclusions
from engine.bulk.counting import counting_program, load_inventory
from engine.bulk.counting_rules import COUNTED, load_counting
from engine.bulk.duckdb_engine import Database, create, open_database, relation_rows, renamed, run
from engine.bulk.inventories import write_inventory
from engine.bulk.loading import load_population
from engine.bulk.population import write_population
from engine.bulk.slices import situations_of
from engine.bulk.sources import find_inventory, find_tables
from engine.code.policies import Policies, load_policies
from engine.code.selection import select_code
from engine.derive.pydatalog_engine import derive
from engine.facts.loading import Situations, facts_on
from engine.language.unknowns import with_guards
from tests.oracle.oracle import derive_with_clingo

pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(os.environ.get("BULK_OUT", ROOT / ".reports" / "bench"))
PARTIES = int(os.environ.get("BULK_PARTIES", "1000000"))
CURVE = int(os.environ.get("BULK_CURVE", str(PARTIES)))
POINTS = int(os.environ.get("BULK_POINTS", "60000000"))
DAY, VERSION = date(2019, 3, 1), "SECMP0059"
HAND = (Path(__file__).parent / "hand_written.sql").read_text()


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[None]:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    print(
        f"\n{len(names)} processors, {names[0] if names else platform.processor()}; Python {platform.python_version()}"
    )
    print(f"load at the start: {os.getloadavg()[0]:.1f}")
    yield
    print(f"load at the end: {os.getloadavg()[0]:.1f}")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loaded(database: Database, path: Path, policies: Policies) -> Situations | None:
    tables = find_tables(database, path, path.name, policies.vocabulary)
    load_population(database, tables, DAY, policies.vocabulary)
    return situations_of(database, tables, policies.vocabulary) if path.stem.endswith("small") else None


def population(folder: Path, size: int, name: str = "") -> Path:
    path = folder / f"parties-{size}{name}.parquet"
    if not path.exists():
        with open_database() as database:
            write_population(database, size, 7, path)
    return path


def assess(database: Database, policies: Policies, version: str, kinds: tuple[str, ...]) -> None:
    """Compile and run one version from nothing into the table `result`."""
    rules = with_guards(select_code(policies, DAY, version, ()).rules, policies.vocabulary)
    compiled = compile_conclusions(rules, policies.vocabulary, DAY, kinds)
    database.done.clear()
    became = run(database, compiled.program)
    database.execute(create("result", renamed(compiled.select, became), True))


def test_one_version_against_hand_written_sql(policies: Policies, folder: Path) -> None:
    with open_database() as database:
        loaded(database, population(folder, PARTIES), policies)
        pairs = []
        for _ in range(5):
            hand = timed(lambda: database.connection.execute(f"CREATE OR REPLACE TEMP TABLE hand AS {HAND}"))
            pairs.append((timed(lambda: assess(database, policies, VERSION, ("assessment",))), hand))
        ours, hand = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        same = "SELECT party, capacity, year, outcome, paragraphs FROM"
        assert not database.connection.execute(f"{same} result EXCEPT ALL {same} hand").fetchall()
        assert not database.connection.execute(f"{same} hand EXCEPT ALL {same} result").fetchall()
        rows = database.connection.execute("SELECT count(*) FROM result").fetchall()[0][0]
        print(
            f"assessments of {PARTIES:,} parties, {rows:,} rows: compiled {ours:.2f} s, hand-written SQL {hand:.2f} s,"
        )
        print(f"  ratio {ratio:.2f} (paired, median of 5; the aim is 1.2), {ours / rows * 1e6:.2f} us a row")


def test_every_conclusion_of_one_version_and_of_all(policies: Policies, folder: Path) -> None:
    with open_database() as database:
        reading = timed(lambda: loaded(database, population(folder, PARTIES), policies))
        one = timed(lambda: assess(database, policies, VERSION, ("assessment", "duty")))
        rows = database.connection.execute("SELECT count(*) FROM result").fetchall()[0][0]
        print(
            f"reading and checking {PARTIES:,} parties {reading:.2f} s; "
            f"every conclusion of one version {one:.2f} s, {rows:,} rows"
        )
    out = folder / "all.parquet"
    command = [sys.executable, "-c", "import sys; from engine.cli import main; sys.exit(main())", "derive"]
    command += ["--facts", str(population(folder, PARTIES)), "--as-at", DAY.isoformat(), "--versions", "all"]
    whole = timed(lambda: subprocess.run([*command, "--format", "parquet", "--out", str(out)], check=True, cwd=ROOT))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"secg derive --versions all, from Parquet to Parquet: {whole:.1f} s, {memory:.1f} GB at most")


def test_the_same_question_by_clingo_and_pydatalog(policies: Policies, folder: Path) -> None:
    rules = with_guards(select_code(policies, DAY, VERSION, ()).rules, policies.vocabulary)
    for size in (1_000, 10_000):
        with open_database() as database:
            situations = loaded(database, population(folder, size, "-small"), policies)
            assert situations is not None
            facts = facts_on(situations, DAY, policies.vocabulary)
            ours = timed(lambda: assess(database, policies, VERSION, ("assessment", "duty")))
        clingo = timed(partial(derive_with_clingo, rules, facts, policies.vocabulary))
        prolog = timed(partial(derive, rules, facts, policies.vocabulary))
        print(
            f"every conclusion of {size:,} parties: DuckDB {ours:.2f} s, "
            f"clingo {clingo:.2f} s ({clingo / ours:.1f} times),"
        )
        print(f"  pyDatalog {prolog:.2f} s ({prolog / ours:.1f} times)")


def test_the_assessment_question_by_polars(policies: Policies, folder: Path) -> None:
    import polars

    with open_database() as database:
        loaded(database, population(folder, PARTIES), policies)
        parties = polars.from_arrow(database.connection.execute("SELECT * FROM base_parties").to_arrow_table())
        roles = polars.from_arrow(
            database.connection.execute('SELECT "user" AS party, role FROM fact_user_role').to_arrow_table()
        )
        assert isinstance(parties, polars.DataFrame) and isinstance(roles, polars.DataFrame)
        ours = timed(lambda: assess(database, policies, VERSION, ("assessment",)))
    by_hand = timed(lambda: polars_assessments(parties, roles))
    print(f"assessments by Polars by hand, without the providers: {by_hand:.2f} s; compiled SQL with them {ours:.2f} s")
    print(f"  ({by_hand / ours:.2f} times)")


def polars_assessments(parties: object, roles: object) -> object:
    """The assessments of Users, written by hand for Polars; providers of Shared Resources are left out."""
    import polars
    from polars import col, lit, when

    assert isinstance(parties, polars.DataFrame) and isinstance(roles, polars.DataFrame)
    supplier, network = (
        ["import_supplier", "export_supplier", "gas_supplier"],
        ["electricity_distributor", "gas_transporter"],
    )
    capacity = when(col("role").is_in(supplier)).then(lit("supplier_party"))
    capacity = capacity.when(col("role").is_in(network)).then(lit("network_party")).otherwise(col("role"))
    years = polars.LazyFrame({"year": [1, 2, 3]})
    weight = col("domestic_premises") + 5 * col("non_domestic_premises")
    lighter = when(col("year") == 2).then(lit("verification")).otherwise(lit("self"))
    outcome = (
        when(col("year") == 1).then(lit("full"))
        .when((col("capacity") == "supplier_party") & (weight > 250_000)).then(lit("full"))
        .when((col("capacity") == "supplier_party") & (weight <= 250_000)).then(lighter)
        .when((col("capacity") == "network_party") & (col("domestic_premises") > 250_000)).then(lit("verification"))
        .when((col("capacity") == "network_party") & (col("domestic_premises") <= 250_000)).then(lighter)
        .when(col("capacity") == "other_user").then(lighter)
        .otherwise(lit("undetermined"))
    )  # fmt: skip
    users = roles.lazy().select("party", capacity.alias("capacity")).unique()
    joined = users.join(parties.lazy(), on="party").join(years, how="cross")
    return joined.select("party", "capacity", "year", outcome.alias("outcome")).collect()


def test_the_cost_grows_linearly(policies: Policies, folder: Path) -> None:
    sizes = [CURVE // part for part in (10, 5, 2, 1)]
    points = []
    for size in sizes:
        with open_database() as database:
            loaded(database, population(folder, size), policies)
            points.append((size, timed(lambda: assess(database, policies, VERSION, ("assessment", "duty")))))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bulk-curve.svg").write_text(curve(points))
    (OUT / "bulk-curve.json").write_text(json.dumps(points))
    shown = ", ".join(f"{size:,}: {seconds:.2f} s ({seconds / size * 1e6:.2f} us each)" for size, seconds in points)
    print(f"every conclusion by number of parties: {shown}; curve in {OUT / 'bulk-curve.svg'}")


def curve(points: list[tuple[int, float]]) -> str:
    """A plot of seconds by number of parties, with the straight line through the last point."""
    wide, high, margin = 640, 400, 60
    most, longest = points[-1][0], max(seconds for _, seconds in points)
    place = [
        (margin + (wide - 2 * margin) * size / most, high - margin - (high - 2 * margin) * seconds / longest)
        for size, seconds in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="end">{seconds:.1f} s</text>'
        f'<text x="{x:.1f}" y="{high - margin + 20}" text-anchor="middle">{size:,}</text>'
        for (x, y), (size, seconds) in zip(place, points, strict=True)
    )
    straight = (
        f'<line x1="{margin}" y1="{high - margin}" x2="{place[-1][0]:.1f}" y2="{place[-1][1]:.1f}" stroke="#999"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">'
        f'<rect width="{wide}" height="{high}" fill="white"/>{straight}'
        f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>{marks}'
        f'<text x="{wide / 2}" y="{high - 15}" text-anchor="middle">parties</text></svg>\n'
    )


def test_counting_an_inventory_against_hand_written_sql(folder: Path) -> None:
    made = os.environ.get("BULK_INVENTORY")
    path = Path(made) if made else folder / "inventory.parquet"
    rules, day = load_counting(ROOT / "policies"), date(2021, 1, 1)
    if not path.exists():
        with open_database() as database:
            write_inventory(database, POINTS, 3, path)
    hand_sql = (
        "SELECT supplier, count(DISTINCT premises) FILTER (kind = 'domestic') AS domestic, "
        "count(DISTINCT premises) FILTER (kind = 'non_domestic') AS non_domestic, "
        "count(*) FILTER (kind = 'non_domestic') AS meters, "
        f"count(*) FILTER (enrolled <= DATE '2021-01-01') AS enrolled FROM '{path}' GROUP BY supplier"
    )
    with open_database(memory="8GB") as database:
        rows: list[object] = []
        hand = timed(lambda: rows.extend(database.connection.execute(hand_sql).fetchall()))
        table, report = find_inventory(database, path), Report()
        checking = timed(lambda: load_inventory(database, table, day, rules, None, report, None))
        found: list[object] = []

        def count() -> None:
            program = counting_program(rules, day)
            database.done.clear()
            became = run(database, program)
            found.extend(relation_rows(database, program, became, COUNTED[0]))

        ours = timed(count)
        assert len(found) == len(rows)
        total = database.connection.execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"an inventory of {total:,} metering points: counted in {ours:.1f} s, hand-written SQL {hand:.1f} s,")
    print(
        f"  ratio {ours / hand:.2f} (the aim is 1.3); "
        f"checking every row and key {checking:.1f} s; {memory:.1f} GB at most"
    )
