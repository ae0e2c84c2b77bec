"""From a population's tables to the tables of facts on a day, each row checked; rows at fault are told and left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from engine.bulk.calculations import constant
from engine.bulk.cells import Cell, read_cell, read_truth
from engine.bulk.checking import Problem, Report, cell_problem, note_left_out, reject_rows, tell
from engine.bulk.duckdb_engine import Database, create
from engine.bulk.record_days import add_ended, start_records
from engine.bulk.references import reference_problems
from engine.bulk.relations import PARTIES, is_column_of_parties
from engine.bulk.rule_select import all_of, column, is_null
from engine.bulk.sources import ROW, RawTable
from engine.language.vocabulary import Argument, Predicate, Vocabulary
from engine.messages import Diagnostic, Faults, nearest
from engine.messages import bulk as messages
from engine.records import record

NAMES = "party_names"
"""Every party of the table of parties, whether its row is at fault or not, with its printed name."""

_PARTY = Argument("party", "party")
_NAME = Argument("name", "text")


@record
class Statements:
    """Where a fact's rows stand: a table of its own, or a list in each row of the table of parties."""

    fact: Predicate
    table: RawTable


def load_population(database: Database, tables: Sequence[RawTable], day: date, vocabulary: Vocabulary) -> Report:
    """Make the tables of facts that hold on `day`. Raises Faults where columns are missing or unknown."""
    parties, *others = tables
    stated = {one.name: Statements(vocabulary.predicates[one.name], one) for one in others}
    _check_columns(parties, others, vocabulary)
    parties = _kept(database, parties)
    report = Report()
    cells = _party_cells(parties, vocabulary)
    problems = [one for cell in cells for one in cell_problem(cell, _raw(cell.column), cell.column == "party")]
    reject_rows(database, parties.source, problems, "rejected_parties", parties.file, report)
    _reject_twice(database, parties, report)
    _make_parties(database, parties, cells, vocabulary)
    facts = [fact for fact in vocabulary.of_kind("fact") if not fact.field]
    for fact in facts:
        if fact.name not in stated and fact.name in parties.columns and not is_column_of_parties(fact):
            stated[fact.name] = Statements(fact, listed(database, parties, fact))
    tables_of_facts = {name: one.table for name, one in stated.items()}
    columns: dict[str, frozenset[str]] = {}
    for fact in facts:
        if fact.name in stated:
            references = reference_problems(fact, stated[fact.name].table.columns, tables_of_facts)
            columns[fact.name] = _load_statements(database, stated[fact.name], references, day, vocabulary, report)
        elif not is_column_of_parties(fact):
            for one in (fact, *vocabulary.fields.get(fact.name, ())):
                database.execute(create(f"fact_{one.name}", _no_rows(one), True))
        _note_absent(database, fact)
    for fact in facts:
        if "to" in columns.get(fact.ended, frozenset()):
            add_ended(database, fact, columns[fact.ended], day, vocabulary)
    return report


