"""Static checks of rules together: no circle, few layers, no conclusion from what may only be missing.

Sums over those who state a number, `Least = stated sum D : { … }`: they may be less than the whole, and never more.

A missing number can only add to such a sum. So that a fact that is not stated still only takes away conclusions, the
sum may be used only in comparisons that a larger number makes true, and only counts that facts state may be added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import assert_never

from secg.language import model as m
from secg.language.calculation import direction
from secg.language.operators import Calculation, Comparator
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Gathered, catalogue

Uses = dict[str, list[tuple[str, str, m.Rule]]]
"""For each concluded predicate, what its rules use: predicate, how it is used, and the rule."""
LAYER_LIMIT = 50
"""So many layers (strata) of rules may rest on one another; the walks of a proof go down into each by a call."""


def check_program(rules: Sequence[m.Rule], vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Circles among paragraphs; without one, layers beyond the limit, and negations and aggregates that rest on facts a
    party may not state."""
    uses: Uses = {}
    for rule in rules:
        entries = uses.setdefault(rule.head.predicate, [])
        for literal in rule.body:
            entries.extend((atom.predicate, how, rule) for atom, how in m.literal_atoms(literal))
    faults, layers = _circles(uses)
    if not faults:
        faults = _too_deep(uses, layers)
    if faults:
        return tuple(faults)  # what rests on unknown facts is followed from rule to rule, however far that is
    return tuple(_unknown_negated(uses, vocabulary))


def _circles(uses: Uses) -> tuple[list[Diagnostic], dict[str, int]]:
    """One circle for each knot of predicates: the others of a knot mostly go away with it. And the layer of each."""
    faults: list[Diagnostic] = Gathered()
    knotted: set[str] = set()
    done: dict[str, int] = {}
    for start in uses:
        if start in done:
            continue
        # with a stack of its own: a chain of rules may be longer than Python lets functions call each other
        path: list[tuple[str, m.Rule]] = []
        stack = [(start, iter(uses[start]))]
        while stack:
            predicate, edges = stack[-1]
            edge = next(edges, None)
            if edge is None:
                done[predicate] = 1 + max((done.get(used, 0) for used, _, _ in uses[predicate]), default=0)
                stack.pop()
                if path:
                    path.pop()
                continue
            used, _, rule = edge
            if used in done or used not in uses:  # a fact rests on nothing
                continue
            on_path = [name for name, _ in stack]
            if used in on_path:
                steps = [*path[on_path.index(used) :], (predicate, rule)]
                names = {name for name, _ in steps}
                if not names & knotted:
                    faults.append(_circle(used, steps))
                knotted |= names
            else:
                path.append((predicate, rule))
                stack.append((used, iter(uses[used])))
    return faults, done


def _too_deep(uses: Uses, layers: Mapping[str, int]) -> list[Diagnostic]:
    """A fault for each predicate with which the rules pass the limit of layers."""
    faults: list[Diagnostic] = Gathered()
    for predicate, layer in layers.items():
        if layer == LAYER_LIMIT + 1:
            rule = next(rule for used, _, rule in uses[predicate] if layers.get(used) == LAYER_LIMIT)
            words = {"name": predicate, "limit": LAYER_LIMIT}
            faults.append(catalogue.LAYERS_TOO_MANY.at(rule.span, words, paragraph=str(rule.citation)))
    return faults


def _circle(predicate: str, steps: list[tuple[str, m.Rule]]) -> Diagnostic:
    rule = steps[0][1]
    shown = [f"`{name}` ({step.citation})" for name, step in steps]
    circle = " rests on ".join([*shown, f"`{predicate}`"])
    return catalogue.RECURSION.at(rule.span, paragraph=str(rule.citation), circle=circle)


