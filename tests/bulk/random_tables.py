"""Random populations with dated, future, ended and optional facts, written as YAML, as CSV and as Parquet.

A population is what each party states: per fact a list of records, a mapping of each from key to a text. It is drawn so
that YAML takes it; a `wild` one may hold records that end before they start, overlap, or stand twice.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pyarrow as arrow
import pyarrow.parquet as parquet

from secg.bulk.sql.analysis import is_column_of_parties
from secg.facts.loading import Situations, check_parties
from secg.facts.situation import Situation, misfits
from secg.facts.situation_reader import read_situation
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import NUMBERS, Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.yaml_tree import parse_date, parse_yaml

Record = Mapping[str, str]
Population = Mapping[str, Mapping[str, Sequence[Record]]]
"""Per party and fact its records."""

STEPS = (-800, -400, -366, -365, -31, -2, -1, 0, 1, 2, 30, 365, 400)
TEXTS = ("one", "two, three", 'the "fourth"', "fünf", "6", "# seven", "'eight'", "nine; ten")
NUMBERS_DRAWN = ("0", "1", "7", "250000", "250001", "2000000000")
NAMES = ("a", "b, c", 'd "e"', "#f", "g h", "é")


class Drawer:
    """Draws a population over a vocabulary, with days about `day`."""

    def __init__(self, vocabulary: Vocabulary, day: date, source: random.Random, prefix: str = "", wild: bool = False):
        self._vocabulary = vocabulary
        self._source = source
        self._wild = wild
        self._days = [*(day + timedelta(days=step) for step in STEPS), date(1, 1, 1), date(9999, 12, 31)]
        self._parties = [f"{prefix}{name}" for name in NAMES[: source.randrange(2, len(NAMES) + 1)]]

    def population(self) -> Population:
        """What each party states; facts that others refer to come first."""
        facts = [predicate for predicate in self._vocabulary.facts if not predicate.field]
        facts.sort(key=lambda predicate: bool(predicate.refers))
        found: dict[str, dict[str, Sequence[Record]]] = {}
        for party in self._parties:
            stated: dict[str, Sequence[Record]] = {}
            for fact in facts:
                if self._source.random() < 0.5:
                    records = [self._record(fact, stated) for _ in range(self._source.choice((1, 1, 2, 3)))]
                    stated[fact.name] = records if self._wild else self._tamed(fact, records)
            found[party] = stated
        return found

    def _record(self, fact: Predicate, stated: Mapping[str, Sequence[Record]]) -> Record:
        record: dict[str, str] = {}
        for argument in fact.arguments[1:]:
            target = fact.refers.get(argument.name)
            record[argument.name] = self._value(argument) if target is None else self._named(target, stated)
        for key in self._vocabulary.fields.get(fact.name, ()):
            if self._source.random() < 0.4:
                own = next((argument for argument in key.arguments if argument.name == key.key), None)
                if key.key in key.refers:
                    record[key.key] = self._named(key.refers[key.key], stated)
                else:
                    record[key.key] = self._value(own) if own is not None else self._source.choice(("true", "false"))
        for key_name in ("from", "to"):
            if self._source.random() < 0.3:
                record[key_name] = self._source.choice(self._days).isoformat()
        return record

    def _named(self, target: str, stated: Mapping[str, Sequence[Record]]) -> str:
        known: list[str] = []
        for choice in target.split(" or "):
            owner, dot, key = choice.partition(".")
            known += [entry[key] for entry in stated.get(owner, ())] if dot else [choice]
        return self._source.choice(known) if known else "nothing there"

    def _value(self, argument: Argument) -> str:
        if argument.type in self._vocabulary.types:
            return self._source.choice(list(self._vocabulary.types[argument.type].labels))
        if argument.type == "date":
            return self._source.choice(self._days).isoformat()
        if argument.type in NUMBERS:
            return self._source.choice(NUMBERS_DRAWN[1:3] if argument.type == "year" else NUMBERS_DRAWN)
        return self._source.choice(self._parties if argument.type == "party" else TEXTS)

    def _tamed(self, fact: Predicate, records: Sequence[Record]) -> Sequence[Record]:
        """The records that can stand together."""
        kept: dict[tuple[str, ...], Record] = {}
        fields = {field.key: field for field in self._vocabulary.fields.get(fact.name, ())}
        for record in records:
            first = self._first(fact, record)
            if record.get("to", "9999-12-31") < first or "nothing there" in record.values():
                continue
            if any(
                misfits({key: parse_date(text) or text for key, text in record.items()}, fact, fields, self._vocabulary)
            ):
                continue
            said = () if fact.one_at_a_time else tuple(record[argument.name] for argument in fact.arguments[1:])
            if not fact.one_at_a_time and any(self._clash(fact, record, other) for other in kept.values()):
                continue
            kept.setdefault((*said, first), record)
        if not fact.one_at_a_time:
            return list(kept.values())
        ordered = [record for _, record in sorted(kept.items())]
        return [*({**entry, "to": ""} for entry in ordered[:-1]), *ordered[-1:]]

    def _clash(self, fact: Predicate, one: Record, other: Record) -> bool:
        """Whether two records say the same of some day, or have one name on it and say different things."""
        keys = [argument.name for argument in fact.arguments[1:]]
        same = all(one[key] == other[key] for key in keys)
        if not same and (fact.naming is None or one[keys[fact.naming - 1]] != other[keys[fact.naming - 1]]):
            return False
        first = max(self._first(fact, one), self._first(fact, other))
        return first <= min(record.get("to", "9999-12-31") for record in (one, other))

    def _first(self, fact: Predicate, record: Record) -> str:
        starting = [key.key for key in self._vocabulary.fields.get(fact.name, ()) if key.starts]
        first = max(record.get(name, "") for name in ("from", fact.begins, *starting))
        return "" if first == date.min.isoformat() and fact.one_at_a_time else first


def read_as_yaml(population: Population, vocabulary: Vocabulary) -> Situations:
    """The population read from a YAML text for each party. Raises Faults."""
    faults: list[Diagnostic] = []
    parties: dict[str, Situation] = {}
    for party, facts in population.items():
        stated = {name: [_listed(row, vocabulary.predicates[name]) for row in rows] for name, rows in facts.items()}
        # JSON is YAML, but for numbers in quotes
        text = json.dumps({"party": party, "facts": stated}, ensure_ascii=False)
        text = text.replace('"<', "").replace('>"', "")
        situation = read_situation(parse_yaml(text, f"{party}.yaml"), party, f"{party}.yaml", vocabulary, faults)
        if situation is not None:
            parties[party] = situation
    faults += check_parties(parties.values(), parties, "parties", vocabulary)
    if faults:
        raise Faults(faults)
    return Situations(parties, "parties", "")


def _listed(record: Record, fact: Predicate) -> object:
    """A record as YAML has it: a value alone where it states no more; numbers are marked, to lose their quotes."""
    numbers = {argument.name for argument in fact.arguments if argument.type in NUMBERS} | {"weight", "count"}
    shown = {name: f"<{value}>" if name in numbers else value for name, value in record.items() if value}
    names = [argument.name for argument in fact.arguments[1:]]
    if list(shown) == names and len(names) < 2:
        return shown[names[0]] if names else "true"
    return shown


def write_csv_folder(population: Population, vocabulary: Vocabulary, folder: Path, source: random.Random) -> None:
    """The population as a folder of CSV files, each in some form of the dialect."""
    for name, (columns, rows) in _tables(population, vocabulary, source).items():
        separator = source.choice(",;\t" if len(columns) > 1 else ",")
        quoting: Literal[0, 1] = csv.QUOTE_ALL if source.random() < 0.3 else csv.QUOTE_MINIMAL
        end = source.choice(("\n", "\r\n"))
        with (folder / f"{name}.csv").open("w", encoding=source.choice(("utf-8", "utf-8-sig")), newline="") as stream:
            writer = csv.DictWriter(stream, columns, delimiter=separator, quoting=quoting, lineterminator=end)
            writer.writeheader()
            for row in rows:
                writer.writerow(row)
                if len(columns) > 1 and source.random() < 0.1:
                    stream.write(end)


def write_parquet_folder(population: Population, vocabulary: Vocabulary, folder: Path, source: random.Random) -> None:
    """The population as a folder of Parquet files, their columns typed or texts."""
    for name, (columns, rows) in _tables(population, vocabulary, source).items():
        types = {column: _arrow_type(column, name, vocabulary, source) for column in columns}
        table = {
            column: arrow.array([_typed(row.get(column, ""), kind) for row in rows], kind)
            for column, kind in types.items()
        }
        parquet.write_table(arrow.table(table), folder / f"{name}.parquet")


def write_parquet_file(population: Population, vocabulary: Vocabulary, path: Path, source: random.Random) -> None:
    """The population as one Parquet file, a list of records in each row for each fact."""
    table: dict[str, arrow.Array] = {"party": arrow.array(list(population), arrow.string())}
    for fact in vocabulary.facts:
        per_party = [facts.get(fact.name, ()) for facts in population.values()]
        if fact.field or not any(per_party):
            continue
        if is_column_of_parties(fact):
            # as a value alone: only where nobody states more, which `_bare` has seen to
            if not _bare(fact, per_party):
                raise NotOneFile
            kind = _arrow_type(fact.name, "parties", vocabulary, source)
            values = [_typed(next((row[fact.arguments[1].name] for row in rows), ""), kind) for rows in per_party]
            table[fact.name] = arrow.array(values, kind)
            continue
        names = list(dict.fromkeys(name for rows in per_party for row in rows for name in row))
        if not names:
            table[fact.name] = arrow.array([bool(rows) for rows in per_party], arrow.bool_())
            continue
        if fact.arity == 1:
            raise NotOneFile
        kinds = {name: _arrow_type(name, fact.name, vocabulary, source) for name in names}
        listed = arrow.list_(arrow.struct(list(kinds.items())))
        values = [
            [{name: _typed(row.get(name, ""), kinds[name]) for name in names} for row in rows] for rows in per_party
        ]
        table[fact.name] = arrow.array(values, listed)
    parquet.write_table(arrow.table(table), path)


class NotOneFile(Exception):
    """What a population states can't be laid out as one table of parties."""


