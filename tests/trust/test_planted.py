"""An error planted in any one engine's adapter is found within a thousand random programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import clingo
import pytest
from sqlglot import exp

import secg.derive.pydatalog_engine as pydatalog_engine
import secg.proof.matching as matching
import tests.oracle.clingo_text as clingo_text
from secg.bulk.sql import calculations, rule_select
from secg.derive.outcomes import Model
from secg.language import calculation
from secg.language import model as rule_model
from secg.language.model import Aggregate, Anything, Atom, Literal, Negation, Rule, Value
from secg.language.model import Arithmetic as Calculation
from secg.language.operators import Comparator, Function
from secg.proof.proofs import Values
from tests.oracle.arithmetic import Answer, Arithmetic
from tests.trust.campaign import compare_engines, outcome, seeded_program
from tests.trust.engines import ENGINES, SLOW

LIMIT = 1_000
Plant = Callable[[pytest.MonkeyPatch], None]


def turned_comparison(patch: pytest.MonkeyPatch) -> None:
    """`<=` is taken for `<`."""
    assert isinstance(pydatalog_engine._COMPARISONS, dict)
    patch.setitem(pydatalog_engine._COMPARISONS, Comparator.AT_MOST, "<")


def negation_over_nothing(patch: pytest.MonkeyPatch) -> None:
    """`not` of a relation with rows but no bound argument counts as true."""
    plain = pydatalog_engine._Run._negation

    def planted(run: pydatalog_engine._Run, negation: Negation) -> object:
        found = plain(run, negation)
        return [] if len(found) == 1 and found[0].pred.name == "==" else found

    patch.setattr(pydatalog_engine._Run, "_negation", planted)


def equal_values_count_once(patch: pytest.MonkeyPatch) -> None:
    """A sum adds equal values once, as pyDatalog's own aggregates do."""
    patch.setattr(pydatalog_engine, "fold", lambda name, values: calculation.fold(name, set(values)))


def nothing_sums_to_nothing(patch: pytest.MonkeyPatch) -> None:
    """A sum or count over nothing has no value."""
    patch.setattr(pydatalog_engine, "fold", lambda name, values: calculation.fold(name, values) if values else None)


def months_roll_over(patch: pytest.MonkeyPatch) -> None:
    """The oracle moves a day by thirty days for a month."""

    def planted(self: Arithmetic, day: clingo.Symbol, sign: clingo.Symbol, amount: clingo.Symbol) -> clingo.Symbol:
        return Arithmetic.days(self, day, sign, Arithmetic.times(self, amount, clingo_text_number(30)))

    patch.setattr(Arithmetic, "months", planted)


def clingo_text_number(value: int) -> clingo.Symbol:
    return clingo.String(clingo_text.encode(value))


def remainder_of_another_language(patch: pytest.MonkeyPatch) -> None:
    """The oracle's `mod` takes the sign of the dividend."""
    plain = Arithmetic.modulo

    def planted(self: Arithmetic, left: clingo.Symbol, right: clingo.Symbol) -> Answer:
        found = plain(self, left, right)
        if isinstance(found, list):
            return found
        dividend, divisor = clingo_text.decode(left.string), clingo_text.decode(right.string)
        assert isinstance(dividend, int) and isinstance(divisor, int)
        remainder = abs(dividend) % divisor
        return clingo_text_number(-remainder if dividend < 0 else remainder)

    patch.setattr(Arithmetic, "modulo", planted)


def contributions_not_told_apart(patch: pytest.MonkeyPatch) -> None:
    """The oracle's aggregates tell contributions apart by their value alone."""
    patch.setattr(clingo_text, "_named", lambda body: set())


def group_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The matcher takes an aggregate over all groups together."""
    patch.setattr(rule_model, "group_variables", lambda aggregate, rule: ())


def negation_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The matcher lets every negation hold."""
    plain = matching.literal_solutions

    def planted(literal: Literal, values: Values, model: Model, rule: Rule) -> Iterator[dict[str, Value]]:
        if isinstance(literal, Negation):
            return iter([dict(values)])
        return plain(literal, values, model, rule)

    patch.setattr(matching, "literal_solutions", planted)


