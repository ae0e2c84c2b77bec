"""The slips of people who write rules: each is a rule that passes every check of one rule and may mean something else.

A variable where another is meant, `_` for a variable or for a constant, two variables swapped, a condition denied or no
longer denied, days for months.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from secg.language.model import (
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
    Variable,
    literal_atoms,
)
from secg.language.operators import Unit
from secg.language.rule_checks import check_rule
from secg.language.safety import asked_of_anybody
from secg.language.vocabulary import NUMBERS, Vocabulary

OTHER_VARIABLE = "another variable"
VARIABLE_IGNORED = "_ for a variable"
CONSTANT_IGNORED = "_ for a constant"
SWAPPED = "variables swapped"
DENIED = "negation added"
AFFIRMED = "negation dropped"
UNIT = "unit changed"
POLARITY = (DENIED, AFFIRMED)
"""The slips that may leave a rule right by itself and the rules together not."""

Slip = tuple[str, str, Rule]
"""The kind of a slip, the change in words, and the rule with it."""


def slips_of(rule: Rule, vocabulary: Vocabulary) -> Iterator[Slip]:
    """Every slip in a rule that the checks of policies let through, each rule once."""
    made = {rule}
    for kind, what, changed in _slips(rule, _types(rule, vocabulary)):
        if changed not in made and not check_rule(changed, vocabulary) and not [*asked_of_anybody(changed, vocabulary)]:
            made.add(changed)
            yield kind, what, changed


def _slips(rule: Rule, types: Mapping[str, str]) -> Iterator[Slip]:
    for kind, what, head in _atom_slips(rule.head, types):
        if kind in (OTHER_VARIABLE, SWAPPED):
            yield kind, f"concludes {what}", replace(rule, head=head)
    for index, literal in enumerate(rule.body):
        for kind, what, changed in _literal_slips(literal, types):
            yield kind, what, replace(rule, body=(*rule.body[:index], changed, *rule.body[index + 1 :]))


def _literal_slips(literal: Literal, types: Mapping[str, str]) -> Iterator[tuple[str, str, Literal]]:
    if isinstance(literal, Atom):
        yield DENIED, f"`not {literal}`", Negation(literal, literal.span)
        yield from _atom_slips(literal, types)
    elif isinstance(literal, Negation):
        yield AFFIRMED, f"`{literal.atom}`", literal.atom
        for kind, what, atom in _atom_slips(literal.atom, types):
            yield kind, what, replace(literal, atom=atom)
    elif isinstance(literal, Comparison):
        if isinstance(literal.left, Variable) and isinstance(literal.right, Variable):
            swapped = replace(literal, left=literal.right, right=literal.left)
            yield SWAPPED, f"`{swapped}`", swapped
        for kind, what, changed in _expression_slips(literal.left, types):
            yield kind, what, replace(literal, left=changed)
        for kind, what, changed in _expression_slips(literal.right, types):
            yield kind, what, replace(literal, right=changed)
    else:
        yield from _aggregate_slips(literal, types)


def _aggregate_slips(aggregate: Aggregate, types: Mapping[str, str]) -> Iterator[tuple[str, str, Literal]]:
    if aggregate.value is not None:
        for kind, what, value in _expression_slips(aggregate.value, types):
            yield kind, what, replace(aggregate, value=value)
    for index, literal in enumerate(aggregate.body):
        for kind, what, changed in _literal_slips(literal, types):
            body = (*aggregate.body[:index], changed, *aggregate.body[index + 1 :])
            yield kind, f"{what} in the braces", replace(aggregate, body=body)


def _atom_slips(atom: Atom, types: Mapping[str, str]) -> Iterator[tuple[str, str, Atom]]:
    for index, term in enumerate(atom.terms):
        for kind, changed in _term_slips(term, types):
            terms: tuple[Term, ...] = (*atom.terms[:index], changed, *atom.terms[index + 1 :])
            yield kind, f"`{replace(atom, terms=terms)}`", replace(atom, terms=terms)
    places = [index for index, term in enumerate(atom.terms) if isinstance(term, Variable)]
    for first, second in combinations(places, 2):
        item, other = atom.terms[first], atom.terms[second]
        assert isinstance(item, Variable) and isinstance(other, Variable)
        if types.get(item.name) == types.get(other.name):
            swapped = list(atom.terms)
            swapped[first], swapped[second] = other, item
            yield SWAPPED, f"`{replace(atom, terms=tuple(swapped))}`", replace(atom, terms=tuple(swapped))


def _term_slips(term: Term, types: Mapping[str, str]) -> Iterator[tuple[str, Term]]:
    if isinstance(term, Variable):
        yield VARIABLE_IGNORED, Anything(term.span)
        for other in _others(term, types):
            yield OTHER_VARIABLE, other
    elif isinstance(term, Constant):
        yield CONSTANT_IGNORED, Anything(term.span)


def _expression_slips(expression: Expression, types: Mapping[str, str]) -> Iterator[tuple[str, str, Expression]]:
    if isinstance(expression, Variable):
        for other in _others(expression, types):
            yield OTHER_VARIABLE, f"{other.name} instead of {expression.name}", other
    elif isinstance(expression, Arithmetic):
        for kind, what, changed in _expression_slips(expression.left, types):
            yield kind, what, replace(expression, left=changed)
        for kind, what, changed in _expression_slips(expression.right, types):
            yield kind, what, replace(expression, right=changed)
    elif isinstance(expression, DateShift):
        unit = Unit.DAYS if expression.unit is Unit.MONTHS else Unit.MONTHS
        yield UNIT, f"{unit} instead of {expression.unit}", replace(expression, unit=unit)
        for kind, what, changed in _expression_slips(expression.base, types):
            yield kind, what, replace(expression, base=changed)
    else:
        assert isinstance(expression, Constant), str(expression)


def _others(variable: Variable, types: Mapping[str, str]) -> Iterator[Variable]:
    """The other variables of the rule that could stand in the place of one."""
    for name, kind in types.items():
        if name != variable.name and kind == types.get(variable.name):
            yield replace(variable, name=name)


def _types(rule: Rule, vocabulary: Vocabulary) -> Mapping[str, str]:
    """What the variables of a rule are: the type of the places that they stand in, numbers being alike."""
    found: dict[str, str] = {}
    for atom in (rule.head, *(atom for literal in rule.body for atom, _ in literal_atoms(literal))):
        for term, argument in zip(atom.terms, vocabulary.predicates[atom.predicate].arguments, strict=True):
            if isinstance(term, Variable):
                found.setdefault(term.name, "a number" if argument.type in NUMBERS else argument.type)
    return found
