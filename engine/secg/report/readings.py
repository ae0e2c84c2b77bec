"""Which other readings of the sources would change a conclusion: each is applied, and what comes out compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from secg.code.consolidation import Code, apply_step
from secg.code.policies import Policies
from secg.derive.neighbourhood import is_connected
from secg.derive.outcomes import Model, outcome_table, outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.documents import Instrument
from secg.language.model import Rule, Value
from secg.language.program import Program
from secg.language.sentences import Wording
from secg.language.vocabulary import PredicateKind
from secg.records import kept, record
from secg.report.document import Change, Reading
from secg.report.nodes import whole
from secg.report.revision import changed_rules, derived, matched, revised_model

NONE = "none"


def reading_entries(
    policies: Policies, code: Code, facts: Facts, model: Model, party: str, wording: Wording
) -> list[Reading]:
    """Every reading that fits the Code, with what it would change for the party; `changes` is empty where nothing.

    `facts` are those that the model was derived from. A reading whose rules may look at any party is judged on the same
    facts; those of parties that nothing ties to this one are left out.
    """
    vocabulary = policies.vocabulary
    before = outcome_table(outcomes_of(model, vocabulary, party))
    entries: list[Reading] = []
    for reading, other in _read_otherwise(code, policies):
        if not other.is_connected:
            again = derive(other.code.program, facts)
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
                "changes": list(_changes(before, after, policies, wording)),
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
        if faults:
            continue
        other = replace(code, paragraphs=paragraphs)
        changed = changed_rules(code, other)
        connected = all(is_connected(rule, vocabulary) for rule in changed)
        others.append((reading, _Other(other, Program(other.rules, vocabulary), changed, connected)))
    return tuple(others)


def _fitting(policies: Policies, code: Code) -> Iterator[Instrument]:
    """The readings of paragraphs that this Code has and that nothing applied by name has replaced."""
    overlays = [policies.instruments[name] for name in code.overlays]
    overlaid = {amendment.number for amendment in chain.from_iterable(overlay.amendments for overlay in overlays)}
    for instrument in policies.instruments.values():
        amended = {amendment.number for amendment in instrument.amendments}
        present = any(amendment.operation != "insert" for amendment in instrument.amendments)
        if instrument.status == "reading" and present and not amended & overlaid:
            yield instrument


def _changes(
    before: Mapping[Row, Value], after: Mapping[Row, Value], policies: Policies, wording: Wording
) -> Iterator[Change]:
    """Each question or duty with another outcome, as plain data."""
    vocabulary = policies.vocabulary
    answers = {
        predicate.name: vocabulary.predicates[predicate.question]
        for predicate in vocabulary.of_kind(PredicateKind.ANSWER)
    }
    duties = vocabulary.duties
    duty_types = [predicate.arguments[1].type for predicate in duties]
    for key in [*before, *(key for key in after if key not in before)]:
        was, becomes = before.get(key, NONE), after.get(key, NONE)
        if was == becomes:
            continue
        entry: Change = {"before": str(was), "after": str(becomes)}
        question = answers.get(str(key[0]))
        if question is None:
            duty = next(duty_type for duty_type in duty_types if str(key[1]) in vocabulary.types[duty_type].labels)
            entry["duty_id"], entry["duty"] = str(key[1]), vocabulary.label(duty, str(key[1]))
            entry["about"], entry["about_label"] = str(key[2]), wording.value(key[2], "text")
        else:
            capacity, year = question.arguments[1:]
            entry["capacity"], entry["capacity_label"] = str(key[1]), wording.value(key[1], capacity.type)
            entry["year"], entry["year_label"] = whole(key[2]), wording.value(key[2], year.type)
        yield entry
