"""Reading one party's file: every key is a fact predicate, every value may be dated."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from unicodedata import normalize

from secg.facts.scalars import read_truth, read_value
from secg.facts.situation import Row, Situation, Statement, record_faults
from secg.language.model import Value
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Span, catalogue, nearest
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Node, Scalar, YamlReader, is_empty, root_span
from secg.sources.yaml_tree import Sequence as SequenceNode

TOP_KEYS = ("party", "name", "basis", "as_of", "facts", "note")
"""The keys of a party's file."""


def read_situation(
    tree: Node | None, stem: str, shown: str, vocabulary: Vocabulary, faults: list[Diagnostic]
) -> Situation | None:
    """The situation that a file's tree states; faults are added to `faults`."""
    reader = YamlReader()
    top = reader.mapping(tree, "a party's file", TOP_KEYS, ("party", "facts"))
    if not isinstance(tree, MappingNode):
        hint = "a party's file has the keys party, name, basis and facts"
        faults.extend(reader.faults or [catalogue.YAML_EMPTY.at(root_span(shown), hint=hint)])
        return None
    party = reader.text_of(top, "party")
    if "party" in top and party != stem:
        hint = "name the file after the party"
        # HFS+ stores the accents of a name of a file apart from their letters, which an editor mostly does not
        if normalize("NFC", party) == normalize("NFC", stem):
            hint = "they look alike and have their accents stored in two ways (Unicode NFC and NFD); write both in one"
        reader.faults.append(catalogue.PARTY_NAME.at(top["party"].span, party=party, file=stem, hint=hint))
    name, basis = reader.text_of(top, "name"), reader.text_of(top, "basis")
    as_of = reader.date_of(top, "as_of")
    faults.extend(reader.faults)
    statements = read_facts(top.get("facts"), stem, vocabulary, faults)
    if as_of is not None:
        faults.extend(_after(as_of, statements, vocabulary))
    return Situation(stem, name or stem, basis, statements, shown, as_of)


