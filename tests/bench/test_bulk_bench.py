"""Bulk work against other ways to the same result, side by side in one run; `make bench` prints it.

Set in the environment: BULK_PARTIES (1,000,000), BULK_CURVE (10,000,000, the largest size of the curve), BULK_POINTS
(60,000,000 metering points of the inventory), BULK_CLINGO (50,000 parties for clingo alone), BULK_INVENTORY (a file
made before), BULK_OUT (where the curve goes), OPENFISCA_PYTHON (a Python with OpenFisca-Core, numpy and pyarrow).
Results are compared row by row; nothing is asserted about times. On two processors it takes about a quarter of an hour.
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
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars
import pytest
from polars import DataFrame, LazyFrame
from sqlglot import exp

from secg.bulk.counting import counting_program, load_inventory
from secg.bulk.counting_rules import BESIDE, COUNTED, load_counting
from secg.bulk.engines.duckdb_engine import Database, open_database, relation_rows, renamed, run
from secg.bulk.population import write_inventory, write_population
from secg.bulk.sql.conclusions import COLUMNS as ALL_COLUMNS
from secg.bulk.sql.conclusions import compile_conclusions
from secg.bulk.tables.checking import Report
from secg.bulk.tables.loading import load_population
from secg.bulk.tables.one_party import situations_of
from secg.bulk.tables.sources import find_inventory, find_tables
from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on
from secg.language.program import Program
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from tests.bench.curve import curve
from tests.oracle.oracle import derive_with_clingo

pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(os.environ.get("BULK_OUT", ROOT / ".reports" / "bench"))
PARTIES = int(os.environ.get("BULK_PARTIES", "1000000"))
CURVE = int(os.environ.get("BULK_CURVE", str(10 * PARTIES)))
CLINGO = int(os.environ.get("BULK_CLINGO", "50000"))
POINTS = int(os.environ.get("BULK_POINTS", "60000000"))
OPENFISCA = os.environ.get("OPENFISCA_PYTHON", sys.executable)
DAY, VERSION = date(2019, 3, 1), "SECMP0059"
HERE = Path(__file__).parent
HAND = (HERE / "hand_written.sql").read_text()
HAND_INVENTORY = (HERE / "hand_inventory.sql").read_text()
COLUMNS = ("party", "capacity", "year", "outcome", "concluding_paragraphs")
RUNS = 5


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


def loaded(database: Database, path: Path, policies: Policies) -> None:
    load_population(database, find_tables(database, path, path.name, policies.vocabulary), DAY, policies.vocabulary)


def population(folder: Path, size: int) -> Path:
    path = folder / f"parties-{size}.parquet"
    if not path.exists():
        with open_database() as database:
            write_population(database, size, 7, path)
    return path


def assess(
    database: Database, policies: Policies, vocabulary: Vocabulary, columns: tuple[str, ...] = ALL_COLUMNS
) -> None:
    """Compile and run one version from nothing into the table `result`; what the vocabulary declares is concluded."""
    rules = with_guards(select_code(policies, DAY, VERSION, ()).rules, policies.vocabulary)
    compiled = compile_conclusions(Program(rules, vocabulary), DAY)
    database.done.clear()
    became = run(database, compiled.program)
    shown = exp.select(*columns).from_(renamed(compiled.select, became).subquery("conclusions"))
    database.create("result", shown)


def without_duties(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary by which assessments alone are concluded."""
    declared = {name: one for name, one in vocabulary.predicates.items() if one not in vocabulary.duties}
    return replace(vocabulary, predicates=declared)


def compared(name: str, other: float, ours: float, more: str = "") -> None:
    """One line of the comparison: how many times as long the other takes."""
    print(f"  {name:<34}{other:8.2f} s  {other / ours:6.2f} times as long{more}")


