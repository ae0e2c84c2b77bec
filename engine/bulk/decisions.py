"""Questions decided in one pass: every rule that answers a question becomes a condition on the question's own row.

A rule `answer(Q, value) :- body` is unfolded down to atoms of which a row of the question has at most one match; those
become left joins, shared among the rules, and the rest of the body a condition. Whether one value, none or several are
given is then seen row by row, and the answers themselves need no table. A rule that can't be unfolded so far is
evaluated into a table of its own, which is joined instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from engine.bulk.analysis import head_domains, same_term, variable_domain
from engine.bulk.calculations import constant
from engine.bulk.program import Compiler, Step
from engine.bulk.relations import Stored
from engine.bulk.rule_select import Join, Scope, all_of, column, is_null, named_table, not_null, rule_select, table
from engine.language.binding import evaluation_order
from engine.language.model import (
    Aggregate,
    Anything,
    Atom,
    Comparison,
    Constant,
    Expression,
    Literal,
    Negation,
    Rule,
    Term,
    Value,
    Variable,
)
from engine.language.paragraph_number import Citation
from engine.language.rewriting import rename_literal
from engine.messages import Faults, Span
from engine.messages import bulk as messages

MASK = "decided_by"
"""The column whose bits tell which paragraphs give which value."""

Entry = tuple[Citation, Value | None]
"""A paragraph with the value that it gives, or None where it says that the Code is silent."""


@dataclass(frozen=True)
class Decision:
    """The rows of a question with the mask of what decides each; bit n of the mask stands for `entries[n]`."""

    select: exp.Query
    entries: tuple[Entry, ...]


def decide(compiler: Compiler, question: str, answers: Sequence[str], silences: Sequence[str]) -> Decision | None:
    """The decision of a question; None where an answer's value is not a constant of its rule."""
    rules = [(rule, _value(rule)) for name in answers for rule in compiler.rules.get(name, ())]
    if any(value is None for _, value in rules):
        return None
    rules += [(rule, None) for name in silences for rule in compiler.rules.get(name, ())]
    entries = tuple(dict.fromkeys((rule.citation, value) for rule, value in rules))
    own = compiler.rules.get(question, ())
    parts = [_Branch(compiler, branch, entries).select(rules) for branch in _branches(compiler, question, own)]
    if not parts:
        return None
    return Decision(exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0], entries)


def _value(rule: Rule) -> Value | None:
    last = rule.head.terms[-1]
    return last.value if isinstance(last, Constant) else None


def _branches(compiler: Compiler, question: str, rules: Sequence[Rule]) -> Sequence[Rule]:
    """The question's rules one by one where they never conclude the same row, else its table as a whole."""
    if not rules or (compiler.once(rules) and all(_is_plain(rule) for rule in rules)):
        return rules
    span = rules[0].span
    names = [name for name, _ in compiler.columns(question)]
    atom = Atom(question, tuple(Variable(f"Q {name}", span) for name in names), span)
    return [Rule(atom, (atom,), rules[0].citation, span)]


def _is_plain(rule: Rule) -> bool:
    return all(isinstance(literal, Atom | Comparison) for literal in rule.body)


