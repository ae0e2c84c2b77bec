"""Which other parties can bear on a party's conclusions, so that explaining one need not derive all.

A rule is connected when every party that it speaks of is tied to the parties of its conclusion by conditions that
name both. If all rules are connected, what is concluded of a party rests only on parties that facts tie to it,
directly or through others. With one rule that is not (say, one that looks for an enrolled system of anybody), all
parties bear on all.

Deriving for one party: the conclusions about it, and of those about others only what they rest on.

This is the magic-set transformation for the first place of each predicate: rules ask whether their party is the one
asked about, a fact of the derivation, so that one focused program serves every party. Without it every pair of the
Users of a provider would be derived in order to explain one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from itertools import chain

from secg.facts.situation import Facts, Row
from secg.language import model as m
from secg.language.program import Program
from secg.language.unknowns import ASKED, is_internal, missing_fact
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.records import kept

DESCRIBED = 100
"""With up to so many parties, any of them may be tied to another in a question."""


def bearing_on(party: str, program: Program, facts: Facts, newly_tied: bool = False) -> Facts:
    """The facts of the parties that can bear on `party`; all facts where some rule is not connected.

    With `newly_tied`, also of those that could once it is tied to another party: to any party where there are up to
    DESCRIBED of them, otherwise to those that facts of others name, such as providers.
    """
    if not are_connected(program):
        return facts
    others: Iterable[str] = ()
    if newly_tied:
        others = facts.names if len(facts.names) <= DESCRIBED else named_parties(facts, program.vocabulary)
    return of_parties(tied_to([party, *others], facts), facts)


def of_parties(near: Set[str], facts: Facts) -> Facts:
    """The facts that are about these parties only."""
    rows: dict[str, dict[Row, Span]] = {}
    for predicate, spans in facts.rows.items():
        rows[predicate] = {row: span for row, span in spans.items() if is_among(row, near, facts)}
    missing = {fact: parties & near for fact, parties in facts.missing.items()}
    return replace(facts, rows=rows, missing=missing)


def is_among(row: Row, near: Set[str], facts: Facts) -> bool:
    """Whether a row is about these parties only."""
    return all(value in near for value in row if value in facts.names)


def named_parties(facts: Facts, vocabulary: Vocabulary) -> Iterator[str]:
    """The parties that facts of others name, such as providers."""
    for predicate, rows in facts.rows.items():
        for at, argument in enumerate(vocabulary.predicates[predicate].arguments):
            if at and argument.type == "party":
                yield from (str(row[at]) for row in rows)


def tied_to(parties: Iterable[str], facts: Facts) -> frozenset[str]:
    """The parties with every party that facts tie to them, directly or through others."""
    ties: dict[str, set[str]] = {}
    for spans in facts.rows.values():
        for row in spans:
            together = {str(value) for value in row if value in facts.names}
            if len(together) > 1:
                for name in together:
                    ties.setdefault(name, set()).update(together)
    waiting = list(dict.fromkeys(parties))
    near = set(waiting)
    while waiting:
        for other in ties.get(waiting.pop(), ()):
            if other not in near:
                near.add(other)
                waiting.append(other)
    return frozenset(near)


@kept
def are_connected(program: Program) -> bool:
    """Whether conditions tie the parties of every rule, so that a party's conclusions rest on those tied to it."""
    return all(is_connected(rule, program.vocabulary) for rule in program.rules)


def is_connected(rule: m.Rule, vocabulary: Vocabulary) -> bool:
    """Whether conditions tie every party of the rule to those of its conclusion."""
    used = list(chain.from_iterable(map(m.literal_atoms, rule.body)))
    parties: set[str] = set()
    for atom in (rule.head, *(atom for atom, _ in used)):
        terms = list(_party_terms(atom, vocabulary))
        if any(isinstance(term, m.Constant) for term in terms):
            return False  # a party that a rule names bears on whoever is asked about
        parties.update(term.name for term in terms if isinstance(term, m.Variable))
    ties: list[set[str]] = []
    for atom, how in used:
        together = m.variable_names(atom) & parties
        if not together and any(True for _ in _party_terms(atom, vocabulary)):
            return False  # it looks for any party at all
        if how != "negated":  # that two parties are not in one row ties nobody to anybody
            ties.append(together)
    groups = _merged([*ties, *({name} for name in parties)])
    return not groups or (len(groups) == 1 and bool(m.variable_names(rule.head) & groups[0]))