def count_of(database: Database, table: str) -> int:
    return int(database.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def same_rows(database: Database, text: str, other: str) -> bool:
    """Whether two tables hold the same assessments, each as often."""
    shown = ", ".join(COLUMNS)
    return not any(
        database.connection.execute(f"SELECT {shown} FROM {a} EXCEPT ALL SELECT {shown} FROM {b} LIMIT 1").fetchall()
        for a, b in ((text, other), (other, text))
    )


def test_counting_an_inventory_against_hand_written_sql(folder: Path) -> None:
    # first, because the most memory that a process ever used is told here
    made = os.environ.get("BULK_INVENTORY")
    path = Path(made) if made else folder / "inventory.parquet"
    rules, day = load_counting(ROOT / "policies"), date(2021, 1, 1)
    if not path.exists():
        with open_database() as database:
            write_inventory(database, POINTS, 3, path)
    with open_database(memory="8GB") as database:
        database.connection.execute("SET VARIABLE inventory = ?", [str(path)])
        table, report = find_inventory(database, path), Report()
        checking = timed(lambda: load_inventory(database, table, day, rules, None, report, None))
        names = (COUNTED[0], COUNTED[1], BESIDE, COUNTED[2])
        found: dict[str, dict[object, object]] = {}
        by_hand: dict[object, tuple[object, ...]] = {}

        def count() -> None:
            program = counting_program(rules, day)
            database.done.clear()
            became = run(database, program)
            for name in names:
                found[name] = {row[0]: row[1] for row in relation_rows(database, program, became, name)}

        def count_by_hand() -> None:
            by_hand.update({row[0]: row[1:] for row in database.connection.execute(HAND_INVENTORY).fetchall()})

        pairs = [(timed(count), timed(count_by_hand)) for _ in range(3)]
        ours = statistics.median(item for item, _ in pairs)
        assert by_hand == {item: tuple(found[name].get(item, 0) for name in names) for item in by_hand}
        total = database.connection.execute("SELECT count(*) FROM read_parquet(getvariable('inventory'))").fetchall()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    ratio = statistics.median(item / other for item, other in pairs)
    print(f"an inventory of {total[0][0]:,} metering points, at most 8 GB: counted by the rules in {ours:.1f} s,")
    print(f"  ratio to hand-written SQL {ratio:.2f} (paired, median of 3; the aim is 1.3)")
    print(f"  checking every row and key before {checking:.1f} s; {memory:.1f} GB at most in all")


def test_the_assessment_question_of_one_version(policies: Policies, folder: Path) -> None:
    with open_database() as database:
        loaded(database, population(folder, PARTIES), policies)
        execute = database.connection.execute
        asked, pairs = without_duties(policies.vocabulary), []
        for _ in range(RUNS):
            hand = timed(lambda: execute(f"CREATE OR REPLACE TEMP TABLE hand AS {HAND}"))
            pairs.append((timed(lambda: assess(database, policies, asked, COLUMNS)), hand))
        ours, hand = (statistics.median(column) for column in zip(*pairs, strict=True))
        assert same_rows(database, "result", "hand")
        ratio = statistics.median(item / other for item, other in pairs)
        rows = count_of(database, "result")
        print(f"the assessments of {PARTIES:,} parties, {rows:,} rows: compiled from the rules {ours:.2f} s,")
        print(f"  {ours / rows * 1e6:.2f} us a row; ratio to hand-written SQL {ratio:.2f} (paired; the aim is 1.2)")
        compared("hand-written SQL", hand, ours)
        seconds, frame = polars_assessments(database)
        database.connection.register("polars_rows", frame.to_arrow())
        assert same_rows(database, "polars_rows", "hand")
        compared("Polars by hand", seconds, ours)
        told = openfisca(database, folder)
        if isinstance(told, str):
            print(f"  OpenFisca-Core: {told}")
        else:
            expected = execute("SELECT capacity || ' ' || year || ' ' || outcome, count(*) FROM hand GROUP BY ALL")
            assert told["counts"] == dict(expected.fetchall())
            compared("OpenFisca-Core, its part alone", told["seconds"], ours, " (capacities and sharing given)")
            whole = told["before"] + told["seconds"] + told["after"]
            compared("OpenFisca-Core, tables to rows", whole, ours, " (those by hand-written SQL; no paragraphs)")


def polars_assessments(database: Database) -> tuple[float, DataFrame]:
    """The median of the seconds that Polars takes, and its rows."""
    from tests.bench.by_polars import assessments

    def frame(table: str) -> LazyFrame:
        found = polars.from_arrow(database.connection.table(table).to_arrow_table())
        assert isinstance(found, DataFrame)
        return found.lazy()

    tables = [frame(name) for name in ("base_parties", "fact_user_role", "fact_shared_resource")]
    found: list[DataFrame] = []
    seconds = statistics.median(timed(lambda: found.append(assessments(*tables).collect())) for _ in range(RUNS))
    return seconds, found[-1]


def openfisca(database: Database, folder: Path) -> dict[str, Any] | str:
    """What OpenFisca-Core finds, the seconds of it, of what comes before and after; or why it was not asked."""
    if subprocess.run([OPENFISCA, "-c", "import openfisca_core, pyarrow"], capture_output=True).returncode:
        return "not installed; see tests/README.md"
    path = folder / "holders.parquet"
    create_holders = f"CREATE OR REPLACE TEMP TABLE holders AS {HOLDERS}"
    before = statistics.median(timed(lambda: database.connection.execute(create_holders)) for _ in range(RUNS))
    database.connection.table("holders").write_parquet(str(path))
    script = HERE / "openfisca_opponent.py"
    runs = [
        json.loads(subprocess.run([OPENFISCA, str(script), str(path)], check=True, capture_output=True).stdout)
        for _ in range(RUNS)
    ]
    medians = {name: statistics.median(run[name] for run in runs) for name in ("seconds", "after")}
    return {**runs[0], **medians, "before": before}


HOLDERS = (
    HAND[: HAND.index("SELECT party, capacity, year")]
    + """
SELECT party, CASE capacity WHEN 'other_user' THEN 0 WHEN 'supplier_party' THEN 1 WHEN 'network_party' THEN 2 ELSE 3 END
    AS capacity,
    COALESCE(domestic_premises, 0) AS domestic, COALESCE(non_domestic_premises, 0) AS non_domestic, 0 AS networks,
    domestic_premises IS NOT NULL AS domestic_known,
    domestic_premises IS NOT NULL AND non_domestic_premises IS NOT NULL AS known
FROM capacity JOIN base_parties USING (party)
UNION ALL
SELECT provider, 4, COALESCE(domestic, 0), COALESCE(non_domestic, 0), COALESCE(networks, 0),
    COALESCE(domestic_known, true), COALESCE(domestic_known AND non_domestic_known AND networks_known, true)
FROM provider LEFT JOIN served USING (provider)
"""
)


def test_every_conclusion_of_one_version_and_of_all(policies: Policies, folder: Path) -> None:
    path, out = population(folder, PARTIES), folder / "conclusions.parquet"
    for words in (["--version", VERSION], ["--versions", "all"]):
        seconds = derived(path, out, *words)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        with open_database() as database:
            rows = count_of(database, f"'{out}'")
        print(f"secg derive {' '.join(words)}, {PARTIES:,} parties from Parquet to Parquet: {seconds:.1f} s,")
        print(f"  {rows:,} conclusions, {seconds / rows * 1e6:.2f} us each; {memory:.1f} GB at most")


def derived(path: Path, out: Path, *words: str) -> float:
    """The seconds that `secg derive` takes from a Parquet file to another."""
    command = [sys.executable, "-c", "import sys; from secg.cli import main; sys.exit(main())", "derive"]
    command += ["--facts", str(path), "--as-at", DAY.isoformat(), "--format", "parquet", "--out", str(out), *words]
    told = subprocess.DEVNULL  # warnings about the version
    return timed(lambda: subprocess.run(command, check=True, cwd=ROOT, stderr=told))


def test_every_conclusion_by_clingo_and_pydatalog(policies: Policies, folder: Path) -> None:
    rules, vocabulary = (
        with_guards(select_code(policies, DAY, VERSION, ()).rules, policies.vocabulary),
        policies.vocabulary,
    )
    for size in sorted({1_000, 10_000, CLINGO}):
        with open_database() as database:
            path = population(folder, size)
            tables = find_tables(database, path, path.name, vocabulary)
            load_population(database, tables, DAY, vocabulary)
            facts = facts_on(Situations(situations_of(database, tables, vocabulary), path.name, ""), DAY, vocabulary)
            ours = timed(lambda: assess(database, policies, policies.vocabulary))
            print(f"every conclusion of {size:,} parties, {count_of(database, 'result'):,} rows: DuckDB {ours:.2f} s")
        compared("clingo", timed(partial(derive_with_clingo, rules, facts, vocabulary)), ours)
        if size <= 10_000:
            compared("pyDatalog", timed(partial(derive, Program(rules, vocabulary), facts)), ours)


def test_the_cost_grows_linearly(folder: Path) -> None:
    points = []
    for size in (CURVE // 10, CURVE // 5, CURVE // 2, CURVE):
        path, out = population(folder, size), folder / "curve.parquet"
        points.append((size, derived(path, out, "--version", VERSION)))
        out.unlink()
        if size != PARTIES:
            path.unlink()
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bulk-curve.svg").write_text(curve(points))
    (OUT / "bulk-curve.json").write_text(json.dumps(points))
    shown = ", ".join(f"{size:,}: {seconds:.1f} s ({seconds / size * 1e6:.1f} us each)" for size, seconds in points)
    print(f"secg derive, every conclusion, by number of parties: {shown}")
    print(f"  curve in {OUT / 'bulk-curve.svg'}")