def _tables(
    population: Population, vocabulary: Vocabulary, source: random.Random
) -> dict[str, tuple[list[str], list[Mapping[str, str]]]]:
    """The columns and rows of the table of parties and of those of facts; what can stand in a party's row may do so."""
    parties: dict[str, dict[str, str]] = {party: {"party": party} for party in population}
    tables: dict[str, tuple[list[str], list[Mapping[str, str]]]] = {}
    inside = ["party"]
    for fact in vocabulary.facts:
        per_party = [facts.get(fact.name, ()) for facts in population.values()]
        if fact.field or not any(per_party):
            continue
        if _bare(fact, per_party) and fact.arity <= 2 and source.random() < 0.7:
            values = [[*row.values(), "true"][0] for rows in per_party for row in rows]
            several = not is_column_of_parties(fact) and fact.arity == 2
            if not (several and any(";" in value for value in values)):
                inside.append(fact.name)
                for party, rows in zip(population, per_party, strict=True):
                    parties[party][fact.name] = ";".join([*row.values(), "true"][0] for row in rows)
                continue
        needed = [argument.name for argument in fact.arguments[1:]]
        names = list(dict.fromkeys([*needed, *(name for rows in per_party for row in rows for name in row)]))
        listed: list[Mapping[str, str]] = [
            {"party": party, **row} for party, rows in zip(population, per_party, strict=True) for row in rows
        ]
        source.shuffle(listed)
        tables[fact.name] = (["party", *names], listed)
    return {"parties": (inside, list(parties.values())), **tables}


