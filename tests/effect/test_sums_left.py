"""A page says which paragraphs go on comparing a sum with the number that a changed one compares it with no more."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from secg.code.comparison import named_code
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.sums_left import sums_left_behind
from secg.language.model import Comparison, Constant, Literal, Rule
from tests.effect.edits import with_rule


@pytest.fixture(scope="module")
def code(policies: Policies) -> Code:
    return named_code(policies, "SECMP0059").code


def with_limit(literal: Literal, before: int, after: int) -> Literal:
    """The literal with another number on its right side."""
    if isinstance(literal, Comparison) and isinstance(literal.right, Constant) and literal.right.value == before:
        return replace(literal, right=replace(literal.right, value=after))
    return literal


def lowered(code: Code, paragraph: str) -> Code:
    """The Code with 200,000 in place of 250,000 in one paragraph."""
    for rule in code.rules:
        if str(rule.citation) == paragraph:
            edited: Rule = replace(rule, body=tuple(with_limit(literal, 250_000, 200_000) for literal in rule.body))
            code = with_rule(code, rule, edited) if edited != rule else code
    return code


def test_the_other_side_of_a_threshold_that_keeps_the_old_number_is_told(code: Code, policies: Policies) -> None:
    [sentence] = [
        text for text in sums_left_behind(code, lowered(code, "G8.41"), policies.vocabulary) if "G8.42" in text
    ]
    assert sentence.startswith("G8.41 compares with 200,000 what it compared with 250,000: the Domestic Premises")
    assert sentence.endswith("G8.42 goes on comparing it with 250,000.")


def test_where_both_sides_change_nothing_is_told_of_either(code: Code, policies: Policies) -> None:
    both = lowered(lowered(code, "G8.41"), "G8.42")
    assert not [text for text in sums_left_behind(code, both, policies.vocabulary) if "G8.4" in text.split(". ")[-1]]


def test_no_instrument_leaves_a_sum_behind(policies: Policies) -> None:
    versions = [version.label for version in policies.versions.versions]
    codes = [named_code(policies, label).code for label in versions]
    for before, after in pairwise(codes):
        assert not list(sums_left_behind(before, after, policies.vocabulary))
