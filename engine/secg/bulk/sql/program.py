"""A version's rules as a program of SELECTs: one relation for each predicate, lower layers first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, combinations

from sqlglot import exp

from secg.bulk.sql import analysis
from secg.bulk.sql.rule_select import Names, rule_select, union_all
from secg.language.model import Atom, Comparison, Rule, Value
from secg.language.paragraph_number import Citation
from secg.language.program import Program
from secg.messages import REQUEST
from secg.messages import bulk as messages
from secg.records import record

BITS = "paragraph_bits"
"""The column that tells which paragraphs conclude a row: bit n stands for the n-th citation of the predicate."""

MOST_CITATIONS = 62
"""One bit each, in a whole number of 64 bits with a sign."""


@record
class Step:
    """One relation of a program: the SELECT that gives its rows, and whether it is worth a table of its own."""

    table: str
    select: exp.Query
    stored: bool

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The tables of the SELECT, each as often as it is read."""
        return _tables_of(self.select)


@record
class Script:
    """Relations in an order in which each uses earlier ones only, and where each predicate's rows are."""

    steps: tuple[Step, ...]
    relations: Mapping[str, analysis.Stored]


class Compiler:
    """Compiles a program; SQL is made only for what is asked for.

    `cited` predicates get the column of their paragraphs; `base` tells where facts are that
    do not lie as a population's do.
    """

    def __init__(
        self, program: Program, day: Value, cited: Iterable[str] = (), base: Mapping[str, analysis.Stored] | None = None
    ) -> None:
        self.vocabulary = vocabulary = program.vocabulary
        self.names = Names()
        if base is None:
            base = analysis.base_relations(vocabulary, day)
        self.relations: dict[str, analysis.Stored] = dict(base)
        self._made: dict[str, Step] = {}
        self.rules = program.by_head
        self.columns: dict[str, tuple[tuple[str, str], ...]] = {}
        self.domains: dict[str, tuple[frozenset[Value] | None, ...]] = {}
        self._cited = frozenset(cited)
        self._light: set[str] = set()
        self._tables: dict[str, str] = {}
        # rules may ask for a predicate of which their version has no rule
        for predicate in vocabulary.predicates.values():
            if predicate.concluded and predicate.name not in self.rules:
                columns = tuple(argument.name for argument in predicate.arguments)
                self.relations[predicate.name] = analysis.Stored("", columns, (frozenset(),), rows=())
        for name in program.order:
            self._analyse(name, self.rules[name])

    def program(self, predicates: Sequence[str] = (), queries: Sequence[exp.Expr] = ()) -> Script:
        """The steps for these predicates and for all that these queries read."""
        kept = [self.relations[predicate].table for predicate in predicates if predicate in self.rules]
        asked = list(chain.from_iterable(map(_tables_of, queries)))
        steps: dict[str, Step] = {}
        self._collect([*kept, *asked], steps)
        # what is kept counts twice: it has to have a table
        read = Counter([*kept, *kept, *asked])
        for step in steps.values():
            read.update(step.reads)
        # what is read once only needs no table of its own
        once = [name for name in steps if read[name] < 2]
        for name in once:
            steps[name] = replace(steps[name], stored=False)
        return Script(tuple(steps.values()), self.relations)

    def add(self, name: str, select: exp.Query) -> str:
        """One more relation, made from a query; its table, named after `name`."""
        table = f"{name}_{len(self._made)}"
        self._made[table] = Step(table, select, True)
        return table

    def citations(self, predicate: str) -> tuple[Citation, ...]:
        """The paragraphs of a predicate's rules, in the order of the bits."""
        cited = {rule.citation for rule in self.rules.get(predicate, ())}
        if len(cited) > MOST_CITATIONS and predicate in self._cited:
            raise messages.PARAGRAPHS_TOO_MANY.fault(REQUEST, limit=MOST_CITATIONS, name=predicate)
        return tuple(sorted(cited, key=lambda citation: citation.sort_key))

    def _collect(self, tables: Iterable[str], steps: dict[str, Step]) -> None:
        """Add the steps of these tables behind those that they need."""
        for table in tables:
            if table in steps or not (table in self._tables or table in self._made):
                continue
            if table not in self._made:
                self._made[table] = self._step(self._tables[table])
            self._collect(self._made[table].reads, steps)
            steps[table] = self._made[table]

    def _analyse(self, predicate: str, rules: tuple[Rule, ...]) -> None:
        self.columns[predicate] = analysis.columns_of(predicate, len(rules[0].head.terms), self.vocabulary)
        names = tuple(name for name, _ in self.columns[predicate])
        constants = analysis.constant_rows(rules)
        self.domains[predicate] = analysis.union_domains(rules, self.domains)
        # a cited row has a column for its paragraphs, which constants have not
        if constants is not None and predicate not in self._cited:
            self.relations[predicate] = analysis.Stored("", names, (frozenset(range(len(names))),), rows=constants)
            return
        keys = analysis.keys_of(rules, self.relations, self.domains)
        self.relations[predicate] = analysis.Stored(analysis.table_of(predicate), names, keys)
        self._tables[analysis.table_of(predicate)] = predicate
        if len(rules) <= 3 and all(_is_light(rule, self.relations) for rule in rules) and self.once(rules):
            self._light.add(predicate)

    def once(self, rules: Sequence[Rule]) -> bool:
        """Whether the rules together conclude each row once."""
        if any(_may_agree(*pair, self.domains) for pair in combinations(rules, 2)):
            return False
        return all(analysis.gives_each_row_once(rule, self.relations) for rule in rules)

    def _step(self, predicate: str) -> Step:
        # aliases begin anew, so that rules which two versions share have one text, by which they share a table
        self.names = Names()
        apart: list[Rule] = []
        parts: list[exp.Query] = []
        # finding duplicates takes all rows into memory, so that only rules that may conclude the same row go through it
        for group in self._groups(self.rules[predicate]):
            if self.once(group):
                apart.extend(group)
            else:
                parts.append(self._distinct(predicate, self._selects(predicate, group)))
        select = union_all([*self._selects(predicate, apart), *parts])
        return Step(analysis.table_of(predicate), select, predicate not in self._light)

    def _selects(self, predicate: str, rules: Sequence[Rule]) -> list[exp.Select]:
        """Each rule as a SELECT, of a cited predicate with the bit of its paragraph."""
        bits: dict[Citation, int] = {}
        if predicate in self._cited:
            bits = {citation: 1 << place for place, citation in enumerate(self.citations(predicate))}
        selects: list[exp.Select] = []
        for rule in rules:
            extra: list[tuple[str, exp.Expr]] = []
            if bits:
                # a literal alone would be a number of 32 bits
                extra.append((BITS, exp.cast(exp.Literal.number(bits[rule.citation]), "BIGINT")))
            selects.append(rule_select(rule, self.columns[predicate], self.relations, self.names, extra))
        return selects

    def _groups(self, rules: Sequence[Rule]) -> list[list[Rule]]:
        """The rules in groups such that rules of different groups never conclude the same row."""
        groups: list[list[Rule]] = []
        for rule in rules:
            joined: list[Rule] = []
            separate: list[list[Rule]] = []
            for group in groups:
                if any(_may_agree(other, rule, self.domains) for other in group):
                    joined += group
                else:
                    separate.append(group)
            groups = [*separate, [*joined, rule]]
        return groups

    def _distinct(self, predicate: str, selects: Sequence[exp.Select]) -> exp.Query:
        """The distinct rows of several SELECTs; the paragraphs of equal rows are put together."""
        if predicate not in self._cited:
            if len(selects) == 1:
                return selects[0].distinct(copy=False)
            return exp.union(*selects, distinct=True, copy=False)
        together = union_all(selects)
        alias = self.names.fresh()
        heads = [exp.column(name, table=alias, quoted=True) for name, _ in self.columns[predicate]]
        bits = exp.BitwiseOrAgg(this=exp.column(BITS, table=alias, quoted=True)).as_(BITS, quoted=True)
        query = exp.select(*heads, bits).from_(together.subquery(alias, copy=False), copy=False)
        return query.group_by(*(head.copy() for head in heads))


def _tables_of(query: exp.Expr) -> tuple[str, ...]:
    return tuple(table.name for table in query.find_all(exp.Table))


def _may_agree(rule: Rule, other: Rule, domains: analysis.Domains) -> bool:
    return not analysis.never_agree(rule, other, range(len(rule.head.terms)), domains)


def _is_light(rule: Rule, relations: Mapping[str, analysis.Stored]) -> bool:
    """Whether evaluating the rule again costs less than keeping its rows: one table, and constants, and comparisons."""
    if not all(isinstance(literal, Atom | Comparison) for literal in rule.body):
        return False
    used = [relations[literal.predicate] for literal in rule.body if isinstance(literal, Atom)]
    return sum(stored.rows is None for stored in used) <= 1
