"""The names that stand in a file, each with its place: what hover, definition, references and rename rest on.

A text is taken as it is while somebody types: what can't be read has no mentions, and is no reason to fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from secg.language.lexer import Word, split_words
from secg.language.parser import AGGREGATES, KEYWORDS, UNITS
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.markdown import CODE, UNCLOSED, front_matter_end, parse_blocks, rule_blocks
from secg.sources.yaml_tree import Node, Scalar, entries_of, items_of, parse_yaml


class What(StrEnum):
    """The kinds of names."""

    PREDICATE = "predicate"
    TYPE = "type"
    SYMBOL = "symbol"
    PARAGRAPH = "paragraph"
    PARTY = "party"
    SOURCE = "source"
    INSTRUMENT = "instrument"


class How(StrEnum):
    """How a name stands in its place."""

    DECLARES = "declares"
    CONCLUDES = "concludes"
    USES = "uses"
    SAYS = "says"
    """In running text, for people alone."""


class Mention(NamedTuple):
    """A name in line `line`, counted from 1, between the columns `start` and `end`, counted from 0.

    Of a symbol, `name` begins with its type: `role.gas_supplier`.
    """

    what: What
    name: str
    how: How
    line: int
    start: int
    end: int


_NUMBER = r"[A-Z]{1,2}\d{1,3}(?:\.\d{1,3}[A-Z]?|(?= \"))(?: \"[^\"\n]+\")?"
NUMBER = re.compile(rf"(?<![\w.-]){_NUMBER}(?!\w|\.\d)")
_STRICT_NUMBER = re.compile(_NUMBER)
_HEADING = re.compile(r"^## (?:(Insert|Substitute|Repeal|Renumber) )?")
_GROUNDS = re.compile(r"^>\s*(?:provenance|silence):\s*\w+\s*\((.*)")
_OPEN = re.compile(r"^>\s*open \(([a-z][a-z0-9_]*)\):")
_KEY = re.compile(r"(?:^|;)\s*([A-Za-z0-9][A-Za-z0-9-]*)")


def document_mentions(text: str, vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The names in a document of policies or properties."""
    lines = text.split("\n")
    body = front_matter_end(lines)
    yield from _front_matter("\n".join(lines[1 : max(body - 1, 1)]), 2)
    fenced: set[int] = set()
    for first, last in rule_blocks(text):
        fenced.update(range(first, last + 1))
        yield from rule_mentions("\n".join(lines[first - 1 : last]), first, vocabulary)
    for number, line in enumerate(lines[body:], body + 1):
        if number in fenced:
            continue
        if line.startswith("## "):
            yield from _heading(line, number)
        else:
            yield from _prose(line, number)


def _front_matter(text: str, first_line: int) -> Iterator[Mention]:
    for key, node in entries_of(tree_of(text, first_line)):
        if key.text == "instrument":
            yield from scalar_mention(node, What.INSTRUMENT, How.DECLARES)
        elif key.text == "alternative_to":
            yield from scalar_mention(node, What.INSTRUMENT, How.USES)
        elif key.text == "sources":
            yield from list_mentions(node, What.SOURCE)


def _heading(line: str, number: int) -> Iterator[Mention]:
    match = _HEADING.match(line)
    assert match is not None
    operation, place = match.group(1), match.end()
    numbered = _STRICT_NUMBER.match(line, place)
    if numbered is None:
        return
    how = How.USES if operation in ("Repeal", "Renumber") else How.DECLARES
    yield _paragraph(numbered, how, number)
    if operation == "Renumber":
        target = _STRICT_NUMBER.match(line, numbered.end() + len(" as "))
        if target is not None:
            yield _paragraph(target, How.DECLARES, number)


def _paragraph(match: re.Match[str], how: How, line: int) -> Mention:
    return Mention(What.PARAGRAPH, match.group(), how, line, match.start(), match.end())


def _prose(line: str, number: int) -> Iterator[Mention]:
    for match in NUMBER.finditer(line):
        yield _paragraph(match, How.SAYS, number)
    grounds = _GROUNDS.match(line)
    if grounds is not None:
        place = grounds.start(1)
        for key in _KEY.finditer(grounds.group(1)):
            yield Mention(What.SOURCE, key.group(1), How.USES, number, place + key.start(1), place + key.end(1))
    about = _OPEN.match(line)
    if about is not None:
        yield Mention(What.PREDICATE, about.group(1), How.USES, number, about.start(1), about.end(1))


