"""The effect between any two Codes of the real policies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from secg.code.comparison import Compared, named_code, with_and_without
from secg.code.policies import Policies
from secg.effect.effect import Effect, effect_between


@pytest.fixture(scope="session")
def effect_of(policies: Policies) -> Callable[..., Effect]:
    """The effect of a modification, or of one Code in place of another."""
    effects: dict[tuple[str, ...], Effect] = {}

    def find(*names: str) -> Effect:
        if names not in effects:
            if len(names) == 1:
                compared = with_and_without(policies, names[0])
            else:
                replaced, replacing = (named_code(policies, name) for name in names)
                compared = Compared(replaced, replacing)
            before, after = compared.before.code, compared.after.code
            effects[names] = effect_between(before, after, policies, after.in_force)
        return effects[names]

    return find