@dataclass
class _Branch:
    """The rows of a question that one of its rules gives."""

    compiler: Compiler
    rule: Rule
    entries: tuple[Entry, ...]
    joined: dict[tuple[str, ...], str] = field(default_factory=dict)
    made: int = 0

    def select(self, rules: Sequence[tuple[Rule, Value | None]]) -> exp.Query:
        """The question's columns and the mask."""
        self.scope = Scope(self.compiler.relations, self.compiler.names)
        ordered, _ = evaluation_order(self.rule.body, self.rule)
        # constants last: what is joined before them is joined once and not once for each constant
        atoms = [one for one in ordered if isinstance(one, Atom)]
        tables = [one for one in atoms if self.compiler.relations[one.predicate].rows is None]
        constants = [one for one in atoms if one not in tables]
        for atom in (*tables, *constants):
            self.scope.atom(atom)
        self._constant_joins = self.scope.joins[len(self.scope.joins) - len(constants) :] if constants else []
        for literal in ordered:
            if isinstance(literal, Comparison):
                self.scope.conditions.extend(self.scope.comparison(literal))
        bits: dict[str, tuple[exp.Expr | None, list[tuple[exp.Expr, int]]]] = {}
        for rule, value in rules:
            found = self._conditions(rule, value is not None)
            if found is not None:
                bit = 1 << self.entries.index((rule.citation, value))
                first, rest = found
                bits.setdefault(first.sql() if first else "", (first, []))[1].append((all_of(rest), bit))
        columns = [
            (name, self._head(term, type_name))
            for term, (name, type_name) in zip(
                self.rule.head.terms, self.compiler.columns(self.rule.head.predicate), strict=True
            )
        ]
        self._order_joins()
        return self.scope.select([*columns, (MASK, _mask(list(bits.values()), mask_type(len(self.entries))))])

    def _head(self, term: Term, type_name: str) -> exp.Expr:
        if isinstance(term, Constant):
            return exp.cast(constant(term.value), type_name) if type_name != "TEXT" else constant(term.value)
        assert isinstance(term, Variable)
        return self.scope.bound[term.name]

    def _order_joins(self) -> None:
        """Tables of constants behind everything that does not need them."""
        late = {id(join) for join in self._constant_joins}
        aliases = {source.alias for source, _, _ in self._constant_joins}
        early: list[Join] = []
        needing: list[Join] = []
        for join in self.scope.joins:
            if id(join) in late:
                continue
            used = {one.table for one in join[2].find_all(exp.Column)} if join[2] is not None else set()
            (needing if used & aliases else early).append(join)
        self.scope.joins = [*early, *self._constant_joins, *needing]

    def _conditions(self, rule: Rule, answers: bool) -> tuple[exp.Expr | None, list[exp.Expr]] | None:
        """When the rule holds of the question's row: a first condition on a text constant, and the others.

        None where it never does.
        """
        matched = self._match_head(rule, answers)
        if matched is None:
            return None
        equalities, body = matched
        unfolded = self._unfold(body, equalities)
        conditions = [self._equality(name, value) for name, value in equalities.items()]
        first = conditions.pop(0) if conditions and isinstance(next(iter(equalities.values())), str) else None
        if unfolded is None:
            conditions.append(self._joined_rule(rule, answers))
            return first, conditions
        known = dict(self.scope.bound)
        ordered, _ = evaluation_order(unfolded, None, self.scope.bound)
        for literal in ordered:
            if isinstance(literal, Atom):
                conditions.extend(self._left_join(literal))
            elif isinstance(literal, Negation):
                conditions.append(self._absence(literal.atom))
            elif isinstance(literal, Comparison):
                conditions.extend(self.scope.comparison(literal))
        self.scope.bound = known
        return first, conditions

    def _equality(self, name: str, value: Value) -> exp.Expr:
        return exp.EQ(this=self.scope.bound[name].copy(), expression=constant(value))

    def _match_head(self, rule: Rule, answers: bool) -> tuple[dict[str, Value], list[Literal]] | None:
        """The rule's body in the words of this branch, and the constants that its head demands of them."""
        terms = rule.head.terms[:-1] if answers else rule.head.terms
        domains = head_domains(self.rule, self.compiler.domains)
        words: dict[str, Term] = {}
        equalities: dict[str, Value] = {}
        extra: list[Literal] = []
        for term, own, domain in zip(terms, self.rule.head.terms, domains, strict=True):
            if isinstance(term, Constant):
                if (domain is not None and term.value not in domain) or (
                    isinstance(own, Constant) and own.value != term.value
                ):
                    return None
                if isinstance(own, Variable) and equalities.setdefault(own.name, term.value) != term.value:
                    return None
            elif isinstance(term, Variable):
                other = words.setdefault(term.name, own)
                if not same_term(other, own):
                    extra.append(Comparison("=", _expression(other), _expression(own), rule.span))
        for name, domain in ((name, variable_domain(name, rule, self.compiler.domains)) for name in words):
            own = words[name]
            if domain is not None and isinstance(own, Constant) and own.value not in domain:
                return None
        body = [literal for literal in rule.body if not self._asks(literal, rule, len(terms))]
        suffix = f" {self.made}"
        self.made += 1
        return equalities, [*extra, *(rename_literal(one, words, suffix) for one in body)]

    def _asks(self, literal: Literal, rule: Rule, length: int) -> bool:
        """Whether a condition only says that the question arises."""
        return (
            isinstance(literal, Atom)
            and literal.predicate == self.rule.head.predicate
            and all(same_term(one, other) for one, other in zip(literal.terms, rule.head.terms[:length], strict=True))
        )

    def _unfold(self, body: Sequence[Literal], equalities: Mapping[str, Value]) -> list[Literal] | None:
        """The body with what holds in this branch anyway left out, down to atoms with one match at most; else None."""
        result: list[Literal] = []
        known = set(self.scope.bound)
        waiting = list(body)
        while waiting:
            literal = waiting.pop(0)
            if isinstance(literal, Aggregate):
                return None
            if not isinstance(literal, Atom):
                result.append(literal)
                continue
            if self._entailed(literal, equalities):
                continue
            inner = self._definition(literal)
            if inner is not None:
                simpler = self._unfold(inner, equalities)
                if simpler is not None:
                    waiting = [*simpler, *waiting]
                    continue
            result.append(literal)
        return result if self._all_determined(result, known) else None

    def _all_determined(self, body: Sequence[Literal], known: set[str]) -> bool:
        ordered, stuck = evaluation_order(body, None, known)
        bound = set(known)
        for literal in ordered:
            if isinstance(literal, Atom):
                fixed = [
                    index
                    for index, term in enumerate(literal.terms)
                    if isinstance(term, Constant) or (isinstance(term, Variable) and term.name in bound)
                ]
                if not self.compiler.relations[literal.predicate].determines(fixed):
                    return False
                bound |= {term.name for term in literal.terms if isinstance(term, Variable)}
            elif isinstance(literal, Comparison) and literal.operator == "=":
                bound |= {side.name for side in (literal.left, literal.right) if isinstance(side, Variable)}
        return not stuck

    def _definition(self, atom: Atom) -> list[Literal] | None:
        """The body of the one rule that can conclude the atom, in its words."""
        rules = self.compiler.rules.get(atom.predicate, ())
        fitting = [rule for rule in rules if self._fits(rule, atom)]
        if len(fitting) != 1 or any(isinstance(one, Aggregate) for one in fitting[0].body):
            return None
        rule, words = fitting[0], dict[str, Term]()
        extra: list[Literal] = []
        for term, own in zip(rule.head.terms, atom.terms, strict=True):
            if isinstance(own, Anything):
                continue
            if isinstance(term, Variable):
                other = words.setdefault(term.name, own)
                if not same_term(other, own):
                    extra.append(Comparison("=", _expression(other), _expression(own), rule.span))
            elif isinstance(own, Variable):
                extra.append(Comparison("=", own, _expression(term), rule.span))
        suffix = f" {self.made}"
        self.made += 1
        return [*extra, *(rename_literal(one, words, suffix) for one in rule.body)]

    def _fits(self, rule: Rule, atom: Atom) -> bool:
        for domain, term in zip(head_domains(rule, self.compiler.domains), atom.terms, strict=True):
            if isinstance(term, Constant) and domain is not None and term.value not in domain:
                return False
        return True

    def _entailed(self, atom: Atom, equalities: Mapping[str, Value]) -> bool:
        """Whether the atom holds of every row of this branch for which the equalities hold."""
        stored = self.compiler.relations[atom.predicate]
        if stored.rows is not None:
            values = [self._fixed(term, equalities) for term in atom.terms]
            return any(
                all(
                    isinstance(term, Anything) or value == cell
                    for term, value, cell in zip(atom.terms, values, row, strict=True)
                )
                for row in stored.rows
            ) or any(self._same(atom, one, equalities) for one in self.rule.body if isinstance(one, Atom))
        return any(self._same(atom, one, equalities) for one in self.rule.body if isinstance(one, Atom)) or any(
            self._follows(rule, atom, equalities) for rule in self.compiler.rules.get(atom.predicate, ())
        )

    def _follows(self, rule: Rule, atom: Atom, equalities: Mapping[str, Value]) -> bool:
        """Whether a rule of atoms only concludes the atom from what holds in this branch."""
        words: dict[str, Term] = {}
        for term, own in zip(rule.head.terms, atom.terms, strict=True):
            if isinstance(own, Anything):
                continue
            if isinstance(term, Constant):
                if self._fixed(own, equalities) != term.value:
                    return False
            elif isinstance(term, Variable) and not self._equal(words.setdefault(term.name, own), own, equalities):
                return False
        for literal in rule.body:
            if not isinstance(literal, Atom):
                return False
            renamed = rename_literal(literal, words, " of another")
            assert isinstance(renamed, Atom)
            if not self._entailed(renamed, equalities):
                return False
        # a variable that the head does not give would have to be the same in all conditions
        open_names = [
            term.name
            for literal in rule.body
            if isinstance(literal, Atom)
            for term in literal.terms
            if isinstance(term, Variable) and term.name not in words
        ]
        return not open_names

    def _same(self, atom: Atom, other: Atom, equalities: Mapping[str, Value]) -> bool:
        return atom.predicate == other.predicate and all(
            isinstance(one, Anything) or self._equal(one, two, equalities)
            for one, two in zip(atom.terms, other.terms, strict=True)
        )

    def _equal(self, one: Term, other: Term, equalities: Mapping[str, Value]) -> bool:
        if same_term(one, other):
            return True
        left, right = self._fixed(one, equalities), self._fixed(other, equalities)
        return left is not None and left == right

    def _fixed(self, term: Term, equalities: Mapping[str, Value]) -> Value | None:
        if isinstance(term, Constant):
            return term.value
        return equalities.get(term.name) if isinstance(term, Variable) else None

    def _left_join(self, atom: Atom) -> list[exp.Expr]:
        """The conditions of an atom with one match at most, on the row that is joined for it."""
        stored = self.compiler.relations[atom.predicate]
        alias = self.scope.party_row(atom, stored)
        key = min((one for one in stored.keys if one <= self._bound_positions(atom)), key=len, default=None)
        if alias is None:
            positions = sorted(key if key is not None else self._bound_positions(atom))
            values = [self._bound_value(atom.terms[index]) for index in positions]
            wanted = (stored.table or repr(stored.rows), *map(str, positions), *(one.sql() for one in values))
            if wanted not in self.joined:
                self.joined[wanted] = self.compiler.names.fresh()
                own = [column(self.joined[wanted], stored.columns[index]) for index in positions]
                on = [exp.EQ(this=one, expression=value.copy()) for one, value in zip(own, values, strict=True)]
                self.scope.joins.append((table(stored, self.joined[wanted]), "LEFT", all_of(on)))
            alias = self.joined[wanted]
            present = not_null(column(alias, stored.columns[positions[0] if positions else 0]))
            return [present, *self._rest(atom, stored, alias, positions)]
        return self._rest(atom, stored, alias, [0])

    def _absence(self, atom: Atom) -> exp.Expr:
        """`not atom`: what it denies is joined, once for each question, and must not be there."""
        stored = self.compiler.relations[atom.predicate]
        if self.scope.party_row(atom, stored) is not None:
            return self.scope.absence(atom)
        inner = Scope(self.compiler.relations, self.compiler.names)
        kept = [index for index, term in enumerate(atom.terms) if isinstance(term, Variable)]
        free: list[Term] = [Anything(atom.span) if isinstance(term, Variable) else term for term in atom.terms]
        inner.atom(replace(atom, terms=tuple(free)))
        source = inner.joins[0][1]
        shown = [(f"v{index}", column(source, stored.columns[index])) for index in kept]
        query = inner.select(shown or [("v0", exp.Literal.number(1))], distinct=True)
        values = [self._bound_value(atom.terms[index]) for index in kept]
        wanted = ("absence", query.sql().replace(source, ""), *(one.sql() for one in values))
        if wanted not in self.joined:
            alias = self.joined[wanted] = self.compiler.names.fresh()
            on = [
                exp.EQ(this=column(alias, f"v{index}"), expression=value.copy())
                for index, value in zip(kept, values, strict=True)
            ]
            self.scope.joins.append((query.subquery(exp.to_identifier(alias, quoted=True)), "LEFT", all_of(on)))
        return is_null(column(self.joined[wanted], f"v{kept[0] if kept else 0}"))

    def _rest(self, atom: Atom, stored: Stored, alias: str, positions: Sequence[int]) -> list[exp.Expr]:
        """The conditions on the columns that are not the key of the join."""
        free = Anything(atom.span)
        terms = tuple(free if index in positions else term for index, term in enumerate(atom.terms))
        return self.scope.match(replace(atom, terms=terms), stored, alias)

    def _bound_positions(self, atom: Atom) -> frozenset[int]:
        return frozenset(
            index
            for index, term in enumerate(atom.terms)
            if isinstance(term, Constant) or (isinstance(term, Variable) and term.name in self.scope.bound)
        )

    def _bound_value(self, term: Term) -> exp.Expr:
        if isinstance(term, Constant):
            return constant(term.value)
        assert isinstance(term, Variable)
        return self.scope.bound[term.name]

    def _joined_rule(self, rule: Rule, answers: bool) -> exp.Expr:
        """A rule evaluated into a table of its own, joined to the question's row."""
        columns = self.compiler.columns(rule.head.predicate)[: len(self.rule.head.terms)]
        head = replace(rule.head, terms=rule.head.terms[: len(columns)])
        select = rule_select(
            replace(rule, head=head), columns, self.compiler.relations, self.compiler.names, distinct=True
        )
        name = f"decided_{rule.head.predicate}_{self.rule.head.predicate}_{self.made}"
        self.compiler.add(Step(name, select, True))
        alias = self.compiler.names.fresh()
        own = [self._head(term, type_name) for term, (_, type_name) in zip(self.rule.head.terms, columns, strict=True)]
        on = [
            exp.EQ(this=column(alias, shown), expression=value.copy())
            for (shown, _), value in zip(columns, own, strict=True)
        ]
        self.scope.joins.append((named_table(name, alias), "LEFT", all_of(on)))
        return not_null(column(alias, columns[0][0]))


