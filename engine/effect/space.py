"""The facts of one symbolic party and its neighbours: everything that their files could say, and nothing else.

The party examined is `the-party`. For each fact that names a second party (a provider of Shared Resources, say) there
is one
such neighbour, and there is one other User that may stand in the same relation to it or to the party. A fact is a
list of
candidates: what it would say, and the condition under which it is said. Symbols are made when a rule first asks for
them, so
that a witness states what the rules look at and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import z3

from engine.effect.dates import date_uses, days_that_matter
from engine.effect.guards import Guard, Symbolic, both, compare, either, exclusive, formula, is_symbolic
from engine.effect.symbols import Symbols
from engine.language.calculation import shift_date
from engine.language.model import Constant, Rule, Value, literal_atoms
from engine.language.sentences import text_words
from engine.language.unknowns import is_internal
from engine.language.vocabulary import Predicate, Vocabulary

SUBJECT = "the-party"
OTHER = "other-user"
LARGEST_COUNT = 100_000_000
"""More than three times the premises of Great Britain."""
LARGEST_INTEGER = 2_000_000_000
MARGIN = timedelta(days=3660)
"""How far before the first, and after the last, of the days that matter a stated day may lie."""


@dataclass(frozen=True)
class Row:
    """The arguments of an atom and the guard under which it holds."""

    terms: tuple[Symbolic, ...]
    guard: Guard


@dataclass(frozen=True)
class Candidate:
    """Something that a party's file may state; `stated` is its condition, `owner` the record that has it as a key."""

    predicate: Predicate
    terms: tuple[Symbolic, ...]
    stated: Guard
    owner: Candidate | None = None

    @property
    def party(self) -> str:
        """Whose file states it."""
        return str(self.terms[0])


@dataclass(frozen=True)
class Number:
    """A symbolic count: the fact and argument that state it, and the party."""

    predicate: Predicate
    position: int
    party: str
    symbol: Any


@dataclass(frozen=True)
class Day:
    """A symbolic day (its number in the calendar): the fact and argument that state it, and the party (none: as-at)."""

    predicate: Predicate
    position: int
    party: str
    symbol: Any


