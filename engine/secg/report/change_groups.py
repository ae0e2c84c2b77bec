"""The changes of an impact, each with the parties for which it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from secg.report.change_document import Grounds, ImpactEntry


class NamedParty(TypedDict):
    """A party by its id and its name."""

    party: str
    name: str


class SharedChange(Grounds):
    """A change with the parties for which it is the same."""

    what: str
    before_words: str
    after_words: str
    parties: list[NamedParty]


def by_change(entries: Sequence[ImpactEntry]) -> list[SharedChange]:
    """Each change with its `parties`, that of the most parties first.

    Changes are the same where they say the same by the same paragraphs.

    >>> change = {"what": "tell", "before_words": "none", "after_words": "applies"}
    >>> change |= {"paragraphs_before": [], "paragraphs_after": ["G1.1"]}
    >>> entries = [{"party": name, "name": name.title(), "changes": [change]} for name in ("a", "b")]
    >>> [(group["what"], [party["name"] for party in group["parties"]]) for group in by_change(entries)]
    [('tell', ['A', 'B'])]
    """
    groups: dict[tuple[object, ...], SharedChange] = {}
    for entry in entries:
        for change in entry["changes"]:
            words = (change["what"], change["before_words"], change["after_words"])
            key = (*words, tuple(change["paragraphs_before"]), tuple(change["paragraphs_after"]))
            group = groups.get(key)
            if group is None:
                group = groups[key] = {
                    "what": change["what"],
                    "before_words": change["before_words"],
                    "after_words": change["after_words"],
                    "paragraphs_before": change["paragraphs_before"],
                    "paragraphs_after": change["paragraphs_after"],
                    "parties": [],
                }
            group["parties"].append({"party": entry["party"], "name": entry["name"]})
    return sorted(groups.values(), key=lambda group: -len(group["parties"]))
