"""Making aggregates honest about facts that a party does not state.

An aggregate that ranges over a fact with `absent: unknown` has no value while one of the counted parties does not state
it. This is written out as rules, so that every engine treats it alike: for each such fact of an aggregate, and for each
choice of several that may be missing together, a rule concludes `uncounted …` for the groups with a missing
contribution, and the aggregate's rule gains `not uncounted …`.
Which parties lack a fact is the given predicate `missing <fact>`. A `stated sum` needs no guard: it is used only where
a missing contribution can do no harm (`program_checks.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

from secg.language import model as m
from secg.language.model import replacing, substitute
from secg.language.operators import Form
from secg.language.safety import binds, evaluation_order, is_ready
from secg.language.vocabulary import Vocabulary

UNSTATED_LIMIT = 4
"""So many facts that parties need not state may stand between the braces of an aggregate: rules double with each."""

ASKED = "asked about"
"""The given predicate that holds of the party that a derivation is about (see `derive/neighbourhood.py`)."""


def missing_predicate(fact: str) -> str:
    """The given predicate that holds of the parties that do not state `fact`."""
    return f"missing {fact}"


def missing_fact(predicate: str) -> str | None:
    """The fact that a given predicate `missing <fact>` is about; None for any other predicate."""
    fact = predicate.removeprefix("missing ")
    return fact if fact != predicate else None


def is_internal(predicate: str) -> bool:
    """Whether a predicate was made here; no declared name holds a blank."""
    return " " in predicate


def with_guards(rules: Iterable[m.Rule], vocabulary: Vocabulary) -> tuple[m.Rule, ...]:
    """The rules with a guard for each aggregate over a fact whose absence means nothing.

    >>> from secg.language.parser import parse_rules
    >>> from secg.language.predicate_kinds import PredicateKind
    >>> from secg.language.vocabulary import Argument, Predicate
    >>> from secg.messages import Span
    >>> text = "total(P, Sum) :- uses(P, Q), Sum = sum Count : { homes(Q, Count) }."
    >>> rules, _ = parse_rules(text)
    >>> arguments = (Argument("party", "party"), Argument("count", "integer"))
    >>> homes = Predicate("homes", PredicateKind.FACT, arguments, "", Span("", 0, 0), absent="unknown")
    >>> for rule in with_guards(rules, Vocabulary({}, {"homes": homes}, "")):
    ...     print(rule)
    uncounted total 1.1(Q) :-
        uses(P, Q),
        missing homes(Q).
    total(P, Sum) :-
        uses(P, Q),
        Sum = sum Count : { homes(Q, Count) },
        not uncounted total 1.1(Q).
    """
    result: list[m.Rule] = []
    numbers: Counter[str] = Counter()
    for rule in rules:
        if not any(isinstance(literal, m.Aggregate) for literal in rule.body):
            result.append(rule)
            continue
        # numbered within its predicate, so that the guard keeps its name where other predicates gain or lose rules
        numbers[rule.head.predicate] += 1
        number = f"{rule.head.predicate} {numbers[rule.head.predicate]}"
        guards: list[m.Literal] = []
        before: list[m.Literal] = []
        for literal in evaluation_order(rule.body, rule)[0]:
            if isinstance(literal, m.Aggregate) and not literal.stated:
                name = f"uncounted {number}.{len(guards) + 1}"
                guard_rules = _guard_rules(literal, rule, name, [*before, *guards], vocabulary)
                result.extend(guard_rules)
                if guard_rules:
                    guards.append(m.Negation(guard_rules[0].head, literal.span))  # all of them conclude the same
            before.append(literal)
        if guards:
            rule = replace(rule, body=(*rule.body, *guards))
        result.append(rule)
    return tuple(result)


def _guard_rules(
    aggregate: m.Aggregate, rule: m.Rule, name: str, before: Sequence[m.Literal], vocabulary: Vocabulary
) -> list[m.Rule]:
    """What concludes that a contribution is missing; `before` are the conditions that give the groups."""
    group = m.group_variables(aggregate, rule)
    terms: tuple[m.Term, ...] = tuple(m.Variable(name, aggregate.span) for name in group)
    # no predicate is without an argument, so that a guard without groups is about `all`
    head = m.Atom(name, terms or (m.Constant("all", Form.TEXT, aggregate.span),), aggregate.span)
    inside = _apart(aggregate, rule, group)
    rules: list[m.Rule] = []
    # no other condition rests on an unknown fact (`program_checks.py`)
    for missing in _choices(unstated_atoms(inside, vocabulary)):
        left: list[m.Literal] = []
        for literal in inside:
            if isinstance(literal, m.Atom) and literal in missing:
                literal = m.Atom(missing_predicate(literal.predicate), literal.terms[:1], literal.span)
            left.append(literal)
        # what is missing first, as all that may be asked of it is whose it is
        left.sort(key=lambda literal: not (isinstance(literal, m.Atom) and is_internal(literal.predicate)))
        rules.append(m.Rule(head, _evaluable([*before, *dict.fromkeys(left)]), rule.citation, rule.span))
    return rules


def unstated_atoms(body: Iterable[m.Literal], vocabulary: Vocabulary) -> list[list[m.Atom]]:
    """The atoms of facts that need not be stated; together those that ask for one fact of one party."""
    together: dict[tuple[str, m.Term | int], list[m.Atom]] = {}
    for place, literal in enumerate(body):
        if isinstance(literal, m.Atom) and vocabulary.may_be_unstated(literal.predicate):
            party = literal.terms[0]
            key = place if isinstance(party, m.Anything) else party  # each of these may be another party
            together.setdefault((literal.predicate, key), []).append(literal)
    return list(together.values())


def _choices(groups: Sequence[list[m.Atom]]) -> Iterator[list[m.Atom]]:
    """Every choice of one or more groups, smaller ones first: the atoms of each."""
    for size in range(1, len(groups) + 1):
        for chosen in combinations(groups, size):
            yield list(chain.from_iterable(chosen))


def _apart(aggregate: m.Aggregate, rule: m.Rule, group: Iterable[str]) -> tuple[m.Literal, ...]:
    """The conditions between the braces for use outside: names of their own stay apart from all others of the rule."""
    own = m.variable_names(*aggregate.body) - set(group)
    taken = m.variable_names(*rule.body)
    fresh: dict[str, m.Term] = {}
    for name in sorted(own):
        other = f"{name}_"
        while other in taken:
            other += "_"
        taken.add(other)
        fresh[name] = m.Variable(other, aggregate.span)
    return tuple(substitute(literal, replacing(fresh)) for literal in aggregate.body)


def _evaluable(literals: list[m.Literal]) -> tuple[m.Literal, ...]:
    """The literals whose variables have values; those about the missing value are dropped, as they might hold."""
    # atoms wait for nothing, and give their variables wherever they stand
    bound: set[str] = set()
    for literal in literals:
        if isinstance(literal, m.Atom):
            bound |= binds(literal, bound)
    kept: list[m.Literal] = []
    for literal in literals:
        if isinstance(literal, m.Atom):
            kept.append(literal)
        elif is_ready(literal, bound, None):
            kept.append(literal)
            bound |= binds(literal, bound)
    return tuple(kept)
