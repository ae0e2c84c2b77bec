"""One rule as one SELECT: atoms become joined tables, negations NOT EXISTS, aggregates left joins of grouped tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sqlglot import exp

from secg.bulk.sql import calculations as sql
from secg.bulk.sql.analysis import Stored, gives_each_row_once
from secg.language import model as m
from secg.language.operators import Function, by_function
from secg.language.parser import ANYWHERE
from secg.language.safety import assigned, evaluation_order

AGGREGATES: Mapping[Function, type[exp.AggFunc]] = by_function(
    count=exp.Count, total=exp.Sum, least=exp.Min, greatest=exp.Max
)
_GROWS = by_function(count=False, total=True, least=False, greatest=False)
"""Whether a function may give a larger number than those it takes."""


def column(alias: str, name: str) -> exp.Column:
    """A column of a table of the FROM clause."""
    return exp.column(name, table=alias, quoted=True)


def table(stored: Stored, alias: str) -> exp.Expr:
    """A predicate's rows under an alias: its table, or the rows themselves where they are constant."""
    if stored.rows is None:
        return named_table(stored.table, alias)
    if not stored.rows:
        typed = zip(stored.columns, stored.types, strict=True)
        # what a rule calculates with a null without a type has none in SQL: a day cannot be moved from it
        nothing = exp.select(*(named(exp.cast(exp.Null(), of), name) for name, of in typed)).where(exp.false())
        return nothing.subquery(exp.to_identifier(alias, quoted=True))
    rows = [exp.Tuple(expressions=list(map(sql.typed_constant, row))) for row in stored.rows]
    names = [exp.to_identifier(name, quoted=True) for name in stored.columns]
    shown = exp.TableAlias(this=exp.to_identifier(alias, quoted=True), columns=names)
    return exp.Values(expressions=rows, alias=shown)


def named_table(name: str, alias: str) -> exp.Table:
    """A table under an alias."""
    shown = exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=shown)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    """`expression AS name`; the expression becomes part of it."""
    return exp.Alias(this=expression, alias=exp.to_identifier(name, quoted=True))


def union_all(queries: Sequence[exp.Query]) -> exp.Query:
    """The rows of one or more queries, which become part of it; equal rows stay apart."""
    if len(queries) == 1:
        return queries[0]
    return exp.union(*queries, distinct=False, copy=False)


def on_columns(pairs: Iterable[tuple[exp.Expr, exp.Expr]]) -> exp.Expr:
    """The condition of a join: each pair is equal; the expressions are copied."""
    return all_of([exp.EQ(this=left.copy(), expression=right.copy()) for left, right in pairs])


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """The conjunction of conditions, which become part of it."""
    return exp.and_(*conditions, copy=False) if conditions else exp.true()


def is_null(expression: exp.Expr) -> exp.Expr:
    """`expression IS NULL`."""
    return exp.Is(this=expression, expression=exp.Null())


class Names:
    """Fresh table aliases, t1, t2, …"""

    def __init__(self) -> None:
        self._count = 0

    def fresh(self) -> str:
        """The next alias."""
        self._count += 1
        return f"t{self._count}"


Join = tuple[exp.Expr, exp.Expr | None]
"""A joined table, and the condition of a left join; None where each of its rows meets every other."""


