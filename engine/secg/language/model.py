"""The rule model: the one thing that every compiler, the prover and the checker read.

Each node has the span where it was written. A span is no part of equality: the same words in two places are equal, so
that nodes are keys of dictionaries and members of sets by what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from typing import assert_never

from secg.language.operators import Calculation, Comparator, Form, Function, Unit
from secg.language.paragraph_number import Citation
from secg.messages import Span
from secg.records import record

Value = int | str | date
"""What a constant is: a whole number, a text (a declared symbol is one too) or a day."""


@record
class Variable:
    """A capitalised name."""

    name: str
    span: Span = field(compare=False)


@record
class Anything:
    """`_`: any value, never looked at again."""

    span: Span = field(compare=False)


@record
class Constant:
    """A value as written."""

    value: Value
    form: Form
    span: Span = field(compare=False)


@record
class Arithmetic:
    """`left operator right` over whole numbers."""

    operator: Calculation
    left: Expression
    right: Expression
    span: Span = field(compare=False)


@record
class DateShift:
    """A day moved by `sign * amount` units.

    A move by months keeps the day of the month, or takes the month's last day where it has no such day.
    """

    base: Expression
    sign: int
    amount: Expression
    unit: Unit
    span: Span = field(compare=False)


Term = Variable | Constant | Anything
Expression = Variable | Constant | Arithmetic | DateShift


@record
class Atom:
    """`predicate(term, …)`."""

    predicate: str
    terms: tuple[Term, ...]
    span: Span = field(compare=False)


@record
class Negation:
    """`not atom`: no row of the predicate matches."""

    atom: Atom
    span: Span = field(compare=False)


@record
class Comparison:
    """`left operator right`; with `=` and one unbound variable on a side, it names the value of the other side."""

    operator: Comparator
    left: Expression
    right: Expression
    span: Span = field(compare=False)


@record
class Aggregate:
    """`result = function value : { body }` over the distinct values of the named variables of the body.

    A `stated` sum is taken over those who state the number; others may make it larger (`program_checks.py`).
    """

    result: Variable
    function: Function
    value: Expression | None
    body: tuple[Literal, ...]
    span: Span = field(compare=False)
    stated: bool = False


Literal = Atom | Negation | Comparison | Aggregate


@record
class Rule:
    """`head :- body.`, standing under exactly one paragraph."""

    head: Atom
    body: tuple[Literal, ...]
    citation: Citation
    span: Span = field(compare=False)


def expression_variables(expression: Expression | Anything | None) -> Iterator[Variable]:
    """The variables of an expression, from left to right, with repeats."""
    match expression:
        case Variable():
            yield expression
        case Arithmetic():
            yield from expression_variables(expression.left)
            yield from expression_variables(expression.right)
        case DateShift():
            yield from expression_variables(expression.base)
            yield from expression_variables(expression.amount)
        case Constant() | Anything() | None:
            pass
        case _:
            assert_never(expression)


def literal_variables(literal: Literal) -> Iterator[Variable]:
    """The variables of a literal, from left to right, with repeats; of an aggregate, the inner ones too."""
    match literal:
        case Atom():
            for term in literal.terms:
                yield from expression_variables(term)
        case Negation():
            yield from literal_variables(literal.atom)
        case Comparison():
            yield from expression_variables(literal.left)
            yield from expression_variables(literal.right)
        case Aggregate():
            yield literal.result
            yield from expression_variables(literal.value)
            for inner in literal.body:
                yield from literal_variables(inner)
        case _:
            assert_never(literal)


def literal_atoms(literal: Literal) -> Iterator[tuple[Atom, str]]:
    """The atoms of a literal, each with how it is used: `positive`, `negated` or `aggregated`.

    A negated atom between the braces of an aggregate is negated.
    """
    match literal:
        case Atom():
            yield literal, "positive"
        case Negation():
            yield literal.atom, "negated"
        case Comparison():
            pass
        case Aggregate():
            for inner in literal.body:
                for atom, how in literal_atoms(inner):
                    yield atom, "aggregated" if how == "positive" else how
        case _:
            assert_never(literal)


def with_inner(literals: Iterable[Literal]) -> Iterator[Literal]:
    """These literals, each followed by those between its braces."""
    for literal in literals:
        yield literal
        match literal:
            case Aggregate():
                yield from with_inner(literal.body)
            case Atom() | Negation() | Comparison():
                pass
            case _:
                assert_never(literal)


def atoms_of(literals: Iterable[Literal]) -> Iterator[Atom]:
    """All atoms of these literals, from left to right, also those that are negated or stand between braces."""
    for literal in literals:
        for atom, _ in literal_atoms(literal):
            yield atom


def variable_names(*literals: Literal) -> set[str]:
    """The names of all variables of these literals, also of those between the braces of an aggregate."""
    names: set[str] = set()
    for literal in literals:
        names.update(variable.name for variable in literal_variables(literal))
    return names


def equated(literal: Literal) -> Iterator[tuple[Variable, Expression]]:
    """Of a comparison with `=`: each variable that stands alone on a side, with the other side."""
    if isinstance(literal, Comparison) and literal.operator is Comparator.EQUAL:
        for variable, other in ((literal.left, literal.right), (literal.right, literal.left)):
            if isinstance(variable, Variable):
                yield variable, other


def group_variables(aggregate: Aggregate, rule: Rule) -> tuple[str, ...]:
    """The names that an aggregate shares with its rule outside all braces, sorted: its value is taken for each group.

    A name that stands in the braces of two aggregates only is another variable in each.
    """
    # of the value as well, which may name a variable that no condition between the braces does
    inside = variable_names(*aggregate.body)
    inside |= {variable.name for variable in expression_variables(aggregate.value)}
    outside = {term.name for term in rule.head.terms if isinstance(term, Variable)}
    for literal in rule.body:
        if not isinstance(literal, Aggregate):
            outside |= variable_names(literal)
        elif literal is not aggregate:
            outside.add(literal.result.name)
    return tuple(sorted(inside & outside))


Replacement = Callable[[Variable], Term]


def replacing(terms: Mapping[str, Term], suffix: str = "") -> Replacement:
    """Each variable by its term of `terms`, or by itself with `suffix` behind its name."""
    return lambda variable: terms.get(variable.name) or replace(variable, name=f"{variable.name}{suffix}")


def substitute_atom(atom: Atom, replacement: Replacement) -> Atom:
    """The atom with each variable replaced."""
    return replace(atom, terms=tuple(_term(term, replacement) for term in atom.terms))


def substitute(literal: Literal, replacement: Replacement) -> Literal:
    """The literal with each variable replaced, between braces too; the name of an aggregate's result stays a variable.

    >>> from secg.language.rule_text import literal_text
    >>> from secg.messages import Span
    >>> nowhere = Span("", 0, 0)
    >>> supplies = Atom("supplies", (Variable("User", nowhere), Variable("Count", nowhere)), nowhere)
    >>> literal_text(substitute(supplies, replacing({"User": Variable("Provider", nowhere)}, "2")))
    'supplies(Provider, Count2)'
    """
    match literal:
        case Atom():
            return substitute_atom(literal, replacement)
        case Negation():
            return replace(literal, atom=substitute_atom(literal.atom, replacement))
        case Comparison():
            left, right = _expression(literal.left, replacement), _expression(literal.right, replacement)
            return replace(literal, left=left, right=right)
        case Aggregate():
            result = replacement(literal.result)
            assert isinstance(result, Variable)  # a value would make the aggregate a comparison
            value = None if literal.value is None else _expression(literal.value, replacement)
            body = tuple(substitute(inner, replacement) for inner in literal.body)
            return replace(literal, result=result, value=value, body=body)
        case _:
            assert_never(literal)


def _term(term: Term, replacement: Replacement) -> Term:
    return replacement(term) if isinstance(term, Variable) else term


def _expression(expression: Expression, replacement: Replacement) -> Expression:
    match expression:
        case Variable():
            replaced = replacement(expression)
            assert not isinstance(replaced, Anything)  # `_` stands for an argument of an atom only
            return replaced
        case Constant():
            return expression
        case Arithmetic():
            left, right = _expression(expression.left, replacement), _expression(expression.right, replacement)
            return replace(expression, left=left, right=right)
        case DateShift():
            base, amount = _expression(expression.base, replacement), _expression(expression.amount, replacement)
            return replace(expression, base=base, amount=amount)
        case _:
            assert_never(expression)