def smallest_for_greatest(patch: pytest.MonkeyPatch) -> None:
    """The matcher takes `min` for `max`."""

    def planted(aggregate: Aggregate, values: Values, model: Model, rule: Rule) -> Value | None:
        swapped = Aggregate(aggregate.result, Function.MIN, aggregate.value, aggregate.body, aggregate.span)
        return plain(swapped if aggregate.function == "max" else aggregate, values, model, rule)

    plain = matching.aggregate_value
    patch.setattr(matching, "aggregate_value", planted)


def turned_comparison_in_sql(patch: pytest.MonkeyPatch) -> None:
    """DuckDB is asked `<` for `<=`."""
    assert isinstance(calculations.COMPARISONS, dict)
    patch.setitem(calculations.COMPARISONS, Comparator.AT_MOST, exp.LT)


def remainder_of_sql(patch: pytest.MonkeyPatch) -> None:
    """DuckDB's `mod` takes the sign of the dividend, as SQL's does."""
    plain = calculations._arithmetic

    def planted(expression: Calculation, bound: Mapping[str, exp.Expr]) -> exp.Expr:
        if expression.operator != "mod":
            return plain(expression, bound)
        left, right = (calculations.wide_calculation(side, bound) for side in (expression.left, expression.right))
        positive = exp.GT(this=right.copy(), expression=exp.Literal.number(0))
        return exp.Case(ifs=[exp.If(this=positive, true=exp.paren(exp.Mod(this=left, expression=right)))])

    patch.setattr(calculations, "_arithmetic", planted)


def contributions_counted_twice(patch: pytest.MonkeyPatch) -> None:
    """DuckDB keeps what comes several times between the braces of an aggregate."""
    patch.setattr(rule_select, "_once", lambda *given: True)


def absence_of_anything(patch: pytest.MonkeyPatch) -> None:
    """DuckDB lets `not` hold only where the relation has no row at all."""
    plain = rule_select.Scope.absence

    def planted(scope: rule_select.Scope, atom: Atom) -> exp.Expr:
        free = tuple(Anything(term.span) for term in atom.terms)
        return plain(scope, Atom(atom.predicate, free, atom.span))

    patch.setattr(rule_select.Scope, "absence", planted)


PLANTS: dict[str, list[Plant]] = {
    "pyDatalog": [turned_comparison, negation_over_nothing, equal_values_count_once, nothing_sums_to_nothing],
    "clingo": [months_roll_over, remainder_of_another_language, contributions_not_told_apart],
    "matching": [group_forgotten, negation_forgotten, smallest_for_greatest],
    "DuckDB": [turned_comparison_in_sql, remainder_of_sql, contributions_counted_twice, absence_of_anything],
}


SOONER = {"remainder_of_sql": 490, "contributions_counted_twice": 125}
"""Where the search begins for what takes long to meet on a slow engine; within the first thousand all the same."""


def programs_until_found(name: str, first: int = 0) -> int | None:
    """How many random programs it takes until the engine and one without the error disagree."""
    other = "matching" if name == "clingo" else "clingo"
    for seed in range(first, LIMIT):
        program = seeded_program(seed)
        if outcome(program, {**ENGINES, **SLOW}[name]) != outcome(program, ENGINES[other]):
            return seed + 1
    return None


@pytest.mark.parametrize(
    ("name", "plant"),
    [pytest.param(name, plant, id=f"{name}: {plant.__name__}") for name in PLANTS for plant in PLANTS[name]],
)
def test_a_planted_error_is_found_within_a_thousand_programs(
    name: str, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert programs_until_found(name, SOONER.get(plant.__name__, 0)) is not None


def test_a_failure_shrinks_to_a_minimal_program(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_sums_to_nothing(monkeypatch)
    seed = next(number for number in range(LIMIT) if compare_engines(range(number, number + 1))["pyDatalog"].failures)
    (text,) = compare_engines(range(seed, seed + 1))["pyDatalog"].failures
    lines = [line for line in text.splitlines() if line and not line.startswith("//")]
    assert len(lines) <= 6, text
