"""Which other parties can bear on a party's conclusions, so that explaining one need not derive all.

A rule is connected when every party that it speaks of is tied to the parties of its conclusion by conditions that
name both. If all rules are connected, what is concluded of a party rests only on parties that facts tie to it,
directly or through others. With one rule that is not (say, one that looks for an enrolled system of anybody), all
parties bear on all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.facts.situation import Facts
from engine.language.model import Atom, Constant, Rule, Term, Variable, literal_atoms
from engine.language.unknowns import is_internal, missing_fact
from engine.language.vocabulary import Vocabulary


def bearing_on(party: str, rules: Iterable[Rule], facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts of the parties that can bear on `party`; all facts where some rule is not connected."""
    if not all(is_connected(rule, vocabulary) for rule in rules):
        return facts
    near = tied_to(party, facts)
    rows = {
        predicate: {row: span for row, span in found.items() if all(one in near for one in row if one in facts.names)}
        for predicate, found in facts.rows.items()
    }
    missing = {fact: parties & near for fact, parties in facts.missing.items()}
    return replace(facts, rows=rows, missing=missing)


def tied_to(party: str, facts: Facts) -> frozenset[str]:
    """The party with every party that facts tie to it, directly or through others."""
    ties: dict[str, set[str]] = {}
    for found in facts.rows.values():
        for row in found:
            together = {str(one) for one in row if one in facts.names}
            if len(together) > 1:
                for one in together:
                    ties.setdefault(one, set()).update(together)
    near, waiting = {party}, [party]
    while waiting:
        for other in ties.get(waiting.pop(), ()):
            if other not in near:
                near.add(other)
                waiting.append(other)
    return frozenset(near)


def is_connected(rule: Rule, vocabulary: Vocabulary) -> bool:
    """Whether conditions tie every party of the rule to those of its conclusion."""
    used = [(atom, how) for literal in rule.body for atom, how in literal_atoms(literal)]
    parties: set[str] = set()
    for atom in (rule.head, *(atom for atom, _ in used)):
        terms = list(_party_terms(atom, vocabulary))
        if any(isinstance(term, Constant) for term in terms):
            return False
        parties.update(term.name for term in terms if isinstance(term, Variable))
    ties: list[set[str]] = []
    for atom, how in used:
        together = _names(atom) & parties
        if not together and any(True for _ in _party_terms(atom, vocabulary)):
            return False  # it looks for any party at all
        if how != "negated":
            ties.append(together)
    groups = _merged([*ties, *({name} for name in parties)])
    return not groups or (len(groups) == 1 and bool(_names(rule.head) & groups[0]))


def _names(atom: Atom) -> set[str]:
    return {term.name for term in atom.terms if isinstance(term, Variable)}


def _merged(sets: Iterable[set[str]]) -> list[set[str]]:
    """The sets with those that share a name made one; empty ones left out."""
    groups: list[set[str]] = []
    for one in sets:
        sharing = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one]
        if one:
            groups.append(one.union(*sharing))
    return groups


def _party_terms(atom: Atom, vocabulary: Vocabulary) -> Iterator[Term]:
    """The terms that stand for parties. A guard's head has none of its own: its conditions say which are."""
    if missing_fact(atom.predicate) is not None:
        yield from atom.terms
    elif not is_internal(atom.predicate):
        for term, argument in zip(atom.terms, vocabulary.predicates[atom.predicate].arguments, strict=True):
            if argument.type == "party":
                yield term
