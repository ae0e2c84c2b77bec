"""From the rule model to pyDatalog's own engine objects, and back to a model.

Nothing is ever handed to pyDatalog as text. Each run has a fresh `Logic()`. Predicates are derived layer by layer:
the rows of a finished predicate are asserted as facts for the layers above, so that negation and aggregates look at
finished relations only; conditions are put in an order in which each is bound before it is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeGuard, assert_never

from pyDatalog import Logic, pyEngine

from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.situation import Facts, Row
from secg.language import model as m
from secg.language.calculation import comparison_holds, evaluate, fold
from secg.language.operators import by_comparator
from secg.language.program import Plan, Program, aggregate_plan
from secg.language.safety import assigned, binds
from secg.messages import Faults, catalogue

Compiled = Any  # an object of the engine of pyDatalog, which has no types
_COMPARISONS = by_comparator(equal="==", unequal="!=", less="<", at_most="<=", more=">", at_least=">=")
COMBINATIONS = 1_000_000
"""How many combinations of rows the conditions of one rule may be tried on: 3,000 assessments of one party, which are
refused, took 33 seconds and 1.2 GB.
"""
NO_VALUE = "no value"
"""Stands for a calculation without a value, `mod` by zero; no name in a policy holds a blank, so nothing equals it."""


def derive(program: Program, facts: Facts, party: str | None = None) -> Model:
    """The model of a program over the facts of a day; its rows do not depend on the run.

    A focused program is derived about a `party`.
    """
    run = _Run(base_relations(facts, party))
    for predicate in program.order:
        run.derive(predicate, program.plans(predicate))
    return Model(run.relations)


class _Run:
    """One derivation: relations grow predicate by predicate."""

    def __init__(self, relations: dict[str, tuple[Row, ...]]) -> None:
        self.relations = relations
        self._asserted: set[str] = set()
        self._helpers = 0
        self._widest: dict[tuple[str, tuple[int, ...]], int] = {}
        self._too_large: list[Faults] = []
        Logic()  # from now on pyDatalog asserts into this one, so that no run sees another's clauses

    def derive(self, predicate: str, plans: Sequence[Plan]) -> None:
        """Ask for every row of `predicate`."""
        name = self._helper("derived")
        asserted = False
        for plan in plans:
            if plan.is_idle(self.relations):
                continue
            body = self._body(plan.conditions, plan.rule)
            if body is not None:
                head = pyEngine.Literal(name, [_term(term) for term in plan.rule.head.terms])
                pyEngine.assert_(pyEngine.Clause(head, body))
                asserted = True
        self.relations[predicate] = sorted_rows(self._ask(name, len(plans[0].rule.head.terms))) if asserted else ()

    def _body(
        self, ordered: Sequence[m.Literal], rule: m.Rule, given: Iterable[str] = (), rows: int = 1
    ) -> list[Compiled] | None:
        """The engine literals of a body; None where some relation is empty, so that the rule gives nothing.

        `rows` is the number of the groups whose variables are `given`. Raises Faults E506 where the conditions might be
        tried on more combinations of rows than a run can look at.
        """
        body: list[Compiled] = []
        bound = set(given)
        for literal in ordered:
            match literal:
                case m.Atom():
                    rows *= self._matching(literal, bound)
                    if rows > COMBINATIONS:
                        words = {"predicate": rule.head.predicate, "limit": COMBINATIONS}
                        raise catalogue.TOO_MANY_ROWS.fault(rule.span, words, paragraph=str(rule.citation))
                    part = self._atom(literal)
                case m.Aggregate():
                    part = self._aggregate(literal, rule, body)
                case m.Negation():
                    part = self._negation(literal)
                case m.Comparison():
                    part = self._comparison(literal, bound)
                case _:
                    assert_never(literal)
            if part is None:
                return None
            body.extend(part)
            bound |= binds(literal, bound)
        return body

    def _atom(self, atom: m.Atom) -> list[Compiled] | None:
        rows = self.relations.get(atom.predicate, ())
        if not rows:
            return None
        name = f"rows of {atom.predicate}".replace(".", " ")  # a dot in a name means a class to pyDatalog
        self._assert(name, rows)
        return [pyEngine.Literal(name, [_term(term) for term in atom.terms])]

    def _matching(self, atom: m.Atom, bound: set[str]) -> int:
        """How many rows at most fit an atom whose variables in `bound` have values."""
        rows = self.relations.get(atom.predicate, ())
        places = tuple(
            place
            for place, term in enumerate(atom.terms)
            if isinstance(term, m.Constant) or (isinstance(term, m.Variable) and term.name in bound)
        )
        if not places or len(rows) < 2:
            return len(rows)
        key = (atom.predicate, places)
        if key not in self._widest:
            alike = Counter(_at(row, places) for row in rows)
            self._widest[key] = max(alike.values())
        return self._widest[key]

    def _negation(self, negation: m.Negation) -> list[Compiled]:
        """`not`, over the rows cut down to the arguments that are not `_`."""
        atom = negation.atom
        # pyDatalog asks for a value in every place of a negated literal, and `_` has none
        kept = [index for index, term in enumerate(atom.terms) if not isinstance(term, m.Anything)]
        rows = sorted_rows(_at(row, kept) for row in self.relations.get(atom.predicate, ()))
        if not rows:
            return []
        if not kept:  # there are rows, so that `not p(_, _)` is false whatever else holds
            return [pyEngine.Literal("==", [pyEngine.Const(0), pyEngine.Const(1)])]
        name = f"rows of {atom.predicate} at {' '.join(map(str, kept))}".replace(".", " ")
        self._assert(name, rows)
        return [pyEngine.Literal(f"~{name}", [_term(atom.terms[index]) for index in kept])]

    def _aggregate(self, aggregate: m.Aggregate, rule: m.Rule, before: Sequence[Compiled]) -> list[Compiled] | None:
        """The aggregate as a relation from group to value, folded from what pyDatalog finds between the braces.

        `before` are the engine literals of the conditions that come first: they give the groups.
        """
        group = m.group_variables(aggregate, rule)
        groups = self._solutions(group, before)
        ordered, tests = _without_tests(aggregate_plan(aggregate, group), set(group))
        shared = tuple(name for name in group if name in m.variable_names(*ordered))
        inner_names = sorted(m.variable_names(*aggregate.body) - set(group))
        solutions: dict[Row, list[Row]] = {}
        if groups:
            places = [group.index(name) for name in shared]
            group_name = self._helper("group")
            self._assert(group_name, sorted_rows(_at(row, places) or (0,) for row in groups))
            inner = self._body(ordered, rule, shared, len(groups))
            if inner is not None:
                terms = [pyEngine.Var(name) for name in shared] or [pyEngine.Const(0)]
                names = [*shared, *inner_names]
                for row in self._solutions(names, [pyEngine.Literal(group_name, terms), *inner]):
                    solutions.setdefault(row[: len(shared)], []).append(row[len(shared) :])
        values: list[Row] = []
        for key in groups:
            # a row has a value of its own, 0, where nothing is named
            grouped = dict(zip(group, key, strict=False))
            parts: list[m.Value] = []
            for row in solutions.get(tuple(grouped[name] for name in shared), ()):
                named = {**grouped, **dict(zip(inner_names, row, strict=False))}
                if all(comparison_holds(test, named) for test in tests):
                    part = evaluate(aggregate.value, named) if aggregate.value is not None else 1
                    if part is not None:
                        parts.append(part)
            value = fold(aggregate.function, parts)
            if value is not None:
                values.append((*key, value))
        if not values:
            return None
        name = self._helper("value")
        self._assert(name, sorted_rows(values))
        terms = [pyEngine.Var(name) for name in group] or [pyEngine.Const(0)]
        return [pyEngine.Literal(name, [*terms, pyEngine.Var(aggregate.result.name)])]

    def _solutions(self, names: Sequence[str], body: Sequence[Compiled]) -> tuple[Row, ...]:
        """The distinct values of the named variables under which the body holds; `(0,)` stands for no names."""
        name = self._helper("solutions")
        terms = [pyEngine.Var(name) for name in names] or [pyEngine.Const(0)]
        pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(name, terms), list(body)))
        return sorted_rows(self._ask(name, len(terms)))

    def _assert(self, name: str, rows: Iterable[Row]) -> None:
        if name in self._asserted:
            return
        self._asserted.add(name)
        for row in rows:
            pyEngine.assert_(pyEngine.Clause(pyEngine.Literal(name, [pyEngine.Const(value) for value in row]), []))

    def _helper(self, what: str) -> str:
        # the clauses of one name add up, so that none is used twice
        self._helpers += 1
        return f"{what} {self._helpers}"

    def _ask(self, name: str, arity: int) -> list[Row]:
        # to ask for a predicate of which there is no clause is an error in pyDatalog
        predicate = pyEngine.Pred(name, arity)
        if predicate.id not in Logic(True).Db:
            return []
        answer = pyEngine.Literal(name, [pyEngine.Var(f"V{index}") for index in range(arity)]).ask()
        if self._too_large:
            raise self._too_large[0]
        return [tuple(row) for row in answer] if answer else []

    def _comparison(self, comparison: m.Comparison, bound: set[str]) -> list[Compiled] | None:
        """The literals of a comparison; None where it can't hold whatever the variables are."""
        given = assigned(comparison, bound)
        if given is not None:
            return self._assignment(*given)
        left, right = comparison.left, comparison.right
        names = sorted(m.variable_names(comparison))
        if not names:
            return [] if comparison_holds(comparison, {}) else None
        if _is_native(left) and _is_native(right):
            return [pyEngine.Literal(_COMPARISONS[comparison.operator], [_term(left), _term(right)])]

        def holds(*values: m.Value) -> int:
            return int(comparison_holds(comparison, dict(zip(names, values, strict=True))))

        return [pyEngine.Literal("==", [self._call(holds, names), pyEngine.Const(1)])]

    def _assignment(self, target: m.Variable, expression: m.Expression) -> list[Compiled] | None:
        """`target = expression`, with a second literal that stops where the expression has no value."""
        names = sorted(m.variable_names(expression))
        if _is_native(expression):
            return [pyEngine.Literal("==", [pyEngine.Var(target.name), _term(expression)])]
        if not names:
            value = evaluate(expression, {})
            if value is None:
                return None
            return [pyEngine.Literal("==", [pyEngine.Var(target.name), pyEngine.Const(value)])]

        def calculated(*values: m.Value) -> m.Value:
            value = evaluate(expression, dict(zip(names, values, strict=True)))
            return NO_VALUE if value is None else value

        given = pyEngine.Literal("==", [pyEngine.Var(target.name), self._call(calculated, names)])
        return [given, pyEngine.Literal("!=", [pyEngine.Var(target.name), pyEngine.Const(NO_VALUE)])]

    def _call(self, function: Callable[..., m.Value], names: Sequence[str]) -> Compiled:
        """A calculation. pyDatalog would turn its fault into a value, so that it is kept and raised afterwards."""

        def called(*values: m.Value) -> m.Value:
            try:
                return function(*values)
            except Faults as fault:
                self._too_large.append(fault)
                return NO_VALUE

        return pyEngine.Operation(pyEngine.Const(0), called, pyEngine.VarTuple([pyEngine.Var(name) for name in names]))


