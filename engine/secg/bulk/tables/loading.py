"""From a population's tables to the tables of facts on a day, each row checked; rows at fault are told and left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from secg.bulk.engines.duckdb_engine import Database, create
from secg.bulk.sql.analysis import PARTIES, is_column_of_parties, sql_type
from secg.bulk.sql.calculations import constant
from secg.bulk.sql.rule_select import column, not_null
from secg.bulk.tables.cells import ROW, Cell, RawTable, read_cell, read_truth
from secg.bulk.tables.checking import (
    Problem,
    Report,
    cell_problem,
    record_problems,
    reference_problems,
    reject_rows,
    reject_twice,
)
from secg.bulk.tables.days import (
    dated_records,
    ended_by,
    keys_of_records,
    no_statements,
    reject_days,
    statements_on,
    with_next_days,
)
from secg.facts.loading import default_of
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults, nearest
from secg.messages import bulk as messages
from secg.records import record

NAMES = "party_names"
"""Every party of the table of parties, whether its row is at fault or not, with its printed name."""

_PARTY = Argument("party", "party")


@record
class Statements:
    """Where a fact's records stand: in a table of their own, or in each row of the table of parties."""

    fact: Predicate
    table: RawTable
    in_parties: bool


def load_population(
    database: Database,
    tables: Sequence[RawTable],
    day: date,
    vocabulary: Vocabulary,
    everyone: RawTable | None = None,
) -> Report:
    """Make the tables of facts that hold on `day`. Raises Faults where columns are missing or unknown.

    `everyone` is the whole table of parties where `tables` are cut to some: whoever is in it may be named.
    """
    parties, *others = tables
    _check_columns(parties, others, vocabulary)
    report = Report()
    cells = _party_cells(parties, vocabulary)
    problems: list[Problem] = []
    for cell in cells:
        problems += cell_problem(cell, _raw(cell.column), cell.column == "party")
    reject_rows(database, parties.source, problems, "rejected_parties", parties.file, report)
    reject_twice(database, parties, "party", _text("party"), "rejected_parties", report)
    _make_names(database, everyone or parties)
    _make_parties(database, parties, cells, day, vocabulary)
    facts = [fact for fact in vocabulary.facts if not fact.field]
    stated = {table.name: Statements(vocabulary.predicates[table.name], table, False) for table in others}
    for fact in facts:
        if fact.name not in stated and fact.name in parties.columns and not is_column_of_parties(fact):
            stated[fact.name] = Statements(fact, _of_parties_once(listed(database, parties, fact)), True)
    known: dict[str, frozenset[str]] = {}
    selects: dict[str, exp.Query] = {}
    for name, statements in stated.items():
        references = reference_problems(
            statements.fact, statements.table.columns, {key: statements.table for key, statements in stated.items()}
        )
        known[name] = _load_records(database, statements, references, vocabulary, report)
        for predicate in (statements.fact, *vocabulary.fields.get(name, ())):
            select = statements_on(f"days_{name}", statements.fact, predicate, known[name], day)
            if select is not None:
                selects[predicate.name] = select
    for fact in facts:
        for predicate, select in ended_by(f"days_{fact.ended}", fact, known.get(fact.ended, ()), day, vocabulary):
            before = selects.get(predicate.name)
            selects[predicate.name] = select if before is None else exp.union(before, select)
    _make_facts(database, selects, vocabulary)
    return report


