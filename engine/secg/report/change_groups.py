"""The changes of an impact, each with the parties for which it is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_KEYS = ("what", "before_words", "after_words")
_PARAGRAPHS = ("paragraphs_before", "paragraphs_after")


def by_change(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each change with its `parties`, that of the most parties first.

    Changes are the same where they say the same by the same paragraphs.

    >>> change = {"what": "tell", "before_words": "none", "after_words": "applies"}
    >>> change |= {"paragraphs_before": [], "paragraphs_after": ["G1.1"]}
    >>> entries = [{"party": name, "name": name.title(), "changes": [change]} for name in ("a", "b")]
    >>> [(group["what"], [party["name"] for party in group["parties"]]) for group in by_change(entries)]
    [('tell', ['A', 'B'])]
    """
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entry in entries:
        for change in entry["changes"]:
            key = (*(change[name] for name in _KEYS), *(tuple(change[name]) for name in _PARAGRAPHS))
            group = groups.setdefault(key, {**{name: change[name] for name in (*_KEYS, *_PARAGRAPHS)}, "parties": []})
            group["parties"].append({"party": entry["party"], "name": entry["name"]})
    return sorted(groups.values(), key=lambda group: -len(group["parties"]))
