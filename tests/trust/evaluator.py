"""The matcher that proofs are built with, run from the facts up: an evaluator of its own, quick on few facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.situation import Facts, Row
from secg.language.model import Constant, Literal, Rule, Variable
from secg.language.program_checks import strata
from secg.language.safety import evaluation_order
from secg.language.vocabulary import Vocabulary
from secg.proof.matching import solve


def derive_by_matching(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> Model:
    """The model of checked, guarded rules over the facts of a day."""
    return derive_upwards(rules, base_relations(facts))


def derive_upwards(rules: Sequence[Rule], base: Mapping[str, tuple[Row, ...]]) -> Model:
    """The model of the rules over these relations, layer by layer."""
    model = Model(dict(base))
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    for layer in strata(rules):
        found = {text: sorted_rows(row for rule in by_head[text] for row in rule_rows(rule, model)) for text in layer}
        model = Model({**model.relations, **found})
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
