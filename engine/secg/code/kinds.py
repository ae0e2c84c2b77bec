"""Kinds of party by which reviewers ask whom a duty binds: a rule for each, in policies/kinds.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Argument, Predicate, PredicateKind, Vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, effect_catalogue
from secg.records import record
from secg.sources.files import Block, display_path, is_file, parse_blocks, read_text

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
    section: list[Block] = []
    for block in [*parse_blocks(read_text(path, shown)), None]:
        if block is None or (block.kind == "heading" and block.level == 2):
            if section:
                kinds.append(_kind(section, shown, with_kinds(vocabulary, OF_KIND), faults))
            section = [block] if block is not None else []
        elif section:
            section.append(block)
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
    words = " ".join(" ".join(block.text for block in section if block.kind in ("paragraph", "list")).split())
    rules: list[Rule] = []
    for block in section:
        if block.kind == "fence":
            parsed, wrong = parse_rules(block.text, shown, block.line + 1, Citation(ParagraphNumber("G", "", name)))
            rules.extend(parsed)
            faults.extend(wrong)
    if not (words and rules) and not faults:
        faults.append(effect_catalogue.KIND_FORM.at(span, heading=name))
    for rule in rules:
        if rule.head.predicate != OF_KIND:
            faults.append(effect_catalogue.KIND_CONCLUDES.at(rule.span, name=rule.head.predicate))
        else:
            faults.extend(check_rule(rule, vocabulary))
    return PartyKind(name, words, tuple(rules), span)
