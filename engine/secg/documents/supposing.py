"""Supposed facts, `FACT=VALUE`, `FACT+=VALUE` and `FACT-=VALUE`: read as changes of the facts of a day, and written.

What is written as `--set` options, from whole records, is read back before it is shown.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from secg.facts.situation import Facts, Row
from secg.facts.situation_reader import read_facts, stated_facts
from secg.language.model import Value
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import REQUEST, Diagnostic, Faults, catalogue, effect_catalogue, nearest
from secg.proof.trial import Change, apply, is_of_record, kept_fields, record_places, stated_of
from secg.sources.yaml_tree import Mapping as MappingNode
from secg.sources.yaml_tree import Node, Scalar
from secg.sources.yaml_tree import Sequence as List

# the name of a party may hold dots, that of a fact none
_CHANGE = re.compile(r"^(?:(?P<party>[^=]+)\.)?(?P<fact>[A-Za-z_][A-Za-z0-9_]*)\s*(?P<how>\+=|-=|=)\s*(?P<value>.*)$")


class SupposedReader:
    """Reads the changes of one question, each on top of those before it."""

    def __init__(self, vocabulary: Vocabulary, facts: Facts, party: str) -> None:
        self._vocabulary = vocabulary
        self._party = party
        self.facts = facts

    def read(self, texts: Sequence[str]) -> tuple[Change, ...]:
        """All changes in order, but for what a later one takes back; `facts` is what they leave. Raises Faults."""
        stated, net = self.facts, list[Change]()
        for text in texts:
            before = self.facts
            for change in self._changes(text):
                net = _with_change(net, change, stated, before, self._vocabulary)
        return tuple(net)

    def _changes(self, text: str) -> list[Change]:
        named, change = self._of_party(text.strip())
        match = _CHANGE.match(change)
        if match is None:
            raise effect_catalogue.SUPPOSED_FORM.fault(REQUEST, text=text)
        party, how = named or match.group("party") or self._party, match.group("how")
        if party not in self.facts.names:
            near = nearest(party, self.facts.names)
            raise catalogue.PARTY_UNKNOWN.fault(REQUEST, nearest=near, name=party, folder="the facts")
        declared = self._declared(match.group("fact"))
        if how == "=" and not match.group("value").strip():
            present = self._rows(declared.name, party)  # whatever the party states of the fact is taken away
            if not present:
                raise Faults([_absent(declared, present, text)])
            changes = [Change(declared.name, present, ())]
        elif how == "-=" and not declared.is_count:  # from a count, a number is taken
            changes = self._taken(declared, party, match.group("value"), text)
        else:
            changes = self._stated(declared, party, how, match.group("value"))
        self.facts = apply(changes, self.facts, self._vocabulary)
        self._check_names(changes, text)
        return changes

    def _of_party(self, text: str) -> tuple[str, str]:
        """The party whose name and a dot a change begins with, or nothing, and the change without them."""
        # a name may hold an equals sign: of those known, the longest is meant
        name = max((name for name in self.facts.names if text.startswith(f"{name}.")), key=len, default="")
        return (name, text[len(name) + 1 :]) if name else ("", text)

    def _check_names(self, changes: Sequence[Change], text: str) -> None:
        """Raises Faults E518 where what is supposed has the name of another record of its party."""
        for change in changes:
            declared = self._vocabulary.predicates[change.predicate]
            place = declared.naming
            if place is None or declared.field:
                continue
            for row in change.added:
                if any(other[place] == row[place] and other != row for other in self._rows(declared.name, str(row[0]))):
                    words = {"fact": declared.name, "key": declared.arguments[place].name, "name": row[place]}
                    raise effect_catalogue.SUPPOSED_NAME.fault(REQUEST, words, text=text)

    def _declared(self, name: str) -> Predicate:
        declared = self._vocabulary.predicates.get(name)
        if declared is None or not declared.is_fact or declared.field:
            known = stated_facts(self._vocabulary)
            if declared is not None and not declared.is_fact:
                raise catalogue.FACT_DERIVED.fault(REQUEST, name=name)
            near = nearest(name, known)
            if declared is not None:
                owner, _, key = declared.field.partition(".")
                near = f"{owner}+=…,{key}:…"
            raise catalogue.FACT_UNKNOWN.fault(REQUEST, nearest=near, name=name, names=", ".join(known))
        return declared

    def _rows(self, predicate: str, party: str) -> tuple[Row, ...]:
        return tuple(row for row in self.facts.rows.get(predicate, {}) if row[0] == party)

    def _stated(self, declared: Predicate, party: str, how: str, text: str) -> list[Change]:
        faults: list[Diagnostic] = []
        node = _node(text)
        if declared.one_at_a_time and isinstance(node, List):
            hint = "a comma separates values; digits are grouped by underscores, as in 250_000"
            words = {"text": text, "wanted": f"one value of `{declared.name}`", "hint": hint}
            raise catalogue.FACT_TYPE.fault(REQUEST, words)
        tree = MappingNode(((Scalar(declared.name, False, REQUEST), node),), REQUEST)
        statements = read_facts(tree, party, self._vocabulary, faults)
        # read alone, a fact may name what another fact of the party describes
        faults = [diagnostic for diagnostic in faults if diagnostic.kind is not catalogue.ID_UNKNOWN]
        if faults:
            raise Faults(faults)
        day = self.facts.day
        own_keys = {declared.name, *(key.name for key in self._vocabulary.fields.get(declared.name, ()))}
        holding = [statement for statement in statements if statement.holds_on(day)]
        later = any(
            statement.start is not None and statement.start > day and statement.predicate in own_keys
            for statement in statements
        )
        if later or not holding:  # it would change nothing on the day asked about, or not all that it says
            raise effect_catalogue.SUPPOSED_DAY.fault(REQUEST, text=f"{declared.name}{how}{text}", day=day)
        rows: dict[str, list[Row]] = {}
        for statement in holding:
            rows.setdefault(statement.predicate, []).append(statement.row)
        present = self._rows(declared.name, party)
        own = rows.pop(declared.name, [])
        if how != "=" and declared.is_count and present and own:
            return [Change(declared.name, present, (_counted(present[0], own[0], how, text),))]
        # a record that has ended on the day states another fact in its place
        ended = [Change(name, (), tuple(rows.pop(name))) for name in list(rows) if name not in own_keys]
        fields: list[tuple[str, Row]] = []
        for name, rows_of_name in rows.items():
            fields.extend((name, row) for row in rows_of_name)
        changes: list[Change] = []
        if how == "=" and present and not declared.one_at_a_time:
            changes.append(Change(declared.name, present, ()))
            present = ()
        elif how == "+=" and not declared.one_at_a_time:
            present = ()
        if own or present:
            changes.append(Change(declared.name, present, tuple(own), tuple(fields)))
        return [*changes, *ended]

    def _taken(self, declared: Predicate, party: str, text: str, whole: str) -> list[Change]:
        """The facts that agree in the keys given are taken away."""
        wanted = {declared.arguments[-1].name: _value(text).text}
        if len(_split(text, ":")) > 1:
            wanted = {key: value.text for key, value in _pairs(text)}
        names = [argument.name for argument in declared.arguments]
        for key in wanted:
            if key not in names:
                words = {"key": key, "fact": declared.name, "keys": ", ".join(names[1:])}
                raise catalogue.FACT_KEY.fault(REQUEST, words, nearest=nearest(key, names[1:]))
        present = self._rows(declared.name, party)
        if declared.arity == 1:  # it has no value to agree in, and is stated as true
            if not present or _value(text).text != "true":
                raise Faults([_absent(declared, present, whole)])
            return [Change(declared.name, present, ())]
        matching: list[Row] = []
        for row in present:
            texts = dict(zip(names, map(str, row), strict=True))
            if wanted.items() <= texts.items():
                matching.append(row)
        if not matching:
            raise Faults([_absent(declared, present, whole)])
        return [Change(declared.name, tuple(matching), ())]


def _with_change(
    net: Sequence[Change], change: Change, stated: Facts, before: Facts, vocabulary: Vocabulary
) -> list[Change]:
    """The changes with one more, which is told against the facts that are stated: what it takes back nobody supposes.

    `before` are the facts that the changes before it leave.
    """
    left: list[Change] = []
    removed, fields = change.removed, change.fields
    for earlier in net:
        undone = set(earlier.added) & set(change.removed) if earlier.predicate == change.predicate else set[Row]()
        if not undone:
            left.append(earlier)
        elif vocabulary.predicates[change.predicate].one_at_a_time:
            # one value takes the place of another that took the place of what is stated
            removed, fields = earlier.removed, (*kept_fields(change, before.rows, vocabulary), *fields)
        else:
            removed = tuple(row for row in removed if row not in undone or row in stated.rows.get(change.predicate, {}))
            added = tuple(row for row in earlier.added if row not in undone)
            if earlier.removed or added:
                left.append(replace(earlier, added=added, fields=_fields_of(earlier, added, vocabulary)))
    net_change = replace(change, removed=removed, fields=fields)
    return [*left, net_change] if removed or change.added else left


def _fields_of(change: Change, added: Sequence[Row], vocabulary: Vocabulary) -> tuple[tuple[str, Row], ...]:
    """What a change states of these of its records."""
    kept: list[tuple[str, Row]] = []
    for name, row in change.fields:
        places = record_places(vocabulary, vocabulary.predicates[name])
        if any(is_of_record(row, record, places) for record in added):
            kept.append((name, row))
    return tuple(kept)


def _counted(present: Row, stated: Row, how: str, text: str) -> Row:
    before, by = present[-1], stated[-1]
    assert isinstance(before, int) and isinstance(by, int)
    value = before + by if how == "+=" else before - by
    if value < 0:
        hint = f"there are {before:,} to take from"
        raise catalogue.FACT_TYPE.fault(REQUEST, text=text, wanted="a number that can be taken away", hint=hint)
    return (*present[:-1], value)


def _absent(declared: Predicate, present: Sequence[Row], text: str) -> Diagnostic:
    stated = ", ".join(str(row[1]) if len(row) > 1 else "true" for row in present)
    hint = f"the party states {declared.name}: {stated}" if stated else f"the party states no {declared.name}"
    return effect_catalogue.SUPPOSED_ABSENT.at(REQUEST, text=text, hint=hint)


def quoted(value: Value) -> str:
    """A value as `--set` takes it: between quotes, these doubled, where it has a mark of the form in it."""
    text = str(value)
    if text and text == text.strip() and not any(mark in text for mark in ',:"'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that do not stand between quotes."""
    parts = [""]
    inside = False
    for letter in text:
        inside ^= letter == '"'  # a doubled quote ends the quotation and begins it again
        if letter == mark and not inside:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _value(text: str) -> Scalar:
    """One value, without the quotes that it may stand in."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Scalar(text[1:-1].replace('""', '"'), True, REQUEST)
    return Scalar(text, False, REQUEST)


def _pairs(text: str) -> list[tuple[str, Scalar]]:
    pairs: list[tuple[str, Scalar]] = []
    for part in _split(text, ","):
        key, *values = _split(part, ":")
        if not values:
            raise effect_catalogue.SUPPOSED_FORM.fault(REQUEST, text=text)
        pairs.append((key.strip(), _value(":".join(values))))
    return pairs


def _node(text: str) -> Node:
    """The value as the tree that a party's file would have: a record, a list, or one value."""
    if len(_split(text, ":")) > 1:
        return MappingNode(tuple((Scalar(key, False, REQUEST), value) for key, value in _pairs(text)), REQUEST)
    first, *others = [_value(part) for part in _split(text, ",")]
    if others:
        return List((first, *others), REQUEST)
    return first


