"""The model of a Code that differs from another in a few paragraphs: only what they can change is derived again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.code.consolidation import Code, Standing, standing_rules
from engine.derive.model import Model, sorted_rows
from engine.derive.pydatalog_engine import derive
from engine.facts.situation import Facts, Row
from engine.language.binding import evaluation_order
from engine.language.model import Rule, literal_atoms
from engine.language.program_checks import strata
from engine.language.unknowns import is_internal, missing_predicate, with_guards
from engine.language.vocabulary import Vocabulary
from engine.messages import Span
from engine.proof.matching import pattern, solve

_NOWHERE = Span("", 0, 0)


def changed_rules(before: Code, after: Code) -> tuple[Rule, ...]:
    """The rules of the paragraphs that stand in one of the Codes only, or differ between the two."""
    numbers = [*before.paragraphs, *(one for one in after.paragraphs if one not in before.paragraphs)]
    found: list[Rule] = []
    for number in numbers:
        sides = (before.paragraphs.get(number), after.paragraphs.get(number))
        if not _same(*sides):
            found.extend(rule for one in sides if one is not None for rule in standing_rules(one))
    return tuple(found)


def _same(one: Standing | None, other: Standing | None) -> bool:
    return one is not None and other is not None and one.paragraph is other.paragraph


def revised_model(model: Model, changed: Iterable[Rule], code: Code, facts: Facts, vocabulary: Vocabulary) -> Model:
    """The model of `code` over `facts`, given the `model` over the same facts of a Code that differs in `changed`.

    Where the changed predicates come out as they were, so does everything else, and the `model` itself is returned.
    Otherwise a predicate is derived again where its rules changed or a predicate that they use came out differently.
    """
    by_head: dict[str, list[Rule]] = {}
    for rule in code.rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    touched = {rule.head.predicate for rule in changed}
    if all(_matched(by_head.get(name, ()), model, vocabulary) == model.rows(name) for name in sorted(touched)):
        return model
    relations = {name: rows for name, rows in model.relations.items() if not is_internal(name)}
    different = {name for name in touched - by_head.keys() if relations.pop(name, ())}
    for layer in strata(code.rules):
        for name in layer:
            if name in touched or _used(by_head[name]) & different:
                found = _derived(name, by_head[name], relations, facts, vocabulary)
                if found != relations.get(name, ()):
                    different.add(name)
                relations[name] = found
    return Model(relations)


def _matched(rules: Sequence[Rule], model: Model, vocabulary: Vocabulary) -> tuple[Row, ...]:
    """What rules of one predicate conclude when they are matched against a finished model."""
    guarded = with_guards(rules, vocabulary)
    guards: dict[str, tuple[Row, ...]] = {}
    for name in dict.fromkeys(rule.head.predicate for rule in guarded if is_internal(rule.head.predicate)):
        guards[name] = _concluded([rule for rule in guarded if rule.head.predicate == name], model)
    matched = Model({**model.relations, **guards}) if guards else model
    return _concluded([rule for rule in guarded if not is_internal(rule.head.predicate)], matched)


def _concluded(rules: Iterable[Rule], model: Model) -> tuple[Row, ...]:
    rows: list[Row] = []
    for rule in rules:
        ordered, _ = evaluation_order(rule.body, rule)
        for values in solve(ordered, {}, model, rule):
            rows.append(tuple(one for one in pattern(rule.head, values) if one is not None))
    return sorted_rows(rows)


def _used(rules: Iterable[Rule]) -> set[str]:
    return {atom.predicate for rule in rules for literal in rule.body for atom, _ in literal_atoms(literal)}


def _derived(
    name: str, rules: Sequence[Rule], relations: Mapping[str, tuple[Row, ...]], facts: Facts, vocabulary: Vocabulary
) -> tuple[Row, ...]:
    """The rows of one predicate, the relations that its rules use taken as facts."""
    guarded = with_guards(rules, vocabulary)
    used = _used(guarded)
    rows = {one: dict.fromkeys(relations[one], _NOWHERE) for one in used if relations.get(one)}
    missing = {fact: who for fact, who in facts.missing.items() if missing_predicate(fact) in used}
    return derive(guarded, replace(facts, rows=rows, missing=missing), vocabulary).rows(name)
