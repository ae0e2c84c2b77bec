"""Random programs from a source of choices: whatever they draw passes the static checks.

The choices come from Hypothesis, which shrinks them, or from a seeded generator, which is quicker by far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TypeVar

from secg.derive.outcomes import sorted_rows
from secg.facts.situation import Row
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
    Value,
    Variable,
    substitute,
)
from secg.language.operators import Calculation, Comparator, Form, Function, Unit
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Argument
from tests.trust.programs import CITATION, NOWHERE, PARTIES, VOCABULARY, Program, read_program

T = TypeVar("T")

DAYS = (
    *(date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 1), date(2020, 3, 31)),
    *(date(2021, 2, 28), date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)),
)
THINGS = ("box", "b", "", "Box", "a box", "é")
NUMBERS = (0, 1, 2, 3, 5, 7, 250_000, 250_001, 2_000_000_000)
SIGNED = (*NUMBERS, -1, -2, -3, -7)
COLOURS = tuple(VOCABULARY.types["colour"].labels)
OPERATORS = tuple(Comparator)
_NUMERIC = ("count", "integer")

OUTCOMES = {
    "asked": "",
    "answered": "asked",
    "mute": "asked",
    "must": "",
    "unclear": "",
    "let_off": "must",
    "done": "must",
}
"""The predicates of questions and duties, each with the one that it is said of: an answer of a question, say."""


class Chooser:
    """Choices from `pick`, which gives a number from 0 up to but not including the one it is called with."""

    def __init__(self, pick: Callable[[int], int]) -> None:
        self.pick = pick

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices; the first is the simplest."""
        return choices[self.pick(len(choices))]

    def value(self, type_name: str) -> Value:
        """A value of a type."""
        return self.one(_VALUES[type_name])

    def flag(self) -> bool:
        """True or, more simply, false."""
        return self.pick(2) == 1

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """The choices in some order."""
        rest, found = list(choices), []
        while rest:
            found.append(rest.pop(self.pick(len(rest))))
        return found


_VALUES: dict[str, Sequence[Value]] = {
    "party": PARTIES,
    "text": THINGS,
    "date": DAYS,
    "count": NUMBERS,
    "integer": SIGNED,
    "colour": COLOURS,
}


def constant(value: Value, type_name: str) -> Constant:
    """A value as a rule holds it."""
    forms = {"party": Form.TEXT, "text": Form.TEXT, "date": Form.DATE, "colour": Form.SYMBOL}
    return Constant(value, forms.get(type_name, Form.INTEGER), NOWHERE)


def random_program(chooser: Chooser) -> Program:
    """A program: rules for some derived predicates in a random order, for outcomes, and rows for every fact."""
    order = chooser.shuffled([predicate.name for predicate in VOCABULARY.of_kind(PredicateKind.DERIVED)])[
        : 1 + chooser.pick(5)
    ]
    if chooser.flag():
        order += [name for name in OUTCOMES if chooser.pick(4)]
    rules: list[Rule] = []
    unknown = {"premises"}
    defined: list[str] = []
    for name in order:
        # a version may have no rule left for a predicate that others ask for
        for _ in range(chooser.one((1, 1, 1, 2, 2, 3, 3, 0))):
            builder = _RuleBuilder(chooser, defined, unknown)
            rules.append(builder.rule(name))
            if builder.rests_on_unknown:
                unknown.add(name)
        defined.append(name)
    # read from its text, so that every term has a place of its own
    return read_program(Program(tuple(rules), random_rows(chooser)).text, "program")


def random_rows(chooser: Chooser) -> dict[str, tuple[Row, ...]]:
    """Rows for every fact."""
    rows: dict[str, tuple[Row, ...]] = {}
    for fact in VOCABULARY.facts:
        found = [tuple(chooser.value(argument.type) for argument in fact.arguments) for _ in range(chooser.pick(6))]
        if fact.one_at_a_time:
            found = list({row[0]: row for row in found}.values())
        rows[fact.name] = sorted_rows(found)
    return rows


