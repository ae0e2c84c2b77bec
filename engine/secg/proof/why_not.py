"""Why a conclusion is not in a model: for each rule that could give it, the fewest conditions that fail.

A rule is tried with every choice of rows for its conditions. A choice is the nearer the fewer facts it lacks, and then
the smaller the numbers by which its comparisons fail. A condition that paragraphs conclude is followed to the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.paragraph_number import Citation
from secg.language.program import Program
from secg.language.unknowns import missing_fact
from secg.proof.matching import Prover, matches, pattern, term_value, unify
from secg.proof.nearest import gap, nearest_choices
from secg.proof.proofs import Values
from secg.proof.stand_in import Naming, Shared, SharedSearches
from secg.records import record

Pattern = tuple[m.Value | None, ...]

FIXED = 20
"""The weight of what no fact can change: a table of the Code, a comparison of the conclusion's own values."""


@record
class Goal:
    """A conclusion asked about: None in the pattern is any value; with a citation, only that paragraph's rules count.

    It does not hold where one of `unless` holds of it too: what excuses a duty, or a silence of the Code.
    """

    predicate: str
    pattern: Pattern
    citation: Citation | None = None
    unless: tuple[str, ...] = ()


@record
class Failure:
    """A condition that does not hold under the values: `attempts` are those of an atom that paragraphs conclude.

    `excluding` are the rows that a negated condition forbids and that are there; `ways` is how many atoms would do for
    it that are as near, by the values of the attempt and by its others.
    """

    literal: m.Literal
    values: Values
    attempts: tuple[Attempt, ...] = ()
    excluding: tuple[Row, ...] = ()
    ways: int = 1


@record
class Attempt:
    """A rule, with the choice of values under which it comes nearest, and the conditions that fail.

    `others` are further choices that are as near. `weight` is how many facts it lacks, `distance` by how much its
    comparisons fail. `untried` are conditions on values that come only with what fails: they may then fail as well.
    """

    rule: m.Rule
    values: Values
    failures: tuple[Failure, ...]
    weight: int
    distance: int
    others: Sequence[Values] = ()
    untried: tuple[m.Literal, ...] = ()


