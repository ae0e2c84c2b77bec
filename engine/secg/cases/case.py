"""What a regression case states: a situation, a day, and what the Code must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from secg.facts.loading import Situations
from secg.language.paragraph_number import Citation
from secg.messages import Span
from secg.records import record

NO_DUTY = "none"
SILENT = "silent"
"""What a case expects where a paragraph leaves the answer open; a kind of `Doubt` may be named instead.

`undetermined` takes in a missing fact too.
"""


@record
class ExpectedDuty:
    """The status of the duty that a paragraph sets about something; `none` where it sets none.

    `due` is a day or `none`, `owed_to` everyone to whom the duty is owed (nobody: empty), `late_days` by how many days
    it was done late (0: in time); each is asserted only where it is given.
    """

    citation: Citation
    about: str
    status: str
    duty: str = ""
    due: date | str | None = None
    overdue: bool | None = None
    owed_to: tuple[str, ...] | None = None
    late_days: int | None = None


@record
class ExpectedNext:
    """The next assessment in one capacity; each part is asserted only where it is given. `due` is a day or `none`."""

    category: str = ""
    due: date | str | None = None


@record
class Expectation:
    """Everything that a case asserts; `assessments` has per capacity each year's category, or None for no question."""

    assessments: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    obligations: tuple[ExpectedDuty, ...] = ()
    cites: tuple[Citation, ...] = ()
    does_not_cite: tuple[Citation, ...] = ()
    next: Mapping[str, ExpectedNext] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    does_not_warn: tuple[str, ...] = ()
    in_the_code: tuple[Citation, ...] = ()
    not_in_the_code: tuple[Citation, ...] = ()

    @property
    def count(self) -> int:
        """How many things are asserted."""
        paragraphs = (self.cites, self.does_not_cite, self.in_the_code, self.not_in_the_code)
        parts = (self.assessments, self.obligations, self.next, *paragraphs, self.warnings, self.does_not_warn)
        return sum(map(len, parts))


@record
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
