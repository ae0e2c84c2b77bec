"""The effects of the modifications that the sources describe, with their smallest witnesses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from secg.code.policies import Policies
from secg.effect.effect import Effect, effect_between
from secg.effect.sides import Change
from secg.outcomes.states import HAS_DUTY, DetailKind

EffectOf = Callable[..., Effect]
FULL = ("full", "full", "full")
LIGHTER = ("full", "verification", "self")
SILENT = ("full", "silent", "silent")


def changes_as(effect: Effect, capacity: str) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Change]:
    """The changes in one capacity by the states before and after."""
    answers = [change for change in effect.changes if change.subject.kind == "answer"]
    return {(change.before, change.after): change for change in answers if change.subject.arguments == (capacity,)}


def impossible_as(effect: Effect, capacity: str) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs of outcomes in one capacity that are proved impossible."""
    return {(pair.before, pair.after) for pair in effect.impossible if pair.subject.arguments == (capacity,)}


@pytest.mark.parametrize(
    ("before", "after", "domestic", "other"),
    [
        (LIGHTER, FULL, "domestic_premises: 1\n", "non_domestic_premises: 50_000\n"),
        (SILENT, FULL, "domestic_premises: 0\n", "non_domestic_premises: 50_001\n"),
        (SILENT, LIGHTER, "domestic_premises: 0\n", "non_domestic_premises: 1\n"),
    ],
)
def test_secmp0059_changes_suppliers_with_these_smallest_witnesses(
    effect_of: EffectOf, before: tuple[str, ...], after: tuple[str, ...], domestic: str, other: str
) -> None:
    change = changes_as(effect_of("SECMP0059"), "supplier_party")[before, after]
    assert [party_file.party for party_file in change.witness.files] == ["the-party"]
    assert domestic in change.witness.files[0].text
    assert other in change.witness.files[0].text


def test_secmp0059_changes_suppliers_in_no_other_way(effect_of: EffectOf) -> None:
    changes = changes_as(effect_of("SECMP0059"), "supplier_party")
    assert set(changes) == {(LIGHTER, FULL), (SILENT, FULL), (SILENT, LIGHTER)}
    assert all(change.condition.complete for change in changes.values())


def test_secmp0059_takes_no_supplier_from_full_each_year_to_less(effect_of: EffectOf) -> None:
    assert (FULL, LIGHTER) in impossible_as(effect_of("SECMP0059"), "supplier_party")


def test_secmp0059_gives_other_users_a_verification_in_year_two(effect_of: EffectOf) -> None:
    changes = changes_as(effect_of("SECMP0059"), "other_user")
    assert set(changes) == {(("full", "self", "self"), LIGHTER)}
    change = next(iter(changes.values()))
    assert change.witness.files[0].text.endswith("facts:\n  user_role: [other_user]\n")
    assert change.condition.alternatives == ((),)


def test_secmp0059_as_made_differs_from_the_first_proposal_for_mixed_portfolios(effect_of: EffectOf) -> None:
    changes = changes_as(effect_of("SECMP0059-IMR", "SECMP0059"), "supplier_party")
    assert set(changes) == {(LIGHTER, FULL)}
    text = changes[LIGHTER, FULL].witness.files[0].text
    assert "domestic_premises: 1\n" in text
    assert "non_domestic_premises: 50_000\n" in text


def test_mp087_brings_one_duty_about_smets1_hubs_and_gas_proxies_and_nothing_else(effect_of: EffectOf) -> None:
    effect = effect_of("MP087")
    duties = [change for change in effect.changes if change.subject.kind == "duty"]
    assert {(change.subject.arguments[0], change.before, change.after) for change in duties} == {
        ("arrange_to_be_told", ("none",), (HAS_DUTY,))
    }
    warnings = [change for change in effect.changes if change not in duties]
    assert {(change.subject.kind, change.before, change.after) for change in warnings} == {
        ("warning", ("none",), ("given",))
    }
    assert {effect.labels[str(change.subject.arguments[1])] for change in duties} == {
        "a SMETS1 Communications Hub Function",
        "a SMETS1 Gas Proxy Function",
    }


