"""A duty that comes or goes is told as what it is for those who have it: applying, excused or done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secg.code.consolidation import Code, consolidate
from secg.code.policies import Policies
from secg.code.selection import version_named
from secg.effect.effect import effect_between
from secg.language.paragraph_number import Citation
from secg.language.parser import parse_rules
from secg.outcomes.states import HAS_DUTY, OutcomeKind
from tests.effect.test_any_party import NUMBER

DUTY = 'obligation(User, not_operate_triage, "review") :- user_role(User, gas_supplier).'
EXCUSE = 'excused(User, not_operate_triage, "review") :- user_role(User, gas_supplier)'


def with_rules(code: Code, *written: str) -> Code:
    """The Code with one more paragraph."""
    rules, faults = parse_rules("\n".join(written), "", 1, Citation(NUMBER))
    assert not faults
    *_, last = code.paragraphs.values()
    added = replace(last, number=NUMBER, paragraph=replace(last.paragraph, number=NUMBER, rules=rules))
    return replace(code, paragraphs={**code.paragraphs, NUMBER: added})


def baseline(policies: Policies) -> Code:
    return consolidate(policies, version_named(policies, "baseline"))


@pytest.mark.parametrize("reverse", [False, True], ids=["comes", "goes"])
@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ((DUTY,), HAS_DUTY),
        ((DUTY, f"{EXCUSE}."), "excused"),
        ((DUTY, f"{EXCUSE}, user_role(User, import_supplier)."), HAS_DUTY),
        ((DUTY, DUTY.replace("obligation", "discharged")), "discharged"),
    ],
    ids=["never excused", "always excused", "excused for some", "always done"],
)
def test_a_duty_is_said_to_apply_only_where_it_may(
    policies: Policies, rules: tuple[str, ...], state: str, reverse: bool
) -> None:
    before = baseline(policies)
    after = with_rules(before, *rules)
    first, second = (after, before) if reverse else (before, after)
    effect = effect_between(first, second, policies, before.in_force)
    [change] = [change for change in effect.changes if change.subject.kind is OutcomeKind.DUTY]
    pair = (change.before, change.after)
    assert pair == ((("none",), (state,)) if not reverse else ((state,), ("none",)))


def test_no_pair_of_states_that_some_party_has_is_called_impossible(policies: Policies) -> None:
    code = baseline(policies)
    before = with_rules(code, DUTY)
    also = DUTY.replace("gas_supplier", "other_user")
    after = with_rules(code, DUTY, also, EXCUSE.replace("gas_supplier", "import_supplier") + ".")
    effect = effect_between(before, after, policies, before.in_force)
    impossible = {(pair.before, pair.after) for pair in effect.impossible if pair.subject.kind is OutcomeKind.DUTY}
    assert {(change.before, change.after) for change in effect.changes} >= {(("applies",), ("excused",))}
    assert (("applies",), ("none",)) in impossible
    assert not impossible & {(("none",), ("excused",)), (("none",), ("applies",))}
