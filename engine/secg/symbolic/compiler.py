"""From the rule model to guards: every concluded predicate is a finite list of argument tuples, each with its guard.

Rules are evaluated from the question downwards: a predicate is solved for the arguments that are known where it is
used, so that only facts that matter to the question are ever looked at. Since there is no recursion, this ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import chain
from operator import is_

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
from secg.logic.formulas import Guard, Quantity, Symbolic, both, compare, either, opposite
from secg.logic.quantities import evaluate_symbolic
from secg.records import Same, record
from secg.symbolic.candidates import SUBJECT, Row
from secg.symbolic.folding import fold_symbolic
from secg.symbolic.space import Space


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


_Step = tuple[Literal, frozenset[str] | None]
"""A literal with the variables that are needed after it; None for all."""


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
        self._steps: dict[tuple[Same[Sequence[Literal]], frozenset[str], frozenset[str] | None], Sequence[_Step]] = {}

    def rows(self, predicate: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows of a predicate that fit a pattern, each once; what stands in places that it ignores says nothing."""
        if self._twin is not None and self._is_alike(predicate, self._twin):
            return self._twin.rows(predicate, pattern)
        goal = (predicate, pattern)
        if goal not in self._rows:
            if predicate == self.assumed:
                reached: Iterable[Row] = self._left_open(pattern)
            elif predicate in self._rules:
                reached = chain.from_iterable(self._concluded(rule, pattern) for rule in self._rules[predicate])
            else:
                reached = (_projected(row, pattern) for row in self._stated(predicate, pattern))
            self._rows[goal] = merged(reached)
        return self._rows[goal]

    def holds(self, goals: Iterable[Goal]) -> Guard:
        """When some row is there that fits one of the goals."""
        rows = chain.from_iterable(self.rows(*goal) for goal in goals)
        return either(row.guard for row in rows)

    def reasons(self, predicate: str, pattern: Pattern) -> tuple[Reason, ...]:
        """Every way in which the rules give rows of a predicate that fit a pattern."""
        if self._twin is not None and self._is_alike(predicate, self._twin):
            return self._twin.reasons(predicate, pattern)
        goal = (predicate, pattern)
        if goal not in self._reasons:
            rules = self._rules.get(predicate, ())
            self._reasons[goal] = tuple(chain.from_iterable(self.rule_reasons(rule, pattern) for rule in rules))
        return self._reasons[goal]

    def _left_open(self, pattern: Pattern) -> Iterable[Row]:
        """The party examined, where it is so. Raises NotOfTheParty where another party is asked about."""
        if pattern != (SUBJECT,):
            raise NotOfTheParty
        return [Row((SUBJECT,), self.assumption)]

    def _is_alike(self, predicate: str, twin: SymbolicCode) -> bool:
        """Whether the twin concludes a predicate by the very same rules, down to the facts."""
        if predicate == self.assumed:
            return False
        if predicate not in self._alike:
            own, other = self._rules.get(predicate, []), twin._rules.get(predicate, [])
            # by identity: equal rules may stand in different paragraphs, which the reasons cite
            same = len(own) == len(other) and all(map(is_, own, other))
            below = chain.from_iterable(atoms_of(rule.body) for rule in own)
            self._alike[predicate] = same and all(self._is_alike(atom.predicate, twin) for atom in below)
        return self._alike[predicate]

    def rule_reasons(self, rule: Rule, pattern: Pattern) -> list[Reason]:
        """Every way in which one rule gives a row that fits a pattern."""
        start = _known_at_first(rule, pattern)
        if start is None:
            return []
        reasons: list[Reason] = []
        for solution in self._solutions(rule.body, start, rule):
            terms = tuple(_value(term, solution.bindings) for term in rule.head.terms)
            guard = both(solution.guards)
            if guard is not False:
                reasons.append(Reason(rule, terms, guard, solution.premises, solution.bindings))
        return reasons

    def _concluded(self, rule: Rule, pattern: Pattern) -> Iterable[Row]:
        """What one rule concludes that fits a pattern, however it comes to that."""
        start = _known_at_first(rule, pattern)
        if start is None:
            return
        asked = frozenset(
            term.name
            for term, wanted in zip(rule.head.terms, pattern, strict=True)
            if wanted is not IGNORED and isinstance(term, Variable)
        )
        for solution in self._solutions(rule.body, start, rule, asked):
            # what is not asked for has no value any more
            terms = tuple(
                _UNSEEN if wanted is IGNORED else _value(term, solution.bindings)
                for term, wanted in zip(rule.head.terms, pattern, strict=True)
            )
            yield Row(terms, both(solution.guards))

    def _solutions(
        self, body: Sequence[Literal], start: Bindings, rule: Rule, asked: frozenset[str] | None = None
    ) -> list[Solution]:
        """The values of the variables under which a body holds; with `asked`, those of these variables alone.

        What is not asked for, nor for any condition to come, is forgotten at once: ways that differ in that alone are
        one from there on, without the premises that tell them apart.
        """
        key = (Same(body), frozenset(start), asked)
        if key not in self._steps:
            self._steps[key] = _steps(body, start, rule, asked)
        solutions = [Solution(dict(start), (), ())]
        bound = set(start)
        for literal, needed in self._steps[key]:
            # one literal after the other for all solutions: in this order formulas are made, and Z3 gets them
            following = (self._after(literal, solution, rule, bound) for solution in solutions)
            solutions = list(chain.from_iterable(following))
            bound |= binds(literal, bound)
            if needed is not None:
                solutions = _narrowed(solutions, needed)
        return solutions

    def _after(self, literal: Literal, before: Solution, rule: Rule, bound: set[str]) -> Iterable[Solution]:
        """The ways in which a further literal holds, where those before it hold as in a solution."""
        match literal:
            case Atom():
                return self._atom(literal, before)
            case Negation():
                return self._negation(literal, before)
            case Aggregate():
                return self._aggregate(literal, before, rule)
            case Comparison():
                return self._comparison(literal, before, bound)

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
                    # the same quantity is equal to itself without a formula that says so
                    if bindings[term.name] != value:
                        guards.append(compare(Comparator.EQUAL, bindings[term.name], value))
                else:
                    bindings[term.name] = value
            if False not in guards:
                # rules that join many facts would go through millions of rows before the solver is asked anything
                self.space.formulas.spend(1)
                premise = Premise((atom.predicate, pattern), row.terms)
                yield Solution(bindings, (*before.guards, *guards), (*before.premises, premise))

    def absence(self, negation: Negation, bindings: Bindings) -> Guard:
        """When no row of the negated atom fits."""
        # without the premises before it: nothing is cited for what is not there
        solutions = self._atom(negation.atom, Solution(dict(bindings), (), ()))
        return opposite(either(both(solution.guards) for solution in solutions))

    def guard_of(self, premise: Premise) -> Guard:
        """When a premise's row holds."""
        if premise.goal not in self._guards:
            self._guards[premise.goal] = {row.terms: row.guard for row in self.rows(*premise.goal)}
        return self._guards[premise.goal].get(premise.terms, False)

    def _negation(self, negation: Negation, before: Solution) -> Iterable[Solution]:
        guard = self.absence(negation, before.bindings)
        if guard is not False:
            yield Solution(before.bindings, (*before.guards, guard), before.premises)

    def _comparison(self, comparison: Comparison, before: Solution, bound: set[str]) -> Iterable[Solution]:
        given = assigned(comparison, bound)
        if given is not None:
            target, other = given
            for value, guard in evaluate_symbolic(other, before.bindings, self._quantities):
                yield Solution({**before.bindings, target.name: value}, (*before.guards, guard), before.premises)
            return
        for left, left_guard in evaluate_symbolic(comparison.left, before.bindings, self._quantities):
            for right, right_guard in evaluate_symbolic(comparison.right, before.bindings, self._quantities):
                guard = compare(comparison.operator, left, right)
                if guard is not False:
                    guards = (*before.guards, left_guard, right_guard, guard)
                    yield Solution(before.bindings, guards, before.premises)

    def _aggregate(self, aggregate: Aggregate, before: Solution, rule: Rule) -> Iterable[Solution]:
        group = {name: before.bindings[name] for name in group_variables(aggregate, rule) if name in before.bindings}
        # values that differ in any variable count apart, also where the numbers are equal
        names = sorted(variable_names(*aggregate.body) - group.keys())
        contributions: list[Row] = []
        premises: list[Premise] = []
        # every contribution is a premise of the result, whichever of them are there
        for inner in self._solutions(aggregate.body, group, rule):
            guard = both(inner.guards)
            if guard is False:
                continue
            premises.extend(inner.premises)
            values = [inner.bindings[name] for name in names]
            contributed: list[tuple[Symbolic, Guard]] = [(1, True)]
            if aggregate.value is not None:
                contributed = evaluate_symbolic(aggregate.value, inner.bindings, self._quantities)
            for value, valid in contributed:
                contributions.append(Row((*values, value), both([guard, valid])))
        name = aggregate.result.name
        for row in fold_symbolic(aggregate.function, merged(contributions)):
            result, guards = row.terms[0], [*before.guards, row.guard]
            if name in before.bindings:
                guards.append(compare(Comparator.EQUAL, before.bindings[name], result))
            yield Solution({**before.bindings, name: result}, tuple(guards), (*before.premises, *premises))

    def _stated(self, predicate: str, pattern: Pattern) -> Iterable[Row]:
        known = {place: wanted for place, wanted in enumerate(pattern) if not isinstance(wanted, Open)}
        for row in self.space.rows_with(predicate, known):
            # it may have another value: what is known narrows the rows down, and no more
            guards = [row.guard]
            guards.extend(compare(Comparator.EQUAL, wanted, row.terms[place]) for place, wanted in known.items())
            guard = both(guards)
            if guard is not False:
                yield Row(row.terms, guard)

    def _pattern(self, atom: Atom, bindings: Bindings) -> Pattern:
        """What is known of an atom's arguments; symbolic values are left free and compared afterwards."""
        pattern: list[Value | Open] = []
        for term in atom.terms:
            match term:
                case Anything():
                    pattern.append(IGNORED)
                case Constant():
                    pattern.append(term.value)
                case Variable():
                    value = bindings.get(term.name, FREE)
                    pattern.append(FREE if isinstance(value, Quantity) else value)
        return tuple(pattern)


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
        if isinstance(term, Constant) and term.value != wanted:
            return None
        if isinstance(term, Variable) and start.setdefault(term.name, wanted) != wanted:
            return None
    return start


