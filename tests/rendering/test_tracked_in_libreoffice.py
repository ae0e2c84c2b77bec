"""The Word form of `secg diff` in LibreOffice itself: accepting gives the text after, rejecting the text before.

It runs where LibreOffice and its bridge to Python are installed.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from secg.code.comparison import Compared, with_and_without
from secg.code.policies import Policies
from secg.code.redline import redline
from tests.policy_tree import PolicyTree
from tests.rendering.libreoffice import lacking, resolved_texts
from tests.rendering.test_tracked import INSTRUMENTS, document_of, drawn_edit, expected, policies

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking())


def assert_exact_in_libreoffice(compared: dict[str, tuple[Compared, Policies]], folder: Path) -> None:
    documents = {name: document_of(pair, law) for name, (pair, law) in compared.items()}
    read = resolved_texts(documents, folder)
    for name, (pair, law) in compared.items():
        changes = redline(pair.before.code, pair.after.code, law.vocabulary)
        entry = read[name]
        assert entry["left"] == 0, name
        assert entry["comments"] == len(changes) + 1, name
        for code, is_after, key in ((pair.before.code, False, "rejected"), (pair.after.code, True, "accepted")):
            lines = entry[key]
            assert isinstance(lines, list)
            assert lines[1:-1] == expected(code, changes, after=is_after), f"{name}, {key}"


def drawn_edits(number: int, tree: PolicyTree) -> dict[str, tuple[Compared, Policies]]:
    first = random.randrange(1_000_000)
    return {f"seed {seed}": drawn_edit(random.Random(seed), tree) for seed in range(first, first + number)}


def test_every_instrument_and_random_edits_are_exact_in_libreoffice(tree: PolicyTree, tmp_path: Path) -> None:
    edits = {name: (with_and_without(policies(), name), policies()) for name in INSTRUMENTS}
    assert_exact_in_libreoffice({**edits, **drawn_edits(10, tree)}, tmp_path)


@pytest.mark.fuzz
def test_many_random_edits_are_exact_in_libreoffice(tree: PolicyTree, tmp_path: Path) -> None:
    assert_exact_in_libreoffice(drawn_edits(200, tree), tmp_path)