def _raw(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _text(name: str) -> exp.Expr:
    return exp.cast(_raw(name), "TEXT")


def _check_columns(parties: RawTable, others: Sequence[RawTable], vocabulary: Vocabulary) -> None:
    faults: list[Diagnostic] = []
    facts = [predicate.name for predicate in vocabulary.facts if not predicate.field]
    elsewhere = {table.name for table in others}
    own = [name for name in facts if name not in elsewhere]
    _check_table(parties, ("party",), ("party", "name", *own), faults)
    for table in others:
        _check_record_columns(table, vocabulary.predicates[table.name], vocabulary, faults)
    if faults:
        raise Faults(faults)


def _check_record_columns(table: RawTable, fact: Predicate, vocabulary: Vocabulary, faults: list[Diagnostic]) -> None:
    needed = keys_of_records(fact)
    _check_table(table, needed, tuple(dict.fromkeys((*needed, *_keys(fact, vocabulary), "from", "to"))), faults)


def _keys(fact: Predicate, vocabulary: Vocabulary) -> Mapping[str, Predicate]:
    """The optional columns of a fact with the predicates that they give."""
    return {predicate.key: predicate for predicate in vocabulary.fields.get(fact.name, ())}


def _check_table(table: RawTable, needed: Sequence[str], allowed: Sequence[str], faults: list[Diagnostic]) -> None:
    words = {"table": table.name, "columns": ", ".join(allowed)}
    for name in needed:
        if name not in table.columns:
            faults.append(messages.COLUMN_MISSING.at(table.span, words, column=name))
    for name in table.columns:
        if name not in allowed:
            near = nearest(name, allowed)
            faults.append(messages.COLUMN_UNKNOWN.at(table.span, words, nearest=near, column=name))


def _party_cells(parties: RawTable, vocabulary: Vocabulary) -> list[Cell]:
    """The cells of the table of parties: names, facts that are one value, and those that a party states or not."""
    arguments = {"party": _PARTY, "name": Argument("name", "text")}
    for fact in vocabulary.facts:
        if is_column_of_parties(fact):
            arguments[fact.name] = fact.arguments[1]
    cells = [
        read_cell(name, _raw(name), parties.columns[name], argument, vocabulary)
        for name, argument in arguments.items()
        if name in parties.columns
    ]
    return cells + [
        read_truth(fact.name, _raw(fact.name), parties.columns[fact.name])
        for fact in vocabulary.facts
        if fact.arity == 1 and not fact.field and fact.name in parties.columns
    ]


def _make_names(database: Database, parties: RawTable) -> None:
    # not kept: only needed for parties whose conclusions are explained, and to look up names that others mention
    name = exp.func("COALESCE", _text("name"), _text("party")) if "name" in parties.columns else _text("party")
    names = exp.select(_text("party").as_("party"), name.as_("name")).from_(parties.source.subquery("source"))
    database.execute(create(NAMES, names.where(not_null(_raw("party"))), False))


def _make_parties(
    database: Database, parties: RawTable, cells: Sequence[Cell], day: date, vocabulary: Vocabulary
) -> None:
    """The parties that are kept, each with the facts that its row states, where they have begun."""
    rejected = exp.select(_raw(ROW)).from_("rejected_parties")
    good = exp.Not(this=exp.In(this=_raw(ROW), query=rejected.subquery()))
    given = {cell.column: cell.value for cell in cells}
    columns = [given["party"].copy().as_("party", quoted=True)]
    for fact in vocabulary.facts:
        if not is_column_of_parties(fact):
            continue
        value = given.get(fact.name, exp.cast(exp.Null(), sql_type(fact.arguments[1])))
        if fact.begins and fact.name in given:
            begun = exp.LTE(this=value.copy(), expression=constant(day))
            value = exp.Case(ifs=[exp.If(this=begun, true=value.copy())])
        columns.append(value.copy().as_(fact.name, quoted=True))
    database.execute(create(PARTIES, exp.select(*columns).from_(parties.source.subquery("source")).where(good), True))


def listed(database: Database, parties: RawTable, fact: Predicate) -> RawTable:
    """A fact's records out of the table of parties: records, values where it has one argument, or whether it holds.

    In a CSV file the values of a list are separated by semicolons.
    """
    raw, type_name = _raw(fact.name), parties.columns[fact.name]
    source = parties.source.subquery("source")
    named = exp.select(_raw("party"), _raw(ROW)).where(not_null(_raw("party")))
    if fact.arity == 1:
        stated = read_truth(fact.name, raw, type_name)
        holds = stated.value if stated.fault is None else exp.and_(stated.value, exp.Not(this=stated.fault))
        query = named.from_(source).where(holds)
        return RawTable(fact.name, parties.file, query, {"party": parties.columns["party"]})
    items: exp.Expr = raw
    if not type_name.endswith("[]"):
        items = exp.Anonymous(this="string_split", expressions=[exp.cast(raw, "TEXT"), exp.Literal.string(";")])
    query = named.select(exp.Explode(this=items).as_("item")).from_(source)
    if type_name.startswith("STRUCT") and type_name.endswith("[]"):
        fields = exp.Column(this=exp.Star(), table=exp.to_identifier("item"))
        query = exp.select("party", _raw(ROW), fields).from_(query.subquery("listed"))
    else:
        value = _raw("item") if type_name.endswith("[]") else exp.func("TRIM", _raw("item"))
        own = fact.arguments[1].name
        query = exp.select("party", _raw(ROW), value.as_(own, quoted=True)).from_(query.subquery("listed"))
    described = database.rows(exp.Describe(this=query))
    columns = {str(name): str(kind) for name, kind, *_ in described if name != ROW}
    return RawTable(fact.name, parties.file, query, columns)


def _of_parties_once(table: RawTable) -> RawTable:
    """The records of parties that have one row; of the others it was told already."""
    twice = exp.In(this=_text("party"), query=exp.select("party").from_("party_twice").subquery())
    source = exp.select("*").from_(table.source.subquery("listed_records")).where(exp.Not(this=twice))
    return replace(table, source=source)


def _load_records(
    database: Database,
    statements: Statements,
    references: Sequence[Problem],
    vocabulary: Vocabulary,
    report: Report,
) -> frozenset[str]:
    """Make the table `days_…` of a fact's records; `references` are further faults of rows. Gives its columns."""
    fact, table = statements.fact, statements.table
    faults: list[Diagnostic] = []
    _check_record_columns(table, fact, vocabulary, faults)
    if faults:
        raise Faults(faults)
    needed = keys_of_records(fact)
    arguments = {"party": _PARTY, **{argument.name: argument for argument in fact.arguments[1:]}}
    arguments.update({name: Argument(name, "date") for name in ("from", "to")})
    truths: list[str] = []
    for name, predicate in _keys(fact, vocabulary).items():
        own = next((argument for argument in predicate.arguments if argument.name == name), None)
        if own is None:
            truths.append(name)
        else:
            arguments.setdefault(name, own)
    cells = {
        name: read_cell(name, _raw(name), table.columns[name], argument, vocabulary)
        for name, argument in arguments.items()
        if name in table.columns
    }
    for name in truths:
        if name in table.columns:
            cells[name] = read_truth(name, _raw(name), table.columns[name])
    problems: list[Problem] = []
    for cell in cells.values():
        problems += cell_problem(cell, _raw(cell.column), cell.column in needed)
    problems += references
    problems += record_problems(fact, cells, vocabulary)
    problems += [
        _stranger(name) for name in cells if name in arguments and arguments[name].type == "party" and name != "party"
    ]
    if statements.in_parties:
        # the name was looked at with the row of the party
        problems = [
            replace(problem, column=_in_row(problem.column, fact)) for problem in problems if problem.column != "party"
        ]
    else:
        problems.append(_stranger("party"))
    rejected = f"rejected_{fact.name}"
    reject_rows(database, table.source, problems, rejected, table.file, report)
    good = exp.Not(this=exp.In(this=_raw(ROW), query=exp.select(_raw(ROW)).from_(rejected).subquery()))
    typed = exp.select(*(cell.value.copy().as_(name, quoted=True) for name, cell in cells.items()), _raw(ROW))
    typed = typed.from_(table.source.subquery("source")).where(good)
    database.execute(create(f"typed_{fact.name}", typed, False))
    database.execute(create(f"dated_{fact.name}", dated_records(f"typed_{fact.name}", fact, cells, vocabulary), True))
    shown = {name: _in_row(name, fact) if statements.in_parties else name for name in (*cells, "from")}
    reject_days(database, fact, frozenset(cells), shown, table.file, report)
    following = with_next_days(f"dated_{fact.name}", fact)
    database.execute(create(f"days_{fact.name}", following, fact.one_at_a_time))
    return frozenset(cells)


def _in_row(name: str, fact: Predicate) -> str:
    """The column of the table of parties in which a fact's argument stands, for lists of records with its key."""
    if name == "party":
        return name
    return fact.name if fact.arity == 2 and name == fact.arguments[1].name else f"{fact.name}.{name}"


def _stranger(name: str) -> Problem:
    known = exp.select("party").from_(NAMES).subquery()
    unknown = exp.and_(not_null(_raw(name)), exp.Not(this=exp.In(this=_text(name), query=known)))
    return Problem(name, unknown, _text(name), messages.NAME_UNKNOWN, {"what": "party"})


def _make_facts(database: Database, selects: Mapping[str, exp.Query], vocabulary: Vocabulary) -> None:
    """`fact_…` and `missing_…` of each fact, and the columns of the table of parties, with what they are by default."""
    columns: list[Predicate] = []
    for fact in vocabulary.facts:
        select = selects.get(fact.name)
        if is_column_of_parties(fact):
            columns.append(fact)
            if select is not None:
                database.execute(create(f"fact_{fact.name}", select, True))
            continue
        stated = select or no_statements(fact)
        if fact.absent == "default":
            database.execute(create(f"stated_{fact.name}", stated, True))
            without = exp.select("party", constant(default_of(fact))).from_(PARTIES)
            without = without.where(_lacks(fact, f"stated_{fact.name}"))
            stated = exp.union(exp.select("*").from_(f"stated_{fact.name}"), without)
        database.execute(create(f"fact_{fact.name}", stated, True))
        if fact.absent == "unknown":
            missing = exp.select("party").from_(PARTIES).where(_lacks(fact, f"fact_{fact.name}"))
            database.execute(create(f"missing_{fact.name}", missing, True))
    changed = [fact for fact in columns if fact.name in selects or fact.absent == "default"]
    if not changed:
        return
    kept = [column("p", "party"), *(column("p", fact.name) for fact in columns if fact not in changed)]
    joined = exp.select(*kept).from_(exp.to_table(PARTIES).as_("p"))
    for fact in changed:
        value: exp.Expr = column("p", fact.name)
        if fact.name in selects:
            value = column(fact.name, fact.arguments[1].name)
            same = exp.EQ(this=column(fact.name, fact.arguments[0].name), expression=column("p", "party"))
            joined = joined.join(exp.to_table(f"fact_{fact.name}").as_(fact.name), join_type="LEFT", on=same)
        if fact.absent == "default":
            value = exp.func("COALESCE", value, constant(default_of(fact)))
        joined = joined.select(value.as_(fact.name, quoted=True))
    database.execute(create("parties_now", joined, True))
    database.execute(create(PARTIES, exp.select("*").from_("parties_now"), True))


def _lacks(fact: Predicate, table: str) -> exp.Expr:
    stated = exp.select(_raw(fact.arguments[0].name)).from_(table)
    return exp.Not(this=exp.In(this=_raw("party"), query=stated.subquery()))
