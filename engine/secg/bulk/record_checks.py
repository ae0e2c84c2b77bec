"""Records whose values cannot stand together: for tables what `facts.record_days` refuses in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlglot import exp

from secg.bulk.calculations import constant
from secg.bulk.cells import Cell
from secg.bulk.checking import Problem
from secg.facts.record_days import window_words
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Kind
from secg.messages import bulk as messages


def record_problems(fact: Predicate, cells: Mapping[str, Cell], vocabulary: Vocabulary) -> Iterator[Problem]:
    """The problems of a fact's rows, whose columns are read as `cells`: days out of order, and symbols out of use."""
    fields = {predicate.key: predicate for predicate in vocabulary.fields.get(fact.name, ())}
    keys = [(argument.name, fact) for argument in fact.arguments[1:]]
    for key, predicate in (*keys, *fields.items()):
        if key not in cells:
            continue
        yield from _out_of_time(key, cells, predicate, vocabulary)
        if predicate.not_before in cells:
            start = predicate.not_before
            yield _earlier(key, start, cells, messages.TOO_EARLY, {"other": start})
        if predicate is not fact and predicate.begins == key and "to" in cells:
            yield _earlier("to", key, cells, messages.ENDS_FIRST, {})


def _earlier(key: str, start: str, cells: Mapping[str, Cell], kind: Kind, words: dict[str, object]) -> Problem:
    day, first = cells[key].value, cells[start].value
    condition = exp.func("COALESCE", exp.LT(this=day.copy(), expression=first.copy()), exp.false())
    return Problem(key, condition, day.copy(), kind, words, also=(first.copy(),))


def _out_of_time(
    key: str, cells: Mapping[str, Cell], predicate: Predicate, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A symbol that is not in use on the day that dates it."""
    dating = [cells[field].value.copy() for field in predicate.dated_by if field in cells]
    types = {argument.name: argument.type for argument in predicate.arguments}
    enumeration = vocabulary.types.get(types.get(key, ""))
    if enumeration is None or not dating:
        return
    day = exp.func("COALESCE", *dating)
    for symbol, window in enumeration.windows.items():
        inside = exp.Between(
            this=day.copy(),
            low=constant(window.first or date.min),
            high=constant(window.last or date.max),
        )
        named = exp.EQ(this=cells[key].value.copy(), expression=exp.Literal.string(symbol))
        condition = exp.func("COALESCE", exp.and_(named, exp.Not(this=exp.paren(inside))), exp.false())
        words: dict[str, object] = {"keys": " or ".join(predicate.dated_by), "label": enumeration.labels[symbol]}
        words |= {"window": window_words(window), "source": window.source}
        yield Problem(key, condition, cells[key].value.copy(), messages.OUT_OF_TIME, words, also=(day.copy(),))
