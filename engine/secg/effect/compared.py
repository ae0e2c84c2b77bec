"""Which outcomes a comparison of two Codes compares, and which it leaves out though the changed rules reach them."""

from __future__ import annotations

from collections.abc import Iterable

from secg.effect.slicing import Touched, head_duty
from secg.language.model import Rule
from secg.language.vocabulary import Vocabulary

COMPARED = ("assessment of a year of the cycle", "duty", "excuse", "discharge", "addressee of a duty")
"""What the solver compares, in words that follow `no`."""

_NOT_COMPARED = {
    "by when a duty is to be done": {"due"},
    "how late a duty was done": {"due", "discharge"},
    "whether an excused duty has been done": {"discharge"},
    "which assessment comes next": {"next_assessment"},
    "by when the next assessment is to be scheduled": {"next_due"},
    "which warnings are given": {"warning"},
    "for which kind of reason something is undetermined": {"silence", "unsettled"},
}
"""What is not compared, with the kinds of predicates on which it rests."""


def not_compared(touched: Touched, rules: Iterable[Rule], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the changed rules reach and the comparison leaves out, in words; `rules` are those of both Codes."""
    kinds = set(touched.kinds)
    answered = {predicate.question for predicate in vocabulary.of_kind("answer")}
    for declared in vocabulary.predicates.values():
        question = declared.name if declared.kind == "question" else declared.question
        if declared.name in touched.predicates and question and question not in answered:
            kinds.add("next_assessment")
    left = [words for words, rests_on in _NOT_COMPARED.items() if rests_on & kinds]
    unsettled = {head_duty(rule) for rule in rules if vocabulary.predicates[rule.head.predicate].kind == "unsettled"}
    if touched.addressed and (unsettled & touched.addressed or None in unsettled | touched.addressed):
        left.append("to whom a duty is owed of which it is unsettled whether it is there")
    return tuple(left)
