"""Everything that rules have asked of a space, in the orders in which it is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from secg.effect.candidates import SUBJECT, Candidate
from secg.effect.formulas import Quantity
from secg.effect.guards import Guard
from secg.effect.records import record_words
from secg.language.sentences import text_words
from secg.language.vocabulary import Vocabulary

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

    @cached_property
    def names(self) -> Mapping[str, str]:
        """How sentences name the parties and records."""
        parties = {name: PARTY_NAMES.get(name, f"the {name.replace('-', ' ')}") for name in self._parties}
        terms = dict.fromkeys(term for candidate in self.candidates for term in candidate.terms[1:])
        return {**{term: self.describe(term) for term in terms if isinstance(term, str)}, **parties}