Keys = Mapping[str, str]
"""The keys of a record with their values, as they are written."""


def suppositions(changes: Sequence[Change], facts: Facts, vocabulary: Vocabulary, party: str) -> list[list[str]]:
    """For each change, made after those before it, the `--set` values that suppose it.

    Raises Faults E599 unless all of them, read one after the other, leave the facts that the changes leave.
    """
    attempts: list[list[str]] = []
    after = facts
    for change in changes:
        before, after = after, apply([change], after, vocabulary)
        attempts.append(_texts(before, after, vocabulary, party))
    reader = SupposedReader(vocabulary, facts, party)
    reader.read(list(chain.from_iterable(attempts)))
    if _stated(reader.facts) != _stated(after):
        what = f"the facts that `{' '.join(options(item) for item in attempts)}` supposes are not those of its answer"
        raise catalogue.INTERNAL.fault(REQUEST, what=what)
    return attempts


def options(texts: Sequence[str]) -> str:
    """The values as options for a shell."""
    return " ".join(f"--set {shlex.quote(text)}" for text in texts)


def _stated(facts: Facts) -> object:
    rows = {name: set(spans) for name, spans in facts.rows.items() if spans}
    return rows, facts.missing


def _texts(before: Facts, after: Facts, vocabulary: Vocabulary, party: str) -> list[str]:
    """What was stated and is not any more, or not so, is taken away; what is stated anew is stated whole."""
    texts: list[str] = []
    for declared in vocabulary.facts:
        names = [declared.name, *(predicate.name for predicate in vocabulary.fields.get(declared.name, ()))]
        # an optional key is written with its record
        if declared.field or all(before.rows.get(name) == after.rows.get(name) for name in names):
            continue
        old, new = _records(before, declared, vocabulary), _records(after, declared, vocabulary)
        gone = [row for row, keys in old.items() if new.get(row) != keys]
        how = "=" if declared.one_at_a_time else "+="
        for row in gone:
            if not declared.one_at_a_time:
                texts.append(_record_text(declared, row, party, "-=", {}))
            elif not any(other[0] == row[0] and old[row].keys() <= keys.keys() for other, keys in new.items()):
                texts.append(f"{_owner(row, party)}{declared.name}=")
        texts.extend(_record_text(declared, row, party, how, keys) for row, keys in new.items() if old.get(row) != keys)
    return texts


def _records(facts: Facts, declared: Predicate, vocabulary: Vocabulary) -> dict[Row, Keys]:
    """The records of a fact, each with the optional keys that are stated of it."""
    records: dict[Row, Keys] = {}
    for row in facts.rows.get(declared.name, {}):
        keys: dict[str, str] = {}
        for field, stated in stated_of(row, declared.name, facts.rows, vocabulary):
            at = field.position(field.key)
            keys[field.key] = "true" if at is None else quoted(stated[at])
        records[row] = keys
    return records


def _record_text(declared: Predicate, row: Row, party: str, how: str, keys: Keys) -> str:
    """One `--set` value: the one value of a fact, or a record with all its keys."""
    own = {argument.name: quoted(value) for argument, value in zip(declared.arguments[1:], row[1:], strict=True)}
    values = [f"{key}:{key_text}" for key, key_text in {**own, **keys}.items()]
    if len(own) == 1 and not keys:
        values = list(own.values())
    # a fact without a value says only that it is so
    return f"{_owner(row, party)}{declared.name}{how}{','.join(values) or 'true'}"


def _owner(row: Row, party: str) -> str:
    return "" if row[0] == party else f"{row[0]}."
