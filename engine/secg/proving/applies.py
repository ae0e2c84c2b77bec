"""Whom each duty binds: for each kind of party always, never, or when, each with its proof and a smallest party.

A kind of party is a rule (policies/kinds.md). A duty binds a party where a paragraph gives it the duty, also one that
is excused or done. Of a kind and a duty three questions are put to the solver: whether some party of the kind has the
duty, whether some has not, and whether for some it is left open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.code.properties import OF_KIND, PartyKind, with_kinds
from secg.derive.pydatalog_engine import derive
from secg.language.model import Rule
from secg.language.paragraph_number import Citation
from secg.language.phrases import Phrases
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.vocabulary import Vocabulary
from secg.logic.formulas import Guard, Undecided, opposite
from secg.logic.solver import Translation
from secg.outcomes.bounds import bound_of
from secg.outcomes.conditions import Condition, describe
from secg.outcomes.descriptors import Descriptions, Descriptor
from secg.outcomes.support import supporting
from secg.outcomes.witness import Witness, facts_of, internal, witness_of
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.compiler import FREE, Goal, SymbolicCode
from secg.symbolic.days import day_grounds
from secg.symbolic.rule_memory import reached_rules
from secg.symbolic.slicing import head_duty
from secg.symbolic.solving import TIME_LIMIT, Solving
from secg.symbolic.space import Space


class Binding(StrEnum):
    """How a duty binds a kind of party; `UNKNOWN` where the solver did not settle it in its time."""

    ALWAYS = "always"
    NEVER = "never"
    WHEN = "when"
    OPEN = "open"
    NO_PARTY = "no such party"
    UNKNOWN = "not decided"


@record
class Cell:
    """A kind of party and a duty.

    `open` says that for some party of the kind the duty is not settled. `condition`, `paragraphs` and `witness` are
    those of the parties that it binds; `bound` says which parties were examined where that is not every party.
    """

    kind: PartyKind
    duty: str
    binding: Binding
    open: bool = False
    condition: Condition | None = None
    paragraphs: tuple[Citation, ...] = ()
    witness: Witness | None = None
    bound: str | None = None


def duties_of_code(code: Code, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The duties that some rule of a Code gives or leaves open, in the order of the vocabulary."""
    if not vocabulary.duty_type:
        return ()
    duties = vocabulary.types[vocabulary.duty_type].labels
    named = {head_duty(rule) for rule in _duty_rules(code.rules, vocabulary)}
    # a rule about any duty gives each of them
    return tuple(duty for duty in duties if duty in named or None in named)


def _duty_rules(rules: Iterable[Rule], vocabulary: Vocabulary) -> Iterator[Rule]:
    names = {predicate.name for predicate in vocabulary.duties}
    return (rule for rule in rules if rule.head.predicate in names)


def cells_of_duty(
    duty: str, code: Code, kinds: Sequence[PartyKind], policies: Policies, day: date, seconds: float = TIME_LIMIT
) -> tuple[Cell, ...]:
    """How a duty binds each kind of party in a Code on a day. Raises Faults E599 where a witness does not replay."""
    return Inquiry(code, kinds, policies).cells(duty, day, seconds)


class Inquiry:
    """A Code with the rules of the kinds of party, of which its duties are asked."""

    def __init__(self, code: Code, kinds: Sequence[PartyKind], policies: Policies) -> None:
        self.kinds = kinds
        self.earliest = policies.versions.earliest
        self.names = [f"{OF_KIND}_{number}" for number in range(len(kinds))]
        self.vocabulary = with_kinds(policies.vocabulary, *self.names)
        written: list[Rule] = [*code.rules]
        # each kind concludes a predicate of its own, so that all are asked about over one space
        for name, kind in zip(self.names, kinds, strict=True):
            written.extend(replace(rule, head=replace(rule.head, predicate=name)) for rule in kind.rules)
        self._program = Program.guarded(written, self.vocabulary)

    def rules_about(self, duty: str) -> tuple[Rule, ...]:
        """The rules on which the answer about a duty rests."""
        rules = self._program.rules
        of_duty = [rule for rule in _duty_rules(rules, self.vocabulary) if head_duty(rule) in (duty, None)]
        of_kinds = chain.from_iterable(self._program.by_head[name] for name in self.names)
        known = {id(rule) for rule in of_duty}
        others = [rule for rule in rules if id(rule) not in known]
        return tuple(reached_rules([*of_duty, *of_kinds], [*of_duty, *others]))

    def grounds(self, duty: str, day: date) -> Hashable:
        """What the answer about a duty rests on: Codes and days for which that is the same give the same answer."""
        rules = self.rules_about(duty)
        return duty, rules, day_grounds(rules, self.vocabulary, day, rules)

    def cells(self, duty: str, day: date, seconds: float = TIME_LIMIT) -> tuple[Cell, ...]:
        """How a duty binds each kind of party on a day. Raises Faults E599 where a witness does not replay."""
        try:
            examination = _Examination(duty, self, day, seconds)
        except Undecided:
            return tuple(Cell(kind, duty, Binding.UNKNOWN) for kind in self.kinds)
        return tuple(examination.cell(number) for number in range(len(self.kinds)))


