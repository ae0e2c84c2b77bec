"""The shipped vocabulary under a law of a few rules, for tests of how tables are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.policy_tree import VERSIONS, PolicyTree

ROOT = Path(__file__).resolve().parents[2]
RULES = """
annual_assessment(User, other_user, 1) :- user_role(User, _).
annual_assessment(User, supplier_party, 1) :- user_role(User, gas_supplier).
required_assessment(User, other_user, 1, full) :- user_role(User, _), domestic_premises(User, N), N > 250_000.
obligation(User, notify_manufacturer, Weakness) :- vulnerability(User, Weakness, _, _).
"""
_FOLDER = TemporaryDirectory(prefix="short-law-")


@cache
def short_law() -> str:
    """The folder of its policies; its one version is called SECMP0059, as one of the shipped policies is."""
    tree = PolicyTree(Path(_FOLDER.name))
    tree.vocabulary((ROOT / "policies" / "vocabulary.yaml").read_text(encoding="utf-8"))
    tree.sources((ROOT / "policies" / "sources.yaml").read_text(encoding="utf-8"))
    tree.versions(VERSIONS.replace("label: baseline", "label: SECMP0059")).rules(RULES)
    return str(tree.root / "policies")
