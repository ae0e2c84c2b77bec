"""The facts of one symbolic party and its neighbours: everything that their files could say, and nothing else.

The party examined is `the-party`. For each fact that names a second party (a provider of Shared Resources, say) there
is one such neighbour, and there is one other User that may stand in the same relation to it or to the party. A fact is
a list of candidates: what it would say, and the condition under which it is said. Symbols are made when a rule first
asks for them, so that a witness states what the rules look at and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product

from secg.derive.neighbourhood import are_connected
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import Rule, Value
from secg.language.operators import Comparator
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.unknowns import is_internal, missing_fact
from secg.language.vocabulary import Predicate, Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import (
    Formula,
    Guard,
    Quantity,
    Symbolic,
    Symbols,
    both,
    compare,
    either,
    exclusive,
    implied,
    opposite,
    symbols_of,
)
from secg.logic.quantities import Quantities
from secg.logic.solver import Translation
from secg.symbolic.candidates import SUBJECT, Candidate, Inventory, Row, record_terms
from secg.symbolic.domains import Domains


class Space:
    """The symbolic facts that the rules of one or more Codes ask for."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule], day: date, earliest: date) -> None:
        self.vocabulary = vocabulary
        self.quantities = Quantities(rules, day)
        self.constraints = self.quantities.constraints
        self.formulas = self.quantities.formulas
        self._require = self.quantities.require
        self.translation = Translation()
        self.optional: list[Formula] = []
        self.odd: list[Formula] = []
        self.first_names: set[str] = set()
        self.second_names: set[str] = set()
        self._kinds_named: dict[str, str] = {}
        self.owners: dict[Formula, Formula] = {}
        self.domains = Domains(vocabulary, rules, self.quantities, day, earliest)
        given = self.domains.given
        # a day at which no rule looks needs no symbol
        today = day if given is None else self.quantities.day_of(given, 0, "", earliest)
        self.as_at: tuple[Row, ...] = (Row((today,), True),)
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._indexed: dict[tuple[str, int], dict[Symbolic, list[Row]]] = {}
        self._owned: dict[tuple[str, str, Symbolic], Guard] = {}
        self.connected = are_connected(Program(tuple(rules), vocabulary))
        neighbours = self._neighbours()
        self.neighbours = neighbours
        self.exists: dict[str, Guard] = {SUBJECT: True}
        for name in neighbours:
            self.exists[name] = self.formulas.truth(f"there is {name}")
        self._inventory = Inventory({}, self.parties, vocabulary)

    @property
    def parties(self) -> tuple[str, ...]:
        """The party examined, then its neighbours."""
        return (SUBJECT, *self.neighbours)

    def rows(self, predicate: str) -> tuple[Row, ...]:
        """The rows that a fact or given predicate may have."""
        declared = self.vocabulary.predicates.get(predicate)
        if is_internal(predicate):
            return self._missing(predicate)
        if declared is None or declared.concluded:
            return ()
        if declared.kind == PredicateKind.GIVEN:
            if [argument.type for argument in declared.arguments] == ["date"]:
                return self.as_at
            return tuple(Row((name,), self.exists[name]) for name in self.parties)
        if predicate not in self._rows:
            self._rows[predicate] = tuple(
                Row(candidate.terms, guard)
                for candidate in self.candidates(predicate)
                if (guard := self._holds(candidate)) is not False
            )
        return self._rows[predicate]

    def rows_with(self, predicate: str, known: Mapping[int, Value]) -> Sequence[Row]:
        """The rows that may have these values in these places: all that do, and perhaps others."""
        rows: Sequence[Row] = self.rows(predicate)
        for place, value in known.items():
            if (predicate, place) not in self._indexed:
                index: dict[Symbolic, list[Row]] = {}
                for row in self.rows(predicate):
                    index.setdefault(row.terms[place], []).append(row)
                self._indexed[predicate, place] = index
            index = self._indexed[predicate, place]
            fitting = index.get(value, [])
            # where a number stands in this place in some row, that row may have any value
            if len(fitting) < len(rows) and not any(isinstance(term, Quantity) for term in index):
                rows = fitting
        return rows

    def _missing(self, predicate: str) -> tuple[Row, ...]:
        """The parties without a fact that leaves things open: here every party states all of these.

        So no guard of a row is ever true. It names the number, as what rests on there being no such row rests on the
        number being stated: a witness has to state it.
        """
        fact = missing_fact(predicate)
        if fact is None:
            return ()
        rows: list[Row] = []
        for candidate in self.candidates(fact):
            guard = both([self.exists[candidate.party], opposite(both(_named(candidate)))])
            if guard is not False:
                rows.append(Row((candidate.party,), guard))
        return tuple(rows)

    def _must_state(self, declared: Predicate) -> bool:
        """Whether every party has a value of a fact."""
        return declared.absent != "none"

    def candidates(self, predicate: str) -> tuple[Candidate, ...]:
        """What the files of the parties may state of a fact."""
        if predicate not in self._candidates:
            declared = self.vocabulary.predicates[predicate]
            if declared.field:
                owners = self.candidates(declared.field.partition(".")[0])
                stated = chain.from_iterable(self._keys(declared, owner) for owner in owners)
            else:
                stated = chain.from_iterable(self._stated(declared, party) for party in self.parties)
            self._candidates[predicate] = tuple(stated)
        return self._candidates[predicate]

    @property
    def inventory(self) -> Inventory:
        """What rules have asked for until now."""
        # rules ask for further facts while they are worked out, and no fact is taken back
        if self._inventory.predicates != len(self._candidates):
            self._inventory = Inventory(self._candidates, self.parties, self.vocabulary)
        return self._inventory

    def is_stated(self, day: Quantity, party: Assignment) -> bool:
        """Whether a party states a day; the day of the question always counts as stated."""
        carriers = self.inventory.carriers.get(day)
        return not carriers or any(party.holds(carrier) for carrier in carriers)

    def may_be_stated(self, day: Quantity, denied: Symbols) -> bool:
        """Whether a day can be stated where these facts are not."""
        carriers = self.inventory.carriers.get(day)
        return not carriers or any(not symbols_of([carrier]) & denied for carrier in carriers)

    @property
    def reserved_names(self) -> list[str]:
        """The words of the vocabulary that rules look for where a record of the party could have the same name."""
        texts: set[str] = set()
        asked = {candidate.predicate.name: candidate.predicate for candidate in self.inventory.candidates}
        for declared in asked.values():
            places = range(1, declared.arity)
            if any(place == declared.naming for place in places):
                texts.update(chain.from_iterable(self.domains.texts(declared, place) for place in places))
        return sorted(texts & self.domains.reserved)

    def _neighbours(self) -> tuple[str, ...]:
        # where a rule looks for any party at all, there is one, though nothing ties it to the party examined
        relations, named = self.domains.relations.values(), self.domains.named
        names = [*relations, *((self.domains.other,) if relations or not self.connected else ())]
        return tuple(dict.fromkeys([*names, *named]))

    def _holds(self, candidate: Candidate) -> Guard:
        """When a candidate is stated and has begun."""
        # a key has no record without the number that its record states
        record_of = candidate.owner or candidate
        named = _named(record_of) if record_of.predicate.absent == "unknown" else ()
        return both([candidate.stated, *named, *self._begun(candidate)])

    def _begun(self, candidate: Candidate) -> Iterator[Guard]:
        """What is stated holds from its own first day, and a key of a record within the days of the record."""
        declared = candidate.predicate
        position = declared.position(declared.begins) if declared.begins else None
        if position is not None:
            yield self._has_come(candidate.terms[position])
        if candidate.owner is not None:
            yield from self._begun(candidate.owner)

    def _has_come(self, day: Symbolic) -> Guard:
        return compare(Comparator.AT_MOST, day, self.as_at[0].terms[0])

    def _keys(self, declared: Predicate, owner: Candidate) -> list[Candidate]:
        """The candidates of an optional key of one record: at most one value is stated."""
        known = dict(zip((argument.name for argument in owner.predicate.arguments), owner.terms, strict=True))
        domains: list[Sequence[Symbolic]] = []
        for position, argument in enumerate(declared.arguments):
            if argument.name in known:
                domains.append([known[argument.name]])
            else:
                domains.append(self._domain(declared, position, owner.party))
        candidates: list[Candidate] = []
        for terms in product(*domains):
            option = self._option(f"{declared.key} of {_shown(terms)}")
            if isinstance(owner.option, Formula):
                self.owners[option] = owner.option
            stated = both([owner.stated, option, self._referred(declared, owner.party, terms)])
            value = terms[declared.position(declared.key) or 0]
            if declared.arguments[declared.position(declared.key) or 0].type == "party":
                self._require([implied(stated, self.exists[str(value)])])
            if declared.starts:  # a record that holds has begun
                self._require([implied(stated, self._has_come(value))])
            earlier = known.get(declared.not_before)
            if earlier is not None:
                self._require([implied(stated, compare(Comparator.AT_MOST, earlier, value))])
            candidates.append(Candidate(declared, terms, option, stated, owner))
            self._in_use(candidates[-1], known)
        self._require(exclusive(candidate.stated for candidate in candidates))
        return candidates

    def _in_use(self, candidate: Candidate, known: Mapping[str, Symbolic]) -> None:
        """No file states a symbol on a day on which it is not in use; `known` are the values of its record."""
        for argument, term in zip(candidate.predicate.arguments, candidate.terms, strict=True):
            enumeration = self.vocabulary.types.get(argument.type)
            if enumeration is None or (window := enumeration.windows.get(str(term))) is None:
                continue
            dated: list[Guard] = []
            # the first of these days that the file states is the day of the symbol
            for key in candidate.predicate.dated_by:
                days = [(known[key], True)] if key in known else self._days_of_key(candidate, key)
                for day, stated in days:
                    within = both(
                        [
                            window.first is None or compare(Comparator.AT_MOST, window.first, day),
                            window.last is None or compare(Comparator.AT_MOST, day, window.last),
                        ]
                    )
                    self._require([implied(candidate.stated, either([*dated, opposite(stated), within]))])
                dated.extend(stated for _, stated in days)

    def _days_of_key(self, candidate: Candidate, key: str) -> list[tuple[Symbolic, Guard]]:
        """The days that another key of the same record may give, each with the guard under which it does."""
        fields = self.vocabulary.fields.get(candidate.predicate.field.partition(".")[0], ())
        siblings = chain.from_iterable(self.candidates(field.name) for field in fields if field.key == key)
        return [(other.terms[-1], other.stated) for other in siblings if other.owner == candidate.owner]

    def _stated(self, declared: Predicate, party: str) -> list[Candidate]:
        """The candidates of a fact of one party."""
        keys = [place for place in range(1, declared.arity) if place == declared.naming]
        places = [place for place in range(1, declared.arity) if place not in keys]
        domains = [self._domain(declared, place, party) for place in places]
        candidates: list[Candidate] = []
        compulsory = self._must_state(declared)
        # what every file states in one way needs no symbol of its own
        single = declared.one_at_a_time and compulsory and all(len(domain) == 1 for domain in domains)
        for values in product(*domains):
            terms = record_terms(declared, party, values)
            for key in keys:
                terms = (*terms[:key], self._record_named(declared, str(terms[key]), values), *terms[key + 1 :])
            records = [terms]
            for key in keys:
                # what refers to a second record is told of the first as well, and so of a second text before a first
                if self.is_of_second(values):
                    self.second_names.add(str(terms[key]))
                # a record may have the name by which a rule asks for one; nothing is called by no text at all
                for name in self.domains.texts(declared, key):
                    if name and name not in self.domains.reserved:
                        # such records may all be there at once, each with a day and numbers of its own
                        own = self._with_own_numbers(declared, party, terms)
                        records.append((*own[:key], name, *own[key + 1 :]))
            for record_of in records:
                option = self.exists[party] if single else self._option(f"{declared.name} {_shown(record_of)}")
                stated = both([option, self._referred(declared, party, record_of)])
                candidates.append(Candidate(declared, record_of, option, stated))
                # that a party serves itself, say, no smallest party states without need
                if isinstance(option, Formula) and party in record_of[1:]:
                    self.odd.append(option)
            if not single:
                candidates.extend(self._again(declared, party, terms, keys))
        for key in keys:
            self._distinct(candidates, key)
        names = [argument.name for argument in declared.arguments]
        for candidate in candidates:
            self._in_use(candidate, dict(zip(names, candidate.terms, strict=True)))
        self._realistic(declared, party, candidates, compulsory)
        return candidates

    def _record_named(self, declared: Predicate, name: str, values: Sequence[Symbolic]) -> str:
        """The name of a record that is that of no party, of no other kind of record, and none of its own texts.

        A name that rules say is that of another record.
        """
        name, kind = self.domains.unnamed(name), declared.name
        while name in self.exists or name in values or self._kinds_named.setdefault(name, kind) != kind:
            name = self.domains.unnamed(f"{name}-{kind.replace('_', '-')}")
        return name

    def is_of_second(self, values: Sequence[Symbolic]) -> bool:
        """Whether of what is told by two records or texts alike, these values are what is told by the second."""
        either_one = self.first_names | self.second_names
        return next((value for value in values if value in either_one), None) in self.second_names

    def _distinct(self, candidates: Sequence[Candidate], key: int) -> None:
        """A file names no two records of a kind alike."""
        names: dict[Symbolic, list[Guard]] = {}
        for candidate in candidates:
            names.setdefault(candidate.terms[key], []).append(candidate.stated)
        for guards in names.values():
            self._require(exclusive(guards))

    def _again(
        self, declared: Predicate, party: str, terms: Sequence[Symbolic], keys: Sequence[int]
    ) -> list[Candidate]:
        """A second record of the kind where the rules can tell two apart: on a later day where only that tells."""
        places = [place for place, term in enumerate(terms) if isinstance(term, Quantity)]
        dated = len(places) == 1 and declared.arguments[places[0]].type == "date" and not keys
        several = self.domains.are_told_apart(declared) and bool(places or keys)
        if declared.one_at_a_time or party != SUBJECT or not (dated or several):
            return []
        other = self._with_own_numbers(declared, party, terms)
        for key in keys:
            other[key] = self.domains.unnamed(f"{terms[key]}-2")
            self.first_names.add(str(terms[key]))
            self.second_names.add(str(other[key]))
        # no file states the same record twice
        differs = either(compare(Comparator.UNEQUAL, terms[place], other[place]) for place in places)
        if dated:
            first, later = terms[places[0]], other[places[0]]
            assert isinstance(first, Quantity) and isinstance(later, Quantity)
            differs = compare(Comparator.MORE, later, first)
            # for the solver, and for rules that are worked out before it is asked
            self._require([differs])
            self.formulas.put_in_order(first, later)
        option = self._option(f"{declared.name} again {_shown(terms)}")
        if not keys and not (dated and declared.begins):
            # said of the option too, as no other formula may name the days
            self._require([implied(option, differs)])
        return [Candidate(declared, tuple(other), option, both([option, self._referred(declared, party, other)]))]

    def _with_own_numbers(self, declared: Predicate, party: str, terms: Sequence[Symbolic]) -> list[Symbolic]:
        """The terms of a record with other symbols for its numbers and days."""
        other = list(terms)
        for place, term in enumerate(terms):
            if not isinstance(term, Quantity):
                continue
            if declared.arguments[place].type == "date":
                other[place] = self.quantities.day_of(declared, place, party)
            else:
                other[place] = self.quantities.number(declared, place, party, self.exists[party])
        return other

    def _realistic(self, declared: Predicate, party: str, candidates: list[Candidate], compulsory: bool) -> None:
        """What no file can say: two values at a time, a party that is not there, a neighbour without its numbers."""
        others = [place for place, argument in enumerate(declared.arguments) if place and argument.type == "party"]
        for candidate in candidates:
            for name in (party, *(str(candidate.terms[place]) for place in others)):
                if self.exists[name] is not True:
                    self._require([implied(candidate.stated, self.exists[name])])
        if declared.one_at_a_time:
            self._require(exclusive(candidate.stated for candidate in candidates))
        if compulsory:
            some = either(candidate.stated for candidate in candidates)
            self._require([implied(self.exists[party], some)])

    def _domain(self, declared: Predicate, position: int, party: str) -> Sequence[Symbolic]:
        """The values that one argument may have."""
        values = self.domains.of(declared, position, party, self.exists, self.candidates)
        # any two texts that no rule names are alike
        self.first_names |= self.domains.first_texts
        self.second_names |= self.domains.second_texts
        return values

    def _referred(self, declared: Predicate, party: str, terms: Sequence[Symbolic]) -> Guard:
        """The record that an argument refers to is stated too."""
        guards: list[Guard] = []
        for name, target in declared.refers.items():
            value = terms[declared.position(name) or 0]
            key = (target, party, value)
            if key not in self._owned:
                self._owned[key] = self._record_stated(target, party, value)
            guards.append(self._owned[key])
        return both(guards)

    def _record_stated(self, target: str, party: str, value: Symbolic) -> Guard:
        """A record of this name, of a kind that may be referred to; True where a file needs no record for the name."""
        owners: list[Guard] = []
        for choice in target.split(" or "):
            kind, dot, _ = choice.partition(".")
            if dot:
                named = (record for record in self.candidates(kind) if record.party == party)
                owners.extend(record.stated for record in named if value in record.terms[1:])
        return either(owners) if owners else True

    def _option(self, name: str) -> Formula:
        # two records that differ in a day alone are named alike
        symbol = self.formulas.truth(f"{name} {len(self.optional)}")
        self.optional.append(symbol)
        return symbol


def _named(candidate: Candidate) -> Iterator[Guard]:
    """For each number of a candidate a guard that is true of every number and names this one, as whatever rests on the
    number being stated has to.
    """
    for term in candidate.terms:
        if isinstance(term, Quantity):
            yield compare(Comparator.AT_MOST, term, INTEGER_LIMIT)


def _shown(terms: Sequence[Symbolic]) -> str:
    return " ".join("…" if isinstance(term, Quantity) else str(term) for term in terms)
