"""The ways in which a rule of the law is changed: each mutant is a rule that a slip could have written.

What people mistake in the language (a variable, `_`, `not`, a unit) is in `slips`; here is what they mistake in law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from secg.language.model import (
    Aggregate,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Negation,
    Rule,
    Value,
    Variable,
)
from secg.language.operators import Calculation, Comparator, Form, Function, by_comparator
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Vocabulary
from secg.messages import Span, catalogue
from tests.mutants.slips import slips_of

NOWHERE = Span("", 0, 0)
TURNED: Mapping[Comparator, tuple[Comparator, ...]] = by_comparator(
    less=(Comparator.AT_MOST, Comparator.AT_LEAST),
    at_most=(Comparator.LESS, Comparator.MORE),
    more=(Comparator.AT_LEAST, Comparator.AT_MOST),
    at_least=(Comparator.MORE, Comparator.LESS),
    equal=(Comparator.UNEQUAL,),
    unequal=(Comparator.EQUAL,),
)
OTHER_CALCULATION = {
    Calculation.PLUS: Calculation.MINUS,
    Calculation.MINUS: Calculation.PLUS,
    Calculation.TIMES: Calculation.PLUS,
}
FOLDS = {Function.SUM: Function.COUNT, Function.MIN: Function.MAX, Function.MAX: Function.MIN}


@dataclass(frozen=True)
class Mutant:
    """A rule with one thing changed; `what` says the change in words."""

    original: Rule
    rule: Rule
    kind: str
    what: str

    @property
    def place(self) -> str:
        """Where the original stands."""
        return f"{self.original.citation} ({self.original.span.file}:{self.original.span.line})"


def mutants_of(rule: Rule, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Every mutant of a rule that the static checks let through."""
    impossible = Comparison(
        Comparator.EQUAL, Constant(1, Form.INTEGER, NOWHERE), Constant(2, Form.INTEGER, NOWHERE), rule.span
    )
    yield Mutant(rule, replace(rule, body=(*rule.body, impossible)), "rule left out", "the whole rule is left out")
    for kind, what, changed in slips_of(rule, vocabulary):
        yield Mutant(rule, changed, kind, what)
    for kind, what, changed in _changes(rule, vocabulary):
        faults = [
            diagnostic for diagnostic in check_rule(changed, vocabulary) if diagnostic.kind is not catalogue.SINGLETON
        ]
        if not faults and changed != rule:
            yield Mutant(rule, changed, kind, what)


def _changes(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Rule]]:
    for index, literal in enumerate(rule.body):
        before, after = rule.body[:index], rule.body[index + 1 :]
        yield "condition left out", f"without `{literal}`", replace(rule, body=before + after)
        for kind, what, changed in _literal_changes(literal, vocabulary):
            yield kind, what, replace(rule, body=(*before, changed, *after))
    for kind, what, head in _atom_changes(rule.head, vocabulary):
        yield kind, f"concludes {what}", replace(rule, head=head)


def _literal_changes(literal: Literal, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Literal]]:
    if isinstance(literal, Atom):
        yield from _atom_changes(literal, vocabulary)
    elif isinstance(literal, Negation):
        for kind, what, atom in _atom_changes(literal.atom, vocabulary):
            yield kind, what, replace(literal, atom=atom)
    elif isinstance(literal, Comparison):
        for operator in TURNED[literal.operator]:
            what = f"`{literal}` with {operator}"
            yield "comparison turned", what, replace(literal, operator=operator)
        for kind, what, changed in _expression_changes(literal.left):
            yield kind, what, replace(literal, left=changed)
        for kind, what, changed in _expression_changes(literal.right):
            yield kind, what, replace(literal, right=changed)
    else:
        yield from _aggregate_changes(literal, vocabulary)


def _aggregate_changes(aggregate: Aggregate, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Literal]]:
    other = FOLDS.get(aggregate.function)
    if other is not None:
        value = None if other is Function.COUNT else aggregate.value
        what = f"{other} instead of {aggregate.function}"
        yield "aggregate changed", what, replace(aggregate, function=other, value=value)
    for index, literal in enumerate(aggregate.body):
        before, after = aggregate.body[:index], aggregate.body[index + 1 :]
        if len(aggregate.body) > 1:
            what = f"without `{literal}` in the braces"
            yield "condition left out", what, replace(aggregate, body=before + after)
        for kind, what, changed in _literal_changes(literal, vocabulary):
            yield kind, f"{what} in the braces", replace(aggregate, body=(*before, changed, *after))


def _atom_changes(atom: Atom, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Atom]]:
    declared = vocabulary.predicates[atom.predicate]
    for index, (term, argument) in enumerate(zip(atom.terms, declared.arguments, strict=True)):
        if not isinstance(term, Constant):
            continue
        enumeration = vocabulary.types.get(argument.type)
        if enumeration is not None:
            symbols = list(enumeration.labels)
            others: list[Value] = [symbol for symbol in symbols if symbol != term.value]
            others = others if argument.type in ("category", "capacity") else others[:2]
            kind = "category changed" if argument.type == "category" else "constant changed"
        else:
            others, kind = list(_near(term)), "constant changed"
        for other in others:
            terms = (*atom.terms[:index], replace(term, value=other), *atom.terms[index + 1 :])
            yield kind, f"{other} instead of {term}", replace(atom, terms=terms)


def _near(constant: Constant) -> Iterator[Value]:
    if isinstance(constant.value, date):
        yield constant.value - timedelta(days=1)
        yield constant.value + timedelta(days=1)
    elif isinstance(constant.value, int):
        yield constant.value - 1
        yield constant.value + 1


def _expression_changes(expression: Expression) -> Iterator[tuple[str, str, Expression]]:
    if isinstance(expression, Constant):
        kind = "threshold off by one" if isinstance(expression.value, int) else "date changed"
        for other in _near(expression):
            moved = replace(expression, value=other)
            yield kind, f"{moved} instead of {expression}", moved
    elif isinstance(expression, Arithmetic):
        for kind, what, changed in _expression_changes(expression.left):
            yield kind, what, replace(expression, left=changed)
        for kind, what, changed in _expression_changes(expression.right):
            yield kind, what, replace(expression, right=changed)
        operator = OTHER_CALCULATION.get(expression.operator)
        if operator:
            changed_sum = replace(expression, operator=operator)
            yield "calculation changed", f"`{changed_sum}`", changed_sum
    elif isinstance(expression, DateShift):
        for kind, what, changed in _expression_changes(expression.amount):
            yield kind, what, replace(expression, amount=changed)
        for kind, what, changed in _expression_changes(expression.base):
            yield kind, what, replace(expression, base=changed)
        yield "calculation changed", "the other direction in time", replace(expression, sign=-expression.sign)
    else:
        assert isinstance(expression, Variable)
