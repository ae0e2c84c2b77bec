"""Which places of facts rules hold against one another: where it can decide that the same text stands in both.

A value flows from a fact through variables and conclusions, as in `constants.py`. What an excuse says of a duty meets
what the obligation says of it, though no rule asks for both (`read_together`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from secg.effect.candidates import is_key
from secg.effect.constants import Place, equated, may_be, read_together
from secg.language.model import Aggregate, Comparison, Literal, Rule, Term, Variable, atoms_of
from secg.language.operators import Comparator, Function
from secg.language.vocabulary import Vocabulary

Places = frozenset[Place]


class Joins:
    """The places of facts whose values the rules hold against one another."""

    def __init__(self, rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._rules = rules
        self._vocabulary = vocabulary
        self._heads: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            self._heads.setdefault(rule.head.predicate, []).append(number)
        self._origins: dict[tuple[int, str], Places] = {}
        while self._pass():
            pass
        self._pairs = frozenset(self._joined())

    @property
    def kinds(self) -> bool:
        """Whether the names of records of two kinds are held against each other."""
        kinds = [(self._kind(place), self._kind(other)) for place, other in self._pairs]
        return any(kind and other and kind != other for kind, other in kinds)

    @property
    def parties_and_texts(self) -> bool:
        """Whether a text that a file states is held against the name of a party."""
        types = [{self._type(place), self._type(other)} for place, other in self._pairs]
        return {"party", "text"} in types

    @property
    def orders_names(self) -> bool:
        """Whether rules look at the order of names: of parties, of records, or of texts."""
        for number, rule in enumerate(self._rules):
            for term in _ordered(rule.body):
                types = {self._type(place) for place in self._of(number, term)} if isinstance(term, Variable) else set()
                if types & {"party", "text"}:
                    return True
        return False

    def _pass(self) -> bool:
        """Carry every origin one step further, through an assignment or a conclusion; whether anything was new."""
        before = sum(map(len, self._origins.values()))
        for number, rule in enumerate(self._rules):
            for name, places in self._met(number):
                self._add(number, name, places)
            for first, second in equated(rule.body):
                for variable, other in ((first, second), (second, first)):
                    if isinstance(variable, Variable) and isinstance(other, Variable):
                        self._add(number, variable.name, self._of(number, other))
        return sum(map(len, self._origins.values())) != before

    def _add(self, number: int, name: str, places: Places) -> None:
        self._origins[number, name] = self._origins.get((number, name), frozenset()) | places

    def _of(self, number: int, term: Term) -> Places:
        return self._origins.get((number, term.name), frozenset()) if isinstance(term, Variable) else frozenset()

    def _met(self, number: int) -> Iterator[tuple[str, Places]]:
        """For each place of a condition where a variable stands, the places of facts that its value may come from."""
        for atom in atoms_of(self._rules[number].body):
            heads = self._heads.get(atom.predicate, ())
            for place, term in enumerate(atom.terms):
                if not isinstance(term, Variable):
                    continue
                places = frozenset() if heads else frozenset([(atom.predicate, place)])
                for other in heads:
                    head = self._rules[other].head
                    if may_be(head, atom):
                        places |= self._of(other, head.terms[place])
                yield term.name, places

    def _joined(self) -> Iterator[tuple[Place, Place]]:
        for number, rule in enumerate(self._rules):
            met: dict[str, list[Places]] = {}
            for name, places in self._met(number):
                met.setdefault(name, []).append(places)
            for occurrences in met.values():
                for first, other in combinations(occurrences, 2):
                    yield from product(first, other)
            for left, right in equated(rule.body):
                if isinstance(left, Variable) and isinstance(right, Variable):
                    yield from product(self._of(number, left), self._of(number, right))
        for (number, term), (second, second_term) in read_together(self._rules, self._vocabulary):
            yield from product(self._of(number, term), self._of(second, second_term))

    def _kind(self, place: Place) -> str | None:
        """The kind of record of which the name stands in a place of a fact, or of an optional key of the record."""
        declared = self._vocabulary.predicates.get(place[0])
        if declared is None or not declared.is_fact or place[1] >= declared.arity:
            return None
        owner = self._vocabulary.predicates[declared.field.partition(".")[0] or declared.name]
        names = [argument.name for number, argument in enumerate(owner.arguments) if is_key(owner, number)]
        return owner.name if declared.arguments[place[1]].name in names else None

    def _type(self, place: Place) -> str | None:
        declared = self._vocabulary.predicates.get(place[0])
        return declared.arguments[place[1]].type if declared is not None and place[1] < declared.arity else None


def _ordered(body: Iterable[Literal]) -> Iterator[object]:
    """What is held against something in its order: greater or less than it, or the least or greatest of several."""
    for literal in body:
        if isinstance(literal, Comparison) and literal.operator not in (Comparator.EQUAL, Comparator.UNEQUAL):
            yield literal.left
            yield literal.right
        elif isinstance(literal, Aggregate):
            if literal.function in (Function.MIN, Function.MAX):
                yield literal.value
            yield from _ordered(literal.body)
