"""Taking a YAML tree apart: each getter gives the value or notes one fault and gives a stand-in."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from datetime import date

from secg.messages import Diagnostic, Gathered, Span, catalogue, nearest
from secg.sources.yaml_tree import Mapping, Node, Scalar, Sequence, describe


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
        if node is not None and not (isinstance(node, Scalar) and not node.text and not node.quoted):
            self._shape(node, what, "a list", "write `[one, two]`, or one `- item` a line")
        return ()

    def text(self, node: Node | None, what: str) -> str:
        """The text of a scalar, its line breaks folded."""
        if isinstance(node, Scalar):
            return " ".join(node.text.split())
        self._shape(node, what, "a text", "write it on one line, in quotes where it holds `: `")
        return ""

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """The texts of a list of scalars."""
        return tuple(self.text(item, what) for item in self.sequence(node, what))

    def truth(self, node: Node | None, what: str) -> bool:
        """`true` or `false`; nothing at all is false."""
        if node is None or (isinstance(node, Scalar) and node.text in ("true", "false")):
            return isinstance(node, Scalar) and node.text == "true"
        self._shape(node, what, "true or false", "write one of the two")
        return False

    def date(self, node: Node | None, what: str) -> date | None:
        """A day, written year-month-day."""
        text = self.text(node, what)
        if not isinstance(node, Scalar):
            return None
        parsed = parse_date(text)
        if parsed is None:
            self.faults.append(catalogue.NOT_A_DATE.at(node.span, text=text))
        return parsed

    def _shape(self, node: Node | None, what: str, wanted: str, hint: str) -> None:
        if node is None:
            return
        shown = describe(node)
        self.faults.append(catalogue.YAML_SHAPE.at(node.span, what=what, wanted=wanted, found=shown, hint=hint))


def parse_date(text: str) -> date | None:
    """The day that `2018-07-18` names; None for anything else."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def root_span(shown: str) -> Span:
    """The place of a file as a whole."""
    return Span(shown, 0, 0)
