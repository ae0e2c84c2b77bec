"""Static checks of one rule: declared predicates, arity, argument types, and safety."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import assert_never

from secg.language import model as m
from secg.language.operators import NEEDS_DIVISOR, RIGHT_SIDES, Form, Function
from secg.language.parser import STEP_LIMIT
from secg.language.program_checks import misused_sums
from secg.language.safety import singletons, unsafe_variables
from secg.language.unknowns import UNSTATED_LIMIT, unstated_atoms
from secg.language.vocabulary import NUMBERS, Argument, Enumeration, Predicate, Vocabulary
from secg.messages import Diagnostic, Kind, Span, catalogue, nearest

_PLAIN = {
    "party": "a party",
    "text": "a text",
    "symbol": "a word of the vocabulary",
    "date": "a date",
    "count": "a count",
    "integer": "a whole number",
    "year": "a year of the cycle",
}


def check_rule(rule: m.Rule, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Every independent fault of a rule: one that follows from another is not reported."""
    return tuple(_RuleCheck(rule, vocabulary).run())


def type_words(type_name: str) -> str:
    """A type as messages name it."""
    return _PLAIN.get(type_name, f"a value of {type_name}")


class _RuleCheck:
    def __init__(self, rule: m.Rule, vocabulary: Vocabulary) -> None:
        self.faults: list[Diagnostic] = []
        self._rule = rule
        self._vocabulary = vocabulary
        self._types: dict[str, tuple[str, Span]] = {}
        self._mistyped: set[str] = set()
        self._defined: dict[str, str] = {}

    def run(self) -> list[Diagnostic]:
        self._head()
        # the conclusion last, so that of two types of a variable that of its condition is taken to be right
        for atom in m.atoms_of((*self._rule.body, self._rule.head)):
            self._atom(atom)
        before = len(self.faults)
        for literal in self._rule.body:
            self._calculations(literal)
            self._unstated(literal)
        if self._named_again():
            return self.faults  # what is safe cannot be said of such a rule
        self.faults.extend(unsafe_variables(self._rule))
        # a misspelt variable is told once: without a value, or else as one that stands in one place only
        if len(self.faults) == before:
            self._written_out()
            self.faults.extend(singletons(self._rule))
            self.faults.extend(misused_sums(self._rule, self._vocabulary))
        return self.faults

    def _fault(self, kind: Kind, span: Span, near: str | None = None, /, **words: object) -> None:
        self.faults.append(kind.at(span, words, paragraph=str(self._rule.citation), nearest=near))

    def _unstated(self, literal: m.Literal) -> None:
        if not isinstance(literal, m.Aggregate) or literal.stated:
            return
        if len(unstated_atoms(literal.body, self._vocabulary)) > UNSTATED_LIMIT:
            self._fault(catalogue.UNSTATED_MANY, literal.span, limit=UNSTATED_LIMIT)

    def _head(self) -> None:
        head = self._rule.head
        predicate = self._vocabulary.predicates.get(head.predicate)
        if predicate is not None and not predicate.concluded:
            kind = "a fact" if predicate.is_fact else "given"
            self._fault(catalogue.HEAD_NOT_DERIVED, head.span, name=head.predicate, kind=kind)

    def _atom(self, atom: m.Atom) -> None:
        predicate = self._vocabulary.predicates.get(atom.predicate)
        if predicate is None:
            near = nearest(atom.predicate, self._vocabulary.predicates)
            self._fault(catalogue.PREDICATE_UNKNOWN, atom.span, near, name=atom.predicate)
            return
        if len(atom.terms) != predicate.arity:
            wanted = "1 argument" if predicate.arity == 1 else f"{predicate.arity} arguments"
            words = {"name": atom.predicate, "wanted": wanted, "found": len(atom.terms)}
            arguments = ", ".join(argument.name for argument in predicate.arguments)
            self._fault(catalogue.ARITY, atom.span, None, arguments=arguments, **words)
            return
        for term, argument in zip(atom.terms, predicate.arguments, strict=True):
            if isinstance(term, m.Constant):
                self._constant(term, argument, predicate)
            elif isinstance(term, m.Variable):
                self._variable(term, argument.type)

    def _constant(self, term: m.Constant, argument: Argument, predicate: Predicate) -> None:
        if term.form is Form.UNREAD:
            return  # what can't be read is told by the lexer
        enumeration = self._vocabulary.types.get(argument.type)
        if enumeration is not None:
            if term.form is Form.SYMBOL and term.value in enumeration.labels:
                return
            self._unknown_symbol(term, enumeration)
            return
        wanted = {"party": Form.TEXT, "text": Form.TEXT, "date": Form.DATE}.get(argument.type, Form.INTEGER)
        good = term.form is wanted
        if good and argument.type == "count":
            good = isinstance(term.value, int) and term.value >= 0
        if good and argument.type == "year":
            good = term.value in (1, 2, 3)
        if good:
            return
        needed = type_words(argument.type)
        hint = f"{needed} is needed here"
        if term.form is Form.SYMBOL and wanted is Form.TEXT:
            hint = "write it between double quotes"
        words = {"argument": argument.name, "name": predicate.name, "wanted": needed, "found": _shown(term)}
        self._fault(catalogue.TYPE_CONSTANT, term.span, None, hint=hint, **words)

    def _variable(self, term: m.Variable, type_name: str) -> None:
        first, place = self._types.setdefault(term.name, (type_name, term.span))
        if self._agree(first, type_name) or term.name in self._mistyped:
            return
        self._mistyped.add(term.name)  # told once: its other places follow from it
        words = {"variable": term.name, "one": type_words(type_name), "other": type_words(first), "place": place}
        self._fault(catalogue.TYPE_VARIABLE, term.span, None, **words)

    def _named_again(self) -> bool:
        """Whether the value of an aggregate is named between its own braces, which is a fault."""
        is_bound = False
        for literal in self._rule.body:
            if not isinstance(literal, m.Aggregate):
                continue
            inside = chain.from_iterable(map(m.variables_of, (literal.value, *literal.body)))
            again = next((variable for variable in inside if variable.name == literal.result.name), None)
            if again is not None:
                is_bound = True
                words = {"name": again.name, "function": literal.function}
                self._fault(catalogue.AGGREGATE_NAMED_AGAIN, again.span, None, **words)
        return is_bound

    def _calculations(self, literal: m.Literal) -> None:
        match literal:
            case m.Comparison():
                left, right = self._kind_of(literal.left), self._kind_of(literal.right)
                self._symbols(literal)
                if left and right and not self._agree(left, right):
                    words = {"left": _side_words(literal.left, left), "right": _side_words(literal.right, right)}
                    self._fault(catalogue.TYPE_COMPARISON, literal.span, None, **words)
            case m.Aggregate():
                for inner in literal.body:
                    self._calculations(inner)
                kind = self._kind_of_aggregate(literal)
                if kind:
                    self._variable(literal.result, kind)
            case m.Atom() | m.Negation():
                pass
            case _:
                assert_never(literal)

    def _kind_of_aggregate(self, aggregate: m.Aggregate) -> str:
        """The type of what an aggregate gives; empty where it is not known or already reported."""
        kind = self._kind_of(aggregate.value) if aggregate.value is not None else "count"
        match aggregate.function:
            case Function.SUM:
                if kind and kind not in NUMBERS:
                    self._fault(catalogue.TYPE_ARITHMETIC, aggregate.span, found=type_words(kind))
                return "integer"
            case Function.COUNT:
                return "integer"
            case Function.MIN | Function.MAX:
                return kind
            case _:
                assert_never(aggregate.function)

    def _written_out(self) -> None:
        """What squares a square doubles its steps each time, in the words of a rule and in the queries made of it."""
        given = list(chain.from_iterable(map(m.equated, m.conditions_of(self._rule.body))))
        steps: dict[str, int] = {}

        def steps_of(name: str) -> int:
            if name not in steps:
                steps[name] = 0  # of a variable that is defined by itself
                written = (_steps_written(other, steps_of) for variable, other in given if variable.name == name)
                steps[name] = max(written, default=0)
            return steps[name]

        for variable, _ in given:
            if steps_of(variable.name) > STEP_LIMIT:
                words = {"variable": variable.name, "limit": STEP_LIMIT}
                self._fault(catalogue.CALCULATION_GROWS, variable.span, None, **words)
                return  # all that is made of it grows as well

    def _symbols(self, comparison: m.Comparison) -> None:
        """A symbol compared with a variable must be a value of the variable's type."""
        match comparison.left, comparison.right:
            case (m.Variable() as other, m.Constant() as constant) | (m.Constant() as constant, m.Variable() as other):
                enumeration = self._vocabulary.types.get(self._kind_of(other))
                if constant.form is not Form.SYMBOL or enumeration is None:
                    return
                if constant.value not in enumeration.labels:
                    self._unknown_symbol(constant, enumeration)
            case _:
                pass

    def _unknown_symbol(self, constant: m.Constant, enumeration: Enumeration) -> None:
        near, values = nearest(str(constant.value), enumeration.labels), ", ".join(enumeration.labels)
        words = {"symbol": constant.value, "type": enumeration.name, "values": values}
        self._fault(catalogue.SYMBOL_UNKNOWN, constant.span, near, **words)

    def _agree(self, first: str, other: str) -> bool:
        """Whether values of two types may be the same: of a symbol alone it is not known of which type it is."""
        kinds = {first, other}
        # a party is known by its name, which is a text
        if len(kinds) == 1 or kinds.issubset(NUMBERS) or kinds == {"party", "text"}:
            return True
        return Form.SYMBOL in kinds and not kinds.isdisjoint(self._vocabulary.types)

    def _kind_of(self, expression: m.Expression) -> str:
        """The type of an expression; empty where it is not known or already reported."""
        if isinstance(expression, m.Variable):
            if expression.name in self._mistyped:
                return ""
            if expression.name in self._types:
                return self._types[expression.name][0]
            return self._kind_defined(expression.name)
        if isinstance(expression, m.Constant):
            return "" if expression.form is Form.UNREAD else expression.form.value
        if isinstance(expression, m.DateShift):
            base, amount = self._kind_of(expression.base), self._kind_of(expression.amount)
            parts: list[tuple[str, tuple[str, ...]]] = [(base, ("date",)), (amount, NUMBERS)]
            result = "date"
        else:
            parts = [(self._kind_of(side), NUMBERS) for side in (expression.left, expression.right)]
            result = "integer"
        for kind, good in parts:
            if kind and kind not in good:
                self._fault(catalogue.TYPE_ARITHMETIC, expression.span, found=type_words(kind))
                result = ""  # so that nothing that follows from it is told
        return result

    def _kind_defined(self, name: str) -> str:
        """The type of a variable that only `=` gives a value."""
        if name not in self._defined:
            self._defined[name] = ""  # of a variable that is defined by itself, which is reported as unsafe
            kinds = [self._kind_by(condition, name) for condition in m.conditions_of(self._rule.body)]
            # what a symbol is of, the other condition says
            kinds.sort(key=lambda kind: (not kind, kind == Form.SYMBOL))
            self._defined[name] = kinds[0]
        return self._defined[name]

    def _kind_by(self, literal: m.Node, name: str) -> str:
        """The type that `name = …` gives; empty for any other condition."""
        for target, other in m.equated(literal):
            if target.name == name:
                return self._kind_of(other)
        return ""


