"""Aggregates over a self-join, pushed down to groups of parties.

A pairing is a fact joined to itself, as the users of one provider:

    meets(User, Other) :- uses(User, Provider), uses(Other, Provider), User != Other.

It has quadratically many rows. But parties that share the same set of things meet the same others, and there are few
such sets. So a sum or a count over the others, or whether there is one, is evaluated for each group, named by its
first member, and handed to its members, less what the party itself adds. `max`, `min` and conditions that compare the
two parties read the pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from sqlglot import exp

from secg.bulk.sql.analysis import Stored
from secg.bulk.sql.rule_select import column
from secg.code.redline_rules import rule_shape
from secg.language import model as m
from secg.language.model import replacing, substitute
from secg.language.operators import Calculation, Comparator, Function
from secg.language.safety import names
from secg.records import record


@record
class Pairing:
    """Such a rule: the places of the two parties in its head, and whether they must differ.

    `member` and `shared` are the columns of the fact, `first` and `second` its two atoms, `conditions` those on the
    other party.
    """

    rule: m.Rule
    first: m.Atom
    second: m.Atom
    member: int
    shared: int
    one: int
    other: int
    apart: bool
    conditions: tuple[m.Literal, ...]

    @property
    def groups(self) -> str:
        """The relation of each party and its group."""
        return f"groups of {self.first.predicate} {self.member} {self.shared}"

    def beside(self, terms: Sequence[m.Term]) -> tuple[m.Term, ...]:
        """The terms of the head, or of an atom for it, but for the two parties."""
        return tuple(term for place, term in enumerate(terms) if place not in (self.one, self.other))


def find_pairings(rules: Sequence[m.Rule], is_table: Callable[[str], bool]) -> Mapping[str, Pairing]:
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


def _pairing(rule: m.Rule, is_table: Callable[[str], bool]) -> Pairing | None:
    heads = [term.name for term in rule.head.terms if isinstance(term, m.Variable)]
    atoms = [literal for literal in rule.body if isinstance(literal, m.Atom) and is_table(literal.predicate)]
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
        used = set().union(*(names(m.literal_variables(literal)) for literal in conditions))
        clear = member_name in heads and other in heads and thing not in heads and not {member_name, thing} & used
        if clear and not any(isinstance(literal, m.Aggregate) for literal in conditions):
            ends = heads.index(member_name), heads.index(other)
            return Pairing(rule, first, second, member, shared, *ends, bool(unlike), conditions)
    return None


def _places(first: m.Atom, second: m.Atom) -> tuple[int, int] | None:
    """The one place where two atoms name two parties, and the one where they name the same thing; `_` elsewhere."""
    if first.predicate != second.predicate:
        return None
    differing: list[int] = []
    alike: list[int] = []
    for place, (left, right) in enumerate(zip(first.terms, second.terms, strict=True)):
        if isinstance(left, m.Variable) and isinstance(right, m.Variable):
            (alike if left.name == right.name else differing).append(place)
        elif not (isinstance(left, m.Anything) and isinstance(right, m.Anything)):
            return None
    if not len(differing) == len(alike) == 1:
        return None
    member, shared = differing[0], alike[0]
    named = {_name(term) for term in (first.terms[member], second.terms[member], first.terms[shared])}
    return (member, shared) if len(named) == 3 else None


def _name(term: m.Term) -> str:
    return term.name if isinstance(term, m.Variable) else ""


def _is_difference(literal: m.Literal, first: str, other: str) -> bool:
    if not isinstance(literal, m.Comparison) or literal.operator is not Comparator.UNEQUAL:
        return False
    sides = [side.name for side in (literal.left, literal.right) if isinstance(side, m.Variable)]
    return sorted(sides) == sorted((first, other))


Replaced = tuple[Sequence[m.Literal], tuple[m.Literal, ...]]
"""Literals of a body, and those that say the same in their place."""


def group_rules(rules: Sequence[m.Rule], pairings: Mapping[str, Pairing]) -> tuple[m.Rule, ...]:
    """The rules over groups where that will do, with the rules of these groups; each pairing needs its `groups`.

    >>> from secg.language.paragraph_number import Citation, ParagraphNumber
    >>> from secg.language.parser import parse_rules
    >>> from secg.language.rule_text import rule_text
    >>> text = (
    ...     "meets(User, Other) :- uses(User, Provider), uses(Other, Provider), User != Other."
    ...     "alone(User) :- party(User), not meets(User, _)."
    ... )
    >>> rules, _ = parse_rules(text, "G8.md", 1, Citation(ParagraphNumber("G8", "1")))
    >>> pairings = find_pairings(rules, lambda predicate: predicate == "uses")
    >>> grouped = group_rules(rules, pairings)
    >>> print(rule_text(grouped[-1]))
    alone(User) :-
        party(User),
        not any 6(User).
    >>> print(rule_text(grouped[-3]))
    any 6(User) :-
        groups of uses 0 1(User, Group of meets),
        ends 5(Group of meets, Other of meets),
        User != Other of meets.
    """
    grouping = _Grouping(pairings)
    changed = [grouping.rule(rule) for rule in rules]
    return (*grouping.made, *changed)


class _Grouping:
    """Makes rules for groups, once for all that ask the same; variables made here have a blank in their names."""

    def __init__(self, pairings: Mapping[str, Pairing]) -> None:
        self.made: list[m.Rule] = []
        self._pairings = pairings
        self._known: dict[object, str] = {}

    def rule(self, rule: m.Rule) -> m.Rule:
        """The rule with each such question asked of groups; what else it asks of a pairing stays."""
        for literal in rule.body:
            replaced = (
                self._total(literal, rule) if isinstance(literal, m.Aggregate) else self._existence(literal, rule)
            )
            if replaced is not None:
                gone, instead = replaced
                return self.rule(replace(rule, body=(*_without(rule.body, gone), *instead)))
        return rule

    def _total(self, literal: m.Aggregate, rule: m.Rule) -> Replaced | None:
        """A sum or count over the others: that over all members of the groups met, less what the party itself adds."""
        for call, pairing, variable, other in self._calls(literal.body):
            rest = tuple(inner for inner in literal.body if inner is not call)
            inside = _names(*rest) | names(m.expression_variables(literal.value))
            group_names = set(m.group_variables(literal, rule)) - {literal.result.name}
            if literal.function not in (Function.SUM, Function.COUNT) or isinstance(other, m.Anything):
                continue
            if group_names != {variable.name} or inside & {variable.name, literal.result.name}:
                continue
            group, amount = _made("Group", call), _made("Amount", call)
            rows = (self._members(pairing, (group, other, *pairing.beside(call.terms))), *rest)
            is_group = m.Atom(pairing.groups, (group, group), call.span)
            own_total = self._make(
                "total", (group, amount), (is_group, replace(literal, result=amount, body=rows)), rule
            )
            met, total = _made("Group met", call), _made("Total", call)
            reached = (self._meeting(pairing, group, met), replace(own_total, terms=(met, amount)))
            around = m.Aggregate(total, Function.SUM, amount, reached, call.span)
            full_total = self._make("total around", (group, total), (is_group, around), rule)
            through = (m.Atom(pairing.groups, (variable, group), call.span), full_total)
            if not pairing.apart:
                return [literal], (m.Aggregate(literal.result, Function.SUM, total, through, literal.span),)
            place = f"{literal.span.line} {literal.span.column}"
            full, own = _made(f"All {place}", call), _made(f"Own {place}", call)
            less = substitute(replace(literal, result=own, body=rows), replacing({other.name: variable}))
            left = m.Comparison(
                Comparator.EQUAL, literal.result, m.Arithmetic(Calculation.MINUS, full, own, call.span), call.span
            )
            return [literal], (m.Aggregate(full, Function.SUM, total, through, literal.span), less, left)
        return None

    def _existence(self, literal: m.Literal, rule: m.Rule) -> Replaced | None:
        """Whether there is another: the first and the last one of all groups met tell, as one of them is another."""
        for call, pairing, variable, other in self._calls(
            [literal.atom if isinstance(literal, m.Negation) else literal]
        ):
            named = isinstance(other, m.Variable)
            other_variable = other if isinstance(other, m.Variable) else _made("Other", call)
            about = [
                part for part in rule.body if named and part is not literal and other_variable.name in _names(part)
            ]
            kept = _without(rule.body, [literal, *about])
            # constants become arguments: a rule that wants one and a rule that wants none of any speak of one relation
            beside, asked = _constants_apart(pairing.beside(call.terms), call)
            given = tuple(asked)
            elsewhere = _names(rule.head, *kept) | {variable.name}
            tied = (_names(*about) & elsewhere) - names(given)
            plain = not any(isinstance(part, m.Aggregate) for part in about)
            if (named and isinstance(literal, m.Negation)) or other_variable.name in elsewhere or tied or not plain:
                continue
            group, met = _made("Group", call), _made("Group met", call)
            inside = (self._members(pairing, (met, other_variable, *beside)), *about)
            ends = self._ends(self._make("found", (met, *given, other_variable), inside, rule), rule)
            reached = (self._meeting(pairing, group, met), ends)
            last = self._ends(self._make("found around", (group, *given, other_variable), reached, rule), rule)
            unlike = (m.Comparison(Comparator.UNEQUAL, variable, other_variable, call.span),) if pairing.apart else ()
            through = (m.Atom(pairing.groups, (variable, group), call.span), last, *unlike)
            some = replace(self._make("any", (variable, *given), through, rule), terms=(variable, *asked.values()))
            return [literal, *about], (m.Negation(some, literal.span) if isinstance(literal, m.Negation) else some,)
        return None

    def _calls(
        self, literals: Sequence[m.Literal]
    ) -> Iterator[tuple[m.Atom, Pairing, m.Variable, m.Variable | m.Anything]]:
        """The atoms that ask a pairing for the others of a variable, with the term of the other."""
        for call in literals:
            pairing = self._pairings.get(call.predicate) if isinstance(call, m.Atom) else None
            if not isinstance(call, m.Atom) or pairing is None:
                continue
            first, other = call.terms[pairing.one], call.terms[pairing.other]
            used = [term.name for term in call.terms if isinstance(term, m.Variable)]
            once = all(used.count(term.name) == 1 for term in (first, other) if isinstance(term, m.Variable))
            if once and isinstance(first, m.Variable) and isinstance(other, m.Variable | m.Anything):
                yield call, pairing, first, other

    def _members(self, pairing: Pairing, terms: tuple[m.Term, ...]) -> m.Atom:
        """The members of each group that fulfil the pairing's conditions on the other party."""
        own, group = pairing.rule.head.terms, _made("Group", pairing.rule.head)
        grouped = m.Atom(pairing.groups, (own[pairing.other], group), pairing.rule.span)
        head = (group, own[pairing.other], *pairing.beside(own))
        return replace(self._make("members", head, (grouped, *pairing.conditions), pairing.rule), terms=terms)

    def _meeting(self, pairing: Pairing, group: m.Variable, met: m.Variable) -> m.Atom:
        """The groups that share something, by the parties that they are named by."""
        both = (pairing.first.terms[pairing.member], pairing.second.terms[pairing.member])
        named = [m.Atom(pairing.groups, (term, term), pairing.rule.span) for term in both]
        meetings = self._make("meetings", both, (*named, pairing.first, pairing.second), pairing.rule)
        return replace(meetings, terms=(group, met))

    def _ends(self, rows: m.Atom, rule: m.Rule) -> m.Atom:
        """The rows with the first and the last value only of their last term."""
        *before, last = rows.terms
        assert isinstance(last, m.Variable)
        end, anyone = _made("End", rows), replace(rows, terms=(*before, _made("Anyone", rows)))
        least, most = (
            m.Aggregate(end, function, last, (rows,), rows.span) for function in (Function.MIN, Function.MAX)
        )
        count = len(self.made)
        ends = self._make("ends", (*before, end), (anyone, least), rule)
        if len(self.made) > count:
            self.made.append(m.Rule(ends, (anyone, most), rule.citation, rows.span))
        return replace(ends, terms=rows.terms)

    def _make(self, what: str, terms: tuple[m.Term, ...], body: tuple[m.Literal, ...], rule: m.Rule) -> m.Atom:
        """The conclusion of a rule with this body; a rule that is there already is not made anew."""
        draft = m.Rule(m.Atom(what, terms, rule.span), body, rule.citation, rule.span)
        name = self._known.setdefault(rule_shape(draft), f"{what} {len(self._known)}")
        head = replace(draft.head, predicate=name)
        if not any(rule.head.predicate == name for rule in self.made):
            self.made.append(replace(draft, head=head))
        return head


def _without(body: Sequence[m.Literal], gone: Sequence[m.Literal]) -> list[m.Literal]:
    """The body but for these literals themselves; an equal literal elsewhere stays."""
    identities = {id(literal) for literal in gone}
    return [literal for literal in body if id(literal) not in identities]


def _made(name: str, atom: m.Atom) -> m.Variable:
    return m.Variable(f"{name} of {atom.predicate}", atom.span)


def _constants_apart(terms: Sequence[m.Term], atom: m.Atom) -> tuple[tuple[m.Term, ...], Mapping[m.Variable, m.Term]]:
    """The terms with a variable for each constant; and for each variable the term that was written."""
    apart = tuple(
        _made(f"Said {place}", atom) if isinstance(term, m.Constant) else term for place, term in enumerate(terms)
    )
    first: dict[str, tuple[m.Variable, m.Term]] = {}
    for variable, term in zip(apart, terms, strict=True):
        if isinstance(variable, m.Variable):
            first.setdefault(variable.name, (variable, term))
    return apart, dict(first.values())


def _names(*literals: m.Literal) -> set[str]:
    return set().union(*(names(m.literal_variables(literal)) for literal in literals))
