"""Reading one value as the type that the vocabulary gives it."""

from __future__ import annotations

import re

from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Value
from secg.language.vocabulary import Argument, Vocabulary
from secg.messages import Diagnostic, catalogue, nearest
from secg.sources.yaml_reader import parse_date
from secg.sources.yaml_tree import Node, Scalar, describe

_INTEGER = re.compile(r"-?[0-9][0-9_]*")
BOUNDS = {"count": (0, INTEGER_LIMIT), "integer": (-INTEGER_LIMIT, INTEGER_LIMIT), "year": (1, 3)}
"""The least and the greatest number of each type."""
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
        if not text:
            hint = f"give `{argument.name}` a name"
            faults.append(catalogue.FACT_TYPE.at(node.span, text=text, wanted="a name", hint=hint))
            return None
        return text
    return _number(node, argument, faults)


def _number(node: Scalar, argument: Argument, faults: list[Diagnostic]) -> int | None:
    text = node.text
    least, greatest = BOUNDS[argument.type]
    if not node.quoted and _INTEGER.fullmatch(text) and len(text) <= 20:
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
