"""`secg check`: no fault means that everything was read and hangs together."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.messages.trees import printed
from tests.report.reports import REPOSITORY


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the law, the parties and the cases."""
    for name in ("policies", "facts", "tests/regression"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_everything_is_counted_that_was_read(copy: Path) -> None:
    text = printed(["check"], copy)
    assert text.startswith("exit 0\nno fault: ") and all(
        words in text for words in (" versions, ", " parties, ", " paragraphs in the ledger, ", " cases\n")
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("policies/readings", "policies/reading", "E123"),
        ("policies/section-g/G6.md", "policies/section-g/more/G6.md", "E123"),
        ("facts/large-supplier.yaml", "facts/large-supplier.yml", "E123"),
        ("tests/regression/MP091", "tests/regression/MP091/more", "E123"),
    ],
)
def test_what_is_moved_out_of_sight_is_told(copy: Path, old: str, new: str, code: str) -> None:
    shutil.move(copy / old, copy / "moved")
    (copy / new).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(copy / "moved", copy / new)
    text = printed(["check"], copy)
    assert text.startswith("exit 1\n") and f"error {code}:" in text, text


def test_a_paragraph_that_is_lost_is_missed_by_the_ledger(copy: Path) -> None:
    (copy / "policies" / "section-g" / "G6.md").unlink()
    text = printed(["check"], copy)
    assert text.startswith("exit 1\n") and "G6.1" in text, text


def test_an_instrument_that_takes_the_ground_from_other_paragraphs_is_refused_with_its_heading(copy: Path) -> None:
    reading = copy / "policies" / "readings" / "naive.md"
    reading.write_text(
        "---\ninstrument: naive\ntitle: Naive\nstatus: reading\nquestion: Is it so?\nsources: [S0]\n---\n\n"
        "## Substitute G8.40: Assessments in every year\n\n> provenance: reported (S0, section 2)\n\n"
        "Each User is assessed.\n"
    )
    text = printed(["check"], copy)
    assert text.startswith("exit 1\n")
    assert (
        "policies/readings/naive.md:9:1: error E314: to substitute G8.40 takes away the last rules for `acts_as`"
        in text
    )


@pytest.mark.parametrize(
    ("named", "code"), [("facts", "E105"), ("policies/section-g", "E105"), ("/etc/passwd", "E123"), ("nowhere", "E101")]
)
def test_a_file_named_on_the_command_line_that_is_none_to_read_is_told(copy: Path, named: str, code: str) -> None:
    text = printed(["check", named], copy)
    assert text.startswith("exit 2\n") and text.count("error E") == 1 and f"error {code}:" in text, text


@pytest.mark.parametrize(
    "named", ["facts/large-supplier.yaml", "policies/README.md", "policies/readings/smets1-programme-date.md"]
)
def test_a_file_of_the_policies_or_facts_is_checked(copy: Path, named: str) -> None:
    assert printed(["check", named], copy).startswith("exit 0\nno fault: ")


def test_a_forge_is_told_the_path_from_the_folder_in_which_it_runs(copy: Path) -> None:
    (copy / "data").mkdir()
    shutil.move(copy / "facts", copy / "data" / "parties")
    party = copy / "data" / "parties" / "other-user.yaml"
    party.write_text(party.read_text().replace("user_role", "user_rol"))
    words = ["check", "--facts", "data/parties", "--format"]
    assert "file=data/parties/other-user.yaml," in printed([*words, "github"], copy)
    assert '"uri": "data/parties/other-user.yaml"' in printed([*words, "sarif"], copy)


def test_a_file_name_that_is_no_text_is_written_in_percent_signs(copy: Path) -> None:
    (copy / "facts" / os.fsdecode(b"caf\xe9.yaml")).write_text("party: x\nfacts: {}\n")
    assert '"uri": "facts/caf%E9.yaml"' in printed(["check", "--format", "sarif"], copy)
