"""Properties that reviewers state: what must hold of every possible party, as literate Datalog with a reason each.

Proofs about properties: that no possible party breaks one, or the smallest party that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.pydatalog_engine import derive
from secg.effect.assignment import Assignment
from secg.effect.candidates import SUBJECT
from secg.effect.compiler import FREE, Reason, SymbolicCode
from secg.effect.constants import BREACH, ONE_VALUE, single_values
from secg.effect.formulas import Guard, either
from secg.effect.questions import PROPERTY, Finding
from secg.effect.rule_memory import RuleMemory, instances, reached_rules
from secg.effect.solver import Undecided
from secg.effect.solving import TIME_LIMIT, Solving
from secg.effect.space import Space
from secg.effect.support import supporting
from secg.effect.witness import internal, load_witness, witness_of
from secg.facts.loading import facts_on
from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.program import Program
from secg.language.rule_checks import check_rule
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults, Span, effect_catalogue, nearest
from secg.records import record
from secg.sources.files import Block, display_path, is_file, parse_blocks, read_text

_ACCEPTED = "accepted:"
_FORM = re.compile(
    r"accepted: (?P<about>.+), (?:from (?P<first>\S+) to (?P<last>\S+)|with (?P<overlay>\S+)): (?P<reason>.+)"
)


@record
class Acceptance:
    """A breach that is known: what it is about, in the words of a finding, what has it, and why.

    It is of `versions`, with whatever is laid over them, or else of the Code with one `overlay` alone.
    """

    about: str
    versions: frozenset[str]
    reason: str
    overlay: str = ""

    def is_of(self, code: Code) -> bool:
        """Whether the breach is accepted in a Code."""
        return code.overlays == (self.overlay,) if self.overlay else code.version.label in self.versions


@record
class Property:
    """A property: what is required in plain English, why, and the rules that find a party that breaks it.

    `accepted` are breaches of it that are known and accepted, each with its reason.
    """

    title: str
    reason: str
    words: str
    rules: tuple[Rule, ...]
    span: Span
    accepted: tuple[Acceptance, ...] = ()


def with_breach(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with the word that properties add to it."""
    arguments = (Argument("user", "party"), Argument("about", "text"))
    place = Span(vocabulary.file, 0, 0)
    breach = Predicate(BREACH, "derived", arguments, "{user} breaks the property ({about})", place)
    return replace(vocabulary, predicates={**vocabulary.predicates, BREACH: breach})


def with_single_values(properties: Sequence[Property], vocabulary: Vocabulary) -> tuple[Property, ...]:
    """The stated properties, and those of every Code that are not among them by title."""
    titles = {stated.title for stated in properties}
    added = [
        Property(title, ONE_VALUE, title, rules, Span("", 0, 0))
        for title, rules in single_values(vocabulary).items()
        if title not in titles
    ]
    return (*properties, *added)


def load_properties(
    path: Path, root: Path, vocabulary: Vocabulary, versions: Sequence[str] = (), overlays: Sequence[str] = ()
) -> tuple[Property, ...]:
    """The properties of a file; none where there is no such file. Raises Faults with every fault of the file.

    A section named like a property of every Code (`single_values.py`) may leave its rules out.
    `versions` are the labels of all versions in order, of which an acceptance names the first and the last, `overlays`
    the names of all proposals and readings, of which it may name one instead.
    """
    if not is_file(path):
        return ()
    shown = display_path(path, root)
    faults: list[Diagnostic] = []
    properties: list[Property] = []
    section: list[Block] = []
    for block in [*parse_blocks(read_text(path, shown)), None]:
        if block is None or (block.kind == "heading" and block.level == 2):
            if section:
                properties.extend(_property(section, shown, with_breach(vocabulary), versions, overlays, faults))
            section = [block] if block is not None else []
        elif section:
            section.append(block)
    if faults:
        raise Faults(faults)
    return tuple(properties)


def _property(
    section: Sequence[Block],
    shown: str,
    vocabulary: Vocabulary,
    versions: Sequence[str],
    overlays: Sequence[str],
    faults: list[Diagnostic],
) -> list[Property]:
    title, span = section[0].text, Span(shown, section[0].line, 1)
    quotes = [(" ".join(text.split()), line) for block in section for text, line in _quoted(block)]
    reason = " ".join(text for text, _ in quotes if not text.startswith(_ACCEPTED)).removeprefix("reason:").strip()
    accepted: list[Acceptance] = []
    for text, line in quotes:
        if text.startswith(_ACCEPTED):
            accepted.extend(_accepted(text, Span(shown, line, 1), versions, overlays, faults))
    words = " ".join(" ".join(block.text for block in section if block.kind in ("paragraph", "list")).split())
    citation = Citation(ParagraphNumber("G", "", title))
    rules: list[Rule] = []
    for block in section:
        if block.kind == "fence":
            parsed, wrong = parse_rules(block.text, shown, block.line + 1, citation)
            rules.extend(parsed)
            faults.extend(wrong)
    known = () if rules else single_values(vocabulary).get(title, ())
    stated = reason and words and (rules or known) and any(text.startswith("reason:") for text, _ in quotes)
    if not stated:
        faults.append(effect_catalogue.PROPERTY_FORM.at(span, heading=title))
        return []
    for rule in rules:
        if rule.head.predicate != BREACH:
            faults.append(effect_catalogue.PROPERTY_CONCLUDES.at(rule.span, name=rule.head.predicate))
        else:
            faults.extend(check_rule(rule, vocabulary))
    return [Property(title, reason, words, (*rules, *known), span, tuple(accepted))]


