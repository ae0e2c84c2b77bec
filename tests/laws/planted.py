"""Codes with one rule written otherwise, as a slip would have it."""

from __future__ import annotations

from dataclasses import replace

from secg.code.consolidation import Code
from secg.language.model import Rule
from secg.language.parser import parse_rules


def slipped(code: Code, right: str, wrong: str, head: str) -> Code:
    """The Code with `wrong` for `right` in the first rule for `head`, written as the Code writes it, that has it."""
    for number, standing in code.paragraphs.items():
        for place, rule in enumerate(standing.paragraph.rules):
            text = str(rule)
            if text.startswith(head) and right in text:
                rules = list(standing.paragraph.rules)
                rules[place] = _read(text.replace(right, wrong), rule)
                paragraph = replace(standing.paragraph, rules=tuple(rules))
                return replace(code, paragraphs={**code.paragraphs, number: replace(standing, paragraph=paragraph)})
    raise AssertionError(f"no rule for `{head}` of {code.label} has `{right}`")


def _read(text: str, rule: Rule) -> Rule:
    (read,), faults = parse_rules(text, rule.span.file, rule.span.line, rule.citation)
    assert not faults, faults
    return read
