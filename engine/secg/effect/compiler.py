"""From the rule model to guards: every concluded predicate is a finite list of argument tuples, each with its guard.

Rules are evaluated from the question downwards: a predicate is solved for the arguments that are known where it is
used, so that only facts that matter to the question are ever looked at. Since there is no recursion, this ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from secg.effect.candidates import SUBJECT, Row
from secg.effect.folding import fold_symbolic
from secg.effect.formulas import Guard, Quantity, Symbolic, both, compare, either, opposite
from secg.effect.quantities import evaluate_symbolic
from secg.effect.space import Space
from secg.language.model import (
    Aggregate,
    Anything,
    Atom,
    Comparison,
    Constant,
    Literal,
    Negation,
    Rule,
    Value,
    Variable,
    atoms_of,
    group_variables,
    variable_names,
)
from secg.language.operators import Comparator
from secg.language.safety import assigned, binds, evaluation_order
from secg.records import record


class Open(Enum):
    """A place of a pattern without a known value: `FREE` wants its values, `IGNORED` does not look at them."""

    FREE = "free"
    IGNORED = "ignored"


FREE, IGNORED = Open.FREE, Open.IGNORED
_UNSEEN = ""
"""Stands in the places of a row that a pattern ignores, so that rows which differ there alone are one."""

Pattern = tuple[Value | Open, ...]
Goal = tuple[str, Pattern]
Bindings = Mapping[str, Symbolic]


@record
class Premise:
    """A positive condition of one use of a rule: what was asked and the row that answered."""

    goal: Goal
    terms: tuple[Symbolic, ...]


@record
class Reason:
    """One way in which a rule gives a row, with the values of its variables."""

    rule: Rule
    terms: tuple[Symbolic, ...]
    guard: Guard
    premises: tuple[Premise, ...]
    bindings: Bindings


@record
class Solution:
    """Values of variables under which conditions hold, given the guard."""

    bindings: dict[str, Symbolic]
    guards: tuple[Guard, ...]
    premises: tuple[Premise, ...]


@record
class _Order:
    """The literals of a body in the order in which they are evaluated, each with the variables needed after it.

    The body itself is kept beside them, so that its identity stays its own.
    """

    body: Sequence[Literal]
    steps: tuple[tuple[Literal, frozenset[str] | None], ...]


class NotOfTheParty(Exception):
    """A sentence that was to be left open about the party examined is asked about another party too."""


class SymbolicCode:
    """The rules of one Code over a space of symbolic facts.

    `twin` is another Code over the same space: what both conclude by the very same rules is worked out once. `assumed`
    is a predicate about a party that is not worked out but left open, as a truth value of the party examined.
    """

    def __init__(
        self, rules: Sequence[Rule], space: Space, twin: SymbolicCode | None = None, assumed: str | None = None
    ) -> None:
        self.space = space
        self._quantities = space.quantities
        self.assumed = assumed
        self.assumption = space.formulas.truth(f"it is so that {assumed}")
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.head.predicate, []).append(rule)
        self._twin = twin
        self._alike: dict[str, bool] = {}
        self._rows: dict[Goal, tuple[Row, ...]] = {}
        self._guards: dict[Goal, dict[tuple[object, ...], Guard]] = {}
        self._reasons: dict[Goal, tuple[Reason, ...]] = {}
        self._orders: dict[tuple[int, frozenset[str], frozenset[str] | None], _Order] = {}

    def rows(self, predicate: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows of a predicate that fit a pattern, each once; what stands in places that it ignores says nothing."""
        if self._is_alike(predicate):
            assert self._twin is not None
            return self._twin.rows(predicate, pattern)
        goal = (predicate, pattern)
        if goal not in self._rows:
            if predicate == self.assumed:
                reached: Iterable[Row] = self._left_open(pattern)
            elif predicate in self._rules:
                reached = (row for rule in self._rules[predicate] for row in self._concluded(rule, pattern))
            else:
                reached = (_projected(row, pattern) for row in self._stated(predicate, pattern))
            self._rows[goal] = merged(reached)
        return self._rows[goal]

    def reasons(self, predicate: str, pattern: Pattern) -> tuple[Reason, ...]:
        """Every way in which the rules give rows of a predicate that fit a pattern."""
        if self._is_alike(predicate):
            assert self._twin is not None
            return self._twin.reasons(predicate, pattern)
        goal = (predicate, pattern)
        if goal not in self._reasons:
            reached = [reason for rule in self._rules.get(predicate, ()) for reason in self.rule_reasons(rule, pattern)]
            self._reasons[goal] = tuple(reached)
        return self._reasons[goal]

    def _left_open(self, pattern: Pattern) -> Iterable[Row]:
        """The party examined, where it is so. Raises NotOfTheParty where another party is asked about."""
        if pattern != (SUBJECT,):
            raise NotOfTheParty
        return [Row((SUBJECT,), self.assumption)]

    def _is_alike(self, predicate: str) -> bool:
        """Whether the twin concludes a predicate by the very same rules, down to the facts."""
        if self._twin is None or predicate == self.assumed:
            return False
        if predicate not in self._alike:
            own, other = self._rules.get(predicate, []), self._twin._rules.get(predicate, [])
            same = len(own) == len(other) and all(rule is twin for rule, twin in zip(own, other, strict=True))
            self._alike[predicate] = same and all(
                self._is_alike(atom.predicate) for rule in own for atom in atoms_of(rule.body)
            )
        return self._alike[predicate]

    def rule_reasons(self, rule: Rule, pattern: Pattern) -> list[Reason]:
        """Every way in which one rule gives a row that fits a pattern."""
        start = _known_at_first(rule, pattern)
        reasons: list[Reason] = []
        for solution in self.solutions(rule.body, start, rule) if start is not None else ():
            terms = tuple(self._value(term, solution.bindings) for term in rule.head.terms)
            guard = both(solution.guards)
            if guard is not False:
                reasons.append(Reason(rule, terms, guard, solution.premises, solution.bindings))
        return reasons

    def _concluded(self, rule: Rule, pattern: Pattern) -> Iterable[Row]:
        """What one rule concludes that fits a pattern, however it comes to that."""
        start = _known_at_first(rule, pattern)
        if start is None:
            return
        seen = [(term, wanted is not IGNORED) for term, wanted in zip(rule.head.terms, pattern, strict=True)]
        asked = frozenset(term.name for term, is_seen in seen if is_seen and isinstance(term, Variable))
        for solution in self.solutions(rule.body, start, rule, asked):
            terms = tuple(self._value(term, solution.bindings) if is_seen else _UNSEEN for term, is_seen in seen)
            yield Row(terms, both(solution.guards))

    def solutions(
        self, body: Sequence[Literal], start: Bindings, rule: Rule | None, asked: frozenset[str] | None = None
    ) -> list[Solution]:
        """The values of the variables under which a body holds; with `asked`, those of these variables alone.

        What is not asked for, nor for any condition to come, is forgotten at once: ways that differ in that alone are
        one from there on, without the premises that tell them apart.
        """
        key = (id(body), frozenset(start), asked)
        if key not in self._orders:
            self._orders[key] = _order(body, start, rule, asked)
        solutions = [Solution(dict(start), (), ())]
        bound = set(start)
        for literal, needed in self._orders[key].steps:
            if isinstance(literal, Atom):
                solutions = [new for solution in solutions for new in self._atom(literal, solution)]
            elif isinstance(literal, Negation):
                solutions = [new for solution in solutions for new in self._negation(literal, solution)]
            elif isinstance(literal, Aggregate):
                solutions = [new for solution in solutions for new in self._aggregate(literal, solution, rule)]
            else:
                solutions = [new for solution in solutions for new in self._comparison(literal, solution, bound)]
            bound |= binds(literal, bound)
            if needed is not None:
                solutions = _narrowed(solutions, needed)
        return solutions

    def _atom(self, atom: Atom, before: Solution) -> Iterable[Solution]:
        pattern = self._pattern(atom, before.bindings)
        for row in self.rows(atom.predicate, pattern):
            guards: list[Guard] = [row.guard]
            bindings = dict(before.bindings)
            for term, value in zip(atom.terms, row.terms, strict=True):
                if isinstance(term, Anything):
                    continue
                if isinstance(term, Constant):
                    guards.append(compare(Comparator.EQUAL, term.value, value))
                elif term.name in bindings:
                    if bindings[term.name] != value:
                        guards.append(compare(Comparator.EQUAL, bindings[term.name], value))
                else:
                    bindings[term.name] = value
            if not any(guard is False for guard in guards):
                self.space.formulas.spend(1)
                premise = Premise((atom.predicate, pattern), row.terms)
                yield Solution(bindings, (*before.guards, *guards), (*before.premises, premise))

    def absence(self, negation: Negation, bindings: Bindings) -> Guard:
        """When no row of the negated atom fits."""
        solutions = self._atom(negation.atom, Solution(dict(bindings), (), ()))
        return opposite(either(both(solution.guards) for solution in solutions))

    def guard_of(self, premise: Premise) -> Guard:
        """When a premise's row holds."""
        if premise.goal not in self._guards:
            rows = self.rows(*premise.goal)
            self._guards[premise.goal] = {row.terms: row.guard for row in rows}
        guard = self._guards[premise.goal].get(premise.terms)
        return False if guard is None else guard

    def _negation(self, negation: Negation, before: Solution) -> Iterable[Solution]:
        guard = self.absence(negation, before.bindings)
        if guard is not False:
            yield Solution(before.bindings, (*before.guards, guard), before.premises)

    def _comparison(self, comparison: Comparison, before: Solution, bound: set[str]) -> Iterable[Solution]:
        target = assigned(comparison, bound)
        if target is not None:
            other = comparison.right if comparison.left is target else comparison.left
            for value, guard in evaluate_symbolic(other, before.bindings, self._quantities):
                yield Solution({**before.bindings, target.name: value}, (*before.guards, guard), before.premises)
            return
        for left, left_guard in evaluate_symbolic(comparison.left, before.bindings, self._quantities):
            for right, right_guard in evaluate_symbolic(comparison.right, before.bindings, self._quantities):
                guard = compare(comparison.operator, left, right)
                if guard is not False:
                    guards = (*before.guards, left_guard, right_guard, guard)
                    yield Solution(before.bindings, guards, before.premises)

    def _aggregate(self, aggregate: Aggregate, before: Solution, rule: Rule | None) -> Iterable[Solution]:
        assert rule is not None
        group = {
            name: before.bindings[name]
            for name in group_variables(aggregate, rule)
            if name != aggregate.result.name and name in before.bindings
        }
        names = sorted(variable_names(*aggregate.body) - set(group))
        contributions: list[Row] = []
        premises: list[Premise] = []
        for inner in self.solutions(aggregate.body, group, rule):
            guard = both(inner.guards)
            if guard is False:
                continue
            premises.extend(inner.premises)
            for value, valid in self._contributed(aggregate, inner.bindings):
                key = (*(inner.bindings[name] for name in names), value)
                contributions.append(Row(key, both([guard, valid])))
        for row in fold_symbolic(aggregate.function, merged(contributions)):
            result = row.terms[0]
            bindings, guards = dict(before.bindings), [*before.guards, row.guard]
            if aggregate.result.name in bindings:
                guards.append(compare(Comparator.EQUAL, bindings[aggregate.result.name], result))
            bindings[aggregate.result.name] = result
            yield Solution(bindings, tuple(guards), (*before.premises, *premises))

    def _contributed(self, aggregate: Aggregate, bindings: Bindings) -> list[tuple[Symbolic, Guard]]:
        if aggregate.value is None:
            return [(1, True)]
        return evaluate_symbolic(aggregate.value, bindings, self._quantities)

    def _stated(self, predicate: str, pattern: Pattern) -> Iterable[Row]:
        known = {place: wanted for place, wanted in enumerate(pattern) if not isinstance(wanted, Open)}
        for row in self.space.rows_with(predicate, known):
            guards = [row.guard]
            guards.extend(compare(Comparator.EQUAL, wanted, row.terms[place]) for place, wanted in known.items())
            guard = both(guards)
            if guard is not False:
                yield Row(row.terms, guard)

    def _pattern(self, atom: Atom, bindings: Bindings) -> Pattern:
        """What is known of an atom's arguments; symbolic values are left free and compared afterwards."""
        pattern: list[Value | Open] = []
        for term in atom.terms:
            if isinstance(term, Anything):
                pattern.append(IGNORED)
                continue
            value = term.value if isinstance(term, Constant) else bindings.get(term.name, FREE)
            pattern.append(FREE if isinstance(value, Quantity) else value)
        return tuple(pattern)

    @staticmethod
    def _value(term: object, bindings: Bindings) -> Symbolic:
        if isinstance(term, Constant):
            return term.value
        assert isinstance(term, Variable)
        return bindings[term.name]


