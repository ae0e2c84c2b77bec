"""A situation given as Python data, as the tree that a file would give; a place is the way to the value."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from datetime import date

from secg.messages import Diagnostic, Span, catalogue
from secg.messages.visible import CONTROL, code_point
from secg.sources.yaml_tree import DEPTH_LIMIT, Mapping, Node, Scalar, Sequence


def tree_of(value: object, way: str, faults: list[Diagnostic], depth: int = 0) -> Node:
    """The tree of a value: dictionaries, lists, texts, whole numbers, days and truth values.

    Anything else is a fault (E114), as are nesting that no fact needs (E113) and control characters (E122); they are
    added to `faults`.

    >>> tree_of({"domestic_premises": 5}, "situation", []).get("domestic_premises").span.file
    'situation.domestic_premises'
    """
    place = Span(way, 0, 0)
    if depth > DEPTH_LIMIT:
        faults.append(catalogue.YAML_TOO_DEEP.at(place, limit=DEPTH_LIMIT))
        return Scalar("", False, place)
    match value:
        case Dictionary():
            entries: list[tuple[Scalar, Node]] = []
            for key, item in value.items():
                inner = f"{way}.{key}"
                entries.append((Scalar(str(key), False, Span(inner, 0, 0)), tree_of(item, inner, faults, depth + 1)))
            return Mapping(tuple(entries), place)
        case list() | tuple():
            items = (tree_of(item, f"{way}[{index}]", faults, depth + 1) for index, item in enumerate(value))
            return Sequence(tuple(items), place)
        case str():
            control = CONTROL.search(value)
            if control is not None:
                faults.append(catalogue.VALUE_CONTROL_CHARACTER.at(place, code=code_point(control.group())))
            return Scalar(value, True, place)
        case bool():
            return Scalar(str(value).lower(), False, place)
        case int() | date():
            return Scalar(str(value), False, place)
        case _:
            words = {
                "what": "a value",
                "wanted": "a text, a whole number, a day, true or false, a list or a dictionary",
            }
            hint = "give it in one of these forms"
            faults.append(catalogue.YAML_SHAPE.at(place, words, found=f"a {type(value).__name__}", hint=hint))
            return Scalar("", False, place)
