"""The core of the installation: what works without the extras, and what is said where one is missing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from secg.commands.command_list import EXTRAS
from tests.report.reports import REPOSITORY

DAY = ["--as-at", "2019-03-01"]
CORE = [
    ["--version"],
    ["explain", "large-supplier", *DAY],
    ["explain", "large-supplier", *DAY, "--format", "html"],
    ["explain", "large-supplier", *DAY, "--format", "ics"],
    ["derive", *DAY],
    ["why-not", "large-supplier", "self year 1", *DAY],
    ["what-if", "large-supplier", "--set", "domestic_premises=1", *DAY],
    ["check"],
    ["check", "facts/large-supplier.yaml"],
    ["versions"],
    ["paragraph", "G8.41"],
    ["schema", "--out", "/dev/null"],
    ["fmt", "--check"],
]
NEEDING = [
    (["diff", "MP087"], "prove"),
    (["prove", *DAY], "prove"),
    (["impact", "--modification", "MP087"], "prove"),
    (["explain", "large-supplier", "--facts", "parties.parquet"], "bulk"),
    (["derive", "--engine", "duckdb"], "bulk"),
    (["count", "inventory.parquet"], "bulk"),
    (["population", "10"], "bulk"),
    (["serve", "--mcp"], "serve"),
    (["explain", "large-supplier", *DAY, "--format", "pdf"], "print"),
    (["explain", "large-supplier", *DAY, "--format", "docx"], "print"),
    (["parties", *DAY, "--format", "xlsx"], "print"),
    (["lsp"], "edit"),
]
WITHOUT = "import sys; sys.modules.update(dict.fromkeys({names})); from secg.cli import main; sys.exit(main({words}))"


def run(words: list[str], names: list[str]) -> tuple[int, str]:
    """The exit status and messages of a command in a Python that can't import the libraries named."""
    program = WITHOUT.format(names=names, words=words)
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", CORE, ids=" ".join)
def test_the_core_works_without_any_extra(words: list[str]) -> None:
    status, messages = run(words, list(EXTRAS))
    assert (status, messages) == (0, "") or (status == 0 and "warning W" in messages), messages


@pytest.mark.parametrize(("words", "extra"), NEEDING, ids=str)
def test_a_command_says_which_extra_it_lacks(words: list[str], extra: str) -> None:
    missing = [library for library, of in EXTRAS.items() if of == extra]
    status, messages = run(words, missing)
    assert status == 2
    assert re.fullmatch(
        r"error E508: this needs the library `(\w+)`, which is not installed\n"
        rf"  help: [^\n]+: pip install 'secg\[{extra}\]'\n",
        messages,
    ), messages


def test_every_extra_is_declared_and_all_has_each_that_needs_no_java() -> None:
    declared = tomllib.loads(Path(REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS.values()) == set(declared) - {"all", "test"}
    assert declared["all"] == [f"secg[{','.join(name for name in declared if name not in ('all', 'test', 'spark'))}]"]