def _bare(fact: Predicate, per_party: Sequence[Sequence[Record]]) -> bool:
    """Whether no party states more than values."""
    names = {argument.name for argument in fact.arguments[1:]}
    one_each = fact.one_at_a_time or fact.arity == 1
    return all(
        {name for name, value in row.items() if value} <= names and (len(rows) < 2 or not one_each)
        for rows in per_party
        for row in rows
    )


def _arrow_type(column: str, table: str, vocabulary: Vocabulary, source: random.Random) -> arrow.DataType:
    if table == "parties":
        fact = vocabulary.predicates.get(column)
        if fact is None or fact.kind != PredicateKind.FACT or not (is_column_of_parties(fact) or fact.arity == 1):
            return arrow.string()
        argument = fact.arguments[1] if fact.arity == 2 else None
    else:
        owners = (vocabulary.predicates[table], *vocabulary.fields.get(table, ()))
        argument = next((argument for fact in owners for argument in fact.arguments if argument.name == column), None)
        if column in ("from", "to"):
            argument = Argument(column, "date")
        elif column == "party":
            argument = Argument(column, "party")
    if argument is None:
        return source.choice((arrow.bool_(), arrow.string()))
    if argument.type == "date":
        return source.choice((arrow.date32(), arrow.string(), arrow.timestamp("us")))
    if argument.type in NUMBERS:
        return source.choice((arrow.int64(), arrow.uint64(), arrow.float64(), arrow.string(), arrow.decimal128(20, 2)))
    return arrow.string()


def _typed(text: str, kind: arrow.DataType) -> object:
    if not text:
        return None
    casts: list[tuple[Callable[[arrow.DataType], bool], Callable[[str], object]]] = [
        (arrow.types.is_boolean, lambda text: text == "true"),
        (arrow.types.is_date, date.fromisoformat),
        (arrow.types.is_timestamp, datetime.fromisoformat),
        (arrow.types.is_floating, float),
        (arrow.types.is_decimal, int),
        (arrow.types.is_integer, int),
    ]
    return next((cast(text) for fits, cast in casts if fits(kind)), text)
