"""`secg diff --since DIR`: what the policies change against those of another folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.messages.trees import BASE, printed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """Policies and facts, and the policies as they were below `.base`."""
    shutil.copytree(BASE, tmp_path / "now")
    shutil.copytree(BASE / "policies", tmp_path / "now" / ".base" / "policies")
    return tmp_path / "now"


def page(tree: Path, *more: str) -> str:
    return printed(["diff", "--since", ".base/policies", "--format", "md", *more], tree)


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_where_nothing_changes_it_is_said(trees: Path) -> None:
    assert page(trees) == "exit 0\n- The text and the rules of no version, proposal or reading change.\n"


def test_a_lower_threshold_of_the_baseline_is_shown_with_its_effect(trees: Path) -> None:
    edit(trees / "policies" / "section-g" / "G8.md", "Count > 250_000", "Count > 240_000")
    text = page(trees, "--impact")
    assert "compared with the Code of 5.20 as it was" in text
    assert "**more than 240,000 Domestic Premises" in text and "## Effect on possible parties" in text
    assert "contradictory answers" in text, "with G8.42 left as it is, two answers are given"


def test_versions_that_change_alike_have_one_page(trees: Path) -> None:
    edit(
        trees / "policies" / "section-g" / "G8.md", "Each User is assessed every year", "Every User is assessed yearly"
    )
    text = page(trees)
    assert text.count("## Redline") == 1 and "change alike; the page of" in text


def test_an_instrument_that_is_new_is_shown_by_itself(trees: Path) -> None:
    (trees / ".base" / "policies" / "readings" / "wide.md").unlink()
    text = page(trees)
    assert "# What wide says otherwise\n\nwide: Fewer premises suffice." in text and text.count("## Redline") == 1


def test_what_is_no_longer_there_and_what_is_declared_otherwise_is_named(trees: Path) -> None:
    (trees / "policies" / "readings" / "wide.md").unlink()
    edit(trees / "policies" / "vocabulary.yaml", "serves", "supplies")
    text = page(trees)
    assert "- No longer there: wide." in text and "- Declared otherwise in the vocabulary: " in text
    assert "- Beside the Code these files differ: vocabulary.yaml." in text


def test_a_folder_from_before_codes_were_named_is_compared_under_the_present_names(trees: Path) -> None:
    (trees / ".base" / "policies" / "code.yaml").unlink()
    unchanged = "- The text and the rules of no version, proposal or reading change.\n"
    assert page(trees) == f"exit 0\n- Beside the Code these files differ: code.yaml.\n{unchanged}"


def test_files_beside_the_code_that_differ_are_named(trees: Path) -> None:
    edit(trees / "policies" / "sources.yaml", "A report", "Another report")
    shutil.copytree(ROOT / "policies" / "counting", trees / "policies" / "counting")
    text = page(trees, "--exit-code")
    named = "counting/premises.md, counting/vocabulary.yaml, sources.yaml"
    assert text.startswith(f"exit 1\n- Beside the Code these files differ: {named}.\n")


def test_a_doubt_that_is_gone_is_a_change_of_its_paragraph_and_a_note_one_of_its_file(trees: Path) -> None:
    path = trees / "policies" / "section-g" / "G8.md"
    for kind, told in (
        ("open", "open: Its year.~~"),
        ("note", "section-g/G8.md (notes and remarks in them are not"),
    ):
        shutil.rmtree(trees / ".base")
        shutil.copytree(trees / "policies", trees / ".base" / "policies")
        line = f">\n> {kind}: Its year.\n"
        earlier = trees / ".base" / "policies" / "section-g" / "G8.md"
        earlier.write_text(re.sub(r"(> provenance: [^\n]*\n)", rf"\1{line}", path.read_text(), count=1))
        text = page(trees, "--exit-code")
        assert text.startswith("exit 1\n")
        assert told in text, kind


def test_a_version_that_is_in_force_from_another_day_is_a_change(trees: Path) -> None:
    days = re.findall(r"in_force: (\d{4}-\d\d-\d\d)", (trees / "policies" / "versions.yaml").read_text())
    for path in (trees / "policies").rglob("*"):
        if path.suffix in (".md", ".yaml"):
            path.write_text(path.read_text().replace(days[-1], "2031-03-01"))
    text = page(trees, "--exit-code")
    assert text.startswith("exit 1\n- In force from another day: ") and "(1 March 2031, before " in text


def test_a_type_that_is_declared_otherwise_is_a_change(trees: Path) -> None:
    edit(trees / "policies" / "vocabulary.yaml", "Other User", "Another User")
    text = page(trees, "--exit-code")
    assert text.startswith("exit 1\n- Declared otherwise in the vocabulary: capacity.")


def test_a_fact_that_means_something_else_where_it_is_not_stated_is_said_not_to_be_compared(trees: Path) -> None:
    not_compared = "is not compared, as both Codes are taken with the present vocabulary: "
    edit(trees / "policies" / "vocabulary.yaml", "serves", "supplies")
    assert not_compared not in page(trees), "a sentence means what it meant before"
    vocabulary = trees / "policies" / "vocabulary.yaml"
    edit(vocabulary, "absent: unknown", 'absent: default\n  default: "0"\n  because: a test')
    assert not_compared in page(trees)
