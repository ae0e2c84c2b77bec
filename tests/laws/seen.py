"""What a reader can see of a party in a model."""

from __future__ import annotations

from secg.derive.outcomes import Model, outcomes_of
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Vocabulary

Seen = tuple[object, ...]


def seen(model: Model, vocabulary: Vocabulary, party: str) -> Seen:
    """The party's answers, its duties with their days and addressees, what comes next, and its warnings."""
    outcomes = outcomes_of(model, vocabulary, party)
    duties = {outcome.row for outcome in outcomes.duties}
    details = [predicate.name for predicate in vocabulary.of_kind(PredicateKind.DUE, PredicateKind.OWED_TO)]
    silences = vocabulary.next_silences
    told = (PredicateKind.NEXT_ASSESSMENT, PredicateKind.NEXT_DUE, PredicateKind.WARNING)
    further = [predicate.name for predicate in vocabulary.of_kind(*told)]
    further += [name for predicate in silences for name in (predicate.name, predicate.question)]
    return (
        outcomes,
        [row for name in details for row in model.rows_with(name, 0, party) if row[:3] in duties],
        [model.rows_with(name, 0, party) for name in further],
    )
