"""What the file of a symbolic party may state: candidates, each under the condition that it is stated.

Records that a party may have several of: how a symbolic one is named in files, and how it is named to a reader.

Everything that rules have asked of a space, in the orders in which it is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from secg.effect.formulas import Guard, Quantity, Symbolic
from secg.language.model import Value
from secg.language.sentences import text_words, with_article
from secg.language.vocabulary import Predicate, Vocabulary
from secg.records import record

SUBJECT = "the-party"
"""The party examined."""


@record
class Row:
    """The arguments of an atom and the guard under which it holds."""

    terms: tuple[Symbolic, ...]
    guard: Guard

    @property
    def values(self) -> tuple[Value, ...]:
        """The arguments of what is only ever said of known things: questions, answers and duties."""
        return tuple(_known(term) for term in self.terms)


@record
class Candidate:
    """Something that a party's file may state; `stated` is its condition, `owner` the record that has it as a key.

    `option` is whether the file says so: a symbol of its own, or True for what every file of the kind says.
    """

    predicate: Predicate
    terms: tuple[Symbolic, ...]
    option: Guard
    stated: Guard
    owner: Candidate | None = None

    @property
    def party(self) -> str:
        """Whose file states it."""
        return str(self.terms[0])


def _known(term: Symbolic) -> Value:
    assert not isinstance(term, Quantity), "a conclusion about an unknown number"
    return term


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
            if keys and bool(candidate.predicate.refers) == refers and not _is_named_by_a_rule(candidate, keys):
                name, words = str(candidate.terms[keys[0]]), _words(candidate, owners, vocabulary)
                if owners.setdefault(name, words) != words:
                    several.add(name)
    # a name that the rules give can be that of a record of any kind
    return {name: words for name, words in owners.items() if name not in several}


def _is_named_by_a_rule(candidate: Candidate, keys: Sequence[int]) -> bool:
    """Whether a record has a name that a rule asks for, so that the page says this name."""
    values = [term for place, term in enumerate(candidate.terms) if place and place not in keys]
    own = record_terms(candidate.predicate, candidate.party, values)[keys[0]]
    return not str(candidate.terms[keys[0]]).startswith(str(own))


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


PARTY_NAMES = {SUBJECT: "the party", "other-user": "another User", "further-user": "a further User"}


class Inventory:
    """The candidates that some rule asked for, records before their keys, in the order of the vocabulary."""

    def __init__(
        self, asked: Mapping[str, tuple[Candidate, ...]], parties: tuple[str, ...], vocabulary: Vocabulary
    ) -> None:
        self.predicates = len(asked)
        self._parties = parties
        self._vocabulary = vocabulary
        self.candidates = tuple(candidate for name in vocabulary.predicates for candidate in asked.get(name, ()))

    @cached_property
    def by_party(self) -> Mapping[str, tuple[Candidate, ...]]:
        """The candidates of each party."""
        return {
            party: tuple(candidate for candidate in self.candidates if candidate.party == party)
            for party in self._parties
        }

    @cached_property
    def compulsory(self) -> tuple[Candidate, ...]:
        """What must be stated, as its absence would leave something open."""
        return tuple(candidate for candidate in self.candidates if candidate.predicate.absent == "unknown")

    @cached_property
    def carriers(self) -> Mapping[Quantity, list[Guard]]:
        """For each number, when candidates that name it are stated."""
        guards: dict[Quantity, list[Guard]] = {}
        for candidate in self.candidates:
            for term in candidate.terms:
                if isinstance(term, Quantity):
                    guards.setdefault(term, []).append(candidate.stated)
        return guards

    @cached_property
    def descriptions(self) -> Mapping[str, str]:
        """The name of every record, in words: the labels of what it is."""
        return record_words(self.candidates, self._vocabulary)

    def describe(self, text: str) -> str:
        """A record's name in words; any other text as it is."""
        return self.descriptions.get(text, text_words(text))

    def called(self, text: str) -> str:
        """A record or a party as what a duty is about: `a report received`, `the provider`; other texts as they are."""
        if text in self.descriptions:
            return with_article(self.descriptions[text])
        return self.names.get(text, text_words(text))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """How sentences name the parties and records."""
        parties = {name: PARTY_NAMES.get(name, f"the {name.replace('-', ' ')}") for name in self._parties}
        terms = dict.fromkeys(term for candidate in self.candidates for term in candidate.terms[1:])
        described = {term: self.describe(term) for term in terms if isinstance(term, str)}
        # a record that is called by its kind alone is one of that kind; one that is named after its fact is quoted
        kinds = {term: with_article(words) for term, words in described.items() if self._is_kind(term, words)}
        return {**described, **kinds, **parties}

    def _is_kind(self, term: str, words: str) -> bool:
        return term in self.descriptions and words[:1].isupper()
