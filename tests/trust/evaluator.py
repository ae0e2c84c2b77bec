"""The matcher that proofs are built with, run from the facts up: an evaluator of its own, quick on few facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.situation import Facts, Row
from secg.language.model import Constant, Literal, Rule, Variable
from secg.language.program import Program
from secg.language.safety import evaluation_order
from secg.language.vocabulary import Vocabulary
from secg.proof.matching import solve

NO_WORDS = Vocabulary({}, {}, "")
"""Derivation by matching needs no declarations."""


def derive_by_matching(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> Model:
    """The model of checked, guarded rules over the facts of a day."""
    return derive_upwards(rules, base_relations(facts))


def derive_upwards(rules: Sequence[Rule], base: Mapping[str, tuple[Row, ...]]) -> Model:
    """The model of the rules over these relations, predicate by predicate."""
    model = Model(dict(base))
    program = Program(tuple(rules), NO_WORDS)
    for predicate in program.order:
        rows = sorted_rows(
            row for plan in program.plans(predicate) for row in rows_by(plan.rule, plan.conditions, model)
        )
        model = Model({**model.relations, predicate: rows})
    return model


def rule_rows(rule: Rule, model: Model) -> Iterable[Row]:
    """What one rule concludes from a model."""
    return rows_by(rule, evaluation_order(rule.body, rule)[0], model)


def rows_by(rule: Rule, ordered: Sequence[Literal], model: Model) -> Iterable[Row]:
    """What one rule concludes from a model, its conditions tried in this order."""
    for values in solve(ordered, {}, model, rule):
        yield tuple(
            term.value if isinstance(term, Constant) else values[term.name]
            for term in rule.head.terms
            if isinstance(term, Constant | Variable)
        )