def _merged(sets: Iterable[set[str]]) -> list[set[str]]:
    """The sets with those that share a name made one; empty ones left out."""
    groups: list[set[str]] = []
    for joined in sets:
        sharing = [group for group in groups if group & joined]
        groups = [group for group in groups if not group & joined]
        if joined:
            groups.append(joined.union(*sharing))
    return groups


def _party_terms(atom: m.Atom, vocabulary: Vocabulary) -> Iterator[m.Term]:
    """The terms that stand for parties. A guard's head has none of its own: its conditions say which are."""
    if missing_fact(atom.predicate) is not None:
        yield from atom.terms
    elif not is_internal(atom.predicate):
        for term, argument in zip(atom.terms, vocabulary.predicates[atom.predicate].arguments, strict=True):
            if argument.type == "party":
                yield term


def focused(program: Program, beside: Iterable[m.Rule] = ()) -> Program:
    """The program with its rules held to the party asked about, wherever no conclusion about it asks for another.

    A program and its focused form, derived about a party, give the same rows whose first value is the party, for each
    predicate that an outcome is read from. `beside` are rules that may be put in the place of some of these later: what
    they ask for is kept too. Of these rules both get a condition that `User` is asked about, since `pairs` is asked for
    the party of `counted` only:

    >>> from secg.language.parser import parse_rules
    >>> from secg.language.predicate_kinds import PredicateKind
    >>> from secg.language.vocabulary import Argument, Predicate
    >>> from secg.messages import Span
    >>> text = (
    ...     "counted(User, N) :- pairs(User, _), N = count : { pairs(User, Other) }."
    ...     "pairs(User, Other) :- served(User, P), served(Other, P)."
    ... )
    >>> rules, _ = parse_rules(text)
    >>> user, other, number = Argument("user", "party"), Argument("other", "party"), Argument("number", "integer")
    >>> declared = {
    ...     name: Predicate(name, PredicateKind.DERIVED, arguments, "", Span("", 0, 0))
    ...     for name, arguments in {"counted": (user, number), "pairs": (user, other)}.items()
    ... }
    >>> for rule in focused(Program(rules, Vocabulary({}, declared, ""))).rules:
    ...     print(rule)
    counted(User, N) :-
        asked about(User),
        pairs(User, _),
        N = count : { pairs(User, Other) }.
    pairs(User, Other) :-
        asked about(User),
        served(User, P),
        served(Other, P).
    """
    whole = _asked_of_any(Program((*program.rules, *beside), program.vocabulary))
    rules = tuple(rule if rule.head.predicate in whole else _held(rule) for rule in program.rules)
    return Program(rules, program.vocabulary)


def _asked_of_any(program: Program) -> set[str]:
    """The predicates of which rows about any party are asked for."""
    by_head = program.by_head
    whole = {name for name in by_head if not _is_about_a_party(name, program.vocabulary)}
    # a conclusion about a party that the rule names is drawn whoever is asked about
    whole |= {rule.head.predicate for rule in program.rules if _first(rule.head) is None}
    waiting = list(by_head)
    while waiting:
        name = waiting.pop()
        for rule in by_head.get(name, ()):
            for atom in m.atoms_of(rule.body):
                same = name not in whole and _first(atom) == _first(rule.head)
                if not same and atom.predicate in by_head and atom.predicate not in whole:
                    whole.add(atom.predicate)
                    waiting.append(atom.predicate)  # its rules are looked at again, now for any party
    return whole


def _is_about_a_party(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a predicate's first value is a party; a guard's is where those that ask for it put one there."""
    if is_internal(name):
        return True
    arguments = vocabulary.predicates[name].arguments
    return bool(arguments) and arguments[0].type == "party"


def _first(atom: m.Atom) -> str | None:
    """The name of the variable in the first place, where one stands there."""
    match atom.terms:
        case (m.Variable() as first, *_):
            return first.name
        case _:
            return None


def _held(rule: m.Rule) -> m.Rule:
    """The rule for the party asked about alone."""
    return replace(rule, body=(m.Atom(ASKED, rule.head.terms[:1], rule.span), *rule.body))
