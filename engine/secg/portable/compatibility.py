"""What a change of the vocabulary breaks: party files written for an older one, and readers of its conclusions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from secg.json_schema import Json
from secg.language.predicate_kinds import TREATMENT, PredicateKind
from secg.messages import REQUEST, Faults, catalogue
from secg.portable.model import SCHEMA
from secg.sources.files import is_file

SIZE_LIMIT = 64_000_000
"""Bytes; the model of all versions has a fiftieth of that."""


_READ = tuple(kind for kind in PredicateKind if TREATMENT[kind].promised)
"""The kinds of conclusions that readers look at."""


def read_model(path: Path) -> Mapping[str, object]:
    """The model of a file. Raises Faults E531."""
    shown = path.as_posix()
    if not is_file(path):
        raise _unreadable(shown, "there is no such file")
    # before it is read: whatever file is named here goes into memory whole
    if path.stat().st_size > SIZE_LIMIT:
        raise _unreadable(shown, f"it has more than {SIZE_LIMIT:,} bytes")
    try:
        model = json.loads(path.read_bytes())
    except (ValueError, RecursionError):  # Python's reader gives up on lists nested some thousand deep
        raise _unreadable(shown, "it is not JSON") from None
    if not isinstance(model, dict) or not isinstance(model.get("schema"), str):
        raise _unreadable(shown, "it names no schema")
    if model["schema"] != SCHEMA:
        raise _unreadable(shown, f"its schema is `{model['schema']}`")
    # a model without either would break nothing, whatever it is compared with
    if not (_part(model, "types") and _part(model, "predicates")):
        raise _unreadable(shown, "its vocabulary is not of the schema")
    return model


def _unreadable(path: str, reason: str) -> Faults:
    return catalogue.MODEL_UNREADABLE.fault(REQUEST, path=path, reason=reason, schema=SCHEMA)


def broken_promises(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What holds no longer for party files and readers of the model `before`; a new fact or symbol breaks nothing.

    >>> def vocabulary(**predicates: Json) -> dict[str, Json]:
    ...     return {"vocabulary": {"types": {}, "predicates": predicates}}
    >>> fact: dict[str, Json] = {"kind": "fact", "arguments": [["party", "party"], ["count", "count"]]}
    >>> broken_promises(vocabulary(premises=fact), vocabulary(domestic_premises=fact))
    ['party files may state `premises`, which is no fact any more']
    """
    lines: list[str] = []
    for name, labels in _part(before, "types").items():
        now = _part(after, "types").get(name, {})
        lost = [symbol for symbol in labels if symbol not in now]
        lines.extend(f"`{symbol}` is no {name} any more" for symbol in lost)
    older, newer = _part(before, "predicates"), _part(after, "predicates")
    for name, declared in older.items():
        lines.extend(_broken(name, declared, newer.get(name)))
    for name, declared in newer.items():
        # any other new fact reads, in files that do not state it, as what held before
        if declared.get("kind") == "fact" and declared.get("absent") == "unknown" and name not in older:
            lines.append(f"party files do not state `{name}`, and what rests on it is undetermined for them")
    return lines


def _broken(name: str, declared: Mapping[str, Json], now: Mapping[str, Json] | None) -> Iterator[str]:
    """What a predicate no longer keeps."""
    kind = declared.get("kind")
    if kind == "fact":
        if now is None or now.get("kind") != "fact":
            yield f"party files may state `{name}`, which is no fact any more"
        elif now.get("arguments") != declared.get("arguments"):
            yield f"party files state `{name}` with other arguments than now"
        elif now.get("field") != declared.get("field"):
            yield f"party files state `{name}` under another key than now"
        elif (now.get("absent"), now.get("default")) != (declared.get("absent"), declared.get("default")):
            yield f"a party file that does not state `{name}` now means something else"
    elif kind in _READ:
        if now is None or now.get("kind") != kind:
            yield f"readers may look for `{name}`, which is no {kind} any more"
        elif now.get("arguments") != declared.get("arguments"):
            yield f"readers find `{name}` with other arguments than now"


def _part(model: Mapping[str, object], key: str) -> Mapping[str, Mapping[str, Json]]:
    """A part of the vocabulary; empty where it is not as the schema has it."""
    vocabulary = model.get("vocabulary")
    if not isinstance(vocabulary, Mapping):
        return {}
    part = vocabulary.get(key)
    if not isinstance(part, Mapping):
        return {}
    members: dict[str, Mapping[str, Json]] = {}
    for name, member in part.items():
        if not isinstance(member, Mapping):
            return {}
        members[name] = member
    return members