def _unknown_negated(uses: Uses, vocabulary: Vocabulary) -> list[Diagnostic]:
    """`not p` and aggregates over p, where p rests on a fact with `absent: unknown`.

    An aggregate may range over such a fact itself: it then has no value while a counted party does not state it.
    """
    rests: dict[str, str | None] = {}

    def unknown_fact(predicate: str) -> str | None:
        if vocabulary.may_be_unstated(predicate):
            return predicate
        if predicate not in rests:
            facts = (unknown_fact(used) for used, _, _ in uses.get(predicate, ()))
            rests[predicate] = next(filter(None, facts), None)
        return rests[predicate]

    faults: list[Diagnostic] = Gathered()
    for entries in uses.values():
        for used, how, rule in entries:
            if how == "positive":
                continue
            fact = unknown_fact(used)
            if fact is None or (how == "aggregated" and fact == used):
                continue
            use = f"`not {used}(…)`" if how == "negated" else f"an aggregate over `{used}`"
            faults.append(catalogue.NEGATED_UNKNOWN.at(rule.span, paragraph=str(rule.citation), use=use, fact=fact))
    return faults


def misused_sums(rule: m.Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """A fault for each use of a stated sum where more of it could do harm, and for each value that may be negative."""
    sums = [literal for literal in rule.body if isinstance(literal, m.Aggregate) and literal.stated]
    if not sums:
        return
    names = {aggregate.result.name for aggregate in sums}
    for literal in (rule.head, *rule.body):
        for variable in _uses(literal):
            if variable.name in names and not _grows(literal, names):
                words = {"variable": variable.name}
                yield catalogue.STATED_USE.at(variable.span, words, paragraph=str(rule.citation))
    for aggregate in sums:
        if not _is_count(aggregate.value, _counts(aggregate, vocabulary)):
            words = {"variable": aggregate.result.name}
            yield catalogue.STATED_VALUE.at(aggregate.span, words, paragraph=str(rule.citation))


def _uses(literal: m.Literal) -> list[m.Variable]:
    """The variables of a condition, but for the name that a stated sum gives its value."""
    variables = m.variables_of(literal)
    if isinstance(literal, m.Aggregate) and literal.stated:
        return [variable for variable in variables if variable is not literal.result]
    return variables


def _grows(literal: m.Literal, names: Collection[str]) -> bool:
    """Whether a condition that holds still holds where these variables are larger."""
    if not isinstance(literal, m.Comparison):
        return False
    left, right = direction(literal.left, names), direction(literal.right, names)
    match literal.operator:
        case Comparator.MORE | Comparator.AT_LEAST:
            return left in (0, 1) and right in (0, -1)
        case Comparator.LESS | Comparator.AT_MOST:
            return left in (0, -1) and right in (0, 1)
        case Comparator.EQUAL | Comparator.UNEQUAL:
            return False
        case _:
            assert_never(literal.operator)


def _counts(aggregate: m.Aggregate, vocabulary: Vocabulary) -> set[str]:
    """The variables between the braces to which a fact gives a count."""
    bounded: set[str] = set()
    for literal in aggregate.body:
        if not isinstance(literal, m.Atom):
            continue
        declared = vocabulary.predicates.get(literal.predicate)
        # what a rule concludes may be negative: only facts are checked to be counts
        if declared is not None and declared.is_fact:
            for term, argument in zip(literal.terms, declared.arguments, strict=False):
                if isinstance(term, m.Variable) and argument.type == "count":
                    bounded.add(term.name)
    return bounded


def _is_count(value: m.Expression | None, counts: Collection[str]) -> bool:
    """Whether a value is never below zero."""
    if isinstance(value, m.Variable):
        return value.name in counts
    if isinstance(value, m.Constant):
        return isinstance(value.value, int) and value.value >= 0
    if isinstance(value, m.Arithmetic):
        return (  # a difference of counts may be below zero
            value.operator in (Calculation.PLUS, Calculation.TIMES)
            and _is_count(value.left, counts)
            and _is_count(value.right, counts)
        )
    return False
