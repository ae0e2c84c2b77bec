"""What a regression case states: a situation, a day, and what the Code must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.facts.loading import Situations
from engine.language.paragraph_number import Citation
from engine.messages import Span

NO_DUTY = "none"


@dataclass(frozen=True)
class ExpectedDuty:
    """The status of the duty that a paragraph sets about something; `none` where it sets none."""

    citation: Citation
    about: str
    status: str
    duty: str = ""
    due: date | None = None
    overdue: bool | None = None


@dataclass(frozen=True)
class ExpectedNext:
    """The next assessment in one capacity; each part is asserted only where it is given."""

    category: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Expectation:
    """Everything that a case asserts; `assessments` has per capacity each year's category, or None for no question."""

    assessments: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    obligations: tuple[ExpectedDuty, ...] = ()
    cites: tuple[Citation, ...] = ()
    does_not_cite: tuple[Citation, ...] = ()
    next: Mapping[str, ExpectedNext] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things are asserted."""
        paragraphs = len(self.cites) + len(self.does_not_cite)
        return len(self.assessments) + len(self.obligations) + paragraphs + len(self.next) + len(self.warnings)


@dataclass(frozen=True)
class Case:
    """One regression case of the version `label`: `situations` are the parties among which `party` is judged."""

    sentence: str
    label: str
    source: str
    day: date
    party: str
    situations: Situations
    overlays: tuple[str, ...]
    expect: Expectation
    span: Span

    @property
    def name(self) -> str:
        """How test reports call it."""
        return f"{self.label}: {self.sentence}"
