"""A hint for a misspelt name names the right one: one-letter slips over every name of the vocabulary."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import nearest

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = read_vocabulary(ROOT / "policies" / "vocabulary.yaml", "policies/vocabulary.yaml")
SHARE = 0.3
"""How many of all slips are tried; all of them were right in 99 % when this was written."""
LETTERS = string.ascii_lowercase + "_"


def slips(name: str, source: random.Random) -> Iterator[str]:
    """Every letter left out, doubled, swapped with the next, changed for another, and another put before it."""
    for place in range(len(name)):
        before, letter, after = name[:place], name[place], name[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        if after:
            yield before + after[0] + letter + after[1:]
        yield before + source.choice(LETTERS) + after
        yield before + source.choice(LETTERS) + letter + after


def groups() -> dict[str, list[str]]:
    """The names among which a hint chooses: predicates, stated facts, and the values of each type."""
    found = {name: list(enumeration.labels) for name, enumeration in VOCABULARY.types.items()}
    return {**found, "predicates": list(VOCABULARY.predicates)}


def test_hints_are_right_for_95_percent_of_one_letter_slips_and_better() -> None:
    source = random.Random(1)
    tried = right = 0
    for names in groups().values():
        for name in names:
            for slip in slips(name, source):
                if slip in names or source.random() > SHARE:
                    continue
                tried += 1
                right += nearest(slip, names) == name
    assert tried > 3_000
    assert right / tried >= 0.95, f"{right} of {tried}"


@pytest.mark.parametrize("text", ["", "x", "something_else_altogether", "日本"])
def test_what_is_near_no_name_gets_no_hint(text: str) -> None:
    assert nearest(text, VOCABULARY.predicates) is None
