"""From a population's tables to the tables of facts on a day, each row checked; rows at fault are told and left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from secg.bulk.engines.duckdb_engine import Database, literal, quoted
from secg.bulk.sql.analysis import PARTIES, is_column_of_parties, sql_type
from secg.bulk.tables import checking, days
from secg.bulk.tables.cells import PLACE, ROW, Cell, RawTable, is_text, read_cell, read_truth, text_of
from secg.facts.loading import default_of
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults
from secg.messages import bulk as messages

NAMES = "party_names"
"""Every party of the table of parties, whether its row is at fault or not, with its printed name."""

_PARTY = Argument("party", "party")


def load_population(
    database: Database, tables: Sequence[RawTable], day: date, vocabulary: Vocabulary, everyone: RawTable | None = None
) -> checking.Report:
    """Make the tables of facts that hold on `day`. Raises Faults where columns are missing or unknown.

    `everyone` is the whole table of parties where `tables` are cut to some: whoever is in it may be named.
    """
    parties, *others = tables
    _check_columns(parties, others, vocabulary)
    report = checking.Report()
    cells = _party_cells(parties, vocabulary)
    problems: list[checking.Problem] = []
    for cell in cells.values():
        problems += checking.cell_problem(cell, cell.column == "party")
    checking.reject_rows(database, parties, problems, "rejected_parties", report)
    checking.reject_twice(database, parties, "party", text_of("party"), "rejected_parties", report)
    _make_names(database, everyone or parties)
    _make_parties(database, parties, cells, day, vocabulary)
    facts = [fact for fact in vocabulary.facts if not fact.field]
    stated = {table.name: table for table in others}
    for fact in facts:
        if fact.name in parties.columns and not is_column_of_parties(fact):
            records = listed(database, parties, fact)
            # of a party with several rows it was told already
            once = f"SELECT * FROM ({records.source}) WHERE {text_of('party')} NOT IN (SELECT key FROM party_twice)"
            stated[fact.name] = replace(records, source=once)
    known: dict[str, frozenset[str]] = {}
    selects: dict[str, str] = {}
    for name in stated:
        fact = vocabulary.predicates[name]
        known[name] = _load_records(database, fact, stated, name in parties.columns, vocabulary, report)
        for predicate in (fact, *vocabulary.fields.get(name, ())):
            select = days.statements_on(f"days_{name}", predicate, known[name], day)
            if select is not None:
                selects[predicate.name] = select
    # once all records have their days: what has ended is stated by records of another fact
    for fact in facts:
        for predicate, select in days.ended_by(f"days_{fact.ended}", fact, known.get(fact.ended, ()), day, vocabulary):
            if predicate.name in selects:
                select = f"{selects[predicate.name]} UNION {select}"
            selects[predicate.name] = select
    _make_facts(database, selects, vocabulary)
    return report


def _check_columns(parties: RawTable, others: Sequence[RawTable], vocabulary: Vocabulary) -> None:
    faults: list[Diagnostic] = []
    facts = [predicate.name for predicate in vocabulary.facts if not predicate.field]
    elsewhere = {table.name for table in others}
    own = [name for name in facts if name not in elsewhere]
    checking.check_columns(parties, ("party",), ("party", "name", *own), faults)
    for table in others:
        _check_record_columns(table, vocabulary.predicates[table.name], vocabulary, faults)
    if faults:
        raise Faults(faults)


def _check_record_columns(table: RawTable, fact: Predicate, vocabulary: Vocabulary, faults: list[Diagnostic]) -> None:
    needed = days.keys_of_records(fact)
    checking.check_columns(
        table, needed, tuple(dict.fromkeys((*needed, *_keys(fact, vocabulary), "from", "to"))), faults
    )


def _keys(fact: Predicate, vocabulary: Vocabulary) -> Mapping[str, Predicate]:
    """The optional columns of a fact with the predicates that they give."""
    return {predicate.key: predicate for predicate in vocabulary.fields.get(fact.name, ())}


def _party_cells(parties: RawTable, vocabulary: Vocabulary) -> dict[str, Cell]:
    """The cells of the table of parties: names, facts that are one value, and those that a party states or not."""
    arguments = {"party": _PARTY, "name": Argument("name", "text")}
    arguments |= {fact.name: fact.arguments[1] for fact in vocabulary.facts if is_column_of_parties(fact)}
    truths = [fact.name for fact in vocabulary.facts if fact.arity == 1 and not fact.field]
    return _cells(parties, arguments, truths, vocabulary)


def _cells(
    table: RawTable, arguments: Mapping[str, Argument], truths: Sequence[str], vocabulary: Vocabulary
) -> dict[str, Cell]:
    """The cells of those of the columns that the table has; `truths` are those that hold true or false."""
    cells: dict[str, Cell] = {}
    for name, argument in arguments.items():
        if name in table.columns:
            cells[name] = read_cell(name, table.columns[name], argument, vocabulary)
    for name in truths:
        if name in table.columns:
            cells[name] = read_truth(name, table.columns[name])
    return cells


def _make_names(database: Database, parties: RawTable) -> None:
    name = party = text_of("party")
    if "name" in parties.columns:
        name = f"COALESCE({text_of('name')}, {party})"
    names = f"SELECT {party} AS party, {name} AS name FROM ({parties.source}) WHERE {party} IS NOT NULL"
    # a view: only needed for parties whose conclusions are explained, and to look up names that others mention
    database.create(NAMES, names, "VIEW")


def _make_parties(
    database: Database, parties: RawTable, cells: Mapping[str, Cell], day: date, vocabulary: Vocabulary
) -> None:
    """The parties that are kept, each with the facts that its row states, where they have begun."""
    columns = [f"{cells['party'].value} AS party"]
    for fact in vocabulary.facts:
        if not is_column_of_parties(fact):
            continue
        value = f"CAST(NULL AS {sql_type(fact.arguments[1])})"
        if fact.name in cells:
            value = cells[fact.name].value
            if fact.begins:
                value = f"CASE WHEN {value} <= {literal(day)} THEN {value} END"
        columns.append(f"{value} AS {quoted(fact.name)}")
    kept = f"{PLACE} NOT IN (SELECT {PLACE} FROM rejected_parties)"
    database.create(PARTIES, f"SELECT {', '.join(columns)} FROM ({parties.source}) WHERE {kept}")


def listed(database: Database, parties: RawTable, fact: Predicate) -> RawTable:
    """A fact's records out of the table of parties: records, values where it has one argument, or whether it holds.

    In a CSV file the values of a list are separated by semicolons.
    """
    raw, type_name = quoted(fact.name), parties.columns[fact.name]
    named = f"FROM ({parties.source}) WHERE party IS NOT NULL"
    if fact.arity == 1:
        stated = read_truth(fact.name, type_name)
        query = f"SELECT party, {PLACE} {named} AND {stated.value} AND NOT {stated.fault or 'false'}"
        return RawTable(fact.name, parties.file, query, {"party": parties.columns["party"]})
    if is_text(type_name):
        value, items = "trim(item)", f"string_split({text_of(fact.name)}, ';')"
    elif not type_name.endswith("[]"):
        value, items = "item", f"CASE WHEN {raw} IS NOT NULL THEN [{raw}] END"
    elif type_name.startswith("STRUCT"):
        value, items = "item.*", raw
    else:
        value, items = "item", raw
    if value != "item.*":
        value = f"{value} AS {quoted(fact.arguments[1].name)}"
    query = f"SELECT party, {PLACE}, {value} FROM (SELECT party, {PLACE}, unnest({items}) AS item {named})"
    columns = {str(name): str(kind) for name, kind, *_ in database.rows(f"DESCRIBE {query}") if name != ROW}
    return RawTable(fact.name, parties.file, query, columns)


def _load_records(
    database: Database,
    fact: Predicate,
    tables: Mapping[str, RawTable],
    in_parties: bool,
    vocabulary: Vocabulary,
    report: checking.Report,
) -> frozenset[str]:
    """Make the table `days_…` of a fact's records, of which `tables` has those of every fact. Gives its columns.

    `in_parties` are records that stand in each row of the table of parties.
    """
    table = tables[fact.name]
    faults: list[Diagnostic] = []
    _check_record_columns(table, fact, vocabulary, faults)
    if faults:
        raise Faults(faults)
    needed = days.keys_of_records(fact)
    arguments = {"party": _PARTY, **{argument.name: argument for argument in fact.arguments[1:]}}
    arguments.update({name: Argument(name, "date") for name in ("from", "to")})
    truths: list[str] = []
    for name, predicate in _keys(fact, vocabulary).items():
        own = {argument.name: argument for argument in predicate.arguments}
        # a key that is no argument of what it states says only whether that holds
        if name in own:
            arguments.setdefault(name, own[name])
        else:
            truths.append(name)
    cells = _cells(table, arguments, truths, vocabulary)
    problems: list[checking.Problem] = []
    for cell in cells.values():
        problems += checking.cell_problem(cell, cell.column in needed)
    problems += checking.reference_problems(fact, table.columns, tables)
    problems += checking.record_problems(fact, cells, vocabulary)
    naming = [name for name, argument in arguments.items() if argument.type == "party" and name != "party"]
    problems += [_stranger(name) for name in naming if name in cells]
    if in_parties:
        # the name was looked at with the row of the party
        problems = [problem for problem in problems if problem.column != "party"]
        problems = [replace(problem, column=_in_row(problem.column, fact)) for problem in problems]
    else:
        problems.append(_stranger("party"))
    rejected = f"rejected_{fact.name}"
    checking.reject_rows(database, table, problems, rejected, report)
    columns = ", ".join((*(f"{cell.value} AS {quoted(name)}" for name, cell in cells.items()), PLACE))
    kept = f"{PLACE} NOT IN (SELECT {PLACE} FROM {quoted(rejected)})"
    database.create(f"typed_{fact.name}", f"SELECT {columns} FROM ({table.source}) WHERE {kept}", "VIEW")
    # a table and no view, as rows are taken out of it
    database.create(f"dated_{fact.name}", days.dated_records(f"typed_{fact.name}", fact, cells, vocabulary))
    shown = {name: name for name in (*cells, "from")}
    if in_parties:
        shown = {name: _in_row(name, fact) for name in shown}
    days.reject_days(database, fact, frozenset(cells), shown, table.file, report)
    following = days.with_next_days(f"dated_{fact.name}", fact)
    database.create(f"days_{fact.name}", following, "TABLE" if fact.one_at_a_time else "VIEW")
    return frozenset(cells)


def _in_row(name: str, fact: Predicate) -> str:
    """The column of the table of parties in which a fact's argument stands, for lists of records with its key."""
    if name == "party":
        return name
    if fact.arity == 2 and name == fact.arguments[1].name:
        return fact.name
    return f"{fact.name}.{name}"


