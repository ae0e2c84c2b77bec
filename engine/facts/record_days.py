"""Whether the days of one record fit each other, and its symbols their day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from engine.language.vocabulary import Predicate, Vocabulary, Window
from engine.messages import Diagnostic, catalogue
from engine.sources.yaml_reader import parse_date
from engine.sources.yaml_tree import Mapping as MappingNode
from engine.sources.yaml_tree import Scalar


def record_faults(
    node: MappingNode, fact: Predicate, fields: Mapping[str, Predicate], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """The faults of a record whose keys are known: E408, E416 or E417, each at the value that cannot be.

    `fields` are the predicates of its optional keys. A value that is not even of its type is passed over.
    """
    last = _day(node, "to")
    keys = [(argument.name, fact) for argument in fact.arguments[1:]]
    for key, predicate in (*keys, *fields.items()):
        value = node.get(key)
        if not isinstance(value, Scalar):
            continue
        yield from _symbol_fault(node, key, value, predicate, vocabulary)
        day = _day(node, key)
        if day is None:
            continue
        start = _day(node, predicate.not_before)
        if start is not None and day < start:
            words = {"key": key, "day": day, "other": predicate.not_before, "start": start}
            yield catalogue.FACT_TOO_EARLY.at(value.span, words)
        if predicate is not fact and predicate.begins == key and last is not None and last < day:
            yield catalogue.FACT_DATES.at((node.get("to") or node).span, to=last, start=day)


def _symbol_fault(
    node: MappingNode, key: str, value: Scalar, predicate: Predicate, vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """The fault of a symbol that is not in use on the day that dates it."""
    for argument in predicate.arguments:
        enumeration = vocabulary.types.get(argument.type) if argument.name == key else None
        window = enumeration.windows.get(value.text) if enumeration is not None else None
        day = next(filter(None, (_day(node, dating) for dating in predicate.dated_by)), None)
        if enumeration is None or window is None or day is None or window.holds(day):
            continue
        words = {"text": value.text, "argument": argument.name, "day": day, "keys": " or ".join(predicate.dated_by)}
        label = enumeration.labels[value.text]
        yield catalogue.FACT_OUT_OF_TIME.at(
            value.span, words, label=label, window=_window_words(window), source=window.source
        )


def _window_words(window: Window) -> str:
    if window.first is None:
        return f"up to {window.last}"
    return f"from {window.first} on" if window.last is None else f"from {window.first} to {window.last}"


def _day(node: MappingNode, key: str) -> date | None:
    value = node.get(key) if key else None
    return parse_date(value.text) if isinstance(value, Scalar) else None
