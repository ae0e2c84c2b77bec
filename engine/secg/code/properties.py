"""What reviewers state in literate Datalog: properties that must hold of every possible party, with a reason each.

And the kinds of party by which they ask whom a duty binds: a rule for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement, product
from pathlib import Path

from secg.code.consolidation import Code
from secg.language.document_reader import code_fault
from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.predicate_kinds import PredicateKind
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Kind, Span, catalogue, effect_catalogue, nearest
from secg.records import record
from secg.sources.files import display_path, is_file, read_text
from secg.sources.markdown import CODE, RULES, UNCLOSED, Block, parse_blocks

PROPERTIES_FILE = "properties.md"
BREACH = "breach"
"""What the rules of a property conclude: the party that breaks it, and about what."""
ONE_VALUE = "a question that has one answer is given several by the Code, or none that is told"
"""Why each property of `single_values` should hold."""

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
    breach = Predicate(BREACH, PredicateKind.DERIVED, arguments, "{user} breaks the property ({about})", place)
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

    A section named like a property of every Code (`single_values`) may leave its rules out.
    `versions` are the labels of all versions in order, of which an acceptance names the first and the last, `overlays`
    the names of all proposals and readings, of which it may name one instead.
    """
    if not is_file(path):
        return ()
    shown = display_path(path, root)
    faults: list[Diagnostic] = []
    properties: list[Property] = []
    for section in _sections(read_text(path, shown), shown, faults):
        properties.extend(_property(section, shown, with_breach(vocabulary), versions, overlays, faults))
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
    reasons: list[str] = []
    accepted: list[Acceptance] = []
    for block in section:
        for text, line in _quoted(block):
            if text.startswith(_ACCEPTED):
                accepted.extend(_accepted(text, Span(shown, line, 1), versions, overlays, faults))
            else:
                reasons.append(text)
    reason = " ".join(reasons).removeprefix("reason:").strip()
    words, rules = _words_and_rules(section, shown, faults)
    # a section named like a property of every Code may add its reason and leave the rules to the engine
    known: tuple[Rule, ...] = ()
    if not rules:
        known = single_values(vocabulary).get(title, ())
    if not (reason and words and (rules or known) and any(text.startswith("reason:") for text in reasons)):
        faults.append(effect_catalogue.PROPERTY_FORM.at(span, heading=title))
        return []
    faults.extend(_rule_faults(rules, BREACH, effect_catalogue.PROPERTY_CONCLUDES, vocabulary))
    return [Property(title, reason, words, (*rules, *known), span, tuple(accepted))]


def _sections(text: str, shown: str, faults: list[Diagnostic]) -> Iterator[list[Block]]:
    """The blocks of each section, its heading (of the second level) first; words before the first are left out.

    What can't stand in such a file is added to the faults.
    """
    section: list[Block] = []
    for block in parse_blocks(text):
        span = Span(shown, block.line, 1)
        if block.kind in (CODE, UNCLOSED):
            faults.append(code_fault(block, span))
        elif block.kind == RULES and not section:
            faults.append(catalogue.RULE_OUTSIDE.at(span))
        elif block.kind == "heading" and block.level == 2:
            if section:
                yield section
            section = [block]
        elif block.kind not in (RULES, "paragraph", "list", "quote") and (section or block.level != 1):
            faults.append(catalogue.ORDER.at(span, what="this"))
        elif section:
            section.append(block)
    if section:
        yield section


def _words_and_rules(section: Sequence[Block], shown: str, faults: list[Diagnostic]) -> tuple[str, tuple[Rule, ...]]:
    """What a section says in plain English and in Datalog; its heading stands in the place of a paragraph."""
    citation = Citation(ParagraphNumber("G", "", section[0].text))
    words: list[str] = []
    rules: list[Rule] = []
    for block in section:
        if block.kind in ("paragraph", "list"):
            words.extend(block.text.split())
        elif block.kind == RULES:
            parsed, wrong = parse_rules(block.text, shown, block.line + 1, citation)
            rules.extend(parsed)
            faults.extend(wrong)
    return " ".join(words), tuple(rules)


