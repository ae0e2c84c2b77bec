"""The Word form of `secg diff`: accepting all changes gives the text after, rejecting all the text before, exactly.

The document is read here by its XML alone, with rules of its own for what accepting and rejecting do.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from secg.cli import main
from secg.code.comparison import Compared, Named, with_and_without
from secg.code.consolidation import Code
from secg.code.policies import Policies, load_policies
from secg.code.redline import ParagraphChange, redline
from secg.messages import Faults
from secg.rendering.tracked import TEMPLATE, tracked_document
from secg.report.change_report import paragraph_entry
from secg.sources.folder import OWN_TEMPLATES
from tests.policy_tree import PolicyTree

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INSTRUMENTS = sorted(
    path.stem
    for folder in ("modifications", "proposals", "readings")
    for path in (ROOT / "policies" / folder).glob("*.md")
)
NO_EFFECT = {"groups": [], "undecided": [], "claim": "No party's outcome changes: proved."}


@cache
def policies() -> Policies:
    return load_policies(ROOT / "policies", ROOT)


def document_of(compared: Compared, law: Policies, templates: Path = OWN_TEMPLATES) -> bytes:
    """The Word file of a comparison, without the effect, which takes a solver."""
    changes = redline(compared.before.code, compared.after.code, law.vocabulary)
    report: Any = {
        "modification": None,
        "before": {"title": compared.before.title},
        "after": {"title": compared.after.title},
        "dates": [],
        "effect": NO_EFFECT,
        "redline": [paragraph_entry(change) for change in changes],
    }
    return tracked_document(report, compared, law, templates)


def part_of(document: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return ElementTree.fromstring(parts.read(name))


def resolved(document: bytes, *, accept: bool) -> list[str]:
    """The paragraphs of the document once all changes are accepted, or rejected."""
    gone, stays = (f"{W}del", f"{W}ins") if accept else (f"{W}ins", f"{W}del")
    paragraphs, waiting = [], ""
    for paragraph in part_of(document, "word/document.xml").iter(f"{W}p"):
        for child in paragraph:
            if child.tag == gone or child.tag not in (stays, f"{W}r"):
                continue
            runs = [child] if child.tag == f"{W}r" else list(child)
            waiting += "".join(
                words.text or "" for run in runs for words in run if words.tag in (f"{W}t", f"{W}delText")
            )
        if paragraph.find(f"{W}pPr/{W}rPr/{gone}") is None:
            paragraphs.append(waiting)
            waiting = ""
    assert not waiting, "the last paragraph runs into nothing"
    return paragraphs


def expected(code: Code, changes: tuple[ParagraphChange, ...], *, after: bool) -> list[str]:
    """The words of the paragraphs that change, as the policies have them."""
    lines: list[str] = []
    for change in changes:
        if change.operation == ("repealed" if after else "inserted"):
            continue
        standing = code.paragraphs[change.number if after else change.previous]
        lines.append(f"{standing.number}: {standing.paragraph.title}")
        lines += _lines(standing.paragraph.paraphrase)
        for limb in standing.paragraph.limbs:
            first, *rest = _lines(limb.paraphrase) or [""]
            lines += [f"({limb.letter}) {limb.words}", first] if limb.words else [f"({limb.letter}) {first}".strip()]
            lines += rest
    return [" ".join(line.split()) for line in lines if line]


def _lines(text: str) -> list[str]:
    """The paragraphs of a text; an item of a list is one."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            lines.append("")
        elif not lines or not lines[-1] or re.match(r"\s*([*+-]|\d+[.)])\s", line):
            lines.append(line)
        else:
            lines[-1] += f" {line}"
    return [line for line in lines if line]


def assert_exact(compared: Compared, law: Policies, told: str) -> None:
    before, after = compared.before.code, compared.after.code
    changes = redline(before, after, law.vocabulary)
    document = document_of(compared, law)
    for code, is_after in ((before, False), (after, True)):
        _, *words, _ = resolved(document, accept=is_after)
        assert words == expected(code, changes, after=is_after), told


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_accepting_gives_the_text_after_an_instrument_and_rejecting_the_text_before(name: str) -> None:
    assert_exact(with_and_without(policies(), name), policies(), name)


WORDS = ("the", "User", "may", "&", "<b>", "250,000", "“so”", "(a)", "é", "User's", "-", "1.")


def drawn_paragraph(source: random.Random, number: str) -> str:
    """A paragraph of random words, lists and limbs."""

    def text(most: int) -> str:
        return " ".join(source.choices(WORDS, k=source.randint(1, most)))

    blocks = [f"x{text(12)}" for _ in range(source.randint(1, 3))]
    if source.random() < 0.3:
        blocks.append("\n".join(f"* x{text(4)}" for _ in range(source.randint(1, 3))))
    for letter in source.sample("abcd", source.randint(0, 3)):
        blocks.append(f"### ({letter}){source.choice(['', f' x{text(3)}'])}\n\nx{text(8)}")
    return f"{number}: x{text(3)}\n\n> provenance: text (S0)\n\n" + "\n\n".join(blocks) + "\n"


