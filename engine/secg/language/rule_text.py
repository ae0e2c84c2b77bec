"""Rules as text: written out, so that parsing gives the same rules again, and the one layout of Datalog blocks.

The layout has a condition a line, single spaces, and comments where they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from secg.language import model as m
from secg.language.lexer import scan
from secg.language.operators import BINDING, KEYWORDS, PRODUCT, SUM, Form
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import AGGREGATES, parse_rules

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
    match literal:
        case m.Atom():
            return atom_text(literal)
        case m.Negation():
            return f"not {atom_text(literal.atom)}"
        case m.Comparison():
            return f"{expression_text(literal.left)} {literal.operator} {expression_text(literal.right)}"
        case m.Aggregate():
            return _aggregate_text(literal)
        case _:
            assert_never(literal)


def atom_text(atom: m.Atom) -> str:
    """A predicate with its arguments."""
    return f"{atom.predicate}({', '.join(term_text(term) for term in atom.terms)})"


def term_text(term: m.Term) -> str:
    """A variable, a constant or `_`."""
    match term:
        case m.Variable():
            return term.name
        case m.Anything():
            return "_"
        case m.Constant():
            return _constant_text(term)


def expression_text(expression: m.Expression, place: int = SUM) -> str:
    """An expression, in brackets where it would otherwise be read differently."""
    if isinstance(expression, m.Variable | m.Constant):
        return term_text(expression)
    if isinstance(expression, m.DateShift):
        own = SUM
        sign = "+" if expression.sign > 0 else "-"
        amount = expression_text(expression.amount, PRODUCT)
        text = f"{expression_text(expression.base)} {sign} {amount} {_unit_text(expression)}"
    else:
        own = BINDING[expression.operator]
        # one step tighter on the right: `a - (b - c)` keeps its brackets, and `(a - b) - c` needs none
        left, right = expression_text(expression.left, own), expression_text(expression.right, own + 1)
        text = f"{left} {expression.operator} {right}"
    return f"({text})" if place > own else text


def _unit_text(shift: m.DateShift) -> str:
    if isinstance(shift.amount, m.Constant) and shift.amount.value == 1:
        return shift.unit.removesuffix("s")
    return shift.unit


def _constant_text(constant: m.Constant) -> str:
    match constant.value:
        case date():
            return constant.value.isoformat()
        case int():
            return f"{constant.value:_}"
        case str() if constant.form is Form.TEXT:
            return f'"{constant.value}"'
        case str():
            return constant.value


def _aggregate_text(aggregate: m.Aggregate) -> str:
    words = [aggregate.result.name, "=", aggregate.function]
    if aggregate.stated:
        words.insert(2, "stated")
    if aggregate.value is not None:
        words.append(expression_text(aggregate.value))
    body = ", ".join(literal_text(literal) for literal in aggregate.body)
    return f"{' '.join(words)} : {{ {body} }}"


_FENCE = re.compile(r"^```datalog[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_ANYWHERE = Citation(ParagraphNumber("G1"))
_PREFIXES = (*KEYWORDS, *AGGREGATES)
"""Names that are no predicate, so that a bracket behind one stands apart."""


def format_document(text: str) -> str:
    """A policy document with every Datalog block laid out; a block that can't be parsed stays as it is."""
    return _FENCE.sub(lambda match: match.group().replace(match.group(1), format_block(match.group(1)), 1), text)


def format_block(text: str) -> str:
    """The rules of a block laid out; the same text where they can't be parsed."""
    if not text.strip() or parse_rules(text, "", 1, _ANYWHERE)[1]:
        return text
    layout = _Layout()
    for kind, word in scan(text):
        if kind != "space":
            layout.word(kind, word)
        elif word.startswith("//"):
            layout.comment(word.rstrip())
        else:
            layout.gap(word.count("\n"))
    return layout.text()


@dataclass
class _Layout:
    """Builds the lines: `line` is the one being written, `waiting` the comments met in its middle."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    depth: int = 0
    body: bool = False
    before: tuple[str, str] = ("", "")
    breaks: int = 1  # a comment above all rules stands on a line of its own
    unary: bool = False

    def gap(self, breaks: int) -> None:
        """White space; a blank line between two rules is kept."""
        self.breaks += breaks
        if breaks > 1 and not self.line and not self.body and self.lines and self.lines[-1]:
            self.lines.append("")

    def comment(self, text: str) -> None:
        """A comment, behind the words of its line or on a line of its own."""
        if self.line:
            self.waiting.append(text)
        elif self.breaks == 0 and self.lines and "//" not in self.lines[-1]:
            self.lines[-1] += f"  {text}"
        else:
            self.lines.append(f"{INDENT if self.body else ''}{text}")
        self.breaks = 0

    def word(self, kind: str, text: str) -> None:
        """One word of a rule."""
        self.breaks = 0
        if self.line and self._apart(text):
            self.line.append(" ")
        self.unary = text == "-" and self._is_unary()
        self.line.append(text)
        self.before = (kind, text)
        if text in ("(", "{"):
            self.depth += 1
        elif text in (")", "}"):
            self.depth -= 1
        elif text == ":-" or (text in (".", ",") and self.depth == 0):
            self._flush()
            self.body = text != "."

    def _apart(self, text: str) -> bool:
        """Whether a space stands before the word."""
        kind_before, before = self.before
        if before == "(" or self.unary or text in (",", ")", "."):
            return False
        return text != "(" or kind_before != "name" or before in _PREFIXES

    def _is_unary(self) -> bool:
        kind, text = self.before
        return (kind == "symbol" and text != ")") or text in _PREFIXES

    def _flush(self) -> None:
        *earlier, last = [*self.waiting] or [""]
        indent = INDENT if self.body else ""
        self.lines.extend(f"{indent}{comment}" for comment in earlier)
        text = "".join(self.line)
        self.lines.append(f"{indent}{text}  {last}" if last else f"{indent}{text}")
        self.line, self.waiting = [], []

    def text(self) -> str:
        """The block."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return "\n".join(self.lines) + "\n"
