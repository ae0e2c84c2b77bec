"""Records that a party may have several of: how a symbolic one is named in files, and how it is named to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.effect.candidates import SUBJECT, Candidate
from secg.effect.guards import Symbolic
from secg.language.sentences import text_words
from secg.language.vocabulary import Predicate, Vocabulary


def is_key(declared: Predicate, position: int) -> bool:
    """Whether a text is the record's own name: the first text that refers to nothing, beside other arguments."""
    texts = [
        place
        for place, argument in enumerate(declared.arguments)
        if argument.type == "text" and argument.name not in declared.refers
    ]
    return declared.arity > 2 and bool(texts) and texts[0] == position


def record_terms(declared: Predicate, party: str, values: Sequence[Symbolic]) -> tuple[Symbolic, ...]:
    """The terms of a candidate with these values, a record being named by them."""
    words = [str(value) for value in values if isinstance(value, str)]
    name = "-".join(reversed(words)).replace("_", "-") or declared.name.replace("_", "-")
    if declared.refers:
        name = f"{declared.name}-in-{name}".replace("_", "-")
    terms: list[Symbolic] = [party]
    left = iter(values)
    for position, argument in enumerate(declared.arguments[1:], 1):
        keyed = argument.type == "text" and is_key(declared, position)
        terms.append(name if keyed else next(left))
    return tuple(terms)


def place_of(text: Symbolic, terms: Sequence[Symbolic]) -> int:
    """Where a text stands among arguments, the party apart; 0 where it does not."""
    return next((place for place, term in enumerate(terms) if place and isinstance(term, str) and term == text), 0)


def record_words(candidates: Iterable[Candidate], vocabulary: Vocabulary) -> Mapping[str, str]:
    """The name in words of every record of the party examined: the labels of what it is, or what it refers to."""
    owners: dict[str, str] = {}
    several: set[str] = set()
    records = [candidate for candidate in candidates if candidate.owner is None and candidate.party == SUBJECT]
    for refers in (False, True):
        for candidate in records:
            keys = [place for place in range(1, len(candidate.terms)) if is_key(candidate.predicate, place)]
            if keys and bool(candidate.predicate.refers) == refers:
                name, words = str(candidate.terms[keys[0]]), _words(candidate, owners, vocabulary)
                if owners.setdefault(name, words) != words:
                    several.add(name)
    # a name that the rules give can be that of a record of any kind
    return {name: words for name, words in owners.items() if name not in several}


def _words(candidate: Candidate, known: Mapping[str, str], vocabulary: Vocabulary) -> str:
    referred = [str(candidate.terms[candidate.predicate.position(name) or 0]) for name in candidate.predicate.refers]
    if referred:
        what = known.get(referred[0], text_words(referred[0]))
        return f"{text_words(candidate.predicate.name)} in {what}"
    labels = [
        vocabulary.label(argument.type, term)
        for term, argument in zip(candidate.terms, candidate.predicate.arguments, strict=True)
        if argument.type in vocabulary.types
    ]
    return " ".join(reversed(labels)) or text_words(str(candidate.predicate.name))
