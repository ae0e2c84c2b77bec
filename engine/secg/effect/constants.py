"""The texts and party names that rules can tell from others, for each place of a fact where such a value stands.

A value flows from a fact through variables to conclusions and on. Whatever a rule compares it with, wherever it has
flowed to, is among the values tried at the place where a file states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from secg.language.model import Aggregate, Atom, Comparison, Constant, Literal, Rule, Term, Variable, literal_atoms

Place = tuple[str, int]
"""A predicate and the position of an argument."""
_Node = tuple[int, str]
"""A variable of a rule."""


def constants_of(rules: Sequence[Rule]) -> Mapping[Place, frozenset[str]]:
    """By place of a fact, the texts with which rules compare what stands there."""
    return _Flow(rules).tested


class _Flow:
    """The tests that a value meets. Both passes end, as the rules have no recursion and sets of texts only grow."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._heads: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            self._heads.setdefault(rule.head.predicate, []).append(number)
        self._atoms = [list(_atoms_of(rule.body)) for rule in rules]
        self._tests: dict[_Node, set[str]] = {}
        self.tested: dict[Place, frozenset[str]] = {}
        while self._pass():
            pass

    def _pass(self) -> bool:
        """Carry every test one step further; whether that found anything."""
        before = sum(len(test) for test in self._tests.values()), sum(len(tests) for tests in self.tested.values())
        for number, rule in enumerate(self._rules):
            for first, second in _equated(rule.body):
                for variable, other in ((first, second), (second, first)):
                    if isinstance(variable, Variable):
                        self._meet(number, variable, self._texts(number, other))
            for atom in self._atoms[number]:
                for place, term in enumerate(atom.terms):
                    self._visit(number, atom, place, term)
        return before != (
            sum(len(test) for test in self._tests.values()),
            sum(len(tests) for tests in self.tested.values()),
        )

    def _visit(self, number: int, atom: Atom, place: int, term: Term) -> None:
        concluding = [self._rules[number] for number in self._heads.get(atom.predicate, ())]
        if not concluding:
            stated = (atom.predicate, place)
            self.tested[stated] = self.tested.get(stated, frozenset()) | self._texts(number, term)
            self._meet(number, term, self.tested[stated])
            return
        for other in self._heads[atom.predicate]:
            head = self._rules[other].head
            if may_be(head, atom):
                inner = head.terms[place]
                self._meet(other, inner, self._texts(number, term))
                self._meet(number, term, self._texts(other, inner))

    def _texts(self, number: int, term: object) -> frozenset[str]:
        if isinstance(term, Constant):
            return frozenset([term.value]) if isinstance(term.value, str) else frozenset()
        return frozenset(self._tests.get((number, term.name), ())) if isinstance(term, Variable) else frozenset()

    def _meet(self, number: int, term: object, texts: Iterable[str]) -> None:
        if isinstance(term, Variable) and texts:
            self._tests.setdefault((number, term.name), set()).update(texts)


def may_be(head: Atom, atom: Atom) -> bool:
    """Whether a conclusion can answer a condition: no two constants differ."""
    pairs = zip(head.terms, atom.terms, strict=True)
    return all(
        first.value == other.value
        for first, other in pairs
        if isinstance(first, Constant) and isinstance(other, Constant)
    )


def _atoms_of(body: Iterable[Literal]) -> Iterator[Atom]:
    for literal in body:
        for atom, _ in literal_atoms(literal):
            yield atom


def _equated(body: Iterable[Literal]) -> Iterator[tuple[object, object]]:
    """What is compared with what; an aggregate gives one of its values."""
    for literal in body:
        if isinstance(literal, Comparison):
            yield literal.left, literal.right
        elif isinstance(literal, Aggregate):
            yield literal.result, literal.value
            yield from _equated(literal.body)