def _rule_faults(rules: Iterable[Rule], concluded: str, other: Kind, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """What is wrong with each rule; one that concludes something `other` than it is there for is not looked into."""
    for rule in rules:
        if rule.head.predicate != concluded:
            yield other.at(rule.span, name=rule.head.predicate)
        else:
            yield from check_rule(rule, vocabulary)


def _quoted(block: Block) -> Iterator[tuple[str, int]]:
    """The paragraphs of a quote, each with its line."""
    if block.kind != "quote":
        return
    line = block.line
    for text in block.text.split("\n\n"):
        yield " ".join(text.split()), line
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
    first, last, overlay = match["first"], match["last"], match["overlay"]
    named, known = [first, last], versions
    if overlay:
        named, known = [overlay], overlays
    unknown = [name for name in named if name not in known]
    for name in unknown:
        faults.append(effect_catalogue.ACCEPTANCE_UNKNOWN.at(span, nearest=nearest(name, known), name=name))
    if unknown:
        return []
    covered: frozenset[str] = frozenset()
    if not overlay:
        covered = frozenset(versions[versions.index(first) : versions.index(last) + 1])
    return [Acceptance(title, covered, match["reason"], overlay or "") for title in match["about"].split(" and ")]


def single_values(vocabulary: Vocabulary) -> Mapping[str, tuple[Rule, ...]]:
    """By title, the rules that find a breach, for each outcome that has one value and that the vocabulary declares."""
    silences = vocabulary.next_silences
    categories = list(vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT))
    besides = [
        f"{answer.name}(User, Key, _), {other.name}(User, Key)" for answer, other in product(categories, silences)
    ]
    # by what leaves them open, the questions of which a next assessment is the answer are known
    unanswered = [
        ", ".join(
            [
                f"{question}(User, Key)",
                *(f"not {answer.name}(User, Key, _)" for answer in categories),
                *(f"not {silence.name}(User, Key)" for silence in silences),
            ]
        )
        for question in dict.fromkeys(silence.question for silence in silences)
    ]
    duties, unsettled = vocabulary.of_kind(PredicateKind.OBLIGATION), vocabulary.of_kind(PredicateKind.UNSETTLED)
    open_duties = [
        f"{duty.name}(User, Key, About), {other.name}(User, Key, About)" for duty, other in product(duties, unsettled)
    ]
    # a predicate with itself as well: two of its own rules may differ
    bodies = {
        "Each duty falls due on one day": _differing(vocabulary.of_kind(PredicateKind.DUE), "User, Key, About"),
        "Each next assessment has one category": [*_differing(categories, "User, Key"), *besides],
        "Each next assessment has a category or is recorded as left open": unanswered,
        "Each next assessment has one last day": _differing(vocabulary.of_kind(PredicateKind.NEXT_DUE), "User, Key"),
        "No duty is set and left open at once": open_duties,
    }
    return {title: _rules(title, texts) for title, texts in bodies.items() if texts}


def _rules(title: str, bodies: Iterable[str]) -> tuple[Rule, ...]:
    text = "\n".join(f"{BREACH}(User, Key) :- {body}." for body in bodies)
    rules, faults = parse_rules(text, "", 1, Citation(ParagraphNumber("G", "", title)))
    assert not faults, faults
    return rules


def _differing(predicates: Iterable[Predicate], about: str) -> list[str]:
    """Two atoms about the same thing whose last arguments differ."""
    return [
        f"{first.name}({about}, Value), {other.name}({about}, Other), Value != Other"
        for first, other in combinations_with_replacement(predicates, 2)
    ]


KINDS_FILE = "kinds.md"
OF_KIND = "of_kind"


@record
class PartyKind:
    """A kind of party: its name, what it is in words, and the rules that find its parties."""

    name: str
    words: str
    rules: tuple[Rule, ...]
    span: Span


def load_kinds(path: Path, root: Path, vocabulary: Vocabulary) -> tuple[PartyKind, ...]:
    """The kinds of party of a file; none where there is no such file. Raises Faults with every fault of the file."""
    if not is_file(path):
        return ()
    shown = display_path(path, root)
    faults: list[Diagnostic] = Gathered()
    kinds: list[PartyKind] = []
    for section in _sections(read_text(path, shown), shown, faults):
        kinds.append(_kind(section, shown, with_kinds(vocabulary, OF_KIND), faults))
    if faults:
        raise Faults(faults)
    return tuple(kinds)


def with_kinds(vocabulary: Vocabulary, *names: str) -> Vocabulary:
    """The vocabulary with predicates of one party."""
    place = Span(vocabulary.file, 0, 0)
    added = {
        name: Predicate(name, PredicateKind.DERIVED, (Argument("user", "party"),), "{user} is of the kind", place)
        for name in names
    }
    return replace(vocabulary, predicates={**vocabulary.predicates, **added})


def _kind(section: Sequence[Block], shown: str, vocabulary: Vocabulary, faults: list[Diagnostic]) -> PartyKind:
    name, span = section[0].text, Span(shown, section[0].line, 1)
    words, rules = _words_and_rules(section, shown, faults)
    quotes = (block for block in section if block.kind == "quote")
    faults.extend(catalogue.ORDER.at(Span(shown, block.line, 1), what="a quotation") for block in quotes)
    if not (words and rules) and not faults:
        faults.append(effect_catalogue.KIND_FORM.at(span, heading=name))
    faults.extend(_rule_faults(rules, OF_KIND, effect_catalogue.KIND_CONCLUDES, vocabulary))
    return PartyKind(name, words, rules, span)
