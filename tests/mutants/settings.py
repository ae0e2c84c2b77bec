"""The settings that the regression cases put the law in: one Code, one day, one set of parties, and who is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from secg.cases.case import Case
from secg.cases.case_runner import Findings, judge
from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.loading import facts_on
from secg.facts.situation import Facts, Row
from secg.language.model import Aggregate, Rule, literal_atoms
from secg.language.program_checks import check_program, strata
from secg.language.unknowns import is_internal, with_guards
from secg.messages import Faults, Span
from tests.trust.evaluator import derive_upwards, rule_rows

RowsOfRules = dict[Span, frozenset[Row]]
"""By the place of a rule what it concludes from one model."""


class Program:
    """The rules of a Code, ready to be changed one at a time."""

    def __init__(self, code: Code, policies: Policies) -> None:
        self.code = code
        self.policies = policies
        self.plain = code.rules
        self.guarded = with_guards(self.plain, policies.vocabulary)
        self.places: Mapping[Span, int] = {rule.span: index for index, rule in enumerate(self.plain)}

    def passes(self, original: Rule, mutant: Rule) -> bool:
        """Whether the checks of rules together let the rules through with one of them changed."""
        rules = [mutant if rule.span == original.span else rule for rule in self.plain]
        return not check_program(rules, self.policies.vocabulary)

    def changed(self, original: Rule, mutant: Rule) -> tuple[Rule, ...]:
        """The guarded rules with one of them changed; it cites what it cites in this Code."""
        rules = list(self.plain)
        index = self.places[original.span]
        rules[index] = replace(mutant, citation=rules[index].citation)
        return with_guards(rules, self.policies.vocabulary)


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
        return derive_upwards(self.program.guarded, base_relations(self.facts))

    def notices(self, original: Rule, mutant: Rule) -> Case | None:
        """The first case that fails when the rule is changed."""
        if concludes_the_same(original, mutant, self.model, self._rows):
            return None
        rules = self.program.changed(original, mutant)
        model = rederived(self.model, rules, {original.head.predicate, mutant.head.predicate})
        return None if model is None else self.first_failing(model, rules)

    def first_failing(self, model: Model, rules: tuple[Rule, ...], code: Code | None = None) -> Case | None:
        """The first case that a model does not satisfy; an engine that contradicts itself is noticed too."""
        policies = self.program.policies
        for case in self.cases:
            try:
                if judge(Findings(case, policies, code or self.program.code, rules, self.facts, model)):
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


def rederived(model: Model, rules: Sequence[Rule], touched: set[str]) -> Model | None:
    """The model of changed rules, deriving only what the touched predicates reach; None where it is the same."""
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    different: set[str] = set()
    visible = False
    for layer in strata(rules):
        found: dict[str, tuple[Row, ...]] = {}
        for predicate in layer:
            own = by_head[predicate]
            used = {atom.predicate for rule in own for literal in rule.body for atom, _ in literal_atoms(literal)}
            if predicate in touched or is_internal(predicate) or used & different:
                rows = sorted_rows(row for rule in own for row in rule_rows(rule, model))
                if rows != model.rows(predicate):
                    found[predicate] = rows
        different |= found.keys()
        visible = visible or any(not is_internal(predicate) for predicate in found)
        if found:
            model = Model({**model.relations, **found})
    return model if visible else None


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