class _RuleBuilder:
    """Draws one rule, condition by condition, keeping what each variable is."""

    def __init__(self, chooser: Chooser, defined: Sequence[str], unknown: set[str]) -> None:
        self.rests_on_unknown = False
        self._choose = chooser
        self._unknown = unknown
        self._facts = [*(predicate.name for predicate in VOCABULARY.facts), "party", "as_at"]
        self._usable = [*self._facts, *defined]
        self._known = [text for text in self._usable if text not in unknown]
        self._numbers = count()

    def rule(self, head: str) -> Rule:
        """A rule that concludes `head`."""
        types: dict[str, str] = {}
        self._inside: dict[str, str] = {}
        about = OUTCOMES.get(head, "")
        said_of = self._said_of(about, types) if about in self._usable and self._choose.pick(4) else None
        body: list[Literal] = [said_of] if said_of is not None else [self._atom(types, self._usable)]
        body += [self._atom(types, self._usable) for _ in range(self._choose.pick(3))]
        for _ in range(self._choose.pick(4)):
            body.append(self._condition(types))
        if self._choose.pick(4) == 3:
            body.extend(self._stated_sum(types))
        arguments = VOCABULARY.predicates[head].arguments
        given = said_of.terms if said_of is not None else ()
        terms = (*given, *(self._head_term(argument, types, body) for argument in arguments[len(given) :]))
        return Rule(Atom(head, terms, NOWHERE), tuple(body), CITATION, NOWHERE)

    def _said_of(self, predicate: str, types: dict[str, str], constants: bool = True) -> Atom:
        """Rows of their own, as the question that an answer answers: new variables and, perhaps, constants."""
        if predicate in self._unknown:
            self.rests_on_unknown = True
        terms: list[Term] = []
        for argument in VOCABULARY.predicates[predicate].arguments:
            if argument.type == "party" or not constants or self._choose.pick(3):
                terms.append(self._new(argument.type, types))
            else:
                terms.append(constant(self._choose.value(argument.type), argument.type))
        return Atom(predicate, tuple(terms), NOWHERE)

    def _head_term(self, argument: Argument, types: dict[str, str], body: list[Literal]) -> Term:
        fitting = [name for name, kind in types.items() if _fits(kind, argument.type)]
        if fitting and self._choose.pick(6):
            return Variable(self._choose.one(fitting), NOWHERE)
        return constant(self._choose.value(argument.type), argument.type)

    def _condition(self, types: dict[str, str]) -> Literal:
        kinds = ("comparison", "assignment", "negation", "aggregate", "atom")
        kind = self._choose.one(kinds)
        if kind == "atom":
            return self._atom(types, self._usable)
        if kind == "negation":
            return self._negation(types)
        if kind == "aggregate":
            return self._aggregate(types)
        return self._comparison(types) if kind == "comparison" else self._assignment(types)

    def _atom(self, types: dict[str, str], usable: Sequence[str]) -> Atom:
        predicate = VOCABULARY.predicates[self._choose.one(usable)]
        if predicate.name in self._unknown:
            self.rests_on_unknown = True
        terms = tuple(self._term(argument, types) for argument in predicate.arguments)
        return Atom(predicate.name, terms, NOWHERE)

    def _term(self, argument: Argument, types: dict[str, str]) -> Term:
        fitting = [name for name, kind in types.items() if _fits(kind, argument.type)]
        choices = ["new", "new", "anything", "constant", *(["bound"] * 3 if fitting else [])]
        choice = self._choose.one(choices)
        if choice == "bound":
            return Variable(self._choose.one(fitting), NOWHERE)
        if choice == "anything":
            return Anything(NOWHERE)
        if choice == "constant":
            return constant(self._choose.value(argument.type), argument.type)
        return self._new(argument.type, types)

    def _new(self, type_name: str, types: dict[str, str]) -> Variable:
        name = f"{type_name[0].upper()}{next(self._numbers)}"
        types[name] = type_name
        return Variable(name, NOWHERE)

    def _negation(self, types: dict[str, str]) -> Negation:
        predicate = VOCABULARY.predicates[self._choose.one(self._known)]
        terms: list[Term] = []
        for argument in predicate.arguments:
            fitting = [name for name, kind in types.items() if _fits(kind, argument.type)]
            choice = self._choose.one(["constant", "anything", *(["bound"] * 3 if fitting else [])])
            if choice == "bound":
                terms.append(Variable(self._choose.one(fitting), NOWHERE))
            elif choice == "anything":
                terms.append(Anything(NOWHERE))
            else:
                terms.append(constant(self._choose.value(argument.type), argument.type))
        return Negation(Atom(predicate.name, tuple(terms), NOWHERE), NOWHERE)

    def _comparison(self, types: dict[str, str]) -> Comparison:
        kinds = sorted({"integer" if kind in _NUMERIC else kind for kind in types.values()}) or ["integer"]
        kind = self._choose.one(kinds)
        operator = self._choose.one(OPERATORS)
        return Comparison(operator, self._expression(kind, types), self._expression(kind, types), NOWHERE)

    def _assignment(self, types: dict[str, str]) -> Comparison:
        kind = self._choose.one(("integer", "integer", "date"))
        expression = self._expression(kind, types)
        target = self._new(kind, types)
        left, right = (target, expression) if self._choose.flag() else (expression, target)
        return Comparison(Comparator.EQUAL, left, right, NOWHERE)

    def _expression(self, kind: str, types: dict[str, str], depth: int = 2) -> Expression:
        fitting = [name for name, own in types.items() if _fits(own, kind)]
        leaf = depth == 0 or kind not in ("integer", "date") or self._choose.flag()
        if leaf and fitting and self._choose.pick(4):
            return Variable(self._choose.one(fitting), NOWHERE)
        if leaf:
            return constant(self._choose.value(kind), kind)
        if kind == "date":
            amount = self._expression("integer", types, depth - 1)
            unit, sign = self._choose.one(tuple(Unit)), self._choose.one((1, -1))
            return DateShift(self._expression("date", types, depth - 1), sign, amount, unit, NOWHERE)
        operator = self._choose.one(tuple(Calculation))
        left = self._expression("integer", types, depth - 1)
        if (
            operator is Calculation.TIMES
        ):  # by a small number, so that no chain of rules leaves the numbers that SQL has
            right: Expression = constant(self._choose.pick(9) - 3, "integer")
        else:
            right = self._expression("integer", types, depth - 1)
        return Arithmetic(operator, left, right, NOWHERE)

    def _aggregate(self, types: dict[str, str]) -> Aggregate:
        inner = dict(types)
        usable = [fact for fact in self._facts if fact == "premises" or fact not in self._unknown]
        usable += [text for text in self._known if text not in usable]
        rested = self.rests_on_unknown
        body: list[Literal] = [self._atom(inner, usable) for _ in range(self._choose.pick(2))]
        if self._choose.pick(3):
            body.append(self._atom(inner, usable))
        else:  # over all rows, so that the least and the greatest seldom are the same
            body.append(self._said_of(self._choose.one(usable), inner, constants=False))
        # an aggregate over a fact that may be unknown gives nothing while it is, as any condition on the fact does
        self.rests_on_unknown = rested or any(
            isinstance(literal, Atom) and literal.predicate == "premises" for literal in body
        )
        if self._choose.flag():
            body.append(self._comparison(inner))
        if not self._choose.pick(3):
            body.append(self._negation(inner))
        function = self._choose.one(tuple(Function))
        value, kind = None, "count"
        if function is not Function.COUNT:
            kind = (
                "date"
                if function is not Function.SUM and "date" in inner.values() and self._choose.flag()
                else "integer"
            )
            value = self._expression(kind, inner, 1)
        aggregate = Aggregate(self._new(kind, types), function, value, tuple(body), NOWHERE)
        return self._reusing_names(aggregate, {name: own for name, own in inner.items() if name not in types})

    def _reusing_names(self, aggregate: Aggregate, own: dict[str, str]) -> Aggregate:
        """The aggregate with names that stand between the braces of earlier ones, where each is a variable apart."""
        free, fresh = dict(self._inside), dict[str, str]()
        for name, kind in own.items():
            fitting = [text for text, other in free.items() if other == kind]
            if fitting and self._choose.flag():
                fresh[name] = self._choose.one(fitting)
                del free[fresh[name]]
        self._inside |= {fresh.get(name, name): kind for name, kind in own.items()}
        renamed = substitute(
            aggregate, lambda variable: replace(variable, name=fresh.get(variable.name, variable.name))
        )
        assert isinstance(renamed, Aggregate)
        return renamed

    def _stated_sum(self, types: dict[str, str]) -> tuple[Aggregate, Comparison]:
        """A sum over those who state their premises, and a comparison that a larger sum makes true."""
        inner = dict(types)
        self.rests_on_unknown = True
        party, count_of = VOCABULARY.predicates["premises"].arguments
        who, added = self._term(party, inner), self._new(count_of.type, inner)
        body: list[Literal] = [Atom("premises", (who, added), NOWHERE)]
        usable = [text for text in self._known if text not in self._unknown]
        if self._choose.flag():
            body.insert(self._choose.pick(2), self._atom(inner, usable))
        if self._choose.flag():  # who is served, or likes something, several times counts once
            body.append(Atom(self._choose.one(("serves", "likes")), (who, Anything(NOWHERE)), NOWHERE))
        if not self._choose.pick(3):
            body.append(self._comparison(inner))
        if not self._choose.pick(3):
            body.append(self._negation(inner))
        value: Expression = added
        if self._choose.flag():
            value = Arithmetic(
                self._choose.one((Calculation.PLUS, Calculation.TIMES)),
                added,
                constant(self._choose.pick(4), "integer"),
                NOWHERE,
            )
        least = Variable(f"L{next(self._numbers)}", NOWHERE)
        larger: Expression = least
        if self._choose.flag():
            larger = Arithmetic(Calculation.TIMES, constant(self._choose.pick(6), "integer"), larger, NOWHERE)
        if self._choose.flag():
            larger = Arithmetic(Calculation.PLUS, self._expression("integer", types, 1), larger, NOWHERE)
        smaller = self._expression("integer", types, 1)
        if self._choose.flag():
            comparison = Comparison(self._choose.one((Comparator.MORE, Comparator.AT_LEAST)), larger, smaller, NOWHERE)
        else:
            comparison = Comparison(self._choose.one((Comparator.LESS, Comparator.AT_MOST)), smaller, larger, NOWHERE)
        return Aggregate(least, Function.SUM, value, tuple(body), NOWHERE, stated=True), comparison


def _fits(own: str, wanted: str) -> bool:
    if own == wanted or (own in _NUMERIC and wanted in _NUMERIC):
        return True
    return {own, wanted} == {"party", "text"}