def rule_mentions(text: str, first_line: int, vocabulary: Vocabulary | None) -> Iterator[Mention]:
    """The predicates and symbols of a Datalog block whose first line is line `first_line`."""
    atoms = OpenAtoms()
    in_head = True
    try:
        words = split_words(text, "", first_line, [])
    except Faults:
        return
    # an unfinished rule has no tree: its words alone tell a predicate, which has a bracket behind it, from a symbol
    for word, following in pairwise(words):
        if word.kind == "name" and word.text not in (*KEYWORDS, *AGGREGATES, *UNITS):
            if following.kind == "symbol" and following.text == "(":
                yield _word(word, What.PREDICATE, word.text, How.CONCLUDES if in_head else How.USES)
            else:
                yield _word(word, What.SYMBOL, _symbol_name(word.text, atoms, vocabulary), How.USES)
        # a head ends with `:-`, a rule with its full stop
        if word.kind == "symbol" and word.text in (":-", "."):
            in_head = word.text == "."
        atoms.read(word)


class OpenAtoms:
    """The atoms whose brackets are open while the words of rules are read, each with the place of its argument."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []
        self._before = ""

    def read(self, word: Word) -> None:
        """Go on to the place behind a word."""
        match word.kind, word.text:
            case "symbol", "(":
                self._open.append((self._before, 0))
            case "symbol", ")" if self._open:
                self._open.pop()
            case "symbol", "," if self._open:
                predicate, place = self._open.pop()
                self._open.append((predicate, place + 1))
            case "symbol", ".":  # a bracket that nobody closed reaches no further than its rule
                self._open.clear()
            case _:
                pass
        self._before = word.text if word.kind == "name" else ""

    def argument_type(self, vocabulary: Vocabulary) -> str | None:
        """The type of the argument that stands here; empty where that is not known, None outside brackets."""
        if not self._open:
            return None
        name, place = self._open[-1]
        predicate = vocabulary.predicates.get(name)
        return predicate.arguments[place].type if predicate is not None and place < predicate.arity else ""


def _word(word: Word, what: What, name: str, how: How) -> Mention:
    start = word.span.column - 1
    return Mention(what, name, how, word.span.line, start, start + len(word.text))


def _symbol_name(symbol: str, atoms: OpenAtoms, vocabulary: Vocabulary | None) -> str:
    """A symbol with its type: that of the argument in whose place it stands, else the first that has the symbol."""
    if vocabulary is None:
        return symbol
    argument_type = atoms.argument_type(vocabulary)
    if argument_type:
        return f"{argument_type}.{symbol}"
    for enumeration in vocabulary.types.values():
        if symbol in enumeration.labels:
            return f"{enumeration.name}.{symbol}"
    return symbol


def tree_of(text: str, first_line: int = 1) -> Node | None:
    """The tree of a YAML text; None where it can't be read."""
    try:
        return parse_yaml(text, "", first_line)
    except Faults:
        return None


def scalar_mention(node: Node | None, what: What, how: How, prefix: str = "") -> Iterator[Mention]:
    """The mention that a value or a key is as a whole."""
    if isinstance(node, Scalar) and node.text:
        yield part_mention(node, what, how, 0, node.text)._replace(name=f"{prefix}{node.text}")


def part_mention(node: Scalar, what: What, how: How, place: int, name: str) -> Mention:
    """The mention of a name that stands in a value, `place` letters behind its first."""
    start = node.span.column - 1 + node.quoted + place
    return Mention(what, name, how, node.span.line, start, start + len(name))


def list_mentions(node: Node | None, what: What) -> Iterator[Mention]:
    """The mentions that the items of a list are."""
    for item in items_of(node):
        yield from scalar_mention(item, what, How.USES)


def is_readable(text: str, *, yaml: bool) -> bool:
    """Whether every name of a file is found; while somebody types, that may not be so."""
    if yaml:
        return tree_of(text) is not None
    lines = text.split("\n")
    front = front_matter_end(lines)
    if front and tree_of("\n".join(lines[1 : front - 1])) is None:
        return False
    unread: list[Diagnostic] = []
    try:
        for first, last in rule_blocks(text):
            split_words("\n".join(lines[first - 1 : last]), "", first, unread)
    except Faults:
        return False
    return not unread and not any(block.kind in (CODE, UNCLOSED) for block in parse_blocks(text))


def written_as_is(mentions: Iterator[Mention], lines: Sequence[str]) -> tuple[Mention, ...]:
    """The mentions that stand in the text as they are read; one that is folded or escaped has no place of its own."""
    kept: list[Mention] = []
    for mention in mentions:
        name = mention.name
        if mention.what is What.SYMBOL:
            name = name.rpartition(".")[2]
        # YAML ends lines at more signs than an editor does, as U+2028, and may count more of them
        if mention.line <= len(lines) and lines[mention.line - 1][mention.start : mention.end] == name:
            kept.append(mention)
    return tuple(kept)
