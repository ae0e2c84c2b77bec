"""Strict YAML: a tree in which every node knows its place and every scalar stays the text that was written.

Anchors, aliases, tags, duplicate keys and deep nesting are refused; nothing is guessed (`8.40`, `no` and `1:30` are
texts).

Taking a YAML tree apart: each getter gives the value or notes one fault and gives a stand-in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue, nearest
from secg.messages.visible import CONTROL, code_point
from secg.records import record
from secg.sources.files import read_text

DEPTH_LIMIT = 12
KEPT = 256
"""Trees kept by their text: an editor has all files checked again after each change, of which it changed one."""
_QUOTES = ("'", '"', "|", ">")
_ESCAPED = re.compile(f"{CONTROL.pattern}|[\r\n]")
"""Between double quotes a line break can be written as an escape, too."""
# an installation of PyYAML without libyaml has no C loader
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@record
class Scalar:
    """One value as written; `quoted` where it stands between quotes."""

    text: str
    quoted: bool
    span: Span


@record
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@record
class Mapping:
    """Keys and values in the order in which they are written."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        for name, node in self.entries:
            if name.text == key:
                return node
        return None


Node = Scalar | Sequence | Mapping


def entries_of(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping; of anything else none."""
    return node.entries if isinstance(node, Mapping) else ()


def entry_of(node: Node | None, key: str) -> Node | None:
    """The value of a mapping's key; of anything else None."""
    return node.get(key) if isinstance(node, Mapping) else None


def items_of(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; of anything else none."""
    return node.items if isinstance(node, Sequence) else ()


def is_empty(node: Node | None) -> bool:
    """Whether nothing is written at all; `""` is a text."""
    return node is None or (isinstance(node, Scalar) and not node.text and not node.quoted)


def describe(node: Node) -> str:
    """What a node is, in words."""
    match node:
        case Scalar(text=""):
            return "empty"
        case Scalar():
            return f"`{node.text}`"
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping"


def read_yaml(path: Path, shown: str) -> Node | None:
    """The tree of a file, or None where it is empty. Raises Faults for anything that is not strict YAML."""
    return parse_yaml(read_text(path, shown), shown)


@lru_cache(maxsize=KEPT)
def parse_yaml(text: str, shown: str, first_line: int = 1) -> Node | None:
    """The tree of a text whose first line is line `first_line` of the file `shown`. Raises Faults."""
    composer = _Composer(shown, first_line)
    try:
        tree = composer.document(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        assert mark is not None  # the scanner and the parser, which alone run here, always give one
        reason = ", ".join(filter(None, (error.context, error.problem)))
        place = Span(shown, mark.line + first_line, mark.column + 1)
        raise Faults([*composer.faults, catalogue.NOT_YAML.at(place, reason=reason)]) from None
    except yaml.YAMLError as error:
        # the reader's fault, a character that YAML does not allow, has no mark; its second line names no file
        reason = str(error).splitlines()[0]
        raise Faults([*composer.faults, catalogue.NOT_YAML.at(Span(shown, first_line, 1), reason=reason)]) from None
    if composer.faults:
        raise Faults(composer.faults)
    return tree


class _Composer:
    """Makes a tree of the parser's events. PyYAML's own forgets the anchors, and resolves tags."""

    def __init__(self, shown: str, first_line: int) -> None:
        self.faults: list[Diagnostic] = Gathered()
        self._shown = shown
        self._first_line = first_line

    def _span(self, event: yaml.Event) -> Span:
        mark = event.start_mark
        assert mark is not None
        return Span(self._shown, mark.line + self._first_line, mark.column + 1)

    def document(self, text: str) -> Node | None:
        self._next: Callable[[], yaml.Event] = _LOADER(text).get_event
        tree: Node | None = None
        documents = 0
        while True:
            event = self._next()
            if isinstance(event, yaml.StreamEndEvent):
                return tree
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Faults([*self.faults, catalogue.YAML_SEVERAL.at(self._span(event))])
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1)
                if not is_empty(node):
                    tree = node

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        span = self._span(event)
        # most nodes by far are plain values, so they are told apart first
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self._scalar(event, span)
        if isinstance(event, yaml.AliasEvent):
            # not followed, so that nine lists of nine aliases each ("a billion laughs") stay eighty-one words
            self.faults.append(catalogue.YAML_ALIAS.at(span, text=f"*{event.anchor}"))
            return Scalar("", False, span)
        if event.anchor is not None:
            self.faults.append(catalogue.YAML_ALIAS.at(span, text=f"&{event.anchor}"))
        if depth > DEPTH_LIMIT:
            raise Faults([*self.faults, catalogue.YAML_TOO_DEEP.at(span, limit=DEPTH_LIMIT)])
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self.faults.append(catalogue.YAML_ALIAS.at(span, text=event.tag.replace("tag:yaml.org,2002:", "!!")))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, span)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while isinstance(inner := self._next(), yaml.NodeEvent):
                items.append(self._node(inner, depth + 1))
            return Sequence(tuple(items), span)
        return self._mapping(span, depth)

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> Scalar:
        """A value on one line; what an escape such as `"\\e"` puts into it is refused like a raw control character."""
        text = event.value
        if not text.isprintable():
            control = (_ESCAPED if event.style == '"' else CONTROL).search(text)
            if control is not None:
                self.faults.append(catalogue.VALUE_CONTROL_CHARACTER.at(span, code=code_point(control.group())))
        if "\n" in text:
            text = " ".join(text.split("\n")).strip()
        return Scalar(text, event.style in _QUOTES, span)

    def _mapping(self, span: Span, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while isinstance(inner := self._next(), yaml.NodeEvent):
            key = self._node(inner, depth + 1)
            following = self._next()
            assert isinstance(following, yaml.NodeEvent)
            value = self._node(following, depth + 1)
            if not isinstance(key, Scalar):
                words = {"what": "a key", "wanted": "a word", "found": describe(key)}
                self.faults.append(catalogue.YAML_SHAPE.at(key.span, words, hint="write `key: value`"))
            elif key.text in lines:
                self.faults.append(catalogue.YAML_DUPLICATE_KEY.at(key.span, key=key.text, first=lines[key.text]))
            else:
                lines[key.text] = key.span.line
                entries.append((key, value))
        return Mapping(tuple(entries), span)


class YamlReader:
    """Reads nodes and gathers the faults met on the way in `faults`."""

    def __init__(self) -> None:
        self.faults: list[Diagnostic] = Gathered()

    def mapping(
        self, node: Node | None, what: str, keys: Iterable[str], required: Iterable[str] = ()
    ) -> Map[str, Node]:
        """The entries of a mapping with these `keys` only; an unknown key gets the nearest right one.

        A required key that is probably meant by an unknown one is not reported as missing too.
        """
        entries = self.any_mapping(node, what)
        allowed = tuple(keys)
        values = {key.text: value for key, value in entries.items()}
        misspelt: set[str | None] = set()
        for key in entries:
            if key.text not in allowed:
                near = nearest(key.text, allowed)
                misspelt.add(near)
                words = {"key": key.text, "what": what, "keys": ", ".join(allowed)}
                self.faults.append(catalogue.YAML_UNKNOWN_KEY.at(key.span, words, nearest=near))
        if isinstance(node, Mapping):
            for name in required:
                if name not in values and name not in misspelt:
                    self.faults.append(catalogue.YAML_MISSING_KEY.at(node.span, what=what, key=name))
        return values

    def any_mapping(self, node: Node | None, what: str) -> Map[Scalar, Node]:
        """The entries of a mapping, whatever its keys."""
        if isinstance(node, Mapping):
            return dict(node.entries)
        self._shape(node, what, "a mapping of keys to values", "write `key: value` lines")
        return {}

    def sequence(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list; nothing at all is an empty list."""
        if isinstance(node, Sequence):
            return node.items
        if not is_empty(node):
            self._shape(node, what, "a list", "write `[one, two]`, or one `- item` a line")
        return ()

    def text(self, node: Node | None, what: str) -> str:
        """The text of a scalar, its line breaks folded."""
        if isinstance(node, Scalar):
            return " ".join(node.text.split())
        self._shape(node, what, "a text", "write it on one line, in quotes where it holds `: `")
        return ""

    def text_of(self, entry: Map[str, Node], key: str) -> str:
        """The text of a key; empty where there is no such key, which is no fault here."""
        return self.text(entry[key], f"`{key}`") if key in entry else ""

    def texts_of(self, entry: Map[str, Node], key: str) -> tuple[str, ...]:
        """The texts of a key's list; none where there is no such key."""
        what = f"`{key}`"
        return tuple(self.text(item, what) for item in self.sequence(entry.get(key), what))

    def truth_of(self, entry: Map[str, Node], key: str) -> bool:
        """`true` or `false`; false where there is no such key."""
        node = entry.get(key)
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        self._shape(node, f"`{key}`", "true or false", "write one of the two")
        return False

    def date_of(self, entry: Map[str, Node], key: str) -> date | None:
        """The day of a key, written year-month-day; None where there is no such key."""
        text, node = self.text_of(entry, key), entry.get(key)
        if not isinstance(node, Scalar):
            return None
        parsed = parse_date(text)
        if parsed is None:
            self.faults.append(catalogue.NOT_A_DATE.at(node.span, text=text))
        return parsed

    def _shape(self, node: Node | None, what: str, wanted: str, hint: str) -> None:
        if node is not None:  # a key that has to be there is told to be missing by `mapping`
            words = {"what": what, "wanted": wanted, "found": describe(node)}
            self.faults.append(catalogue.YAML_SHAPE.at(node.span, words, hint=hint))


def parse_date(text: str) -> date | None:
    """The day that `2018-07-18` names; None for anything else."""
    # `fromisoformat` takes a day of a week as well, `2018-W29-3`
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def root_span(shown: str) -> Span:
    """The place of a file as a whole."""
    return Span(shown, 0, 0)
