"""What all tests share: a tiny policy tree, and the folder of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from secg.code.policies import Policies, load_policies
from tests.policy_tree import PolicyTree

# no test is about time: a busy machine fails none
settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line each what was not run for want of a program, and how to get it."""
    reasons = {str(report.longrepr[-1]) for report in terminalreporter.getreports("skipped")}
    for reason in sorted(reasons):
        words = reason.removeprefix("Skipped: ")
        if words.startswith("not run: "):
            terminalreporter.write_line(words)


@pytest.fixture
def tree(tmp_path: Path) -> PolicyTree:
    """A tree with a small vocabulary, one version and one source; a test adds the paragraphs and the parties."""
    return PolicyTree(tmp_path)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder with the real policies and facts."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def policies(repository: Path) -> Policies:
    """The policies of the repository."""
    return load_policies(repository / "policies", repository)
