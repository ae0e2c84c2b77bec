"""A party's situation: dated statements, each with its place in the file.

Whether the days of one record fit each other, and its symbols their day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from secg.language.model import Value
from secg.language.vocabulary import Predicate, Vocabulary, Window
from secg.messages import Diagnostic, Kind, Span, catalogue
from secg.records import record
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Scalar, parse_date

Row = tuple[Value, ...]


@record
class Statement:
    """One fact with the first and last day on which it holds (None: no bound)."""

    predicate: str
    row: Row
    start: date | None
    end: date | None
    span: Span

    def holds_on(self, day: date) -> bool:
        """Whether the statement holds on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@record
class Situation:
    """One party: its name as printed, where the situation is taken from, and its statements.

    `as_of` is the day on which its file was last gone through, where it says so.
    """

    party: str
    name: str
    basis: str
    statements: tuple[Statement, ...]
    file: str
    as_of: date | None = None

    @property
    def stops_at(self) -> date | None:
        """The last day of which the file tells: that of its newest statement, or on which it was last gone through."""
        days = (self.as_of, *(statement.start for statement in self.statements))
        return max(filter(None, days), default=None)


@record
class Facts:
    """The facts of all parties as at a day: per predicate the rows, each with the place that states it.

    `names` are the parties' printed names. `missing` names, for each fact whose absence means nothing,
    the parties that do not state it.
    """

    day: date
    rows: Mapping[str, Mapping[Row, Span]]
    names: Mapping[str, str]
    bases: Mapping[str, str]
    missing: Mapping[str, frozenset[str]]


@record
class Misfit:
    """A key whose value cannot stand beside the others of its record, with the kind and the words of the message."""

    key: str
    kind: Kind
    words: Mapping[str, object]


def record_faults(
    node: MappingNode, fact: Predicate, fields: Mapping[str, Predicate], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """The faults of a record whose keys are known: E408, E416 or E417, each at the value that cannot be."""
    values = {key.text: _value(value) for key, value in node.entries if isinstance(value, Scalar)}
    for misfit in misfits(values, fact, fields, vocabulary):
        yield misfit.kind.at((node.get(misfit.key) or node).span, misfit.words)


def misfits(
    values: Mapping[str, Value], fact: Predicate, fields: Mapping[str, Predicate], vocabulary: Vocabulary
) -> Iterator[Misfit]:
    """What cannot stand together among the values of a record, by its keys.

    `fields` are the predicates of its optional keys. A value that is not of its type is passed over.
    """
    last = values.get("to")
    keys = [(argument.name, fact) for argument in fact.arguments[1:]]
    for key, predicate in (*keys, *fields.items()):
        if key not in values:
            continue
        yield from _out_of_time(key, values, predicate, vocabulary)
        day, start = values[key], values.get(predicate.not_before)
        if not isinstance(day, date):
            continue
        if isinstance(start, date) and day < start:
            words = {"key": key, "day": day, "other": predicate.not_before, "start": start}
            yield Misfit(key, catalogue.FACT_TOO_EARLY, words)
        if predicate is not fact and predicate.begins == key and isinstance(last, date) and last < day:
            yield Misfit("to", catalogue.FACT_DATES, {"to": last, "start": day})


def _out_of_time(
    key: str, values: Mapping[str, Value], predicate: Predicate, vocabulary: Vocabulary
) -> Iterator[Misfit]:
    """A symbol that is not in use on the day that dates it."""
    argument = predicate.argument(key)
    if argument is None or argument.type not in vocabulary.types:
        return
    symbol, enumeration = str(values[key]), vocabulary.types[argument.type]
    window = enumeration.windows.get(symbol)
    days = (values.get(dating) for dating in predicate.dated_by)
    day = next((day for day in days if isinstance(day, date)), None)
    if window is None or day is None or window.holds(day):
        return
    words = {"text": symbol, "argument": key, "day": day, "keys": " or ".join(predicate.dated_by)}
    words |= {"label": enumeration.labels[symbol], "window": window_words(window), "source": window.source}
    yield Misfit(key, catalogue.FACT_OUT_OF_TIME, words)


def window_words(window: Window) -> str:
    """The days on which a symbol is in use, as messages tell them."""
    if window.first is None:
        return f"up to {window.last}"
    if window.last is None:
        return f"from {window.first} on"
    return f"from {window.first} to {window.last}"


def _value(value: Scalar) -> Value:
    return parse_date(value.text) or value.text  # numbers stay texts: only days and symbols are held together
