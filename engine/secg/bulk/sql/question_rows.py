"""The rows of a question's rule, and when another rule holds of such a row: conditions on tables joined to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from sqlglot import exp

from secg.bulk.sql.analysis import Stored, fixed_positions
from secg.bulk.sql.calculations import constant, not_null
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import (
    Names,
    Scope,
    aggregate_table,
    column,
    is_null,
    named_table,
    on_columns,
    rule_select,
    table,
)
from secg.bulk.sql.unfolding import Unfolding
from secg.language import model as m
from secg.language.calculation import COMPARE, evaluate
from secg.language.safety import evaluation_order
from secg.records import record

Conditions = tuple[exp.Expr, ...]
"""What has to hold together; nothing where it always does."""


@record
class Case:
    """When a rule holds of a row: texts that the row's variables have to be, and further conditions."""

    texts: Mapping[str, str]
    conditions: Conditions


class QuestionRows:
    """The rows that atoms and comparisons give; what rules need to see of a row is joined once for all of them."""

    def __init__(self, compiler: Compiler, body: Sequence[m.Literal], rule: m.Rule) -> None:
        self.compiler = compiler
        self.scope = Scope(compiler.relations, compiler.names)
        self._joined: dict[tuple[str, ...], str] = {}
        self._tables: dict[m.Rule, str] = {}
        ordered, _ = evaluation_order(body, rule)
        atoms = [literal for literal in ordered if isinstance(literal, m.Atom)]
        # constants last: what is joined before them is joined once and not once for each constant
        for atom in sorted(atoms, key=lambda atom: compiler.relations[atom.predicate].rows is not None):
            self.scope.atom(atom)
        for literal in ordered:
            if isinstance(literal, m.Comparison):
                self.scope.conditions.extend(self.scope.comparison(literal))

    def case(self, rule: m.Rule, unfolding: Unfolding, answers: bool) -> Case | None:
        """When the rule holds of a row; None where it never does. An answer has its value behind the row."""
        matched = unfolding.match(rule, answers)
        if matched is None:
            return None
        equalities, body = matched
        # apart from the other constants: by texts, as that of the capacity, rows are told apart first
        texts = {name: value for name, value in equalities.items() if isinstance(value, str)}
        conditions: list[exp.Expr] = [
            exp.EQ(this=self.scope.bound[name].copy(), expression=constant(value))
            for name, value in equalities.items()
            if name not in texts
        ]
        unfolded = unfolding.unfold(body, equalities, self.scope.bound)
        if unfolded is None:
            # an atom with several matches, of which a left join would give several rows
            return Case(texts, (*conditions, self._joined_rule(rule, unfolding.rule)))
        # what one rule gives a value is no part of the row that the next one sees
        known = dict(self.scope.bound)
        whole = replace(unfolding.rule, body=tuple(unfolded))
        ordered, _ = evaluation_order(unfolded, whole, self.scope.bound)
        for literal in ordered:
            match literal:
                case m.Atom():
                    conditions.extend(self._left_join(literal))
                case m.Negation():
                    conditions.append(self._absence(literal.atom))
                case m.Comparison():
                    # the choice of a year, say, leaves comparisons of constants, whose case then needs no state
                    truth = _truth(literal)
                    if truth is False:
                        self.scope.bound = known
                        return None
                    if truth is None:
                        conditions.extend(self.scope.comparison(literal))
                case m.Aggregate():
                    conditions.extend(self._grouped(literal, whole))
                case _:
                    assert_never(literal)
        self.scope.bound = known
        return Case(texts, tuple(dict.fromkeys(conditions)))

    def _left_join(self, atom: m.Atom) -> list[exp.Expr]:
        """The conditions of an atom with one match at most, on the row that is joined for it."""
        stored = self.compiler.relations[atom.predicate]
        row = self.scope.party_row(atom, stored)
        if row is not None:
            return self._rest(atom, stored, row, [0])
        bound = frozenset(fixed_positions(atom, self.scope.bound))
        # joined by the shortest key, so that rules that know more of the row share the join
        keys = [key for key in stored.keys if key <= bound] or [bound]
        positions = min(map(sorted, keys), key=len)
        values = [self.scope.value(atom.terms[index]) for index in positions]
        # equal constants of two predicates lie under names of columns of their own
        source = stored.table or repr((stored.columns, stored.rows))
        wanted = (source, *map(str, positions), *(expression.sql() for expression in values))
        if wanted not in self._joined:
            alias = self._joined[wanted] = self.compiler.names.fresh()
            own = [column(alias, stored.columns[index]) for index in positions]
            self.scope.joins.append((table(stored, alias), on_columns(zip(own, values, strict=True))))
        alias = self._joined[wanted]
        # a row that is not there has null in its key, whose values are never null; in other columns it may be
        present = not_null(column(alias, stored.columns[min(positions, default=0)]))
        return [present, *self._rest(atom, stored, alias, positions)]

    def _absence(self, atom: m.Atom) -> exp.Expr:
        """`not atom`: what it denies is joined, once for each question, and must not be there."""
        stored = self.compiler.relations[atom.predicate]
        if self.scope.party_row(atom, stored) is not None:
            return self.scope.absence(atom)
        # names of its own, so that equal denials have one text and share the join
        inner = Scope(self.compiler.relations, Names())
        kept = [index for index, term in enumerate(atom.terms) if isinstance(term, m.Variable)]
        free: list[m.Term] = [m.Anything(atom.span) if isinstance(term, m.Variable) else term for term in atom.terms]
        inner.atom(replace(atom, terms=tuple(free)))
        source = inner.joins[0][0].alias
        shown = [(f"v{index}", column(source, stored.columns[index])) for index in kept]
        query = inner.select(shown or [("v0", exp.Literal.number(1))], distinct=True)
        values = [self.scope.value(atom.terms[index]) for index in kept]
        alias = self._joined_query(query, [(f"v{index}", value) for index, value in zip(kept, values, strict=True)])
        return is_null(column(alias, f"v{min(kept, default=0)}"))

    def _grouped(self, aggregate: m.Aggregate, rule: m.Rule) -> list[exp.Expr]:
        """The conditions of an aggregate over what a row of the rule has: its groups are joined."""
        group = m.group_variables(aggregate, rule)
        query = aggregate_table(aggregate, group, rule, (), self.compiler.relations, Names())
        values = [(f"g{index}", self.scope.bound[name]) for index, name in enumerate(group)]
        return self.scope.folded(aggregate, self._joined_query(query, values))

    def _joined_query(self, query: exp.Select, values: Sequence[tuple[str, exp.Expr]]) -> str:
        """The alias of a query that is joined by these of its columns, once for all that ask for the same."""
        wanted = (query.sql(), *(f"{name} = {value.sql()}" for name, value in values))
        if wanted not in self._joined:
            alias = self._joined[wanted] = self.compiler.names.fresh()
            on = on_columns((column(alias, name), value) for name, value in values)
            self.scope.joins.append((query.subquery(exp.to_identifier(alias, quoted=True)), on))
        return self._joined[wanted]

    def _rest(self, atom: m.Atom, stored: Stored, alias: str, positions: Sequence[int]) -> list[exp.Expr]:
        """The conditions on the columns that are not the key of the join."""
        free = m.Anything(atom.span)
        terms = tuple(free if index in positions else term for index, term in enumerate(atom.terms))
        return self.scope.match(replace(atom, terms=terms), stored, alias)

    def _joined_rule(self, rule: m.Rule, asking: m.Rule) -> exp.Expr:
        """A rule evaluated into a table of its own, joined to the row."""
        arguments = self.compiler.columns[rule.head.predicate][: len(asking.head.terms)]
        if rule not in self._tables:
            head = replace(rule.head, terms=rule.head.terms[: len(arguments)])
            relations, names = self.compiler.relations, self.compiler.names
            select = rule_select(replace(rule, head=head), arguments, relations, names, distinct=True)
            self._tables[rule] = self.compiler.add(f"decided_{rule.head.predicate}", select)
        alias = self.compiler.names.fresh()
        own = [column(alias, shown) for shown, _ in arguments]
        on = on_columns(zip(own, map(self.scope.value, asking.head.terms), strict=True))
        self.scope.joins.append((named_table(self._tables[rule], alias), on))
        return not_null(column(alias, arguments[0][0]))


def _truth(comparison: m.Comparison) -> bool | None:
    """Whether a comparison of constants holds; None where it is about the row."""
    left, right = evaluate(comparison.left, {}), evaluate(comparison.right, {})
    if left is None or right is None:
        return None
    return COMPARE[comparison.operator](left, right)
