"""What all tests share: a tiny policy tree, and the folder of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.policy_tree import PolicyTree

# no test is about time: a busy machine fails none
settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")


@pytest.fixture
def tree(tmp_path: Path) -> PolicyTree:
    """A tree with a small vocabulary, one version and one source; a test adds the paragraphs and the parties."""
    return PolicyTree(tmp_path)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder with the real policies and facts."""
    return Path(__file__).resolve().parents[1]
