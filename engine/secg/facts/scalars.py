"""Reading one value as the type that the vocabulary gives it.

A situation given as Python data, as the tree that a file would give; a place is the way to the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from datetime import date

from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Value
from secg.language.vocabulary import Argument, Vocabulary
from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.messages.visible import CONTROL, code_point
from secg.sources.yaml_tree import DEPTH_LIMIT, Mapping, Node, Scalar, Sequence, describe, parse_date

_LINE_BREAK = re.compile(r"[\r\n]")
_INTEGER = re.compile(r"-?[0-9][0-9_]*")
BOUNDS = {"count": (0, INTEGER_LIMIT), "integer": (-INTEGER_LIMIT, INTEGER_LIMIT), "year": (1, 3)}
"""The least and the greatest number of each type."""
NUMBER_LENGTH = 20
"""The most signs of a number, underscores included."""
WANTED = {"count": "a count: a whole number from 0 up", "integer": "a whole number", "year": "a year of the cycle"}


def read_value(node: Node, argument: Argument, vocabulary: Vocabulary, faults: list[Diagnostic]) -> Value | None:
    """The value of a scalar as the argument's type; None with a fault where it is none."""
    if not isinstance(node, Scalar):
        hint = f"write one value for `{argument.name}`"
        faults.append(catalogue.FACT_TYPE.at(node.span, text=describe(node), wanted="one value", hint=hint))
        return None
    text = node.text
    enumeration = vocabulary.types.get(argument.type)
    if enumeration is not None:
        if text in enumeration.labels:
            return text
        near, values = nearest(text, enumeration.labels), ", ".join(enumeration.labels)
        faults.append(
            catalogue.FACT_VALUE.at(node.span, nearest=near, text=text, argument=argument.name, values=values)
        )
        return None
    if argument.type == "date":
        day = parse_date(text)
        if day is None:
            faults.append(catalogue.NOT_A_DATE.at(node.span, text=text))
        return day
    if argument.type in ("party", "text"):
        if not text or text != text.strip():  # with a blank at its end it would look like another, and be none
            hint = f"give `{argument.name}` a name, without blanks at its ends"
            faults.append(catalogue.FACT_TYPE.at(node.span, text=text, wanted="a name", hint=hint))
            return None
        broken = _LINE_BREAK.search(text)  # YAML is read into lines; a dictionary comes as it is
        if broken is not None:
            faults.append(catalogue.VALUE_CONTROL_CHARACTER.at(node.span, code=code_point(broken.group())))
        return text
    return _number(node, argument, faults)


def _number(node: Scalar, argument: Argument, faults: list[Diagnostic]) -> int | None:
    text = node.text
    least, greatest = BOUNDS[argument.type]
    # other readers of YAML take 250_000 for a text, and may write it back between quotes
    is_bare = not node.quoted or "_" in text
    # the length, since Python refuses to read a number of more than 4,300 digits
    if is_bare and _INTEGER.fullmatch(text) and len(text) <= NUMBER_LENGTH:
        number = int(text.replace("_", ""))
        if least <= number <= greatest:
            return number
    hint = f"write `{argument.name}` in digits, e.g. 250_000; the largest is {greatest:_}"
    if argument.type == "year":
        hint = "the years are 1, 2 and 3"
    faults.append(catalogue.FACT_TYPE.at(node.span, text=text, wanted=WANTED[argument.type], hint=hint))
    return None


def read_truth(node: Node, name: str, faults: list[Diagnostic]) -> bool:
    """`true` or `false`; anything else is a fault and counts as false."""
    if isinstance(node, Scalar) and node.text in ("true", "false"):
        return node.text == "true"
    hint = f"write `{name}: true` or `{name}: false`"
    text = node.text if isinstance(node, Scalar) else describe(node)
    faults.append(catalogue.FACT_TYPE.at(node.span, text=text, wanted="true or false", hint=hint))
    return False


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
            return Scalar(value, True, place)  # as if between quotes: "5" is no number
        case bool():  # before `int`, of which it is a kind
            return Scalar(str(value).lower(), False, place)
        case int() | date():
            return Scalar(str(value), False, place)
        case _:
            words = {"what": "a value", "found": f"a {type(value).__name__}", "hint": "give it in one of these forms"}
            wanted = "a text, a whole number, a day, true or false, a list or a dictionary"
            faults.append(catalogue.YAML_SHAPE.at(place, words, wanted=wanted))
            return Scalar("", False, place)
