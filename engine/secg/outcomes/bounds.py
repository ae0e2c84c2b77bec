"""Which parties were examined, in words, where they are not all that files can describe (SEMANTICS.md says why).

Some bounds follow from which places of facts rules hold against one another: where it can decide that the same text
stands in both. A value flows from a fact through variables and conclusions, as in `constants.py`. What an excuse says
of a duty meets what the obligation says of it, though no rule asks for both (`read_together`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, combinations, product

from secg.language.model import Rule, Term, Variable, atoms_of, compared
from secg.language.predicate_kinds import PredicateKind
from secg.language.sentences import date_words, text_words
from secg.language.vocabulary import NUMBERS, Vocabulary
from secg.logic.quantities import LONGEST_SHIFT
from secg.records import record
from secg.symbolic.candidates import SUBJECT
from secg.symbolic.constants import HeadTerm, Place, may_be, places_of, read_together, reserved_in, told_apart
from secg.symbolic.days import rests_on_today
from secg.symbolic.domains import OTHER
from secg.symbolic.rule_memory import listed_words
from secg.symbolic.space import Space


@record
class Bound:
    """What is said of the parties of a space: what each does, the days that it states, and what it has at most.

    `open_days` says that others are moved by months than those.
    """

    that: tuple[str, ...]
    days: str
    open_days: bool
    having: tuple[str, ...]


def bound_of(space: Space, rules: Sequence[Rule]) -> str | None:
    """What follows `every party` in a claim about the parties of a space; None where they are all that can be."""
    return bound_words([bound_in(space, rules)])


def bound_words(bounds: Iterable[Bound]) -> str | None:
    """The same of a claim that was examined in several spaces: it holds of the parties of all of them."""
    found = list(dict.fromkeys(bounds))
    that = dict.fromkeys(chain.from_iterable(bound.that for bound in found))
    days = list(dict.fromkeys(bound.days for bound in found if bound.days))
    if days:
        tried = days[0] if len(days) == 1 else "those examined of the days"
        others = ", and has no others moved by months" if any(bound.open_days for bound in found) else ""
        that[f"states no other days than {tried} on which the rules turn{others}"] = None
    having = dict.fromkeys(chain.from_iterable(bound.having for bound in found))
    # what one space adds to the words of another bounds it further
    wider = {words for words in having if any(words != other and other.startswith(words) for other in having)}
    parts: list[str] = []
    if that:
        parts.append(f"that {listed_words(list(that))}")
    if having:
        parts.append(f"with at most {listed_words([words for words in having if words not in wider])}")
    return ", ".join(parts) or None


def bound_in(space: Space, rules: Sequence[Rule]) -> Bound:
    """What is said of the parties of one space."""
    that: list[str] = []
    having: list[str] = []
    quantities, relations = space.quantities, space.domains.relations
    # a number that a party leaves unstated is examined as if it were stated
    if space.inventory.compulsory:
        arguments = chain.from_iterable(fact.predicate.arguments[1:] for fact in space.inventory.compulsory)
        what = "number" if all(argument.type in NUMBERS for argument in arguments) else "value"
        that.append(f"states every {what} for which the rules ask")
    # a party that rules call by name is a neighbour of that name, so the party examined has another
    named = space.domains.named
    if SUBJECT in space.domains.said:
        that.append(f"is called “{SUBJECT}”")
    elif named:
        that.append(f"is not called {_either(named)}")
    # each record of the universe is named after what it is, and no text is the name of a party
    joins = Joins(rules, space.vocabulary)
    reserved = dict.fromkeys(text_words(name) for name in sorted({*space.reserved_names, *joins.reserved}))
    if reserved:
        that.append(f"calls no record of its own {_either(list(reserved))}")
    if joins.kinds:
        that.append("calls no two records of different kinds alike")
    # only what holds on a day has a name of its own there
    if any(stated.predicate.ended and stated.predicate.naming is not None for stated in space.inventory.candidates):
        that.append("calls no two records alike that have ended")
    if joins.parties_and_texts:
        that.append("calls nothing by the name of a party")
    if joins.texts:
        that.append("states no other texts than those examined")
    if joins.orders_names:
        that.append("gives parties and records no other names than those examined")
    # what begins later is no fact yet on the day of the question, which is fixed where no rule looks at it
    today = space.as_at[0].terms[0]
    if isinstance(today, date) and rests_on_today(rules, space.vocabulary):
        that.append(f"is asked about as at {date_words(today)}")
    # a day that moves by months is no sum, so such days are tried one by one
    days, open_days = "", False
    if quantities.months_tried:
        tried, turning = len(quantities.days), quantities.all_days
        days = f"the {tried}" if tried == turning else f"{tried} of the {turning}"
        # the day of the question and days that rules calculate are none that a party states
        stated = set(quantities.dates) - {today}
        open_days = not quantities.moved_by_months <= stated
    # so are the months that a party states for such a move
    if quantities.steps_tried:
        that.append(f"has no day move by fewer than 0 or more than {LONGEST_SHIFT} months that come of what it states")
    if relations:
        having.append(_relations_words(tuple(relations)))
        of_whom = "it" if len(relations) == 1 else "one of these"
        # a relation may have the words for the other User
        having.append(f"one {'further' if OTHER in relations else 'other'} User of {of_whom}")
    # a rule that looks for any party at all may find one that nothing ties to the party examined
    if not space.connected:
        having.append("no further party" if relations else "one further party")
    # records that are counted, compared, or sought as the earliest or last may be any number, of which two are tried
    if told_apart(rules, space.vocabulary) & {candidate.predicate.name for candidate in space.inventory.candidates}:
        # the names of records are those of their kind, whoever states them
        alike = ", named like the first" if joins.names_of_others else ""
        of_others = f" (other parties: one of each{alike})" if space.neighbours else ""
        having.append(f"two records of each kind{of_others}")
    return Bound(tuple(that), days, open_days, tuple(having))


def _relations_words(relations: Sequence[str]) -> str:
    """The parties to which the party examined stands in a relation: one of each, which has none itself."""
    words = [f"one {name.replace('-', ' ')}" for name in relations]
    if len(words) == 1:
        return f"{words[0]} that has none itself"
    return f"{listed_words(words)}, each another party and without any of these itself"


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


Places = frozenset[Place]


class Joins:
    """The places of facts whose values the rules hold against one another."""

    def __init__(self, rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._rules = rules
        self._vocabulary = vocabulary
        self._heads: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            self._heads.setdefault(rule.head.predicate, []).append(number)
        # once, as every pass asks the same of the same rules
        self._asked = [list(self._asked_by(rule)) for rule in rules]
        self._compared = [list(compared(rule.body)) for rule in rules]
        self._origins: dict[tuple[int, str], Places] = {}
        # ends, as the sets of places only grow and there are finitely many
        while self._pass():
            pass
        self._pairs = frozenset(self._joined())

    @property
    def kinds(self) -> bool:
        """Whether the names of records of two kinds are held against each other."""
        return any(map(self._are_unlike, self._pairs))

    @property
    def reserved(self) -> frozenset[str]:
        """The words of the vocabulary to which a record may refer that has one of them for a name."""
        words: set[str] = set()
        for pair in filter(self._are_unlike, self._pairs):
            words.update(chain.from_iterable(reserved_in(self._target(place)) for place in pair))
        return frozenset(words)

    @property
    def parties_and_texts(self) -> bool:
        """Whether a text that a file states is held against the name of a party."""
        types = [{self._type(place), self._type(other)} for place, other in self._pairs]
        return {"party", "text"} in types

    @property
    def texts(self) -> bool:
        """Whether a text that is no name is held against another text that a file states, or against a name."""
        return any(
            any(map(self._is_plain, pair)) and {self._type(place) for place in pair} <= {"party", "text"}
            for pair in self._pairs
        )

    @property
    def names_of_others(self) -> bool:
        """Whether names of records of one kind are held against each other that may be of two parties.

        What a duty is about is held against what each other rule gives the duty about.
        """
        numbers = range(len(self._rules))
        return any(map(self._hold_names_of_two, numbers)) or any(map(self._concludes_of_anothers, numbers))

    def _concludes_of_anothers(self, number: int) -> bool:
        head = self._rules[number].head
        declared = self._vocabulary.predicates.get(head.predicate)
        if declared is None or declared.kind is PredicateKind.DERIVED:
            return False
        names = _anothers(self._rules[number], self._of_others).intersection(head.terms)
        return any(self._are_of_one_kind(self._of(number, term), self._of(number, term)) for term in names)

    def _hold_names_of_two(self, number: int) -> bool:
        held = {(left, right) for left, right, _ in self._compared[number]}
        for first, other in combinations(atoms_of(self._rules[number].body), 2):
            for (place, left), (other_place, right) in product(enumerate(first.terms), enumerate(other.terms)):
                if left != right and (left, right) not in held and (right, left) not in held:
                    continue
                places = {(first.predicate, place), (other.predicate, other_place)}
                if first.terms[0] == other.terms[0] and self._of_others.isdisjoint(places):
                    continue
                if self._are_of_one_kind(self._of(number, left), self._of(number, right)):
                    return True
        return False

    @cached_property
    def _of_others(self) -> Places:
        """The places of conclusions where something stands that another party states than that concerned."""
        found: set[Place] = set()
        before = -1
        while len(found) > before:
            before = len(found)
            for rule in self._rules:
                anothers = _anothers(rule, found)
                places = (place for place, term in enumerate(rule.head.terms) if term in anothers)
                found.update((rule.head.predicate, place) for place in places)
        return frozenset(found)

    def _are_of_one_kind(self, places: Places, others: Places) -> bool:
        """Whether names of records of one kind may stand in either."""
        kinds = [frozenset(chain.from_iterable(map(self._kinds, each))) for each in (places, others)]
        return not kinds[0].isdisjoint(kinds[1])

    @property
    def orders_names(self) -> bool:
        """Whether rules look at the order of names: of parties, of records, or of texts."""
        for number, comparisons in enumerate(self._compared):
            for left, right, by_order in comparisons:
                places = self._of(number, left) | self._of(number, right)
                if by_order and {"party", "text"} & set(map(self._type, places)):
                    return True
        return False

    def _pass(self) -> bool:
        """Carry every origin one step further, through an assignment or a conclusion; whether anything was new."""
        before = sum(map(len, self._origins.values()))
        for number, comparisons in enumerate(self._compared):
            for name, places in self._met(number):
                self._add(number, name, places)
            for first, second, _ in comparisons:
                for variable, other in ((first, second), (second, first)):
                    if isinstance(variable, Variable) and isinstance(other, Variable):
                        self._add(number, variable.name, self._of(number, other))
        return sum(map(len, self._origins.values())) != before

    def _add(self, number: int, name: str, places: Places) -> None:
        self._origins[number, name] = self._origins.get((number, name), frozenset()) | places

    def _of(self, number: int, term: object) -> Places:
        if not isinstance(term, Variable):
            return frozenset()
        return self._origins.get((number, term.name), frozenset())

    def _met(self, number: int) -> Iterator[tuple[str, Places]]:
        """For each place of a condition where a variable stands, the places of facts that its value may come from."""
        for name, places, concluding in self._asked[number]:
            yield name, places.union(*(self._of(*head_term) for head_term in concluding))

    def _asked_by(self, rule: Rule) -> Iterator[tuple[str, Places, list[HeadTerm]]]:
        """For each place of a condition where a variable stands, that of a fact, or the terms that answer it."""
        for atom in atoms_of(rule.body):
            heads = self._heads.get(atom.predicate, ())
            concluding = [other for other in heads if may_be(self._rules[other].head, atom)]
            for place, term in enumerate(atom.terms):
                if isinstance(term, Variable):
                    stated = frozenset([(atom.predicate, place)]) if not heads else frozenset[Place]()
                    yield term.name, stated, [(other, self._rules[other].head.terms[place]) for other in concluding]

    def _joined(self) -> Iterator[tuple[Place, Place]]:
        for number, comparisons in enumerate(self._compared):
            met: dict[str, list[Places]] = {}
            for name, places in self._met(number):
                met.setdefault(name, []).append(places)
            for occurrences in met.values():
                for first, other in combinations(occurrences, 2):
                    yield from product(first, other)
            for left, right, _ in comparisons:
                if isinstance(left, Variable) and isinstance(right, Variable):
                    yield from product(self._of(number, left), self._of(number, right))
        for (number, term), (second, second_term) in read_together(self._rules, self._vocabulary):
            yield from product(self._of(number, term), self._of(second, second_term))

    def _are_unlike(self, pair: tuple[Place, Place]) -> bool:
        """Whether the names of records of different kinds stand in two places."""
        first, other = map(self._kinds, pair)
        return bool(first and other) and first != other

    def _kinds(self, place: Place) -> frozenset[str]:
        """The kinds of record of which the name stands in a place of a fact: of its own, or of what it refers to."""
        declared = self._vocabulary.predicates.get(place[0])
        if declared is None or not declared.is_fact or place[1] >= declared.arity:
            return frozenset()
        stated, *named = places_of(place, self._vocabulary)
        own = self._vocabulary.predicates[stated[0]]
        return frozenset([own.name] if stated[1] == own.naming else [kind for kind, _ in named])

    def _is_plain(self, place: Place) -> bool:
        """Whether a text stands in a place of a fact that is the name of nothing."""
        declared = self._vocabulary.predicates.get(place[0])
        return declared is not None and declared.is_fact and self._type(place) == "text" and not self._kinds(place)

    def _target(self, place: Place) -> str:
        """To what that refers which stands in a place of a fact."""
        declared = self._vocabulary.predicates[place[0]]
        name = declared.arguments[place[1]].name
        return declared.refers.get(name) or self._vocabulary.owner_of(declared).refers.get(name, "")

    def _type(self, place: Place) -> str | None:
        declared = self._vocabulary.predicates.get(place[0])
        if declared is None or place[1] >= declared.arity:
            return None
        return declared.arguments[place[1]].type


def _anothers(rule: Rule, of_others: Collection[Place]) -> set[Term]:
    """The terms of a rule that another party states than that of which it concludes something."""
    found: set[Term] = set()
    for atom in atoms_of(rule.body):
        is_of_another = atom.terms[:1] != rule.head.terms[:1]
        for place, term in enumerate(atom.terms):
            if place and (is_of_another or (atom.predicate, place) in of_others):
                found.add(term)
    return found