def _after(as_of: date, statements: Sequence[Statement], vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """E418 for what is told to have come to pass after the file was last gone through.

    When an arrangement starts or ends may be known beforehand.
    """
    for statement in statements:
        predicate = vocabulary.predicates[statement.predicate]
        if predicate.field and predicate.begins != predicate.key:
            continue  # the day of its record, which the record's own statement tells
        day = day_of_act(statement, predicate)
        if day is not None and day > as_of:
            yield catalogue.FACT_AFTER_AS_OF.at(statement.span, key=predicate.begins, day=day, as_of=as_of)


def day_of_act(statement: Statement, predicate: Predicate) -> date | None:
    """The day on which what a statement tells came to pass; None where it tells of what starts, ends or holds."""
    place = predicate.position(predicate.begins)
    if place is None or predicate.starts or predicate.ended:
        return None
    return as_day(statement.row[place])


def _meet(left: Statement, right: Statement) -> bool:
    """Whether both hold on some day."""
    first = max(left.start or date.min, right.start or date.min)
    return first <= min(left.end or date.max, right.end or date.max)


def later_acts(situation: Situation, day: date, vocabulary: Vocabulary) -> Iterator[Statement]:
    """What a party's file tells to have come to pass after `day`, each record once."""
    for statement in situation.statements:
        predicate = vocabulary.predicates[statement.predicate]
        if predicate.field:
            continue
        act = day_of_act(statement, predicate)
        if act is not None and act > day:
            yield statement


def read_facts(
    node: Node | None, party: str, vocabulary: Vocabulary, faults: list[Diagnostic]
) -> tuple[Statement, ...]:
    """The statements of a mapping of facts about `party`; faults are added to `faults`."""
    reader = YamlReader()
    entries = {} if is_empty(node) else reader.any_mapping(node, "`facts`")
    faults.extend(reader.faults)
    statements: list[Statement] = []
    unread: set[str | None] = set()  # facts of which not all could be read, so that an id may stand in the rest
    for key, value in entries.items():
        before = len(faults)
        predicate = vocabulary.predicates.get(key.text)
        if predicate is None or not predicate.is_fact or predicate.field:
            faults.append(_not_a_fact(key, predicate, vocabulary))
            unread.add(nearest(key.text, stated_facts(vocabulary)))
            continue
        reading = _FactReader(predicate, party, vocabulary, faults)
        items = value.items if isinstance(value, SequenceNode) else (value,)
        for item in items:
            reading.item(item)
        statements.extend(reading.finish())
        if len(faults) > before:
            unread.add(key.text)
    _check_references(statements, unread, vocabulary, faults)
    return tuple(statements)


def as_day(value: Value | None) -> date | None:
    """The value where it is a day."""
    if isinstance(value, date):
        return value
    return None


def stated_facts(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The names that may stand under `facts`."""
    return tuple(predicate.name for predicate in vocabulary.facts if not predicate.field)


def _not_a_fact(key: Scalar, predicate: Predicate | None, vocabulary: Vocabulary) -> Diagnostic:
    names = stated_facts(vocabulary)
    if predicate is None:
        near = nearest(key.text, names)
    elif predicate.field:
        owner, _, field = predicate.field.partition(".")
        near = f"{owner}: [{{…, {field}: …}}]"
    else:
        return catalogue.FACT_DERIVED.at(key.span, name=key.text)
    return catalogue.FACT_UNKNOWN.at(key.span, nearest=near, name=key.text, names=", ".join(names))


class _FactReader:
    """Reads the values of one fact of one party."""

    def __init__(self, predicate: Predicate, party: str, vocabulary: Vocabulary, faults: list[Diagnostic]) -> None:
        self._predicate = predicate
        self._party = party
        self._vocabulary = vocabulary
        self._faults = faults
        self._fields = {other.key: other for other in vocabulary.fields.get(predicate.name, ())}
        self._records: list[tuple[Statement, list[Statement]]] = []

    def item(self, node: Node) -> None:
        """One value: a scalar where the fact has one argument, else a mapping of its keys."""
        arguments = self._predicate.arguments[1:]
        if isinstance(node, MappingNode):
            self._record(node, arguments)
        elif len(arguments) == 1:
            value = read_value(node, arguments[0], self._vocabulary, self._faults)
            if value is not None:
                begins = as_day({arguments[0].name: value}.get(self._predicate.begins))
                self._add((self._party, value), begins, None, node.span)
        elif not arguments and isinstance(node, Scalar):
            if read_truth(node, self._predicate.name, self._faults):
                self._add((self._party,), None, None, node.span)
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
        misspelt: set[str | None] = set()
        for key, _ in node.entries:
            if key.text not in allowed:
                near = nearest(key.text, allowed)
                misspelt.add(near)
                words = {"key": key.text, "fact": self._predicate.name, "keys": ", ".join(allowed)}
                self._faults.append(catalogue.FACT_KEY.at(key.span, words, nearest=near))
        values: dict[str, Value] = {}
        for argument in arguments:
            value_node = node.get(argument.name)
            if value_node is None:
                if argument.name not in misspelt:
                    words = {"fact": self._predicate.name, "key": argument.name}
                    self._faults.append(catalogue.FACT_KEY_MISSING.at(node.span, words))
                continue
            value = read_value(value_node, argument, self._vocabulary, self._faults)
            if value is not None:
                values[argument.name] = value
        end = self._day(node, "to")
        # the latest of the days from which on it can hold
        starting = dict.fromkeys(("from", *(name for name, predicate in self._fields.items() if predicate.starts)))
        days = [self._day(node, key) for key in starting]
        first = max(filter(None, (*days, as_day(values.get(self._predicate.begins)))), default=None)
        if first is not None and end is not None and end < first:
            self._faults.append(catalogue.FACT_DATES.at((node.get("to") or node).span, to=end, start=first))
        if len(self._faults) > before:
            return  # what stands together is asked of values that are of their types
        self._faults.extend(record_faults(node, self._predicate, self._fields, self._vocabulary))
        if len(self._faults) > before:
            return
        parts = self._add((self._party, *(values[name] for name in names)), first, end, node.span)
        for name, predicate in self._fields.items():
            field_node = node.get(name)
            if field_node is None and predicate.starts:
                field_node = node.get("from")
            if field_node is None:
                continue
            part = self._part(name, field_node, predicate, values)
            if part is not None and parts is not None:
                parts.append(part)

    def _part(self, name: str, node: Node, predicate: Predicate, values: Mapping[str, Value]) -> Statement | None:
        """What an optional key states; `finish` holds it within its record's days."""
        own = predicate.argument(name)
        filled = dict(values)
        if own is None:
            if not read_truth(node, name, self._faults):
                return None
        else:
            value = read_value(node, own, self._vocabulary, self._faults)
            if value is None:
                return None
            filled[name] = value
        row = (self._party, *(filled[argument.name] for argument in predicate.arguments[1:]))
        return Statement(predicate.name, row, as_day(filled.get(predicate.begins)), None, node.span)

    def _day(self, node: MappingNode, key: str) -> date | None:
        value = node.get(key)
        if value is None:
            return None
        return as_day(read_value(value, Argument(key, "date"), self._vocabulary, self._faults))

    def _add(self, row: Row, start: date | None, end: date | None, span: Span) -> list[Statement] | None:
        """Keep a record; the list for its parts, or None where the record stands twice."""
        main = Statement(self._predicate.name, row, start, end, span)
        for other, _ in self._records:
            if other.row == row and self._is_again(main, other):
                self._faults.append(catalogue.FACT_TWICE.at(span, fact=self._predicate.name, first=other.span))
                return None
        parts: list[Statement] = []
        self._records.append((main, parts))
        return parts

    def _is_again(self, main: Statement, other: Statement) -> bool:
        """Whether a record says again what an earlier one says of some day: on another day the same may well begin.

        Of a fact with one value at a time, a later value ends the earlier one.
        """
        return main.start == other.start if self._predicate.one_at_a_time else _meet(main, other)

    def finish(self) -> tuple[Statement, ...]:
        """The statements; of a fact with one value at a time, each ends where the next starts."""
        mains = [main for main, _ in self._records]
        ends: Mapping[Span, date | None] = {}
        if self._predicate.one_at_a_time:
            ends = self._ends(mains)
        else:
            self._faults.extend(self._named_alike(mains))
        result: list[Statement] = []
        for main, parts in self._records:
            held = replace(main, end=ends.get(main.span, main.end))
            result.append(held)
            for part in parts:
                start = max(filter(None, (part.start, held.start)), default=None)
                result.append(replace(part, start=start, end=held.end))
            result.extend(self._ended(main, parts))
        return tuple(result)

    def _ended(self, main: Statement, parts: Sequence[Statement]) -> list[Statement]:
        """What a record states from the day after its last day on, unless another record carries it on."""
        ending = self._vocabulary.ending(self._predicate.name)
        if ending is None or main.end is None or main.end == date.max:
            return []  # no day follows the calendar's last
        names = [argument.name for argument in self._predicate.arguments]
        places = [names.index(argument.name) for argument in ending.arguments[:-1]]
        after = main.end + timedelta(days=1)
        kept = tuple(main.row[place] for place in places)
        for other, _ in self._records:
            if tuple(other.row[place] for place in places) == kept and other.holds_on(after):
                return []
        statements = [Statement(ending.name, (*kept, after), after, None, main.span)]
        began = self._vocabulary.starting(ending.name)
        starting = self._vocabulary.starting(self._predicate.name)
        if began is None or starting is None:
            return statements
        for part in parts:
            if part.predicate == starting.name:
                statements.append(Statement(began.name, (*kept, after, part.row[-1]), after, None, main.span))
        return statements

    def _named_alike(self, mains: Sequence[Statement]) -> Iterator[Diagnostic]:
        """E420 for each record that on some day has the name of an earlier one and is another."""
        place = self._predicate.naming
        if place is None:
            return
        earlier: dict[Value, list[Statement]] = {}
        for main in mains:
            alike = earlier.setdefault(main.row[place], [])
            for other in alike:
                if other.row != main.row and _meet(main, other):
                    words = {"fact": self._predicate.name, "key": self._predicate.arguments[place].name}
                    yield catalogue.NAME_TWICE.at(main.span, words, name=main.row[place], first=other.span)
                    break
            alike.append(main)

    def _ends(self, mains: Sequence[Statement]) -> dict[Span, date | None]:
        """The last day of each value where a later one ends it, by the place of the value."""
        ends: dict[Span, date | None] = {}
        ordered = sorted(mains, key=lambda statement: (statement.start or date.min, statement.span))
        for statement, following in pairwise(ordered):
            if (statement.start or date.min) == (following.start or date.min):
                name, span = self._predicate.name, following.span
                self._faults.append(catalogue.FACT_CLASH.at(span, fact=name, first=statement.span))
                continue
            assert following.start is not None  # else it would come first, and start with the other
            if statement.end is not None and statement.end >= following.start:
                words = {"fact": self._predicate.name, "to": statement.end, "start": following.start}
                self._faults.append(catalogue.FACT_OVERLAP.at(statement.span, words, first=following.span))
            last = following.start - timedelta(days=1)
            ends[statement.span] = min(statement.end or last, last)
        return ends


def _check_references(
    statements: Sequence[Statement], unread: Container[str | None], vocabulary: Vocabulary, faults: list[Diagnostic]
) -> None:
    """An argument that names the id of another fact of the party must name one that is there.

    What refers to an `unread` fact is let pass: the id may stand in what could not be read.
    """
    for statement in statements:
        predicate = vocabulary.predicates[statement.predicate]
        for argument, target in predicate.refers.items():
            if any(choice.partition(".")[0] in unread for choice in target.split(" or ")):
                continue
            known: list[str] = []
            for choice in target.split(" or "):
                owner, dot, key = choice.partition(".")
                if not dot:
                    known.append(owner)
                    continue
                named = vocabulary.predicates[owner]
                known.extend(_text_of(other, named, key) for other in statements if other.predicate == owner)
            value = _text_of(statement, predicate, argument)
            if value not in known:
                words = {"fact": _choices(target), "key": argument, "id": value, "known": ", ".join(known) or "none"}
                faults.append(catalogue.ID_UNKNOWN.at(statement.span, words, nearest=nearest(value, known)))


def _text_of(statement: Statement, predicate: Predicate, argument: str) -> str:
    position = predicate.position(argument)
    assert position is not None  # the vocabulary's checks have seen to it
    return str(statement.row[position])


def _choices(target: str) -> str:
    """`responsible_for.id or user_systems` in words."""
    parts = []
    for choice in target.split(" or "):
        owner, dot, key = choice.partition(".")
        parts.append(f"the `{key}` of one of its `{owner}`" if dot else f"`{owner}`")
    return " or ".join(parts)
