"""Random edits of single rules, and what brute force over a small domain says that they change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from secg.code.consolidation import Code
from secg.derive.outcomes import answers_of
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.calculation import shift_date
from secg.language.model import (
    Aggregate,
    Anything,
    Arithmetic,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Literal,
    Negation,
    Rule,
    Term,
    Variable,
    variable_names,
)
from secg.language.operators import Calculation, Comparator, Form, Function, Unit
from secg.language.program import Program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from secg.outcomes.states import answer_state

NOWHERE = Span("", 0, 0)
DAY = date(2019, 3, 1)
PAIRS = [
    *((domestic, 0) for domestic in (0, 1, 249_999, 250_000, 250_001, 250_002)),
    *((domestic, other) for domestic in (0, 1, 2) for other in (1, 2, 49_999, 50_000, 50_001, 50_002)),
    *((249_994, 1), (249_995, 1), (249_996, 1), (250_001, 50_001)),
]
"""Numbers of Domestic and Non-Domestic Premises on either side of every threshold, and of thresholds moved by one."""
SERVED = [(0, 50_000), (0, 50_001), (250_000, 0), (250_001, 0), (249_995, 1), (249_996, 1)]
"""Numbers of the one User of a provider."""
SHARED = [(0, 0), (0, 250_001), (1, 0), (1, 249_999), (1, 250_000), (1, 250_001), (250_001, 1), (249_999, 1)]
"""Domestic Premises of a party and of the other User of its Shared Resource."""
ROLES = ("import_supplier", "electricity_distributor", "registered_supplier_agent", "other_user")

Outcome = tuple[str, tuple[str, ...]]


def with_rule(code: Code, rule: Rule, edited: Rule | None) -> Code:
    """The Code with one rule edited."""
    number = rule.citation.paragraph
    standing = code.paragraphs[number]
    rules = tuple(edited if other is rule else other for other in standing.paragraph.rules)
    paragraph = replace(standing.paragraph, rules=tuple(rule for rule in rules if rule is not None))
    return replace(code, paragraphs={**code.paragraphs, number: replace(standing, paragraph=paragraph)})


Edits = Callable[[Rule, Vocabulary], Iterator[Rule]]
"""The edits of a rule, of which some are no rule."""


def random_edit(
    rules: Sequence[Rule], source: random.Random, vocabulary: Vocabulary, edits_by: Edits | None = None
) -> tuple[Rule, Rule]:
    """A rule and one edit of it that the checks allow."""
    while True:
        rule = source.choice(rules)
        edits = [edit for edit in (edits_by or edits_of)(rule, vocabulary) if not check_rule(edit, vocabulary)]
        if edits:
            return rule, source.choice(edits)


def edits_of(rule: Rule, vocabulary: Vocabulary) -> Iterator[Rule]:
    """A threshold by one, one comparison for its neighbour, a dropped condition, a constant or a category swapped."""
    near = {
        Comparator.MORE: Comparator.AT_LEAST,
        Comparator.AT_LEAST: Comparator.MORE,
        Comparator.LESS: Comparator.AT_MOST,
        Comparator.AT_MOST: Comparator.LESS,
    }
    for place, literal in enumerate(rule.body):
        kept = rule.body[:place], rule.body[place + 1 :]
        yield replace(rule, body=(*kept[0], *kept[1]))
        if isinstance(literal, Comparison):
            if literal.operator in near:
                yield replace(rule, body=(*kept[0], replace(literal, operator=near[literal.operator]), *kept[1]))
            for changed in _moved(literal):
                yield replace(rule, body=(*kept[0], changed, *kept[1]))
    for term_place, term in enumerate(rule.head.terms):
        argument = vocabulary.predicates[rule.head.predicate].arguments[term_place]
        if isinstance(term, Constant) and argument.type in vocabulary.types:
            for symbol in vocabulary.types[argument.type].labels:
                if symbol != term.value:
                    terms = list(rule.head.terms)
                    terms[term_place] = replace(term, value=symbol)
                    yield replace(rule, head=Atom(rule.head.predicate, tuple(terms), rule.head.span))


def wider_edits_of(rule: Rule, vocabulary: Vocabulary) -> Iterator[Rule]:
    """Any one thing in a rule replaced: a variable by another or by `_`, a constant, a predicate by one of its shape,
    an operator, unit or function, a condition by its denial, a sum by a stated one, also between braces.
    """
    edits = _Edits(tuple(sorted(variable_names(rule.head, *rule.body))), vocabulary)
    for head in edits.of_atom(rule.head):
        # the parser refuses `_` in a conclusion
        if head != rule.head and not any(isinstance(term, Anything) for term in head.terms):
            yield replace(rule, head=head)
    for body in edits.of_body(rule.body):
        if body != rule.body:
            yield replace(rule, body=body)


class _Edits:
    """The edits of the parts of a rule that has these variables; some of them are no rule, or say the same."""

    def __init__(self, names: Sequence[str], vocabulary: Vocabulary) -> None:
        self._names = names
        self._vocabulary = vocabulary

    def of_body(self, body: Sequence[Literal]) -> Iterator[tuple[Literal, ...]]:
        for place, literal in enumerate(body):
            for edited in self._of_literal(literal):
                yield (*body[:place], edited, *body[place + 1 :])

    def of_atom(self, atom: Atom) -> Iterator[Atom]:
        arguments = self._vocabulary.arguments_of(atom.predicate)
        for place, (term, argument) in enumerate(zip(atom.terms, arguments, strict=False)):
            for edited in self._of_term(term, argument.type):
                yield replace(atom, terms=(*atom.terms[:place], edited, *atom.terms[place + 1 :]))
        types = [argument.type for argument in arguments]
        for predicate in self._vocabulary.predicates.values():
            if predicate.name != atom.predicate and [argument.type for argument in predicate.arguments] == types:
                yield replace(atom, predicate=predicate.name)

    def _of_literal(self, literal: Literal) -> Iterator[Literal]:
        match literal:
            case Atom():
                yield Negation(literal, literal.span)
                yield from self.of_atom(literal)
            case Negation():
                yield literal.atom
                for atom in self.of_atom(literal.atom):
                    yield replace(literal, atom=atom)
            case Comparison():
                for operator in Comparator:
                    yield replace(literal, operator=operator)
                for left in self._of_expression(literal.left):
                    yield replace(literal, left=left)
                for right in self._of_expression(literal.right):
                    yield replace(literal, right=right)
            case Aggregate():
                yield replace(literal, stated=not literal.stated)
                for function in Function:
                    yield replace(literal, function=function)
                if literal.value is not None:
                    for value in self._of_expression(literal.value):
                        yield replace(literal, value=value)
                for body in self.of_body(literal.body):
                    yield replace(literal, body=body)

    def _of_term(self, term: Term, kind: str) -> Iterator[Term]:
        if not isinstance(term, Constant):
            for name in self._names:
                yield Variable(name, term.span)
            yield Anything(term.span)
        if isinstance(term, Constant):
            yield from self._of_constant(term)
        elif kind in self._vocabulary.types:
            for symbol in self._vocabulary.types[kind].labels:
                yield Constant(symbol, Form.SYMBOL, term.span)

    def _of_constant(self, constant: Constant) -> Iterator[Constant]:
        value = constant.value
        if isinstance(value, date):
            for sign in (1, -1):
                yield replace(constant, value=shift_date(value, sign, 1, Unit.DAYS))
        elif isinstance(value, int):
            for number in (value + 1, max(0, value - 1), 0, 2 * value):
                yield replace(constant, value=number)
        elif constant.form is Form.TEXT:
            yield replace(constant, value="another")
        else:
            for kind in self._vocabulary.types.values():
                if value in kind.labels:
                    yield from (replace(constant, value=symbol) for symbol in kind.labels)

    def _of_expression(self, expression: Expression) -> Iterator[Expression]:
        match expression:
            case Variable():
                yield from (Variable(name, expression.span) for name in self._names)
            case Constant():
                yield from self._of_constant(expression)
            case Arithmetic():
                for operator in Calculation:
                    yield replace(expression, operator=operator)
                for left in self._of_expression(expression.left):
                    yield replace(expression, left=left)
                for right in self._of_expression(expression.right):
                    yield replace(expression, right=right)
            case DateShift():
                yield replace(expression, sign=-expression.sign)
                for unit in Unit:
                    yield replace(expression, unit=unit)
                for base in self._of_expression(expression.base):
                    yield replace(expression, base=base)
                for amount in self._of_expression(expression.amount):
                    yield replace(expression, amount=amount)


def _moved(comparison: Comparison) -> Iterator[Literal]:
    for step in (1, -1):
        left, right = _shifted(comparison.left, step), _shifted(comparison.right, step)
        if left is not None:
            yield replace(comparison, left=left)
        if right is not None:
            yield replace(comparison, right=right)


def _shifted(expression: Expression, step: int) -> Expression | None:
    """The expression with its one number moved, if it has one."""
    if isinstance(expression, Constant) and isinstance(expression.value, int):
        return replace(expression, value=max(0, expression.value + step))
    if isinstance(expression, Arithmetic):
        left = _shifted(expression.left, step)
        if left is not None:
            return replace(expression, left=left)
        right = _shifted(expression.right, step)
        if right is not None:
            return replace(expression, right=right)
    if isinstance(expression, DateShift):
        amount = _shifted(expression.amount, step)
        return None if amount is None else replace(expression, amount=amount)
    return None


def small_domain(vocabulary: Vocabulary) -> tuple[Facts, tuple[str, ...]]:
    """Many parties at once, each apart from the others but for the one that it shares with; and who is examined."""
    rows: dict[str, dict[Row, Span]] = {"as_at": {(DAY,): NOWHERE}, "party": {}}
    names: dict[str, str] = {}
    examined: list[str] = []

    def party(name: str, roles: Sequence[str], domestic: int, other: int) -> None:
        names[name] = name
        rows["party"][(name,)] = NOWHERE
        rows.setdefault("domestic_premises", {})[(name, domestic)] = NOWHERE
        rows.setdefault("non_domestic_premises", {})[(name, other)] = NOWHERE
        for role in roles:
            rows.setdefault("user_role", {})[(name, role)] = NOWHERE

    def provider_of(name: str) -> None:
        party(name, [], 0, 0)
        rows.setdefault("sec_party_since", {})[(name, date(2017, 1, 1))] = NOWHERE

    def shares(user: str, provider: str, extent: str) -> None:
        rows.setdefault("shared_resource", {})[(user, provider, extent)] = NOWHERE

    for domestic, other in PAIRS:
        party(f"own-{domestic}-{other}", ROLES, domestic, other)
        examined.append(f"own-{domestic}-{other}")
    for role in ROLES:
        party(f"alone-{role}", [role], 1, 1)
        examined.append(f"alone-{role}")
    for role in ROLES[:2]:
        for domestic, shared in SHARED:
            user, co_user, provider = (
                f"{role}-{domestic}-{shared}-{value}" for value in ("user", "co-user", "provider")
            )
            party(user, [role], domestic, 0)
            party(co_user, [role], shared, 0)
            provider_of(provider)
            shares(user, provider, "whole")
            shares(co_user, provider, "part")
            examined.extend([user, provider])
    for domestic, other in SERVED:
        for role in ROLES[:2]:
            user, provider = f"{role}-served-{domestic}-{other}", f"serves-{role}-{domestic}-{other}"
            party(user, [role], domestic, other)
            provider_of(provider)
            shares(user, provider, "whole")
            examined.append(provider)
    return facts_of(rows, names, vocabulary), tuple(examined)


def facts_of(rows: dict[str, dict[Row, Span]], names: dict[str, str], vocabulary: Vocabulary) -> Facts:
    """The facts, in which every party states what it must."""
    missing: dict[str, frozenset[str]] = {
        predicate.name: frozenset() for predicate in vocabulary.facts if predicate.absent == "unknown"
    }
    return Facts(DAY, rows, names, names, missing)


def brute_outcomes(
    rules: Sequence[Rule], facts: Facts, parties: Sequence[str], vocabulary: Vocabulary
) -> dict[str, set[Outcome]]:
    """For each party examined, the states of each capacity's years."""
    model = derive(Program.guarded(rules, vocabulary), facts)
    found: dict[str, dict[str, dict[int, str]]] = {name: {} for name in parties}
    for outcome in answers_of(model, vocabulary):
        party, capacity, year = outcome.question
        if party in found:
            found[str(party)].setdefault(str(capacity), {})[int(str(year))] = answer_state(outcome)
    return {
        party: {(name, tuple(years.get(year, "none") for year in (1, 2, 3))) for name, years in capacities.items()}
        for party, capacities in found.items()
    }