def drawn_edit(source: random.Random, tree: PolicyTree) -> tuple[Compared, Policies]:
    """A Code of random paragraphs, and what one random instrument makes of it."""
    numbers = [f"G1.{number}" for number in range(1, 5)]
    tree.part(*(f"## {drawn_paragraph(source, number)}" for number in numbers))
    amendments = []
    for place, number in enumerate(numbers):
        kind = source.choice(("keep", "substitute", "substitute", "repeal", "renumber", "insert"))
        if kind == "substitute":
            amendments.append(f"## Substitute {drawn_paragraph(source, number)}")
        elif kind == "repeal":
            amendments.append(f"## Repeal {number}\n\n> provenance: text (S0)\n\nIt goes.\n")
        elif kind == "renumber":
            amendments.append(f"## Renumber {number} as G1.{20 + place}\n")
        elif kind == "insert":
            amendments.append(f"## Insert {drawn_paragraph(source, f'G1.{40 + place}')}")
    tree.instrument("M1", *amendments, in_force="2019-01-01")
    if not (tree.root / "policies" / "versions.yaml").read_text().count("M1"):
        tree.version("M1", "2019-01-01", "M1")
    law = tree.load()
    return Compared(Named(tree.code("baseline"), "before", ()), Named(tree.code("M1"), "after", ())), law


def test_accepting_and_rejecting_are_exact_for_random_edits(tree: PolicyTree) -> None:
    first = random.randrange(1_000_000)
    for seed in range(first, first + 25):
        compared, law = drawn_edit(random.Random(seed), tree)
        assert_exact(compared, law, f"seed {seed}")


def test_a_change_names_the_instrument_and_its_day_and_the_document_is_in_british_english() -> None:
    document = document_of(with_and_without(policies(), "SECMP0059"), policies())
    body = part_of(document, "word/document.xml")
    changes = [element for tag in ("ins", "del") for element in body.iter(f"{W}{tag}")]
    assert {(change.get(f"{W}author"), str(change.get(f"{W}date"))[:10]) for change in changes} == {
        ("SECMP0059", "2019-02-28")
    }
    numbers = [change.get(f"{W}id") for change in changes]
    assert len(set(numbers)) == len(numbers)
    languages = {element.get(f"{W}val") for element in part_of(document, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"en-GB"}


def test_the_rules_stand_in_a_comment_on_their_paragraph_and_every_comment_has_its_place() -> None:
    document = document_of(with_and_without(policies(), "SECMP0059"), policies())
    comments = {
        comment.get(f"{W}id"): "".join(comment.itertext())
        for comment in part_of(document, "word/comments.xml").iter(f"{W}comment")
    }
    placed = [element.get(f"{W}id") for element in part_of(document, "word/document.xml").iter(f"{W}commentReference")]
    assert sorted(map(str, placed)) == sorted(map(str, comments))
    assert any("Rule changed" in words and "5 × the Non-Domestic Premises" in words for words in comments.values())


def test_the_same_comparison_gives_the_same_bytes() -> None:
    compared = with_and_without(policies(), "SECMP0044")
    assert document_of(compared, policies()) == document_of(compared, policies())


def test_the_command_tells_the_effect_in_the_comments_of_the_paragraphs_that_bring_it(tmp_path: Path) -> None:
    target = tmp_path / "page.docx"
    assert main(["diff", "SECMP0059", "--out", str(target)]) == 0
    comments = part_of(target.read_bytes(), "word/comments.xml").iter(f"{W}comment")
    words = ["".join(comment.itertext()) for comment in comments]
    assert sum("Effect: Other User, always: Full, Self, Self → Full, Verification, Self" in text for text in words) == 1


def test_the_styles_of_a_template_are_used_and_its_words_are_not(tmp_path: Path) -> None:
    styled = docx.Document()
    styled.styles["Heading 2"].font.name = "Gill Sans"
    styled.add_paragraph("words of a template")
    styled.save(str(tmp_path / TEMPLATE))
    document = document_of(with_and_without(policies(), "MP087"), policies(), tmp_path)
    assert "Gill Sans" in ElementTree.tostring(part_of(document, "word/styles.xml"), encoding="unicode")
    assert "words of a template" not in resolved(document, accept=True)


def broken_archive() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types")
    return archive.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", b"PK\x05\x06" + bytes(18), broken_archive()],
    ids=["empty", "words", "no parts", "a broken part"],
)
def test_a_template_that_is_no_word_document_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / TEMPLATE).write_bytes(content)
    with pytest.raises(Faults, match="E505"):
        document_of(with_and_without(policies(), "MP087"), policies(), tmp_path)
