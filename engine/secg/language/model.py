"""The rule model: the one thing that every compiler, the prover and the checker read.

Each node has the span where it was written. A span is no part of equality: the same words in two places are equal, so
that nodes are keys of dictionaries and members of sets by what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from typing import NamedTuple, assert_never

from secg.language.operators import ORDERS, TAKES_BY_ORDER, Calculation, Comparator, Form, Function, Unit
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


Simple = Atom | Negation | Comparison
"""A condition without braces."""
Literal = Simple | Aggregate


@record
class Rule:
    """`head :- body.`, standing under exactly one paragraph."""

    head: Atom
    body: tuple[Literal, ...]
    citation: Citation
    span: Span = field(compare=False)


def operands(expression: Expression | Anything | None) -> tuple[Expression, ...]:
    """What is calculated with, from left to right; nothing of a term."""
    match expression:
        case Variable() | Constant() | Anything() | None:
            return ()
        case Arithmetic():
            return expression.left, expression.right
        case DateShift():
            return expression.base, expression.amount
        case _:
            assert_never(expression)


def walk(expression: Expression | Anything) -> Iterator[Expression | Anything]:
    """An expression and all that it is calculated from, each before its operands, from left to right."""
    yield expression
    for operand in operands(expression):
        yield from walk(operand)


def expression_variables(expression: Expression | Anything | None) -> list[Variable]:
    """The variables of an expression, from left to right, with repeats."""
    # not by `walk`: rules are asked for their variables tens of thousands of times in a run
    variables = [expression] if isinstance(expression, Variable) else []
    for operand in operands(expression):
        variables += expression_variables(operand)
    return variables


class Parts(NamedTuple):
    """What a condition is made of: its word, the expressions outside braces, and the conditions within it."""

    word: str
    expressions: tuple[Expression | Anything, ...]
    conditions: tuple[Literal, ...]


def parts_of(literal: Literal) -> Parts:
    """The parts of a condition, from left to right; within it are the atom of a negation and what braces hold."""
    match literal:
        case Atom():
            return Parts(literal.predicate, literal.terms, ())
        case Negation():
            return Parts("not", (), (literal.atom,))
        case Comparison():
            return Parts(literal.operator, (literal.left, literal.right), ())
        case Aggregate():
            word = f"stated {literal.function}" if literal.stated else literal.function
            own = (literal.result,) if literal.value is None else (literal.result, literal.value)
            return Parts(word, own, literal.body)
        case _:
            assert_never(literal)


def literal_variables(literal: Literal) -> Iterator[Variable]:
    """The variables of a literal, from left to right, with repeats; of an aggregate, the inner ones too."""
    _, expressions, conditions = parts_of(literal)
    for expression in expressions:
        yield from expression_variables(expression)
    for condition in conditions:
        yield from literal_variables(condition)


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


def asked_for(literal: Literal) -> Simple:
    """What has to hold first where a condition fails: of an aggregate the first atom between its braces."""
    match literal:
        case Atom() | Negation() | Comparison():
            return literal
        case Aggregate():
            return asked_for(min(literal.body, key=lambda inner: not isinstance(inner, Atom)))
        case _:
            assert_never(literal)


def with_inner(literals: Iterable[Literal]) -> Iterator[Literal]:
    """These literals, each followed by those within it."""
    for literal in literals:
        yield literal
        yield from with_inner(parts_of(literal).conditions)


def expressions_of(literals: Iterable[Literal]) -> Iterator[Expression | Anything]:
    """Every expression anywhere in these literals, each before those that it is calculated from."""
    for literal in with_inner(literals):
        for expression in parts_of(literal).expressions:
            yield from walk(expression)


def compared(literals: Iterable[Literal]) -> Iterator[tuple[Expression, Expression | None, bool]]:
    """What these literals hold against what, and whether by its order; an aggregate gives one of its values."""
    for literal in with_inner(literals):
        match literal:
            case Comparison():
                yield literal.left, literal.right, ORDERS[literal.operator]
            case Aggregate():
                yield literal.result, literal.value, TAKES_BY_ORDER[literal.function]
            case Atom() | Negation():
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
