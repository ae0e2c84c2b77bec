"""Reading one party's file: every key is a fact predicate, every value may be dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from engine.facts.scalars import read_truth, read_value
from engine.facts.situation import Row, Situation, Statement
from engine.language.model import Value
from engine.language.vocabulary import Argument, Predicate, Vocabulary
from engine.messages import Diagnostic, Span, catalogue, nearest
from engine.sources.yaml_reader import YamlReader
from engine.sources.yaml_tree import Mapping as MappingNode
from engine.sources.yaml_tree import Node, Scalar
from engine.sources.yaml_tree import Sequence as SequenceNode

TOP_KEYS = ("party", "name", "basis", "facts", "note")
"""The keys of a party's file."""


def read_situation(
    tree: Node | None, stem: str, shown: str, vocabulary: Vocabulary, faults: list[Diagnostic]
) -> Situation | None:
    """The situation that a file's tree states; faults are added to `faults`."""
    reader = YamlReader()
    top = reader.mapping(tree, "a party's file", TOP_KEYS, ("party", "facts"))
    if not isinstance(tree, MappingNode):
        faults.extend(
            reader.faults
            or [
                catalogue.YAML_EMPTY.at(
                    Span(shown, 0, 0),
                    hint="a party's file has the keys party, name, basis and facts",
                )
            ]
        )
        return None
    party = reader.text(top.get("party"), "`party`")
    if "party" in top and party != stem:
        reader.faults.append(catalogue.PARTY_NAME.at(top["party"].span, party=party, file=stem))
    name, basis = reader.text(top.get("name"), "`name`"), reader.text(top.get("basis"), "`basis`")
    faults.extend(reader.faults)
    statements = read_facts(top.get("facts"), stem, vocabulary, faults)
    return Situation(stem, name or stem, basis, statements, shown)


def read_facts(
    node: Node | None, party: str, vocabulary: Vocabulary, faults: list[Diagnostic]
) -> tuple[Statement, ...]:
    """The statements of a mapping of facts about `party`; faults are added to `faults`."""
    reader = YamlReader()
    empty = node is None or (isinstance(node, Scalar) and not node.text)
    entries = {} if empty else reader.any_mapping(node, "`facts`")
    faults.extend(reader.faults)
    statements: list[Statement] = []
    for key, value in entries.items():
        predicate = vocabulary.predicates.get(key.text)
        if predicate is None or predicate.kind != "fact" or predicate.field:
            faults.append(_not_a_fact(key, predicate, vocabulary))
            continue
        reading = _FactReader(predicate, party, vocabulary, faults)
        items = value.items if isinstance(value, SequenceNode) else (value,)
        for item in items:
            reading.item(item)
        statements.extend(reading.finish())
    _check_references(statements, vocabulary, faults)
    return tuple(statements)