def _known_at_first(rule: Rule, pattern: Pattern) -> dict[str, Symbolic] | None:
    """The values that a pattern gives to a rule's variables; None where the rule concludes nothing that fits it."""
    start: dict[str, Symbolic] = {}
    for term, wanted in zip(rule.head.terms, pattern, strict=True):
        if isinstance(wanted, Open):
            continue
        if isinstance(term, Constant) and not _equal(term.value, wanted):
            return None
        if isinstance(term, Variable):
            if term.name in start and not _equal(start[term.name], wanted):
                return None
            start[term.name] = wanted
    return start


def _order(body: Sequence[Literal], start: Bindings, rule: Rule | None, asked: frozenset[str] | None) -> _Order:
    ordered = evaluation_order(body, rule, start)[0]
    if asked is None:
        return _Order(body, tuple((literal, None) for literal in ordered))
    needed, steps = asked, []
    for literal in reversed(ordered):
        steps.append((literal, needed))
        needed |= variable_names(literal)
    return _Order(body, tuple(reversed(steps)))


def _narrowed(solutions: Iterable[Solution], needed: frozenset[str]) -> list[Solution]:
    """The solutions with nothing but the needed variables, those with equal values as one."""
    by_group: dict[tuple[Symbolic | None, ...], list[Solution]] = {}
    names = sorted(needed)
    for solution in solutions:
        by_group.setdefault(tuple(map(solution.bindings.get, names)), []).append(solution)
    narrowed: list[Solution] = []
    for values, ways in by_group.items():
        guards = _any_of([solution.guards for solution in ways])
        bindings = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        narrowed.append(Solution(bindings, guards, ()))
    return narrowed


def _any_of(ways: Sequence[tuple[Guard, ...]]) -> tuple[Guard, ...]:
    """One of the ways holds; what they have in common is said once."""
    if len(ways) == 1:
        return ways[0]
    common = [guard for guard in ways[0] if all(guard in way for way in ways[1:])]
    return (*common, either(both(guard for guard in way if guard not in common) for way in ways))


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with equal arguments as one, under either guard."""
    guards_by_value: dict[tuple[Symbolic, ...], list[Guard]] = {}
    for row in rows:
        guards_by_value.setdefault(row.terms, []).append(row.guard)
    kept = ((terms, either(guards)) for terms, guards in guards_by_value.items())
    return tuple(Row(terms, guard) for terms, guard in kept if guard is not False)


def _projected(row: Row, pattern: Pattern) -> Row:
    if IGNORED not in pattern:
        return row
    terms = tuple(_UNSEEN if wanted is IGNORED else term for term, wanted in zip(row.terms, pattern, strict=True))
    return Row(terms, row.guard)


def _equal(first: object, other: object) -> bool:
    return type(first) is type(other) and first == other