def _without_tests(ordered: Sequence[m.Literal], bound: set[str]) -> tuple[Sequence[m.Literal], Sequence[m.Comparison]]:
    """Conditions in order, less the comparisons at their end, which only test, and these.

    pyDatalog would join every group with every contribution before it makes them: of 400 assessments, 160,000 times.
    """
    tests: list[m.Comparison] = []
    for literal in ordered:
        if isinstance(literal, m.Comparison) and assigned(literal, bound) is None:
            tests.append(literal)
        else:
            tests.clear()
        bound = bound | binds(literal, bound)
    return ordered[: len(ordered) - len(tests)], tests


def _at(row: Row, places: Iterable[int]) -> Row:
    return tuple(row[place] for place in places)


def _term(term: m.Term) -> Compiled:
    match term:
        case m.Constant():
            return pyEngine.Const(term.value)
        case m.Variable():
            return pyEngine.Var(term.name)
        case m.Anything():
            # each `_` is a variable of its own, told apart by where it stands; no written name holds a blank
            return pyEngine.Var(f"_ {term.span.line} {term.span.column}")


def _is_native(expression: m.Expression) -> TypeGuard[m.Constant | m.Variable]:
    """Whether pyDatalog takes the expression as it is; what is calculated may have no value, or too large a one."""
    return isinstance(expression, m.Constant | m.Variable)
