"""Why a conclusion is not in a model: for each rule that could give it, the fewest conditions that fail.

A rule is tried with every choice of rows for its conditions. A choice is the nearer the fewer facts it lacks, and then
the smaller the numbers by which its comparisons fail. A condition that paragraphs conclude is followed to the facts.

Goals that differ in one name or day only are searched with a stand-in for it (`stand_in.py`): what that gives holds for
each of them of which the search would have learnt the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import assert_never, overload

from secg.derive.outcomes import Model
from secg.facts.situation import Row
from secg.language import model as m
from secg.language.calculation import evaluate
from secg.language.paragraph_number import Citation
from secg.language.program import Program
from secg.language.safety import is_ready
from secg.language.unknowns import missing_fact
from secg.proof.matching import Values, literal_solutions, matches, pattern, term_value, unify
from secg.proof.proofs import Prover
from secg.proof.stand_in import Question, Shapes, StandIn, stand_in_for
from secg.records import kept, record

Pattern = tuple[m.Value | None, ...]

FIXED = 20
"""The weight of what no fact can change: a table of the Code, a comparison of the conclusion's own values."""
FEW = 12
"""A variable that several failing conditions share is given each of its values where there are up to so many."""
ROWS = 200
"""At most so many rows are tried for one condition; the models of a party and its neighbours hold far fewer."""
KINDS = 4
"""Of goals that differ in one name or day, stand-ins are asked so many different lists of questions."""


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


@record
class _Shared:
    """Attempts at a conclusion, in which a value is to be read where its stand-in is."""

    attempts: tuple[Attempt, ...]
    stand_in: object = None
    value: m.Value | None = None

    def naming(self, values: Values) -> Values:
        """Values with the name in the place of what stands in for it."""
        named = dict(values)
        for name, value in values.items():
            # by identity: `==` would ask the stand-in a question
            if value is self.stand_in and self.value is not None:
                named[name] = self.value
        return named


