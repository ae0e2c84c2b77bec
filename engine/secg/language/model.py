"""The rule model: the one thing that every compiler, the prover and the checker read.

Each node has the span where it was written. A span is no part of equality: the same words in two places are equal, so
that nodes are keys of dictionaries and members of sets by what they say. `str` writes a node out as it is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, TypeVar, assert_never

from secg.language import operators
from secg.language.paragraph_number import Citation
from secg.messages import Kind, Span, catalogue
from secg.records import record

Value = int | str | date
"""What a constant is: a whole number, a text (a declared symbol is one too) or a day."""

INDENT = "    "
"""What stands before a condition of a rule."""


@record
class Variable:
    """A capitalised name."""

    name: str
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return self.name


@record
class Anything:
    """`_`: any value, never looked at again."""

    span: Span = field(compare=False)

    def __str__(self) -> str:
        return "_"


@record
class Constant:
    """A value as written."""

    value: Value
    form: operators.Form
    span: Span = field(compare=False)

    def __str__(self) -> str:
        if isinstance(self.value, int):
            return f"{self.value:_}"
        return f'"{self.value}"' if self.form is operators.Form.TEXT else str(self.value)


@record
class Arithmetic:
    """`left operator right` over whole numbers."""

    operator: operators.Calculation
    left: Expression
    right: Expression
    span: Span = field(compare=False)

    def __str__(self) -> str:
        own = operators.BINDING[self.operator]
        # one step tighter on the right: `a - (b - c)` keeps its brackets, and `(a - b) - c` needs none
        return f"{_within(own, self.left)} {self.operator} {_within(own + 1, self.right)}"


@record
class DateShift:
    """A day moved by `sign * amount` units.

    A move by months keeps the day of the month, or takes the month's last day where it has no such day.
    """

    base: Expression
    sign: int
    amount: Expression
    unit: operators.Unit
    span: Span = field(compare=False)

    def __str__(self) -> str:
        is_single = isinstance(self.amount, Constant) and self.amount.value == 1
        unit = self.unit.removesuffix("s") if is_single else self.unit
        return f"{self.base} {'+' if self.sign > 0 else '-'} {_within(operators.PRODUCT, self.amount)} {unit}"


def _within(place: int, side: Expression) -> str:
    """The text of a side that has to bind so tightly, in brackets where it would otherwise be read differently."""
    own = operators.BINDING[side.operator] if isinstance(side, Arithmetic) else operators.SUM
    return f"({side})" if isinstance(side, Arithmetic | DateShift) and place > own else str(side)


Term = Variable | Constant | Anything
Expression = Variable | Constant | Arithmetic | DateShift


@record
class Atom:
    """`predicate(term, …)`."""

    predicate: str
    terms: tuple[Term, ...]
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return f"{self.predicate}({', '.join(map(str, self.terms))})"


@record
class Negation:
    """`not atom`: no row of the predicate matches."""

    atom: Atom
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return f"not {self.atom}"


@record
class Comparison:
    """`left operator right`; with `=` and one unbound variable on a side, it names the value of the other side."""

    operator: operators.Comparator
    left: Expression
    right: Expression
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@record
class Aggregate:
    """`result = function value : { body }` over the distinct values of the named variables of the body.

    A `stated` sum is taken over those who state the number; others may make it larger (`program_checks.py`).
    """

    result: Variable
    function: operators.Function
    value: Expression | None
    body: tuple[Literal, ...]
    span: Span = field(compare=False)
    stated: bool = False

    def __str__(self) -> str:
        value = "" if self.value is None else f" {self.value}"
        return f"{self.result} = {word_of(self)}{value} : {{ {', '.join(map(str, self.body))} }}"


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

    def __str__(self) -> str:
        """The rule with one condition on a line."""
        if not self.body:
            return f"{self.head}."
        conditions = f",\n{INDENT}".join(map(str, self.body))
        return f"{self.head} :-\n{INDENT}{conditions}."


Node = Expression | Anything | Literal
"""A condition, or what it is made of."""
_Node = TypeVar("_Node", bound=Node)

_PLACES: Mapping[type[object], tuple[str, ...]] = {
    Variable: (),
    Constant: (),
    Anything: (),
    Arithmetic: ("left", "right"),
    DateShift: ("base", "amount"),
    Atom: ("terms",),
    Negation: ("atom",),
    Comparison: ("left", "right"),
    Aggregate: ("result", "value", "body"),
}
"""The fields of each node that hold what it is made of, from left to right: nodes, tuples of them, or None."""


def parts_of(node: Node) -> list[Node]:
    """What a node is made of, from left to right; of an aggregate also what stands between its braces."""
    parts: list[Node] = []
    for place in _PLACES[type(node)]:
        held = getattr(node, place)
        if isinstance(held, tuple):
            parts.extend(held)
        elif held is not None:
            parts.append(held)
    return parts


def walk(*nodes: Node) -> Iterator[Node]:
    """These nodes and all that they are made of, each before its parts, from left to right."""
    for node in nodes:
        yield node
        yield from walk(*parts_of(node))


def variables_of(node: Node | None) -> list[Variable]:
    """The variables of a node, from left to right, with repeats."""
    # not by `walk`: rules are asked for their variables tens of thousands of times in a run, mostly those of an atom
    if isinstance(node, Atom):
        return [term for term in node.terms if isinstance(term, Variable)]
    if isinstance(node, Variable):
        return [node]
    variables: list[Variable] = []
    if node is not None:
        for part in parts_of(node):
            variables += variables_of(part)
    return variables


def word_of(literal: Literal) -> str:
    """The word that tells a condition from others with the same parts."""
    match literal:
        case Atom():
            return literal.predicate
        case Negation():
            return "not"
        case Comparison():
            return literal.operator
        case Aggregate():
            return f"stated {literal.function}" if literal.stated else literal.function
        case _:
            assert_never(literal)


def conditions_of(literals: Iterable[Literal]) -> Iterator[Literal]:
    """These conditions, each aggregate followed by those between its braces."""
    for literal in literals:
        yield literal
        if isinstance(literal, Aggregate):
            yield from conditions_of(literal.body)


def literal_atoms(literal: Literal, how: str = "positive") -> Iterator[tuple[Atom, str]]:
    """The atoms of a literal, each with how it is used: `positive`, `negated` or `aggregated`.

    A negated atom between the braces of an aggregate is negated.
    """
    match literal:
        case Atom():
            yield literal, how
        case Negation():
            yield literal.atom, "negated"
        case Comparison():
            pass
        case Aggregate():
            for inner in literal.body:
                yield from literal_atoms(inner, "aggregated")
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


def compared(literals: Iterable[Literal]) -> Iterator[tuple[Expression, Expression | None, bool]]:
    """What these literals hold against what, and whether by its order; an aggregate gives one of its values."""
    for literal in conditions_of(literals):
        if isinstance(literal, Comparison):
            yield literal.left, literal.right, operators.ORDERS[literal.operator]
        if isinstance(literal, Aggregate):
            yield literal.result, literal.value, operators.TAKES_BY_ORDER[literal.function]


def atoms_of(literals: Iterable[Literal]) -> Iterator[Atom]:
    """All atoms of these literals, from left to right, also those that are negated or stand between braces."""
    for literal in conditions_of(literals):
        match literal:
            case Atom():
                yield literal
            case Negation():
                yield literal.atom
            case Comparison() | Aggregate():
                pass
            case _:
                assert_never(literal)


def variable_names(*nodes: Node | None) -> set[str]:
    """The names of all variables of these nodes, also of those between the braces of an aggregate."""
    names: set[str] = set()
    for node in nodes:
        names.update(variable.name for variable in variables_of(node))
    return names


def equated(node: Node) -> Iterator[tuple[Variable, Expression]]:
    """Of a comparison with `=`: each variable that stands alone on a side, with the other side."""
    if isinstance(node, Comparison) and node.operator is operators.Comparator.EQUAL:
        for variable, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(variable, Variable):
                yield variable, other


def group_variables(aggregate: Aggregate, rule: Rule) -> tuple[str, ...]:
    """The names that an aggregate shares with its rule outside all braces, sorted: its value is taken for each group.

    A name that stands in the braces of two aggregates only is another variable in each. That of the value is none.
    """
    # of the value as well, which may name a variable that no condition between the braces does
    inside = variable_names(aggregate.value, *aggregate.body)
    outside = {term.name for term in rule.head.terms if isinstance(term, Variable)}
    for literal in rule.body:
        if not isinstance(literal, Aggregate):
            outside |= variable_names(literal)
        elif literal is not aggregate:
            outside.add(literal.result.name)
    return tuple(sorted(inside & outside - {aggregate.result.name}))


def needed_by(literal: Literal, rule: Rule | None) -> list[Variable]:
    """The variables that need a value before a condition can be tested; outside a rule an aggregate has no group."""
    match literal:
        case Atom():
            return []
        case Negation() | Comparison():
            return variables_of(literal)
        case Aggregate():
            group = group_variables(literal, rule) if rule is not None else ()
            return [variable for variable in variables_of(literal) if variable.name in group]
        case _:
            assert_never(literal)


def given_by(literal: Literal, assignment: tuple[Variable, Expression] | None) -> set[str]:
    """The names to which a literal gives a value, where it is a comparison by this assignment."""
    match literal:
        case Atom():
            return variable_names(literal)
        case Aggregate():
            return {literal.result.name}
        case Comparison():
            return {assignment[0].name} if assignment is not None else set()
        case Negation():
            return set()
        case _:
            assert_never(literal)


def rank_of(literal: Literal) -> int:
    """Tests first: they leave fewer rows to join. An aggregate last: it is taken of each group that is left."""
    match literal:
        case Comparison():
            return 0
        case Negation():
            return 1
        case Atom():
            return 2
        case Aggregate():
            return 3
        case _:
            assert_never(literal)


def unsafe_kind(literal: Literal) -> Kind:
    """The kind of fault of a condition that waits for a value."""
    match literal:
        case Comparison():
            return catalogue.UNSAFE_COMPARISON
        case Aggregate():
            return catalogue.UNSAFE_AGGREGATE
        case Negation():
            return catalogue.UNSAFE_NEGATION
        case Atom():
            raise AssertionError(literal)  # which gives values, and waits for none
        case _:
            assert_never(literal)


Replacement = Callable[[Variable], Term]


def replacing(terms: Mapping[str, Term], suffix: str = "") -> Replacement:
    """Each variable by its term of `terms`, or by itself with `suffix` behind its name."""
    return lambda variable: terms.get(variable.name) or replace(variable, name=f"{variable.name}{suffix}")


def substitute(node: _Node, replacement: Replacement) -> _Node:
    """The node with each variable below it replaced; the name of an aggregate's result has to stay a variable.

    >>> from secg.messages import Span
    >>> nowhere = Span("", 0, 0)
    >>> supplies = Atom("supplies", (Variable("User", nowhere), Variable("Count", nowhere)), nowhere)
    >>> print(substitute(supplies, replacing({"User": Variable("Provider", nowhere)}, "2")))
    supplies(Provider, Count2)
    """

    def put(part: Node | None) -> Node | None:
        if isinstance(part, Variable):
            return replacement(part)
        return None if part is None else substitute(part, replacement)

    changed: dict[str, Any] = {}  # by the names of fields, whose types differ from node to node
    for place in _PLACES[type(node)]:
        held = getattr(node, place)
        changed[place] = tuple(map(put, held)) if isinstance(held, tuple) else put(held)
    return replace(node, **changed)
