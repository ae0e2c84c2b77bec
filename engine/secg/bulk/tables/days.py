"""On which days the records of a fact hold, and what they state.

It says what `facts.situation_reader` says of YAML. A record starts on the last of its `from`, the day of the argument
that the fact `begins` with, and the keys that start it. It ends with its `to` and, where a party has one value at a
time, on the day before the next one starts. An optional key states its fact while the record holds, from its own day.

A typed table has a column for each argument and key that the records state, `from` and `to` among them, and the place
of the row. A dated table adds the first day (`FIRST`) and, where a party has one value at a time, that of the next
record (`NEXT`).

Records whose days can't be: rows that end before they start, stand twice, have the name of another record of the day,
or give a party two values at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from secg.bulk.engines.duckdb_engine import Database, literal, quoted
from secg.bulk.sql.analysis import PARTIES, sql_type
from secg.bulk.tables.cells import PLACE
from secg.bulk.tables.checking import SHOWN, Problem, Report, note_left_out, tell
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Kind
from secg.messages import bulk as messages

FIRST, NEXT = '"first day"', '"next day"'
"""Columns of dated tables; no column of a file that is read has a blank in its name."""
_TO = 's."to"'


def keys_of_records(fact: Predicate) -> tuple[str, ...]:
    """The columns of the fact's arguments: the party, and the others by their names."""
    return ("party", *(argument.name for argument in fact.arguments[1:]))


def dated_records(typed: str, fact: Predicate, columns: Collection[str], vocabulary: Vocabulary) -> str:
    """The typed records of a fact with their first days; `columns` are those that the table has."""
    starting = [key.key for key in vocabulary.fields.get(fact.name, ()) if key.starts]
    names = [quoted(name) for name in dict.fromkeys(("from", fact.begins, *starting)) if name in columns]
    latest = "CAST(NULL AS DATE)"
    if names:
        # GREATEST passes over what is null, so that a record without any of these days has none
        latest = f"greatest({', '.join(names)})"
    return f"SELECT *, {latest} AS {FIRST} FROM {quoted(typed)}"


def with_next_days(dated: str, fact: Predicate) -> str:
    """Dated records with the first day of the record that follows; null where none does, or the fact has several."""
    following = "CAST(NULL AS DATE)"
    if fact.one_at_a_time:
        order = f"{FIRST} NULLS FIRST, {PLACE} NULLS FIRST"
        following = f"lead({FIRST}) OVER (PARTITION BY party ORDER BY {order})"
    return f"SELECT *, {following} AS {NEXT} FROM {quoted(dated)}"


def statements_on(dated: str, predicate: Predicate, columns: Collection[str], day: date) -> str | None:
    """The rows of a fact, or of one of its keys, that hold on a day; None where no record states it."""
    names = keys_of_records(predicate)
    if not set(names) - {predicate.key} <= set(columns):
        return None
    values = {name: _own(name) for name in names if name in columns}
    # a key states its fact only while its record holds
    conditions = _holding(columns, day)
    if predicate.starts:
        given = _either((predicate.key, "from"), columns)
        if not given:
            return None
        values[predicate.key] = given
    elif predicate.key and predicate.key not in columns:
        return None
    elif predicate.key and predicate.key not in names:
        conditions.append(_own(predicate.key))
    if predicate.key and predicate.begins:
        conditions.append(f"{values[predicate.begins]} <= {literal(day)}")
    return _stated(dated, predicate, [values[name] for name in names], conditions)