class WhyNot:
    """Finds the attempts at conclusions of one model, which the program derived."""

    def __init__(self, program: Program, model: Model) -> None:
        self.model = model
        self.prover = Prover(program, model)
        self._program = program
        self._rules = program.by_head
        self._searches = SharedSearches(program, model, self._search)
        self._named: dict[tuple[str, Pattern], tuple[Attempt, ...]] = {}

    def attempts(self, goal: Goal) -> tuple[Attempt, ...]:
        """The attempts at a goal, nearest first, each rule once; none where no rule can give it."""
        made = self._attempts(goal.predicate, goal.pattern)
        if goal.citation is not None:
            made = tuple(attempt for attempt in made if cites(attempt.rule, goal.citation))
        return made

    def holding(self, goal: Goal) -> Iterator[Row]:
        """The rows of the model that are the goal, and from which nothing of `unless` takes it away."""
        for row in self.concluded(goal):
            if next(self.taken_away(goal, row), None) is None:
                yield row

    def concluded(self, goal: Goal) -> Iterator[Row]:
        """The rows of the model that read as the goal and that a rule of its paragraph concludes."""
        for row in rows_like(goal.predicate, goal.pattern, self.model):
            if goal.citation is None or any(
                cites(rule, goal.citation) for rule, _ in self.prover.instances(goal.predicate, row)
            ):
                yield row

    def taken_away(self, goal: Goal, row: Row) -> Iterator[tuple[str, Row]]:
        """What excuses the row, or leaves it open."""
        for predicate in goal.unless:
            for other in self.model.rows_with(predicate, 0, row[0]):
                if other == row[: len(other)]:
                    yield predicate, other

    def unstated(self, guard: str, row: Row) -> Iterator[tuple[str, m.Value | None]]:
        """The facts that parties counted together do not state, as a guard of the model says, each with its party."""
        for rule, values in self.prover.instances(guard, row):
            for literal in rule.body:
                fact = missing_fact(literal.predicate) if isinstance(literal, m.Atom) else None
                if isinstance(literal, m.Atom) and fact is not None:
                    yield fact, term_value(literal.terms[0], values)

    def lacking(self, goal: Goal) -> int:
        """How many facts the nearest rule for a goal lacks; FIXED where none can give it."""
        made = self._searches.of(goal.predicate, goal.pattern).result
        cited = (attempt for attempt in made if goal.citation is None or cites(attempt.rule, goal.citation))
        return next((attempt.weight for attempt in cited), FIXED)

    def _attempts(self, predicate: str, wanted: Pattern) -> tuple[Attempt, ...]:
        key = (predicate, wanted)
        if key not in self._named:
            shared = self._searches.of(predicate, wanted)
            self._named[key] = tuple(self._naming(attempt, shared) for attempt in shared.result)
        return self._named[key]

    def _search(self, predicate: str, wanted: Pattern) -> tuple[Attempt, ...]:
        attempts = [attempt for rule in self._rules.get(predicate, ()) if (attempt := self._attempt(rule, wanted))]
        return tuple(sorted(attempts, key=lambda attempt: (attempt.weight, attempt.distance)))

    def _naming(self, attempt: Attempt, shared: Shared[tuple[Attempt, ...]]) -> Attempt:
        """An attempt with the name in the place of what stands in for it."""
        if shared.stand_in is None:
            return attempt
        failures: list[Failure] = []
        for failure in attempt.failures:
            values = shared.naming(failure.values)
            attempts, excluding = failure.attempts, failure.excluding
            asked = m.asked_for(failure.literal)
            if isinstance(asked, m.Negation):
                excluding = self._excluding(asked, values)
            wanted = pattern(asked, failure.values) if isinstance(asked, m.Atom) else ()
            # attempts at what does not name it were searched without the stand-in
            if any(value is shared.stand_in for value in wanted):
                attempts = tuple(self._naming(inner, shared) for inner in attempts)
            failures.append(Failure(failure.literal, values, attempts, excluding, failure.ways))
        others = Naming(attempt.others, shared) if attempt.others else ()
        return replace(attempt, values=shared.naming(attempt.values), failures=tuple(failures), others=others)

    def _attempt(self, rule: m.Rule, wanted: Pattern) -> Attempt | None:
        values = unify(rule.head.terms, wanted, {})
        if values is None:
            return None
        choices = nearest_choices(rule, values, self.model, self._rules, self._cost)
        if not choices:
            return None
        choice = min(choices, key=lambda choice: choice.distance)
        others = tuple(other.values for other in choices if other is not choice and other.failed == choice.failed)
        failures = tuple(self._failure(literal, choice.values, others) for literal in choice.failed)
        return Attempt(rule, choice.values, failures, choice.weight, choice.distance, others, choice.untried)

    def _failure(self, literal: m.Literal, values: Values, others: Sequence[Values]) -> Failure:
        asked = m.asked_for(literal)
        match asked:
            case m.Comparison():
                return Failure(literal, values)
            case m.Negation():
                return Failure(literal, values, excluding=self._excluding(asked, values))
            case m.Atom():
                ways = {pattern(asked, choice) for choice in (values, *others)}
                attempts = self._attempts(asked.predicate, pattern(asked, values))
                return Failure(literal, values, attempts, ways=len(ways))
            case _:
                assert_never(asked)

    def _excluding(self, negation: m.Negation, values: Values) -> tuple[Row, ...]:
        """The rows that a negated condition forbids and that are there."""
        return tuple(row for row, _ in matches(negation.atom, values, self.model))

    def _cost(self, literal: m.Literal, values: Values, given: Values) -> tuple[int, int]:
        """How many facts it would take, at least, to make a failing condition hold, and by how much it fails: of a
        conclusion, by as much as the nearest rule for it does.
        """
        if isinstance(literal, m.Comparison):
            return FIXED if m.variable_names(literal) <= given.keys() else 1, gap(literal, values)
        if not isinstance(literal, m.Atom) or literal.predicate not in self._rules:
            return 1, 0
        if all(not rule.body for rule in self._rules[literal.predicate]):
            return FIXED, 0
        attempts = self._searches.of(literal.predicate, pattern(literal, values)).result
        return (max(1, attempts[0].weight), attempts[0].distance) if attempts else (FIXED, 0)


def rows_like(predicate: str, wanted: Sequence[m.Value | None], model: Model) -> Iterator[Row]:
    """The rows of a model that read as a pattern, which may say nothing of their last places."""
    rows: Sequence[Row] = model.rows(predicate)
    for place, value in enumerate(wanted):
        if value is not None:
            with_value = model.rows_with(predicate, place, value)
            rows = min(rows, with_value, key=len)
    for row in rows:
        if fits(row[: len(wanted)], wanted):
            yield row


def fits(row: Sequence[m.Value | None], wanted: Sequence[m.Value | None]) -> bool:
    """Whether a row reads as a pattern."""
    return all(value is None or value == own for own, value in zip(row, wanted, strict=True))


def cites(rule: m.Rule, citation: Citation) -> bool:
    """Whether a rule stands under a citation: that limb, or the paragraph with all its limbs."""
    same = rule.citation.paragraph == citation.paragraph
    return same and (not citation.limb or rule.citation.limb == citation.limb)
