"""Random programs: typed, safe and stratified rules over a small vocabulary, and random facts for them.

A program is also a text (`Program.text`): its facts as rules without conditions, then its rules. A failing program is
printed so, and kept as a file of tests/trust/kept/.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from secg.derive.outcomes import sorted_rows
from secg.facts.situation import Facts, Row
from secg.language.model import Constant, Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.predicate_kinds import PredicateKind
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Span, catalogue

CITATION = Citation(ParagraphNumber("G1", "1"))
NOWHERE = Span("", 0, 0)
VOCABULARY = read_vocabulary(Path(__file__).parent / "vocabulary.yaml", "vocabulary.yaml")
PARTIES = ("anna", "bob", "cleo", "dora")


@dataclass(frozen=True)
class Program:
    """Rules, and the stated rows of each fact."""

    rules: tuple[Rule, ...]
    rows: dict[str, tuple[Row, ...]]

    @property
    def text(self) -> str:
        """The program as it is kept."""
        facts = [f"{name}({', '.join(map(_written, row))})." for name, rows in self.rows.items() for row in rows]
        return "\n".join([*facts, *map(str, self.rules)]) + "\n"

    @property
    def facts(self) -> Facts:
        """The facts as the engine takes them: with the given atoms, and who lacks a fact."""
        rows: dict[str, dict[Row, Span]] = {name: dict.fromkeys(rows, NOWHERE) for name, rows in self.rows.items()}
        rows["party"] = {(name,): NOWHERE for name in PARTIES}
        rows["as_at"] = {(date(2020, 2, 29),): NOWHERE}
        missing: dict[str, frozenset[str]] = {}
        for fact in VOCABULARY.facts:
            if fact.absent == "unknown":
                stated = {row[0] for row in self.rows.get(fact.name, ())}
                missing[fact.name] = frozenset(name for name in PARTIES if name not in stated)
        return Facts(date(2020, 2, 29), rows, {name: name for name in PARTIES}, {}, missing)

    @property
    def guarded(self) -> tuple[Rule, ...]:
        """The rules as every engine is given them."""
        return with_guards(self.rules, VOCABULARY)

    @property
    def faults(self) -> list[Diagnostic]:
        """What the static checks say, but for variables that are used once."""
        diagnostics = [fault for rule in self.rules for fault in check_rule(rule, VOCABULARY)]
        diagnostics = [fault for fault in diagnostics if fault.kind is not catalogue.SINGLETON]
        return [*diagnostics, *check_program(self.rules, VOCABULARY)]


def read_program(text: str, shown: str, vocabulary: Vocabulary = VOCABULARY) -> Program:
    """The program of a text."""
    clauses, faults = parse_rules(text, shown, 1, CITATION)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    rows: dict[str, list[Row]] = {predicate.name: [] for predicate in vocabulary.facts}
    rules: list[Rule] = []
    for clause in clauses:
        if vocabulary.predicates[clause.head.predicate].kind != PredicateKind.FACT:
            # each rule is of a paragraph of its own, so that those which an engine names can be told apart
            rules.append(replace(clause, citation=Citation(ParagraphNumber("G1", str(len(rules) + 1)))))
            continue
        row = tuple(term.value for term in clause.head.terms if isinstance(term, Constant))
        rows[clause.head.predicate].append(row)
    return Program(tuple(rules), {name: sorted_rows(found) for name, found in rows.items()})


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value if value in VOCABULARY.types["colour"].labels else f'"{value}"'
    return str(value)
