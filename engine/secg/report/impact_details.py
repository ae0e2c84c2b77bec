"""What else differs for a party than its outcomes: to whom a duty is owed, by when, what comes next, the warnings."""

from __future__ import annotations

from collections.abc import Mapping

from secg.derive.model import Model
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.sentences import Wording
from secg.language.vocabulary import Vocabulary
from secg.records import record
from secg.report.phrases import joined

KINDS = {
    "owed_to": "{of}, to whom it is owed",
    "due": "{of}, by when it is to be done",
    "next_assessment": "the next assessment {of}",
    "next_due": "by when the next assessment {of} is to be scheduled",
    "warning": "the warnings {of}",
}
"""The kinds of predicates that tell such a detail, with what each tells of a duty, or of a party in a capacity."""


@record
class Detail:
    """One detail: the kind and name of its predicate, and what it is of (a duty and its subject, or a capacity)."""

    kind: str
    predicate: str
    of: Row


Details = Mapping[Detail, tuple[Value, ...]]
"""Each detail with its values, sorted."""


def details_of(model: Model, vocabulary: Vocabulary, party: str) -> Details:
    """The details of a party."""
    details: dict[Detail, tuple[Value, ...]] = {}
    for kind in KINDS:
        for declared in vocabulary.of_kind(kind):
            for row in model.rows_with(declared.name, 0, party):
                key = Detail(kind, declared.name, row[1:-1])
                details[key] = (*details.get(key, ()), row[-1])
    return details


def is_comparable(detail: Detail, models: tuple[Model, Model], vocabulary: Vocabulary, party: str) -> bool:
    """Whether both sides give what the detail is of: a duty that comes or goes takes its details with it."""
    if detail.kind not in ("owed_to", "due"):
        return True
    names = [predicate.name for predicate in vocabulary.of_kind("obligation")]
    return all(any(model.holds(name, (party, *detail.of)) for name in names) for model in models)


def detail_words(detail: Detail, wording: Wording, vocabulary: Vocabulary) -> str:
    """What a detail is of, and what it tells."""
    types = [argument.type for argument in vocabulary.predicates[detail.predicate].arguments[1:]]
    shown = [wording.value(value, kind) for value, kind in zip(detail.of, types, strict=False)]
    of = f"{shown[0]} ({shown[1]})" if len(shown) > 1 else f"as {shown[0]}"
    return KINDS[detail.kind].format(of=of)


def value_words(detail: Detail, values: tuple[Value, ...], wording: Wording, vocabulary: Vocabulary) -> str:
    """The values of a detail in words."""
    kind = vocabulary.predicates[detail.predicate].arguments[-1].type
    nothing = "none" if detail.kind == "warning" else "not said"
    return joined([wording.value(value, kind) for value in values]) if values else nothing
