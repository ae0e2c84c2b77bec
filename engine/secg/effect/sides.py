"""The two Codes of a comparison over one space of parties, and how their outcomes are named to a reader.

Which outcomes a comparison of two Codes compares, and which it leaves out though the changed rules reach them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.effect.assignment import Assignment
from secg.effect.compiler import SymbolicCode
from secg.effect.conditions import Condition
from secg.effect.descriptors import Descriptions
from secg.effect.formulas import Guard
from secg.effect.slicing import Touched, head_duty, outcome_rules
from secg.effect.space import Space
from secg.effect.witness import Witness, witness_of
from secg.language.model import Rule, Value
from secg.language.paragraph_number import Citation
from secg.language.phrases import Phrases
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.records import record

LABELS = (" (before the change)", " (after the change)")


@record
class Subject:
    """What changes: an answer predicate with the question's arguments but the year, a duty with what it is about, or
    that and to whom it is owed.
    """

    kind: str
    predicate: str
    arguments: tuple[Value, ...]
    years: tuple[int, ...] = ()


@record
class Cause:
    """A sentence about the party that a change makes true or untrue, and through which alone it reaches other duties.

    `own` is what must hold of the party besides, for the duty concerned to change.
    """

    words: str
    gained: bool
    own: Condition


@record
class Change:
    """One pair of different outcomes: a state for each year (for a duty: one), before and after."""

    subject: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]
    condition: Condition
    paragraphs_before: tuple[Citation, ...]
    paragraphs_after: tuple[Citation, ...]
    witness: Witness
    cause: Cause | None = None


@record
class Pair:
    """A pair of outcomes that no possible party has (or of which that could not be decided)."""

    subject: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]


@record
class Side:
    """One of the two Codes: the rules that bear on what is examined, and these over the space."""

    code: Code
    rules: tuple[Rule, ...]
    symbolic: SymbolicCode


class Sides:
    """Both Codes over one space."""

    def __init__(self, before: Code, after: Code, policies: Policies, day: date, touched: Touched) -> None:
        self.vocabulary: Vocabulary = policies.vocabulary
        guarded = [with_guards(code.rules, self.vocabulary) for code in (before, after)]
        sliced = [outcome_rules(rules, touched, self.vocabulary) for rules in guarded]
        self.space = Space(self.vocabulary, [*sliced[0], *sliced[1]], day, policies.versions.earliest)
        first = SymbolicCode(sliced[0], self.space)
        self.before = Side(before, sliced[0], first)
        self.after = Side(after, sliced[1], SymbolicCode(sliced[1], self.space, twin=first))

    @cached_property
    def phrases(self) -> Phrases:
        """Words for conditions, once the rules have asked for all facts that they ask for."""
        return Phrases(self.vocabulary, self.space.inventory.names)

    @cached_property
    def descriptions(self) -> Descriptions:
        """What may be said of the party."""
        return Descriptions(self.vocabulary, self.phrases)

    @property
    def both(self) -> tuple[Side, Side]:
        """The Code before, then the Code after."""
        return self.before, self.after

    def words(self, subject: Subject) -> str:
        """What changes, in words."""
        declared = self.vocabulary.predicates[subject.predicate]
        types = [argument.type for argument in declared.arguments[1:]]
        labels = [self.vocabulary.label(kind, value) for kind, value in zip(types, subject.arguments, strict=False)]
        if subject.kind == "duty":
            return f"{labels[0]} ({self.space.inventory.describe(str(subject.arguments[1]))})"
        if subject.kind == "owed_to":
            about, whom = (self.space.inventory.describe(str(argument)) for argument in subject.arguments[1:])
            return f"{labels[0]} ({about}), owed to {whom}"
        return f"the assessments as {', '.join(labels)}"

    def witness(self, party: Assignment, subject: Subject, about: Sequence[Guard]) -> Witness:
        """A party written out, as the smallest with a change."""
        return witness_of(self.space, party, f"the smallest party with this change: {self.words(subject)}", about)

    @staticmethod
    def duty_paragraphs(side: Side, predicate: str, duty: Value) -> tuple[Citation, ...]:
        """The paragraphs that give a duty to some party."""
        rules = [rule for rule in side.rules if rule.head.predicate == predicate and head_duty(rule) in (duty, None)]
        return tuple(dict.fromkeys(rule.citation for rule in rules))


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
