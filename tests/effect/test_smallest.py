"""What is found together, or apart, is what would be found one by one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.code.comparison import with_and_without
from engine.code.policies import Policies
from engine.effect import effect as module
from engine.effect.effect import Effect
from engine.effect.hitting import first_smallest_hitting, numbers_of


@given(
    st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6),
    st.dictionaries(st.integers(3, 6), st.integers(0, 2)),
)
def test_the_first_of_the_smallest_sets_that_meet_all_and_have_their_owners_is_found(
    sets: list[frozenset[int]], owners: dict[int, int]
) -> None:
    every = (frozenset(one) for size in range(8) for one in combinations(range(7), size))
    closed = (one for one in every if all(owners.get(number, number) in one for number in one))
    first = next(one for one in closed if all(one & other for other in sets))
    assert first_smallest_hitting(map(numbers_of, sets), owners) == numbers_of(first)


def test_duties_examined_through_their_cause_change_as_when_examined_one_by_one(
    policies: Policies, effect_of: Callable[..., Effect], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = effect_of("SECMP0044")
    assert any(one.cause is not None for one in together.changes)
    monkeypatch.setattr(module, "mediators", lambda *_: {})
    compared = with_and_without(policies, "SECMP0044")
    before, after = compared.before.code, compared.after.code
    apart = module.effect_between(before, after, policies, after.in_force)
    assert not any(one.cause is not None for one in apart.changes)
    for one, other in zip(together.changes, apart.changes, strict=True):
        assert (one.subject, one.before, one.after) == (other.subject, other.before, other.after)
        assert one.witness == other.witness
        assert set(one.paragraphs_before) == set(other.paragraphs_before)
        assert set(one.paragraphs_after) == set(other.paragraphs_after)
