"""The model of a Code that differs from another in a few paragraphs: only what they can change is derived again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain

from secg.code.consolidation import Code, Standing, standing_rules
from secg.derive.outcomes import Model, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.model import Rule
from secg.language.program import Program
from secg.language.unknowns import is_internal, missing_predicate
from secg.messages import Span
from secg.proof.matching import conclusions

_NOWHERE = Span("", 0, 0)


def changed_rules(before: Code, after: Code) -> tuple[Rule, ...]:
    """The rules of the paragraphs that stand in one of the Codes only, or differ between the two."""
    numbers = [*before.paragraphs, *(paragraph for paragraph in after.paragraphs if paragraph not in before.paragraphs)]
    rules: list[Rule] = []
    for number in numbers:
        sides = (before.paragraphs.get(number), after.paragraphs.get(number))
        if not _same(*sides):
            rules.extend(chain.from_iterable(map(standing_rules, filter(None, sides))))
    return tuple(rules)


def _same(standing: Standing | None, other: Standing | None) -> bool:
    return standing is not None and other is not None and standing.paragraph is other.paragraph


Evaluation = Callable[[str, Program, Model, Facts], tuple[Row, ...]]
"""How the rows of one predicate are found from its program, guards included, and what lies below it in a model."""


def revised_model(model: Model, changed: Iterable[Rule], written: Program, facts: Facts, evaluate: Evaluation) -> Model:
    """The model of a program over `facts`, given the `model` over the same facts of one that differs in `changed`.

    `written` has its rules without guards: a predicate gets them when it is evaluated. Where the changed predicates
    come out as they were, so does everything else, and the `model` itself is returned. Otherwise a predicate is
    evaluated again where its rules changed or a predicate that they use came out differently.
    """

    def rows_of(name: str, below: Model) -> tuple[Row, ...]:
        return evaluate(name, written.guarded_alone(name), below, facts) if name in written.by_head else ()

    touched = {rule.head.predicate for rule in changed}
    if all(rows_of(name, model) == model.rows(name) for name in sorted(touched)):
        return model
    gone = touched - written.by_head.keys()
    relations = {name: rows for name, rows in model.relations.items() if name not in gone}
    different = {name for name in gone if model.rows(name)}
    revised = Model(relations)
    for name in written.order:
        if name in touched or written.uses[name] & different:
            rows = rows_of(name, revised)
            if rows != relations.get(name, ()):
                different.add(name)
            relations[name] = rows
    return revised


def matched(name: str, program: Program, model: Model, facts: Facts) -> tuple[Row, ...]:
    """The rows of one predicate, by matching its rules against the model: quick, and enough to look for a change."""
    for predicate in program.order:  # its guards, then the predicate itself
        rows = sorted_rows(chain.from_iterable(conclusions(plan, model) for plan in program.plans(predicate)))
        model = model.revised({predicate: rows})
    return model.rows(name)


def derived(name: str, program: Program, model: Model, facts: Facts) -> tuple[Row, ...]:
    """The rows of one predicate, by the engine itself, the relations that its rules use taken as facts."""
    used = frozenset[str]().union(*program.uses.values())
    rows = {name: dict.fromkeys(model.rows(name), _NOWHERE) for name in used if not is_internal(name)}
    missing = {fact: who for fact, who in facts.missing.items() if missing_predicate(fact) in used}
    return derive(program, replace(facts, rows=rows, missing=missing)).rows(name)