@dataclass
class Scope:
    """A SELECT while it grows: joined tables in order, conditions, and the SQL expression of each variable."""

    relations: Mapping[str, Stored]
    names: Names
    bound: dict[str, exp.Expr] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)
    conditions: list[exp.Expr] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    """The alias of the table of parties for each expression of a party that is joined to it."""

    def atom(self, atom: m.Atom) -> None:
        """A positive atom: its table is joined, unless it lies in a party's row that is joined already."""
        stored = self.relations[atom.predicate]
        alias = self.party_row(atom, stored)
        if alias is not None:
            self.conditions.extend(self.match(atom, stored, alias))
            return
        alias = self.names.fresh()
        self.joins.append((table(stored, alias), None))
        self.conditions.extend(self.match(atom, stored, alias))
        if stored.by_party and not isinstance(atom.terms[0], m.Anything):
            # only now has a party that is met first a value
            self.parties[_key(self.value(atom.terms[0]))] = alias

    def party_row(self, atom: m.Atom, stored: Stored) -> str | None:
        """The alias under which the party's row is joined already, for an atom that lies in it."""
        if not stored.by_party:
            return None
        party = atom.terms[0]
        if isinstance(party, m.Anything) or (isinstance(party, m.Variable) and party.name not in self.bound):
            return None
        return self.parties.get(_key(self.value(party)))

    def value(self, term: m.Term) -> exp.Expr:
        """A constant, or what a variable is bound to."""
        if isinstance(term, m.Constant):
            return sql.constant(term.value)
        assert isinstance(term, m.Variable)
        return self.bound[term.name]

    def match(self, atom: m.Atom, stored: Stored, alias: str) -> list[exp.Expr]:
        """The conditions under which a row at `alias` is the atom; variables met first get their columns."""
        conditions: list[exp.Expr] = [sql.not_null(column(alias, name)) for name in stored.stated]
        conditions += [is_null(column(alias, name)) for name in stored.unstated]
        for term, name in zip(atom.terms, stored.columns, strict=True):
            own = column(alias, name)
            if isinstance(term, m.Constant):
                conditions.append(exp.EQ(this=own, expression=sql.constant(term.value)))
            elif isinstance(term, m.Variable):
                if term.name not in self.bound:
                    self.bound[term.name] = own
                elif self.bound[term.name] != own:
                    conditions.append(exp.EQ(this=own, expression=self.bound[term.name].copy()))
        return conditions

    def absence(self, atom: m.Atom) -> exp.Expr:
        """`not atom` as a condition."""
        stored = self.relations[atom.predicate]
        alias = self.party_row(atom, stored)
        if alias is not None:
            return exp.Not(this=exp.paren(all_of(self.match(atom, stored, alias))))
        alias = self.names.fresh()
        inner = exp.select(exp.Literal.number(1)).from_(table(stored, alias), copy=False)
        conditions = self.match(atom, stored, alias)
        if conditions:
            inner = inner.where(all_of(conditions), copy=False)
        return exp.Not(this=exp.Exists(this=inner))

    def comparison(self, comparison: m.Comparison) -> list[exp.Expr]:
        """The conditions of a comparison; `=` with one unbound variable gives that variable its value."""
        given = assigned(comparison, set(self.bound))
        if given is not None:
            target, other = given
            self.bound[target.name] = sql.wide_calculation(other, self.bound)
            if sql.has_value_always(other):
                return []
            # null compares with nothing, but would stand in the conclusion
            return [sql.not_null(self.bound[target.name].copy())]
        left, right = sql.calculation(comparison.left, self.bound), sql.calculation(comparison.right, self.bound)
        return [sql.COMPARISONS[comparison.operator](this=left, expression=right)]

    def literals(self, ordered: Sequence[m.Literal], rule: m.Rule) -> None:
        """Conditions in their order of evaluation."""
        for index, literal in enumerate(ordered):
            match literal:
                case m.Atom():
                    self.atom(literal)
                case m.Negation():
                    self.conditions.append(self.absence(literal.atom))
                case m.Comparison():
                    self.conditions.extend(self.comparison(literal))
                case m.Aggregate():
                    self.aggregate(literal, rule, ordered[:index])
                case _:
                    assert_never(literal)

    def aggregate(self, aggregate: m.Aggregate, rule: m.Rule, before: Sequence[m.Literal]) -> None:
        """An aggregate: the table of its groups with their values, joined by the group."""
        group = m.group_variables(aggregate, rule)
        alias = self.names.fresh()
        grouped = aggregate_table(aggregate, group, rule, before, self.relations, self.names)
        on = on_columns((column(alias, f"g{index}"), self.bound[name]) for index, name in enumerate(group))
        # LEFT, as a group without contributions has no row there
        self.joins.append((grouped.subquery(exp.to_identifier(alias, quoted=True), copy=False), on))
        self.conditions.extend(self.folded(aggregate, alias))

    def folded(self, aggregate: m.Aggregate, alias: str) -> list[exp.Expr]:
        """The conditions of an aggregate whose table is joined at `alias`; a result without a value gets its value."""
        conditions: list[exp.Expr] = []
        value: exp.Expr = column(alias, VALUE)
        match aggregate.function:
            case Function.SUM | Function.COUNT:
                value = exp.func("COALESCE", value, exp.Literal.number(0))
            case Function.MIN | Function.MAX:
                conditions.append(sql.not_null(value.copy()))
            case _:
                assert_never(aggregate.function)
        if aggregate.result.name in self.bound:
            conditions.append(exp.EQ(this=value, expression=self.bound[aggregate.result.name].copy()))
        else:
            self.bound[aggregate.result.name] = value
        return conditions

    def head_value(self, term: m.Term, type_name: str) -> exp.Expr:
        """A term of a conclusion in a column of a type."""
        # a number that SQL takes for one of 32 bits would give its column that type
        if isinstance(term, m.Constant) and type_name != "TEXT":
            return exp.cast(sql.constant(term.value), type_name)
        return self.value(term)

    def select(self, columns: Iterable[tuple[str, exp.Expr]], distinct: bool = False) -> exp.Select:
        """The SELECT of these named expressions."""
        query = exp.Select().select(*(named(expression.copy(), name) for name, expression in columns), copy=False)
        if self.joins and self.joins[0][1] is not None:
            # an aggregate alone: one row to join it to
            query = query.from_(exp.select(exp.Literal.number(1).as_("one")).subquery(self.names.fresh()), copy=False)
        for index, (source, on) in enumerate(self.joins):
            if on is not None:
                query.append("joins", exp.Join(this=source, side="LEFT", on=on))
            elif index == 0:
                query = query.from_(source, copy=False)
            else:
                query.append("joins", exp.Join(this=source, kind="CROSS"))
        if self.conditions:
            query = query.where(all_of(self.conditions), copy=False)
        return query.distinct(copy=False) if distinct else query


