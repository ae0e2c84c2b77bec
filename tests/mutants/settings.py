"""The settings that the regression cases put the law in: one Code, one day, one set of parties, and who is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

from secg.cases.case import Case
from secg.cases.findings import Findings
from secg.cases.judging import judge
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.loading import facts_on
from secg.facts.situation import Facts, Row
from secg.language import program as written
from secg.language.model import Aggregate, Literal, Rule
from secg.language.program_checks import check_program
from secg.language.unknowns import is_internal, with_guards
from secg.messages import Faults, Span
from tests.trust.evaluator import NO_WORDS, rows_by, rule_rows

RowsOfRules = dict[Span, frozenset[Row]]
"""By the place of a rule what it concludes from one model."""


Ordered = tuple[tuple[Rule, tuple[Literal, ...]], ...]
"""The rules of one predicate, each with its conditions in the order in which they are tried."""


class Program:
    """The rules of a Code, ready to be changed one at a time."""

    def __init__(self, code: Code, policies: Policies) -> None:
        self.code = code
        self.policies = policies
        self.plain = code.rules
        self.guarded = with_guards(self.plain, policies.vocabulary)
        self.places: Mapping[Span, int] = {rule.span: index for index, rule in enumerate(self.plain)}
        self._derivation = tuple(_derivation(self.guarded))
        self._newest: Change | None = None

    def passes(self, original: Rule, mutant: Rule) -> bool:
        """Whether the checks of rules together let the rules through with one of them changed."""
        rules = [mutant if rule.span == original.span else rule for rule in self.plain]
        return not check_program(rules, self.policies.vocabulary)

    def model(self, facts: Facts) -> Model:
        """The model of the rules as they stand over the facts of a day."""
        model = Model(base_relations(facts))
        for predicate, own, _ in self._derivation:
            model = model.revised({predicate: _concluded(own, model)})
        return model

    def change(self, original: Rule, mutant: Rule) -> Change:
        """The rules with one of them changed; the newest is kept, as one mutant meets many settings."""
        if self._newest is None or self._newest.mutant is not mutant:
            self._newest = Change(self, original, mutant)
        return self._newest


class Change:
    """The rules of a program with one of them changed, and what of a model they derive anew."""

    def __init__(self, program: Program, original: Rule, mutant: Rule) -> None:
        self.mutant = mutant
        rules = list(program.plain)
        index = program.places[original.span]
        rules[index] = replace(mutant, citation=rules[index].citation)  # it cites what it cites in this Code
        self.rules = with_guards(rules, program.policies.vocabulary)
        head = original.head.predicate  # no mutant concludes of another predicate
        guards = f"uncounted {head} "
        self._touched = {head, *(rule.head.predicate for rule in self.rules if rule.head.predicate.startswith(guards))}
        self._reached = tuple(_derivation(self.rules, self._touched))

    def over(self, model: Model) -> Model | None:
        """The model of the changed rules, from that of the rules as they stand; None where it is the same."""
        different: dict[str, tuple[Row, ...]] = {}
        for predicate, own, used in self._reached:
            if predicate in self._touched or used & different.keys():
                rows = _concluded(own, model)
                if rows != model.rows(predicate):
                    different[predicate] = rows
                    model = model.revised({predicate: rows})
        return model if any(not is_internal(predicate) for predicate in different) else None


def _derivation(
    rules: Sequence[Rule], touched: Set[str] | None = None
) -> Iterator[tuple[str, Ordered, frozenset[str]]]:
    """The concluded predicates, or those that a change of the touched reaches, lower ones first.

    Each comes with its rules and the predicates that these use.
    """
    program = written.Program(tuple(rules), NO_WORDS)
    reached = set(program.by_head if touched is None else touched)
    for predicate in program.order:
        used = program.uses[predicate]
        if predicate in reached or used & reached:
            reached.add(predicate)
            yield predicate, tuple((plan.rule, plan.conditions) for plan in program.plans(predicate)), used


def _concluded(own: Ordered, model: Model) -> tuple[Row, ...]:
    return sorted_rows(row for rule, ordered in own for row in rows_by(rule, ordered, model))


@dataclass
class Setting:
    """A Code over the facts of a day, its model, and the cases that are judged by it."""

    program: Program
    facts: Facts
    cases: list[Case]
    _rows: RowsOfRules = field(default_factory=dict)

    @cached_property
    def model(self) -> Model:
        """The model of the rules as they stand."""
        return self.program.model(self.facts)

    def notices(self, original: Rule, mutant: Rule) -> Case | None:
        """The first case that fails when the rule is changed."""
        if concludes_the_same(original, mutant, self.model, self._rows):
            return None
        change = self.program.change(original, mutant)
        model = change.over(self.model)
        return None if model is None else self.first_failing(model, change.rules)

    def first_failing(self, model: Model, rules: tuple[Rule, ...], code: Code | None = None) -> Case | None:
        """The first case that a model does not satisfy; an engine that contradicts itself is noticed too."""
        policies = self.program.policies
        guarded = written.Program(rules, policies.vocabulary)
        for case in self.cases:
            try:
                if judge(Findings(case, policies, code or self.program.code, guarded, self.facts, model)):
                    return case
            except Faults:
                return case
        return None


def concludes_the_same(original: Rule, mutant: Rule, model: Model, known: RowsOfRules) -> bool:
    """Whether two rules conclude the same from a model, so that nothing else can differ; `known` keeps what it finds.

    A rule with an aggregate may rest on a missing contribution, which is told by rules of its own; it is not tried.
    """
    if original.head.predicate != mutant.head.predicate or _has_aggregate(original) or _has_aggregate(mutant):
        return False
    if original.span not in known:
        known[original.span] = frozenset(rule_rows(original, model))
    return frozenset(rule_rows(mutant, model)) == known[original.span]


def _has_aggregate(rule: Rule) -> bool:
    return any(isinstance(literal, Aggregate) for literal in rule.body)


def settings_of(cases: Sequence[Case], policies: Policies) -> list[Setting]:
    """The settings of the cases; cases about the same parties on the same day under the same Code share one."""
    found: dict[object, Setting] = {}
    programs: dict[object, Program] = {}
    for case in cases:
        chosen = (case.label, case.overlays)
        if chosen not in programs:
            code = consolidate(policies, version_named(policies, case.label), case.overlays)
            programs[chosen] = Program(code, policies)
        key = (*chosen, case.day, id(case.situations))
        if key not in found:
            found[key] = Setting(programs[chosen], facts_on(case.situations, case.day, policies.vocabulary), [])
        found[key].cases.append(case)
    return list(found.values())
