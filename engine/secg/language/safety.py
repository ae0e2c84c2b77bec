"""Safety of one rule: every variable gets a value before it is needed, and none stands in one place only.

Which conditions give variables their values, and an order of evaluation in which each is bound before it is used.

Binders come first, as written: a positive atom binds its variables, `Variable = expression` binds the variable once the
expression's variables are bound, an aggregate binds its result once its group variables are bound. Comparisons and
negations follow as soon as their variables are bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from secg.language import model as m
from secg.language.operators import Function
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Kind, Span, catalogue


def assigned(literal: m.Literal, bound: set[str]) -> tuple[m.Variable, m.Expression] | None:
    """The variable that `=` gives a value here, with that: the one unbound variable that stands alone on a side."""
    for target, other in m.equated(literal):
        if target.name not in bound and m.variable_names(other) <= bound:
            return target, other
    return None


def is_ready(literal: m.Literal, bound: set[str], rule: m.Rule | None) -> bool:
    """Whether a literal can be evaluated with these variables bound; `rule` gives an aggregate its group variables."""
    return m.variable_names(*m.needed_by(literal, rule)) <= bound or assigned(literal, bound) is not None


def binds(literal: m.Literal, bound: set[str]) -> set[str]:
    """The names that have a value after the literal."""
    return m.given_by(literal, assigned(literal, bound))


_Condition = TypeVar("_Condition", bound=m.Literal)


def evaluation_order(
    body: Sequence[_Condition], rule: m.Rule | None, bound: Iterable[str] = ()
) -> tuple[tuple[_Condition, ...], tuple[_Condition, ...]]:
    """The literals in an order in which each can be evaluated, and those that can't be at all (unsafe ones).

    Tests (comparisons and negations of bound variables) come as early as they can, atoms in the order written.
    """
    known = set(bound)
    # of two that are alike the one written first is taken
    waiting = sorted(range(len(body)), key=lambda place: m.rank_of(body[place]))
    ordered: list[_Condition] = []
    while (ready := next((place for place in waiting if is_ready(body[place], known, rule)), None)) is not None:
        waiting.remove(ready)
        ordered.append(body[ready])
        known |= binds(body[ready], known)
    return tuple(ordered), tuple(body[place] for place in sorted(waiting))


def unsafe_variables(rule: m.Rule) -> list[Diagnostic]:
    """A fault for each variable without a value; one that only lacks it because another does is not reported."""
    return _Safety(rule).run()


def singletons(rule: m.Rule) -> Iterator[Diagnostic]:
    """A fault for each variable that stands in one place only, where `_` would say the same or a name is misspelt."""
    seen: dict[str, list[Span]] = {}
    counted: set[str] = set()
    for literal in (rule.head, *rule.body):
        for variable in m.variables_of(literal):
            seen.setdefault(variable.name, []).append(variable.span)
        if isinstance(literal, m.Aggregate) and literal.function is Function.COUNT:
            # a variable named between the braces of a count says what is counted
            counted |= m.variable_names(*literal.body)
    for name, spans in seen.items():
        if len(spans) == 1 and name not in counted:
            yield catalogue.SINGLETON.at(spans[0], {"variable": name}, paragraph=str(rule.citation))


def asked_of_anybody(rule: m.Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """A fault for each condition that has `_` for every party, in a rule about a party: mostly that one is meant.

    Between braces `_` is left alone: a total may be over anybody.
    """
    if not _parties(rule.head, vocabulary):
        return
    for literal in rule.body:
        if isinstance(literal, m.Aggregate):
            continue
        for atom in m.atoms_of([literal]):
            parties = _parties(atom, vocabulary)
            if parties and all(isinstance(party, m.Anything) for party in parties):
                yield catalogue.ASKED_OF_ANYBODY.at(parties[0].span, name=atom.predicate, paragraph=str(rule.citation))


def _parties(atom: m.Atom, vocabulary: Vocabulary) -> list[m.Term]:
    """What stands in the places of an atom that name parties."""
    places = zip(atom.terms, vocabulary.arguments_of(atom.predicate), strict=False)
    return [term for term, argument in places if argument.type == "party"]


class _Safety:
    def __init__(self, rule: m.Rule) -> None:
        self._faults: list[Diagnostic] = []
        self._rule = rule

    def run(self) -> list[Diagnostic]:
        bound = self._settle(self._rule.body, self._rule, set(), None)
        for term in self._rule.head.terms:
            if isinstance(term, m.Variable) and term.name not in bound:
                bound.add(term.name)
                self._fault(catalogue.UNSAFE_HEAD, term)
        return self._faults

    def _settle(self, body: Sequence[m.Literal], rule: m.Rule | None, bound: set[str], kind: Kind | None) -> set[str]:
        """The names that have a value after `body`; those without one are reported, as `kind` if it is given.

        What one fault leaves without a value is no fault of its own, so checking goes on as if the variable had one.
        """
        known = set(bound)
        waiting = tuple(body)
        while waiting:
            ordered, waiting = evaluation_order(waiting, rule, known)
            for literal in ordered:
                known |= binds(literal, known)
                if isinstance(literal, m.Aggregate):
                    self._aggregate_safety(literal, known)
            lacking: list[tuple[m.Variable, m.Literal]] = []
            given: set[str] = set()
            for literal in waiting:
                lacking.extend((variable, literal) for variable in _needed(literal, rule) if variable.name not in known)
                given.update(m.given_by(literal, _target(literal)))
            # a variable that a waiting condition would give is at fault only where nothing else can be blamed
            for variable, literal in [lack for lack in lacking if lack[0].name not in given] or lacking[:1]:
                if variable.name not in known:
                    known.add(variable.name)
                    self._fault(kind or m.unsafe_kind(literal), variable)
        return known

    def _aggregate_safety(self, aggregate: m.Aggregate, outside: set[str]) -> None:
        bound = outside - {aggregate.result.name}  # which has no value before the braces are closed
        inside = self._settle(aggregate.body, None, bound, catalogue.UNSAFE_AGGREGATE)
        for variable in m.variables_of(aggregate.value):
            if variable.name not in inside:
                inside.add(variable.name)
                self._fault(catalogue.UNSAFE_AGGREGATE, variable)

    def _fault(self, kind: Kind, variable: m.Variable) -> None:
        self._faults.append(kind.at(variable.span, {"variable": variable.name}, paragraph=str(self._rule.citation)))


def _target(literal: m.Literal) -> tuple[m.Variable, m.Expression] | None:
    """The variable to which `=` may give a value, and where that comes from."""
    for variable, other in m.equated(literal):
        if variable.name not in m.variable_names(other):  # else `X = X + 1` would bind X by itself
            return variable, other
    return None


def _needed(literal: m.Literal, rule: m.Rule | None) -> Iterable[m.Variable]:
    """The variables that must have a value before the literal can be evaluated."""
    target = _target(literal)
    return m.needed_by(literal, rule) if target is None else m.variables_of(target[1])
