"""What is found together, or apart, is what would be found one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secg.code.comparison import named_code, with_and_without
from secg.code.policies import Policies
from secg.effect import effect as module
from secg.effect.effect import Effect
from secg.language.operators import Comparator
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Quantity, Term, both, compare, either, opposite
from secg.symbolic.hitting import first_smallest_hitting, numbers_of
from secg.symbolic.solving import Solving
from secg.symbolic.space import Space
from tests.policy_tree import PolicyTree, paragraph


@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6))
def test_the_first_of_the_smallest_sets_that_meet_all_is_found(sets: list[frozenset[int]]) -> None:
    every = (frozenset(combination) for size in range(8) for combination in combinations(range(7), size))
    first = next(item for item in every if all(item & other for other in sets))
    assert first_smallest_hitting(map(numbers_of, sets)) == numbers_of(first)


class Tiny:
    """A space of few facts, small enough to look at every party: roles, and weaknesses with details of them."""

    def __init__(self, tree: PolicyTree) -> None:
        policies = tree.part(paragraph("G1.1: Who is small", "small(User) :- premises(User, N), N <= 2.")).load()
        code = named_code(policies, "baseline").code
        self.space = Space(policies.vocabulary, code.rules, code.in_force, policies.versions.earliest)
        [stated] = self.space.candidates("premises")
        assert isinstance(stated.terms[1], Quantity)
        self.premises = stated.terms[1]
        asked = ("user_role", "device", "weakness", "owner_knows")
        self.stated = [candidate.stated for predicate in asked for candidate in self.space.candidates(predicate)]
        self.options = self.space.optional
        every = product((0, 1), repeat=len(self.options))
        parties = (self.party(truths, number) for truths in every for number in range(5))
        self.parties = [assignment for assignment in parties if all(map(assignment.holds, self.space.constraints))]

    def party(self, truths: Sequence[int], number: int) -> Assignment:
        """The party with these facts and this number."""
        values: dict[Term, int] = {**dict(zip(self.options, truths, strict=True)), self.premises: number}
        return Assignment(values.get)

    def facts(self, party: Assignment) -> tuple[int, list[int], int, list[int]]:
        """By what a party has fewer facts than another, or the first of as many; then the same of the details."""
        places = [place for place, formula in enumerate(self.options) if party.holds(formula)]
        facts = [place for place in places if self.options[place] not in self.space.owners]
        details = [place for place in places if place not in facts]
        return len(facts), facts, len(details), details

    def number(self, party: Assignment) -> int:
        """The number that a party states."""
        return party.number(self.premises)

    def smallest(self, parties: Sequence[Assignment]) -> Assignment:
        """The party with the fewest facts, or as few others with which the number is smaller."""
        first = min(parties, key=lambda assignment: (self.facts(assignment), self.number(assignment)))
        facts, _, details, _ = self.facts(first)
        as_few = [
            assignment
            for assignment in parties
            if self.facts(assignment)[0] <= facts and self.facts(assignment)[2] <= details
        ]
        least = min(map(self.number, as_few))
        if least == self.number(first):
            return first
        return min((assignment for assignment in as_few if self.number(assignment) == least), key=self.facts)

    def conditions(self) -> st.SearchStrategy[Guard]:
        """Conditions over the facts and the number, most of which ask for facts: one of several, or several of one."""
        stated, signs = (
            st.sampled_from(self.stated),
            st.sampled_from([Comparator.AT_MOST, Comparator.MORE, Comparator.EQUAL, Comparator.AT_LEAST]),
        )
        compared = st.builds(compare, signs, st.just(self.premises), st.integers(0, 3))
        some = st.lists(stated | stated | stated.map(opposite) | compared, min_size=1, max_size=3)
        several = st.lists(some.map(either), min_size=1, max_size=4).map(both)
        return several | st.lists(some.map(both), min_size=1, max_size=4).map(either)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """The space, made once."""
    return Tiny(PolicyTree(tmp_path_factory.mktemp("tiny")))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_smallest_party_is_found_that_a_look_at_every_party_finds(tiny: Tiny, data: st.DataObject) -> None:
    condition = data.draw(tiny.conditions())
    fitting = [assignment for assignment in tiny.parties if assignment.holds(condition)]
    assignment = Solving(tiny.space, [condition]).smallest([condition])
    if assignment is None:
        assert not fitting
    else:
        smallest = tiny.smallest(fitting)
        assert (tiny.facts(assignment), tiny.number(assignment)) == (tiny.facts(smallest), tiny.number(smallest))


def test_the_days_sought_last_are_those_of_the_facts_and_numbers_chosen_before(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    seek_days = Solving._nearest_days

    def checked(smallest: Solving, fixed: Sequence[Guard], party: Assignment) -> Assignment:
        assert all(map(party.holds, fixed))
        return seek_days(smallest, fixed, party)

    monkeypatch.setattr(Solving, "_nearest_days", checked)
    for first, *others in permutations(tiny.stated[:4]):
        # the first fact does, and each of the others does with a smaller number
        ways: list[Guard] = [both([first, compare(Comparator.AT_LEAST, tiny.premises, 2)])]
        ways.extend(both([other, compare(Comparator.EQUAL, tiny.premises, 1)]) for other in others)
        assert Solving(tiny.space, ways).smallest([either(ways)]) is not None


def test_duties_examined_through_their_cause_change_as_when_examined_one_by_one(
    policies: Policies, effect_of: Callable[..., Effect], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = effect_of("SECMP0044")
    assert any(change.cause is not None for change in together.changes)
    monkeypatch.setattr(module, "mediators", lambda *_: {})
    compared = with_and_without(policies, "SECMP0044")
    before, after = compared.before.code, compared.after.code
    apart = module.effect_between(before, after, policies, after.in_force)
    assert not any(change.cause is not None for change in apart.changes)
    for change, other in zip(together.changes, apart.changes, strict=True):
        assert (change.subject, change.before, change.after) == (other.subject, other.before, other.after)
        assert change.witness == other.witness
        assert set(change.paragraphs_before) == set(other.paragraphs_before)
        assert set(change.paragraphs_after) == set(other.paragraphs_after)