def ended_by(
    dated: str, fact: Predicate, columns: Collection[str], day: date, vocabulary: Vocabulary
) -> Iterator[tuple[Predicate, str]]:
    """What `fact` states of the records, in `dated`, of the fact that it is the end of, and what its starting key does.

    A record states it from the day after its last day on, unless another record carries it on.
    """
    if "to" not in columns:
        return
    # the last argument of what ended is the day after; the others are those of the record
    kept = ["party", *(argument.name for argument in fact.arguments[1:-1])]
    after = f"CAST({_TO} + INTERVAL 1 DAY AS DATE)"
    carried_on = [f"t.{quoted(name)} = {_own(name)}" for name in kept]
    carried_on += [f'(t."to" IS NULL OR t."to" >= {after})', f"(t.{FIRST} IS NULL OR t.{FIRST} <= {after})"]
    others = f"SELECT 1 FROM {quoted(dated)} AS t WHERE {' AND '.join(carried_on)}"
    over = [f"{_TO} < {literal(day)}", f"NOT EXISTS ({others})"]
    values = [_own(name) for name in kept]
    yield fact, _stated(dated, fact, [*values, after], over)
    starting, began = vocabulary.starting(fact.ended), vocabulary.starting(fact.name)
    if starting is not None and began is not None:
        first = _either((starting.key, "from"), columns)
        if first:
            yield began, _stated(dated, began, [*values, after, first], over)


def _own(name: str) -> str:
    """A column of the record that is asked about."""
    return f"s.{quoted(name)}"


def _either(names: Iterable[str], columns: Collection[str]) -> str:
    """The first of these columns that a record states; empty where there is none of them."""
    given = [_own(name) for name in dict.fromkeys(names) if name in columns]
    return f"COALESCE({', '.join(given)})" if given else ""


def _holding(columns: Collection[str], day: date) -> list[str]:
    on = literal(day)
    # a last day is still within, that of the next record is not
    conditions = [f"(s.{FIRST} IS NULL OR s.{FIRST} <= {on})", f"(s.{NEXT} IS NULL OR s.{NEXT} > {on})"]
    if "to" in columns:
        conditions.append(f"({_TO} IS NULL OR {_TO} >= {on})")
    return conditions


def _stated(dated: str, predicate: Predicate, values: Sequence[str], conditions: Sequence[str]) -> str:
    """The rows with these values for the arguments, none of them null, each party among those that are kept."""
    shown: list[str] = []
    wanted = list(conditions)
    for argument, value in zip(predicate.arguments, values, strict=True):
        shown.append(f"{value} AS {quoted(argument.name)}")
        wanted.append(f"{value} IS NOT NULL")
        # a party whose row is at fault is left out, and with it what others state of it
        if argument.type == "party":
            wanted.append(f"{value} IN (SELECT party FROM {PARTIES})")
    return f"SELECT DISTINCT {', '.join(shown)} FROM {quoted(dated)} AS s WHERE {' AND '.join(wanted)}"


def no_statements(predicate: Predicate) -> str:
    """No rows, in the columns of a predicate."""
    columns = [f"CAST(NULL AS {sql_type(argument)}) AS {quoted(argument.name)}" for argument in predicate.arguments]
    return f"SELECT {', '.join(columns)} WHERE false"


def reject_days(
    database: Database, fact: Predicate, columns: Collection[str], shown: Mapping[str, str], file: str, report: Report
) -> None:
    """Tell the faults of the table `dated_…`, add their rows to `rejected_…`, and take these out of it.

    `columns` are those that the records have, `shown` what each is called in the file. Of two records that say the same
    the second is left out; of a party with two values at a time all are, as which was meant is not known.
    """
    dated = quoted(f"dated_{fact.name}")

    def reject(column: str, kind: Kind, query: str, key: str = PLACE) -> None:
        # the query itself says which rows are at fault and what they show
        _reject(database, fact, query, Problem(column, "true", "NULL", kind, {}), key, file, report)

    # days that can't be go first, so that nothing is said to clash with them
    if "to" in columns:
        reject(shown["to"], messages.ENDS_FIRST, f'SELECT {PLACE}, "to", {FIRST} FROM {dated} WHERE "to" < {FIRST}')
    said = ", ".join((*map(quoted, keys_of_records(fact)), FIRST))
    # a record that says what an earlier one says, from the same day on
    twice = (
        f"SELECT {PLACE}, party, min({PLACE}) OVER (PARTITION BY {said}) FROM {dated} "
        f"QUALIFY row_number() OVER (PARTITION BY {said} ORDER BY {PLACE}) > 1"
    )
    reject("party", messages.KEY_TWICE, twice)
    if not fact.one_at_a_time and not set(columns) <= set(keys_of_records(fact)):
        # or what an earlier one still says when it begins; of a fact with one value at a time it ends that
        reject("party", messages.KEY_TWICE, _said_again(dated, fact, columns))
    if fact.naming is not None and not fact.one_at_a_time:
        name = quoted(fact.arguments[fact.naming].name)
        # what is told of one record would count for the other, whichever of them is left out
        alike = _named_alike(dated, fact, columns)
        reject(shown[fact.arguments[fact.naming].name], messages.NAMED_ALIKE, alike, f"[party, CAST({name} AS TEXT)]")
    if not fact.one_at_a_time:
        return
    # records without a first day hold from the beginning, so that two of them clash
    clash = (
        f"SELECT max({PLACE}) AS {PLACE}, party FROM {dated} "
        f"GROUP BY party, COALESCE({FIRST}, {literal(date.min)}) HAVING count(*) > 1"
    )
    start = shown["from"] if "from" in columns else "party"
    reject(start, messages.VALUES_CLASH, clash, "party")
    if "to" in columns:
        followed = with_next_days(f"dated_{fact.name}", fact)
        overlap = f'SELECT {PLACE}, party, "to", {NEXT} FROM ({followed}) WHERE "to" >= {NEXT}'
        reject(shown["to"], messages.VALUES_OVERLAP, overlap, "party")


