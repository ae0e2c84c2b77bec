"""Sums that a change compares with another number, and that other paragraphs go on comparing with the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from secg.code.consolidation import Code
from secg.language.model import Atom, Comparison, Constant, Expression, Rule, replacing, substitute, variables_of
from secg.language.operators import ORDERS, Comparator, Form
from secg.language.paragraph_number import ParagraphNumber
from secg.language.phrases import Phrases
from secg.language.vocabulary import Vocabulary
from secg.records import record


@record
class _Tested:
    """A sum with the number that it is compared with; `text` names what gives each variable its value."""

    text: str
    number: int


_Tests = Mapping[_Tested, tuple[Comparison, Rule]]


def sums_left_behind(before: Code, after: Code, vocabulary: Vocabulary) -> Iterator[str]:
    """Sentences about each sum that a paragraph compares with another number, where others keep the old number.

    Paragraphs that belong together, such as the two sides of a threshold, name the same number. A change of one that
    leaves the other may be meant, and is told.
    """
    standing = {number: _tests_of(after, number) for number in after.paragraphs}
    for number in before.paragraphs:
        if number not in standing:
            continue
        earlier, now = _tests_of(before, number), standing[number]
        for tested, (comparison, rule) in earlier.items():
            others = sorted({other.number for other in now if other.text == tested.text} - {tested.number})
            # a sum that is compared with nothing any more is left out, not given another number
            if tested in now or not others:
                continue
            left = [str(other) for other, tests in standing.items() if other != number and tested in tests]
            if left:
                words = Phrases(vocabulary, {}).calculated(_by_itself(comparison), rule)
                numbers = " and ".join(f"{other:,}" for other in others)
                yield (
                    f"{number} compares with {numbers} what it compared with {tested.number:,}: {words}. "
                    f"{'; '.join(left)} {'goes' if len(left) == 1 else 'go'} on comparing it with {tested.number:,}."
                )


def _tests_of(code: Code, number: ParagraphNumber) -> _Tests:
    """The sums that the rules of a paragraph compare with a number."""
    tests: dict[_Tested, tuple[Comparison, Rule]] = {}
    for rule in code.paragraphs[number].paragraph.rules:
        for literal in rule.body:
            if isinstance(literal, Comparison) and ORDERS[literal.operator] and _names_something(literal.left):
                limit = literal.right
                if isinstance(limit, Constant) and isinstance(limit.value, int):
                    tests.setdefault(_Tested(_sum_text(literal, rule), limit.value), (literal, rule))
    return tests


def _names_something(expression: Expression) -> bool:
    return bool(variables_of(expression))


def _sum_text(comparison: Comparison, rule: Rule) -> str:
    """The left side with the predicate that gives each variable its value in the place of the variable."""
    given: dict[str, Constant] = {}
    for literal in rule.body:
        if isinstance(literal, Atom):
            for variable in variables_of(literal):
                given.setdefault(variable.name, Constant(literal.predicate, Form.SYMBOL, variable.span))
    return str(substitute(_by_itself(comparison), replacing(given)))


def _by_itself(comparison: Comparison) -> Comparison:
    """`sum = sum`: the sum without the number that it is compared with."""
    return Comparison(Comparator.EQUAL, comparison.left, comparison.left, comparison.span)