class _Naming(Sequence[Values]):
    """Choices of values with the name put in as each is looked at: of hundreds, few are."""

    def __init__(self, choices: Sequence[Values], shared: _Shared) -> None:
        self._choices = choices
        self._shared = shared

    def __len__(self) -> int:
        return len(self._choices)

    @overload
    def __getitem__(self, at: int) -> Values: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Values]: ...

    def __getitem__(self, at: int | slice) -> Values | Sequence[Values]:
        if isinstance(at, slice):
            return _Naming(self._choices[at], self._shared)
        return self._shared.naming(self._choices[at])


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
        self._program = program
        self._rules = program.by_head
        self._shapes = Shapes(model)
        self._named: dict[tuple[str, Pattern], tuple[Attempt, ...]] = {}
        self._known: dict[tuple[str, Pattern], _Shared] = {}
        self._kinds: dict[tuple[str, object], dict[tuple[Question, ...], dict[tuple[object, ...], _Shared]]] = {}

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
        made = self._shared(goal.predicate, goal.pattern).attempts
        cited = (attempt for attempt in made if goal.citation is None or cites(attempt.rule, goal.citation))
        return next((attempt.weight for attempt in cited), FIXED)

    def _attempts(self, predicate: str, wanted: Pattern) -> tuple[Attempt, ...]:
        key = (predicate, wanted)
        if key not in self._named:
            shared = self._shared(predicate, wanted)
            self._named[key] = tuple(self._naming(attempt, shared) for attempt in shared.attempts)
        return self._named[key]

    def _shared(self, predicate: str, wanted: Pattern) -> _Shared:
        """The attempts at a conclusion, perhaps those at another one that differs from it in a name."""
        key = (predicate, wanted)
        if key not in self._known:
            self._known[key] = self._share(predicate, wanted)
        return self._known[key]

    def _share(self, predicate: str, wanted: Pattern) -> _Shared:
        named = _last_name(wanted, _named_by_rules(self._program))
        # not two at once: what is asked of the second would be about the first
        if named is None or any(isinstance(other, StandIn) for other in wanted):
            return _Shared(self._search(predicate, wanted))
        place, value = named
        around = (wanted[:place], wanted[place + 1 :])
        kinds = self._kinds.get((predicate, around))
        if kinds is None:  # the first goal of its kind is searched by itself, as most are the only ones
            self._kinds[predicate, around] = {}
            return _Shared(self._search(predicate, wanted))
        for questions, alike in kinds.items():
            known = alike.get(_answers(questions, value))
            if known is not None:
                return replace(known, value=value)
        if len(kinds) == KINDS:  # it is compared with ever other values, so that asking costs more than it saves
            return _Shared(self._search(predicate, wanted))
        stand_in = stand_in_for(value, self._shapes)
        attempts = self._search(predicate, (*around[0], stand_in, *around[1]))
        questions = tuple(stand_in.questions)
        shared = _Shared(attempts, stand_in, value)
        kinds.setdefault(questions, {})[_answers(questions, value)] = shared
        return shared

    def _search(self, predicate: str, wanted: Pattern) -> tuple[Attempt, ...]:
        attempts = [attempt for rule in self._rules.get(predicate, ()) if (attempt := self._attempt(rule, wanted))]
        return tuple(sorted(attempts, key=lambda attempt: (attempt.weight, attempt.distance)))

    def _naming(self, attempt: Attempt, shared: _Shared) -> Attempt:
        """An attempt with the name in the place of what stands in for it."""
        if shared.stand_in is None:
            return attempt
        failures: list[Failure] = []
        for failure in attempt.failures:
            values = shared.naming(failure.values)
            attempts = failure.attempts
            asked = asked_for(failure.literal)
            # attempts at what does not name it were searched without the stand-in
            if asked is not None and any(value is shared.stand_in for value in pattern(asked, failure.values)):
                attempts = tuple(self._naming(inner, shared) for inner in attempts)
            excluding = self._excluding(failure.literal, values) if failure.excluding else ()
            failures.append(Failure(failure.literal, values, attempts, excluding, failure.ways))
        others = _Naming(attempt.others, shared) if attempt.others else ()
        return replace(attempt, values=shared.naming(attempt.values), failures=tuple(failures), others=others)

    def _attempt(self, rule: m.Rule, wanted: Pattern) -> Attempt | None:
        values = unify(rule.head.terms, wanted, {})
        if values is None:
            return None
        search = _Search(self, rule, values)
        search.run(rule.body, values, (), 0, 0)
        if not search.best:
            return None
        choice = min(search.best, key=lambda choice: choice.distance)
        others = tuple(other.values for other in search.best if other is not choice and other.failed == choice.failed)
        failures = tuple(self._failure(literal, choice.values, others) for literal in choice.failed)
        return Attempt(rule, choice.values, failures, choice.weight, choice.distance, others, choice.untried)

    def _failure(self, literal: m.Literal, values: Values, others: Sequence[Values]) -> Failure:
        if isinstance(literal, m.Negation):
            return Failure(literal, values, excluding=self._excluding(literal, values))
        atom = asked_for(literal)
        if atom is None:
            return Failure(literal, values)
        ways = {pattern(atom, choice) for choice in (values, *others)}
        return Failure(literal, values, self._attempts(atom.predicate, pattern(atom, values)), ways=len(ways))

    def _excluding(self, literal: m.Literal, values: Values) -> tuple[Row, ...]:
        """The rows that a negated condition forbids and that are there."""
        assert isinstance(literal, m.Negation)
        return tuple(row for row, _ in matches(literal.atom, values, self.model))

    def weight(self, literal: m.Literal, values: Values, given: Values) -> int:
        """How many facts it would take, at least, to make a failing condition hold."""
        match literal:
            case m.Atom():
                if literal.predicate not in self._rules:
                    return 1
                if all(not rule.body for rule in self._rules[literal.predicate]):
                    return FIXED
                attempts = self._shared(literal.predicate, pattern(literal, values)).attempts
                return max(1, attempts[0].weight if attempts else FIXED)
            case m.Comparison():
                return FIXED if m.variable_names(literal) <= given.keys() else 1
            case m.Negation() | m.Aggregate():
                return 1
            case _:
                assert_never(literal)

    def distance(self, literal: m.Literal, values: Values) -> int:
        """By how much a failing condition fails: of a conclusion, by as much as the nearest rule for it does."""
        if isinstance(literal, m.Atom) and literal.predicate in self._rules:
            attempts = self._shared(literal.predicate, pattern(literal, values)).attempts
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
        solutions = list(islice(literal_solutions(literal, values, model, self._rule), ROWS))
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


def asked_for(literal: m.Literal) -> m.Atom | None:
    """The atom that a failing condition lacks: of an aggregate the first between its braces."""
    match literal:
        case m.Atom():
            return literal
        case m.Aggregate():
            return next((other for other in literal.body if isinstance(other, m.Atom)), None)
        case m.Negation() | m.Comparison():
            return None
        case _:
            assert_never(literal)


def _answers(questions: Sequence[Question], value: m.Value) -> tuple[object, ...]:
    return tuple([question(value, *others) for question, others in questions])


def _last_name(wanted: Pattern, named_by_rules: frozenset[m.Value]) -> tuple[int, str | date] | None:
    """The last name or day of a pattern that is none of those in the rules, if any, with its place."""
    for place in range(len(wanted) - 1, -1, -1):
        value = wanted[place]
        if isinstance(value, str | date) and value not in named_by_rules:
            return place, value
    return None


@kept
def _named_by_rules(program: Program) -> frozenset[m.Value]:
    """The texts and days that rules write as arguments."""
    named: set[m.Value] = set()
    for rule in program.rules:
        for atom in (rule.head, *m.atoms_of(rule.body)):
            named.update(term.value for term in atom.terms if isinstance(term, m.Constant))
    return frozenset(named)


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
