"""Running the same SELECTs on Spark, in its dialect, for populations that one machine can't hold.

Parquet is read and written wherever Spark can: the places of a request may be paths or addresses such as s3a://….
Facts are taken as they are or not at all: Spark counts the cells at fault and refuses, where DuckDB tells each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

try:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession, functions
except ImportError:  # it need not be installed; `open_session` tells where it is not
    SparkSession = None

from secg.bulk.engines.duckdb_engine import renamed, sql_text
from secg.bulk.sql.analysis import PARTIES, SQL_TYPES, is_column_of_parties
from secg.bulk.sql.conclusions import COLUMNS, BulkRequest, Conclusions, compile_conclusions
from secg.language.vocabulary import NUMBERS, Argument, Predicate, Vocabulary
from secg.messages import REQUEST, Diagnostic, Faults, Span, catalogue
from secg.messages import bulk as messages

Spark = Any  # a session, table or column of Spark, which need not be installed and has no types here
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
    "spark.log.level": "ERROR",
}
"""For a run on this machine alone; a cluster's own settings come with spark-submit and are left as they are."""

KEPT_IN = "spark.checkpoint.dir"
"""Spark's setting for where relations that are used again are kept; without it the executors keep them themselves."""


@contextmanager
def open_session(threads: str | None = None, memory: str | None = None) -> Iterator[Spark]:
    """A Spark session: the one of spark-submit where there is one, else one on this machine. Raises Faults E815."""
    if SparkSession is None:
        raise messages.SPARK_MISSING.fault(REQUEST, reason="pyspark is not installed")
    try:
        session = _session(SparkSession.builder.appName("secg"), bool(SparkConf().get("spark.master")), threads, memory)
    # without Java, with a Java too old, or without a cluster it is one of these
    except (PySparkException, Py4JError, OSError) as error:
        raise messages.SPARK_MISSING.fault(REQUEST, reason=_reason(error)) from None
    try:
        yield session
    except (PySparkException, Py4JError) as error:
        raise messages.SPARK_FAILED.fault(REQUEST, reason=_reason(error)) from None
    finally:
        session.stop()


