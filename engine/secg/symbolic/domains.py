"""The values that an argument of a fact may have: those that rules name, and as many more as rules can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from secg.language.model import Constant, Rule, walk
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.logic.formulas import Guard, Symbolic
from secg.logic.quantities import Quantities, date_uses
from secg.symbolic.candidates import SUBJECT, Candidate
from secg.symbolic.constants import asked_predicates, constants_of, reserved_words, told_apart

OTHER = "other-user"
"""A further User, where no rule says this name."""
Candidates = Callable[[str], Iterable[Candidate]]
"""What the files of the parties may state of a fact, by its name."""


class Domains:
    """The values of arguments, for the rules of one or more Codes.

    `relations` are what the second parties that facts name are called, by what they are to the first; `other` is a
    User beside them; `named` are the parties that the rules call by name; `said` is every text of the rules; `reserved`
    are the words of the vocabulary that no record has for a name. `given` is the predicate of the day of the question,
    where a rule looks at it. `first_texts` and `second_texts` are texts that no rule says.
    """

    def __init__(
        self, vocabulary: Vocabulary, rules: Sequence[Rule], quantities: Quantities, day: date, earliest: date
    ) -> None:
        self._vocabulary = vocabulary
        self._quantities = quantities
        self._uses = date_uses(rules, vocabulary)
        self._constants = constants_of(rules, vocabulary)
        self._told_apart = told_apart(rules, vocabulary)
        looked_at = (given for given in vocabulary.of_kind(PredicateKind.GIVEN) if (given.name, 0) in self._uses)
        self.given = next(looked_at, None)
        # where no rule looks at the day of a fact, the fact has begun on every day of which may be asked
        self._first = day if self.given is None else earliest
        self.said = _texts_said(rules)
        self.named = self._named(rules)
        self.relations: dict[str, str] = {}
        for name in dict.fromkeys(_relations(rules, vocabulary)):
            self.relations[name] = self._party_called(name)
        self.other = self._party_called(OTHER)
        self.first_texts: set[str] = set()
        self.second_texts: set[str] = set()
        self.reserved = reserved_words(vocabulary)

    @property
    def calls_parties(self) -> bool:
        """Whether rules say the name of a party, so that one of another name may have other outcomes."""
        return bool(self.named) or SUBJECT in self.said

    def are_told_apart(self, declared: Predicate) -> bool:
        """Whether the rules can tell two records of a kind apart."""
        return self._vocabulary.owner_of(declared).name in self._told_apart

    def texts(self, declared: Predicate, position: int) -> list[str]:
        """The texts with which rules compare an argument."""
        return sorted(self._constants.get((declared.name, position), ()))

    def unnamed(self, name: str) -> str:
        """A name that no rule says anywhere: the given one, where it is none that a rule says."""
        while name in self.said:
            name = f"{name}-too"
        return name

    def _party_called(self, name: str) -> str:
        """What a party is called that the rules do not name, apart from all others."""
        while name in self.said or name == SUBJECT or name in self.relations.values():
            name = f"{name}-too"
        return name

    def of(
        self, declared: Predicate, position: int, party: str, exists: Mapping[str, Guard], candidates: Candidates
    ) -> Sequence[Symbolic]:
        """The values that an argument of a fact of a party may have; `exists` is when each party is there."""
        argument = declared.arguments[position]
        if argument.type in self._vocabulary.types:
            return tuple(self._vocabulary.types[argument.type].labels)
        if argument.type == "party":
            if party in self.relations.values():
                return ()  # a neighbour has none itself, or the parties would never end: a bound of the claim
            return [self.relations[_relation(argument)], *self.named, SUBJECT]
        if argument.type == "year":
            return (1, 2, 3)
        if argument.type == "date":
            if (declared.name, position) in self._uses:
                return [self._quantities.day_of(declared, position, party)]
            return [self._first]
        if argument.type in ("count", "integer"):
            return [self._quantities.number(declared, position, party, exists[party])]
        if argument.name in declared.refers:
            return self._references(declared, argument.name, party, candidates)
        texts = self.texts(declared, position)
        # rules see only whether two texts are equal, so any text that none of them names stands for all such
        something, other = map(self.unnamed, ("something", "something else"))
        self.first_texts.add(something)
        self.second_texts.add(other)
        return [*texts, something, other]

    def _references(self, declared: Predicate, argument: str, party: str, candidates: Candidates) -> list[str]:
        values: list[str] = []
        for choice in declared.refers[argument].split(" or "):
            owner, dot, key = choice.partition(".")
            if not dot:
                values.append(owner)  # what is referred to may be no record
                continue
            place = self._vocabulary.predicates[owner].position(key) or 0
            values.extend(str(candidate.terms[place]) for candidate in candidates(owner) if candidate.party == party)
        return values

    def _named(self, rules: Iterable[Rule]) -> tuple[str, ...]:
        ids: set[str] = set()
        # a duty may be that of a party of a name, whatever the rule asks for
        for head in (rule.head for rule in rules):
            # a guard has a predicate of its own, which is not declared
            for argument, term in zip(self._vocabulary.arguments_of(head.predicate), head.terms, strict=False):
                if argument.type == "party" and isinstance(term, Constant):
                    ids.add(str(term.value))
        for (name, place), texts in self._constants.items():
            declared = self._vocabulary.predicates.get(name)
            if declared is not None and declared.arguments[place].type == "party":
                ids |= texts
        # no file can call a party by the empty text, and the party examined is no neighbour
        return tuple(sorted(ids - {"", SUBJECT}))


def _texts_said(rules: Iterable[Rule]) -> frozenset[str]:
    """Every text that rules say."""
    nodes = chain.from_iterable(walk(rule.head, *rule.body) for rule in rules)
    constants = (node.value for node in nodes if isinstance(node, Constant))
    return frozenset(value for value in constants if isinstance(value, str))


def _relations(rules: Iterable[Rule], vocabulary: Vocabulary) -> Iterator[str]:
    """What second parties are to the first, of facts for which rules ask and the records of which these are keys."""
    asked = asked_predicates(rules)
    asked |= {fact.field.partition(".")[0] for fact in vocabulary.facts if fact.name in asked}
    for declared in vocabulary.facts:
        if declared.name in asked:
            yield from (_relation(argument) for argument in declared.arguments[1:] if argument.type == "party")


def _relation(argument: Argument) -> str:
    """What the second party is to the first that an argument names."""
    return argument.name.replace("_", "-")
