"""Calling a party `it` in what is said about it, where its name can't be taken for a word of the Code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from secg.records import record


@record
class Naming:
    """How one party is named: its id, its name, and the name to be replaced wherever it stands, empty where none is."""

    party: str
    name: str
    replaced: str

    def said(self, node: Mapping[str, Any]) -> str:
        """The sentence of a step; a party that it is about is `it` in any case where the sentence begins."""
        text: str = node["conclusion"]
        about = list(node.get("reads", ()))[1:2] == [self.party]
        if about and text.startswith(f"{self.name} "):
            text = f"it{text.removeprefix(self.name)}"
        return self.within(text)

    def within(self, text: str) -> str:
        """A text with the party as `it`."""
        return re.sub(rf"(?<!\w){re.escape(self.replaced)}(?!\w)", "it", text) if self.replaced else text


def naming_of(shown: Mapping[str, Any]) -> Naming:
    """How the party of a report is named."""
    return Naming(shown["party"], shown["name"], name_to_replace(shown))


def name_to_replace(shown: Mapping[str, Any]) -> str:
    """The name of the party, or nothing where the Code or the report has the same words for something else."""
    name: str = shown["name"]
    return "" if _stands_in(name, _words_of_the_code(shown)) else name


def _words_of_the_code(shown: Mapping[str, Any]) -> str:
    """What the report quotes of the Code, and the words by which the Code calls capacities and categories."""
    labels = [
        label
        for assessment in shown["assessments"]
        for label in (assessment["capacity_label"], assessment["category_label"])
    ]
    quoted = [paragraph[key] for paragraph in shown["paragraphs"] for key in ("title", "paraphrase")]
    limbs = [limb["paraphrase"] for paragraph in shown["paragraphs"] for limb in paragraph["limbs"]]
    return "\n".join([*labels, *quoted, *limbs])


def _stands_in(name: str, text: str) -> bool:
    """Whether a text has the name as words of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
