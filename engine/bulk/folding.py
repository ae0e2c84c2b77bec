"""Rules of one shape that differ in constants only become one rule over a table of those constants.

The paragraph of each rule is kept: its index stands in the table as one more column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.language.model import (
    Aggregate,
    Anything,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Negation,
    Rule,
    Term,
    Value,
    Variable,
)
from engine.language.paragraph_number import Citation
from engine.records import record

PARAGRAPH = "Paragraph bit"
"""The variable that carries a folded rule's paragraph; no variable of a policy holds a blank."""


@record
class Fold:
    """Rules, `members`, folded into one: `constants` has a row for each, its last value the index of the citation."""

    rule: Rule
    members: tuple[Rule, ...]
    citations: tuple[Citation, ...]
    constants: tuple[tuple[Value, ...], ...] = ()


def fold_rules(rules: Sequence[Rule], name: str) -> tuple[Fold, ...]:
    """The rules of one predicate, those of one shape folded; `name` is free for the tables of constants."""
    shapes: dict[object, list[tuple[Rule, tuple[Value, ...]]]] = {}
    for rule in rules:
        shape, values = shape_of(rule)
        shapes.setdefault(shape, []).append((rule, values))
    folds: list[Fold] = []
    for members in shapes.values():
        if len(members) == 1 or not members[0][0].body:
            folds.extend(Fold(rule, (rule,), (rule.citation,)) for rule, _ in members)
        else:
            folds.append(_fold(members, f"{name} {len(folds)}"))
    return tuple(folds)


def _fold(members: Sequence[tuple[Rule, tuple[Value, ...]]], name: str) -> Fold:
    first, rules = members[0][0], tuple(rule for rule, _ in members)
    citations = tuple(dict.fromkeys(rule.citation for rule, _ in members))
    columns = list(zip(*(values for _, values in members), strict=True))
    varying = [index for index, column in enumerate(columns) if len(set(column)) > 1]
    chosen = {index: Variable(f"Constant {index}", first.span) for index in varying}
    replaced = _Replace(chosen).rule(first)
    if not varying:
        return Fold(first, rules, citations)
    rows = tuple((*(values[index] for index in varying), citations.index(rule.citation)) for rule, values in members)
    terms: tuple[Term, ...] = (*chosen.values(), Variable(PARAGRAPH, first.span))
    atom = Atom(name, terms, first.span)
    return Fold(Rule(replaced.head, (*replaced.body, atom), first.citation, first.span), rules, citations, rows)


def shape_of(rule: Rule) -> tuple[object, tuple[Value, ...]]:
    """The rule with its variables numbered and its constants taken out, and those constants in order."""
    writer = _Shape()
    written = (writer.literal(rule.head), tuple(writer.literal(one) for one in rule.body))
    return written, tuple(writer.values)


class _Shape:
    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[str, int] = {}

    def literal(self, literal: Literal) -> object:
        if isinstance(literal, Atom):
            return ("atom", literal.predicate, *(self.expression(term) for term in literal.terms))
        if isinstance(literal, Negation):
            return ("not", self.literal(literal.atom))
        if isinstance(literal, Comparison):
            return (literal.operator, self.expression(literal.left), self.expression(literal.right))
        body = tuple(self.literal(one) for one in literal.body)
        value = self.expression(literal.value) if literal.value is not None else None
        return (literal.function, self.expression(literal.result), value, body)

    def expression(self, one: Expression | Anything) -> object:
        if isinstance(one, Constant):
            self.values.append(one.value)
            return ("constant", type(one.value).__name__)
        if isinstance(one, Variable):
            return self._numbers.setdefault(one.name, len(self._numbers))
        if isinstance(one, Anything):
            return "_"
        if isinstance(one, Arithmetic):
            return (one.operator, self.expression(one.left), self.expression(one.right))
        return (one.sign, one.unit, self.expression(one.base), self.expression(one.amount))


class _Replace:
    """Puts variables in the place of some constants, counted in the order in which `_Shape` meets them."""

    def __init__(self, chosen: Mapping[int, Variable]) -> None:
        self._chosen = chosen
        self._count = -1

    def rule(self, rule: Rule) -> Rule:
        head = self._atom(rule.head)
        return Rule(head, tuple(self._literal(one) for one in rule.body), rule.citation, rule.span)

    def _literal(self, literal: Literal) -> Literal:
        if isinstance(literal, Atom):
            return self._atom(literal)
        if isinstance(literal, Negation):
            return Negation(self._atom(literal.atom), literal.span)
        if isinstance(literal, Comparison):
            left = self._expression(literal.left)
            return Comparison(literal.operator, left, self._expression(literal.right), literal.span)
        value = self._expression(literal.value) if literal.value is not None else None
        body = tuple(self._literal(one) for one in literal.body)
        return Aggregate(literal.result, literal.function, value, body, literal.span, literal.stated)

    def _atom(self, atom: Atom) -> Atom:
        return Atom(atom.predicate, tuple(self._term(term) for term in atom.terms), atom.span)

    def _term(self, term: Term) -> Term:
        if isinstance(term, Constant):
            self._count += 1
            return self._chosen.get(self._count, term)
        return term

    def _expression(self, one: Expression) -> Expression:
        if isinstance(one, Constant | Variable):
            replaced = self._term(one)
            assert not isinstance(replaced, Anything)
            return replaced
        if isinstance(one, Arithmetic):
            left = self._expression(one.left)
            return Arithmetic(one.operator, left, self._expression(one.right), one.span)
        base = self._expression(one.base)
        assert isinstance(one, DateShift)
        return DateShift(base, one.sign, self._expression(one.amount), one.unit, one.span)
