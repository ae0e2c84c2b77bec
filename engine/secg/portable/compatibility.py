"""What a change of the vocabulary breaks: party files written for an older one, and readers of its conclusions.

Whatever the reader of facts refuses or reads otherwise by is compared.
"""

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

_OTHERWISE = {
    "begins": "party files rest on the day from which on `{name}` holds, which is another now",
    "starts": "party files rest on whether `{name}` starts its record, which is otherwise now",
    "ended": "party files rest on which records state `{name}` once they have ended, which are others now",
    "one_at_a_time": "party files rest on whether a later `{name}` ends the earlier one, which is otherwise now",
}
"""What is said of a fact where an attribute of it differs."""

_STRICTER = {
    "refers": "party files may name in `{name}` what it does not refer to now",
    "not_before": "party files may state `{name}` with a day that is too early now",
    "dated_by": "party files may state `{name}` with a value that is not in use on its day now",
    "named_by": "party files may state two `{name}` of one name on a day, which are refused now",
}
"""What is said of a fact where an attribute of it refuses what it did not; that it refuses less breaks nothing."""

_LATER = ("starts", "ended", "refers", "not_before", "dated_by")
"""What models have told of facts since they tell on which days symbols are in use."""

NOT_COMPARED = ("rules", "sentences and labels", "who can change a fact", "why something is left open")


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
    if _tells_windows(before):
        lines.extend(_narrowed(before, after))
    else:
        newer = {name: _without_later(declared) for name, declared in newer.items()}
    for name, declared in older.items():
        lines.extend(_broken(name, declared, newer.get(name)))
    for name, declared in newer.items():
        if declared.get("kind") != "fact" or older.get(name, {}).get("kind") == "fact":
            continue
        # any other new fact reads, in files that do not state it, as what held before
        if declared.get("absent") == "unknown":
            lines.append(f"party files do not state `{name}`, and what rests on it is undetermined for them")
        # by the days of their records files state it all the same
        if declared.get("starts") or declared.get("ended"):
            lines.extend(_refused(name, {}, declared))
    return lines


def not_compared(before: Mapping[str, object]) -> tuple[str, ...]:
    """What `broken_promises` does not look at, also for want of it in the older model."""
    if _tells_windows(before):
        return NOT_COMPARED
    keys = ", ".join(f"`{key}`" for key in _LATER)
    return (*NOT_COMPARED, f"{keys} of facts and the days of values, which the older model does not tell")


def _tells_windows(model: Mapping[str, object]) -> bool:
    vocabulary = model.get("vocabulary")
    return isinstance(vocabulary, Mapping) and "windows" in vocabulary


def _without_later(declared: Mapping[str, Json]) -> Mapping[str, Json]:
    return {key: value for key, value in declared.items() if key not in _LATER}


def _narrowed(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    """The symbols that are in use on fewer days."""
    older, newer = _part(before, "windows"), _part(after, "windows")
    for name, labels in _part(before, "types").items():
        for symbol in labels:
            first_before, last_before = _days(older.get(name, {}).get(symbol))
            first, last = _days(newer.get(name, {}).get(symbol))
            if first > first_before or last < last_before:
                yield f"`{symbol}` of {name} is in use on fewer days than before"


def _days(window: Json) -> tuple[str, str]:
    """The first and the last day of a window, as texts that come in the order of days."""
    days = window if isinstance(window, Mapping) else {}
    return str(days.get("from", "")), str(days.get("to", "9999-12-31"))


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
        else:
            if (now.get("absent"), now.get("default")) != (declared.get("absent"), declared.get("default")):
                yield f"a party file that does not state `{name}` now means something else"
            for key, words in _OTHERWISE.items():
                if now.get(key) != declared.get(key):
                    yield words.format(name=name)
            yield from _refused(name, declared, now)
    elif kind in _READ:
        if now is None or now.get("kind") != kind:
            yield f"readers may look for `{name}`, which is no {kind} any more"
        elif now.get("arguments") != declared.get("arguments"):
            yield f"readers find `{name}` with other arguments than now"
        elif now.get("question") != declared.get("question"):
            yield f"readers find `{name}` about another question than now"


def _refused(name: str, declared: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[str]:
    """What is refused in the records of a fact that was not."""
    for key, words in _STRICTER.items():
        before, after = declared.get(key), now.get(key)
        if after and after != before and not (key == "refers" and _wider(before, after)):
            yield words.format(name=name)


def _wider(before: Json, after: Json) -> bool:
    """Whether each argument that refers to something may still name all that it could."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    for argument, targets in after.items():
        older = before.get(argument)
        if not isinstance(older, list) or not isinstance(targets, list) or any(one not in targets for one in older):
            return False
    return True


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