def _expression(term: Term) -> Expression:
    assert not isinstance(term, Anything)
    return term


def mask_type(entries: int) -> str:
    """The narrowest whole number with a bit for each entry. Raises Faults E818 where none has enough."""
    for width, name in ((15, "SMALLINT"), (31, "INT"), (63, "BIGINT")):
        if entries < width:
            return name
    raise Faults([messages.PARAGRAPHS_TOO_MANY.at(Span("", 0, 0), limit=62, name="the answers of one question")])


def _mask(groups: Sequence[tuple[exp.Expr | None, list[tuple[exp.Expr, int]]]], kind: str) -> exp.Expr:
    """The bits whose conditions hold; conditions under one text constant are looked at only where it is met."""
    parts: list[exp.Expr] = []
    by_column: dict[str, exp.Case] = {}
    for first, conditions in groups:
        total = _sum(list(_flags(conditions, kind)))
        if first is None:
            parts.append(total)
            continue
        assert isinstance(first, exp.EQ)
        case = by_column.get(first.this.sql())
        if case is None:
            case = by_column[first.this.sql()] = exp.Case(this=first.this.copy(), ifs=[], default=_bits(0, kind))
            parts.append(case)
        case.append("ifs", exp.If(this=first.expression.copy(), true=total))
    return _sum(parts) if parts else _bits(0, kind)


def _flags(conditions: Sequence[tuple[exp.Expr, int]], kind: str) -> Iterator[exp.Expr]:
    by_bit: dict[int, list[exp.Expr]] = {}
    for condition, bit in conditions:
        by_bit.setdefault(bit, []).append(condition)
    for bit, alternatives in by_bit.items():
        yield exp.Case(ifs=[exp.If(this=exp.or_(*alternatives), true=_bits(bit, kind))], default=_bits(0, kind))


def _bits(number: int, kind: str) -> exp.Expr:
    return exp.cast(exp.Literal.number(number), kind)


def _sum(parts: Sequence[exp.Expr]) -> exp.Expr:
    total = parts[0]
    for part in parts[1:]:
        # different groups may set the same bit
        total = exp.BitwiseOr(this=exp.paren(total), expression=exp.paren(part))
    return total