def _quoted(block: Block) -> Iterator[tuple[str, int]]:
    """The paragraphs of a quote, each with its line."""
    if block.kind != "quote":
        return
    line = block.line
    for text in block.text.split("\n\n"):
        yield text, line
        line += text.count("\n") + 2


def _accepted(
    text: str, span: Span, versions: Sequence[str], overlays: Sequence[str], faults: list[Diagnostic]
) -> list[Acceptance]:
    """`accepted: what and what, from VERSION to VERSION: why`, one for each thing that a breach is about.

    Or `with NAME`, of a proposal or reading, in the place of the versions.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        faults.append(effect_catalogue.ACCEPTANCE_FORM.at(span))
        return []
    named = [match["overlay"]] if match["overlay"] else [match["first"], match["last"]]
    known = overlays if match["overlay"] else versions
    unknown = [name for name in named if name not in known]
    for name in unknown:
        faults.append(effect_catalogue.ACCEPTANCE_UNKNOWN.at(span, nearest=nearest(name, known), name=name))
    if unknown:
        return []
    about = match["about"].split(" and ")
    if match["overlay"]:
        return [Acceptance(title, frozenset(), match["reason"], match["overlay"]) for title in about]
    covered = versions[versions.index(match["first"]) : versions.index(match["last"]) + 1]
    return [Acceptance(title, frozenset(covered), match["reason"]) for title in about]


Verdict = tuple[tuple[Finding, ...], tuple[str, ...]]
"""Findings, and what was not decided."""


def prove_properties(
    code: Code,
    policies: Policies,
    properties: Sequence[Property],
    day: date,
    seconds: float = TIME_LIMIT,
    memory: RuleMemory | None = None,
) -> Verdict:
    """The properties that some possible party breaks. Raises Faults E599 where a witness does not replay."""
    known = memory or RuleMemory()
    findings: list[Finding] = []
    undecided: list[str] = []
    for stated in properties:
        proof = _PropertyProof(code, policies, stated, day, seconds, known)
        breaches = known.result(known.cited_key(stated.title, [BREACH], proof.rules), proof.run)
        findings.extend(breaches[0])
        undecided.extend(breaches[1])
    return tuple(findings), tuple(undecided)


class _PropertyProof:
    """One property under one Code."""

    def __init__(
        self, code: Code, policies: Policies, stated: Property, day: date, seconds: float, memory: RuleMemory
    ) -> None:
        self._stated = stated
        self._seconds = seconds
        self._day = day
        self._earliest = policies.versions.earliest
        self._memory = memory
        self._vocabulary = with_breach(policies.vocabulary)
        rules = with_guards([*code.rules, *stated.rules], self._vocabulary)
        self._breaches = [
            instance for rule in rules if rule.head.predicate == BREACH for instance in instances(rule, rules)
        ]
        self._others = [rule for rule in rules if rule.head.predicate != BREACH]
        self.rules = self._bearing_on(self._breaches)

    def _bearing_on(self, breaches: Sequence[Rule]) -> tuple[Rule, ...]:
        return reached_rules(breaches, [*self._others, *breaches])

    def run(self) -> Verdict:
        """The breaches, with the smallest party of each thing that they are about."""
        possible = [rule for rule in self._breaches if self._is_possible(rule)]
        if not possible:
            return (), ()
        self.rules = self._bearing_on(possible)
        self._space = Space(self._vocabulary, self.rules, self._day, self._earliest)
        self._symbolic = SymbolicCode(self.rules, self._space)
        by_value: dict[object, list[Reason]] = {}
        for reason in self._symbolic.reasons(BREACH, (SUBJECT, FREE)):
            by_value.setdefault(reason.terms[1], []).append(reason)
        findings: list[Finding] = []
        undecided: list[str] = []
        for about, reasons in by_value.items():
            guard = either(reason.guard for reason in reasons)
            try:
                party = Solving(self._space, [guard], self._seconds).smallest([guard])
            except Undecided:
                undecided.append(f"property “{self._stated.title}”")
                continue
            if party is not None:
                findings.append(self._breach(str(about), guard, reasons, party))
        return tuple(findings), tuple(undecided)

    def _is_possible(self, breach: Rule) -> bool:
        """Whether some party breaks the property by one rule alone, or that is not decided."""
        rules = self._bearing_on([breach])
        return self._memory.result(self._memory.shape_key(BREACH, rules), partial(self._some_party, rules))

    def _some_party(self, rules: Sequence[Rule]) -> bool:
        space = Space(self._vocabulary, rules, self._day, self._earliest)
        guard = either(row.guard for row in SymbolicCode(rules, space).rows(BREACH, (SUBJECT, FREE)))
        try:
            return guard if isinstance(guard, bool) else Solving(space, [guard], self._seconds).fits([guard])
        except Undecided:
            return True

    def _breach(self, about: str, guard: Guard, reasons: Sequence[Reason], party: Assignment) -> Finding:
        stated, words = self._stated, self._space.inventory.describe(about)
        witness = witness_of(self._space, party, f"smallest party that breaks “{stated.title}” ({words})", [guard])
        facts = facts_on(load_witness(witness, self._vocabulary), witness.as_at, self._vocabulary)
        if not derive(Program(self.rules, self._vocabulary), facts).holds(BREACH, (SUBJECT, about)):
            raise internal(f"derivation does not find the breach of “{stated.title}” that the solver found")
        goals = [premise.goal for reason in reasons if party.holds(reason.guard) for premise in reason.premises]
        paragraphs = supporting(self._symbolic, goals, party)
        return Finding(PROPERTY, f"{stated.title}: {words}", paragraphs, (), None, witness, stated.reason)
