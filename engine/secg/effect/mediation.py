"""Through which one sentence about a party a change reaches duties whose own rules stay as they are.

A status is given another meaning, say, and so the duties of Users fall on other parties than before: many duties
change, for one cause. Found from the rules alone: all that the change does to such a duty passes through one predicate
that says something of the party and of nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from secg.code.rule_shape import rule_shape
from secg.effect.slicing import DUTY_KINDS
from secg.language.model import Atom, Constant, Rule, Value, literal_atoms
from secg.language.vocabulary import Vocabulary

_Node = tuple[str, Value | None]
"""What rules conclude: a predicate, and for what is said of duties which duty."""


def mediators(
    changed: Iterable[Rule], rules: Sequence[Rule], duties: Iterable[Value | None], vocabulary: Vocabulary
) -> Mapping[Value, str]:
    """For duties that the changed rules reach through one sentence about the party alone: the sentence's predicate.

    Where there are several, the one that mediates most duties is taken, and of those the one nearest to the duty.
    """
    paths = _Paths(changed, rules, vocabulary)
    listed = [duty for duty in duties if duty is not None]
    possible = {duty: paths.common([(kind, duty) for kind in paths.duty_predicates]) for duty in listed}
    counts = Counter(name for names in possible.values() for name in names)
    return {
        duty: max(names, key=lambda name: (counts[name], paths.height(name), name))
        for duty, names in possible.items()
        if names
    }


class _Paths:
    """The ways from what changes to what rests on it."""

    def __init__(self, changed: Iterable[Rule], rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.duty_predicates = [predicate.name for kind in DUTY_KINDS for predicate in vocabulary.of_kind(kind)]
        self._changed = {self._node(rule.head) for rule in changed}
        self._below: dict[_Node, dict[_Node, None]] = {}
        for rule in rules:
            below = self._below.setdefault(self._node(rule.head), {})
            for literal in rule.body:
                below.update({self._node(atom): None for atom, _ in literal_atoms(literal)})
        self._passed: dict[_Node, frozenset[_Node] | None] = {}

    def _node(self, atom: Atom) -> _Node:
        declared = self._vocabulary.predicates.get(atom.predicate)
        if declared is None or declared.kind not in DUTY_KINDS:
            return (atom.predicate, None)
        term = atom.terms[1]
        return (atom.predicate, term.value if isinstance(term, Constant) else None)

    def passed(self, node: _Node) -> frozenset[_Node] | None:
        """What every way from the changed rules to a node passes, itself included; None where there is no way."""
        if node not in self._passed:
            ways = [self.passed(below) for below in self._below.get(node, ())]
            there = [way for way in ways if way is not None]
            if node in self._changed:
                self._passed[node] = frozenset([node])
            elif there:
                self._passed[node] = frozenset.intersection(*there) | {node}
            else:
                self._passed[node] = None
        return self._passed[node]

    def common(self, nodes: Iterable[_Node]) -> list[str]:
        """The predicates about a party alone that every way to any of the nodes passes."""
        ways = [way for node in nodes if (way := self.passed(node)) is not None]
        shared = frozenset.intersection(*ways) if ways else frozenset()
        return sorted(name for name, _ in shared if self._is_about_party(name))

    def height(self, name: str) -> int:
        """How far a predicate stands above the changed rules."""
        return len(self.passed((name, None)) or ())

    def _is_about_party(self, name: str) -> bool:
        declared = self._vocabulary.predicates[name]
        return declared.kind == "derived" and [argument.type for argument in declared.arguments] == ["party"]


def restated(before: Sequence[Rule], after: Sequence[Rule]) -> Mapping[int, Rule]:
    """For rules of one side, by identity, the rule of the other side that says the same, wherever it stands there."""
    kept = {id(rule): rule for rule in after}
    moved = [rule for rule in before if id(rule) not in kept]
    if moved:
        own = {id(rule) for rule in before}
        by_shape = {rule_shape(rule): rule for rule in after if id(rule) not in own}
        kept.update({id(rule): by_shape[shape] for rule in moved if (shape := rule_shape(rule)) in by_shape})
    return kept
