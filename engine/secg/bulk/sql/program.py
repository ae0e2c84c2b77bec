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
from secg.language import model as m
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
        self,
        program: Program,
        day: m.Value,
        cited: Iterable[str] = (),
        base: Mapping[str, analysis.Stored] | None = None,
    ) -> None:
        self.vocabulary = vocabulary = program.vocabulary
        self.names = Names()
        if base is None:
            base = analysis.base_relations(vocabulary, day)
        self.relations: dict[str, analysis.Stored] = dict(base)
        self._made: dict[str, Step] = {}
        self.rules = program.by_head
        self.columns: dict[str, tuple[tuple[str, str], ...]] = {}
        self.domains: dict[str, tuple[frozenset[m.Value] | None, ...]] = {}
        self._cited = frozenset(cited)
        self._light: set[str] = set()
        self._tables: dict[str, str] = {}
        # rules may ask for a predicate of which their version has no rule
        for predicate in vocabulary.predicates.values():
            if predicate.concluded and predicate.name not in self.rules:
                columns = tuple(argument.name for argument in predicate.arguments)
                types = tuple(analysis.SQL_TYPES.get(argument.type, "TEXT") for argument in predicate.arguments)
                self.relations[predicate.name] = analysis.Stored("", columns, (frozenset(),), rows=(), types=types)
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
        tables = chain.from_iterable(step.select.find_all(exp.Table) for step in steps.values())
        counted = {*kept, *asked, *(table.name for table in tables if not _doubles_vanish(table))}
        for name, step in steps.items():
            light = self._tables.get(name) in self._light or (read[name] < 2 and not step.select.find(exp.Join))
            if light and step.stored and name not in counted:
                # equal rows are removed where these are read, which takes no longer for the few that are double
                steps[name] = Step(name, _with_doubles(step.select), False)
            elif read[name] < 2:
                # what is read once only needs no table of its own
                steps[name] = replace(step, stored=False)
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

    def _analyse(self, predicate: str, rules: tuple[m.Rule, ...]) -> None:
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
        if len(rules) <= 3 and all(_is_light(rule, self.relations) for rule in rules):
            self._light.add(predicate)

    def once(self, rules: Sequence[m.Rule]) -> bool:
        """Whether the rules together conclude each row once."""
        if any(self._may_agree(*pair) for pair in combinations(rules, 2)):
            return False
        return all(analysis.gives_each_row_once(rule, self.relations) for rule in rules)

    def _may_agree(self, rule: m.Rule, other: m.Rule) -> bool:
        positions = range(len(rule.head.terms))
        return not analysis.never_agree(self._with_denials(rule), self._with_denials(other), positions, self.domains)

    def _with_denials(self, rule: m.Rule) -> m.Rule:
        """The rule with what each of its atoms denies that one rule alone concludes."""
        denials: list[m.Negation] = []
        for atom in [literal for literal in rule.body if isinstance(literal, m.Atom)]:
            definitions = self.rules.get(atom.predicate, ())
            if len(definitions) != 1:
                continue
            words: dict[str, m.Term] = {}
            for term, own in zip(definitions[0].head.terms, atom.terms, strict=True):
                if isinstance(term, m.Variable) and not isinstance(own, m.Anything):
                    words[term.name] = own
            for literal in definitions[0].body:
                if isinstance(literal, m.Negation) and m.variable_names(literal) <= words.keys():
                    denials.append(m.substitute(literal, m.replacing(words)))
        return replace(rule, body=(*rule.body, *denials))

    def _step(self, predicate: str) -> Step:
        # aliases begin anew, so that rules which two versions share have one text, by which they share a table
        self.names = Names()
        apart: list[m.Rule] = []
        parts: list[exp.Query] = []
        # finding duplicates takes all rows into memory, so that only rules that may conclude the same row go through it
        for group in self._groups(self.rules[predicate]):
            if self.once(group):
                apart.extend(group)
            else:
                parts.append(self._distinct(predicate, self._selects(predicate, group)))
        select = union_all([*self._selects(predicate, apart), *parts])
        return Step(analysis.table_of(predicate), select, bool(parts) or predicate not in self._light)

    def _selects(self, predicate: str, rules: Sequence[m.Rule]) -> list[exp.Select]:
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

    def _groups(self, rules: Sequence[m.Rule]) -> list[list[m.Rule]]:
        """The rules in groups such that rules of different groups never conclude the same row."""
        groups: list[list[m.Rule]] = []
        for rule in rules:
            joined: list[m.Rule] = []
            separate: list[list[m.Rule]] = []
            for group in groups:
                if any(self._may_agree(other, rule) for other in group):
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


def _doubles_vanish(table: exp.Table) -> bool:
    """Whether rows that a table has twice make no difference where it is read."""
    query: exp.Expr | None = table.parent_select
    # not beyond a SELECT around it, which may count the rows
    while isinstance(query, exp.Select | exp.Union):
        if query.args.get("distinct") or isinstance(query.parent, exp.Exists):
            return True
        query = query.parent if isinstance(query.parent, exp.Union) else None
    return False


def _with_doubles(query: exp.Query) -> exp.Query:
    """The query without removing equal rows."""
    everything = query.copy()
    for part in everything.find_all(exp.Select, exp.Union):
        part.set("distinct", None if isinstance(part, exp.Select) else False)
    return everything


def _is_light(rule: m.Rule, relations: Mapping[str, analysis.Stored]) -> bool:
    """Whether evaluating the rule again costs less than keeping its rows: one table, and constants, and comparisons."""
    if not all(isinstance(literal, m.Atom | m.Comparison) for literal in rule.body):
        return False
    used = [relations[literal.predicate] for literal in rule.body if isinstance(literal, m.Atom)]
    return sum(stored.rows is None for stored in used) <= 1
