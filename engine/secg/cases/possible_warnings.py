"""What a warning can say at all: that words are not said, which no warning has, could never be missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product

from secg.code.consolidation import every_code
from secg.code.policies import Policies
from secg.code.selection import code_warnings
from secg.language.sentences import Wording
from secg.records import kept

_PARTY = "\0"
"""What stands for every party: its name is one of the situation."""


def can_be_said(words: str, policies: Policies, parties: Iterable[str]) -> bool:
    """Whether some warning, of any version, has these words; `parties` are the names that may stand in it."""
    sentences = _possible_warnings(policies)
    if sentences is None:
        return True
    written = words.lower()
    unnamed = written
    # the longest first, as one name may be a part of another
    for name in sorted(parties, key=len, reverse=True):
        unnamed = unnamed.replace(name.lower(), _PARTY)
    return any(written in sentence or unnamed in sentence for sentence in sentences)


@kept
def _possible_warnings(policies: Policies) -> tuple[str, ...] | None:
    """Every warning in small letters; None where the vocabulary lets one say any text or number."""
    vocabulary = policies.vocabulary
    told: list[str] = []
    for warning in vocabulary.warnings:
        values: list[Sequence[str]] = []
        for argument in warning.arguments:
            if argument.type != "party" and argument.type not in vocabulary.types:
                return None
            values.append([_PARTY] if argument.type == "party" else tuple(vocabulary.labels(argument.type)))
        wording = Wording(vocabulary, {})
        told.extend(wording.atom(warning.name, row) for row in product(*values))
    codes = every_code(policies)
    ends = [code.version.in_force - timedelta(days=1) for code in codes[1:]]
    # what is said of a Code itself turns on the day; between the first and the last there is nothing more to say
    for code, last in zip(codes, [*ends, date.max], strict=True):
        for day in (code.version.in_force, last):
            told.extend(diagnostic.sentence for diagnostic in code_warnings(policies, code, day))
    return tuple(sentence.lower() for sentence in told)