def _steps_written(expression: m.Expression, steps_of: Callable[[str], int]) -> int:
    """The steps of an expression in a query, which asks in addition whether `mod` has a value."""
    match expression:
        case m.Variable():
            return steps_of(expression.name)
        case m.Constant():
            return 0
        case m.DateShift():
            sides = _steps_written(expression.base, steps_of) + _steps_written(expression.amount, steps_of)
            return 1 + sides * (2 if _has_divisor(expression) else 1)
        case m.Arithmetic():
            left, right = _steps_written(expression.left, steps_of), _steps_written(expression.right, steps_of)
            return 1 + left + RIGHT_SIDES[expression.operator] * right
        case _:
            assert_never(expression)


def _has_divisor(expression: m.Expression) -> bool:
    return any(isinstance(part, m.Arithmetic) and NEEDS_DIVISOR[part.operator] for part in m.walk(expression))


def _side_words(side: m.Expression, kind: str) -> str:
    """One side of a comparison as messages name it."""
    is_symbol = isinstance(side, m.Constant) and side.form is Form.SYMBOL
    return f"`{side}`" if is_symbol else type_words(kind)


def _shown(term: m.Constant) -> str:
    value = term.value.isoformat() if isinstance(term.value, date) else term.value
    return f'`"{value}"`' if term.form is Form.TEXT else f"`{value}`"