class Space:
    """The symbolic facts that the rules of one or more Codes ask for."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Rule], day: date, earliest: date) -> None:
        self.vocabulary = vocabulary
        self.constraints: list[z3.BoolRef] = []
        self._constrained: list[tuple[z3.BoolRef, frozenset[int]]] = []
        self.numbers: list[Number] = []
        self.dates: list[Day] = []
        self.months_tried = False
        self.symbols = Symbols()
        self._carried: tuple[int, dict[int, list[Guard]]] = (0, {})
        self._descriptions: dict[str, str] = {}
        self._described = 0
        self.optional: list[z3.BoolRef] = []
        self._rules = rules
        self._uses = date_uses(rules, vocabulary)
        self.days, self.days_left_out = days_that_matter(rules, day, earliest)
        self.uses_as_at = any((one.name, 0) in self._uses for one in vocabulary.of_kind("given"))
        self.day = day
        self._shifted: dict[tuple[int, int], tuple[Any, Any]] = {}
        self.as_at: tuple[Row, ...] = self._choose_day(day, earliest)
        self._first = earliest if self.uses_as_at else day
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        neighbours = self._neighbours()
        self.neighbours = neighbours
        self.exists: Mapping[str, Guard] = {
            SUBJECT: True,
            **{name: z3.Bool(f"there is {name}") for name in neighbours},
        }

    @property
    def parties(self) -> tuple[str, ...]:
        """The party examined, then its neighbours."""
        return (SUBJECT, *self.neighbours)

    def rows(self, predicate: str) -> tuple[Row, ...]:
        """The rows that a fact or given predicate may have."""
        declared = self.vocabulary.predicates.get(predicate)
        if declared is None or is_internal(predicate) or declared.concluded:
            return ()
        if declared.kind == "given":
            if [argument.type for argument in declared.arguments] == ["date"]:
                return self.as_at
            return tuple(Row((name,), self.exists[name]) for name in self.parties)
        return tuple(
            Row(one.terms, guard)
            for one in self.candidates(predicate)
            if (guard := both([one.stated, self._begun(declared, one.terms)])) is not False
        )

    def candidates(self, predicate: str) -> tuple[Candidate, ...]:
        """What the files of the parties may state of a fact."""
        if predicate not in self._candidates:
            declared = self.vocabulary.predicates[predicate]
            if declared.field:
                found = [one for owner in self._owners(declared) for one in self._keys(declared, owner)]
            else:
                found = [one for party in self.parties for one in self._stated(declared, party)]
            self._candidates[predicate] = tuple(found)
        return self._candidates[predicate]

    def asked(self) -> Iterator[Candidate]:
        """Every candidate that some rule asked for, records before their keys, in the order of the vocabulary."""
        for declared in self.vocabulary.predicates.values():
            yield from self._candidates.get(declared.name, ())

    def describe(self, text: str) -> str:
        """A record's name in words: the labels of what it is."""
        return self.descriptions().get(text, text_words(text))

    def descriptions(self) -> Mapping[str, str]:
        """The name of every record that rules asked for, in words."""
        if self._described != len(self._candidates):
            self._described = len(self._candidates)
            records = [one for one in self.asked() if one.owner is None and one.party == SUBJECT]
            for refers in (False, True):
                for one in records:
                    keys = [place for place in range(1, len(one.terms)) if self._is_key(one.predicate, place)]
                    if keys and bool(one.predicate.refers) == refers:
                        self._descriptions[str(one.terms[keys[0]])] = self._labels(one)
        return self._descriptions

    def _labels(self, one: Candidate) -> str:
        referred = [str(one.terms[one.predicate.position(name) or 0]) for name in one.predicate.refers]
        if referred:
            what = self._descriptions.get(referred[0], text_words(referred[0]))
            return f"{text_words(one.predicate.name)} in {what}"
        labels = [
            self.vocabulary.label(argument.type, term)
            for term, argument in zip(one.terms, one.predicate.arguments, strict=True)
            if argument.type in self.vocabulary.types
        ]
        return " ".join(reversed(labels)) or text_words(str(one.predicate.name))

    def constrained(self) -> list[tuple[z3.BoolRef, frozenset[int]]]:
        """Every constraint with the symbols that it names."""
        self._constrained.extend((one, self.symbols.of(one)) for one in self.constraints[len(self._constrained) :])
        return self._constrained

    def is_stated(self, day: Any, model: z3.ModelRef) -> bool:
        """Whether the party of a model states a day; the day of the question always counts as stated."""
        carriers = self._carriers(day)
        return not carriers or any(z3.is_true(model.eval(formula(one), model_completion=True)) for one in carriers)

    def _carriers(self, day: Any) -> list[Guard]:
        """When candidates that name a day are stated; worked out once rules have asked for all that they ask for."""
        if self._carried[0] != len(self._candidates):
            found: dict[int, list[Guard]] = {}
            for one in self.asked():
                for number in self.symbols.of_all(one.terms):
                    found.setdefault(number, []).append(one.stated)
            self._carried = (len(self._candidates), found)
        return self._carried[1].get(day.get_id(), [])

    @property
    def nearest_days(self) -> list[date]:
        """The days that matter, the nearest to the day asked about first, earlier ones before later ones."""
        return sorted(self.days, key=lambda one: (one > self.day, abs((one - self.day).days)))

    def _neighbours(self) -> tuple[str, ...]:
        asked = {atom.predicate for rule in self._rules for literal in rule.body for atom, _ in literal_atoms(literal)}
        names = [
            argument.name.replace("_", "-")
            for declared in self.vocabulary.of_kind("fact")
            if declared.name in asked
            for argument in declared.arguments[1:]
            if argument.type == "party"
        ]
        return tuple(dict.fromkeys([*names, OTHER])) if names else ()

    def _choose_day(self, day: date, earliest: date) -> tuple[Row, ...]:
        given = next((one for one in self.vocabulary.of_kind("given") if (one.name, 0) in self._uses), None)
        if given is None:
            return (Row((day,), True),)
        symbol = self._day(given, 0, "", earliest)
        return (Row((symbol,), True),)

    def _day(self, declared: Predicate, position: int, party: str, first: date) -> Any:
        symbol = z3.Int(f"day {declared.name} {position} of {party} {len(self.dates)}")
        self.constraints.extend([symbol >= first.toordinal(), symbol <= (self.days[-1] + MARGIN).toordinal()])
        self.dates.append(Day(declared, position, party, symbol))
        return symbol

    def shift_months(self, base: Any, months: int) -> Any:
        """A symbolic day moved by months: such a day is one of the days that matter, and no other is tried."""
        key = (base.get_id(), months)
        if key not in self._shifted:
            self.months_tried = True
            sign = 1 if months >= 0 else -1
            moved = z3.Int(f"day {len(self._shifted)} moved by {months} months")
            pairs = [(day, shift_date(day, sign, abs(months), "months")) for day in self.days]
            self.constraints.append(
                z3.Or(*[z3.And(base == one.toordinal(), moved == other.toordinal()) for one, other in pairs])
            )
            self._shifted[key] = (base, moved)
        return self._shifted[key][1]

    def _begun(self, declared: Predicate, terms: Sequence[Symbolic]) -> Guard:
        position = declared.position(declared.begins) if declared.begins else None
        if position is None:
            return True
        return compare("<=", terms[position], self.as_at[0].terms[0])

    def _owners(self, declared: Predicate) -> Iterable[Candidate]:
        return self.candidates(declared.field.partition(".")[0])

    def _keys(self, declared: Predicate, owner: Candidate) -> list[Candidate]:
        """The candidates of an optional key of one record: at most one value is stated."""
        known = dict(zip((one.name for one in owner.predicate.arguments), owner.terms, strict=True))
        name = declared.field.partition(".")[2]
        domains = [
            [known[argument.name]] if argument.name in known else self._domain(declared, position, owner.party)
            for position, argument in enumerate(declared.arguments)
        ]
        found = []
        for terms in product(*domains):
            stated = both([owner.stated, self._option(f"{name} of {_shown(terms)}")])
            found.append(Candidate(declared, terms, stated, owner))
        self.constraints.extend(exclusive(one.stated for one in found))
        return found

    def _stated(self, declared: Predicate, party: str) -> list[Candidate]:
        """The candidates of a fact of one party."""
        domains = [
            self._domain(declared, position, party)
            for position, argument in enumerate(declared.arguments)
            if position and not (argument.type == "text" and self._is_key(declared, position))
        ]
        found: list[Candidate] = []
        compulsory = declared.absent != "none"
        for values in product(*domains):
            terms = self._with_keys(declared, party, values)
            single = declared.one_at_a_time and compulsory and all(len(one) == 1 for one in domains)
            option = self.exists[party] if single else self._option(f"{declared.name} {_shown(terms)}")
            stated = both([option, self._referred(declared, party, terms)])
            found.append(Candidate(declared, terms, stated))
            if not single:
                found.extend(self._again(declared, party, terms))
        self._realistic(declared, party, found, compulsory)
        return found

    def _again(self, declared: Predicate, party: str, terms: Sequence[Symbolic]) -> list[Candidate]:
        """A second record of the kind, on a later day, where the rules look at the day and nothing else tells which."""
        places = [place for place, term in enumerate(terms) if is_symbolic(term)]
        keyed = any(self._is_key(declared, place) for place in range(declared.arity))
        if declared.one_at_a_time or keyed or party != SUBJECT or len(places) != 1:
            return []
        place = places[0]
        if declared.arguments[place].type != "date":
            return []
        later = self._day(declared, place, party, self.days[0] - MARGIN)
        self.constraints.append(later > terms[place])
        option = self._option(f"{declared.name} again {_shown(terms)}")
        return [Candidate(declared, (*terms[:place], later, *terms[place + 1 :]), option)]

    def _realistic(self, declared: Predicate, party: str, found: list[Candidate], compulsory: bool) -> None:
        """What no file can say: two values at a time, two relations with one party, a neighbour without its numbers."""
        groups: dict[tuple[Value, ...], list[Guard]] = {}
        others = [position for position, one in enumerate(declared.arguments) if position and one.type == "party"]
        for one in found:
            groups.setdefault(tuple(one.terms[position] for position in others), []).append(one.stated)
            for name in (party, *(str(one.terms[position]) for position in others)):
                if self.exists[name] is not True:
                    self.constraints.append(z3.Implies(formula(one.stated), formula(self.exists[name])))
        if declared.one_at_a_time:
            self.constraints.extend(exclusive(one.stated for one in found))
        elif others:
            for guards in groups.values():
                self.constraints.extend(exclusive(guards))
        if compulsory:
            there = either(one.stated for one in found)
            self.constraints.append(z3.Implies(formula(self.exists[party]), formula(there)))

    def _domain(self, declared: Predicate, position: int, party: str) -> Sequence[Symbolic]:
        """The values that one argument may have."""
        argument = declared.arguments[position]
        if argument.type in self.vocabulary.types:
            return tuple(self.vocabulary.types[argument.type].labels)
        if argument.type == "party":
            own = argument.name.replace("_", "-")
            if party not in (SUBJECT, OTHER):
                return ()
            return [own] if party == SUBJECT else [one for one in (own, SUBJECT) if one != party]
        if argument.type == "year":
            return (1, 2, 3)
        if argument.type == "date":
            return self._date_domain(declared, position, party)
        if argument.type in ("count", "integer"):
            return [self._number(declared, position, party)]
        if argument.name in declared.refers:
            return self._references(declared, argument.name, party)
        return self._texts(declared, position) or ["something"]

    def _date_domain(self, declared: Predicate, position: int, party: str) -> Sequence[Symbolic]:
        if (declared.name, position) in self._uses:
            return [self._day(declared, position, party, self.days[0] - MARGIN)]
        return [self._first]

    def _number(self, declared: Predicate, position: int, party: str) -> Any:
        symbol = z3.Int(f"{declared.name} {position} of {party} {len(self.numbers)}")
        low = 0 if declared.arguments[position].type == "count" else -LARGEST_INTEGER
        high = LARGEST_COUNT if low == 0 else LARGEST_INTEGER
        self.constraints.extend([symbol >= low, symbol <= high])
        if self.exists[party] is not True:
            self.constraints.append(z3.Or(self.exists[party], symbol == 0))
        self.numbers.append(Number(declared, position, party, symbol))
        return symbol

    def _references(self, declared: Predicate, argument: str, party: str) -> list[str]:
        values: list[str] = []
        for choice in declared.refers[argument].split(" or "):
            owner, dot, key = choice.partition(".")
            if not dot:
                values.append(owner)
                continue
            place = self.vocabulary.predicates[owner].position(key) or 0
            values.extend(str(one.terms[place]) for one in self.candidates(owner) if one.party == party)
        return values

    def _referred(self, declared: Predicate, party: str, terms: Sequence[Symbolic]) -> Guard:
        """The record that an argument refers to is stated too."""
        guards: list[Guard] = []
        for name, target in declared.refers.items():
            value = terms[declared.position(name) or 0]
            owners = [
                one.stated
                for choice in target.split(" or ")
                if "." in choice
                for one in self.candidates(choice.partition(".")[0])
                if one.party == party and _place(value, one.terms)
            ]
            if owners:
                guards.append(either(owners))
        return both(guards)

    def _is_key(self, declared: Predicate, position: int) -> bool:
        """Whether a text is the record's own name: the first text that refers to nothing, beside other arguments."""
        texts = [
            place
            for place, one in enumerate(declared.arguments)
            if one.type == "text" and one.name not in declared.refers
        ]
        return declared.arity > 2 and bool(texts) and texts[0] == position

    def _with_keys(self, declared: Predicate, party: str, values: Sequence[Symbolic]) -> tuple[Symbolic, ...]:
        words = [str(value) for value in values if isinstance(value, str)]
        name = "-".join(reversed(words)).replace("_", "-") or declared.name.replace("_", "-")
        if declared.refers:
            name = f"{declared.name}-in-{name}".replace("_", "-")
        terms: list[Symbolic] = [party]
        left = iter(values)
        for position, argument in enumerate(declared.arguments[1:], 1):
            keyed = argument.type == "text" and self._is_key(declared, position)
            terms.append(name if keyed else next(left))
        return tuple(terms)

    def _texts(self, declared: Predicate, position: int) -> list[str]:
        """The texts that rules compare with this argument."""
        found = {
            str(term.value)
            for rule in self._rules
            for literal in rule.body
            for atom, _ in literal_atoms(literal)
            if atom.predicate == declared.name
            for place, term in enumerate(atom.terms)
            if place == position and isinstance(term, Constant)
        }
        return sorted(found)

    def _option(self, name: str) -> z3.BoolRef:
        symbol = z3.Bool(name)
        self.optional.append(symbol)
        return symbol


def _place(text: Symbolic, terms: Sequence[Symbolic]) -> int:
    """Where a text stands among arguments, the party apart; 0 where it does not."""
    return next((place for place, one in enumerate(terms) if place and isinstance(one, str) and one == text), 0)


def _shown(terms: Sequence[Symbolic]) -> str:
    return " ".join("…" if is_symbolic(one) else str(one) for one in terms)