def stated_facts(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The names that may stand under `facts`."""
    return tuple(one.name for one in vocabulary.of_kind("fact") if not one.field)


def _not_a_fact(key: Scalar, predicate: Predicate | None, vocabulary: Vocabulary) -> Diagnostic:
    if predicate is not None and predicate.field:
        owner, _, field = predicate.field.partition(".")
        near = f"{owner}: [{{…, {field}: …}}]"
        return catalogue.FACT_UNKNOWN.at(
            key.span, nearest=near, name=key.text, names=", ".join(stated_facts(vocabulary))
        )
    if predicate is not None:
        return catalogue.FACT_DERIVED.at(key.span, name=key.text)
    names = stated_facts(vocabulary)
    return catalogue.FACT_UNKNOWN.at(key.span, nearest=nearest(key.text, names), name=key.text, names=", ".join(names))


class _FactReader:
    """Reads the values of one fact of one party."""

    def __init__(self, predicate: Predicate, party: str, vocabulary: Vocabulary, faults: list[Diagnostic]) -> None:
        self._predicate = predicate
        self._party = party
        self._vocabulary = vocabulary
        self._faults = faults
        self._fields = {one.field.partition(".")[2]: one for one in vocabulary.fields.get(predicate.name, ())}
        self._statements: list[Statement] = []

    def item(self, node: Node) -> None:
        """One value: a scalar where the fact has one argument, else a mapping of its keys."""
        arguments = self._predicate.arguments[1:]
        if isinstance(node, MappingNode):
            self._record(node, arguments)
        elif len(arguments) == 1:
            value = read_value(node, arguments[0], self._vocabulary, self._faults)
            if value is not None:
                self._add(self._predicate, (self._party, value), None, None, node.span)
        elif not arguments and isinstance(node, Scalar):
            if read_truth(node, self._predicate.name, self._faults):
                self._add(self._predicate, (self._party,), None, None, node.span)
        else:
            keys = ", ".join(argument.name for argument in arguments)
            hint = f"write a mapping with the keys {keys}"
            text = node.text if isinstance(node, Scalar) else "a list"
            self._faults.append(
                catalogue.FACT_TYPE.at(node.span, text=text, wanted=f"a `{self._predicate.name}`", hint=hint)
            )

    def _record(self, node: MappingNode, arguments: Sequence[Argument]) -> None:
        before = len(self._faults)
        names = [argument.name for argument in arguments]
        allowed = (*names, *self._fields, "from", "to")
        for key, _ in node.entries:
            if key.text not in allowed:
                near, keys = nearest(key.text, allowed), ", ".join(allowed)
                self._faults.append(
                    catalogue.FACT_KEY.at(key.span, nearest=near, key=key.text, fact=self._predicate.name, keys=keys)
                )
        values: dict[str, Value] = {}
        for argument in arguments:
            value_node = node.get(argument.name)
            if value_node is None:
                self._faults.append(
                    catalogue.FACT_KEY_MISSING.at(node.span, fact=self._predicate.name, key=argument.name)
                )
                continue
            value = read_value(value_node, argument, self._vocabulary, self._faults)
            if value is not None:
                values[argument.name] = value
        start, end = self._day(node, "from"), self._day(node, "to")
        if start is not None and end is not None and end < start:
            place = node.get("to") or node
            self._faults.append(catalogue.FACT_DATES.at(place.span, to=end, start=start))
        if len(self._faults) > before:
            return
        self._add(self._predicate, (self._party, *(values[name] for name in names)), start, end, node.span)
        for name, predicate in self._fields.items():
            field_node = node.get(name)
            if field_node is not None:
                self._optional(name, field_node, predicate, values, start, end)

    def _optional(
        self,
        name: str,
        node: Node,
        predicate: Predicate,
        values: Mapping[str, Value],
        start: date | None,
        end: date | None,
    ) -> None:
        own = next((argument for argument in predicate.arguments if argument.name == name), None)
        filled = dict(values)
        if own is None:
            if not read_truth(node, name, self._faults):
                return
        else:
            value = read_value(node, own, self._vocabulary, self._faults)
            if value is None:
                return
            filled[name] = value
        row = (self._party, *(filled[argument.name] for argument in predicate.arguments[1:]))
        self._add(predicate, row, start, end, node.span)

    def _day(self, node: MappingNode, key: str) -> date | None:
        value = node.get(key)
        if value is None:
            return None
        day = read_value(value, Argument(key, "date"), self._vocabulary, self._faults)
        return day if isinstance(day, date) else None

    def _add(self, predicate: Predicate, row: Row, start: date | None, end: date | None, span: Span) -> None:
        position = predicate.position(predicate.begins) if predicate.begins else None
        if position is not None:
            begins = row[position]
            assert isinstance(begins, date)
            start = begins if start is None else max(start, begins)
        for other in self._statements:
            if other.predicate == predicate.name and other.row == row and other.start == start:
                self._faults.append(catalogue.FACT_TWICE.at(span, fact=predicate.name, first=other.span.line))
                return
        self._statements.append(Statement(predicate.name, row, start, end, span))

    def finish(self) -> tuple[Statement, ...]:
        """The statements; of a fact with one value at a time, each ends where the next starts."""
        if not self._predicate.one_at_a_time:
            return tuple(self._statements)
        ordered = sorted(self._statements, key=lambda one: one.start or date.min)
        result: list[Statement] = []
        for statement, following in zip_longest(ordered, ordered[1:]):
            if following is None:
                result.append(statement)
                continue
            if (statement.start or date.min) == (following.start or date.min):
                late, early = sorted((statement, following), key=lambda one: one.span, reverse=True)
                self._faults.append(
                    catalogue.FACT_CLASH.at(late.span, fact=self._predicate.name, first=early.span.line)
                )
                continue
            assert following.start is not None
            if statement.end is not None and statement.end >= following.start:
                words = {
                    "fact": self._predicate.name,
                    "to": statement.end,
                    "start": following.start,
                    "first": following.span.line,
                }
                self._faults.append(catalogue.FACT_OVERLAP.at(statement.span, words))
            end = following.start - timedelta(days=1)
            result.append(replace(statement, end=min(statement.end or end, end)))
        return tuple(result)


def _check_references(statements: Sequence[Statement], vocabulary: Vocabulary, faults: list[Diagnostic]) -> None:
    """An argument that names the id of another fact of the party must name one that is there."""
    for statement in statements:
        predicate = vocabulary.predicates[statement.predicate]
        for argument, target in predicate.refers.items():
            known: list[str] = []
            for choice in target.split(" or "):
                owner, dot, key = choice.partition(".")
                if not dot:
                    known.append(owner)
                    continue
                position = vocabulary.predicates[owner].position(key)
                known.extend(str(one.row[position or 0]) for one in statements if one.predicate == owner)
            position = predicate.position(argument)
            value = str(statement.row[position or 0])
            if value not in known:
                words = {
                    "fact": _choices(target),
                    "key": argument,
                    "id": value,
                    "known": ", ".join(known) or "none",
                }
                faults.append(catalogue.ID_UNKNOWN.at(statement.span, words, nearest=nearest(value, known)))


def _choices(target: str) -> str:
    """`responsible_for.id or user_systems` in words."""
    parts = []
    for choice in target.split(" or "):
        owner, dot, key = choice.partition(".")
        parts.append(f"the `{key}` of one of its `{owner}`" if dot else f"`{owner}`")
    return " or ".join(parts)
