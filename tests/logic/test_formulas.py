"""Formulas mean to the solver what they mean to the engine, and keep their meaning where something is supposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.language.operators import Calculation, Comparator, Function
from secg.logic.assignment import Assignment
from secg.logic.formulas import (
    Formula,
    Formulas,
    Guard,
    Quantity,
    Supposition,
    Symbolic,
    Term,
    at_most,
    both,
    chosen,
    compare,
    compute,
    either,
    exclusive,
    implied,
    opposite,
)
from secg.logic.solver import Solver, Translation
from secg.symbolic import folding
from secg.symbolic.candidates import Row
from secg.symbolic.folding import fold_symbolic

TRUTHS, NUMBERS = 4, 3
SMALL = st.integers(-3, 3)


@dataclass(frozen=True)
class World:
    """Symbols with a value for each."""

    truths: Sequence[Formula]
    numbers: Sequence[Quantity]
    values: Mapping[Term, int]

    def assignment(self) -> Assignment:
        """The values, as those of a party that a solver found."""
        return Assignment(self.values.__getitem__)

    def stated(self) -> list[Guard]:
        """The values, as guards."""
        known: list[Guard] = [truth if self.values[truth] else opposite(truth) for truth in self.truths]
        return [*known, *(compare(Comparator.EQUAL, quantity, self.values[quantity]) for quantity in self.numbers)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    formulas = Formulas()
    truths = [formulas.truth(f"truth {number}") for number in range(TRUTHS)]
    numbers = [formulas.number(f"number {number}") for number in range(NUMBERS)]
    values: dict[Term, int] = {truth: draw(st.integers(0, 1)) for truth in truths}
    values.update({quantity: draw(SMALL) for quantity in numbers})
    return World(truths, numbers, values)


def quantities(world: World, depth: int) -> st.SearchStrategy[Symbolic]:
    plain: st.SearchStrategy[Symbolic] = SMALL | st.sampled_from(world.numbers)
    if not depth:
        return plain
    below = quantities(world, depth - 1)
    scaled = st.builds(lambda entry, by: compute(Calculation.TIMES, entry, by)[0], below, SMALL)
    signs_of_sums = st.sampled_from([Calculation.PLUS, Calculation.MINUS])
    joined = st.builds(lambda sign, first, other: compute(sign, first, other)[0], signs_of_sums, below, below)
    rest = st.builds(lambda entry, by: compute(Calculation.MODULO, entry, by)[0], below, st.integers(1, 3))
    return plain | scaled | joined | rest | st.builds(chosen, guards(world, depth - 1), below, below)


def guards(world: World, depth: int) -> st.SearchStrategy[Guard]:
    signs = st.sampled_from(Comparator)
    if not depth:
        return st.booleans() | st.sampled_from(world.truths)
    below, several = guards(world, depth - 1), st.lists(guards(world, depth - 1), max_size=3)
    compared = st.builds(compare, signs, quantities(world, depth - 1), quantities(world, depth - 1))
    apart = several.map(exclusive).map(both)
    few = st.builds(at_most, st.lists(st.sampled_from(world.truths), min_size=1, unique=True), st.integers(0, 3))
    made = below.map(opposite) | several.map(both) | several.map(either) | st.builds(implied, below, below)
    return compared | made | apart | few


@given(st.data())
def test_solver_and_assignment_agree_on_what_holds(data: st.DataObject) -> None:
    world = data.draw(worlds())
    guard = data.draw(guards(world, 3))
    solver = Solver(Translation(), 10.0)
    stated = [formula for formula in (*world.stated(), guard) if not isinstance(formula, bool)]
    assert world.assignment().holds(guard) == (guard is not False and solver.fits(stated))


@given(st.data())
def test_a_supposition_that_is_so_changes_nothing_and_leaves_its_symbol_out(data: st.DataObject) -> None:
    world = data.draw(worlds())
    guard = data.draw(guards(world, 3).filter(lambda formula: "at most" not in operators(formula)))
    symbol = world.truths[0]
    party = world.assignment()
    left = Supposition({symbol: bool(world.values[symbol])}).of(guard)
    assert party.holds(left) == party.holds(guard)
    assert isinstance(left, bool) or not left.symbols & symbol.symbols


@given(st.data())
def test_what_is_found_has_the_values_that_were_asked_for(data: st.DataObject) -> None:
    world = data.draw(worlds())
    solver = Solver(Translation(), 10.0)
    assert solver.fits([formula for formula in world.stated() if not isinstance(formula, bool)])
    assignment = solver.party()
    assert [assignment.holds(truth) for truth in world.truths] == [bool(world.values[truth]) for truth in world.truths]
    assert [assignment.number(quantity) for quantity in world.numbers] == [
        world.values[quantity] for quantity in world.numbers
    ]


def test_equal_formulas_are_one_and_those_of_two_tables_are_two() -> None:
    first, second = Formulas(), Formulas()
    formula, other = (compare(Comparator.AT_MOST, table.number("count"), 5) for table in (first, first))
    assert formula is other
    assert formula is not compare(Comparator.AT_MOST, second.number("count"), 5)


def test_a_core_names_what_does_not_fit_together() -> None:
    formulas = Formulas()
    wet, dry, cold = (formulas.truth(name) for name in ("wet", "dry", "cold"))
    solver = Solver(Translation(), 10.0)
    never = opposite(both([wet, dry]))
    assert isinstance(never, Formula)
    solver.add([never])
    assert not solver.fits([cold, wet, dry])
    assert solver.core() == [wet, dry]


def operators(part: object) -> set[str]:
    """The operators in a guard."""
    if not isinstance(part, Term):
        return set()
    return {part.operator}.union(*(operators(other) for other in part.parts))


@pytest.mark.parametrize("number", [0, 1])
def test_of_formulas_that_exclude_each_other_one_may_hold(number: int) -> None:
    formulas = Formulas()
    listed = [formulas.truth(str(place)) for place in range(3)]
    values: dict[Term, int] = {formula: int(place <= number) for place, formula in enumerate(listed)}
    assert Assignment(values.__getitem__).holds(both(exclusive(listed))) == (number == 0)


def test_a_long_sum_is_not_nested_deeply() -> None:
    """One after another, so many would be deeper than Python calls functions."""
    formulas = Formulas()
    there = [formulas.truth(str(number)) for number in range(400)]
    [row] = fold_symbolic(Function.COUNT, [Row((number, 1), guard) for number, guard in enumerate(there)])
    many = compare(Comparator.AT_LEAST, row.terms[0], 400)
    assert isinstance(many, Formula)
    solver = Solver(Translation(), 20.0)
    assert solver.fits([many])
    assert all(map(solver.party().holds, there))


def test_ways_told_apart_by_names_alone_are_counted_without_looking_at_each_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nine conditions that nothing ties together hold in twenty thousand ways, whose pairs took minutes."""
    monkeypatch.setattr(folding, "_same", pytest.fail)
    formulas = Formulas()
    ways = [Row((f"party {number}", 1), formulas.truth(str(number))) for number in range(100)]
    [row] = fold_symbolic(Function.COUNT, ways)
    assert isinstance(row.terms[0], Quantity)
