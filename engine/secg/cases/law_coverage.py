"""Coverage of the law: which rules the regression cases exercise, and which conditions they see hold and fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from secg.cases.case import Case
from secg.cases.findings import Finder
from secg.code.consolidation import consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.derive.outcomes import Model
from secg.language.model import Constant, Literal, Rule, Value, Variable
from secg.language.safety import evaluation_order
from secg.messages import Span
from secg.proof.matching import literal_solutions
from secg.records import record


@dataclass
class ConditionCoverage:
    """One condition of a rule, and whether a case saw it hold and saw it fail where those before it held."""

    literal: Literal
    held: bool = False
    failed: bool = False

    @property
    def text(self) -> str:
        """The condition as it is written."""
        return str(self.literal)


@dataclass
class RuleCoverage:
    """One rule of a version: the cases whose party it concludes something about; its conditions as evaluated."""

    rule: Rule
    conditions: tuple[ConditionCoverage, ...]
    cases: list[str] = field(default_factory=list)

    @property
    def exercised(self) -> bool:
        """Whether the rule concludes something in a case."""
        return bool(self.cases)


@record
class VersionCoverage:
    """The rules of one version, or of what overlays change in it (`overlay` then names them)."""

    label: str
    overlay: str
    rules: tuple[RuleCoverage, ...]

    @property
    def name(self) -> str:
        """How pages call it."""
        return f"{self.label} with {self.overlay}" if self.overlay else self.label

    @property
    def exercised(self) -> int:
        """How many rules are exercised."""
        return sum(coverage.exercised for coverage in self.rules)

    @property
    def conditions(self) -> int:
        """How many conditions there are, each counted both ways."""
        return sum(2 * len(coverage.conditions) for coverage in self.rules)

    @property
    def seen(self) -> int:
        """How many of them were seen."""
        conditions = chain.from_iterable(coverage.conditions for coverage in self.rules)
        return sum(condition.held + condition.failed for condition in conditions)


def coverage_of_law(cases: Iterable[Case], finder: Finder) -> tuple[VersionCoverage, ...]:
    """The coverage of every version, and then of every proposal and reading that a case applies, in their order."""
    order = {version.label: place for place, version in enumerate(finder.policies.versions.versions)}
    grouped: dict[tuple[str, tuple[str, ...]], list[Case]] = {(label, ()): [] for label in order}
    for case in cases:
        grouped.setdefault((case.label, case.overlays), []).append(case)
    ordered = sorted(grouped, key=lambda key: (key[1], order[key[0]]))
    coverages = (_version(label, overlays, grouped[label, overlays], finder) for label, overlays in ordered)
    return tuple(coverage for coverage in coverages if coverage.rules)


def never_exercised(versions: Sequence[VersionCoverage]) -> tuple[Rule, ...]:
    """The rules that no case of any version exercises."""
    # by place: versions share rules, and a rule is exercised once any of them has a case for it
    rules: dict[Span, Rule] = {}
    exercised: set[Span] = set()
    for version in versions:
        for coverage in version.rules:
            rules[coverage.rule.span] = coverage.rule
            if coverage.exercised:
                exercised.add(coverage.rule.span)
    return tuple(rule for span, rule in rules.items() if span not in exercised)


def _version(label: str, overlays: tuple[str, ...], cases: Sequence[Case], finder: Finder) -> VersionCoverage:
    policies = finder.policies
    rules = consolidate(policies, version_named(policies, label), overlays).rules
    if overlays:
        # the other rules are those of the version, whose own cases exercise them
        files = {policies.instruments[overlay].span.file for overlay in overlays}
        rules = tuple(rule for rule in rules if rule.span.file in files)
    covered: dict[Span, RuleCoverage] = {}
    for rule in rules:
        ordered, _ = evaluation_order(rule.body, rule)
        covered[rule.span] = RuleCoverage(rule, tuple(map(ConditionCoverage, ordered)))
    for case in cases:
        model = finder(case).model
        for coverage in covered.values():
            _exercise(coverage, case, model, policies)
    return VersionCoverage(label, " and ".join(overlays), tuple(covered.values()))


def _exercise(covered: RuleCoverage, case: Case, model: Model, policies: Policies) -> None:
    """Follow the conditions of a rule in their order, for the party of the case."""
    rule = covered.rule
    solutions: list[Mapping[str, Value]] = [{}]
    declared = policies.vocabulary.predicates[rule.head.predicate]
    first = rule.head.terms[0]
    # parties that only stand beside the party of the case are not what it asserts anything about
    if declared.arguments[0].type == "party" and isinstance(first, Variable):
        solutions = [{first.name: case.party}]
    for condition in covered.conditions:
        following: list[Mapping[str, Value]] = []
        for values in solutions:
            extended = list(literal_solutions(condition.literal, values, model, rule))
            condition.held = condition.held or bool(extended)
            condition.failed = condition.failed or not extended
            following.extend(extended)
        solutions = following
        if not solutions:
            # later conditions were not looked at, and count as neither held nor failed
            return
    # a rule that names its party is exercised by that party alone
    if not isinstance(first, Constant) or declared.arguments[0].type != "party" or first.value == case.party:
        covered.cases.append(case.name)
