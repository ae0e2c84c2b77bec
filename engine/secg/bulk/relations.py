"""Where each predicate's rows are in the database: tables, columns, and which arguments determine a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from secg.language.model import Constant, Rule, Value
from secg.language.unknowns import is_internal, missing_predicate
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.records import record

PARTIES = "base_parties"
"""The table with one row for each party: its name and every fact that is one value at a time."""

SQL_TYPES = {"count": "BIGINT", "integer": "BIGINT", "year": "BIGINT", "date": "DATE"}
"""The column type of each built-in type; everything else is text."""


@record
class Stored:
    """A predicate's rows: one column for each argument; `stated` and `unstated` columns are, or are not, null there.

    `keys` are sets of argument positions each of which determines a whole row. A constant relation has its `rows`
    here and no table. `loose` is a view of the same rows, some perhaps several times, that costs less where it does not
    matter how often a row is there.
    """

    table: str
    columns: tuple[str, ...]
    keys: tuple[frozenset[int], ...]
    stated: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] | None = None
    loose: str = ""

    @property
    def by_party(self) -> bool:
        """Whether the rows lie in the table of parties, one for each party at most."""
        return self.table == PARTIES

    @property
    def is_own_table(self) -> bool:
        """Whether every row of the predicate's table is a row of the predicate."""
        return self.rows is None and not (self.by_party or self.stated or self.unstated)

    def determines(self, known: Iterable[int]) -> bool:
        """Whether at most one row has given values at the `known` positions."""
        positions = frozenset(known)
        if self.rows is not None:
            cut = {tuple(row[index] for index in sorted(positions)) for row in self.rows}
            return len(cut) == len(self.rows)
        return any(key <= positions for key in self.keys)


def sql_type(argument: Argument) -> str:
    """The column type of an argument."""
    return SQL_TYPES.get(argument.type, "TEXT")


def is_column_of_parties(predicate: Predicate) -> bool:
    """Whether a fact is kept as a column of the table of parties: one value at a time, and a single one."""
    return predicate.kind == "fact" and predicate.one_at_a_time and predicate.arity == 2 and not predicate.field


def table_of(predicate: str) -> str:
    """The table of a concluded predicate; names made by the engine hold blanks and dots."""
    if is_internal(predicate):
        return "made_" + predicate.replace(" ", "_").replace(".", "_")
    return f"derived_{predicate}"


def columns_of(predicate: str, arity: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The columns of a concluded predicate: its arguments' names."""
    declared = vocabulary.predicates.get(predicate)
    if declared is not None:
        return tuple(argument.name for argument in declared.arguments)
    return tuple(f"value_{index}" for index in range(arity))


def base_relations(vocabulary: Vocabulary, day: Value) -> Mapping[str, Stored]:
    """The facts and given predicates as the loading of a population lays them out."""
    relations: dict[str, Stored] = {}
    for given in vocabulary.of_kind("given"):
        if [argument.type for argument in given.arguments] == ["date"]:
            relations[given.name] = Stored("", (given.arguments[0].name,), (frozenset(),), rows=((day,),))
        else:
            relations[given.name] = Stored(PARTIES, ("party",), (frozenset({0}),))
    for fact in vocabulary.of_kind("fact"):
        everything = frozenset(range(fact.arity))
        if is_column_of_parties(fact):
            relations[fact.name] = Stored(PARTIES, ("party", fact.name), (frozenset({0}),), stated=(fact.name,))
        else:
            key = frozenset({0}) if fact.one_at_a_time else everything
            names = tuple(argument.name for argument in fact.arguments)
            relations[fact.name] = Stored(f"fact_{fact.name}", names, (key,))
        if fact.absent == "unknown":
            missing = missing_predicate(fact.name)
            if is_column_of_parties(fact):
                relations[missing] = Stored(PARTIES, ("party",), (frozenset({0}),), unstated=(fact.name,))
            else:
                relations[missing] = Stored(f"missing_{fact.name}", ("party",), (frozenset({0}),))
    return relations


def constant_rows(rules: Iterable[Rule]) -> tuple[tuple[Value, ...], ...] | None:
    """The rows of a predicate whose rules are all bare facts; None where one has conditions."""
    rows: dict[tuple[Value, ...], None] = {}
    for rule in rules:
        if rule.body:
            return None
        rows[tuple(term.value for term in rule.head.terms if isinstance(term, Constant))] = None
    return tuple(rows)
