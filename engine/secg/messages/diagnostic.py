"""A diagnostic: one kind from the catalogue, filled with the words of one place in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from secg.messages.visible import visible
from secg.records import record


class Span(NamedTuple):
    """A place in a file: `line` and `column` count from 1; line 0 means the file as a whole."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        if self.line == 0:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


REQUEST = Span("", 0, 0)
"""The place of a fault in a request: none."""


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the command, a warning is only shown."""

    # SARIF and the forge's annotations call them so, too
    ERROR = "error"
    WARNING = "warning"


WORD_LIMIT = 2_000
"""The most letters of one text of the user's, or of one list of names, that a message repeats."""


@record
class Kind:
    """One kind of message: its code, its sentence and its help, with `{placeholders}` for the words of the place."""

    code: str
    sentence: str
    help: str
    severity: Severity = Severity.ERROR

    def at(
        self,
        span: Span,
        given: Mapping[str, object] | None = None,
        /,
        *,
        paragraph: str = "",
        nearest: str | None = None,
        **more: object,
    ) -> Diagnostic:
        """The diagnostic of this kind at `span`; `nearest` is the right name that was probably meant."""
        # numbers stay numbers, for a format as `{limit:,}`
        words = {name: _bounded(word) for name, word in {**(given or {}), **more}.items()}
        help_line = self.help.format(**words)
        if nearest is not None:
            help_line = f"did you mean `{visible(nearest)}`? {help_line}".strip()
        return Diagnostic(self, span, self.sentence.format(**words), help_line, paragraph, nearest or "")

    def fault(
        self,
        span: Span,
        given: Mapping[str, object] | None = None,
        /,
        *,
        paragraph: str = "",
        nearest: str | None = None,
        **more: object,
    ) -> Faults:
        """The diagnostic of this kind at `span`, alone, to be raised."""
        return Faults([self.at(span, given, paragraph=paragraph, nearest=nearest, **more)])


def _bounded(word: object) -> object:
    """A word of the place as a message can show it: cut where it is very long, what can't be seen written out."""
    if not isinstance(word, str):
        return word
    return visible(f"{word[:WORD_LIMIT]}…" if len(word) > WORD_LIMIT else word)


@record
class Diagnostic:
    """A message at a place, with the paragraph it stands in and the right name probably meant, where there is one."""

    kind: Kind
    span: Span
    sentence: str
    help: str
    paragraph: str = ""
    nearest: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Diagnostics are shown file by file, from top to bottom."""
        return (self.span.file, self.span.line, self.span.column, self.kind.code, self.sentence)

    @property
    def statement(self) -> str:
        """The sentence, with the paragraph that it is about."""
        return f"{self.sentence} ({self.paragraph})" if self.paragraph else self.sentence

    @property
    def text(self) -> str:
        """The statement and the help, a line each, for readers that show the place and the code themselves."""
        return f"{self.statement}\n{self.help}" if self.help else self.statement

    def __str__(self) -> str:
        head = f"{self.kind.severity.value} {self.kind.code}: {self.statement}"
        if self.span.file:
            head = f"{visible(str(self.span))}: {head}"
        return f"{head}\n  help: {self.help}" if self.help else head


class Faults(Exception):
    """One or more errors that keep a command from its result: every independent fault, once each, in reading order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        # a file that two readers ask for tells its faults twice
        ordered = sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(ordered)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))

    def __reduce__(self) -> tuple[type[Faults], tuple[tuple[Diagnostic, ...]]]:
        """Pickled, on the way from another process, as what it is made of."""
        return (Faults, (self.diagnostics,))


FAULT_LIMIT = 1_000
"""At most so many faults are gathered in one go: a stranger's file may be made of nothing else."""
# here, not in the catalogue, which is made of what this module defines
TOO_MANY_FAULTS = Kind(
    "E121", "there are more faults than the {limit:,} told", "mend these; what is left is told the next time"
)


class Gathered(list[Diagnostic]):
    """The faults met so far. Adding one too many raises Faults, with all of them and E121 at its place."""

    def append(self, fault: Diagnostic) -> None:
        """Add a fault. Raises Faults."""
        if len(self) >= FAULT_LIMIT:
            raise Faults([*self, TOO_MANY_FAULTS.at(fault.span, limit=FAULT_LIMIT)])
        super().append(fault)

    def extend(self, faults: Iterable[Diagnostic]) -> None:
        """Add faults. Raises Faults."""
        for diagnostic in faults:
            self.append(diagnostic)
