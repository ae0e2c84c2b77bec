"""The layout of Datalog blocks: the same rules, the same comments, and nothing more to do the second time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secg.cli import main
from secg.language.layout import format_block, format_document
from secg.language.lexer import scan
from secg.language.parser import parse_rules
from tests.trust.programs import CITATION, Program
from tests.trust.strategies import programs

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((ROOT / "policies").rglob("*.md"))
CROOKED = """
// first
head( User,Count ):-p(User , _),not q( User ),   // why
// on its own
  Count=sum D+1:{r(User,D),D>-5} , Count*(2+3)>250_000.


fact(1).   // behind
d(X) :- e(X, Y), X = Y - -1, X = 3-1 months
   // in the middle
   + 2 days.
"""
STRAIGHT = """\
// first
head(User, Count) :-
    p(User, _),
    not q(User),  // why
    // on its own
    Count = sum D + 1 : { r(User, D), D > -5 },
    Count * (2 + 3) > 250_000.

fact(1).  // behind
d(X) :-
    e(X, Y),
    X = Y - -1,
    X = 3 - 1 months + 2 days.  // in the middle
"""


def rules_of(text: str) -> list[str]:
    rules, faults = parse_rules(text, "block", 1, CITATION)
    assert not faults, [str(diagnostic) for diagnostic in faults]
    return [str(rule) for rule in rules]


def comments_of(text: str) -> list[str]:
    return [word.rstrip() for kind, word in scan(text) if kind == "space" and word.startswith("//")]


def crooked(text: str, source: random.Random) -> str:
    """The same words with other white space, and comments strewn in."""
    words = [word for kind, word in scan(text) if kind != "space"]
    parts = []
    for number, word in enumerate(words):
        parts.append(word)
        parts.append(source.choice([" ", "  ", "\n", "\n\n", f" // comment {number}\n"]))
    return "".join(parts)


def test_a_crooked_block_becomes_straight() -> None:
    assert format_block(CROOKED) == STRAIGHT


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(programs(), st.integers(0, 1_000_000))
def test_the_layout_keeps_rules_and_comments_and_is_stable(program: Program, seed: int) -> None:
    text = crooked(program.text, random.Random(seed))
    once = format_block(text)
    assert rules_of(once) == rules_of(text)
    assert sorted(comments_of(once)) == sorted(comments_of(text))
    assert format_block(once) == once


def test_a_block_that_cannot_be_parsed_stays_as_it_is() -> None:
    assert format_block("head(X :- body(X).\n") == "head(X :- body(X).\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_shipped_documents_are_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_document(text) == text, "run `secg fmt`"


def test_the_command_rewrites_what_differs_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "G1.md"
    document.write_text(f"# Text\n\n```datalog\n{CROOKED}```\n\nMore.\n")
    assert main(["fmt", "--check", str(document), "--policies", str(tmp_path)]) == 1
    assert main(["fmt", str(document), "--policies", str(tmp_path)]) == 0
    assert document.read_text() == f"# Text\n\n```datalog\n{STRAIGHT}```\n\nMore.\n"
    assert main(["fmt", "--check", str(document), "--policies", str(tmp_path)]) == 0
    assert "G1.md" in capsys.readouterr().out
