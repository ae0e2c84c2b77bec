"""Rules written out as text; parsing the text gives the same rules again."""

from __future__ import annotations

from datetime import date

from secg.language import model as m
from secg.language.operators import BINDING, PRODUCT, SUM, Form

INDENT = "    "


def rule_text(rule: m.Rule) -> str:
    """A rule with one condition on a line."""
    head = atom_text(rule.head)
    if not rule.body:
        return f"{head}."
    conditions = f",\n{INDENT}".join(literal_text(literal) for literal in rule.body)
    return f"{head} :-\n{INDENT}{conditions}."


def literal_text(literal: m.Literal) -> str:
    """One condition."""
    if isinstance(literal, m.Atom):
        return atom_text(literal)
    if isinstance(literal, m.Negation):
        return f"not {atom_text(literal.atom)}"
    if isinstance(literal, m.Comparison):
        return f"{expression_text(literal.left)} {literal.operator} {expression_text(literal.right)}"
    return _aggregate_text(literal)


def atom_text(atom: m.Atom) -> str:
    """A predicate with its arguments."""
    return f"{atom.predicate}({', '.join(term_text(term) for term in atom.terms)})"


def term_text(term: m.Term) -> str:
    """A variable, a constant or `_`."""
    if isinstance(term, m.Variable):
        return term.name
    return "_" if isinstance(term, m.Anything) else _constant_text(term)


def expression_text(expression: m.Expression, place: int = SUM) -> str:
    """An expression, in brackets where it would otherwise be read differently."""
    if isinstance(expression, m.Variable | m.Constant):
        return term_text(expression)
    if isinstance(expression, m.DateShift):
        sign = "+" if expression.sign > 0 else "-"
        amount = expression_text(expression.amount, PRODUCT)
        text = f"{expression_text(expression.base)} {sign} {amount} {_unit_text(expression)}"
        return f"({text})" if place > SUM else text
    own = BINDING[expression.operator]
    left = expression_text(expression.left, own)
    right = expression_text(expression.right, own + 1)
    text = f"{left} {expression.operator} {right}"
    return f"({text})" if place > own else text


def _unit_text(shift: m.DateShift) -> str:
    is_single = isinstance(shift.amount, m.Constant) and shift.amount.value == 1
    return shift.unit.removesuffix("s") if is_single else shift.unit


def _constant_text(constant: m.Constant) -> str:
    if isinstance(constant.value, date):
        return constant.value.isoformat()
    if isinstance(constant.value, int):
        return f"{constant.value:_}"
    return f'"{constant.value}"' if constant.form is Form.TEXT else constant.value


def _aggregate_text(aggregate: m.Aggregate) -> str:
    value = "" if aggregate.value is None else f" {expression_text(aggregate.value)}"
    body = ", ".join(literal_text(literal) for literal in aggregate.body)
    stated = "stated " if aggregate.stated else ""
    return f"{aggregate.result.name} = {stated}{aggregate.function}{value} : {{ {body} }}"