VALUE = "the_value"
"""The column of an aggregate's value; no variable is written in small letters."""


def stands_alone(aggregate: m.Aggregate, group: Sequence[str]) -> bool:
    """Whether the braces themselves give every variable of the group its values."""
    inner, stuck = evaluation_order(aggregate.body, None)
    return not stuck and set(group) <= m.variable_names(*(literal for literal in inner if isinstance(literal, m.Atom)))


def aggregate_table(
    aggregate: m.Aggregate,
    group: Sequence[str],
    rule: m.Rule,
    before: Sequence[m.Literal],
    relations: Mapping[str, Stored],
    names: Names,
) -> exp.Select:
    """The value for each group that has contributions: the distinct values of the named variables, then folded.

    Where the braces themselves give every variable of the group its values, they are evaluated alone; otherwise for the
    groups that the conditions outside, before the aggregate, allow.
    """
    inner, _ = evaluation_order(aggregate.body, None)
    alone = stands_alone(aggregate, group)
    variables = m.variable_names(*aggregate.body)
    named = [*group, *sorted(variables - set(group))]
    once = alone and bool(named) and _once(aggregate, named, relations)
    scope = Scope(relations, names)
    if not alone:
        scope.literals(before, rule)
        known = set(scope.bound)
        inner, _ = evaluation_order(aggregate.body, None, known & set(group))
        # other names of the conditions before are different variables between the braces
        scope.bound = {name: scope.bound[name] for name in group}
    scope.literals(inner, rule)
    # numbered, because databases take `Last` and `LAST` for one name
    shown = {name: f"v{index}" for index, name in enumerate(named)}
    distinct = scope.select(((shown[name], scope.bound[name]) for name in named), distinct=not once)
    if not named:
        # braces that name nothing hold once or not at all, and SQL has no SELECT without a column
        distinct = scope.select([("any_row", exp.Literal.number(1))], distinct=True)
    alias = names.fresh()
    inside = {name: column(alias, shown[name]) for name in named}
    if aggregate.value is None:
        folded: exp.Expr = exp.Count(this=exp.Star())
    else:
        folded = AGGREGATES[aggregate.function](this=sql.wide_calculation(aggregate.value, inside))
    if _GROWS[aggregate.function]:
        # DuckDB's sum of 64 bits has 128
        folded = sql.bounded(folded)
    query = exp.select(
        *(inside[name].as_(f"g{index}", quoted=True) for index, name in enumerate(group)),
        folded.as_(VALUE, quoted=True),
    )
    query = query.from_(distinct.subquery(exp.to_identifier(alias, quoted=True), copy=False), copy=False)
    return query.group_by(*(inside[name].copy() for name in group)) if group else query


def _once(aggregate: m.Aggregate, named: Sequence[str], relations: Mapping[str, Stored]) -> bool:
    """Whether the named variables determine every row between the braces, so that none has to be removed."""
    span = aggregate.span
    head = m.Atom("between the braces", tuple(m.Variable(name, span) for name in named), span)
    return gives_each_row_once(m.Rule(head, aggregate.body, ANYWHERE, span), relations)


def rule_select(
    rule: m.Rule,
    columns: Sequence[tuple[str, str]],
    relations: Mapping[str, Stored],
    names: Names,
    extra: Iterable[tuple[str, exp.Expr]] = (),
    distinct: bool = False,
) -> exp.Select:
    """The rows that a rule concludes, in columns of the given names and types; `extra` columns behind them.

    >>> from secg.language.parser import parse_rules
    >>> text = "large(P) :- homes(P, Count), Count > 250_000, not exempt(P)."
    >>> rules, _ = parse_rules(text)
    >>> homes = Stored("homes", ("party", "count"), keys=(frozenset({0}),))
    >>> relations = {"homes": homes, "exempt": Stored("exempt", ("party",), keys=())}
    >>> print(rule_select(rules[0], [("party", "TEXT")], relations, Names()).sql(pretty=True))
    SELECT
      "t1"."party" AS "party"
    FROM "homes" AS "t1"
    WHERE
      "t1"."count" > 250000
      AND NOT EXISTS(
        SELECT
          1
        FROM "exempt" AS "t2"
        WHERE
          "t2"."party" = "t1"."party"
      )
    """
    scope = Scope(relations, names)
    ordered, _ = evaluation_order(rule.body, rule)
    scope.literals(ordered, rule)
    shown: list[tuple[str, exp.Expr]] = []
    for term, (name, type_name) in zip(rule.head.terms, columns, strict=True):
        shown.append((name, scope.head_value(term, type_name)))
    return scope.select([*shown, *extra], distinct)


def _key(expression: exp.Expr) -> str:
    return expression.sql(identify=True)
