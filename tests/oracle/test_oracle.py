"""clingo and pyDatalog give the same model of the shipped law and parties, on every version and overlay."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from secg.code.consolidation import consolidate, fitting_version
from secg.code.policies import Policies, load_policies
from secg.code.selection import version_named
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on, load_situations
from secg.language.program import Program
from secg.language.unknowns import with_guards
from tests.oracle.comparing import differences
from tests.oracle.oracle import derive_with_clingo

ROOT = Path(__file__).resolve().parents[2]


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


@cache
def situations() -> Situations:
    return load_situations(ROOT / "facts", ROOT, policies().vocabulary)


def settings() -> list[tuple[str, str]]:
    """Each version, and each overlay on the first version that has the paragraphs it amends."""
    overlays = [instrument for instrument in policies().instruments.values() if instrument.status != "implemented"]
    plain = [(version.label, "") for version in policies().versions.versions]
    return [*plain, *((fitting_version(policies(), overlay).label, overlay.name) for overlay in overlays)]


@pytest.mark.parametrize(("label", "overlay"), settings())
def test_clingo_derives_the_same_model_of_every_shipped_party(label: str, overlay: str) -> None:
    version = version_named(policies(), label)
    code = consolidate(policies(), version, (overlay,) if overlay else ())
    vocabulary = policies().vocabulary
    rules = with_guards(code.rules, vocabulary)
    facts = facts_on(situations(), version.in_force, vocabulary)
    assert differences(derive(Program(rules, vocabulary), facts), derive_with_clingo(rules, facts, vocabulary)) == []
