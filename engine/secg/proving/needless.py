"""Needlessly open questions: left undetermined for want of a number although each of its values gives one same answer.

A party, its unstated numbers and an answer are looked for such that the question has no answer as it stands, and that
one answer under every completion. Parties that fit a few completions are proposed, and each proposal is tried against
every other completion; one that gives another answer joins the few. So a proposal that stands is right for all values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.facts.situation import Facts
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Rule
from secg.language.operators import Comparator
from secg.language.unknowns import with_guards
from secg.logic.assignment import Assignment
from secg.logic.formulas import (
    Formula,
    Guard,
    Quantity,
    Supposition,
    Symbolic,
    Symbols,
    Term,
    Undecided,
    both,
    chosen,
    compare,
    negation,
    opposite,
    symbols_of,
)
from secg.logic.quantities import numbers_that_matter
from secg.messages import Span
from secg.outcomes.states import CONTRADICTORY, NONE, SILENT, UNANSWERED, Key, States, states_of, without_year, years_of
from secg.outcomes.support import concluding
from secg.outcomes.witness import Witness, facts_of, internal, states_under, witness_of
from secg.proving.questions import (
    Finding,
    FindingKind,
    Verdict,
    about_question,
    capacities,
    capacity_words,
    questions_of,
)
from secg.records import record
from secg.symbolic.compiler import SymbolicCode
from secg.symbolic.days import day_grounds
from secg.symbolic.open_space import Blank, OpenSpace
from secg.symbolic.rule_memory import RuleMemory
from secg.symbolic.slicing import bearing_rules, outcome_rules
from secg.symbolic.solving import TIME_LIMIT, Solving

ROUNDS = 40
"""So many completions are gathered before an answer is given up as not decided."""

Completion = Mapping[Quantity, int | Quantity]
"""A value for each number, taken where the party does not state it."""


def prove_needless(
    code: Code, policies: Policies, day: date, seconds: float = TIME_LIMIT, memory: RuleMemory | None = None
) -> Verdict:
    """The questions of a Code that some party has answered only once it states a number that does not matter.

    Raises Faults E599 where the smallest such party does not replay.
    """
    vocabulary = policies.vocabulary
    asked = questions_of(vocabulary)
    rules = outcome_rules(with_guards(code.rules, vocabulary), asked, vocabulary)
    space = OpenSpace(vocabulary, rules, day, policies.versions.earliest)
    symbolic = SymbolicCode(rules, space)
    proofs = _NeedlessProofs(rules, space, symbolic, seconds)
    known = memory or RuleMemory()
    try:
        outcomes = states_of(symbolic, vocabulary, asked)
    except Undecided:
        return Verdict((), ("whether a question is left open needlessly",))
    findings: list[Finding] = []
    undecided: list[str] = []
    for group in capacities(outcomes.values(), vocabulary):
        names = about_question(group[0].key, vocabulary)
        capacity = f"{FindingKind.NEEDLESS} {names[0]} {without_year(group[0].key, vocabulary)}"
        grounds = day_grounds(bearing_rules(rules, names), vocabulary, day, rules)
        key = (*known.cited_key(capacity, names, rules), *grounds)
        verdict, open_ones = known.result(key, partial(proofs.of, group))
        findings.extend(verdict)
        undecided.extend(open_ones)
    return Verdict(tuple(findings), tuple(undecided))


@record
class _Open:
    """A question left open needlessly: its states, the one that every completion gives and when, and the party."""

    states: States
    answer: str
    answered: Guard
    party: Assignment


class _NeedlessProofs:
    """The questions of one Code over parties that leave numbers unstated."""

    def __init__(self, rules: Sequence[Rule], space: OpenSpace, symbolic: SymbolicCode, seconds: float) -> None:
        self._rules = rules
        self._space = space
        self._symbolic = symbolic
        self._seconds = seconds
        self._free: dict[Quantity, Quantity] = {}

    def of(self, capacity: Sequence[States]) -> tuple[list[Finding], list[str]]:
        """The findings about the questions of one capacity, an answer at a time, and what was not decided."""
        by_question: dict[str, list[_Open]] = {}
        undecided: list[str] = []
        for states in capacity:
            for name, answer, guard in self._answers(states):
                try:
                    party = self._party(states.guard(UNANSWERED), guard)
                except Undecided:
                    undecided.append(
                        f"{FindingKind.NEEDLESS} {capacity_words(states.key, self._space.vocabulary)}: {name}"
                    )
                    continue
                if party is not None:
                    by_question.setdefault(name, []).append(_Open(states, answer, guard, party))
        return [self._finding(ones) for ones in by_question.values()], undecided

    def _answers(self, states: States) -> Iterator[tuple[str, str, Guard]]:
        """What may be answered, by name: a category, or one kind of silence; with the state, and when it is so."""
        for answer, guard in states.guards.items():
            if answer == SILENT:
                for goal in states.goals[SILENT]:
                    yield goal[0], SILENT, both([guard, self._symbolic.holds([goal])])
            elif answer not in (NONE, UNANSWERED, CONTRADICTORY):
                yield answer, answer, guard

    def _party(self, unanswered: Guard, answered: Guard) -> Assignment | None:
        """The smallest party with the question unanswered, and answered so under every completion. Raises Undecided."""
        if unanswered is False:
            return None
        numbers = [blank.number for blank in self._space.blanks]
        completions: list[Completion] = [dict.fromkeys(numbers, value) for value in (0, 1, INTEGER_LIMIT)]
        solving = Solving(self._space, [unanswered, answered], self._seconds)
        # smallest parties take longer, and mostly there is none of any size
        if self._standing(unanswered, answered, completions, solving, solving.party) is None:
            return None
        return self._standing(unanswered, answered, completions, solving, solving.smallest)

    def _standing(
        self,
        unanswered: Guard,
        answered: Guard,
        completions: list[Completion],
        solving: Solving,
        look: Callable[[Sequence[Guard]], Assignment | None],
    ) -> Assignment | None:
        while len(completions) < ROUNDS:
            party = look([unanswered, *(self._completed(answered, completion) for completion in completions)])
            if party is None:
                return None
            other = self._other(answered, party, solving)
            if other is None:
                return party
            completions.append(other)
        raise Undecided

    def _completed(self, guard: Guard, values: Completion) -> Guard:
        """A guard about the party with every number stated: its own, or the value that completes it."""
        supposed: dict[Term, Guard | Symbolic] = {}
        for blank in self._space.blanks:
            supposed[blank.stated] = blank.there
            supposed[blank.number] = chosen(blank.stated, blank.number, values[blank.number])
        return Supposition(supposed).of(guard)

    def _other(self, answered: Guard, party: Assignment, solving: Solving) -> Completion | None:
        """A completion of a party that gives another answer; None where each gives this one."""
        free = {blank.number: self._value_of(blank) for blank in self._space.blanks}
        different = solving.party([opposite(self._completed(answered, free)), *self._fixed(party)])
        if different is None:
            return None
        return {number: different.number(value) for number, value in free.items()}

    def _value_of(self, blank: Blank) -> Quantity:
        """The symbol of what a number could be where it is not stated: anything that a file can say."""
        if blank.number not in self._free:
            space = self._space
            value = space.formulas.number(f"unstated {blank.fact.name} of {blank.party}")
            space.quantities.require(
                [compare(Comparator.AT_LEAST, value, 0), compare(Comparator.AT_MOST, value, INTEGER_LIMIT)]
            )
            self._free[blank.number] = value
        return self._free[blank.number]

    def _fixed(self, party: Assignment) -> Iterator[Guard]:
        """Everything that a party states, and does not."""
        for option in self._options():
            yield option if party.holds(option) else negation(option)
        for symbol in self._symbols():
            yield compare(Comparator.EQUAL, symbol, party.number(symbol))

    def _options(self) -> list[Formula]:
        """Everything of which a party says whether it is there."""
        options = (*self._space.exists.values(), *self._space.optional)
        return [option for option in options if isinstance(option, Formula)]

    def _symbols(self) -> list[Quantity]:
        """Every number and day that a party may state."""
        return [*self._space.quantities.numbers, *self._space.quantities.dates]

    def _finding(self, opens: Sequence[_Open]) -> Finding:
        vocabulary = self._space.vocabulary
        # the first year stands for the others
        states, answer, party = opens[0].states, opens[0].answer, opens[0].party
        key = states.key
        what = capacity_words(key, vocabulary)
        witness = witness_of(self._space, party, f"smallest party: {FindingKind.NEEDLESS} {what}")
        check_needless(witness, key, answer, self._rules, self._space)
        years = years_of((question.states.key for question in opens), vocabulary)
        paragraphs = concluding(self._symbolic, states.goals.get(answer, ()))
        return Finding(FindingKind.NEEDLESS, what, paragraphs, tuple(years), None, witness, self._reason(opens[0]))

    def _reason(self, question: _Open) -> str:
        """What is not stated and looked at by the rules, and what each of its values gives."""
        space, key, answer, party = self._space, question.states.key, question.answer, question.party
        given = "no answer, as the sources leave it open,"
        if answer != SILENT:
            category = space.vocabulary.predicates[key.predicate].arguments[-1].type
            given = f"a {space.vocabulary.label(category, answer)}"
        looked_at = self._looked_at(question.answered, party)
        sentences: list[str] = []
        for blank in space.blanks:
            unstated = party.holds(blank.there) and not party.holds(blank.stated)
            if unstated and self._free[blank.number].symbols & looked_at:
                says = blank.fact.says.replace("{user}", space.inventory.names[blank.party])
                sentences.append(says.replace("{count}", "so many"))
        return f"each value of what is not stated gives {given}. Not stated: that {'; that '.join(sentences)}."

    def _looked_at(self, answered: Guard, party: Assignment) -> Symbols:
        """The symbols that an answer rests on where a party's own facts are known and what it does not state is not."""
        supposed: dict[Term, Guard | Symbolic] = {option: party.holds(option) for option in self._options()}
        supposed.update({quantity: party.number(quantity) for quantity in self._symbols()})
        for blank in self._space.blanks:
            if not party.holds(blank.stated):
                supposed[blank.stated] = party.holds(blank.there)
                supposed[blank.number] = self._value_of(blank)
        return symbols_of([Supposition(supposed).of(answered)])


