"""The `--set` options that suppose a change: written from whole records, and read back before they are shown."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from itertools import chain

from secg.facts.situation import Facts, Row
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Faults, Span, catalogue
from secg.proof.trial import Change, apply, record_places
from secg.report.supposing import SupposedReader, quoted

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
        raise Faults([catalogue.INTERNAL.at(Span("", 0, 0), what=what)])
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
        if declared.field or all(before.rows.get(name) == after.rows.get(name) for name in names):
            continue
        old, new = _records(before, declared, vocabulary), _records(after, declared, vocabulary)
        gone = [row for row, keys in old.items() if new.get(row) != keys]
        for row in gone:
            instead = next((new_row for new_row in new if declared.one_at_a_time and new_row[0] == row[0]), None)
            replaced = instead is not None and old[row].keys() <= new[instead].keys()
            if declared.one_at_a_time and not replaced:
                texts.append(f"{_owner(row, party)}{declared.name}=")
            elif not replaced:
                texts.append(_text(declared, row, party, "-=", {}))
        for row, keys in new.items():
            if old.get(row) != keys:
                texts.append(_text(declared, row, party, "=" if declared.one_at_a_time else "+=", keys))
    return texts


def _records(facts: Facts, declared: Predicate, vocabulary: Vocabulary) -> dict[Row, Keys]:
    """The records of a fact, each with the optional keys that are stated of it."""
    records: dict[Row, Keys] = {}
    for row in facts.rows.get(declared.name, {}):
        keys: dict[str, str] = {}
        for field in vocabulary.fields.get(declared.name, ()):
            places = record_places(vocabulary, field)
            at = field.position(field.key)
            for stated in facts.rows.get(field.name, {}):
                if all(row[place] == stated[own] for place, own in places):
                    keys[field.key] = "true" if at is None else quoted(stated[at])
        records[row] = keys
    return records


def _text(declared: Predicate, row: Row, party: str, how: str, keys: Keys) -> str:
    """One `--set` value: the one value of a fact, or a record with all its keys."""
    own = {argument.name: quoted(value) for argument, value in zip(declared.arguments[1:], row[1:], strict=True)}
    alone = len(own) == 1 and not keys
    value = (
        ",".join(own.values()) if alone else ",".join(f"{key}:{key_text}" for key, key_text in {**own, **keys}.items())
    )
    return f"{_owner(row, party)}{declared.name}{how}{value or 'true'}"


def _owner(row: Row, party: str) -> str:
    return "" if row[0] == party else f"{row[0]}."
