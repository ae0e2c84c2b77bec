"""The one layout of Datalog blocks: a condition a line, single spaces, and comments where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from secg.language.lexer import scan
from secg.language.model import INDENT
from secg.language.parser import AGGREGATES, KEYWORDS, parse_rules
from secg.sources.markdown import rule_blocks

_PREFIXES = (*KEYWORDS, *AGGREGATES)
"""Names that are no predicate, so that a bracket behind one stands apart."""


def format_document(text: str) -> str:
    """A policy document with every Datalog block laid out; a block that can't be parsed stays as it is."""
    lines = text.split("\n")
    for first, last in reversed(list(rule_blocks(text))):  # from below, so that the places above stay
        rules = "".join(f"{line}\n" for line in lines[first - 1 : last])
        lines[first - 1 : last] = format_block(rules).split("\n")[:-1]
    return "\n".join(lines)


def format_block(text: str) -> str:
    """The rules of a block laid out; the same text where they can't be parsed."""
    if not text.strip() or parse_rules(text)[1]:
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