def test_a_release_that_leaves_section_g_alone_is_proved_to_change_nothing(effect_of: EffectOf) -> None:
    effect = effect_of("MP087", "6.21")
    assert effect.unchanged
    assert not effect.impossible


@pytest.mark.parametrize("name", ["designation-5.20", "SECMP0065", "SECMP0059", "second-user-system", "MP087", "MP203"])
def test_a_modification_is_decided_with_complete_conditions(effect_of: EffectOf, name: str) -> None:
    effect = effect_of(name)
    assert not effect.undecided
    assert all(
        change.condition.complete for change in effect.changes if not isinstance(change.subject.kind, DetailKind)
    )


@pytest.mark.fuzz
def test_every_modification_is_decided_with_complete_conditions(policies: Policies, effect_of: EffectOf) -> None:
    for name, instrument in policies.instruments.items():
        if instrument.status == "implemented" and instrument.amendments:
            effect = effect_of(name)
            assert not effect.undecided, name
            assert all(
                change.condition.complete
                for change in effect.changes
                if not isinstance(change.subject.kind, DetailKind)
            ), name


def test_sharing_counted_before_secmp0044_and_the_witness_brings_the_other_parties(effect_of: EffectOf) -> None:
    change = changes_as(effect_of("SECMP0044"), "supplier_party")[FULL, LIGHTER]
    parties = [party_file.party for party_file in change.witness.files]
    assert parties[0] == "the-party"
    assert set(parties[1:]) == {"provider", "other-user"}


def test_what_counts_on_each_side_is_said_of_that_side(effect_of: EffectOf) -> None:
    counted = "the Domestic Premises that count for the party as Supplier Party come to"
    change = changes_as(effect_of("SECMP0044"), "supplier_party")[FULL, LIGHTER]
    before, after = f"{counted} more than 250,000 (before the change)", f"{counted} 250,000 or fewer (after the change)"
    assert change.condition.complete
    assert all(before in alternative and after in alternative for alternative in change.condition.alternatives)
    whole = "the Domestic Premises that count for the party as Supplier Party + 5 × "
    change = changes_as(effect_of("premises-as-enrolled-devices"), "supplier_party")[FULL, LIGHTER]
    assert change.condition.complete
    for alternative in change.condition.alternatives:
        assert any(
            text.startswith(whole) and text.endswith("more than 250,000 (before the change)") for text in alternative
        )
        assert f"{whole}0 come to 250,000 or less" in alternative


ABOVE = re.compile(r"(?P<what>.*) (?:come to )?more than (?P<number>[\d,]+)(?P<rest>.*)")
AT_MOST = re.compile(r"(?P<what>.*) (?:come to )?(?P<number>[\d,]+) or (?:fewer|less)(?P<rest>.*)")
DENIED = re.compile(r"^it is not the case that| do(?:es)? not come to ")
"""What is denied says nothing of a number that is there: also where there is none, it is so."""


def test_no_condition_says_of_one_number_that_it_is_above_a_threshold_and_that_it_is_not(
    policies: Policies, effect_of: EffectOf
) -> None:
    compared = 0
    for name, instrument in policies.instruments.items():
        if not instrument.amendments:
            continue
        for change in effect_of(name).changes:
            for alternative in change.condition.alternatives:
                said = [words for words in alternative if not DENIED.search(words)]
                above, below = (
                    {match.groups() for words in said if (match := pattern.fullmatch(words))}
                    for pattern in (ABOVE, AT_MOST)
                )
                compared += len(above)
                assert not above & below, f"{name}: {alternative}"
    assert compared


def test_what_runs_out_of_time_is_undecided_and_never_no_change(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    from secg.code.comparison import with_and_without
    from secg.logic.formulas import Undecided
    from secg.symbolic.solving import Solving

    def give_up(*_: object) -> None:
        raise Undecided

    monkeypatch.setattr(Solving, "party", give_up)
    compared = with_and_without(policies, "SECMP0059")
    effect = effect_between(compared.before.code, compared.after.code, policies, compared.after.code.in_force)
    assert effect.undecided
    assert not effect.unchanged