def _raw(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _kept(database: Database, table: RawTable) -> RawTable:
    """A CSV file is read once only; a Parquet file or a database is as quick to read again as a copy of it."""
    if not table.file.endswith(".csv"):
        return table
    name = f"raw_{table.name}"
    database.execute(create(name, table.source, True))
    return RawTable(table.name, table.file, exp.select("*").from_(name), table.columns)


def _check_columns(parties: RawTable, others: Sequence[RawTable], vocabulary: Vocabulary) -> None:
    faults: list[Diagnostic] = []
    facts = [one.name for one in vocabulary.of_kind("fact") if not one.field]
    own = [name for name in facts if name not in {one.name for one in others}]
    _check_table(parties, ("party",), ("party", "name", *own), faults)
    for table in others:
        fact = vocabulary.predicates[table.name]
        needed = ("party", *(argument.name for argument in fact.arguments[1:]))
        _check_table(table, needed, (*needed, *_fields(fact, vocabulary), "from", "to"), faults)
    if faults:
        raise Faults(faults)


def _fields(fact: Predicate, vocabulary: Vocabulary) -> Mapping[str, Predicate]:
    """The optional columns of a fact with the predicates that they give."""
    return {one.key: one for one in vocabulary.fields.get(fact.name, ())}


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
    cells = [read_cell("party", _raw("party"), parties.columns["party"], _PARTY, vocabulary)]
    for fact in vocabulary.of_kind("fact"):
        if is_column_of_parties(fact) and fact.name in parties.columns:
            argument, type_name = fact.arguments[1], parties.columns[fact.name]
            cells.append(read_cell(fact.name, _raw(fact.name), type_name, argument, vocabulary))
    return cells


def _reject_twice(database: Database, parties: RawTable, report: Report) -> None:
    """A party with several rows is left out altogether: which of them is right can't be known."""
    party, row = _raw("party"), _raw(ROW)
    grouped = (
        exp.select(party.as_("party"), exp.Min(this=row.copy()).as_("first"), exp.Max(this=row.copy()).as_("last"))
        .from_(parties.source.subquery("source"))
        .group_by(party.copy())
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
    )
    database.execute(create("parties_twice", grouped, True))
    twice = database.rows(exp.select(exp.Count(this=exp.Star())).from_("parties_twice"))[0][0]
    if not twice:
        return
    problem = Problem("party", exp.true(), party, messages.KEY_TWICE, {})
    shown = exp.select("last", "party", "first").from_("parties_twice").order_by("last").limit(3)
    tell(report, parties.file, problem, int(str(twice)), database.rows(shown))
    inside = exp.In(this=party.copy(), query=exp.select("party").from_("parties_twice").subquery())
    again = exp.select(row.copy()).from_(parties.source.subquery("source")).where(inside)
    both = exp.union(exp.select(row.copy()).from_("rejected_parties"), again)
    database.execute(create("rejected_now", both, True))
    database.execute(create("rejected_parties", exp.select("*").from_("rejected_now"), True))
    note_left_out(database, "rejected_parties", parties.file, report)


def _make_parties(database: Database, parties: RawTable, cells: Sequence[Cell], vocabulary: Vocabulary) -> None:
    party = cells[0].value
    rejected = exp.select(_raw(ROW)).from_("rejected_parties")
    good = exp.Not(this=exp.In(this=_raw(ROW), query=rejected.subquery()))
    given = {cell.column: cell for cell in cells}
    columns = [party.copy().as_("party", quoted=True)]
    for fact in vocabulary.of_kind("fact"):
        if is_column_of_parties(fact):
            value = given[fact.name].value.copy() if fact.name in given else _null_of(fact.arguments[1])
            if fact.absent == "default":
                value = exp.func("COALESCE", value, constant(_default(fact)))
            columns.append(value.as_(fact.name, quoted=True))
    source = parties.source.subquery("source")
    database.execute(create(PARTIES, exp.select(*columns).from_(source).where(good), True))
    name = _raw("name") if "name" in parties.columns else party
    shown = exp.func("COALESCE", exp.cast(name.copy(), "TEXT"), party.copy()).as_("name")
    # not kept: only needed for parties whose conclusions are explained, and to look up names that others mention
    database.execute(create(NAMES, exp.select(party.copy().as_("party"), shown).from_(source.copy()), False))


def _default(fact: Predicate) -> int | str:
    return int(fact.default) if fact.default.isdigit() else fact.default


def _null_of(argument: Argument) -> exp.Expr:
    from engine.bulk.relations import sql_type

    return exp.cast(exp.Null(), sql_type(argument))


def _no_rows(fact: Predicate) -> exp.Query:
    columns = [_null_of(argument).as_(argument.name, quoted=True) for argument in fact.arguments]
    return exp.select(*columns).where(exp.false())


def listed(database: Database, parties: RawTable, fact: Predicate) -> RawTable:
    """A fact's rows out of the lists in the table of parties: records, or values where it has one argument.

    In a CSV file the values of a list are separated by semicolons.
    """
    raw, type_name = _raw(fact.name), parties.columns[fact.name]
    items: exp.Expr = raw
    if not type_name.endswith("]"):
        items = exp.Anonymous(this="string_split", expressions=[exp.cast(raw, "TEXT"), exp.Literal.string(";")])
    inner = exp.select(_raw("party"), _raw(ROW), exp.Explode(this=items).as_("item"))
    query = inner.from_(parties.source.subquery("source"))
    if "STRUCT" in type_name:
        fields = exp.Column(this=exp.Star(), table=exp.to_identifier("item"))
        query = exp.select("party", _raw(ROW), fields).from_(query.subquery("listed"))
    else:
        value = exp.func("TRIM", _raw("item")) if not type_name.endswith("]") else _raw("item")
        own = fact.arguments[1].name
        query = exp.select("party", _raw(ROW), value.as_(own, quoted=True)).from_(query.subquery("listed"))
    described = database.rows(exp.Describe(this=query))
    columns = {str(name): str(kind) for name, kind, *_ in described if name != ROW}
    return RawTable(fact.name, parties.file, query, columns)


def _load_statements(
    database: Database,
    statements: Statements,
    references: Sequence[Problem],
    day: date,
    vocabulary: Vocabulary,
    report: Report,
) -> frozenset[str]:
    """The rows of a fact, and of its optional columns, that hold on `day`; `references` are further faults of rows.

    Gives the columns that are known of each row, kept in `typed_…`.
    """
    fact, table = statements.fact, _kept(database, statements.table)
    faults: list[Diagnostic] = []
    fields = _fields(fact, vocabulary)
    needed = ("party", *(argument.name for argument in fact.arguments[1:]))
    _check_table(table, needed, (*needed, *fields, "from", "to"), faults)
    if faults:
        raise Faults(faults)
    cells: dict[str, Cell] = {}
    arguments = {"party": _PARTY, **{argument.name: argument for argument in fact.arguments[1:]}}
    arguments.update({name: Argument(name, "date") for name in ("from", "to") if name in table.columns})
    for name, predicate in fields.items():
        own = next((argument for argument in predicate.arguments if argument.name == name), None)
        if name in table.columns and own is not None:
            arguments[name] = own
        elif name in table.columns:
            cells[name] = read_truth(name, _raw(name), table.columns[name])
    for name, argument in arguments.items():
        cells[name] = read_cell(name, _raw(name), table.columns[name], argument, vocabulary)
    problems = [one for cell in cells.values() for one in cell_problem(cell, _raw(cell.column), cell.column in needed)]
    problems += references
    problems += [
        _stranger(name)
        for name, argument in arguments.items()
        if argument.type == "party"
        and not (name == "party" and fact.name not in table.file and _in_parties(statements.table))
    ]
    if _in_parties(statements.table):
        problems = [replace(one, column=_column_of_parties(one.column, fact)) for one in problems]
    rejected = f"rejected_{fact.name}"
    reject_rows(database, table.source, problems, rejected, table.file, report)
    good = exp.Not(this=exp.In(this=_raw(ROW), query=exp.select(_raw(ROW)).from_(rejected).subquery()))
    start_records(cells, fields)
    typed = exp.select(*(cell.value.copy().as_(name, quoted=True) for name, cell in cells.items()))
    typed = typed.select(_raw(ROW)).from_(table.source.subquery("source")).where(good)
    database.execute(create(f"typed_{fact.name}", typed, not is_column_of_parties(fact)))
    if fact.one_at_a_time:
        _latest(database, fact, day, "from" in cells, table, report)
    for one in (fact, *(predicate for name, predicate in fields.items() if name in cells)):
        _fact_table(database, fact, one, cells, day)
    for name, predicate in fields.items():
        if name not in cells:
            database.execute(create(f"fact_{predicate.name}", _no_rows(predicate), True))
    return frozenset(cells)


def _in_parties(table: RawTable) -> bool:
    return "source" in {one.alias for one in table.source.find_all(exp.Subquery)}


def _column_of_parties(name: str, fact: Predicate) -> str:
    """The column of the table of parties in which a fact's argument stands, for lists of records with its key."""
    if name == "party":
        return name
    return fact.name if fact.arity == 2 else f"{fact.name}.{name}"


def _stranger(name: str) -> Problem:
    known = exp.select("party").from_(NAMES).subquery()
    unknown = exp.Not(this=exp.In(this=_raw(name), query=known))
    return Problem(name, unknown, _raw(name), messages.NAME_UNKNOWN, {"what": "party"})


def _latest(database: Database, fact: Predicate, day: date, dated: bool, table: RawTable, report: Report) -> None:
    """Of a fact with one value at a time, the value that started last; none of a party of which two start together."""
    typed, start = f"typed_{fact.name}", _raw("from") if dated else exp.cast(exp.Null(), "DATE")
    clash = (
        exp.select(exp.Max(this=_raw(ROW)).as_("row"), _raw("party"))
        .from_(typed)
        .group_by(_raw("party"), start.copy() if dated else exp.true())
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
    )
    database.execute(create(f"clash_{fact.name}", clash, True))
    found = database.rows(exp.select("row", "party").from_(f"clash_{fact.name}").order_by("row"))
    if found:
        problem = Problem("from" if dated else "party", exp.true(), _raw("party"), messages.VALUES_CLASH, {})
        tell(report, table.file, problem, len(found), found[:3])
        # which of the values was meant is not known, so the party's other values of the fact are not used either
        theirs = exp.In(this=_raw("party"), query=exp.select("party").from_(f"clash_{fact.name}").subquery())
        unused = exp.select(exp.Count(this=exp.Star())).from_(typed).where(theirs)
        key = (table.file, f"rejected_{fact.name}")
        report.left_out[key] = report.left_out.get(key, 0) + int(database.rows(unused)[0][0])
    order = exp.Ordered(this=start.copy(), desc=True, nulls_first=False)
    rank = exp.Window(
        this=exp.Anonymous(this="row_number"), partition_by=[_raw("party")], order=exp.Order(expressions=[order])
    )
    clashing = exp.select("party").from_(f"clash_{fact.name}").subquery()
    begun = exp.or_(is_null(start.copy()), exp.LTE(this=start.copy(), expression=constant(day)))
    first = exp.select("*", rank.as_("place")).from_(typed)
    first = first.where(exp.and_(begun, exp.Not(this=exp.In(this=_raw("party"), query=clashing))))
    kept = (
        exp.select("*")
        .from_(first.subquery("ranked"))
        .where(exp.EQ(this=_raw("place"), expression=exp.Literal.number(1)))
    )
    database.execute(create(f"latest_{fact.name}", kept, True))


def _fact_table(
    database: Database, fact: Predicate, predicate: Predicate, cells: Mapping[str, Cell], day: date
) -> None:
    """`fact_…` of a fact or of one of its optional columns: the rows that hold on the day, of parties not left out."""
    source = f"latest_{fact.name}" if fact.one_at_a_time else f"typed_{fact.name}"
    names = [argument.name for argument in predicate.arguments]
    columns = ["party", *names[1:]]
    conditions: list[exp.Expr] = []
    own = predicate.key
    for name, after in (("from", False), ("to", True), (predicate.begins, False)):
        if name and name in cells:
            compare = exp.GTE if after else exp.LTE
            holds = compare(this=column("s", name), expression=constant(day))
            conditions.append(exp.paren(exp.or_(is_null(column("s", name)), holds)))
    if own and own not in columns:
        conditions.append(column("s", own))
    conditions += [exp.Not(this=is_null(column("s", name))) for name in columns]
    for argument, name in zip(predicate.arguments, columns, strict=True):
        if argument.type == "party":
            known = exp.select("party").from_(PARTIES).subquery()
            conditions.append(exp.In(this=column("s", name), query=known))
    shown = [column("s", name).as_(argument, quoted=True) for name, argument in zip(columns, names, strict=True)]
    query = exp.select(*shown).from_(exp.to_table(source).as_("s")).where(all_of(conditions)).distinct()
    if not is_column_of_parties(predicate):
        database.execute(create(f"fact_{predicate.name}", query, True))
        return
    joined = exp.select(exp.Column(this=exp.Star(except_=[exp.to_identifier(predicate.name)]), table="p"))
    joined = joined.select(column("v", names[1]).as_(predicate.name, quoted=True))
    joined = joined.from_(exp.to_table(PARTIES).as_("p")).join(
        query.subquery("v"), join_type="LEFT", on=exp.EQ(this=column("v", names[0]), expression=column("p", "party"))
    )
    database.execute(create("parties_now", joined, True))
    database.execute(create(PARTIES, exp.select("*").from_("parties_now"), True))


def _note_absent(database: Database, fact: Predicate) -> None:
    """`missing_…` of a fact whose absence means nothing, and the default of one that has a default."""
    if is_column_of_parties(fact) or fact.absent == "none":
        return
    stated = exp.select(_raw(fact.arguments[0].name)).from_(f"fact_{fact.name}")
    absent = exp.Not(this=exp.In(this=_raw("party"), query=stated.subquery()))
    if fact.absent == "unknown":
        database.execute(create(f"missing_{fact.name}", exp.select("party").from_(PARTIES).where(absent), True))
