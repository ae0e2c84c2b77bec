"""What the Code may answer in one way only, as rules of properties: a party that breaks one meets a conflict.

The category of a question is examined with the questions themselves (`question_proofs.py`). What else has one value, as
the day on which a duty falls due, is a property of every Code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from secg.language.model import Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.vocabulary import Predicate, Vocabulary

BREACH = "breach"
"""What the rules of a property conclude: the party that breaks it, and about what."""
ONE_VALUE = "a question that has one answer is given several by the Code"
"""Why each of these properties should hold."""


def single_values(vocabulary: Vocabulary) -> Mapping[str, tuple[Rule, ...]]:
    """By title, the rules that find a breach, for each outcome that has one value and that the vocabulary declares."""
    answered = {predicate.question for predicate in vocabulary.of_kind("answer")}
    silences = [predicate for predicate in vocabulary.of_kind("silence") if predicate.question not in answered]
    categories = list(vocabulary.of_kind("next_assessment"))
    besides = [
        f"{predicate.name}(User, Key, _), {other.name}(User, Key)" for predicate in categories for other in silences
    ]
    open_duties = [
        f"{predicate.name}(User, Key, About), {other.name}(User, Key, About)"
        for predicate in vocabulary.of_kind("obligation")
        for other in vocabulary.of_kind("unsettled")
    ]
    bodies = {
        "Each duty falls due on one day": _differing(vocabulary.of_kind("due"), "User, Key, About"),
        "Each next assessment has one category": [*_differing(categories, "User, Key"), *besides],
        "Each next assessment has one last day": _differing(vocabulary.of_kind("next_due"), "User, Key"),
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
    names = [predicate.name for predicate in predicates]
    return [
        f"{first}({about}, Value), {other}({about}, Other), Value != Other"
        for place, first in enumerate(names)
        for other in names[place:]
    ]
