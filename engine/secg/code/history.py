"""The history of one paragraph: each text it had, and which instrument made the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from secg.code.consolidation import Code, Standing
from secg.code.policies import Policies
from secg.code.versions import Version
from secg.language.paragraph_number import ParagraphNumber
from secg.records import record


@record
class Chapter:
    """What a version made of a paragraph: `operation` is original, insert, substitute, repeal or renumber.

    `standing` is the paragraph afterwards, None where it was repealed.
    """

    version: Version
    instrument: str
    operation: str
    standing: Standing | None


def known_numbers(codes: Iterable[Code]) -> set[ParagraphNumber]:
    """Every number that a paragraph has in some version."""
    return {number for code in codes for number in code.paragraphs}


def history_of(policies: Policies, codes: Sequence[Code], number: ParagraphNumber) -> tuple[Chapter, ...]:
    """The chapters of each paragraph that ever stood under `number`, from the earliest; empty for an unknown number.

    `codes` are the Codes of every version, in order. A renumbered paragraph is followed under its other numbers too.
    """
    origins: dict[tuple[str, ParagraphNumber], None] = {}
    for code in codes:
        if number in code.paragraphs:
            origins.setdefault(code.paragraphs[number].origin)
    return tuple(chapter for origin in origins for chapter in _chapters(policies, codes, origin))


def _chapters(policies: Policies, codes: Sequence[Code], origin: tuple[str, ParagraphNumber]) -> Iterator[Chapter]:
    """The chapters of the one paragraph with this origin."""
    before: Standing | None = None
    for code in codes:
        after = next((standing for standing in code.paragraphs.values() if standing.origin == origin), None)
        if after is None and before is not None:
            yield Chapter(code.version, _repealing(policies, code.version, before.number), "repeal", None)
        elif after is not None and after != before:
            yield Chapter(code.version, after.instrument, _operation(before, after), after)
        before = after


def _operation(before: Standing | None, after: Standing) -> str:
    if before is None:
        return "insert" if after.instrument else "original"
    return "renumber" if before.number != after.number else "substitute"


def _repealing(policies: Policies, version: Version, number: ParagraphNumber) -> str:
    for name in version.instruments:
        for amendment in policies.instruments[name].amendments:
            if amendment.number == number and amendment.operation == "repeal":
                return name
    return ", ".join(version.instruments)
