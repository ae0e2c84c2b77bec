"""Which parties' outcomes differ between two Codes, each before and after, with the paragraphs, and which cases do.

What else differs for a party than its outcomes: to whom a duty is owed, by when, what comes next, the warnings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never, cast

from secg.cases.case import Case
from secg.cases.findings import find
from secg.cases.judging import judge
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import CONFLICT, Model, Status, applying_duties, outcomes_of, warnings_of
from secg.derive.pydatalog_engine import derive
from secg.documents.change_document import CaseChange, ImpactChange, ImpactEntry, ImpactSubject
from secg.documents.naming import joined
from secg.documents.nodes import citations_of, json_value
from secg.facts.situation import Facts, Row
from secg.language.model import Value
from secg.language.predicate_kinds import TREATMENT, PredicateKind, Role, kinds_with
from secg.language.sentences import Wording
from secg.language.vocabulary import Vocabulary
from secg.outcomes.details import concrete_details, next_questions
from secg.outcomes.states import (
    CONTRADICTORY,
    NONE,
    SILENT,
    UNANSWERED,
    DetailKind,
    Key,
    OutcomeKind,
    concrete_states,
    duty_key,
)
from secg.proof.matching import Prover
from secg.records import record
from secg.report.change_groups import detail_words as detail_words_of
from secg.report.change_groups import state_words

KINDS = tuple(kind for kind in PredicateKind if TREATMENT[kind].heading and kind is not PredicateKind.NEXT_ASSESSMENT)
"""The kinds of predicates that tell such a detail; why there is no next assessment is told with what it is."""
_NOTHING = dict.fromkeys(kinds_with(Role.WARNING), "none")
"""What is said of a detail that a model does not have, where that is not `not said`."""
_GIVING = (PredicateKind.OBLIGATION, PredicateKind.EXCUSE, PredicateKind.DISCHARGE)
_RESTS_ON: Mapping[str, tuple[PredicateKind, ...]] = {
    NONE: (),
    Status.UNSETTLED: (PredicateKind.UNSETTLED,),
    CONFLICT: (*_GIVING, PredicateKind.UNSETTLED),
}
"""By the state of a duty the kinds of predicates that it rests on; those that give one where it is not here."""


@record
class Detail:
    """One detail: the kind and name of its predicate, and what it is of (a duty and its subject, or a capacity)."""

    kind: PredicateKind
    predicate: str
    of: Row


Details = Mapping[Detail, tuple[Value, ...]]
"""Each detail with its values, sorted."""


def details_of(model: Model, vocabulary: Vocabulary, party: str) -> Details:
    """The details of a party."""
    told = list(warnings_of(model, vocabulary, party))
    for kind in KINDS:
        for declared in vocabulary.of_kind(kind) if TREATMENT[kind].role is not Role.WARNING else ():
            told.extend((declared, row) for row in model.rows_with(declared.name, 0, party))
    details: dict[Detail, tuple[Value, ...]] = {}
    for declared, row in told:
        key = Detail(declared.kind, declared.name, row[1:-1])
        details[key] = (*details.get(key, ()), row[-1])
    return details


def is_comparable(detail: Detail, models: tuple[Model, Model], vocabulary: Vocabulary, party: str) -> bool:
    """Whether both sides give what the detail is of: a duty that comes or goes takes its details with it."""
    if _is_doubt(detail, vocabulary):
        applying = [{duty.row[1] for duty in applying_duties(model, vocabulary, party)} for model in models]
        return detail.of[0] in applying[0] & applying[1]
    if detail.kind not in (PredicateKind.OWED_TO, PredicateKind.DUE):
        return True
    names = [predicate.name for predicate in vocabulary.of_kind(PredicateKind.OBLIGATION)]
    row = (party, *detail.of)
    before, after = models
    return any(before.holds(name, row) for name in names) and any(after.holds(name, row) for name in names)


def _is_doubt(detail: Detail, vocabulary: Vocabulary) -> bool:
    """Whether a detail is a warning about a duty."""
    return vocabulary.predicates[detail.predicate] in vocabulary.warnings_of_duties


def detail_words(detail: Detail, wording: Wording, vocabulary: Vocabulary) -> str:
    """What a detail is of, and what it tells."""
    types = [argument.type for argument in vocabulary.predicates[detail.predicate].arguments[1:]]
    # the last type is that of the value, which is no part of what the detail is of
    shown = [wording.value(value, kind) for value, kind in zip(detail.of, types, strict=False)]
    of = f"about the duty to {shown[0]}" if _is_doubt(detail, vocabulary) else _subject_words(shown, len(shown) > 1)
    return TREATMENT[detail.kind].heading.format(of=of)


def value_words(detail: Detail, values: tuple[Value, ...], wording: Wording, vocabulary: Vocabulary) -> str:
    """The values of a detail in words."""
    kind = vocabulary.predicates[detail.predicate].arguments[-1].type
    return joined([wording.value(value, kind) for value in values]) or _NOTHING.get(detail.kind, "not said")


class _Side:
    """One Code applied to all parties."""

    def __init__(self, code: Code, facts: Facts, vocabulary: Vocabulary, model: Model | None) -> None:
        self._vocabulary = vocabulary
        program = code.program
        self.model: Model = model or derive(program, facts)
        self._prover = Prover(program, self.model)

    def states(self, party: str) -> dict[Key, str]:
        return concrete_states(outcomes_of(self.model, self._vocabulary, party), self._vocabulary)

    def paragraphs(self, party: str, key: Key, state: str) -> list[str]:
        """The paragraphs that a state rests on; where nothing answers, those that raise the question."""
        row = (party, *key.arguments)
        if key.kind is OutcomeKind.DUTY:
            declared = self._vocabulary.of_kind(*_RESTS_ON.get(state, _GIVING))
            rows = [(predicate.name, row) for predicate in declared]  # of which only some may give it
        elif state in (NONE, UNANSWERED):
            rows = []  # no rule concludes that nothing is concluded
        elif state == SILENT:
            question = self._vocabulary.predicates[key.predicate].question
            rows = [(predicate.name, row) for predicate in self._vocabulary.silences_about(question)]
        elif state == CONTRADICTORY:
            rows = [
                (key.predicate, outcome_row)
                for outcome_row in self.model.rows_with(key.predicate, 0, party)
                if outcome_row[:-1] == row
            ]
        else:
            rows = [(key.predicate, (*row, state))]
        return self._cited(rows)

    def detail_paragraphs(self, party: str, detail: Detail, values: Sequence[Value]) -> list[str]:
        """The paragraphs that the values of a detail rest on."""
        return self._cited([(detail.predicate, (party, *detail.of, value)) for value in values])

    def reason_paragraphs(self, party: str, key: Key, values: Sequence[str]) -> list[str]:
        """The paragraphs that what a reason names rests on."""
        row = (party, *key.arguments)
        rows: list[tuple[str, Row]] = []
        for value in values:
            if value in self._vocabulary.predicates:
                rows.append((value, row))
            elif value == UNANSWERED:
                rows.extend((name, row) for name in next_questions(self._vocabulary)[0])
            elif key.kind is DetailKind.DONE:
                rows.extend((declared.name, row) for declared in self._vocabulary.of_kind(PredicateKind.DISCHARGE))
            else:
                rows.append((key.predicate, (*row, value)))
        return self._cited(rows)

    def _cited(self, rows: Sequence[tuple[str, Row]]) -> list[str]:
        proofs = [self._prover.prove(name, row) for name, row in rows if self.model.holds(name, row)]
        return [str(citation) for citation in citations_of(proofs)]


def impact_entries(
    before: Code, after: Code, policies: Policies, facts: Facts, models: Sequence[Model] = ()
) -> list[ImpactEntry]:
    """The parties whose outcomes differ, with each outcome that does, in the order of their names.

    `models` are those of the two Codes, where they are derived already.
    """
    vocabulary = policies.vocabulary
    derived = models or (None, None)
    sides = [_Side(code, facts, vocabulary, model) for code, model in zip((before, after), derived, strict=True)]
    wording = Wording(vocabulary, facts.names)
    entries: list[ImpactEntry] = []
    for party in sorted(facts.names):
        states = [side.states(party) for side in sides]
        changes: list[ImpactChange] = []
        # as text, since years and names have no order among each other
        for key in sorted({**states[0], **states[1]}, key=lambda key: (key.kind, str(key.arguments))):
            outcomes = [state.get(key, NONE) for state in states]
            if outcomes[0] == outcomes[1]:
                continue
            changes.append(
                {
                    **outcome_words(key, vocabulary, wording),
                    "before": outcomes[0],
                    "after": outcomes[1],
                    "before_words": state_words(key.predicate, outcomes[0], vocabulary),
                    "after_words": state_words(key.predicate, outcomes[1], vocabulary),
                    "paragraphs_before": sides[0].paragraphs(party, key, outcomes[0]),
                    "paragraphs_after": sides[1].paragraphs(party, key, outcomes[1]),
                }
            )
        changes.extend(_detail_changes(party, (sides[0], sides[1]), vocabulary, wording))
        changes.extend(_reason_changes(party, (sides[0], sides[1]), vocabulary, wording))
        if changes:
            entries.append({"party": party, "name": facts.names[party], "changes": changes})
    return entries


def _detail_changes(
    party: str, sides: tuple[_Side, _Side], vocabulary: Vocabulary, wording: Wording
) -> Iterator[ImpactChange]:
    """The details of a party that differ though both sides give what they are of."""
    details = [details_of(side.model, vocabulary, party) for side in sides]
    for key in sorted({**details[0], **details[1]}, key=lambda detail: (detail.kind, str(detail.of))):
        values = [detail.get(key, ()) for detail in details]
        if values[0] != values[1] and is_comparable(key, (sides[0].model, sides[1].model), vocabulary, party):
            yield {
                "kind": key.kind,
                "what": detail_words(key, wording, vocabulary),
                "of": [json_value(value) for value in key.of],
                "before": [json_value(value) for value in values[0]],
                "after": [json_value(value) for value in values[1]],
                "before_words": value_words(key, values[0], wording, vocabulary),
                "after_words": value_words(key, values[1], wording, vocabulary),
                "paragraphs_before": sides[0].detail_paragraphs(party, key, values[0]),
                "paragraphs_after": sides[1].detail_paragraphs(party, key, values[1]),
            }


def _reason_changes(
    party: str, sides: tuple[_Side, _Side], vocabulary: Vocabulary, wording: Wording
) -> Iterator[ImpactChange]:
    """Which assessment comes next, or why that is open; and where that alone differs, why something else is open or
    contradictory, and whether what is excused was done.
    """
    told = [concrete_details(side.model, vocabulary, party) for side in sides]
    for key in sorted({**told[0], **told[1]}, key=lambda key: (key.kind, str(key.arguments))):
        texts = (told[0].get(key, NONE), told[1].get(key, NONE))
        if (
            isinstance(key.kind, DetailKind)
            and texts[0] != texts[1]
            and _differs_alone(key.kind, key, party, sides, vocabulary)
        ):
            states = [() if text == NONE else tuple(text.split("; ")) for text in texts]
            words = reasons_apart(key.kind, key.predicate, texts, vocabulary)
            yield {
                "kind": key.kind,
                "what": reason_words(key.kind, _reason_of(key.kind, key, vocabulary, wording)),
                "of": [json_value(value) for value in key.arguments],
                "before": list(states[0]),
                "after": list(states[1]),
                "before_words": words[0],
                "after_words": words[1],
                "paragraphs_before": sides[0].reason_paragraphs(party, key, states[0]),
                "paragraphs_after": sides[1].reason_paragraphs(party, key, states[1]),
            }


def _differs_alone(kind: DetailKind, key: Key, party: str, sides: tuple[_Side, _Side], vocabulary: Vocabulary) -> bool:
    """Whether nothing else tells of the difference, as what a reason is of stays as it is."""
    before, after = sides
    match kind:
        case DetailKind.SILENCE | DetailKind.CONTRADICTION:
            answer = Key(OutcomeKind.ANSWER, key.predicate, key.arguments)
            return before.states(party).get(answer) == after.states(party).get(answer)
        case DetailKind.UNSETTLED | DetailKind.DONE:
            duty = duty_key(key.arguments, vocabulary)
            return before.states(party).get(duty) == after.states(party).get(duty)
        case DetailKind.NEXT_ASSESSMENT:
            return True
        case DetailKind.DUE | DetailKind.NEXT_DUE | DetailKind.WARNING:
            return False  # told by its values
        case _:
            assert_never(kind)


def reasons_apart(kind: DetailKind, predicate: str, texts: tuple[str, str], vocabulary: Vocabulary) -> tuple[str, str]:
    """What differs between two reasons in words that do."""
    before, after = (detail_words_of(kind, predicate, text, vocabulary) for text in texts)
    if before == after:  # several reasons are of one kind
        return f"{before} ({texts[0]})", f"{after} ({texts[1]})"
    return before, after


def _reason_of(kind: DetailKind, key: Key, vocabulary: Vocabulary, wording: Wording) -> str:
    outcome = OutcomeKind.DUTY if kind in (DetailKind.UNSETTLED, DetailKind.DONE) else OutcomeKind.ANSWER
    return outcome_words(Key(outcome, key.predicate, key.arguments), vocabulary, wording)["what"]


def reason_words(kind: DetailKind, of: str) -> str:
    """What a reason is of, as `the duty to …`. Raises ValueError for a detail that is told by its values."""
    match kind:
        case DetailKind.SILENCE:
            return f"{of}, why it is undetermined"
        case DetailKind.CONTRADICTION:
            return f"{of}, which answers contradict one another"
        case DetailKind.UNSETTLED:
            return f"{of}, why it is not settled whether there is this duty"
        case DetailKind.DONE:
            return f"{of}, whether it was done besides"
        case DetailKind.NEXT_ASSESSMENT:
            return TREATMENT[PredicateKind.NEXT_ASSESSMENT].heading.format(of=of)
        case DetailKind.DUE | DetailKind.NEXT_DUE | DetailKind.WARNING:
            raise ValueError(f"{kind} is told by its values")
        case _:
            assert_never(kind)


def outcome_words(key: Key, vocabulary: Vocabulary, wording: Wording) -> ImpactSubject:
    """What an outcome is about, in words and as data."""
    declared = vocabulary.predicates[key.predicate]
    values: dict[str, Value] = {}
    shown: list[str] = []
    for argument, value in zip(declared.arguments[1:], key.arguments, strict=False):
        values[argument.name] = value
        words = wording.value(value, argument.type)
        if argument.type == "year":
            words = f"year {words}"
        shown.append(words)
    what = _subject_words(shown, key.kind is OutcomeKind.DUTY)
    return cast(ImpactSubject, {"kind": key.kind, "what": what, **values})  # by the names of the vocabulary


def _subject_words(shown: Sequence[str], is_duty: bool) -> str:
    """A duty and what it is about, or a capacity and, where it is of a year, that."""
    if is_duty:
        return f"{shown[0]} ({shown[1]})"
    return f"as {', '.join(shown)}"


def case_changes(
    cases: Iterable[Case], before: Code, after: Code, policies: Policies, *, known_to_hold: bool = False
) -> list[CaseChange]:
    """The cases of the version of `before` that it satisfies and `after` does not, with what differs.

    Cases that are known to hold in their own version are not run in it again.
    """
    changes: list[CaseChange] = []
    for case in cases:
        if case.label != before.label or case.overlays:
            continue
        holds = known_to_hold and not before.overlays  # a case is known of its version as that stands
        if not holds and judge(find(case, policies, before)):
            continue
        differences: list[str] = []
        for mismatch in judge(replace(find(case, policies, after), labelled=True)):
            differences.append(f"{mismatch.what}: {mismatch.expected} → {mismatch.actual}")
        if differences:
            file = f"{case.span.file}:{case.span.line}"
            changes.append({"case": case.sentence, "file": file, "differences": differences})
    return changes
