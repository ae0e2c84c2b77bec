"""The Codes that a comparison names: the options given for one choose that very Code."""

from __future__ import annotations

from contextlib import suppress
from itertools import permutations

from secg.code.comparison import named_code, with_and_without
from secg.code.selection import select_code
from secg.messages import Faults
from tests.proof.random_parties import policies


def test_the_options_of_each_side_choose_its_code() -> None:
    given = policies()
    overlays = [name for name, instrument in given.instruments.items() if instrument.is_overlay]
    compared = [with_and_without(given, name) for name in given.instruments]
    for name, other in permutations(overlays, 2):
        with suppress(Faults):  # two that amend the same paragraph may not fit on one another
            compared.append(with_and_without(given, name, (other,)))
    assert len(compared) > len(given.instruments), "no two overlays fit"
    named = [side for pair in compared for side in (pair.before, pair.after)]
    named.extend(named_code(given, version.label) for version in given.versions.versions)
    chosen = [side for side in named if side.options]
    assert chosen and len(chosen) < len(named), "each version has one instrument: the test tries less than it says"
    for side in chosen:
        words = dict.fromkeys(side.options[2:])
        words.pop("--with", None)
        code = select_code(given, side.code.in_force, side.options[1], tuple(words))
        assert (side.options, code.rules) == (side.options, side.code.rules)