def _steps(body: Sequence[Literal], start: Bindings, rule: Rule, asked: frozenset[str] | None) -> Sequence[_Step]:
    """The literals of a body in the order in which they are evaluated."""
    ordered = evaluation_order(body, rule, start)[0]
    if asked is None:
        return [(literal, None) for literal in ordered]
    needed, steps = asked, []
    # from the last one back: what no later literal needs is dropped
    for literal in reversed(ordered):
        steps.append((literal, needed))
        needed |= variable_names(literal)
    return steps[::-1]


def _narrowed(solutions: Iterable[Solution], needed: frozenset[str]) -> list[Solution]:
    """The solutions with nothing but the needed variables, those with equal values as one."""
    by_group: dict[tuple[Symbolic | None, ...], list[Solution]] = {}
    names = sorted(needed)  # a set of names has another order on every run
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
    common = set(ways[0]).intersection(*ways[1:])
    own = either(_without(common, way) for way in ways)
    return (*(guard for guard in ways[0] if guard in common), own)


def _without(common: set[Guard], way: Sequence[Guard]) -> Guard:
    return both(guard for guard in way if guard not in common)


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with equal arguments as one, under either guard."""
    guards_by_value: dict[tuple[Symbolic, ...], list[Guard]] = {}
    for row in rows:
        guards_by_value.setdefault(row.terms, []).append(row.guard)
    kept = (Row(terms, either(guards)) for terms, guards in guards_by_value.items())
    return tuple(row for row in kept if row.guard is not False)


def _projected(row: Row, pattern: Pattern) -> Row:
    if IGNORED not in pattern:
        return row
    terms = tuple(_UNSEEN if wanted is IGNORED else term for term, wanted in zip(row.terms, pattern, strict=True))
    return Row(terms, row.guard)