def check_needless(witness: Witness, key: Key, answer: str, rules: Sequence[Rule], space: OpenSpace) -> None:
    """Replay a finding: unanswered as it stands, and the answer at every value near which rules turn. Raises Faults."""
    vocabulary = space.vocabulary
    facts = facts_of(witness, vocabulary)

    def state(of: Facts) -> str:
        return states_under(rules, of, vocabulary).get(key, NONE)

    if (actual := state(facts)) != UNANSWERED:
        raise internal(
            f"the solver takes {key.predicate} {key.arguments} of its witness to be open, and it is {actual}"
        )
    for value in critical_values(rules, facts):
        if (actual := state(with_missing(facts, value))) != answer:
            raise internal(
                f"the solver takes {key.predicate} {key.arguments} of its witness to be `{answer}` whatever is not "
                f"stated, and derivation gives `{actual}` at {value}"
            )


def with_missing(facts: Facts, value: int) -> Facts:
    """The facts with every number that is not stated taken to be this one."""
    rows = {name: dict(own) for name, own in facts.rows.items()}
    for fact, parties in facts.missing.items():
        rows.setdefault(fact, {}).update({(party, value): Span("", 0, 0) for party in parties})
    return replace(facts, rows=rows, missing=dict.fromkeys(facts.missing, frozenset[str]()))


def critical_values(rules: Iterable[Rule], facts: Facts) -> list[int]:
    """The numbers near which a comparison of the rules may turn, given what the parties of the facts state."""
    stated: list[int] = []
    for fact in facts.missing:
        stated.extend(row[-1] for row in facts.rows.get(fact, {}) if isinstance(row[-1], int))
    # a number that is not stated is added to what others state, alone or all together
    turns = numbers_that_matter(rules, {0, sum(stated), *stated})
    return sorted({0, 1, INTEGER_LIMIT, *(number for number in turns if number <= INTEGER_LIMIT)})
