"""From the rule model to the text of a clingo program: the oracle's translation, sharing no code with the engine's.

Every value is a clingo string, so that nothing is calculated with clingo's own numbers (32 bits, overflowing silently),
and so that clingo's order of strings is the order of the values: `i` and 31 digits for a whole number, raised by 10^30;
`d` and 7 digits for a day, counted from year 1; `t` and the text itself. Calculations are calls of the functions in
`tests.oracle.arithmetic`; a sum is taken over limbs of six digits and put together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

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
    Value,
    Variable,
)

OFFSET = 10**30
DIGITS = 31
LIMBS = 5
_FUNCTIONS = {"+": "plus", "-": "minus", "*": "times", "mod": "modulo"}


def encode(value: Value) -> str:
    """The payload of the string that stands for a value."""
    if isinstance(value, date):
        return f"d{value.toordinal():07d}"
    if isinstance(value, int):
        if abs(value) >= OFFSET:
            raise OverflowError(f"{value} has more digits than the oracle keeps")
        return f"i{value + OFFSET:0{DIGITS}d}"
    return f"t{value}"


def decode(payload: str) -> Value:
    """The value that a payload stands for."""
    if payload[0] == "i":
        return int(payload[1:]) - OFFSET
    return date.fromordinal(int(payload[1:])) if payload[0] == "d" else payload[1:]


def quoted(value: Value) -> str:
    """A value as clingo reads it."""
    text = encode(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


class Translation:
    """The text of a program; `names` gives the clingo name of each predicate."""

    def __init__(self, rules: Sequence[Rule], relations: Mapping[str, Iterable[Sequence[Value]]]) -> None:
        self.names: dict[str, str] = {}
        self._arities: dict[str, int] = {}
        self._anything = 0
        lines = [self._fact(predicate, row) for predicate, rows in relations.items() for row in rows]
        lines.extend(self.rule(rule) for rule in rules)
        lines.extend(f"#defined {self.names[name]}/{arity}." for name, arity in self._arities.items())
        self.text = "\n".join(lines) + "\n"

    def rule(self, rule: Rule) -> str:
        """One rule."""
        head = self._atom(rule.head)
        if not rule.body:
            return f"{head}."
        return f"{head} :- {', '.join(self._literal(literal) for literal in rule.body)}."

    def _fact(self, predicate: str, row: Sequence[Value]) -> str:
        return f"{self._name(predicate, len(row))}({','.join(map(quoted, row))})."

    def _name(self, predicate: str, arity: int) -> str:
        self._arities[predicate] = arity
        return self.names.setdefault(predicate, f"p{len(self.names)}")

    def _atom(self, atom: Atom) -> str:
        return f"{self._name(atom.predicate, len(atom.terms))}({','.join(self._term(term) for term in atom.terms)})"

    def _term(self, term: Term) -> str:
        if isinstance(term, Constant):
            return quoted(term.value)
        return "_" if isinstance(term, Anything) else f"V_{term.name}"

    def _literal(self, literal: Literal) -> str:
        if isinstance(literal, Atom):
            return self._atom(literal)
        if isinstance(literal, Negation):
            return f"not {self._atom(literal.atom)}"
        if isinstance(literal, Comparison):
            return f"{self._expression(literal.left)} {literal.operator} {self._expression(literal.right)}"
        return self._aggregate(literal)

    def _aggregate(self, aggregate: Aggregate) -> str:
        result = f"V_{aggregate.result.name}"
        body = ", ".join(self._literal(literal) for literal in aggregate.body)
        named = sorted(_named(aggregate.body))
        tuple_terms = "".join(f",V_{name}" for name in named)
        if aggregate.function == "count":
            # without a named variable there is one contribution at most
            return f"N_{result} = #count {{ 0{tuple_terms} : {body} }}, {result} = @number(N_{result})"
        assert aggregate.value is not None
        value = self._expression(aggregate.value)
        if aggregate.function in ("min", "max"):
            nothing = "#sup" if aggregate.function == "min" else "#inf"
            return f"{result} = #{aggregate.function} {{ {value}{tuple_terms} : {body} }}, {result} != {nothing}"
        limbs = [f"L{place}_{result}" for place in range(LIMBS)]
        sums = [f"{limb} = #sum {{ @limb({value},{place}){tuple_terms} : {body} }}" for place, limb in enumerate(limbs)]
        return f"{', '.join(sums)}, {result} = @total({','.join(limbs)})"

    def _expression(self, expression: Expression) -> str:
        if isinstance(expression, Variable | Constant):
            return self._term(expression)
        if isinstance(expression, DateShift):
            base, amount = self._expression(expression.base), self._expression(expression.amount)
            return f"@{expression.unit}({base},{expression.sign},{amount})"
        left, right = self._expression(expression.left), self._expression(expression.right)
        return f"@{_FUNCTIONS[expression.operator]}({left},{right})"


def _named(body: Iterable[Literal]) -> set[str]:
    """The named variables of the literals of an aggregate."""
    names: set[str] = set()
    for literal in body:
        if isinstance(literal, Comparison):
            names |= _expression_names(literal.left) | _expression_names(literal.right)
        elif isinstance(literal, Atom | Negation):
            atom = literal.atom if isinstance(literal, Negation) else literal
            names |= {term.name for term in atom.terms if isinstance(term, Variable)}
        else:
            raise TypeError("no aggregate stands in an aggregate")
    return names


def _expression_names(expression: Expression) -> set[str]:
    if isinstance(expression, Variable):
        return {expression.name}
    if isinstance(expression, Arithmetic):
        return _expression_names(expression.left) | _expression_names(expression.right)
    if isinstance(expression, DateShift):
        return _expression_names(expression.base) | _expression_names(expression.amount)
    return set()