def _stranger(name: str) -> checking.Problem:
    text = text_of(name)
    unknown = f"{text} IS NOT NULL AND {text} NOT IN (SELECT party FROM {NAMES})"
    return checking.Problem(name, unknown, text, messages.NAME_UNKNOWN, {"what": "party"})


def _make_facts(database: Database, selects: Mapping[str, str], vocabulary: Vocabulary) -> None:
    """`fact_…` and `missing_…` of each fact, and the columns of the table of parties, with what they are by default."""
    values, joins, changed = ["p.party"], "", False
    for fact in vocabulary.facts:
        select, table = selects.get(fact.name), f"fact_{fact.name}"
        party = quoted(fact.arguments[0].name)
        if is_column_of_parties(fact):
            value = f"p.{quoted(fact.name)}"
            if select is not None:
                database.create(table, select)
                value = f"{quoted(table)}.{quoted(fact.arguments[1].name)}"
                joins += f" LEFT JOIN {quoted(table)} ON {quoted(table)}.{party} = p.party"
            if fact.absent == "default":
                value = f"COALESCE({value}, {literal(default_of(fact))})"
            changed = changed or select is not None or fact.absent == "default"
            values.append(f"{value} AS {quoted(fact.name)}")
            continue
        database.create(table, select or days.no_statements(fact))
        lacking = f"FROM {PARTIES} WHERE party NOT IN (SELECT {party} FROM {quoted(table)})"
        if fact.absent == "default":
            lacking = f"SELECT party, {literal(default_of(fact))} {lacking}"
            database.connection.execute(f"INSERT INTO {quoted(table)} {lacking}")
        elif fact.absent == "unknown":
            database.create(f"missing_{fact.name}", f"SELECT party {lacking}")
    if changed:
        database.create("parties_now", f"SELECT {', '.join(values)} FROM {PARTIES} AS p{joins}")
        database.create(PARTIES, "SELECT * FROM parties_now")