def _session(builder: Spark, submitted: bool, threads: str | None, memory: str | None) -> Spark:
    if not submitted:
        builder = builder.master(f"local[{threads or '*'}]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        if memory is not None:
            builder = builder.config("spark.driver.memory", memory.upper().removesuffix("B").replace(" ", ""))
    session = builder.getOrCreate()
    # where Spark 4.3 propagates constraints, it looks for columns of a union that a plan with empty tables has not
    session.conf.set("spark.sql.constraintPropagation.enabled", "false")
    return session


def _reason(error: Exception) -> str:
    """What an error says, without the line that only names the call in which it came up."""
    first, *others = [line.strip().removeprefix(": ") for line in str(error).strip().split("\n")]
    if others and first.startswith("An error occurred while calling"):
        return others[0]
    return first


def derive_on_spark(request: BulkRequest) -> tuple[Diagnostic, ...]:
    """Derive the conclusions of every version asked for and write them as Parquet. Raises Faults."""
    if request.form != "parquet" or request.out is None:
        raise catalogue.USAGE.fault(REQUEST, what="Spark writes Parquet: say `--format parquet --out PLACE`")
    vocabulary = request.policies.vocabulary
    with open_session(request.threads, request.memory) as session:
        load_tables(session, request.facts, request.day, vocabulary)
        done: dict[str, str] = {}
        result: Spark = None
        for label, code in request.codes.items():
            compiled = compile_conclusions(code.program, request.day)
            rows = run(session, compiled, done)
            if request.named:
                rows = rows.select(functions.lit(label).alias("version"), *COLUMNS)
            result = rows if result is None else result.unionByName(rows)
        result.write.mode("overwrite").parquet(request.out)
    return ()


def run(session: Spark, conclusions: Conclusions, done: dict[str, str]) -> Spark:
    """The data frame of the conclusions over the tables that are loaded; `done` as for DuckDB, shared by versions.

    What is used again is computed once and kept without its history: with it, the plans of later relations grow until
    Spark takes longer to plan than to compute, and runs out of memory.
    """
    became: dict[str, str] = {}
    for step in conclusions.program.steps:
        text = sql_text(renamed(step.select, became), "spark")
        if text not in done:
            done[text] = f"{step.table}_{len(done)}"
            rows = session.sql(text)
            if step.stored:
                # a cluster that loses an executor loses with it what that kept
                rows = rows.checkpoint() if session.conf.get(KEPT_IN, None) else rows.localCheckpoint()
            rows.createOrReplaceTempView(done[text])
        became[step.table] = done[text]
    return session.sql(sql_text(renamed(conclusions.select, became), "spark"))


def load_tables(session: Spark, location: str, day: date, vocabulary: Vocabulary) -> None:
    """The tables of facts that hold on `day`, from a Parquet file of parties with lists. Raises Faults."""
    place = Span(location, 0, 0)
    try:
        parties = session.read.parquet(location)
    except (PySparkException, Py4JError) as error:
        raise messages.TABLE_UNREADABLE.fault(place, form="Parquet", reason=_reason(error)) from None
    if "party" not in parties.columns:
        raise messages.COLUMN_MISSING.fault(place, table="parties", column="party", columns=", ".join(parties.columns))
    _check(parties, vocabulary, place)
    columns = [parties["party"].cast("string").alias("party")]
    for fact in vocabulary.facts:
        if is_column_of_parties(fact):
            columns.append(_column(parties, fact.name, fact.arguments[1]).alias(fact.name))
    parties.select(*columns).createOrReplaceTempView(PARTIES)
    for fact in vocabulary.facts:
        if not fact.field and not is_column_of_parties(fact):
            _fact(session, parties, fact, day, vocabulary)


def _column(rows: Spark, name: str, argument: Argument) -> Spark:
    column = rows[name] if name in rows.columns else functions.lit(None)
    return column.cast(SQL_TYPES.get(argument.type, "STRING"))


def _check(parties: Spark, vocabulary: Vocabulary, place: Span) -> None:
    """Refuse parties without a name or with two rows, and counts that are none."""
    faults: list[Diagnostic] = []
    tests = {"party": parties["party"].isNull()}
    for fact in vocabulary.facts:
        if is_column_of_parties(fact) and fact.name in parties.columns and fact.arguments[1].type in NUMBERS:
            cell = parties[fact.name]
            wrong = cell.cast("bigint").isNull()
            if fact.arguments[1].type == "count":
                wrong = wrong | (cell < 0)
            tests[fact.name] = cell.isNotNull() & wrong
    counts = parties.agg(
        *(functions.count_if(test).alias(name) for name, test in tests.items()),
        (functions.count("*") - functions.count_distinct("party")).alias("party twice"),
    ).first()
    for name in tests:
        if counts[name]:
            faults.append(messages.CELLS.at(place, column=name, count=counts[name]))
    if counts["party twice"] and not counts["party"]:
        faults.append(messages.KEYS_TWICE.at(place, column="party", count=counts["party twice"]))
    if faults:
        raise Faults(faults)


def _fact(session: Spark, parties: Spark, fact: Predicate, day: date, vocabulary: Vocabulary) -> None:
    """The views of a fact and of its optional columns, from the lists in the rows of the parties."""
    rows = _records(parties, fact, vocabulary)
    for predicate in (fact, *vocabulary.fields.get(fact.name, ())):
        names = ["party", *(argument.name for argument in predicate.arguments[1:])]
        own = predicate.key
        present = rows is not None and set(names) <= set(rows.columns) and (not own or own in rows.columns)
        if not present:
            columns = [
                functions.lit(None).cast(SQL_TYPES.get(a.type, "STRING")).alias(a.name) for a in predicate.arguments
            ]
            session.range(0).select(*columns).createOrReplaceTempView(f"fact_{predicate.name}")
            continue
        assert rows is not None
        kept = rows
        for name, after in (("from", False), ("to", True), (predicate.begins, False)):
            if name and name in rows.columns:
                edge = rows[name].cast("date")
                inside = edge >= functions.lit(day) if after else edge <= functions.lit(day)
                kept = kept.where(edge.isNull() | inside)
        if own and own not in names:
            kept = kept.where(rows[own].cast("boolean"))
        for name in names:
            kept = kept.where(rows[name].isNotNull())
        columns = [_column(rows, name, a).alias(a.name) for name, a in zip(names, predicate.arguments, strict=True)]
        kept.select(*columns).distinct().createOrReplaceTempView(f"fact_{predicate.name}")
    if fact.ended:
        _add_ended(session, parties, fact, day, vocabulary)


def _records(parties: Spark, fact: Predicate, vocabulary: Vocabulary) -> Spark:
    """The records of a fact, a row for each, with the days on which they start; None where no row lists any."""
    if fact.name not in parties.columns:
        return None
    listed = parties.select("party", functions.explode(fact.name).alias("item"))
    if not dict(listed.dtypes)["item"].startswith("struct"):
        return listed.select("party", listed["item"].alias(fact.arguments[1].name))
    rows = listed.select("party", "item.*")
    starting = vocabulary.starting(fact.name)
    if starting is None or not {starting.key, "from"} & set(rows.columns):
        return rows
    days = [_column(rows, name, starting.arguments[-1]) for name in (starting.key, "from")]
    return rows.withColumns({starting.key: functions.coalesce(*days), "from": functions.greatest(*days)})


def _add_ended(session: Spark, parties: Spark, fact: Predicate, day: date, vocabulary: Vocabulary) -> None:
    """Add what records of another fact state once they have ended, unless another record carries them on."""
    rows = _records(parties, vocabulary.predicates[fact.ended], vocabulary)
    if rows is None or "to" not in rows.columns:
        return
    names = ["party", *(argument.name for argument in fact.arguments[1:-1])]
    after = functions.date_add(rows["to"].cast("date"), 1)
    ended = rows.where(after <= functions.lit(day)).withColumn("after", after)
    others = rows.select(
        *(rows[name].alias(f"other {name}") for name in names),
        *(_column(rows, name, Argument(name, "date")).alias(f"other {name}") for name in ("from", "to")),
    )
    same = functions.lit(True)
    for name in names:
        same = same & (ended[name] == others[f"other {name}"])
    begun = others["other from"].isNull() | (others["other from"] <= ended["after"])
    lasting = others["other to"].isNull() | (others["other to"] >= ended["after"])
    ended = ended.join(others, same & begun & lasting, "left_anti")
    starting, began = vocabulary.starting(fact.ended), vocabulary.starting(fact.name)
    added = [(fact, [*names, "after"])]
    if starting is not None and began is not None and starting.key in rows.columns:
        added.append((began, [*names, "after", starting.key]))
    for predicate, columns in added:
        named = zip(columns, predicate.arguments, strict=True)
        kept = ended.dropna(subset=columns).select(*(ended[name].alias(argument.name) for name, argument in named))
        view = f"fact_{predicate.name}"
        session.table(view).union(kept).distinct().createOrReplaceTempView(view)
