"""Deriving for one party: the conclusions about it, and of those about others only what they rest on.

This is the magic-set transformation for one constant, the party, in the first place of each predicate. Without it every
pair of the Users of a provider would be derived in order to explain one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from secg.language.model import Aggregate, Atom, Comparison, Constant, Literal, Negation, Rule, Variable
from secg.language.operators import Comparator, Form
from secg.language.unknowns import is_internal
from secg.language.vocabulary import Vocabulary


def focused(rules: Sequence[Rule], party: str, vocabulary: Vocabulary, beside: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """The rules with those about one party held to it, wherever no conclusion about it asks for another.

    A program and its focused form give the same rows whose first value is the party, for each predicate that an outcome
    is read from. `beside` are rules that may be put in the place of some of these later: what they ask for is kept too.
    For the party `anna`, of

        counted(User, N) :- pairs(User, _), N = count : { pairs(User, Other) }.
        pairs(User, Other) :- served(User, P), served(Other, P).

    both rules get the condition `User = "anna"`, since `pairs` is asked for the party of `counted` only.
    """
    whole = _asked_of_any([*rules, *beside], vocabulary)
    return tuple(rule if rule.head.predicate in whole else _held(rule, party) for rule in rules)


def _asked_of_any(rules: Sequence[Rule], vocabulary: Vocabulary) -> set[str]:
    """The predicates of which rows about any party are asked for."""
    by_head: dict[str, list[Rule]] = {}
    for rule in rules:
        by_head.setdefault(rule.head.predicate, []).append(rule)
    whole = {name for name in by_head if not _is_about_a_party(name, vocabulary)}
    whole |= {rule.head.predicate for rule in rules if not isinstance(_first(rule.head), str)}
    waiting = list(by_head)
    while waiting:
        name = waiting.pop()
        for rule in by_head.get(name, ()):
            for atom in _atoms(rule.body):
                same = name not in whole and _first(atom) == _first(rule.head)
                if not same and atom.predicate in by_head and atom.predicate not in whole:
                    whole.add(atom.predicate)
                    waiting.append(atom.predicate)
    return whole


def _is_about_a_party(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a predicate's first value is a party; a guard's is where those that ask for it put one there."""
    if is_internal(name):
        return True
    arguments = vocabulary.predicates[name].arguments
    return bool(arguments) and arguments[0].type == "party"


def _first(atom: Atom) -> str | None:
    """The name of the variable in the first place, where one stands there."""
    term = atom.terms[0] if atom.terms else None
    return term.name if isinstance(term, Variable) else None


def _atoms(body: Iterable[Literal]) -> Iterable[Atom]:
    for literal in body:
        match literal:
            case Atom():
                yield literal
            case Negation():
                yield literal.atom
            case Aggregate():
                yield from _atoms(literal.body)
            case Comparison():
                pass


def _held(rule: Rule, party: str) -> Rule:
    """The rule for the party alone."""
    head = rule.head.terms[0]
    assert isinstance(head, Variable)
    return replace(
        rule, body=(Comparison(Comparator.EQUAL, head, Constant(party, Form.TEXT, rule.span), rule.span), *rule.body)
    )
