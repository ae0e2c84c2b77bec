"""What rules mean, by the plainest evaluation there is, as a second opinion on all that the proof checker trusts.

Nothing of the engine is imported but the rule model: it has arithmetic of its own, and takes the rules without guards,
knowing by itself that a total has no value while somebody counted does not state a number. Every value is in the form
that JSON gives it, days as `2018-07-18`.
"""

import operator
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from secg.language import model

Values = Mapping[str, Any]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CALCULATE: Mapping[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
FOLD: Mapping[str, Any] = {"count": sum, "sum": sum, "min": min, "max": max}


class Relations:
    """The rows of every predicate, derived when they are asked for: `facts` are the stated, given and `missing …` rows.

    No paragraphs define each other in a circle, so this ends.
    """

    def __init__(self, rules: Sequence[model.Rule], facts: Mapping[str, Sequence[tuple[model.Value, ...]]]) -> None:
        self._rules, self._facts = rules, facts
        self._found: dict[str, dict[Any, list[tuple[Any, ...]]]] = {}

    def rows(self, predicate: str, first: Any = None) -> list[tuple[Any, ...]]:
        """The rows of a predicate whose first argument is `first`, or all."""
        if predicate not in self._found:
            rules = [rule for rule in self._rules if rule.head.predicate == predicate]
            stated = [tuple(map(form, row)) for row in self._facts.get(predicate, ())]
            derived = [
                tuple(value_of(term, values) for term in rule.head.terms)
                for rule in rules
                for values in self.solve(rule.body, {}, rule)
            ]
            index = self._found[predicate] = {}
            for row in dict.fromkeys(derived if rules else stated):
                index.setdefault(None, []).append(row)
                index.setdefault(row[0] if row else (), []).append(row)
        return self._found[predicate].get(first, [])

    def solve(
        self, body: Sequence[model.Literal], values: Values, rule: model.Rule, partly: bool = False
    ) -> list[Values]:
        """All values under which the conditions hold; `partly` leaves out the tests of variables that get no value."""
        for literal in sorted(body, key=lambda literal: isinstance(literal, model.Atom)):
            found = self.holds(literal, values, rule)
            if found is not None:
                rest = [other for other in body if other is not literal]
                return [solution for entry in found for solution in self.solve(rest, entry, rule, partly)]
        return [values] if partly or not body else []

    def holds(self, literal: model.Literal, values: Values, rule: model.Rule) -> list[Values] | None:
        """The values, extended, under which one condition holds; None while it waits for the value of a variable."""
        if isinstance(literal, model.Atom):
            rows = self.rows(literal.predicate, value_of(literal.terms[0], values) if literal.terms else None)
            return [entry for row in rows for entry in unified(literal.terms, row, values)]
        if isinstance(literal, model.Aggregate):
            if set(model.group_variables(literal, rule)) - {literal.result.name, *values}:
                return None
            total = self.total(literal, self.parts(literal, values, rule), values)
            return [] if total is None else unified([literal.result], [total], values)
        waiting = {variable.name for variable in model.variables_of(literal)} - values.keys()
        if isinstance(literal, model.Negation):
            return None if waiting else [] if self.holds(literal.atom, values, rule) else [values]
        left, right = value_of(literal.left, values), value_of(literal.right, values)
        if waiting and literal.operator == "=":
            for term, value in ((literal.left, right), (literal.right, left)):
                if isinstance(term, model.Variable) and waiting == {term.name} and value is not None:
                    return [{**values, term.name: value}]
        if waiting:
            return None
        return [values] if None not in (left, right) and COMPARE[literal.operator](left, right) else []

    def parts(self, aggregate: model.Aggregate, values: Values, rule: model.Rule) -> list[Values] | None:
        """The distinct values between the braces; None where somebody counted does not state what is counted.

        A stated sum is taken over those who state it.
        """
        names = model.group_variables(aggregate, rule)
        group = {name: values[name] for name in names if name != aggregate.result.name}
        for atom in (literal for literal in aggregate.body if isinstance(literal, model.Atom) and not aggregate.stated):
            lacking = model.Atom(f"missing {atom.predicate}", atom.terms[:1], atom.span)
            others = [literal for literal in aggregate.body if literal is not atom]
            if self.solve([lacking, *others], group, rule, partly=True):
                return None
        found = [dict(sorted(entry.items())) for entry in self.solve(aggregate.body, group, rule)]
        return list({str(entry): entry for entry in found}.values())

    def total(self, aggregate: model.Aggregate, parts: Sequence[Values] | None, values: Values) -> Any:
        """The value of an aggregate; None where it has none."""
        each = [1 if aggregate.value is None else value_of(aggregate.value, {**values, **part}) for part in parts or ()]
        numbers = [item for item in each if item is not None]
        if parts is None or (not numbers and aggregate.function in ("min", "max")):
            return None
        return FOLD[aggregate.function](numbers)


def unified(terms: Sequence[model.Term], row: Sequence[Any], values: Values) -> list[Values]:
    """The values, extended, with which the terms read as the row; none where they can't."""
    found = dict(values)
    for term, value in zip(terms, row, strict=True):
        if isinstance(term, model.Variable):
            found.setdefault(term.name, value)
        if not isinstance(term, model.Anything) and value_of(term, found) != value:
            return []
    return [found]


def value_of(term: model.Expression | model.Anything, values: Values) -> Any:
    """The value of an expression; None where it has none."""
    if isinstance(term, model.Constant):
        return form(term.value)
    if isinstance(term, model.Arithmetic):
        left, right = value_of(term.left, values), value_of(term.right, values)
        if left is None or right is None or (term.operator == "mod" and right <= 0):
            return None
        return left % right if term.operator == "mod" else CALCULATE[term.operator](left, right)
    if isinstance(term, model.DateShift):
        day, amount = value_of(term.base, values), value_of(term.amount, values)
        return None if day is None or amount is None else shifted(day, term.sign * amount, term.unit)
    return values.get(term.name) if isinstance(term, model.Variable) else None


def shifted(written: str, amount: int, unit: str) -> str:
    """The day so many days or months later; a month without such a day gives its last one."""
    try:
        day = date.fromisoformat(written)
        if unit == "days":
            return (day + timedelta(days=amount)).isoformat()
        year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()
    except (OverflowError, ValueError):
        return (date.max if amount > 0 else date.min).isoformat()


def form(value: model.Value) -> int | str:
    """A value as JSON gives it."""
    return value.isoformat() if isinstance(value, date) else value
