"""Why a conclusion is not in a model: for each rule that could give it, the fewest conditions that fail.

A rule is tried with every choice of rows for its conditions. A choice is the nearer the fewer facts it lacks, and then
the smaller the numbers by which its comparisons fail. A condition that paragraphs conclude is followed to the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.calculation import evaluate
from secg.language.paragraph_number import Citation
from secg.language.program import Program
from secg.language.safety import is_ready
from secg.proof.matching import Values, literal_solutions, matches, pattern, unify
from secg.proof.proofs import Prover
from secg.records import record

Pattern = tuple[m.Value | None, ...]

FIXED = 20
"""The weight of what no fact can change: a table of the Code, a comparison of the conclusion's own values."""
FEW = 12
"""A variable that several failing conditions share is given each of its values where there are up to so many."""
ROWS = 200
"""At most so many rows are tried for one condition; the models of a party and its neighbours hold far fewer."""


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

    `excluding` are the rows that a negated condition forbids and that are there.
    """

    literal: m.Literal
    values: Values
    attempts: tuple[Attempt, ...] = ()
    excluding: tuple[Row, ...] = ()


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
    others: tuple[Values, ...] = ()
    untried: tuple[m.Literal, ...] = ()


@dataclass
class _Choice:
    values: Values
    failed: tuple[m.Literal, ...]
    weight: int
    distance: int
    untried: tuple[m.Literal, ...]


class WhyNot:
    """Finds the attempts at conclusions of one model, which the program derived."""

    def __init__(self, program: Program, model: Model) -> None:
        self.model = model
        self.prover = Prover(program, model)
        self._rules = program.by_head
        self._found: dict[tuple[str, Pattern], tuple[Attempt, ...]] = {}

    def rules_for(self, predicate: str) -> Sequence[m.Rule]:
        """The rules that conclude a predicate."""
        return self._rules.get(predicate, ())

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
        for row in self.model.rows(goal.predicate):
            if fits(row, goal.pattern) and (
                goal.citation is None
                or any(cites(rule, goal.citation) for rule, _ in self.prover.instances(goal.predicate, row))
            ):
                yield row

    def taken_away(self, goal: Goal, row: Row) -> Iterator[tuple[str, Row]]:
        """What excuses the row, or leaves it open."""
        for predicate in goal.unless:
            for other in self.model.rows_with(predicate, 0, row[0]):
                if other == row[: len(other)]:
                    yield predicate, other

    def _attempts(self, predicate: str, wanted: Pattern) -> tuple[Attempt, ...]:
        key = (predicate, wanted)
        if key not in self._found:
            attempts = [attempt for rule in self._rules.get(predicate, ()) if (attempt := self._attempt(rule, wanted))]
            self._found[key] = tuple(sorted(attempts, key=lambda attempt: (attempt.weight, attempt.distance)))
        return self._found[key]

    def _attempt(self, rule: m.Rule, wanted: Pattern) -> Attempt | None:
        values = unify(rule.head.terms, wanted, {})
        if values is None:
            return None
        search = _Search(self, rule, values)
        search.run(rule.body, values, (), 0, 0)
        if not search.best:
            return None
        choice = min(search.best, key=lambda choice: choice.distance)
        failures = tuple(self._failure(literal, choice.values) for literal in choice.failed)
        others = tuple(other.values for other in search.best if other is not choice and other.failed == choice.failed)
        return Attempt(rule, choice.values, failures, choice.weight, choice.distance, others, choice.untried)

    def _failure(self, literal: m.Literal, values: Values) -> Failure:
        if isinstance(literal, m.Atom):
            return Failure(literal, values, self._attempts(literal.predicate, pattern(literal, values)))
        if isinstance(literal, m.Negation):
            rows = tuple(row for row, _ in matches(literal.atom, values, self.model))
            return Failure(literal, values, excluding=rows)
        if isinstance(literal, m.Aggregate):
            atom = next((other for other in literal.body if isinstance(other, m.Atom)), None)
            if atom is not None:
                return Failure(literal, values, self._attempts(atom.predicate, pattern(atom, values)))
        return Failure(literal, values)

    def weight(self, literal: m.Literal, values: Values, given: Values) -> int:
        """How many facts it would take, at least, to make a failing condition hold."""
        if isinstance(literal, m.Atom):
            if literal.predicate not in self._rules:
                return 1
            if all(not rule.body for rule in self._rules[literal.predicate]):
                return FIXED
            attempts = self._attempts(literal.predicate, pattern(literal, values))
            return max(1, min((attempt.weight for attempt in attempts), default=FIXED))
        if isinstance(literal, m.Comparison) and m.variable_names(literal) <= given.keys():
            return FIXED
        return 1

    def distance(self, literal: m.Literal, values: Values) -> int:
        """By how much a failing condition fails: of a conclusion, by as much as the nearest rule for it does."""
        if isinstance(literal, m.Atom) and literal.predicate in self._rules:
            attempts = self._attempts(literal.predicate, pattern(literal, values))
            return attempts[0].distance if attempts else 0
        return gap(literal, values)


class _Search:
    """The search for the nearest choices of one rule: `best` are those of the least weight."""

    def __init__(self, owner: WhyNot, rule: m.Rule, given: Values) -> None:
        self.best: list[_Choice] = []
        self._owner = owner
        self._rule = rule
        self._given = given
        self._assumed: Values = {}

    def run(
        self, waiting: Sequence[m.Literal], values: Values, failed: tuple[m.Literal, ...], weight: int, distance: int
    ) -> None:
        """Try every way to go on from here."""
        if self.best and weight > self.best[0].weight:  # weights only grow from here
            return
        literal = self._next(waiting, values)
        if literal is None:
            self._finish(values, failed, weight, distance, tuple(waiting))
            return
        rest = [other for other in waiting if other is not literal]
        model = self._owner.model
        solutions = list(literal_solutions(literal, values, model, self._rule))[:ROWS]
        for extended in solutions:
            self.run(rest, extended, failed, weight, distance)
        # an atom with a variable that has no value yet may also be meant to hold of a row that is not there
        loose = isinstance(literal, m.Atom) and not m.variable_names(literal) <= values.keys()
        if not solutions or loose:
            more = self._owner.weight(literal, values, self._given)
            far = self._owner.distance(literal, values)
            self.run(rest, values, (*failed, literal), weight + more, distance + far)

    def _next(self, waiting: Sequence[m.Literal], values: Values) -> m.Literal | None:
        """The next condition to look at: a test as soon as it can be made, otherwise the first atom."""
        bound = set(values)
        tests = (
            literal for literal in waiting if not isinstance(literal, m.Atom) and is_ready(literal, bound, self._rule)
        )
        return next(tests, next((literal for literal in waiting if isinstance(literal, m.Atom)), None))

    def _finish(
        self,
        values: Values,
        failed: tuple[m.Literal, ...],
        weight: int,
        distance: int,
        untried: tuple[m.Literal, ...],
    ) -> None:
        for literal in failed:
            if isinstance(literal, m.Atom) and next(matches(literal, values, self._owner.model), None) is not None:
                return  # it does hold after all, with the values that later conditions gave
        shared = self._shared(failed, values)
        if shared is not None:
            # tried from the start with each value: the conditions that failed apart may hold or fail together
            assumed = self._assumed
            for value in self._known(shared):
                self._assumed = {**assumed, shared: value}
                self.run(self._rule.body, {**self._given, **self._assumed}, (), 0, 0)
            self._assumed = assumed
            return
        if self.best and weight < self.best[0].weight:
            self.best.clear()
        self.best.append(_Choice(values, failed, weight, distance, untried))

    def _shared(self, failed: tuple[m.Literal, ...], values: Values) -> str | None:
        """A variable without a value in several failing conditions: it has to have one value in all of them."""
        seen: set[str] = set()
        for literal in failed:
            names = m.variable_names(literal) - values.keys()
            shared = sorted(name for name in seen & names if next(iter(self._known(name)), None) is not None)
            if shared:
                return shared[0]
            seen |= names
        return None

    def _known(self, name: str) -> dict[m.Value, None]:
        """The values that stand, in the model or in the heads of rules, where the rule has a variable: up to FEW."""
        values: dict[m.Value, None] = {}
        for atom in (literal for literal in self._rule.body if isinstance(literal, m.Atom)):
            for at, term in enumerate(atom.terms):
                if isinstance(term, m.Variable) and term.name == name:
                    values.update((row[at], None) for row in self._owner.model.rows(atom.predicate))
                    heads = (rule.head.terms[at] for rule in self._owner.rules_for(atom.predicate))
                    values.update((head.value, None) for head in heads if isinstance(head, m.Constant))
        return values if len(values) <= FEW else {}


def gap(literal: m.Literal, values: Values) -> int:
    """By how much a comparison of numbers or days fails; 0 for anything else."""
    if not isinstance(literal, m.Comparison):
        return 0
    left, right = evaluate(literal.left, values), evaluate(literal.right, values)
    if isinstance(left, int) and isinstance(right, int):
        return abs(left - right)
    if isinstance(left, date) and isinstance(right, date):
        return abs((left - right).days)
    return 0


def fits(row: Sequence[m.Value | None], wanted: Sequence[m.Value | None]) -> bool:
    """Whether a row reads as a pattern."""
    return all(value is None or value == own for own, value in zip(row, wanted, strict=True))


def cites(rule: m.Rule, citation: Citation) -> bool:
    """Whether a rule stands under a citation: that limb, or the paragraph with all its limbs."""
    same = rule.citation.paragraph == citation.paragraph
    return same and (not citation.limb or rule.citation.limb == citation.limb)