def _said_again(dated: str, fact: Predicate, columns: Collection[str]) -> str:
    """The records that say of some day what an earlier one says of it."""
    same = [f"s.{quoted(key)} IS NOT DISTINCT FROM t.{quoted(key)}" for key in keys_of_records(fact)]
    conditions = [*same, f"t.{PLACE} < s.{PLACE}", *_on_one_day(columns)]
    pairs = f"FROM {dated} AS s JOIN {dated} AS t ON {' AND '.join(conditions)}"
    return f"SELECT s.{PLACE}, s.party, min(t.{PLACE}) AS earlier {pairs} GROUP BY s.{PLACE}, s.party"


def _on_one_day(columns: Collection[str]) -> Iterator[str]:
    """Whether two records `s` and `t` hold on one day: both hold to the end of the calendar where none has a last."""
    if "to" in columns:
        yield from (f'COALESCE({left}."to" >= {right}.{FIRST}, true)' for left, right in ("st", "ts"))


def _named_alike(dated: str, fact: Predicate, columns: Collection[str]) -> str:
    """The records that on some day have the name of an earlier one of their party and are another."""
    keys = keys_of_records(fact)
    place = fact.naming
    assert place is not None
    name = quoted(keys[place])
    others = " OR ".join(f"s.{quoted(key)} <> t.{quoted(key)}" for key in keys if key != keys[place])
    same = f"s.party = t.party AND s.{name} = t.{name}"
    conditions = [same, f"t.{PLACE} <= s.{PLACE}", f"({others})", *_on_one_day(columns)]
    pairs = f"FROM {dated} AS s JOIN {dated} AS t ON {' AND '.join(conditions)}"
    return (
        f"SELECT s.{PLACE}, s.{name}, min(t.{PLACE}) AS earlier, s.party {pairs} GROUP BY s.{PLACE}, s.{name}, s.party"
    )


def _reject(
    database: Database, fact: Predicate, query: str, problem: Problem, key: str, file: str, report: Report
) -> None:
    """Tell the rows of a query, whose first column is the row's place; records that share their key are left out."""
    rejected, dated = quoted(f"rejected_{fact.name}"), quoted(f"dated_{fact.name}")
    database.create("wrong", query)
    count = int(database.rows("SELECT count(*) FROM wrong")[0][0])
    if not count:
        return
    tell(report, file, problem, count, database.rows(f"SELECT * FROM wrong ORDER BY {PLACE} LIMIT {SHOWN}"))
    theirs = f"SELECT {PLACE} FROM {dated} WHERE {key} IN (SELECT {key} FROM wrong)"
    database.connection.execute(f"INSERT INTO {rejected} {theirs}")
    database.connection.execute(f"DELETE FROM {dated} WHERE {PLACE} IN (SELECT {PLACE} FROM {rejected})")
    note_left_out(database, f"rejected_{fact.name}", file, report)