class _Examination:
    """One duty of one Code, for all kinds of party over one space."""

    def __init__(self, duty: str, inquiry: Inquiry, day: date, seconds: float) -> None:
        self._duty = duty
        self._kinds = inquiry.kinds
        self._seconds = seconds
        self._vocabulary = inquiry.vocabulary
        rules = inquiry.rules_about(duty)
        self._program = Program(rules, self._vocabulary)
        self._space = Space(self._vocabulary, rules, day, inquiry.earliest)
        self._symbolic = SymbolicCode(rules, self._space)
        # what is said of a duty is the same whatever was asked before
        self._translation = Translation(apart=True)
        self._members = [self._symbolic.holds([(name, (SUBJECT,))]) for name in inquiry.names]
        self._bound_goals = self._goals(PredicateKind.OBLIGATION)
        self._has = self._symbolic.holds(self._bound_goals)
        self._unsettled = self._symbolic.holds(self._goals(PredicateKind.UNSETTLED))

    def _goals(self, kind: PredicateKind) -> list[Goal]:
        return [(predicate.name, (SUBJECT, self._duty, FREE)) for predicate in self._vocabulary.of_kind(kind)]

    def cell(self, number: int) -> Cell:
        """The cell of a kind."""
        kind, member = self._kinds[number], self._members[number]
        solving = Solving(self._space, [member, self._has, self._unsettled], self._seconds, self._translation)
        try:
            return self._decided(kind, member, solving)
        except Undecided:
            return Cell(kind, self._duty, Binding.UNKNOWN)

    def _decided(self, kind: PartyKind, member: Guard, solving: Solving) -> Cell:
        cell = Cell(kind, self._duty, Binding.NO_PARTY, bound=self._bound)
        if not solving.fits([member]):
            return cell
        cell = replace(cell, binding=Binding.NEVER)
        if solving.fits([member, self._unsettled, opposite(self._has)]):
            cell = replace(cell, binding=Binding.OPEN, open=True)
        party = solving.smallest([member, self._has])
        if party is None:
            return cell
        duty = self._vocabulary.label(self._vocabulary.duty_type, self._duty)
        title = f"the smallest {kind.name} with the duty to {duty}"
        witness = witness_of(self._space, party, title, [member, self._has])
        self._check(witness)
        paragraphs = supporting(self._symbolic, self._bound_goals, party)
        cell = replace(cell, binding=Binding.ALWAYS, paragraphs=paragraphs, witness=witness)
        if solving.fits([member, opposite(self._has)]):
            condition = describe(self._has, member, self._telling, solving)
            cell = replace(cell, binding=Binding.WHEN, condition=condition)
        return cell

    @cached_property
    def _bound(self) -> str | None:
        return bound_of(self._space, self._program.rules)

    @cached_property
    def _telling(self) -> Sequence[Descriptor]:
        """What may be said of when the duty binds; the duty itself in other words says nothing of it."""
        phrases = Phrases(self._vocabulary, self._space.inventory.names)
        descriptors = Descriptions(self._vocabulary, phrases).of([(self._symbolic, self._bound_goals, "")])
        return [descriptor for descriptor in descriptors if descriptor.guard is not self._has]

    def _check(self, witness: Witness) -> None:
        """Replay a witness on the default engine. Raises Faults E599 where it does not have the duty."""
        model = derive(self._program, facts_of(witness, self._vocabulary))
        rows = chain.from_iterable(model.rows_with(name, 0, SUBJECT) for name, _ in self._bound_goals)
        if not any(row[1] == self._duty for row in rows):
            raise internal(f"derivation does not give the duty {self._duty} to the party that the solver found")
