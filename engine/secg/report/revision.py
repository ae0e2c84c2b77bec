"""The model of a Code that differs from another in a few paragraphs: only what they can change is derived again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from secg.code.consolidation import Code, Standing, standing_rules
from secg.derive.outcomes import Model, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.model import Rule, atoms_of
from secg.language.program_checks import strata
from secg.language.safety import evaluation_order
from secg.language.unknowns import is_internal, missing_predicate, with_guards
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.proof.matching import pattern, solve

_NOWHERE = Span("", 0, 0)


def changed_rules(before: Code, after: Code) -> tuple[Rule, ...]:
    """The rules of the paragraphs that stand in one of the Codes only, or differ between the two."""
    numbers = [*before.paragraphs, *(paragraph for paragraph in after.paragraphs if paragraph not in before.paragraphs)]
    rules: list[Rule] = []
    for number in numbers:
        sides = (before.paragraphs.get(number), after.paragraphs.get(number))
        if not _same(*sides):
            rules.extend(rule for standing in sides if standing is not None for rule in standing_rules(standing))
    return tuple(rules)


def _same(standing: Standing | None, other: Standing | None) -> bool:
    return standing is not None and other is not None and standing.paragraph is other.paragraph


Evaluation = Callable[[str, Sequence[Rule], Model, Facts, Vocabulary], tuple[Row, ...]]
"""How the rows of one predicate are found from its rules and what lies below it in a model."""


def revised_model(
    model: Model, changed: Iterable[Rule], code: Code, facts: Facts, vocabulary: Vocabulary, evaluate: Evaluation
) -> Model:
    """The model of `code` over `facts`, given the `model` over the same facts of a Code that differs in `changed`.

    Where the changed predicates come out as they were, so does everything else, and the `model` itself is returned.
    Otherwise a predicate is evaluated again where its rules changed or a predicate that they use came out differently.
    """
    by_head: dict[str, list[Rule]] = {}
    for rule in code.rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    touched = {rule.head.predicate for rule in changed}
    if all(
        evaluate(name, by_head.get(name, []), model, facts, vocabulary) == model.rows(name) for name in sorted(touched)
    ):
        return model
    relations = {name: rows for name, rows in model.relations.items() if name in by_head or name not in touched}
    different = {name for name in touched - by_head.keys() if model.rows(name)}
    revised = Model(relations)
    for layer in strata(code.rules):
        for name in layer:
            if name in touched or _used(by_head[name]) & different:
                derived = evaluate(name, by_head[name], revised, facts, vocabulary)
                if derived != relations.get(name, ()):
                    different.add(name)
                relations[name] = derived
    return revised


def matched(name: str, rules: Sequence[Rule], model: Model, facts: Facts, vocabulary: Vocabulary) -> tuple[Row, ...]:
    """The rows of one predicate, by matching its rules against the model: quick, and enough to look for a change."""
    guarded = with_guards(rules, vocabulary)
    guards: dict[str, tuple[Row, ...]] = {}
    for guard in dict.fromkeys(rule.head.predicate for rule in guarded if rule.head.predicate != name):
        guards[guard] = _concluded([rule for rule in guarded if rule.head.predicate == guard], model)
    if guards:
        model = Model({**model.relations, **guards})
    return _concluded([rule for rule in guarded if rule.head.predicate == name], model)


def _concluded(rules: Iterable[Rule], model: Model) -> tuple[Row, ...]:
    rows: list[Row] = []
    for rule in rules:
        ordered, _ = evaluation_order(rule.body, rule)
        for values in solve(ordered, {}, model, rule):
            rows.append(tuple(value for value in pattern(rule.head, values) if value is not None))
    return sorted_rows(rows)


def derived(name: str, rules: Sequence[Rule], model: Model, facts: Facts, vocabulary: Vocabulary) -> tuple[Row, ...]:
    """The rows of one predicate, by the engine itself, the relations that its rules use taken as facts."""
    if not rules:
        return ()
    guarded = with_guards(rules, vocabulary)
    used = _used(guarded)
    rows = {name: dict.fromkeys(model.rows(name), _NOWHERE) for name in used if not is_internal(name)}
    missing = {fact: who for fact, who in facts.missing.items() if missing_predicate(fact) in used}
    return derive(guarded, replace(facts, rows=rows, missing=missing), vocabulary).rows(name)


def _used(rules: Iterable[Rule]) -> set[str]:
    return {atom.predicate for rule in rules for atom in atoms_of(rule.body)}
