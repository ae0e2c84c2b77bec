"""What a policy document holds: paragraphs with their provenance, and instruments that amend them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import assert_never, overload

from secg.language.model import Rule
from secg.language.paragraph_number import ParagraphNumber
from secg.messages import Diagnostic, Span
from secg.records import record


@record
class Ground:
    """One source that a paragraph rests on: its key in policies/sources.yaml, and the place in it."""

    source: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.source}, {self.place}" if self.place else self.source


@record
class Provenance:
    """How a paragraph is known: `text` (wording held), `reported` (a source states its effect) or `inferred`.

    `number` is how well the paragraph's number is known: confirmed, inferred or recalled. `open` are the doubts that
    stand where they arise; `open_about` names for each the predicate that it is the reason of, or nothing. `silence`
    are the sources that say that the Code is silent.
    """

    kind: str
    grounds: tuple[Ground, ...]
    number: str = "confirmed"
    reasoning: str = ""
    open: tuple[str, ...] = ()
    note: str = ""
    open_about: tuple[str, ...] = ()
    silence: tuple[Ground, ...] = ()

    def doubts_about(self, predicate: str) -> tuple[str, ...]:
        """The doubts that are the reason of a conclusion: those that name it, else those that leave something open."""
        unnamed = [doubt for doubt, about in zip(self.open, self.open_about, strict=True) if not about]
        named = [doubt for doubt, about in zip(self.open, self.open_about, strict=True) if about == predicate]
        return tuple(named or [words for words in unnamed if "left open" in words] or unnamed)


@record
class Limb:
    """A limb of a paragraph, `(a)`, with its own paraphrase."""

    letter: str
    words: str
    paraphrase: str
    span: Span


Parsed = tuple[tuple[Rule, ...], tuple[Diagnostic, ...]]
"""Rules, and every fault met in parsing them."""


class WrittenRules(Sequence[Rule]):
    """The rules of a paragraph, parsed when they are first asked for: what it says in words needs none of them."""

    def __init__(self, blocks: Sequence[Callable[[], Parsed]]) -> None:
        self._blocks = blocks

    @cached_property
    def _parsed(self) -> Parsed:
        rules: list[Rule] = []
        faults: list[Diagnostic] = []
        for parse in self._blocks:
            parsed, wrong = parse()
            rules.extend(parsed)
            faults.extend(wrong)
        return tuple(rules), tuple(faults)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Every fault met in parsing."""
        return self._parsed[1]

    @overload
    def __getitem__(self, place: int) -> Rule: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, place: int | slice) -> Rule | tuple[Rule, ...]:
        return self._parsed[0][place]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._parsed[0])

    def __len__(self) -> int:
        return len(self._parsed[0])


@record
class Paragraph:
    """A paragraph of the Code as one document gives it: its paraphrase, its limbs and its rules."""

    number: ParagraphNumber
    title: str
    paraphrase: str
    provenance: Provenance
    limbs: tuple[Limb, ...]
    rules: Sequence[Rule]
    span: Span

    @property
    def rule_faults(self) -> tuple[Diagnostic, ...]:
        """Every fault met in parsing the rules."""
        return self.rules.faults if isinstance(self.rules, WrittenRules) else ()

    @cached_property
    def concludes(self) -> frozenset[str]:
        """The predicates that the rules conclude."""
        return frozenset(rule.head.predicate for rule in self.rules)

    def gist(self, limb: str) -> str:
        """What the paragraph, or the limb, says in plain English."""
        for other in self.limbs:
            if other.letter == limb and other.paraphrase:
                return other.paraphrase
        return self.paraphrase


@record
class Amendment:
    """What an instrument does to one paragraph: insert, substitute, repeal, or renumber (as `target`)."""

    operation: str
    number: ParagraphNumber
    span: Span
    paragraph: Paragraph | None = None
    target: ParagraphNumber | None = None


@record
class Part:
    """A file of the baseline: one part of the Code."""

    part: str
    title: str
    introduction: str
    paragraphs: tuple[Paragraph, ...]
    file: str


class InstrumentStatus(StrEnum):
    """What an instrument is to the Code: part of its versions, or what may be laid over one."""

    IMPLEMENTED = "implemented"
    PROPOSAL = "proposal"
    READING = "reading"


@record
class Instrument:
    """An amending instrument. `status` is None where its file gives none that there is, which is refused once all
    faults are gathered; `question` is the doubt that a reading resolves.

    `alternative_to` is the instrument in whose place a proposal would have been made.
    """

    name: str
    title: str
    status: InstrumentStatus | None
    in_force: date | None
    certainty: str
    because: str
    question: str
    sources: tuple[str, ...]
    introduction: str
    amendments: tuple[Amendment, ...]
    span: Span
    alternative_to: str = ""

    @property
    def is_overlay(self) -> bool:
        """Whether no version applies it: it is laid over one by name."""
        match self.status:
            case InstrumentStatus.IMPLEMENTED:
                return False
            # None is refused, and must not be told to be applied by no version as well
            case InstrumentStatus.PROPOSAL | InstrumentStatus.READING | None:
                return True
            case _:
                assert_never(self.status)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs that it gives a text, in order."""
        return tuple(filter(None, (amendment.paragraph for amendment in self.amendments)))


@record
class Source:
    """A source that the policies cite."""

    key: str
    title: str
    date: str
    where: str
