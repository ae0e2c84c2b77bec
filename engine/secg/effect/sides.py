"""The two Codes of a comparison over one space of parties, and how their outcomes are named to a reader.

Which outcomes a comparison of two Codes compares, and which it leaves out though the changed rules reach them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import assert_never

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.language.model import Rule, Value
from secg.language.paragraph_number import Citation
from secg.language.phrases import Phrases
from secg.language.predicate_kinds import PredicateKind
from secg.language.sentences import ITEM
from secg.language.unknowns import with_guards
from secg.language.vocabulary import Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard
from secg.outcomes.conditions import Condition
from secg.outcomes.descriptors import Descriptions
from secg.outcomes.states import DetailKind, Key, OutcomeKind
from secg.outcomes.witness import Witness, witness_of
from secg.records import record
from secg.symbolic.compiler import SymbolicCode
from secg.symbolic.slicing import Touched, head_duty, outcome_rules
from secg.symbolic.space import Space

LABELS = (" (before the change)", " (after the change)")


@record
class Subject:
    """What changes: an answer predicate with the question's arguments but the year, a duty with what it is about, that
    and to whom it is owed, or a kind of detail (`outcomes/details.py`) with the duty, capacity or warning it is of.
    """

    kind: OutcomeKind | DetailKind
    predicate: str
    arguments: tuple[Value, ...]
    years: tuple[int, ...] = ()


def detail_heading(kind: DetailKind, subject: Subject, vocabulary: Vocabulary) -> str:
    """What a detail, the kind of the subject, tells in words."""
    words = kind.words.heading
    if not subject.arguments:  # the questions of some Codes are about the party alone
        return words.replace(" as {}", "")
    predicate = vocabulary.predicates[subject.predicate]
    argument = predicate.arguments[-1] if kind.is_sentence else predicate.arguments[1]
    label = vocabulary.label(argument.type, subject.arguments[0])
    if kind.is_sentence and not predicate.says.endswith(f": {{{argument.name}}}"):
        # the last argument is a word of the warning, not all of it
        known = {predicate.arguments[0].name: "the party", argument.name: label}
        label = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], "…"), predicate.says)
    return words.format(label)


@record
class Cause:
    """A sentence about the party that a change makes true or untrue, and through which alone it reaches other duties.

    `own` is what must hold of the party besides, for the duty concerned to change.
    """

    words: str
    gained: bool
    own: Condition


@record
class DetailWords:
    """How the rules give a detail of the smallest party before and after, and by how many days the day of every party
    moves; None where it does not move alike.
    """

    before: str
    after: str
    moved: int | None


@record
class Change:
    """One pair of different outcomes: a state for each year (for a duty: one), before and after.

    Of days it has those of its smallest party, and stands for every other day that comes, goes or moves likewise.
    """

    subject: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]
    condition: Condition
    paragraphs_before: tuple[Citation, ...]
    paragraphs_after: tuple[Citation, ...]
    witness: Witness
    cause: Cause | None = None
    detail: DetailWords | None = None


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
        # most rules stand in both Codes, and what is read off them would be read off twice
        self.rules = tuple(dict.fromkeys([*sliced[0], *sliced[1]]))
        self.space = Space(self.vocabulary, self.rules, day, policies.versions.earliest)
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

    def is_second(self, key: Key) -> bool:
        """Whether an outcome is of a second record of a kind: what is so of that is so of the first."""
        return self.space.is_of_second(key.arguments)

    def words(self, subject: Subject) -> str:
        """What changes, in words."""
        declared = self.vocabulary.predicates[subject.predicate]
        types = [argument.type for argument in declared.arguments[1:]]
        # a subject has no year, and nothing of what is answered or due
        labels = [self.vocabulary.label(kind, value) for kind, value in zip(types, subject.arguments, strict=False)]
        match subject.kind:
            case OutcomeKind.DUTY:
                return f"{labels[0]} ({self._named(str(subject.arguments[1]))})"
            case OutcomeKind.OWED_TO:
                about, whom = (self._named(str(argument)) for argument in subject.arguments[1:])
                return f"{labels[0]} ({about}), owed to {whom}"
            case OutcomeKind.ANSWER:
                return f"the assessments as {', '.join(labels)}"
            case DetailKind():
                return detail_heading(subject.kind, subject, self.vocabulary)
            case _:
                assert_never(subject.kind)

    def _named(self, text: str) -> str:
        """What a duty is about or to whom it is owed: by the name that the policies print, where they name it."""
        items = self.vocabulary.types.get(ITEM)
        # the names of records have hyphens where those of the vocabulary have underscores
        printed = items.labels.get(text.replace("-", "_")) if items is not None else None
        return printed or self.space.inventory.describe(text)

    def witness(self, party: Assignment, subject: Subject, about: Sequence[Guard]) -> Witness:
        """A party written out, as the smallest with a change."""
        return witness_of(self.space, party, f"the smallest party with this change: {self.words(subject)}", about)


COMPARED = (
    "assessment of a year of the cycle",
    "duty",
    "excuse",
    "discharge",
    "addressee of a duty",
    "day on which a duty falls due",
    "next assessment",
    "day by which it is to be scheduled",
    "warning",
    "reason why something is open",
)
"""What the solver compares, in words that follow `no`."""


def not_compared(touched: Touched, rules: Iterable[Rule], unanswered: bool, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the changed rules reach and the comparison leaves out, in words; `rules` are those of both Codes.

    `unanswered` is whether some party has a question that neither Code answers, and of which no rule says that it is
    open.
    """
    left: list[str] = []
    timed = {head_duty(rule) for rule in rules if vocabulary.predicates[rule.head.predicate].kind == PredicateKind.DUE}
    discharged = {
        head_duty(rule)
        for rule in touched.reached
        if vocabulary.predicates[rule.head.predicate].kind == PredicateKind.DISCHARGE
    }
    if timed and discharged and (None in timed | discharged or timed & discharged):
        left.append("how late a duty was done")
    if unanswered:
        left.append("for which kind of reason a question is undetermined of which no rule says so")
    return tuple(left)
