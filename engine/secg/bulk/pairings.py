"""Rules that pair the parties which share something, as the users of one provider: a fact joined to itself.

`meets(One, Other, …) :- uses(One, Thing), uses(Other, Thing), One != Other, …conditions on Other….`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

from sqlglot import exp

from secg.bulk.relations import Stored
from secg.bulk.rule_select import column
from secg.language.binding import names
from secg.language.model import (
    Aggregate,
    Anything,
    Atom,
    Comparison,
    Literal,
    Rule,
    Term,
    Variable,
    literal_variables,
)
from secg.language.operators import Comparator
from secg.records import record


@record
class Pairing:
    """Such a rule: the places of the two parties in its head, and whether they must differ.

    `member` and `shared` are the columns of the fact, `first` and `second` its two atoms, `conditions` those on the
    other party.
    """

    rule: Rule
    first: Atom
    second: Atom
    member: int
    shared: int
    one: int
    other: int
    apart: bool
    conditions: tuple[Literal, ...]

    @property
    def groups(self) -> str:
        """The relation of each party and its group."""
        return f"groups of {self.first.predicate} {self.member} {self.shared}"

    def beside(self, terms: Sequence[Term]) -> tuple[Term, ...]:
        """The terms of the head, or of an atom for it, but for the two parties."""
        return tuple(term for place, term in enumerate(terms) if place not in (self.one, self.other))


def find_pairings(rules: Sequence[Rule], is_table: Callable[[str], bool]) -> Mapping[str, Pairing]:
    """The predicates whose only rule is a pairing; `is_table` tells which predicates are facts with own tables."""
    count = Counter(rule.head.predicate for rule in rules)
    pairings = {rule.head.predicate: _pairing(rule, is_table) for rule in rules if count[rule.head.predicate] == 1}
    return {name: pairing for name, pairing in pairings.items() if pairing is not None}


def groups_select(pairing: Pairing, fact: Stored) -> exp.Select:
    """Each party of a fact with its group: the first of the parties that share the same set of things."""
    member, shared = (exp.column(fact.columns[place], quoted=True) for place in (pairing.member, pairing.shared))
    things = exp.ArraySort(this=exp.ArrayUniqueAgg(this=shared)).as_("things", quoted=True)
    sets = exp.select(member.as_("party", quoted=True), things).from_(exp.to_table(fact.table)).group_by(member.copy())
    first = exp.Window(this=exp.Min(this=column("sets", "party")), partition_by=[column("sets", "things")])
    return exp.select(column("sets", "party"), first.as_("first_party", quoted=True)).from_(sets.subquery("sets"))


def _pairing(rule: Rule, is_table: Callable[[str], bool]) -> Pairing | None:
    heads = [term.name for term in rule.head.terms if isinstance(term, Variable)]
    atoms = [literal for literal in rule.body if isinstance(literal, Atom) and is_table(literal.predicate)]
    if len(set(heads)) < len(rule.head.terms):
        return None
    for first, second in permutations(atoms, 2):
        places = _places(first, second)
        if places is None:
            continue
        member, shared = places
        member_name, other, thing = (
            _name(term) for term in (first.terms[member], second.terms[member], first.terms[shared])
        )
        rest = [literal for literal in rule.body if literal is not first and literal is not second]
        unlike = [literal for literal in rest if _is_difference(literal, member_name, other)]
        conditions = tuple(literal for literal in rest if literal not in unlike)
        used = set().union(*(names(literal_variables(literal)) for literal in conditions))
        clear = member_name in heads and other in heads and thing not in heads and not {member_name, thing} & used
        if clear and not any(isinstance(literal, Aggregate) for literal in conditions):
            ends = heads.index(member_name), heads.index(other)
            return Pairing(rule, first, second, member, shared, *ends, bool(unlike), conditions)
    return None


def _places(first: Atom, second: Atom) -> tuple[int, int] | None:
    """The one place where two atoms name two parties, and the one where they name the same thing; `_` elsewhere."""
    if first.predicate != second.predicate:
        return None
    differing: list[int] = []
    alike: list[int] = []
    for place, (left, right) in enumerate(zip(first.terms, second.terms, strict=True)):
        if isinstance(left, Variable) and isinstance(right, Variable):
            (alike if left.name == right.name else differing).append(place)
        elif not (isinstance(left, Anything) and isinstance(right, Anything)):
            return None
    named = {_name(atom.terms[place]) for atom in (first, second) for place in (*differing, *alike)}
    return (differing[0], alike[0]) if len(differing) == len(alike) == 1 and len(named) == 3 else None


def _name(term: Term) -> str:
    return term.name if isinstance(term, Variable) else ""


def _is_difference(literal: Literal, first: str, other: str) -> bool:
    if not isinstance(literal, Comparison) or literal.operator is not Comparator.UNEQUAL:
        return False
    sides = [side.name for side in (literal.left, literal.right) if isinstance(side, Variable)]
    return sorted(sides) == sorted((first, other))
