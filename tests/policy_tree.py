"""A tiny repository of policies and facts in a temporary folder, written from short texts so that a test reads as one.

In a text, `▸` marks the place at which a fault is expected; it is taken out before the text is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

from secg.code.consolidation import Code
from secg.code.policies import Policies, load_policies
from secg.code.selection import select_code
from secg.derive.outcomes import Model
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.program import Program
from secg.messages import Diagnostic, Faults

MARK = "▸"
CITATION = Citation(ParagraphNumber("G1", "1"))

CODE = (Path(__file__).parent / "tree_code.yaml").read_text(encoding="utf-8")
VOCABULARY = (Path(__file__).parent / "tree_vocabulary.yaml").read_text(encoding="utf-8")

VERSIONS = """\
earliest: {date: 2018-01-01, because: no source describes an earlier text}
surveyed_to: {date: 2030-01-01, because: nothing later is looked for}
versions:
  - {label: baseline, number: null, in_force: 2018-01-01, instruments: []}
"""

SOURCES = "S0: {title: A report, where: held with the papers}\n"

PARAGRAPH = """\
## {heading}

> provenance: text (S0)

{words}

```datalog
{rules}
```
"""


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the line and column of each."""
    places: list[tuple[int, int]] = []
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        while MARK in line:
            places.append((number, line.index(MARK) + 1))
            line = line.replace(MARK, "", 1)
        lines.append(line)
    return "\n".join(lines), places


def places_of(diagnostics: Sequence[Diagnostic]) -> list[tuple[int, int]]:
    """The line and column of each diagnostic."""
    return [(diagnostic.span.line, diagnostic.span.column) for diagnostic in diagnostics]


def codes_of(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """The code of each diagnostic."""
    return [diagnostic.kind.code for diagnostic in diagnostics]


def paragraph(heading: str, rules: str = "", words: str = "Its words.") -> str:
    """A paragraph with provenance, paraphrase and rules; without rules, no block."""
    text = PARAGRAPH.format(heading=heading, words=words, rules=dedent(rules).strip("\n"))
    return text if rules else text.partition("```")[0]


def read_rules(text: str) -> tuple[tuple[Rule, ...], tuple[Diagnostic, ...]]:
    """The rules of a text under paragraph G1.1, and the faults in it."""
    return parse_rules(text, "rules", 1, CITATION)


def one_rule(text: str) -> Rule:
    """The one faultless rule of a text."""
    rules, faults = read_rules(text)
    assert not faults and len(rules) == 1, [str(diagnostic) for diagnostic in faults]
    return rules[0]


class PolicyTree:
    """The folders `policies` and `facts` below a temporary folder; a method writes a file and gives the tree back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("policies/code.yaml", CODE).vocabulary(VOCABULARY).versions(VERSIONS).sources(SOURCES)
        (root / "facts").mkdir()

    def write(self, path: str, text: str) -> PolicyTree:
        """One file as it stands."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(unmarked(text)[0], encoding="utf-8", newline="")
        return self

    def vocabulary(self, text: str) -> PolicyTree:
        """The whole vocabulary."""
        return self.write("policies/vocabulary.yaml", text)

    def declares(self, text: str) -> PolicyTree:
        """The usual vocabulary and more."""
        return self.vocabulary(VOCABULARY + dedent(text))

    def versions(self, text: str) -> PolicyTree:
        """The whole list of versions."""
        return self.write("policies/versions.yaml", text)

    def version(self, label: str, in_force: str, *instruments: str, more: str = "") -> PolicyTree:
        """One more version at the end of the list."""
        path = self.root / "policies" / "versions.yaml"
        applied = ", ".join(instruments)
        line = f'  - {{label: "{label}", in_force: {in_force}, instruments: [{applied}]{more}}}\n'
        return self.versions(path.read_text(encoding="utf-8") + line)

    def sources(self, text: str) -> PolicyTree:
        """The whole list of sources."""
        return self.write("policies/sources.yaml", text)

    def part(self, *paragraphs: str, name: str = "G1") -> PolicyTree:
        """A part of the baseline."""
        front = f"---\npart: {name}\ntitle: Part {name}\n---\n\n"
        return self.write(f"policies/section-g/{name}.md", front + "\n".join(paragraphs))

    def instrument(self, name: str, *amendments: str, in_force: str = "") -> PolicyTree:
        """An implemented instrument with a version of its own, or without a date a reading."""
        folder, status = ("modifications", "implemented") if in_force else ("readings", "reading")
        lines = [f"instrument: {name}", f"title: About {name}", f"status: {status}", "sources: [S0]"]
        lines.append(f"in_force: {in_force}" if in_force else "question: Which is it?")
        front = "---\n" + "\n".join(lines) + "\n---\n\n"
        return self.write(f"policies/{folder}/{name}.md", front + "\n".join(amendments))

    def rules(self, text: str) -> PolicyTree:
        """A part G1 whose one paragraph, G1.1, holds these rules."""
        return self.part(paragraph("G1.1: The rules", text))

    def party(self, name: str, facts: str = "{}") -> PolicyTree:
        """One party with these facts."""
        facts = dedent(facts).strip("\n")
        text = f"party: {name}\nname: {name.title()}\nfacts:\n{indent(facts, '  ')}\n"
        return self.write(f"facts/{name}.yaml", text)

    def load(self) -> Policies:
        """The policies. Raises Faults."""
        return load_policies(self.root / "policies", self.root)

    def situations(self) -> Situations:
        """The parties. Raises Faults."""
        return load_situations(self.root / "facts", self.root, self.load().vocabulary)

    def code(self, version: str | None = None, *overlays: str, day: str = "2018-06-01") -> Code:
        """The Code of a version, or of a day. Raises Faults."""
        return select_code(self.load(), date.fromisoformat(day), version, overlays)

    def facts(self, day: str = "2018-06-01") -> Facts:
        """The facts of a day. Raises Faults."""
        return facts_on(self.situations(), date.fromisoformat(day), self.load().vocabulary)

    def derive(self, day: str = "2018-06-01") -> Model:
        """The model of the Code and the facts of a day. Raises Faults."""
        vocabulary = self.load().vocabulary
        return derive(Program.guarded(self.code(day=day).rules, vocabulary), self.facts(day))

    def faults(self) -> tuple[Diagnostic, ...]:
        """Every fault of the policies, then, where there is none, of each version, then of the parties."""
        try:
            policies = self.load()
            for version in policies.versions.versions:
                select_code(policies, version.in_force, version.label, ())
            if any((self.root / "facts").iterdir()):
                self.situations()
        except Faults as faults:
            return faults.diagnostics
        return ()

    def shown_faults(self) -> list[str]:
        """Each fault as `E230 G1.md:9:5`."""
        return [
            f"{diagnostic.kind.code} {Path(diagnostic.span.file).name}"
            + (f":{diagnostic.span.line}:{diagnostic.span.column}" if diagnostic.span.line else "")
            for diagnostic in self.faults()
        ]
