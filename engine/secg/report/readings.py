"""Which other readings of the sources would change a conclusion: each is applied, and what comes out compared.

Of a Code that differs from another in a few paragraphs only what these can change is derived again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from secg.code.consolidation import Code, apply_step, standing_rules
from secg.code.policies import Policies
from secg.derive.neighbourhood import is_connected
from secg.derive.outcomes import Model, outcome_table, outcomes_of, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.documents.document import Change, Reading
from secg.documents.explanation import Explanation
from secg.documents.nodes import NOWHERE, whole
from secg.facts.situation import Facts, Row
from secg.language.documents import Instrument, InstrumentStatus
from secg.language.model import Rule, Value
from secg.language.paragraph_number import ParagraphNumber
from secg.language.program import Program
from secg.language.unknowns import is_internal, missing_predicate
from secg.proof.matching import conclusions
from secg.records import kept, record

NONE = "none"


def reading_entries(given: Explanation, party: str) -> list[Reading]:
    """Every reading that fits the Code, with what it would change for the party; `changes` is empty where nothing.

    A reading whose rules may look at any party is judged on the same facts; those of parties that nothing ties to this
    one are left out.
    """
    vocabulary, facts, model = given.vocabulary, given.facts, given.model
    before = outcome_table(outcomes_of(model, vocabulary, party))
    entries: list[Reading] = []
    for reading, other in _read_otherwise(given.code, given.policies):
        if not other.is_connected:
            again = derive(other.code.program, facts)  # all of it, as what changes may rest on any party
        else:
            again = revised_model(model, other.changed, other.written, facts, matched)
        after = before if again is model else outcome_table(outcomes_of(again, vocabulary, party))
        if after != before and other.is_connected:
            # what is shown comes from the engine itself, as everything in a report does
            again = revised_model(model, other.changed, other.written, facts, derived)
            after = outcome_table(outcomes_of(again, vocabulary, party))
        entries.append(
            {
                "reading": reading.name,
                "title": reading.title,
                "question": reading.question,
                "paragraphs": [str(amendment.number) for amendment in reading.amendments],
                "changes": list(_changes(before, after, given)),
            }
        )
    return entries


@record
class _Other:
    """The Code by another reading, its rules without guards, and those of the paragraphs that differ.

    `is_connected`: whether conditions tie every party that the rules that differ speak of.
    """

    code: Code
    written: Program
    changed: tuple[Rule, ...]
    is_connected: bool


@kept
def _read_otherwise(code: Code, policies: Policies) -> tuple[tuple[Instrument, _Other], ...]:
    """Every reading that fits the Code, with what becomes of the Code by it."""
    vocabulary = policies.vocabulary
    others: list[tuple[Instrument, _Other]] = []
    for reading in _fitting(policies, code):
        paragraphs, faults = apply_step(dict(code.paragraphs), [reading], vocabulary)
        if faults:  # what it amends was repealed, or another rule of this version asks for what it takes away
            continue
        other = replace(code, paragraphs=paragraphs)
        changed = changed_rules(code, other)
        connected = all(is_connected(rule, vocabulary) for rule in changed)
        others.append((reading, _Other(other, Program(other.rules, vocabulary), changed, connected)))
    return tuple(others)


def _fitting(policies: Policies, code: Code) -> Iterator[Instrument]:
    """The readings of paragraphs that this Code has and that nothing applied by name has replaced."""
    overlaid: set[ParagraphNumber] = set()
    for name in code.overlays:
        overlaid.update(amendment.number for amendment in policies.instruments[name].amendments)
    for instrument in policies.instruments.values():
        amended = {amendment.number for amendment in instrument.amendments}
        present = any(amendment.operation != "insert" for amendment in instrument.amendments)
        if instrument.status is InstrumentStatus.READING and present and not amended & overlaid:
            yield instrument


def _changes(before: Mapping[Row, Value], after: Mapping[Row, Value], given: Explanation) -> Iterator[Change]:
    """Each question or duty with another outcome, as plain data."""
    wording = given.wording
    for key in [*before, *(key for key in after if key not in before)]:
        was, becomes = before.get(key, NONE), after.get(key, NONE)
        if was == becomes:
            continue
        entry: Change = {"before": str(was), "after": str(becomes)}
        if key[0] == "duty":
            entry["duty_id"], entry["duty"] = str(key[1]), wording.outcome(key[1], "duty")
            entry["about"], entry["about_label"] = str(key[2]), wording.value(key[2], "text")
        else:
            year = given.vocabulary.predicates[str(key[0])].arguments[2]
            entry["capacity"], entry["capacity_label"] = str(key[1]), wording.outcome(key[1], "group")
            entry["year"], entry["year_label"] = whole(key[2]), wording.value(key[2], year.type)
        yield entry


def changed_rules(before: Code, after: Code) -> tuple[Rule, ...]:
    """The rules of the paragraphs that stand in one of the Codes only, or differ between the two."""
    rules: list[Rule] = []
    for number in {**before.paragraphs, **after.paragraphs}:
        old, new = before.paragraphs.get(number), after.paragraphs.get(number)
        if old is None or new is None or old.paragraph is not new.paragraph:
            rules.extend(chain.from_iterable(map(standing_rules, filter(None, (old, new)))))
    return tuple(rules)


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

    touched = {rule.head.predicate for rule in changed}  # most readings change nothing for a party: look there first
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
    rows = {name: dict.fromkeys(model.rows(name), NOWHERE) for name in used if not is_internal(name)}
    missing = {fact: who for fact, who in facts.missing.items() if missing_predicate(fact) in used}
    return derive(program, replace(facts, rows=rows, missing=missing)).rows(name)
