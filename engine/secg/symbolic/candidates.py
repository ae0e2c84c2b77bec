"""What the file of a symbolic party may state: candidates, each under the condition that it is stated.

Records are named in files by what they are, and to a reader by the words for that. The inventory is everything that
rules have asked of a space, in the orders in which it is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from secg.language.model import Value
from secg.language.sentences import text_words, with_article
from secg.language.vocabulary import Predicate, Vocabulary
from secg.logic.formulas import Guard, Quantity, Symbolic, Undecided
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
        """The arguments of what is said of known things: questions, answers and duties.

        Raises Undecided where a rule calculates one from a number that a party states: it may be any.
        """
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
    if isinstance(term, Quantity):
        raise Undecided
    return term


def record_terms(declared: Predicate, party: str, values: Sequence[Symbolic]) -> tuple[Symbolic, ...]:
    """The terms of a candidate with these values, a record being named by them."""
    words = [str(value) for value in values if isinstance(value, str)]
    name = "-".join(reversed(words)) or declared.name
    if declared.refers:  # else it would have the name of the record to which it refers
        name = f"{declared.name}-in-{name}"
    name = name.replace("_", "-")
    terms: list[Symbolic] = [party]
    left = iter(values)
    for position in range(1, declared.arity):
        terms.append(name if position == declared.naming else next(left))
    return tuple(terms)


def _record_words(candidates: Iterable[Candidate], vocabulary: Vocabulary) -> Mapping[str, str]:
    """The name in words of every record of the party examined: the labels of what it is, or what it refers to."""
    owners: dict[str, str] = {}
    several: set[str] = set()
    records = [candidate for candidate in candidates if candidate.owner is None and candidate.party == SUBJECT]
    # what a record refers to is named first, as the record is called by that name
    for candidate in sorted(records, key=lambda candidate: bool(candidate.predicate.refers)):
        keys = [place for place in range(1, len(candidate.terms)) if place == candidate.predicate.naming]
        if keys and not _is_named_by_a_rule(candidate, keys[0]):
            name, words = str(candidate.terms[keys[0]]), _words(candidate, owners, vocabulary)
            if owners.setdefault(name, words) != words:
                several.add(name)
    # a name that the rules give can be that of a record of any kind
    return {name: words for name, words in owners.items() if name not in several}


def _is_named_by_a_rule(candidate: Candidate, key: int) -> bool:
    """Whether a record has a name that a rule asks for, so that the page says this name."""
    values = (*candidate.terms[1:key], *candidate.terms[key + 1 :])
    own = record_terms(candidate.predicate, candidate.party, values)[key]
    # a second record of a kind has the same name with a number after it
    return not str(candidate.terms[key]).startswith(str(own))


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
        self.candidates = tuple(chain.from_iterable(asked.get(name, ()) for name in vocabulary.predicates))

    @cached_property
    def by_party(self) -> Mapping[str, Sequence[Candidate]]:
        """The candidates of each party."""
        by_party: dict[str, list[Candidate]] = {party: [] for party in self._parties}
        for candidate in self.candidates:
            by_party[candidate.party].append(candidate)
        return by_party

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
                if isinstance(term, Quantity):  # a key states the numbers of its record again
                    guards.setdefault(term, []).append(candidate.stated)
        return guards

    @cached_property
    def descriptions(self) -> Mapping[str, str]:
        """The name of every record, in words: the labels of what it is."""
        return _record_words(self.candidates, self._vocabulary)

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
        terms = dict.fromkeys(chain.from_iterable(candidate.terms[1:] for candidate in self.candidates))
        described = {term: self.describe(term) for term in terms if isinstance(term, str)}
        # a record that is called by its kind alone is one of that kind; one that is named after its fact is quoted
        kinds = {term: words for term, words in described.items() if term in self.descriptions and words[:1].isupper()}
        return {**described, **{term: with_article(words) for term, words in kinds.items()}, **parties}
